import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { itemsCsv, moduleResults } from "./module-results.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const results = moduleResults(user, params.cohort as string, params.module as string);
  return csvResponse(`items-${results.module.id}-${results.today}.csv`, itemsCsv(results));
}
