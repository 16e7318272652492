import type { LoaderFunctionArgs } from "@remix-run/node";
import { refuseWithdrawn } from "#app/features/editions/editions.server.ts";
import { builtEdition } from "#app/features/manual/builds.server.ts";
import { editionOf } from "#app/features/manual/edition-files.server.ts";
import { sendManual, specOf } from "#app/features/manual/manuals.server.ts";
import { countsAs, shelfSpec } from "./shelf.server.ts";

/**
 * The guide for everybody, in any form but the pack, or its pages that changed since an edition. Nobody has a page to wait
 * on here, so the answer waits.
 */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const spec = searchParams.has("since")
    ? specOf({ book: "guide", site: "national", form: params.form }, searchParams)
    : shelfSpec("guide", params.form);
  refuseWithdrawn(editionOf(spec));
  return sendManual(null, spec, await builtEdition(spec), null, countsAs(request));
}
