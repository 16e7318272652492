import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { driftCsv, readDriftView } from "./drift.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  return csvResponse("fidelity.csv", driftCsv(user, readDriftView(new URL(request.url).searchParams)));
}
