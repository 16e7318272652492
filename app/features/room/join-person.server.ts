import { createHash } from "node:crypto";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { plainEmail } from "#app/auth/sign-in.server.ts";
import { joinedReason } from "#app/features/cohorts/cohort.ts";
import { cohortFor, refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { moveSittings } from "#app/features/evaluate/sittings.server.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import { personJoin, registration, seat, supervision } from "#db/schema/planning.ts";
import { certificate, evaluationReturn } from "#db/schema/room.ts";
import { trainerFact } from "#db/schema/trainers.ts";
import { spell } from "./contact.ts";
import { entriesOf, standing, timeElsewhere, writeDown } from "./ledger.server.ts";
import { isNoAddress } from "./no-address.ts";
import { minutesIn, withoutTime } from "./segments.ts";
import { daysOfCohort } from "./session-days.server.ts";

const why = "Written down at the door under another entry of the same person";

/** Somebody of a cohort who was written down without an address, for those who may give them one; otherwise 404. */
function writtenDown(user: User, cohortId: string, personId: string, tx: Pick<Writer, "select"> = db) {
  const found = cohortFor(user, cohortId);
  allow(user, "manage-cohort", found.siteId);
  allow(user, "invite-trainee", found.siteId);
  const row = tx
    .select({ id: person.id, name: person.name, email: person.email, passwordHash: person.passwordHash })
    .from(person)
    .innerJoin(enrolment, eq(enrolment.personId, person.id))
    .where(and(eq(enrolment.cohortId, found.id), eq(person.id, personId), isNull(person.erasedAt)))
    .get();
  if (!row) throw notFound();
  const joined = tx.select().from(personJoin).where(eq(personJoin.personId, personId)).get();
  return { cohort: found, row, intoId: joined?.intoId ?? null, open: isNoAddress(row.email) && !joined };
}

/** Whether somebody of this cohort has no address yet that the user could write down. */
export function lacksAddress(user: User, cohortId: string, personId: string): boolean {
  const { siteId } = cohortFor(user, cohortId);
  if (!can(user, "manage-cohort", siteId) || !can(user, "invite-trainee", siteId)) return false;
  return writtenDown(user, cohortId, personId).open;
}

export function addressPage(user: User, cohortId: string, personId: string) {
  const { cohort, row, intoId, open } = writtenDown(user, cohortId, personId);
  return {
    cohort: { id: cohort.id, name: cohort.name },
    person: { id: row.id, name: row.name },
    intoId,
    open,
  };
}

export type Address =
  | { is: "given" }
  | { is: "known"; name: string; email: string; minutes: string; enrolled: boolean }
  | { is: "wrong"; sentence: string };

const addressShape = /^\S+@\S+\.\S+$/;

/**
 * Writes the address of somebody down who had none. When an account has it already nothing is written: the answer says
 * whose it is and what would be moved to them, so that the two can be joined.
 */
export function giveAddress(
  user: User,
  cohortId: string,
  personId: string,
  typed: string,
  now = new Date(),
): Address {
  const email = plainEmail(typed);
  if (!addressShape.test(email) || email.length > 254 || isNoAddress(email))
    return { is: "wrong", sentence: "Type a whole e-mail address, such as name@example.org." };
  return transact((tx): Address => {
    const { cohort, row, open } = writtenDown(user, cohortId, personId, tx);
    if (row.email === email) return { is: "given" };
    if (!open) throw conflict("This person has an address or was joined with an account in the meantime.");
    refuseClosed(cohort, "change its people");
    const known = tx
      .select({ id: person.id, name: person.name })
      .from(person)
      .where(and(eq(person.email, email), isNull(person.erasedAt)))
      .get();
    if (known) {
      const ledger = entriesOf(
        daysOfCohort(cohort.id, tx).map(({ id }) => id),
        tx,
      );
      const minutes = [...ledger.values()].reduce((sum, day) => sum + minutesIn(standing(day, personId)), 0);
      const enrolled = isEnrolled(tx, cohort.id, known.id);
      return { is: "known", name: known.name, email, minutes: spell(minutes), enrolled };
    }
    tx.update(person).set({ email }).where(eq(person.id, personId)).run();
    recordAudit(tx, user, "give-address", personId, cohort.siteId, {}, now);
    return { is: "given" };
  });
}

/**
 * Makes one person of somebody who was written down at the door and the account with this address: enrollment, minutes,
 * table, forms and results stand under the account from now on. Every entry of the ledger is taken out and written down
 * again, so that what was recorded first, by whom and why it moved stays on record. Refused with a sentence when both
 * were in a room at the same time. Doing it twice changes nothing. Gives the id of the account.
 */
export function joinPeople(
  user: User,
  cohortId: string,
  personId: string,
  typed: string,
  now = new Date(),
): string {
  return transact((tx) => {
    const { cohort: asked, row, intoId, open } = writtenDown(user, cohortId, personId, tx);
    const into = tx
      .select({ id: person.id, name: person.name })
      .from(person)
      .where(and(eq(person.email, plainEmail(typed)), isNull(person.erasedAt)))
      .get();
    if (intoId) {
      if (intoId === into?.id) return intoId;
      throw conflict(`${row.name} was joined with another account in the meantime.`);
    }
    if (!into) throw conflict("Nobody has an account with this address any more. Write it down again.");
    if (!open || row.passwordHash || into.id === personId)
      throw conflict(`${row.name} has an address of their own in the meantime, so the two stay as they are.`);
    const standingOne = tx
      .select({ id: certificate.id })
      .from(certificate)
      .where(and(eq(certificate.personId, personId), isNull(certificate.revokedAt)))
      .get();
    if (standingOne)
      throw conflict(`${row.name} has a certificate. Revoke it first, and issue it again to the account.`);
    const cohortIds = new Set(
      tx
        .select({ id: enrolment.cohortId })
        .from(enrolment)
        .where(eq(enrolment.personId, personId))
        .all()
        .map(({ id }) => id),
    );
    tx.insert(personJoin).values({ personId, intoId: into.id, joinedBy: user.id, joinedAt: now }).run();
    for (const id of cohortIds) moveIn(tx, user, id, row, into, now);
    moveRest(tx, user, personId, into.id, now);
    recordAudit(tx, user, "join-people", asked.id, asked.siteId, { personId, intoId: into.id }, now);
    return into.id;
  });
}

type Named = { id: string; name: string };

/** What somebody has in one cohort, moved to another person. */
function moveIn(tx: Writer, user: User, cohortId: string, from: Named, into: Named, now: Date): void {
  const cohort = cohortFor(user, cohortId);
  allow(user, "manage-cohort", cohort.siteId);
  allow(user, "record-attendance", cohort.siteId);
  refuseClosed(cohort, "change its people");
  const trains = tx
    .select({ id: cohortTrainer.id })
    .from(cohortTrainer)
    .where(
      and(
        eq(cohortTrainer.cohortId, cohortId),
        eq(cohortTrainer.personId, into.id),
        isNull(cohortTrainer.removedAt),
      ),
    )
    .get();
  if (trains) throw conflict(`${into.name} trains ${cohort.name}, so they cannot take part in it as well.`);
  const { changes } = tx
    .update(enrolment)
    .set({ withdrawnBy: user.id, withdrawnAt: now, withdrawnReason: joinedReason })
    .where(
      and(eq(enrolment.cohortId, cohortId), eq(enrolment.personId, from.id), isNull(enrolment.withdrawnAt)),
    )
    .run();
  if (changes > 0) {
    tx.insert(roleGrant)
      .values({
        id: newId(),
        personId: into.id,
        role: "trainee",
        siteId: cohort.siteId,
        grantedBy: user.id,
        grantedAt: now,
      })
      .onConflictDoNothing()
      .run();
    enrol(tx, user, cohort, into.id, now);
  } else
    tx.update(enrolment)
      .set({ withdrawnReason: joinedReason })
      .where(and(eq(enrolment.cohortId, cohortId), eq(enrolment.personId, from.id)))
      .run();

  const days = daysOfCohort(cohortId, tx);
  const ledger = entriesOf(
    days.map(({ id }) => id),
    tx,
  );
  for (const day of days) {
    const entries = (ledger.get(day.id)?.byPerson.get(from.id) ?? []).filter(
      ({ id }) => !ledger.get(day.id)?.voided.has(id),
    );
    if (entries.length === 0) continue;
    const refused = writeDown(
      tx,
      user,
      { ...day, siteId: cohort.siteId, closed: null },
      {
        voids: entries.map(({ id }) => ({ id: derived("out", id), presenceId: id, reason: why })),
        events: entries.map((one) => ({ ...one, id: derived("in", one.id), personId: into.id })),
      },
      { way: "correction", strict: true, whole: true, reason: why },
      now,
    ).find(({ is }) => is === "refused");
    if (refused)
      throw conflict(
        `Day ${day.position}: the times of the two do not fit together. ${refused.sentence ?? ""} Put that right on the sign-in page of the day, then join them.`,
      );
  }
  const after = entriesOf(
    days.map(({ id }) => id),
    tx,
  );
  const others =
    timeElsewhere(
      cohortId,
      days.map(({ on }) => on),
      [into.id],
    ).get(into.id) ?? [];
  for (const day of days) {
    const { segments } = standing(after.get(day.id), into.id);
    if (minutesIn({ segments: withoutTime(segments, others) }) < minutesIn({ segments }))
      throw conflict(
        `Day ${day.position}: ${into.name} is recorded in another cohort at the same time. Put that right first, then join the two.`,
      );
  }
  const dayIds = days.map(({ id }) => id);
  const taken = tx
    .select({ dayId: seat.sessionDayId })
    .from(seat)
    .where(and(eq(seat.personId, into.id), inArray(seat.sessionDayId, dayIds)))
    .all();
  const free = dayIds.filter((id) => !taken.some(({ dayId }) => dayId === id));
  tx.update(seat)
    .set({ personId: into.id })
    .where(and(eq(seat.personId, from.id), inArray(seat.sessionDayId, free)))
    .run();
  tx.delete(seat)
    .where(and(eq(seat.personId, from.id), inArray(seat.sessionDayId, dayIds)))
    .run();
  moveSittings(tx, user, cohortId, from.id, into.id, now);
  const returned = tx
    .select()
    .from(evaluationReturn)
    .where(and(eq(evaluationReturn.cohortId, cohortId), eq(evaluationReturn.personId, from.id)))
    .get();
  if (!returned) return;
  tx.delete(evaluationReturn).where(eq(evaluationReturn.id, returned.id)).run();
  tx.insert(evaluationReturn)
    .values({ ...returned, id: newId(), personId: into.id })
    .onConflictDoNothing()
    .run();
}

/** What stands beside the cohorts: requests, supervision, results, and the role of the one who is no more. */
function moveRest(tx: Writer, user: User, fromId: string, intoId: string, now: Date): void {
  tx.update(registration).set({ personId: intoId }).where(eq(registration.personId, fromId)).run();
  const supervised = tx
    .select()
    .from(supervision)
    .where(and(eq(supervision.personId, fromId), isNull(supervision.removedAt)))
    .all();
  for (const one of supervised.filter(({ supervisorId }) => supervisorId !== intoId))
    tx.insert(supervision)
      .values({ ...one, id: newId(), personId: intoId, addedBy: user.id, addedAt: now })
      .onConflictDoNothing()
      .run();
  tx.update(supervision)
    .set({ removedBy: user.id, removedAt: now })
    .where(and(eq(supervision.personId, fromId), isNull(supervision.removedAt)))
    .run();
  const facts = tx
    .select()
    .from(trainerFact)
    .where(and(eq(trainerFact.personId, fromId), isNull(trainerFact.removedAt)))
    .all();
  for (const fact of facts)
    tx.insert(trainerFact)
      .values({ ...fact, id: derived("fact", fact.id), personId: intoId })
      .run();
  tx.update(trainerFact)
    .set({ removedAt: now, removedBy: user.id })
    .where(and(eq(trainerFact.personId, fromId), isNull(trainerFact.removedAt)))
    .run();
  tx.update(roleGrant)
    .set({ endedAt: now, endedBy: user.id })
    .where(and(eq(roleGrant.personId, fromId), isNull(roleGrant.endedAt)))
    .run();
}

/** The id of an entry that stands for another: the same whoever makes it. */
const derived = (what: string, id: string): string =>
  createHash("sha256").update(`join ${what} ${id}`).digest("hex").slice(0, 32);

const isEnrolled = (tx: Pick<Writer, "select">, cohortId: string, personId: string): boolean =>
  tx
    .select({ id: enrolment.id })
    .from(enrolment)
    .where(
      and(eq(enrolment.cohortId, cohortId), eq(enrolment.personId, personId), isNull(enrolment.withdrawnAt)),
    )
    .get() !== undefined;
