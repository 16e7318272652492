import { env } from "#app/lib/env.ts";
import { isLoopback } from "#app/lib/origin.ts";

// Browsers keep Secure cookies on loopback addresses too; only a plain-http LAN address needs the weaker cookie.
export const secure = env.origin.startsWith("https:") || isLoopback(new URL(env.origin).hostname);
export const cookieName = secure ? "__Host-cairn" : "cairn";

/** A cookie that no script reads, for `seconds`; an empty value clears it. */
export const shortCookie = (name: string, value: string, seconds: number): string =>
  `${cookieName}-${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${value ? seconds : 0}${secure ? "; Secure" : ""}`;

export const readShortCookie = (name: string, request: Request): string | null =>
  new RegExp(`(?:^|;\\s*)${cookieName}-${name}=([\\w-]+)`).exec(request.headers.get("Cookie") ?? "")?.[1] ??
  null;
