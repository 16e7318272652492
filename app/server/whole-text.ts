// Not a symbol of a module's own: pages and server are two bundles, and each has its copy of this module.
const key = Symbol.for("cairn.whole-text");

/**
 * A response that keeps its text beside its body, because packing a page into a stream and unpacking it again takes
 * longer than sending it. The body is there for whoever reads a response the usual way.
 */
export function wholeText(text: Buffer<ArrayBuffer>, init: ResponseInit): Response {
  let unread: Response | null = null;
  const usual = (): Response => {
    unread ??= new Response(text, init);
    return unread;
  };
  const response = new Response(null, init);
  return Object.defineProperties(response, {
    [key]: { value: text },
    body: { get: () => usual().body },
    bodyUsed: { get: () => unread?.bodyUsed ?? false },
    text: { value: () => usual().text() },
    arrayBuffer: { value: () => usual().arrayBuffer() },
    blob: { value: () => usual().blob() },
    clone: {
      value: () => wholeText(text, { status: response.status, headers: new Headers(response.headers) }),
    },
  });
}

/** The text of such a response, else null. */
export function textOf(response: Response): Buffer | null {
  const text: unknown = Reflect.get(response, key);
  return Buffer.isBuffer(text) ? text : null;
}
