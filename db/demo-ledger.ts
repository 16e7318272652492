import { and, asc, eq, isNull } from "drizzle-orm";
import { daysOfCohort, type SessionDay } from "#app/features/room/session-days.server.ts";
import { clockOf } from "#app/lib/clock.ts";
import { instantIn, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import type { Writer } from "./client.server.ts";
import { cohort, cohortTrainer, enrolment } from "./schema/cohorts.ts";
import { presence, sessionDay } from "./schema/room.ts";

const minute = 60_000;

/** In and out of somebody on a day, in minutes after midnight; null where nothing was written down. */
type Times = [number | null, number | null][];

/** What was not as planned: who (by place in the list of names), on which day, and what was written down. */
type Odd = { person: number; day: number; times: Times };

const clock = (hours: number, minutes: number): number => hours * 60 + minutes;

const finishedOdds: Odd[] = [
  { person: 3, day: 1, times: [[clock(9, 40), clock(16, 46)]] },
  { person: 8, day: 2, times: [[clock(8, 24), clock(12, 0)]] },
];

const runningOdds: Odd[] = [
  { person: 2, day: 1, times: [[clock(8, 26), null]] },
  { person: 5, day: 1, times: [] },
  { person: 9, day: 1, times: [[clock(9, 5), clock(16, 45)]] },
  {
    person: 14,
    day: 1,
    times: [
      [clock(8, 20), clock(11, 30)],
      [clock(13, 10), clock(16, 45)],
    ],
  },
];

/** How many people of Denver's running cohort have come today so far. */
const hereToday = 9;

/** Sign-ins and sign-outs of the demo's cohorts: whole days behind, and the morning of a day that is today. */
export function insertDemoLedger(tx: Writer, now: Date): void {
  for (const { id } of tx.select({ id: cohort.id }).from(cohort).orderBy(asc(cohort.id)).all()) {
    const people = tx
      .select({ id: enrolment.personId })
      .from(enrolment)
      .where(and(eq(enrolment.cohortId, id), isNull(enrolment.withdrawnAt)))
      .orderBy(asc(enrolment.id))
      .all();
    const trainer = tx
      .select({ id: cohortTrainer.personId })
      .from(cohortTrainer)
      .where(eq(cohortTrainer.cohortId, id))
      .orderBy(asc(cohortTrainer.id))
      .get();
    if (!trainer) continue;
    const odds = id === "c-denver-finished" ? finishedOdds : id === "c-denver-running" ? runningOdds : [];
    for (const day of daysOfCohort(id, tx)) {
      const today = todayIn(day.timeZone, now);
      if (day.on < today)
        for (const [place, person] of people.entries()) {
          const odd = odds.find((one) => one.person === place && one.day === day.position);
          insertTimes(tx, day, person.id, odd ? odd.times : usual(place, day), trainer.id);
        }
      else if (day.on === today && id === "c-denver-running")
        for (const [place, person] of people.slice(0, hereToday).entries())
          insertMorning(tx, day, person.id, place, trainer.id, now);
      if (day.on < today && id !== "c-denver-running")
        tx.update(sessionDay)
          .set({ closedAt: instantOf(day, day.plan.endsAt + 30), closedBy: trainer.id })
          .where(eq(sessionDay.id, day.id))
          .run();
    }
  }
}

/** In before the day begins, out after it ends. */
const usual = (place: number, day: SessionDay): Times => [
  [day.plan.startsAt - 2 - ((place * 7) % 19), day.plan.endsAt + (place % 4)],
];

const instantOf = (day: SessionDay, minutes: number): Date =>
  instantIn(day.timeZone, day.on, clockOf(minutes));

function insertTimes(tx: Writer, day: SessionDay, personId: string, times: Times, by: string): void {
  for (const [arrived, left] of times) {
    if (arrived !== null) insertEntry(tx, day, personId, "in", instantOf(day, arrived), by);
    if (left !== null) insertEntry(tx, day, personId, "out", instantOf(day, left), by);
  }
}

/** Came this morning, or, when the demo starts at night, in the last minutes. */
function insertMorning(
  tx: Writer,
  day: SessionDay,
  personId: string,
  place: number,
  by: string,
  now: Date,
): void {
  const planned = instantOf(day, day.plan.startsAt - 2 - place * 2);
  const at = planned < now ? planned : new Date(Math.floor(now.getTime() / minute - 1 - place) * minute);
  if (todayIn(day.timeZone, at) === day.on) insertEntry(tx, day, personId, "in", at, by);
}

function insertEntry(
  tx: Writer,
  day: SessionDay,
  personId: string,
  kind: "in" | "out",
  at: Date,
  recordedBy: string,
): void {
  tx.insert(presence)
    .values({
      id: newId(),
      sessionDayId: day.id,
      personId,
      kind,
      at,
      way: "desk",
      recordedBy,
      recordedAt: at,
      receivedAt: at,
    })
    .run();
}
