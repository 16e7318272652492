export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);

/**
 * Whether a request that changes something comes from our own pages. Browsers send `Sec-Fetch-Site`; older ones
 * send `Origin`, which must name the host that was asked or the configured origin. Neither: refused.
 */
export function isSameOrigin(headers: Headers, configuredOrigin: string): boolean {
  const site = headers.get("Sec-Fetch-Site");
  const origin = headers.get("Origin");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  if (origin !== null) {
    if (origin === configuredOrigin) return true;
    if (!URL.canParse(origin)) return false;
    return new URL(origin).host === headers.get("Host");
  }
  return site !== null;
}

/** A path on this site to go to after signing in, or "/" when `value` is missing or points elsewhere. */
export function safePath(value: string | null): string {
  const here = "http://here.invalid";
  if (!value?.startsWith("/") || !URL.canParse(value, here)) return "/";
  // As a browser reads it: it drops tabs and line ends and takes a backslash for a slash.
  const { origin, pathname, search, hash } = new URL(value, here);
  return origin === here && !pathname.startsWith("//") ? pathname + search + hash : "/";
}
