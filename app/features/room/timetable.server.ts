import { createHash } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { cohortFor, refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { clockOfMinutes, hoursWords, longDay, todayIn, zoneName } from "#app/lib/dates.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { transact, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { sessionDay } from "#db/schema/room.ts";
import { notingChanges } from "./changes.server.ts";
import { startOf } from "./day-times.ts";
import { daysOfCohort, isRecorded, type SessionDay, sessionDayFor } from "./session-days.server.ts";
import type { DayInput } from "./timetable.ts";

/** One line of a printed timetable. */
export type TimetableLine = {
  kind: "opening" | "module" | "closing" | "break" | "lunch";
  title: string;
  moduleId: string | null;
  from: string;
  to: string;
  minutes: number;
};

export type TimetableDay = {
  position: number;
  title: string;
  /** Words of the date, and the calendar day itself. */
  when: string;
  on: string;
  startsAt: string;
  from: string;
  to: string;
  zone: string;
  venue: string | null;
  hours: string;
  canceled: boolean;
  isToday: boolean;
  lines: TimetableLine[];
};

/** A day with its clock times in words, for pages and print. `venue` stands where the day has no place of its own. */
export function timetableOf(day: SessionDay, venue: string | null, now = new Date()): TimetableDay {
  return {
    position: day.position,
    title: day.plan.title,
    when: longDay(day.on),
    on: day.on,
    startsAt: day.startsAt,
    from: clockOfMinutes(day.plan.startsAt),
    to: clockOfMinutes(day.plan.endsAt),
    zone: zoneName(day.timeZone, startOf(day)),
    venue: day.venue ?? venue,
    hours: hoursWords(day.plan.minutes),
    canceled: day.canceledAt !== null,
    isToday: day.on === todayIn(day.timeZone, now),
    lines: day.plan.items.map(({ kind, title, module, startsAt, minutes }) => ({
      kind,
      title,
      moduleId: kind === "module" ? (module?.id ?? null) : null,
      from: clockOfMinutes(startsAt),
      to: clockOfMinutes(startsAt + minutes),
      minutes,
    })),
  };
}

/** What the form of a day was filled from. */
export const dayToken = (day: DayInput): string =>
  createHash("sha256")
    .update(JSON.stringify([day.on, day.startsAt, day.venue]))
    .digest("hex")
    .slice(0, 16);

type Outcome =
  | { errors: Record<string, string>; stale?: undefined }
  | { stale: DayInput; errors?: undefined }
  | null;

/**
 * Changes date, start and place of a day, and the cohort's first and last day with it. When somebody else has changed
 * the day since the form with `token` was filled, nothing is written and `stale` holds what they saved.
 */
export function changeDay(
  user: User,
  cohortId: string,
  position: number | string,
  token: string,
  input: DayInput,
  now = new Date(),
): Outcome {
  return changing(cohortId, now, (tx): Outcome => {
    const { day, siteId } = dayToChange(user, cohortId, position);
    if (dayToken(day) !== token) return { stale: day };
    const fields = (["on", "startsAt", "venue"] as const).filter((field) => day[field] !== input[field]);
    if (fields.length === 0) return null;
    if (fields.includes("on")) {
      const error = whyNotOn(tx, cohortId, day, input.on);
      if (error) return { errors: { on: error } };
    }
    tx.update(sessionDay)
      .set({ ...input, sequence: day.sequence + 1, changedAt: now })
      .where(eq(sessionDay.id, day.id))
      .run();
    fitCohort(tx, cohortId);
    recordAudit(
      tx,
      user,
      "change-day",
      cohortId,
      siteId,
      { day: day.id, position: day.position, fields },
      now,
    );
    return null;
  });
}

/** Cancels a day or takes that back; its calendar entry follows. Doing it twice changes nothing. */
export function cancelDay(
  user: User,
  cohortId: string,
  position: number | string,
  canceled: boolean,
  now = new Date(),
): void {
  changing(cohortId, now, (tx) => {
    const { day, siteId } = dayToChange(user, cohortId, position);
    if ((day.canceledAt !== null) === canceled) return;
    if (canceled && isRecorded(tx, cohortId, day.position))
      throw conflict("Something is recorded on this day, so it took place and cannot be canceled.");
    const taken = canceled ? null : whyNotOn(tx, cohortId, day, day.on);
    if (taken) throw conflict(`${taken} Give this day another date first, then bring it back.`);
    tx.update(sessionDay)
      .set({
        canceledAt: canceled ? now : null,
        canceledBy: canceled ? user.id : null,
        sequence: day.sequence + 1,
        changedAt: now,
      })
      .where(eq(sessionDay.id, day.id))
      .run();
    fitCohort(tx, cohortId);
    const detail = { day: day.id, position: day.position };
    recordAudit(tx, user, canceled ? "cancel-day" : "restore-day", cohortId, siteId, detail, now);
  });
}

/** A transaction whose changes people are told about. */
const changing = <T>(cohortId: string, now: Date, change: (tx: Writer) => T): T =>
  transact((tx) => notingChanges(tx, cohortId, now, () => change(tx)));

function dayToChange(user: User, cohortId: string, position: number | string) {
  const cohort = cohortFor(user, cohortId);
  allow(user, "manage-cohort", cohort.siteId);
  const day = sessionDayFor(user, cohortId, position);
  refuseClosed(cohort, "change its days");
  return { cohort, day, siteId: cohort.siteId };
}

/** A sentence why the day cannot be on that date, or null. */
function whyNotOn(tx: Writer, cohortId: string, day: SessionDay, on: string): string | null {
  if (on !== day.on && isRecorded(tx, cohortId, day.position))
    return "Something is recorded on this day, so its date stays as it is.";
  const other = daysOfCohort(cohortId, tx).find(
    (one) => one.id !== day.id && !one.canceledAt && one.on === on,
  );
  return other ? `Day ${other.position} is on this date already.` : null;
}

/** Keeps the cohort's first and last day with those of its days that take place. */
function fitCohort(tx: Writer, cohortId: string): void {
  const dates = daysOfCohort(cohortId, tx)
    .flatMap(({ on, canceledAt }) => (canceledAt ? [] : on))
    .sort();
  const [startsOn, endsOn] = [dates[0], dates.at(-1)];
  if (!startsOn || !endsOn) return;
  const { changes } = tx
    .update(cohort)
    .set({ startsOn, endsOn })
    .where(and(eq(cohort.id, cohortId), isNull(cohort.archivedAt)))
    .run();
  if (changes === 0) throw notFound();
}
