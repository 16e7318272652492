import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import type { AppLoadContext, EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { renderToPipeableStream, renderToString } from "react-dom/server";
import { log } from "#app/lib/log.ts";
import { wholeText } from "#app/lib/whole.ts";
import { isDocumentPage } from "#app/ui/document.ts";
import { makeSheets } from "#app/ui/kept.server.tsx";
import { DrawContext } from "#app/ui/kept.tsx";
import { NonceContext, ReferenceContext } from "#app/ui/nonce.ts";

export { closeStreams } from "#app/features/room/live.server.ts";
export { startBackground, stopBackground, whatIsMissing } from "#app/server/background.server.ts";

declare module "@remix-run/node" {
  interface AppLoadContext {
    /** The client's address, for rate limits only; never logged. */
    address: string;
    reference: string;
  }
}

/** No loader here sends a promise to wait for, and Remix holds on to each request for this long: five seconds if not said. */
export const streamTimeout = 250;

const sheets = makeSheets(6_000_000);

/** Renders a page. The answer starts when the page is whole, so that a failure can still become an error page. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  { reference }: AppLoadContext,
): Promise<Response> | Response {
  const nonce = randomBytes(16).toString("base64");
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set("Content-Security-Policy", contentSecurityPolicy(nonce));
  headers.set("Cairn-Person", personOf(context));
  // Without scripts there is nothing to wait for, and one string is quicker than many small pieces.
  const sheet = isDocument(context) ? sheets(nonce) : null;
  const page = (
    <NonceContext.Provider value={nonce}>
      <ReferenceContext.Provider value={reference}>
        <DrawContext.Provider value={sheet?.draw ?? null}>
          <RemixServer context={context} url={request.url} nonce={nonce} />
        </DrawContext.Provider>
      </ReferenceContext.Provider>
    </NonceContext.Provider>
  );
  if (sheet) return wholeText(sheet.whole(renderToString(page)), { headers, status });
  return new Promise((resolve, reject) => {
    let responseStatus = status;
    const { pipe } = renderToPipeableStream(page, {
      nonce,
      onAllReady() {
        const parts: Buffer[] = [];
        const whole = new Writable({
          write(part, _encoding, done) {
            parts.push(part);
            done();
          },
          final(done) {
            resolve(new Response(Buffer.concat(parts), { headers, status: responseStatus }));
            done();
          },
        });
        whole.on("error", reject);
        pipe(whole);
      },
      onShellError: reject,
      onError(error) {
        responseStatus = 500;
        log.error({ err: error, reference }, "render failed");
      },
    });
  });
}

/** Whose page it is, for the service worker: it keeps pages for one person and never shows them to another. */
function personOf({ staticHandlerContext: { loaderData } }: EntryContext): string {
  const frame = loaderData.root as { viewer?: { id: string } | null } | undefined;
  return frame?.viewer?.id ?? "nobody";
}

/** The same question as in the root's layout: an error page has scripts, whatever page it stands for. */
const isDocument = ({ routeModules, staticHandlerContext: { matches, errors } }: EntryContext): boolean =>
  !errors && matches.some(({ route }) => isDocumentPage(routeModules[route.id]?.handle));

// Vite shows its errors with inline styles and reloads over a socket; neither exists in a build.
const forVite =
  process.env.NODE_ENV === "production"
    ? { style: "", connect: "" }
    : { style: " 'unsafe-inline'", connect: " ws:" };

const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self'${forVite.style}`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${forVite.connect}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** An unexpected error, logged whole; the person sees only its reference (see `ErrorBoundary` in root.tsx). */
export function handleError(
  error: unknown,
  { request, context }: { request: Request; context: AppLoadContext },
): void {
  if (request.signal.aborted) return;
  log.error({ err: error, reference: context.reference, method: request.method }, "request failed");
}
