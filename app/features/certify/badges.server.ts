import { randomBytes, randomInt } from "node:crypto";
import { and, desc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { env } from "#app/lib/env.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { badge } from "#db/schema/certify.ts";
import { person } from "#db/schema/people.ts";
import {
  type BadgeKind,
  type BadgeWords,
  type Claims,
  claimsOf,
  endOf,
  statusListLength,
} from "./credential.ts";

export type BadgeRow = Omit<typeof badge.$inferSelect, "claims"> & { claims: Claims };
export type RevocationReason = NonNullable<(typeof badge.$inferSelect)["revokedReason"]>;

/** What a kind of badge is called and means, from the curriculum's certificate sheet. */
export function badgeWords(kind: BadgeKind): BadgeWords {
  const sheet = catalogue().course.instruments.certificate;
  const found = sheet?.badges.find(({ id }) => id === kind);
  if (!sheet || !found) throw new Error(`The curriculum’s certificate sheet has no badge ${kind}.`);
  return { shortTitle: sheet.short_title, title: found.title, meaning: found.meaning };
}

export const issuerName = (): string => badgeWords("participant").shortTitle;

/**
 * Issues a badge and gives its id; the caller has made sure that the requirements are met. Somebody who has a current
 * one of this kind keeps it, and its id is given: twice at once makes one. `renews` names the badge that this one
 * takes over from; that one stays true until it expires. `actor` null: a rule issued it. A participant's badge may be
 * issued to oneself, as it comes with the certificate of completion.
 */
export function issueBadge(
  tx: Writer,
  actor: User | null,
  to: {
    personId: string;
    siteId: string;
    kind: BadgeKind;
    renews?: string;
    decisionId?: string;
    /** Where it is not two years from now: a trainer's badge ends with their certification. */
    expiresAt?: Date;
  },
  now = new Date(),
): string {
  const { personId, siteId, kind } = to;
  const forMyself = kind === "participant" && actor?.id === personId;
  if (actor && !forMyself)
    allow(actor, kind === "participant" ? "issue-participant-badge" : "issue-trainer-badge", siteId);
  const holder = tx.select().from(person).where(eq(person.id, personId)).get();
  if (!holder || holder.erasedAt) throw notFound();
  const current = currentBadge(personId, kind, tx);
  const isOver = current?.expiresAt ? current.expiresAt <= now : false;
  if (current && !isOver && current.id !== to.renews) return current.id;
  const id = randomBytes(16).toString("base64url");
  if (current)
    tx.update(badge).set({ replacedBy: id, replacedAt: now }).where(eq(badge.id, current.id)).run();
  const issuedAt = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const expiresAt = to.expiresAt ?? endOf(kind, issuedAt);
  const place = freePlace(tx);
  const claims = claimsOf(env.origin, {
    ...place,
    id,
    kind,
    words: badgeWords(kind),
    name: holder.name,
    email: holder.email,
    salt: randomBytes(16).toString("base64url"),
    issuedAt,
    expiresAt,
  });
  tx.insert(badge)
    .values({
      ...place,
      id,
      personId,
      siteId,
      kind,
      claims,
      issuedBy: actor?.id ?? null,
      issuedAt,
      expiresAt,
      decisionId: to.decisionId ?? null,
    })
    .run();
  const detail = { personId, kind, ...(current ? { renews: current.id } : {}) };
  recordAudit(tx, actor, "issue-badge", id, siteId, detail, now);
  return id;
}

/** A place in the newest list that nobody has, at random. A list that is half full is followed by another. */
function freePlace(tx: Writer): { statusList: number; statusIndex: number } {
  const newest = tx
    .select({ list: badge.statusList, taken: sql<number>`count(*)` })
    .from(badge)
    .groupBy(badge.statusList)
    .orderBy(desc(badge.statusList))
    .limit(1)
    .get() ?? { list: 1, taken: 0 };
  const statusList = newest.taken < statusListLength / 2 ? newest.list : newest.list + 1;
  for (;;) {
    const statusIndex = randomInt(statusListLength);
    const taken = tx
      .select({ id: badge.id })
      .from(badge)
      .where(and(eq(badge.statusList, statusList), eq(badge.statusIndex, statusIndex)))
      .get();
    if (!taken) return { statusList, statusIndex };
  }
}

/** Ends a badge for good; the status list says so from now on. Revoking again changes nothing. */
export function revokeBadge(
  tx: Writer,
  actor: User,
  id: string,
  reason: RevocationReason,
  now = new Date(),
): void {
  const found = tx.select().from(badge).where(eq(badge.id, id)).get();
  if (!found) throw notFound();
  allow(actor, "revoke-badge", found.siteId);
  if (!found.revokedAt) endBadge(tx, actor, found, reason, now);
}

/** Ends the badges of these kinds that somebody holds, for callers that have asked for permission. */
export function endBadges(
  tx: Writer,
  actor: User,
  personId: string,
  kinds: readonly BadgeKind[],
  reason: RevocationReason,
  now: Date,
): void {
  const held = tx
    .select()
    .from(badge)
    .where(and(eq(badge.personId, personId), inArray(badge.kind, [...kinds]), isNull(badge.revokedAt)))
    .all();
  for (const one of held) if (!one.expiresAt || one.expiresAt > now) endBadge(tx, actor, one, reason, now);
}

function endBadge(
  tx: Writer,
  actor: User,
  { id, siteId, personId }: Pick<typeof badge.$inferSelect, "id" | "siteId" | "personId">,
  reason: RevocationReason,
  now: Date,
): void {
  tx.update(badge)
    .set({ revokedAt: now, revokedBy: actor.id, revokedReason: reason })
    .where(eq(badge.id, id))
    .run();
  recordAudit(tx, actor, "revoke-badge", id, siteId, { personId, reason }, now);
}

/** The badge of a kind that somebody holds now and that has not been renewed, or null. */
export const currentBadge = (personId: string, kind: BadgeKind, tx: Pick<Writer, "select"> = db) =>
  tx
    .select()
    .from(badge)
    .where(
      and(
        eq(badge.personId, personId),
        eq(badge.kind, kind),
        isNull(badge.revokedAt),
        isNull(badge.replacedAt),
      ),
    )
    .get() ?? null;

/** The holder's own badges, newest first. */
export function myBadges(user: User): BadgeRow[] {
  return db
    .select()
    .from(badge)
    .where(and(eq(badge.personId, user.id), isNotNull(badge.claims)))
    .orderBy(desc(badge.issuedAt), desc(badge.id))
    .all() as BadgeRow[];
}

/** A badge that the viewer may read: their own, or one whose holder lets everybody with the link. Else 404. */
export function readableBadge(viewer: User | null, id: string): BadgeRow {
  const found = db.select().from(badge).where(eq(badge.id, id)).get();
  if (!found?.claims || (found.personId !== viewer?.id && !found.sharedAt)) throw notFound();
  return found as BadgeRow;
}

/** Lets everybody with the link read a badge of one's own, or no longer. */
export function shareBadge(user: User, id: string, share: boolean, now = new Date()): void {
  transact((tx) => {
    const found = tx.select().from(badge).where(eq(badge.id, id)).get();
    if (!found?.claims || found.personId !== user.id) throw notFound();
    if ((found.sharedAt !== null) === share) return;
    if (share && found.revokedAt)
      throw conflict("This credential was revoked. It can be downloaded, and no longer shared.");
    tx.update(badge)
      .set({ sharedAt: share ? now : null })
      .where(eq(badge.id, id))
      .run();
    recordAudit(tx, user, share ? "share-badge" : "unshare-badge", id, found.siteId, {}, now);
  });
}

/** The places in a status list whose badges were revoked, or null when there is no such list. */
export function revokedIn(list: number): number[] | null {
  const some = db.select({ id: badge.id }).from(badge).where(eq(badge.statusList, list)).limit(1).get();
  if (!some) return null;
  return db
    .select({ index: badge.statusIndex })
    .from(badge)
    .where(and(eq(badge.statusList, list), isNotNull(badge.revokedAt)))
    .orderBy(badge.statusIndex)
    .all()
    .map(({ index }) => index);
}

/** What a person's badges name goes with their account; that a place in a list is taken stays. */
export function forgetBadges(tx: Writer, personId: string): void {
  tx.update(badge).set({ claims: null, sharedAt: null }).where(eq(badge.personId, personId)).run();
}
