/**
 * Handle of a route that is sent as a document: finished HTML, without the framework's scripts. Its text travels
 * once, nothing is hydrated, and `openDocument` makes a navigation from inside the app a full page load.
 * See docs/decisions/007-text-pages-are-documents.md.
 */
export const documentPage = { document: true } as const;

export const isDocumentPage = (handle: unknown): boolean =>
  typeof handle === "object" && handle !== null && "document" in handle;

/** Handle of a page that strangers may be shown: it goes without the edition's status line, which names the field. */
export const discreetPage = { discreet: true } as const;

export const isDiscreetPage = (handle: unknown): boolean =>
  typeof handle === "object" && handle !== null && "discreet" in handle;

/**
 * The loader data of a document page. Remix writes loader data down for the browser before it can know that this page
 * has no use for it; what is not enumerable is left out.
 */
export const forDocument = <T>(page: T): { readonly page: T } =>
  Object.defineProperty({} as { page: T }, "page", { value: page });

/** The clientLoader of a document page. */
export function openDocument({ request }: { request: Request }): Promise<never> {
  window.location.assign(request.url);
  return new Promise(() => {});
}
