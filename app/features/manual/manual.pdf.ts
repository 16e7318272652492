import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { buildManual } from "./cache.server.ts";
import { mayOpen, sendManual, specOf } from "./manuals.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const user = await requireUser(request);
  const spec = specOf(params);
  mayOpen(user, spec);
  return sendManual(user, spec, await buildManual(spec));
}
