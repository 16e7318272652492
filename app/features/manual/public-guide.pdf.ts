import type { LoaderFunctionArgs } from "@remix-run/node";
import { buildManual } from "./cache.server.ts";
import { sendManual, specOf } from "./manuals.server.ts";

export async function loader({ params }: LoaderFunctionArgs) {
  const spec = specOf({ book: "guide", site: "national", paper: params.paper });
  return sendManual(null, spec, await buildManual(spec));
}
