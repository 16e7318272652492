import { and, eq, isNull } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { db, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { certificate } from "#db/schema/room.ts";
import { passedAssessments } from "./assessments.server.ts";
import { type BadgeRow, currentBadge, endBadges, issueBadge } from "./badges.server.ts";
import { signedBadge } from "./credential-files.server.ts";

/**
 * Issues the Participant credential to those of these people of whom both stand: a certificate of completion, and a
 * passed post-assessment (certificate.yaml, badges). Call it with the write that may have brought the second of them;
 * who has one keeps it.
 */
export function issueParticipantBadges(
  tx: Writer,
  actor: User,
  personIds: readonly string[],
  now: Date,
): void {
  const passed = passedAssessments(personIds);
  for (const personId of personIds) {
    const siteId = completedAt(tx, personId);
    if (siteId && passed.get(personId) && !currentBadge(personId, "participant", tx))
      issueBadge(tx, actor, { personId, siteId, kind: "participant" }, now);
  }
}

/** Ends the Participant credential of somebody whose last certificate was taken back. */
export function endParticipantBadge(tx: Writer, actor: User, personId: string, now: Date): void {
  if (!completedAt(tx, personId)) endBadges(tx, actor, personId, ["participant"], "mistake", now);
}

/** The site of a certificate that stands, or null. */
const completedAt = (tx: Pick<Writer, "select">, personId: string): string | null =>
  tx
    .select({ siteId: cohort.siteId })
    .from(certificate)
    .innerJoin(cohort, eq(cohort.id, certificate.cohortId))
    .where(and(eq(certificate.personId, personId), isNull(certificate.revokedAt)))
    .orderBy(certificate.issuedAt)
    .limit(1)
    .get()?.siteId ?? null;

/** The signed Participant credential to put into the PDF of a certificate; only for the holder, who alone may read it. */
export async function credentialFor(user: User, number: string): Promise<object | null> {
  const owner = db
    .select({ personId: certificate.personId })
    .from(certificate)
    .where(eq(certificate.id, number))
    .get()?.personId;
  if (owner !== user.id) return null;
  const row = currentBadge(user.id, "participant");
  return row?.claims ? signedBadge(row as BadgeRow) : null;
}
