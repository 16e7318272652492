import type { LoaderFunctionArgs } from "@remix-run/node";
import { badgePicture } from "./badge-picture.ts";
import { achievementWords } from "./credential-page.server.ts";

/** The picture of a kind of badge, without a credential in it. */
export function loader({ params }: LoaderFunctionArgs) {
  const { kind, words } = achievementWords(params.kind);
  return new Response(badgePicture(kind, words), {
    headers: {
      "Content-Type": "image/svg+xml; charset=utf-8",
      "Cache-Control": "public, max-age=3600",
      "Access-Control-Allow-Origin": "*",
      "Cross-Origin-Resource-Policy": "cross-origin",
    },
  });
}
