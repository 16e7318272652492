import { json, type LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { creditJson, creditSheet } from "./credit.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const sheet = creditSheet(await requireUser(request), params.cohort as string);
  return json(creditJson(sheet), { headers: { "Cache-Control": "no-store" } });
}
