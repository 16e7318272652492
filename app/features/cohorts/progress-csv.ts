import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { matrixOf, progressCsv } from "./matrix.server.ts";
import { viewOf } from "./matrix.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const view = viewOf(new URL(request.url).searchParams);
  const matrix = matrixOf(user, params.cohort as string, view);
  return csvResponse(`progress-${matrix.today}.csv`, progressCsv(matrix));
}
