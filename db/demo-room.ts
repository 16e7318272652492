import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { rightsOf } from "#app/auth/session.server.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { issueCertificates } from "#app/features/certify/certificates.server.ts";
import { noteEvaluations } from "#app/features/certify/credit.server.ts";
import { dueOf } from "#app/features/room/checklist.ts";
import { startOf } from "#app/features/room/day-times.ts";
import { runDayOf } from "#app/features/room/run-day.ts";
import { unitsOf } from "#app/features/room/run-plan.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { clockOf, minutesOf } from "#app/lib/clock.ts";
import { clockIn, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { cast } from "#tests/cast.ts";
import type { Writer } from "./client.server.ts";
import { cohort, enrolment } from "./schema/cohorts.ts";
import { person } from "./schema/people.ts";
import { checklistLine } from "./schema/planning.ts";
import { sessionDay } from "./schema/room.ts";
import { runEvent } from "./schema/run.ts";
import { personIdOf } from "./seed.ts";

const minute = 60_000;
const running = "c-denver-running";
const finished = "c-denver-finished";

/** What happened in the rooms of Denver so far: days that were run, things made ready, certificates at the end. */
export function insertDemoRoom(tx: Writer, now: Date): void {
  for (const id of [finished, running])
    for (const day of daysOfCohort(id, tx)) if (day.on < todayIn(day.timeZone, now)) insertRun(tx, day);
  for (const id of [finished, running]) insertChecklist(tx, id, now);
  insertCertificates(tx, now);
}

/**
 * Moves the day of the running cohort that is today to the next quarter of an hour, so that it can be run from its
 * start whenever the demo begins; in the evening it stays at the latest start that ends before midnight.
 */
export function startDemoDaySoon(tx: Writer, now: Date): void {
  for (const day of daysOfCohort(running, tx)) {
    if (day.on !== todayIn(day.timeZone, now)) continue;
    const soon = Math.ceil(minutesOf(clockIn(day.timeZone, now)) / 15) * 15;
    const latest = 15 * 60 + 30;
    const startsAt = clockOf(Math.min(latest, Math.max(soon, day.plan.startsAt)));
    tx.update(sessionDay).set({ startsAt }).where(eq(sessionDay.id, day.id)).run();
  }
}

/** A day as it went: every step done, a minute or two around its plan. */
function insertRun(tx: Writer, day: ReturnType<typeof daysOfCohort>[number]): void {
  const run = runDayOf(day.plan, startOf(day));
  const recordedBy = personIdOf(cast.trainer);
  const units = unitsOf(run);
  const event = (kind: "start" | "done", target: string, at: number) => ({
    id: newId(),
    sessionDayId: day.id,
    kind,
    target,
    at: new Date(at),
    recordedBy,
  });
  const ends = units.map(
    ({ startsAfter, minutes }, i) =>
      run.startsAt + (startsAfter + minutes + (i === units.length - 1 ? 0 : i % 3)) * minute,
  );
  const rows = units.map((unit, i) => event("done", unit.id, ends[i] as number));
  const first = units[0];
  if (first) rows.unshift(event("start", first.id, run.startsAt));
  tx.insert(runEvent).values(rows).run();
}

/** All that was due is done; of the running cohort two things are left. */
function insertChecklist(tx: Writer, cohortId: string, now: Date): void {
  const own = tx.select().from(cohort).where(eq(cohort.id, cohortId)).get();
  if (!own) return;
  const today = now.toISOString().slice(0, 10);
  const due = (catalogue().course.checklist?.items ?? []).filter((item) => dueOf(item, own) <= today);
  const by = personIdOf(cast.coTrainer);
  for (const item of cohortId === running ? due.slice(0, -2) : due) {
    const doneAt = new Date(Date.parse(`${dueOf(item, own)}T17:00:00Z`) - 24 * 60 * minute);
    tx.insert(checklistLine)
      .values({
        id: newId(),
        cohortId,
        itemId: item.id,
        doneAt,
        doneBy: by,
        createdBy: by,
        createdAt: doneAt,
      })
      .run();
  }
}

/** Evaluation forms and certificates of the cohort that is over, for those who have what it takes. */
function insertCertificates(tx: Writer, now: Date): void {
  const id = personIdOf(cast.trainer);
  const trainer = tx.select().from(person).where(eq(person.id, id)).get();
  if (!trainer) return;
  const user = { ...trainer, ...rightsOf(id) };
  const people = tx
    .select({ id: enrolment.personId })
    .from(enrolment)
    .where(and(inArray(enrolment.cohortId, [finished]), isNull(enrolment.withdrawnAt)))
    .orderBy(asc(enrolment.id))
    .all()
    .map(({ id }) => id);
  const at = new Date(now.getTime() - 150 * 24 * 60 * minute);
  noteEvaluations(user, finished, people.slice(0, -1), at);
  issueCertificates(user, finished, people, at);
}
