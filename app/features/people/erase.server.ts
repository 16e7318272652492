import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { roleNames, type User } from "#app/auth/can.ts";
import { endSecondStep } from "#app/auth/second-step.server.ts";
import { endOtherSessions } from "#app/auth/session.server.ts";
import { forgetBadges } from "#app/features/certify/badges.server.ts";
import { forgetCommitments } from "#app/features/certify/commitment.server.ts";
import { forgetObservations } from "#app/features/certify/observations.server.ts";
import { forgetTrainer } from "#app/features/certify/registry.server.ts";
import { forgetTeachBacks } from "#app/features/certify/teach-back.server.ts";
import { forgetOutlook } from "#app/features/evaluate/outlook.server.ts";
import { forgetSittings } from "#app/features/evaluate/sittings.server.ts";
import { forgetMarks } from "#app/features/room/marks-kept.server.ts";
import { forgetAskedBy } from "#app/features/shelf/requests.server.ts";
import { newToken } from "#app/lib/ids.ts";
import { conflict } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { bookmark, note, place, sectionLog } from "#db/schema/learning.ts";
import { deviceEntry } from "#db/schema/offline.ts";
import { invitation, passkey, pending, person, roleGrant } from "#db/schema/people.ts";
import { calendarFeed, personJoin, registration, seat, supervision } from "#db/schema/planning.ts";
import { certificate, certificateDetail, presence, presenceVoid } from "#db/schema/room.ts";
import { outbox } from "#db/schema/trust.ts";
import { isLast } from "./people.server.ts";

/** Why this person cannot erase their account now, or null. */
export function whyNotErase(user: User, tx: Writer = db): string | null {
  const only = (["grantee", "administrator"] as const).filter((role) => isLast(tx, role, user.id));
  if (only.length === 0) return null;
  const names = only.map((role) => roleNames[role].toLowerCase()).join(" and the only ");
  return `You are the only ${names}, and nobody could look after the program without you. Invite somebody else for this role first; then you can erase your account.`;
}

/**
 * Erases the account of the one who asks: what is private goes, what identifies them is replaced, and what others
 * rely on (roster, results, audit) stays without a name.
 */
export function eraseMe(user: User, now = new Date()): void {
  transact((tx) => {
    const why = whyNotErase(user, tx);
    if (why) throw conflict(why);
    const email = `erased-${newToken().slice(0, 20).toLowerCase()}@erased.invalid`;
    const { changes } = tx
      .update(person)
      .set({
        email,
        name: "Erased person",
        passwordHash: null,
        agency: null,
        discipline: null,
        lastSeenAt: null,
        erasedAt: now,
      })
      .where(and(eq(person.id, user.id), isNull(person.erasedAt)))
      .run();
    if (changes === 0) return;
    for (const table of [
      note,
      bookmark,
      place,
      sectionLog,
      deviceEntry,
      passkey,
      pending,
      calendarFeed,
      seat,
      certificateDetail,
    ])
      tx.delete(table).where(eq(table.personId, user.id)).run();
    forgetBadges(tx, user.id);
    forgetTeachBacks(tx, user.id, now);
    forgetMarks(tx, user.id);
    forgetObservations(tx, user.id, now);
    forgetTrainer(tx, user.id, now);
    forgetCommitments(tx, user.id, now);
    forgetSittings(tx, user.id);
    forgetOutlook(tx, user.id);
    forgetAskedBy(tx, user.email, now);
    endSecondStep(tx, user, user.id, null, now);
    endOtherSessions(user.id, undefined, tx);
    tx.update(roleGrant)
      .set({ endedAt: now, endedBy: user.id })
      .where(and(eq(roleGrant.personId, user.id), isNull(roleGrant.endedAt)))
      .run();
    tx.update(enrolment)
      .set({ withdrawnAt: now, withdrawnBy: user.id, withdrawnReason: "own-choice" })
      .where(and(eq(enrolment.personId, user.id), isNull(enrolment.withdrawnAt)))
      .run();
    tx.update(cohortTrainer)
      .set({ removedAt: now, removedBy: user.id })
      .where(and(eq(cohortTrainer.personId, user.id), isNull(cohortTrainer.removedAt)))
      .run();
    tx.update(registration)
      .set({
        email,
        name: "Erased person",
        agency: null,
        accommodations: null,
        language: null,
        withdrawnAt: sql`coalesce(${registration.withdrawnAt}, ${now.getTime()})`,
      })
      .where(or(eq(registration.personId, user.id), eq(registration.email, user.email)))
      .run();
    tx.update(supervision)
      .set({ removedAt: now, removedBy: user.id })
      .where(
        and(
          or(eq(supervision.personId, user.id), eq(supervision.supervisorId, user.id)),
          isNull(supervision.removedAt),
        ),
      )
      .run();
    const once = tx
      .select({ id: personJoin.personId })
      .from(personJoin)
      .where(eq(personJoin.intoId, user.id));
    tx.update(person)
      .set({ name: "Erased person", agency: null, discipline: null, erasedAt: now })
      .where(inArray(person.id, once))
      .run();
    tx.update(certificate)
      .set({ claims: sql`json_set(${certificate.claims}, '$.name', 'Erased person')` })
      .where(eq(certificate.personId, user.id))
      .run();
    const mine = tx.select({ id: presence.id }).from(presence).where(eq(presence.personId, user.id));
    tx.update(presenceVoid).set({ reason: "" }).where(inArray(presenceVoid.presenceId, mine)).run();
    tx.update(presence).set({ reason: null }).where(eq(presence.personId, user.id)).run();
    const toMe = or(eq(invitation.email, user.email), eq(invitation.acceptedBy, user.id));
    tx.update(invitation)
      .set({ revokedAt: now, revokedBy: user.id })
      .where(and(toMe, isNull(invitation.acceptedAt), isNull(invitation.revokedAt)))
      .run();
    tx.update(invitation)
      .set({ email, name: "Erased person", agency: null, discipline: null })
      .where(toMe)
      .run();
    tx.delete(outbox).where(eq(outbox.recipient, user.email)).run();
    recordAudit(tx, user, "erase-account", user.id, null, {}, now);
  });
}
