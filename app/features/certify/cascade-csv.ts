import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { cascadeCsv, cascadePage } from "./cascade.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const page = cascadePage(await requireUser(request));
  return csvResponse(`ccip-cascade-${page.today}.csv`, cascadeCsv(page));
}
