import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { basename, dirname } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { createRequest, sendResponse } from "@remix-run/node-fetch-server";
import sendFile from "send";
import sirv from "sirv";
import { env } from "#app/lib/env.ts";
import { log } from "#app/lib/log.ts";
import { isSameOrigin } from "#app/lib/origin.ts";
import { fileOf, textOf } from "#app/lib/whole.ts";
import { makeTurns } from "./turns.ts";

export type PageHandler = (
  request: Request,
  context: { address: string; reference: string },
) => Promise<Response>;

/** Bytes a request may carry: a CSV of people is the largest thing anybody sends. */
export const largestBody = 1_000_000;

/** Headers of every answer, pages and files alike. */
function setSecurityHeaders(res: ServerResponse): void {
  res.setHeader("X-Content-Type-Options", "nosniff");
  res.setHeader("X-Frame-Options", "DENY");
  // Not "no-referrer": browsers then send `Origin: null` on our own forms and the same-origin check would refuse them.
  res.setHeader("Referrer-Policy", "same-origin");
  res.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  res.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  res.setHeader(
    "Permissions-Policy",
    "camera=(), microphone=(), geolocation=(), payment=(), interest-cohort=()",
  );
  if (env.origin.startsWith("https:"))
    res.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
}

function refuse(res: ServerResponse, status: number, sentence: string): void {
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  res.end(sentence);
}

/** A sentence and status when the request must not reach a page, else null. */
function gatekeeper(req: IncomingMessage): [status: number, sentence: string] | null {
  if (req.method === "GET" || req.method === "HEAD") return null;
  if (req.method !== "POST") return [405, "This address only answers GET and POST."];
  const length = Number(req.headers["content-length"]);
  if (!Number.isFinite(length)) return [411, "The request does not say how long it is."];
  if (length > largestBody) return [413, "That is more than one megabyte. Send it in smaller parts."];
  const headers = new Headers();
  for (const name of ["sec-fetch-site", "origin", "host"]) {
    const value = req.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  if (!isSameOrigin(headers, env.origin) && !isOneClickStop(req, headers))
    return [403, "This form was sent from another site. Open the page here and send it again."];
  return null;
}

/**
 * A mail program stops letters for its reader by a POST of its own, without the marks of a browser (RFC 8058). The
 * address holds the key to these letters, so nobody can be made to send it from another page.
 */
const isOneClickStop = ({ url }: IncomingMessage, headers: Headers): boolean =>
  /^\/(follow-up|sponsor)\/[\w.~-]+\?stop$/.test(url ?? "") &&
  !headers.has("sec-fetch-site") &&
  !headers.has("origin");

const isText = (type: string | null): boolean =>
  type !== null && /^(text\/(?!event-stream)|application\/json)/.test(type);

const isStream = (response: Response): boolean =>
  response.headers.get("Content-Type")?.startsWith("text/event-stream") ?? false;

// On this thread: a page takes a third of a millisecond, and handing it to another thread costs as much again.
function compress(body: Buffer, accepts: string): { sent: Buffer; encoding: string | null } {
  if (body.length < 1400) return { sent: body, encoding: null };
  if (/\bbr\b/.test(accepts)) {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 3,
      [constants.BROTLI_PARAM_LGWIN]: 18,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    };
    return { sent: brotliCompressSync(body, { params }), encoding: "br" };
  }
  if (/\bgzip\b/.test(accepts)) return { sent: gzipSync(body, { level: 3 }), encoding: "gzip" };
  return { sent: body, encoding: null };
}

/** Sends text whole and compressed once, and everything else as it comes. */
async function send(res: ServerResponse, response: Response): Promise<void> {
  if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
  const file = fileOf(response);
  if (file !== null) return sendWhole(res, response, file);
  const text = textOf(response);
  if (
    text === null &&
    (!response.body ||
      !isText(response.headers.get("Content-Type")) ||
      response.headers.has("Content-Encoding"))
  )
    return sendResponse(res, response);
  const body = text ?? Buffer.from(await response.arrayBuffer());
  const { sent, encoding } = compress(body, String(res.req.headers["accept-encoding"] ?? ""));
  setHeaders(res, response);
  res.appendHeader("Vary", "Accept-Encoding");
  if (encoding) res.setHeader("Content-Encoding", encoding);
  res.setHeader("Content-Length", sent.length);
  res.writeHead(response.status);
  res.end(res.req.method === "HEAD" ? undefined : sent);
}

/** A file from the disk; a download that broke off goes on where it stopped (RFC 9110, 14). */
async function sendWhole(res: ServerResponse, response: Response, path: string): Promise<void> {
  setHeaders(res, response);
  res.removeHeader("Content-Length");
  const sending = sendFile(res.req, encodeURIComponent(basename(path)), {
    root: dirname(path),
    cacheControl: false,
    highWaterMark: 1_048_576,
  } as sendFile.SendOptions);
  const closed = once(res, "close");
  sending.pipe(res);
  await closed;
}

function setHeaders(res: ServerResponse, { headers }: Response): void {
  for (const [name, value] of headers) {
    if (name === "set-cookie") res.appendHeader(name, value);
    else res.setHeader(name, value);
  }
}

/** The address that the limits on tries count by. Only a trusted proxy may speak for somebody else. */
function addressOf(req: IncomingMessage): string {
  const forwarded = env.trustProxy ? req.headers["x-forwarded-for"] : undefined;
  const last = String(forwarded ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  return last || (req.socket.remoteAddress ?? "");
}

/** The page side of the server: answers, forbids caching unless a page says otherwise, logs the outcome. */
export function pages(handler: PageHandler): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const pageTurn = makeTurns(2, 250);
  // A form waits for the disk more than it works, and forms that wait together are kept together.
  const formTurn = makeTurns(32, 250);
  return async (req, res) => {
    const reference = randomUUID().slice(0, 8);
    const started = performance.now();
    try {
      const request = createRequest(req, res, { trustProxy: env.trustProxy });
      const turn = req.method === "POST" ? formTurn : pageTurn;
      const stream = await turn(async () => {
        const response = await handler(request, { address: addressOf(req), reference });
        if (isStream(response)) return response;
        await send(res, response);
        return null;
      });
      // A stream lasts for hours, and keeps no turn for itself.
      if (stream) await sendResponse(res, stream);
    } catch (error) {
      // Nobody waits for the answer any more.
      if (res.destroyed) return;
      log.error({ err: error, reference }, "request could not be answered");
      if (res.headersSent) res.destroy();
      else refuse(res, 500, "Something broke on our side. Nothing you saved before is lost. Try again.");
    }
    log.debug(
      { reference, method: req.method, status: res.statusCode, ms: Math.round(performance.now() - started) },
      "request",
    );
  };
}

/**
 * The whole HTTP server: health checks, static files (precompressed, immutable when their name carries a hash),
 * the gatekeeper, then pages. `missing` says what is not ready, or null.
 */
export function makeServer(
  handler: PageHandler,
  missing: () => string | null,
  staticFolder: string | null,
  beforePages?: (req: IncomingMessage, res: ServerResponse, next: () => void) => void,
): Server {
  const page = pages(handler);
  const files = staticFolder
    ? sirv(staticFolder, {
        brotli: true,
        gzip: true,
        etag: true,
        setHeaders(res, path) {
          res.setHeader(
            "Cache-Control",
            path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
          );
        },
      })
    : null;
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 20_000 }, (req, res) => {
    setSecurityHeaders(res);
    if (req.url === "/healthz") {
      res.writeHead(200, { "Content-Type": "text/plain", "Cache-Control": "no-store" });
      res.end("ok\n");
      return;
    }
    if (req.url === "/readyz") {
      const gap = missing();
      res.writeHead(gap ? 503 : 200, { "Content-Type": "text/plain", "Cache-Control": "no-store" });
      res.end(`${gap ?? "ready"}\n`);
      return;
    }
    const refused = gatekeeper(req);
    if (refused) {
      refuse(res, ...refused);
      return;
    }
    const toPages = () => page(req, res);
    if (files && req.method !== "POST") files(req, res, toPages);
    else if (beforePages) beforePages(req, res, toPages);
    else toPages();
  });
  server.keepAliveTimeout = 65_000;
  return server;
}
