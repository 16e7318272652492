/**
 * Handle of a route that is sent as a document: finished HTML, without the framework's scripts. Its text travels
 * once, nothing is hydrated, and `openDocument` makes a navigation from inside the app a full page load.
 * See docs/decisions/007-text-pages-are-documents.md.
 */
export const documentPage = { document: true } as const;

export const isDocumentPage = (handle: unknown): boolean =>
  typeof handle === "object" && handle !== null && "document" in handle;

/** The clientLoader of a document page. */
export function openDocument({ request }: { request: Request }): Promise<never> {
  window.location.assign(request.url);
  return new Promise(() => {});
}
