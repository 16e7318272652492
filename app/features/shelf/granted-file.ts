import type { LoaderFunctionArgs } from "@remix-run/node";
import { builtEdition } from "#app/features/manual/builds.server.ts";
import { sendManual } from "#app/features/manual/manuals.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { grantedBy } from "./requests.server.ts";
import { countsAs, shelfSpec } from "./shelf.server.ts";

/** The participant edition for who was granted it. It counts for their kind of agency and state, and for nobody. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const granted = grantedBy(params.token ?? "");
  const spec = shelfSpec("participant", params.form);
  if (!granted) throw notFound();
  const said = { agencyKind: granted.agencyKind, state: granted.state };
  return sendManual(null, spec, await builtEdition(spec), null, countsAs(request) && said);
}
