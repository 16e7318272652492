import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { pipelineCsv, pipelineList } from "./pipeline-list.server.ts";
import { pipelineViewOf } from "./pipeline-view.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { rows } = pipelineList(user, pipelineViewOf(new URL(request.url).searchParams));
  return csvResponse("trainers.csv", pipelineCsv(rows));
}
