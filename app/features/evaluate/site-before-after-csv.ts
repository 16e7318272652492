import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { resultsCsv, siteResults } from "./comparison.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { results } = siteResults(await requireUser(request), params.site as string);
  return csvResponse("ccip-training-before-and-after-site.csv", resultsCsv(results));
}
