import type { LoaderFunctionArgs } from "@remix-run/node";
import { signedIn } from "#app/auth/session.server.ts";
import { fileNameOf } from "./badge-state.ts";
import { readableBadge } from "./badges.server.ts";
import { bakedBadge } from "./credential-files.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const row = readableBadge((await signedIn(request))?.user ?? null, params.badge ?? "");
  return new Response(await bakedBadge(row), {
    headers: {
      "Content-Type": "image/svg+xml; charset=utf-8",
      "Content-Disposition": `attachment; filename="${fileNameOf(row.claims.name)}.svg"`,
      "Cache-Control": "no-store",
    },
  });
}
