import { createReadStream } from "node:fs";
import { createReadableStreamFromReadable } from "@remix-run/node";

// Not symbols of a module's own: pages and server are two bundles, and each has its copy of this module.
const textKey = Symbol.for("cairn.whole-text");
const fileKey = Symbol.for("cairn.whole-file");

/**
 * A response that keeps its text beside its body, because packing a page into a stream and unpacking it again takes
 * longer than sending it. The body is there for whoever reads a response the usual way.
 */
export function wholeText(text: Buffer<ArrayBuffer>, init: ResponseInit): Response {
  const response = beside(textKey, text, init, () => new Response(text, init));
  return Object.defineProperty(response, "clone", {
    value: () => wholeText(text, { status: response.status, headers: new Headers(response.headers) }),
  });
}

/** A response that names its file, so that the server sends it from the disk, and only the rest after a break. */
export function wholeFile(path: string, init: ResponseInit): Response {
  const body = () => createReadableStreamFromReadable(createReadStream(path));
  return beside(fileKey, path, init, () => new Response(body(), init));
}

/** The text of such a response, else null. */
export function textOf(response: Response): Buffer<ArrayBuffer> | null {
  const text: unknown = Reflect.get(response, textKey);
  return Buffer.isBuffer(text) ? (text as Buffer<ArrayBuffer>) : null;
}

/** The path of the file of such a response, else null. */
export function fileOf(response: Response): string | null {
  const path: unknown = Reflect.get(response, fileKey);
  return typeof path === "string" ? path : null;
}

/** Whether somebody asks for the rest of a file, because the first part came before the connection broke. */
export const isForTheRest = (request: Request): boolean =>
  /^bytes=(?!0+-)/.test(request.headers.get("Range") ?? "");

function beside(key: symbol, value: unknown, init: ResponseInit, make: () => Response): Response {
  let unread: Response | null = null;
  const usual = (): Response => {
    unread ??= make();
    return unread;
  };
  return Object.defineProperties(new Response(null, init), {
    [key]: { value },
    body: { get: () => usual().body },
    bodyUsed: { get: () => unread?.bodyUsed ?? false },
    text: { value: () => usual().text() },
    arrayBuffer: { value: () => usual().arrayBuffer() },
    blob: { value: () => usual().blob() },
  });
}
