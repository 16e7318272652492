import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { countsCsv } from "./counts.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { name, text } = countsCsv(user, new URL(request.url).searchParams.get("half"));
  return csvResponse(name, text);
}
