import { json, type LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { cascadeJson, cascadePage } from "./cascade.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const page = cascadePage(await requireUser(request));
  return json(cascadeJson(page), { headers: { "Cache-Control": "no-store" } });
}
