import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { conflict } from "#app/lib/refuse.ts";
import { resultsCsv } from "./comparison.server.ts";
import { deskPage } from "./desk.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { results } = deskPage(await requireUser(request), params.cohort as string);
  if (!results) throw conflict("Close before and after first. Then there is something to download.");
  return csvResponse("ccip-training-before-and-after.csv", resultsCsv(results));
}
