import { env } from "#app/lib/env.ts";
import { notFound } from "#app/lib/refuse.ts";
import { badgePicture, bake } from "./badge-picture.ts";
import { type BadgeRow, badgeWords, revokedIn } from "./badges.server.ts";

/** Loaded when the first credential is asked for: the libraries take a second and 30 MB that most workers never need. */
const signer = () => import("./credential-sign.server.ts");

/** A badge as a verifiable credential, signed with the newest key. */
export async function signedBadge({ claims }: BadgeRow): Promise<object> {
  const { signed } = await signer();
  return signed(claims);
}

/** A badge as a picture with the credential in it. */
export const bakedBadge = async (row: BadgeRow): Promise<string> =>
  bake(badgePicture(row.kind, badgeWords(row.kind)), await signedBadge(row));

export async function didDocumentHere(): Promise<object> {
  const { didDocument } = await signer();
  return didDocument(env.origin);
}

/** The status list with this number, signed; 404 when nothing was ever put into it. */
export async function statusListHere(list: number, now = new Date()): Promise<object> {
  const revoked = revokedIn(list);
  if (!revoked) throw notFound();
  const { signedStatusList } = await signer();
  return signedStatusList(env.origin, list, revoked, now);
}

/** JSON for machines. `open`: any page may read it, as checkers in browsers need to. */
export const sendJson = (
  body: object,
  type: string,
  { open = false, file, seconds = 0 }: { open?: boolean; file?: string; seconds?: number } = {},
): Response =>
  new Response(`${JSON.stringify(body, null, 2)}\n`, {
    headers: {
      "Content-Type": type,
      "Cache-Control": seconds > 0 ? `public, max-age=${seconds}` : "no-store",
      ...(file ? { "Content-Disposition": `attachment; filename="${file}"` } : {}),
      ...(open ? { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" } : {}),
    },
  });
