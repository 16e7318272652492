import type { LoaderFunctionArgs } from "@remix-run/node";
import { builtEdition } from "#app/features/manual/builds.server.ts";
import { sendManual } from "#app/features/manual/manuals.server.ts";
import { countsAs, shelfSpec } from "./shelf.server.ts";

/** The guide for everybody, in any form but the pack. Nobody has a page to wait on here, so the answer waits. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const spec = shelfSpec("guide", params.form);
  return sendManual(null, spec, await builtEdition(spec), null, countsAs(request));
}
