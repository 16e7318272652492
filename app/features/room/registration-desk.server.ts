import { createHash } from "node:crypto";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { type Discipline, disciplines } from "#app/content/discipline.ts";
import { cohortFor, refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { longDays, shortDay, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import { registration } from "#db/schema/planning.ts";
import { noAddressFor } from "./no-address.ts";
import { type RequestState, revokeHeld, stateOf } from "./registration.server.ts";
import { maySeat, type Seats, stillKept, sumOf, type WalkIn } from "./registration.ts";
import {
  letterTo,
  moveWaitList,
  type Place,
  placeOf,
  seatRequest,
  seatsOf,
  takenOf,
} from "./registration-seats.server.ts";

export type DeskRow = {
  id: string;
  name: string;
  email: string;
  discipline: Discipline;
  agency: string | null;
  asked: string;
  state: RequestState;
  reason: string | null;
  /** Said to the cohort's trainers only; null for everybody else. */
  needs: { accommodations: string | null; language: string | null } | null;
};

/** The registration of a cohort as its trainers see it. */
export function registrationDesk(user: User, cohortId: string, now = new Date()) {
  const found = cohortFor(user, cohortId, now);
  allow(user, "manage-cohort", found.siteId);
  const place = placeOf(db, found.id) as Place;
  const seats = seatsOf(place);
  const taken = takenOf(db, place.id, now);
  const isTrainer = found.trainers.some(({ id }) => id === user.id);
  const rows = db
    .select()
    .from(registration)
    .where(eq(registration.cohortId, place.id))
    .orderBy(asc(registration.createdAt), asc(registration.id))
    .all()
    .map((row): DeskRow => {
      const { id, name, email, discipline, agency, accommodations, language } = row;
      return {
        id,
        name,
        email,
        discipline,
        agency,
        asked: shortDay(todayIn(place.timeZone, row.createdAt)),
        state: stateOf(row),
        reason: row.declinedReason,
        needs: isTrainer && (accommodations || language) ? { accommodations, language } : null,
      };
    });
  const all = db
    .select({ accommodations: registration.accommodations, language: registration.language })
    .from(registration)
    .where(eq(registration.cohortId, place.id))
    .all();
  return {
    cohort: found,
    open: !found.archivedAt && !found.canceledAt,
    isTrainer,
    seats,
    seatsToken: seatsToken(seats),
    taken: sumOf(taken),
    bars: disciplines.map((discipline) => ({
      discipline,
      taken: taken[discipline],
      kept: seats.kept[discipline],
      stillKept: stillKept(seats, taken, discipline),
      mayComeNow: maySeat(seats, taken, discipline),
    })),
    unknown: taken.unknown,
    rows,
    withNeeds: all.filter(({ accommodations, language }) => accommodations || language).length,
  };
}

type SeatsRefused = { errors: Record<string, string>; token: string };

const seatsToken = (seats: Seats): string =>
  createHash("sha256").update(JSON.stringify(seats)).digest("hex").slice(0, 16);

/**
 * Says how many seats there are and how many are kept for each discipline; more seats go to the wait-list at once.
 * When somebody else changed them since the form with `token` was filled, nothing is written.
 */
export function setSeats(
  user: User,
  cohortId: string,
  token: string,
  seats: Seats,
  now = new Date(),
): SeatsRefused | null {
  const { id } = mayChange(user, cohortId);
  return transact((tx): SeatsRefused | null => {
    const place = placeOf(tx, id) as Place;
    const before = seatsOf(place);
    if (seatsToken(before) === seatsToken(seats)) return null;
    if (seatsToken(before) !== token)
      return {
        errors: {
          form: `Somebody else changed the seats in the meantime: there are ${before.seats ?? "as many as needed"} now. Your numbers are still below; save again to put them in place.`,
        },
        token: seatsToken(before),
      };
    const taken = sumOf(takenOf(tx, id, now));
    if (seats.seats !== null && seats.seats < taken)
      return {
        errors: { seats: `${taken} people have a seat already, so there are at least ${taken}.` },
        token,
      };
    tx.update(cohort)
      .set({
        seats: seats.seats,
        seatsHumanServices: seats.kept["human-services"] || null,
        seatsLawEnforcement: seats.kept["law-enforcement"] || null,
        seatsChildAdvocacy: seats.kept["child-advocacy"] || null,
      })
      .where(eq(cohort.id, id))
      .run();
    recordAudit(tx, user, "change-seats", id, place.siteId, {}, now);
    moveWaitList(tx, id, now);
    return null;
  });
}

function mayChange(user: User, cohortId: string) {
  const found = cohortFor(user, cohortId);
  allow(user, "manage-cohort", found.siteId);
  allow(user, "invite-trainee", found.siteId);
  refuseClosed(found, "change its people");
  return found;
}

function requestIn(tx: Writer, cohortId: string, id: string) {
  const row = tx
    .select()
    .from(registration)
    .where(and(eq(registration.id, id), eq(registration.cohortId, cohortId)))
    .get();
  if (!row) throw notFound();
  return row;
}

/** Says yes to a request. It gets a seat, or its place on the wait-list. Doing it twice changes nothing. */
export function approve(user: User, cohortId: string, id: string, now = new Date()): "seated" | "waiting" {
  const { siteId } = mayChange(user, cohortId);
  return transact((tx) => {
    const row = requestIn(tx, cohortId, id);
    if (row.withdrawnAt) throw conflict("This person has taken their request back in the meantime.");
    if (row.declinedAt) throw conflict("This request was declined. Take that back first.");
    if (row.approvedAt) return row.seatedAt ? "seated" : "waiting";
    const place = placeOf(tx, cohortId) as Place;
    tx.update(registration)
      .set({ approvedAt: now, approvedBy: user.id })
      .where(eq(registration.id, id))
      .run();
    recordAudit(tx, user, "approve-request", cohortId, siteId, { registration: id }, now);
    if (maySeat(seatsOf(place), takenOf(tx, cohortId, now), row.discipline)) {
      seatRequest(tx, place, row, user.id, false, now);
      return "seated";
    }
    tx.update(registration).set({ waitingSince: now }).where(eq(registration.id, id)).run();
    letterTo(
      tx,
      row,
      [
        `You are on the wait-list for the course in ${place.siteName}, ${longDays(place)}.`,
        "You need do nothing: when a seat becomes free that you can have, you get it at once, with a letter. With the link of your first letter you can take your request back at any time.",
      ],
      now,
    );
    return "waiting";
  });
}

/** Says no, with a reason that the person reads. A seat that waited for them becomes free. Doing it twice changes nothing. */
export function decline(user: User, cohortId: string, id: string, reason: string, now = new Date()): void {
  const { siteId } = mayChange(user, cohortId);
  transact((tx) => {
    const row = requestIn(tx, cohortId, id);
    if (row.declinedAt || row.withdrawnAt) return;
    if (row.personId)
      throw conflict("This person is enrolled. To end that, withdraw them on the page of the people.");
    const place = placeOf(tx, cohortId) as Place;
    tx.update(registration)
      .set({
        declinedAt: now,
        declinedBy: user.id,
        declinedReason: reason,
        accommodations: null,
        language: null,
      })
      .where(eq(registration.id, id))
      .run();
    if (row.seatedAt) revokeHeld(tx, row, user.id, now);
    recordAudit(tx, user, "decline-request", cohortId, siteId, { registration: id }, now);
    letterTo(
      tx,
      row,
      [
        `We cannot give you a place in the course in ${place.siteName}, ${longDays(place)}.`,
        reason,
        "If something has changed, you are welcome to ask again.",
      ],
      now,
    );
    moveWaitList(tx, cohortId, now);
  });
}

/** Takes a no back: the request is open again. */
export function reconsider(user: User, cohortId: string, id: string, now = new Date()): void {
  const { siteId } = mayChange(user, cohortId);
  transact((tx) => {
    const row = requestIn(tx, cohortId, id);
    if (!row.declinedAt) return;
    const other = tx
      .select({ id: registration.id })
      .from(registration)
      .where(
        and(
          eq(registration.cohortId, cohortId),
          eq(registration.email, row.email),
          isNull(registration.declinedAt),
          isNull(registration.withdrawnAt),
        ),
      )
      .get();
    if (other) throw conflict("This person has asked again since. Decide about the newer request.");
    const empty = { declinedAt: null, declinedBy: null, declinedReason: null };
    tx.update(registration)
      .set({ ...empty, approvedAt: null, approvedBy: null, waitingSince: null, seatedAt: null })
      .where(eq(registration.id, id))
      .run();
    recordAudit(tx, user, "reconsider-request", cohortId, siteId, { registration: id }, now);
  });
}

export type Seated =
  | { personId: string; errors?: undefined }
  | { personId?: undefined; errors: Record<string, string> };

/**
 * Seats somebody who stands at the door, at once; with `insteadOf` the person named there is withdrawn in the same
 * step. `id` comes with the form and becomes the person's, so that sending it twice seats one person.
 */
export function walkIn(user: User, cohortId: string, input: WalkIn, now = new Date()): Seated {
  const { siteId } = mayChange(user, cohortId);
  return transact((tx): Seated => {
    if (isEnrolled(tx, cohortId, input.id)) return { personId: input.id };
    const known = input.email
      ? tx
          .select()
          .from(person)
          .where(and(eq(person.email, input.email), isNull(person.erasedAt)))
          .get()
      : undefined;
    if (known && isEnrolled(tx, cohortId, known.id))
      return { errors: { email: `${known.name} has this address and is in this cohort already.` } };
    if (input.insteadOf && !endEnrolment(tx, user, cohortId, siteId, input.insteadOf, now))
      return { errors: { insteadOf: "This person is not in the cohort any more. Choose again." } };
    const place = placeOf(tx, cohortId) as Place;
    const taken = sumOf(takenOf(tx, cohortId, now));
    if (place.seats !== null && taken >= place.seats) {
      if (!input.extra)
        return {
          errors: {
            extra: `All ${place.seats} seats are taken. Tick this to add one, or choose in whose place they come.`,
          },
        };
      tx.update(cohort)
        .set({ seats: place.seats + 1 })
        .where(eq(cohort.id, cohortId))
        .run();
      recordAudit(tx, user, "change-seats", cohortId, siteId, {}, now);
    }
    const personId = known?.id ?? addPerson(tx, input, now);
    tx.insert(roleGrant)
      .values({ id: newId(), personId, role: "trainee", siteId, grantedBy: user.id, grantedAt: now })
      .onConflictDoNothing()
      .run();
    enrol(tx, user, { id: cohortId, siteId }, personId, now);
    if (input.email)
      tx.update(registration)
        .set({ seatedAt: now, approvedAt: now, approvedBy: user.id, personId })
        .where(
          and(
            eq(registration.cohortId, cohortId),
            eq(registration.email, input.email),
            isNull(registration.declinedAt),
            isNull(registration.withdrawnAt),
            isNull(registration.personId),
          ),
        )
        .run();
    recordAudit(
      tx,
      user,
      input.insteadOf ? "substitute" : "walk-in",
      cohortId,
      siteId,
      { personId, ...(input.insteadOf ? { insteadOf: input.insteadOf } : {}) },
      now,
    );
    return { personId };
  });
}

const isEnrolled = (tx: Writer, cohortId: string, personId: string): boolean =>
  tx
    .select({ id: enrolment.id })
    .from(enrolment)
    .where(
      and(eq(enrolment.cohortId, cohortId), eq(enrolment.personId, personId), isNull(enrolment.withdrawnAt)),
    )
    .get() !== undefined;

function endEnrolment(
  tx: Writer,
  user: User,
  cohortId: string,
  siteId: string,
  personId: string,
  now: Date,
): boolean {
  const { changes } = tx
    .update(enrolment)
    .set({ withdrawnBy: user.id, withdrawnAt: now, withdrawnReason: "schedule" })
    .where(
      and(eq(enrolment.cohortId, cohortId), eq(enrolment.personId, personId), isNull(enrolment.withdrawnAt)),
    )
    .run();
  if (changes > 0) recordAudit(tx, user, "withdraw", cohortId, siteId, { personId }, now);
  return changes > 0;
}

/** A person without an address gets one that no letter reaches; a coordinator can write a real one over it. */
function addPerson(tx: Writer, { id, name, discipline, agency, email }: WalkIn, now: Date): string {
  tx.insert(person)
    .values({ id, name, discipline, agency, email: email ?? noAddressFor(id), createdAt: now })
    .run();
  return id;
}

/** The people who could give their place to somebody else, by name. */
export function peopleHere(user: User, cohortId: string): { id: string; name: string }[] {
  const { id } = mayChange(user, cohortId);
  const inIt = db
    .select({ id: enrolment.personId })
    .from(enrolment)
    .where(and(eq(enrolment.cohortId, id), isNull(enrolment.withdrawnAt)));
  return db
    .select({ id: person.id, name: person.name })
    .from(person)
    .where(inArray(person.id, inIt))
    .orderBy(asc(person.name))
    .all();
}
