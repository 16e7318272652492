import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { csvResponse } from "#app/lib/csv.ts";
import { sheetFile } from "./overlay-many.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const { name, text } = sheetFile(user, params.site as string);
  return csvResponse(name, text);
}
