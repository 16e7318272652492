import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { creditCsv, creditSheet } from "./credit.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const sheet = creditSheet(await requireUser(request), params.cohort as string);
  return csvResponse("ccip-training-credit.csv", creditCsv(sheet));
}
