import { and, asc, eq, gt, isNotNull, isNull, lt, or } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { addInvitation, linkTo, openInvitationFor } from "#app/auth/invitations.server.ts";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { addDays, longDays, todayIn } from "#app/lib/dates.ts";
import { queueMail } from "#app/lib/mail.server.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { invitation, person, roleGrant, site } from "#db/schema/people.ts";
import { registration } from "#db/schema/planning.ts";
import { nextWaiting, type Seats, sumOf, type Taken } from "./registration.ts";

export type Registration = typeof registration.$inferSelect;
/** Somebody who is about to get a seat. */
export type Coming = { email: string; discipline: Registration["discipline"] | null };
export type Place = typeof cohort.$inferSelect & { timeZone: string; siteName: string };

/** The cohort with its site, inside a transaction that has already asked for permission. */
export function placeOf(tx: Writer, cohortId: string): Place | null {
  const row = tx
    .select({ cohort, timeZone: site.timeZone, siteName: site.name })
    .from(cohort)
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(eq(cohort.id, cohortId))
    .get();
  return row ? { ...row.cohort, timeZone: row.timeZone, siteName: row.siteName } : null;
}

export const seatsOf = (place: typeof cohort.$inferSelect): Seats => ({
  seats: place.seats,
  kept: {
    "human-services": place.seatsHumanServices ?? 0,
    "law-enforcement": place.seatsLawEnforcement ?? 0,
    "child-advocacy": place.seatsChildAdvocacy ?? 0,
  },
});

const isOpenRequest = and(isNull(registration.declinedAt), isNull(registration.withdrawnAt));
export const isSeatHeld = and(isOpenRequest, isNotNull(registration.seatedAt), isNull(registration.personId));

/**
 * The seats that somebody has: who is enrolled, who got one and has still to make an account, and who holds an open
 * invitation into the cohort. With `coming`: as it will be once these have come, each address once.
 */
export function takenOf(
  tx: Pick<Writer, "select">,
  cohortId: string,
  now = new Date(),
  coming: Coming[] = [],
): Taken {
  const taken: Taken = { "human-services": 0, "law-enforcement": 0, "child-advocacy": 0, unknown: 0 };
  const enrolled = tx
    .select({ discipline: person.discipline, email: person.email })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(and(eq(enrolment.cohortId, cohortId), isNull(enrolment.withdrawnAt)))
    .all();
  const held = tx
    .select({ discipline: registration.discipline, email: registration.email })
    .from(registration)
    .where(and(eq(registration.cohortId, cohortId), isSeatHeld))
    .all();
  const invited = tx
    .select({ discipline: invitation.discipline, email: invitation.email })
    .from(invitation)
    .where(
      and(
        eq(invitation.cohortId, cohortId),
        isNull(invitation.acceptedAt),
        isNull(invitation.revokedAt),
        gt(invitation.expiresAt, now),
      ),
    )
    .all();
  const seen = new Set<string>();
  for (const { discipline, email } of [...enrolled, ...held, ...invited, ...coming]) {
    if (email && seen.has(email)) continue;
    seen.add(email);
    taken[discipline ?? "unknown"] += 1;
  }
  return taken;
}

export function letterTo(tx: Writer, to: { name: string; email: string }, lines: string[], now: Date): void {
  const body = [`Hello ${to.name},`, ...lines].join("\n\n");
  queueMail(tx, { to: to.email, subject: "Your course has an update", body }, now);
}

/**
 * Gives a request its seat: a trainee of the site is enrolled at once, anybody else gets an invitation and is
 * enrolled when they accept it. `actorId` is who approved it.
 */
export function seatRequest(
  tx: Writer,
  place: Place,
  row: Registration,
  actorId: string,
  fromWaitList: boolean,
  now: Date,
): void {
  tx.update(registration).set({ seatedAt: now }).where(eq(registration.id, row.id)).run();
  const intro = fromWaitList
    ? `A seat has become free: you have a place in the course in ${place.siteName}, ${longDays(place)}.`
    : `You have a place in the course in ${place.siteName}, ${longDays(place)}.`;
  const known = traineeAt(tx, row.email, place.siteId);
  if (known) {
    enrol(tx, { id: actorId }, place, known.id, now);
    tx.update(registration).set({ personId: known.id }).where(eq(registration.id, row.id)).run();
    tx.update(person)
      .set({ discipline: known.discipline ?? row.discipline, agency: known.agency ?? row.agency })
      .where(eq(person.id, known.id))
      .run();
    letterTo(tx, row, [intro, `Next: sign in and begin to read. ${linkTo("/")}`], now);
    return;
  }
  letterTo(tx, row, [intro, "Next: make your account. The link for it comes in a letter of its own."], now);
  const offer = { email: row.email, role: "trainee" as const, siteId: place.siteId };
  const open = openInvitationFor(tx, offer, now);
  if (open) {
    if (!open.cohortId)
      tx.update(invitation).set({ cohortId: place.id }).where(eq(invitation.id, open.id)).run();
    return;
  }
  const { name, discipline, agency } = row;
  addInvitation(tx, { id: actorId }, { ...offer, name, discipline, agency, cohortId: place.id }, null, now);
}

function traineeAt(tx: Writer, email: string, siteId: string) {
  return tx
    .select({ id: person.id, discipline: person.discipline, agency: person.agency })
    .from(person)
    .innerJoin(roleGrant, eq(roleGrant.personId, person.id))
    .where(
      and(
        eq(person.email, email),
        isNull(person.erasedAt),
        eq(roleGrant.role, "trainee"),
        eq(roleGrant.siteId, siteId),
        isNull(roleGrant.endedAt),
      ),
    )
    .get();
}

/** Gives free seats to the wait-list, inside the transaction that freed them. Says how many moved up. */
export function moveWaitList(tx: Writer, cohortId: string, now = new Date()): number {
  const place = placeOf(tx, cohortId);
  if (!place || place.archivedAt || place.canceledAt) return 0;
  if (place.endsOn < todayIn(place.timeZone, now)) return 0;
  let moved = 0;
  for (;;) {
    const next = nextWaiting(seatsOf(place), takenOf(tx, cohortId, now), waitingOf(tx, cohortId));
    if (!next) return moved;
    seatRequest(tx, place, next, next.approvedBy ?? place.createdBy, true, now);
    recordAudit(tx, null, "move-up", cohortId, place.siteId, { registration: next.id }, now);
    moved += 1;
  }
}

/** How many seats are too few for those who have one and for who is still coming; 0 while they fit. */
export function seatsMissing(
  tx: Pick<Writer, "select">,
  cohortId: string,
  coming: Coming[] = [],
  now = new Date(),
): number {
  const own = tx.select({ seats: cohort.seats }).from(cohort).where(eq(cohort.id, cohortId)).get();
  return own?.seats == null ? 0 : Math.max(0, sumOf(takenOf(tx, cohortId, now, coming)) - own.seats);
}

/** Adds the seats that are missing for those who have one, inside the transaction that gave them. */
export function addMissingSeats(tx: Writer, user: { id: string }, cohortId: string, now: Date): void {
  const place = placeOf(tx, cohortId);
  const missing = seatsMissing(tx, cohortId, [], now);
  if (!place?.seats || missing === 0) return;
  tx.update(cohort)
    .set({ seats: place.seats + missing })
    .where(eq(cohort.id, cohortId))
    .run();
  recordAudit(tx, user, "change-seats", cohortId, place.siteId, {}, now);
}

type Waiting = Registration & { waitingSince: Date };

export const waitingOf = (tx: Pick<Writer, "select">, cohortId: string): Waiting[] =>
  tx
    .select()
    .from(registration)
    .where(
      and(
        eq(registration.cohortId, cohortId),
        isOpenRequest,
        isNotNull(registration.waitingSince),
        isNull(registration.seatedAt),
      ),
    )
    .orderBy(asc(registration.waitingSince), asc(registration.id))
    .all() as Waiting[];

/** Notes that the person with a held seat has an account now; called where an invitation is accepted. */
export function takeHeldSeat(tx: Writer, cohortId: string, email: string, personId: string): void {
  tx.update(registration)
    .set({ personId })
    .where(and(eq(registration.cohortId, cohortId), eq(registration.email, email), isSeatHeld))
    .run();
}

/** Background chore: seats that came free in another way go to the wait-list, and held seats find their people. */
export function tendWaitLists(now = new Date()): void {
  const open = and(isNull(cohort.archivedAt), isNull(cohort.canceledAt));
  const waiting = db
    .selectDistinct({ id: cohort.id })
    .from(registration)
    .innerJoin(cohort, eq(cohort.id, registration.cohortId))
    .where(and(open, isOpenRequest, isNotNull(registration.waitingSince), isNull(registration.seatedAt)))
    .all();
  for (const { id } of waiting) transact((tx) => moveWaitList(tx, id, now));
  const held = db
    .select({ row: registration, siteId: cohort.siteId })
    .from(registration)
    .innerJoin(cohort, eq(cohort.id, registration.cohortId))
    .where(and(open, isSeatHeld))
    .all();
  for (const { row, siteId } of held)
    transact((tx) => {
      const known = traineeAt(tx, row.email, siteId);
      if (!known) return;
      enrol(tx, { id: row.approvedBy ?? known.id }, { id: row.cohortId, siteId }, known.id, now);
      tx.update(registration).set({ personId: known.id }).where(eq(registration.id, row.id)).run();
    });
}

const daysKept = 30;

/** Background chore: empties what people said about accommodations and language, 30 days after their cohort. */
export function forgetNeeds(now = new Date()): void {
  const before = addDays(todayIn("UTC", now), -daysKept);
  const over = db
    .selectDistinct({ id: registration.cohortId })
    .from(registration)
    .innerJoin(cohort, eq(cohort.id, registration.cohortId))
    .where(and(lt(cohort.endsOn, before), needsAreSaid))
    .all();
  for (const { id } of over)
    db.update(registration)
      .set({ accommodations: null, language: null })
      .where(and(eq(registration.cohortId, id), needsAreSaid))
      .run();
}

const needsAreSaid = or(isNotNull(registration.accommodations), isNotNull(registration.language));
