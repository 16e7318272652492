import { redirect } from "@remix-run/node";
import { eq } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { shortDay, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { site } from "#db/schema/people.ts";
import { badgeState, revocationReasons } from "./badge-state.ts";
import { type BadgeRow, badgeWords, myBadges, readableBadge } from "./badges.server.ts";
import { badgeKinds, badgeTitle, credentialAddress, didOf, holderName, isBadgeKind } from "./credential.ts";

/** Sends programs that ask for JSON to it; people stay on the page. */
export function sendMachinesTo(request: Request, json: string): void {
  const accepts = request.headers.get("Accept") ?? "";
  if (/application\/(\w+\+)*(json|vc|did)\b/.test(accepts) && !accepts.includes("text/html"))
    throw redirect(json, 303);
}

const dayIn =
  (zone: string) =>
  (at: Date): string =>
    shortDay(todayIn(zone, at));

function inBrief(row: BadgeRow, now: Date) {
  const zone = db.select({ zone: site.timeZone }).from(site).where(eq(site.id, row.siteId)).get()?.zone;
  const day = dayIn(zone ?? "UTC");
  return {
    id: row.id,
    kind: row.kind,
    title: row.claims.name,
    meaning: row.claims.credentialSubject.achievement.criteria.narrative,
    name: holderName(row.claims),
    issuer: row.claims.issuer.name,
    did: row.claims.issuer.id,
    issuedOn: day(row.issuedAt),
    expiresOn: row.expiresAt ? day(row.expiresAt) : null,
    revokedOn: row.revokedAt ? day(row.revokedAt) : null,
    state: badgeState(row, now),
    isShared: row.sharedAt !== null,
  };
}

export const myCredentials = (user: User, now = new Date()) => myBadges(user).map((row) => inBrief(row, now));

/** One credential to read. The reason of a revocation and the way to share are the holder's alone. */
export function credentialPage(viewer: User | null, id: string, now = new Date()) {
  const row = readableBadge(viewer, id);
  const mine = row.personId === viewer?.id;
  return {
    ...inBrief(row, now),
    mine,
    link: credentialAddress(env.origin, id),
    why: mine && row.revokedReason ? revocationReasons[row.revokedReason] : null,
  };
}

/** The words of a kind of badge for its public page; 404 for others. */
export function achievementWords(kind: unknown) {
  if (!isBadgeKind(kind)) throw notFound();
  const words = badgeWords(kind);
  return { kind, words, title: badgeTitle(words) };
}

export const issuerPage = () => ({
  did: didOf(env.origin),
  origin: env.origin,
  achievements: badgeKinds.map(achievementWords),
});
