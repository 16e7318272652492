import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import type { AppLoadContext, EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";
import { log } from "#app/lib/log.ts";
import { NonceContext, ReferenceContext } from "#app/ui/nonce.ts";

export { startBackground, stopBackground, whatIsMissing } from "#app/server/background.server.ts";

declare module "@remix-run/node" {
  interface AppLoadContext {
    /** The client's address, for rate limits only; never logged. */
    address: string;
    reference: string;
  }
}

/** Renders a page. The answer starts when the page is whole, so that a failure can still become an error page. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  { reference }: AppLoadContext,
): Promise<Response> {
  const nonce = randomBytes(16).toString("base64");
  return new Promise((resolve, reject) => {
    let responseStatus = status;
    const { pipe } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <ReferenceContext.Provider value={reference}>
          <RemixServer context={context} url={request.url} nonce={nonce} />
        </ReferenceContext.Provider>
      </NonceContext.Provider>,
      {
        nonce,
        onAllReady() {
          headers.set("Content-Type", "text/html; charset=utf-8");
          headers.set("Content-Security-Policy", contentSecurityPolicy(nonce));
          const parts: Buffer[] = [];
          const page = new Writable({
            write(part, _encoding, done) {
              parts.push(part);
              done();
            },
            final(done) {
              resolve(new Response(Buffer.concat(parts), { headers, status: responseStatus }));
              done();
            },
          });
          page.on("error", reject);
          pipe(page);
        },
        onShellError: reject,
        onError(error) {
          responseStatus = 500;
          log.error({ err: error, reference }, "render failed");
        },
      },
    );
  });
}

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
