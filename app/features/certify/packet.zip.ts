import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireUser } from "#app/auth/session.server.ts";
import { packetOf, packetZip } from "./packet.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const packet = packetOf(await requireUser(request), params.cohort as string);
  return new Response(new Uint8Array(packetZip(packet)), {
    headers: {
      "Content-Type": "application/zip",
      "Content-Disposition": 'attachment; filename="ccip-training-packet.zip"',
      "Cache-Control": "no-store",
    },
  });
}
