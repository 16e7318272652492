import { and, eq, gte, inArray, isNotNull, isNull, max, min, or } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { linkTo } from "#app/auth/invitations.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { clockOf } from "#app/lib/clock.ts";
import { todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { mailIsOn } from "#app/lib/mail.server.ts";
import { anyOf } from "#app/lib/words.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { observer } from "#db/schema/fidelity.ts";
import { person } from "#db/schema/people.ts";
import { dayChange, registration } from "#db/schema/planning.ts";
import { sessionDay } from "#db/schema/room.ts";
import { changeInWords, type DayState, isSame, type Told } from "./changes.ts";
import { letterTo, placeOf } from "./registration-seats.server.ts";
import { daysOfCohort } from "./session-days.server.ts";

type Reader = Pick<Writer, "select">;

/** The days of a cohort as people know them, by id; a cohort that is canceled has none that takes place. */
function statesOf(tx: Reader, cohortId: string): Map<string, DayState> {
  const own = tx
    .select({ venue: cohort.venue, canceledAt: cohort.canceledAt })
    .from(cohort)
    .where(eq(cohort.id, cohortId))
    .get();
  return new Map(
    daysOfCohort(cohortId, tx).map(({ id, on, startsAt, plan, venue, canceledAt }) => [
      id,
      {
        on,
        startsAt,
        endsAt: clockOf(plan.endsAt),
        place: venue ?? own?.venue ?? null,
        canceled: canceledAt !== null || own?.canceledAt != null,
      },
    ]),
  );
}

/**
 * Makes a change to the days of a cohort and notes what it made different, so that people are told. Call it inside the
 * transaction of the change. Days that are over stay as they are for everybody, and nobody is told.
 */
export function notingChanges<T>(tx: Writer, cohortId: string, now: Date, change: () => T): T {
  const before = statesOf(tx, cohortId);
  const outcome = change();
  const after = statesOf(tx, cohortId);
  const zone = placeOf(tx, cohortId)?.timeZone ?? "UTC";
  const today = todayIn(zone, now);
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(id) ?? null, after.get(id) ?? null];
    if (isSame(was, is) || [was, is].every((one) => !one || one.on < today)) continue;
    tx.insert(dayChange)
      .values({ id: newId(), sessionDayId: id, before: was, firstAt: now, changedAt: now })
      .onConflictDoUpdate({
        target: dayChange.sessionDayId,
        targetWhere: isNull(dayChange.settledAt),
        set: { changedAt: now },
      })
      .run();
  }
  return outcome;
}

type Reached = { name: string; email: string; hasAccount: boolean };
type Teaching = { name: string; email: string; as: "train" | "observe" };

/** Who trains a cohort or observes it: each address once. */
function teamOf(tx: Reader, cohortId: string): Teaching[] {
  const named = { name: person.name, email: person.email };
  const trainers = tx
    .select(named)
    .from(cohortTrainer)
    .innerJoin(person, eq(person.id, cohortTrainer.personId))
    .where(and(eq(cohortTrainer.cohortId, cohortId), isNull(cohortTrainer.removedAt)))
    .orderBy(person.name)
    .all();
  const observers = tx
    .select(named)
    .from(observer)
    .innerJoin(person, eq(person.id, observer.personId))
    .where(and(eq(observer.cohortId, cohortId), isNull(observer.removedAt), isNull(person.erasedAt)))
    .orderBy(person.name)
    .all();
  const known = new Set(trainers.map(({ email }) => email));
  return [
    ...trainers.map((one): Teaching => ({ ...one, as: "train" })),
    ...observers.filter(({ email }) => !known.has(email)).map((one): Teaching => ({ ...one, as: "observe" })),
  ];
}

/** Who is enrolled, has a seat or waits for one: each address once. */
function peopleOf(tx: Reader, cohortId: string): Reached[] {
  const enrolled = tx
    .select({ name: person.name, email: person.email })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(and(eq(enrolment.cohortId, cohortId), isNull(enrolment.withdrawnAt), isNull(person.erasedAt)))
    .all();
  const asked = tx
    .select({ name: registration.name, email: registration.email })
    .from(registration)
    .where(
      and(
        eq(registration.cohortId, cohortId),
        isNull(registration.declinedAt),
        isNull(registration.withdrawnAt),
        isNull(registration.personId),
        or(isNotNull(registration.approvedAt), isNotNull(registration.waitingSince)),
      ),
    )
    .all();
  const known = new Set(enrolled.map(({ email }) => email));
  return [
    ...enrolled.map((one) => ({ ...one, hasAccount: true })),
    ...asked.filter(({ email }) => !known.has(email)).map((one) => ({ ...one, hasAccount: false })),
  ];
}

const isReal = ({ email }: { email: string }): boolean => !email.endsWith(".invalid");

/** How many people a change of the cohort's days is written to, for those who may make one. */
export function whoIsTold(user: User, cohortId: string): Told {
  const { id, siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  const all = peopleOf(db, id);
  const letters = all.filter(isReal).length;
  const team = teamOf(db, id).filter((one) => isReal(one) && one.email !== user.email).length;
  return { letters, without: all.length - letters, team, mailIsOn: mailIsOn() };
}

const minute = 60_000;
/** Changes made close together go into one letter: it waits for so long a quiet, and at most for an hour. */
const quiet = 10 * minute;
const longest = 60 * minute;

/** Background chore: one letter to each person about all that has changed in their cohort. */
export function tellDayChanges(now = new Date()): void {
  const waiting = db
    .select({ cohortId: sessionDay.cohortId, first: min(dayChange.firstAt), last: max(dayChange.changedAt) })
    .from(dayChange)
    .innerJoin(sessionDay, eq(sessionDay.id, dayChange.sessionDayId))
    .where(isNull(dayChange.settledAt))
    .groupBy(sessionDay.cohortId)
    .all();
  for (const { cohortId, first, last } of waiting) {
    const isDue = (at: Date | null, wait: number) => at !== null && now.getTime() - at.getTime() >= wait;
    if (isDue(last, quiet) || isDue(first, longest)) transact((tx) => tell(tx, cohortId, now));
  }
}

function tell(tx: Writer, cohortId: string, now: Date): void {
  const place = placeOf(tx, cohortId);
  const rows = tx
    .select({ change: dayChange, position: sessionDay.position, timeZone: sessionDay.timeZone })
    .from(dayChange)
    .innerJoin(sessionDay, eq(sessionDay.id, dayChange.sessionDayId))
    .where(and(eq(sessionDay.cohortId, cohortId), isNull(dayChange.settledAt)))
    .orderBy(sessionDay.position)
    .all();
  if (!place || rows.length === 0) return;
  const ids = rows.map(({ change }) => change.id);
  tx.update(dayChange).set({ settledAt: now }).where(inArray(dayChange.id, ids)).run();
  const states = statesOf(tx, cohortId);
  const sentences = rows.flatMap(
    ({ change, position, timeZone }) =>
      changeInWords(position, change.before, states.get(change.sessionDayId) ?? null, timeZone) ?? [],
  );
  if (sentences.length === 0 || place.archivedAt || !mailIsOn()) return;
  const team = teamOf(tx, cohortId);
  const trainers = team.filter((one) => one.as === "train").map(({ name }) => name);
  const reached = peopleOf(tx, cohortId).filter(isReal);
  for (const one of reached)
    letterTo(
      tx,
      one,
      [
        place.canceledAt
          ? `The course in ${place.siteName} is canceled.`
          : `Something has changed about the course in ${place.siteName}.`,
        ...sentences,
        one.hasAccount
          ? `Everything else is as it was. All your days: ${linkTo("/calendar")}`
          : "Everything else is as it was. The link of your first letter shows how your request stands.",
        ...(trainers.length > 0 ? [`If that does not suit you, tell ${anyOf(trainers)}.`] : []),
      ],
      now,
    );
  const addresses = new Set(reached.map(({ email }) => email));
  const told = team.filter((one) => isReal(one) && !addresses.has(one.email));
  for (const one of told)
    letterTo(
      tx,
      one,
      [
        place.canceledAt
          ? `The course in ${place.siteName} that you ${one.as} is canceled.`
          : `Something has changed about the course in ${place.siteName} that you ${one.as}.`,
        ...sentences,
        one.as === "train"
          ? `The people of the cohort are told the same. Your days: ${linkTo(`/cohorts/${cohortId}/days`)}`
          : `Check that you can still be there: ${linkTo(`/cohorts/${cohortId}/observe`)} If you cannot, tell ${anyOf(trainers)}.`,
      ],
      now,
    );
  recordAudit(
    tx,
    null,
    "tell-day-changes",
    cohortId,
    place.siteId,
    { days: rows.map(({ position }) => position), letters: reached.length + told.length },
    now,
  );
}

const daysShown = 14;

/** What has changed about the days of a cohort in the last two weeks, for the home pages of its people. */
export function recentChanges(cohortId: string, now = new Date()): string[] {
  const rows = db
    .select({ change: dayChange, position: sessionDay.position, timeZone: sessionDay.timeZone })
    .from(dayChange)
    .innerJoin(sessionDay, eq(sessionDay.id, dayChange.sessionDayId))
    .where(
      and(
        eq(sessionDay.cohortId, cohortId),
        gte(dayChange.changedAt, new Date(now.getTime() - daysShown * 24 * 60 * minute)),
      ),
    )
    .orderBy(sessionDay.position, dayChange.firstAt)
    .all();
  if (rows.length === 0) return [];
  const states = statesOf(db, cohortId);
  const seen = new Set<string>();
  return rows.flatMap(({ change, position, timeZone }) => {
    if (seen.has(change.sessionDayId)) return [];
    seen.add(change.sessionDayId);
    const after = states.get(change.sessionDayId) ?? null;
    const last = [change.before?.on ?? "", after?.on ?? ""].sort().at(-1) ?? "";
    if (last < todayIn(timeZone, now)) return [];
    return changeInWords(position, change.before, after, timeZone) ?? [];
  });
}
