import { and, asc, desc, eq, gt, inArray, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import type { Discipline } from "#app/content/discipline.ts";
import { addMissingSeats, moveWaitList, seatsMissing } from "#app/features/room/registration-seats.server.ts";
import { matches } from "#app/lib/fold.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { invitation, person, roleGrant } from "#db/schema/people.ts";
import { personJoin } from "#db/schema/planning.ts";
import { joinedReason, type WithdrawalReason } from "./cohort.ts";
import { cohortFor } from "./cohorts.server.ts";

export type RosterRow = {
  personId: string;
  name: string;
  discipline: Discipline | null;
  agency: string | null;
  addedAt: Date;
  withdrawnAt: Date | null;
  withdrawnReason: string | null;
};

/** Who is enrolled now, and who has left (each once, with the newest enrollment), by name. */
export function rosterOf(user: User, cohortId: string): { enrolled: RosterRow[]; left: RosterRow[] } {
  const { id } = cohortFor(user, cohortId);
  const newest = new Map<string, RosterRow>();
  const rows = db
    .select({
      personId: person.id,
      name: person.name,
      discipline: person.discipline,
      agency: person.agency,
      addedAt: enrolment.addedAt,
      withdrawnAt: enrolment.withdrawnAt,
      withdrawnReason: enrolment.withdrawnReason,
    })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(eq(enrolment.cohortId, id))
    .orderBy(asc(person.name), asc(person.id), desc(enrolment.addedAt), desc(enrolment.id))
    .all();
  for (const row of rows) {
    const known = newest.get(row.personId);
    if (!known || (known.withdrawnAt && !row.withdrawnAt)) newest.set(row.personId, row);
  }
  const all = [...newest.values()];
  return {
    enrolled: all.filter(({ withdrawnAt }) => !withdrawnAt),
    left: all.filter(({ withdrawnAt, withdrawnReason }) => withdrawnAt && withdrawnReason !== joinedReason),
  };
}

/** Invitations into this cohort that are still open. */
export function openInvitations(
  user: User,
  cohortId: string,
  now = new Date(),
): { id: string; name: string; expiresAt: Date }[] {
  const { id } = cohortFor(user, cohortId);
  return db
    .select({ id: invitation.id, name: invitation.name, expiresAt: invitation.expiresAt })
    .from(invitation)
    .where(
      and(
        eq(invitation.cohortId, id),
        isNull(invitation.acceptedAt),
        isNull(invitation.revokedAt),
        gt(invitation.expiresAt, now),
      ),
    )
    .orderBy(asc(invitation.name))
    .all();
}

export type PersonToAdd = {
  id: string;
  name: string;
  discipline: Discipline | null;
  agency: string | null;
};

/** Trainees of the cohort's site who are not in it, by a few letters of name or agency. */
export function peopleToAdd(user: User, cohortId: string, query: string): PersonToAdd[] {
  const { id, siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  return traineesAt(db, siteId, id).filter(({ name, agency }) => matches(query, name, agency));
}

function traineesAt(tx: Writer, siteId: string, cohortId: string): PersonToAdd[] {
  const here = tx
    .select({ id: roleGrant.personId })
    .from(roleGrant)
    .where(and(eq(roleGrant.role, "trainee"), eq(roleGrant.siteId, siteId), isNull(roleGrant.endedAt)));
  const taken = new Set(
    [
      ...tx
        .select({ id: enrolment.personId })
        .from(enrolment)
        .where(and(eq(enrolment.cohortId, cohortId), isNull(enrolment.withdrawnAt)))
        .all(),
      ...tx
        .select({ id: cohortTrainer.personId })
        .from(cohortTrainer)
        .where(and(eq(cohortTrainer.cohortId, cohortId), isNull(cohortTrainer.removedAt)))
        .all(),
    ].map((row) => row.id),
  );
  return tx
    .select({ id: person.id, name: person.name, discipline: person.discipline, agency: person.agency })
    .from(person)
    .where(and(inArray(person.id, here), isNull(person.erasedAt)))
    .orderBy(asc(person.name), asc(person.id))
    .all()
    .filter((one) => !taken.has(one.id));
}

/** Adds trainees of the site to a cohort; who is already in it stays as they are. Gives how many came in. */
export function addPeople(user: User, cohortId: string, personIds: string[], now = new Date()): number {
  return addWithinSeats(user, cohortId, personIds, true, now).added;
}

/**
 * `addPeople` that first says when there are fewer seats than people: then nothing is written, and `missing` is how
 * many seats there are too few. With `extra` these are added.
 */
export function addWithinSeats(
  user: User,
  cohortId: string,
  personIds: string[],
  extra: boolean,
  now = new Date(),
): { added: number; missing: number } {
  const { siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  return transact((tx) => {
    refuseArchived(user, cohortId);
    const coming = tx
      .select({ email: person.email, discipline: person.discipline })
      .from(person)
      .where(inArray(person.id, personIds))
      .all();
    const missing = seatsMissing(tx, cohortId, coming, now);
    if (missing > 0 && !extra) return { added: 0, missing };
    const open = new Set(traineesAt(tx, siteId, cohortId).map(({ id }) => id));
    let added = 0;
    for (const personId of new Set(personIds)) {
      if (isEnrolled(tx, cohortId, personId)) continue;
      if (!open.has(personId)) throw notFound("This person is not a trainee at the cohort’s site.");
      if (enrol(tx, user, { id: cohortId, siteId }, personId, now)) added++;
    }
    addMissingSeats(tx, user, cohortId, now);
    return { added, missing: 0 };
  });
}

/**
 * Enrolls a person inside a transaction that has already asked for permission, with its audit row. False when they
 * were enrolled before. Invitations and imports use it too.
 */
export function enrol(
  tx: Writer,
  actor: { id: string },
  cohort: { id: string; siteId: string },
  personId: string,
  now = new Date(),
): boolean {
  const { changes } = tx
    .insert(enrolment)
    .values({ id: newId(), cohortId: cohort.id, personId, addedBy: actor.id, addedAt: now })
    .onConflictDoNothing()
    .run();
  if (changes === 0) return false;
  recordAudit(tx, actor, "add-to-cohort", cohort.id, cohort.siteId, { personId }, now);
  return true;
}

/** Ends an enrollment; what the person did stays on record. Doing it twice changes nothing. */
export function withdraw(
  user: User,
  cohortId: string,
  personId: string,
  reason: WithdrawalReason | null,
  now = new Date(),
): void {
  const { siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  transact((tx) => {
    refuseArchived(user, cohortId);
    const { changes } = tx
      .update(enrolment)
      .set({ withdrawnBy: user.id, withdrawnAt: now, withdrawnReason: reason })
      .where(
        and(
          eq(enrolment.cohortId, cohortId),
          eq(enrolment.personId, personId),
          isNull(enrolment.withdrawnAt),
        ),
      )
      .run();
    if (changes === 0) {
      if (!wasEnrolled(tx, cohortId, personId)) throw notFound();
      return;
    }
    recordAudit(tx, user, "withdraw", cohortId, siteId, { personId }, now);
    moveWaitList(tx, cohortId, now);
  });
}

/** Takes somebody back who left: a new enrollment. Doing it twice changes nothing. */
export function bringBack(user: User, cohortId: string, personId: string, now = new Date()): void {
  const { siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  transact((tx) => {
    refuseArchived(user, cohortId);
    if (!wasEnrolled(tx, cohortId, personId)) throw notFound();
    if (tx.select().from(personJoin).where(eq(personJoin.personId, personId)).get())
      throw conflict("This person was joined with an account. Bring that person back instead.");
    const gone = tx.select({ at: person.erasedAt }).from(person).where(eq(person.id, personId)).get();
    if (gone?.at) throw conflict("This person’s account was erased, so they cannot come back.");
    const { changes } = tx
      .insert(enrolment)
      .values({ id: newId(), cohortId, personId, addedBy: user.id, addedAt: now })
      .onConflictDoNothing()
      .run();
    if (changes > 0) recordAudit(tx, user, "bring-back", cohortId, siteId, { personId }, now);
  });
}

function refuseArchived(user: User, cohortId: string): void {
  if (cohortFor(user, cohortId).archivedAt)
    throw conflict("This cohort is archived. Bring it back before you change who is in it.");
}

const isEnrolled = (tx: Writer, cohortId: string, personId: string): boolean =>
  tx
    .select({ id: enrolment.id })
    .from(enrolment)
    .where(
      and(eq(enrolment.cohortId, cohortId), eq(enrolment.personId, personId), isNull(enrolment.withdrawnAt)),
    )
    .get() !== undefined;

const wasEnrolled = (tx: Writer, cohortId: string, personId: string): boolean =>
  tx
    .select({ id: enrolment.id })
    .from(enrolment)
    .where(and(eq(enrolment.cohortId, cohortId), eq(enrolment.personId, personId)))
    .get() !== undefined;
