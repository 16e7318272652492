import type { LoaderFunctionArgs } from "@remix-run/node";
import { signedIn } from "#app/auth/session.server.ts";
import { fileNameOf } from "./badge-state.ts";
import { readableBadge } from "./badges.server.ts";
import { sendJson, signedBadge } from "./credential-files.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const row = readableBadge((await signedIn(request))?.user ?? null, params.badge ?? "");
  const file = `${fileNameOf(row.claims.name)}.json`;
  return sendJson(await signedBadge(row), "application/vc+ld+json", { file, open: row.sharedAt !== null });
}
