import { randomBytes } from "node:crypto";
import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { variantOf } from "#app/content/catalogue.server.ts";
import type { VariantDay } from "#app/content/tree.ts";
import { classDay, daysBetween } from "#app/features/cohorts/cohort.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { clockOf, minutesOf } from "#app/lib/clock.ts";
import { addDays } from "#app/lib/dates.ts";
import { grouped } from "#app/lib/grouped.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { among, db, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { seat } from "#db/schema/planning.ts";
import { presence, sessionDay } from "#db/schema/room.ts";
import { runEvent } from "#db/schema/run.ts";
import { whenOf } from "./day-times.ts";

export type SessionDay = Omit<typeof sessionDay.$inferSelect, "secret"> & {
  /** What is taught on it, from the cohort's variant; its clock times move with `startsAt`. */
  plan: VariantDay;
};

/** The days of a cohort that the user may see, in order; canceled ones too. */
export function sessionDaysOf(user: User, cohortId: string): SessionDay[] {
  return daysOfCohort(cohortFor(user, cohortId).id);
}

/** One day of a cohort that the user may see, by its place in the course from 1; otherwise 404. */
export function sessionDayFor(user: User, cohortId: string, position: number | string): SessionDay {
  return dayAt(sessionDaysOf(user, cohortId), position);
}

/** One of these days, by its place in the course; otherwise 404. */
export function dayAt(days: SessionDay[], position: number | string): SessionDay {
  const found = days.find((day) => day.position === Number(position));
  if (!found) throw notFound();
  return found;
}

/** The day of a cohort that takes place today where the training is, or null; for callers that asked who may see it. */
export const dayToday = (cohortId: string, now = new Date()): SessionDay | null =>
  daysOfCohort(cohortId).find((day) => !day.canceledAt && whenOf(day, now) === "today") ?? null;

/** The one of these days that is today or comes next, or null. */
export const upcomingDay = (days: SessionDay[], now = new Date()): SessionDay | null =>
  days
    .filter((day) => !day.canceledAt && whenOf(day, now) !== "over")
    .sort((a, b) => (a.on < b.on ? -1 : 1))[0] ?? null;

/** The days of a cohort, for callers that have already asked who may see them. */
export function daysOfCohort(cohortId: string, tx: Pick<Writer, "select"> = db): SessionDay[] {
  return daysWhere(eq(sessionDay.cohortId, cohortId), tx);
}

/** The same of many cohorts at once, by cohort. */
export const daysOfCohorts = (cohortIds: readonly string[]): Map<string, SessionDay[]> =>
  grouped(daysWhere(among(sessionDay.cohortId, cohortIds), db), ({ cohortId }) => cohortId);

function daysWhere(where: SQL, tx: Pick<Writer, "select">): SessionDay[] {
  return tx
    .select({ day: sessionDay, variant: cohort.variant })
    .from(sessionDay)
    .innerJoin(cohort, eq(cohort.id, sessionDay.cohortId))
    .where(where)
    .orderBy(asc(sessionDay.position))
    .all()
    .flatMap(({ day: { secret: _, ...day }, variant }) => {
      const planned = variantOf(variant)?.days[day.position - 1];
      return planned ? [{ ...day, plan: startingAt(planned, minutesOf(day.startsAt)) }] : [];
    });
}

/** The same day, begun at another time of the clock (minutes after midnight). */
function startingAt(day: VariantDay, startsAt: number): VariantDay {
  const moved = startsAt - day.startsAt;
  return {
    ...day,
    startsAt,
    endsAt: day.endsAt + moved,
    items: day.items.map((item) => ({ ...item, startsAt: item.startsAt + moved })),
  };
}

/**
 * Adds the days of a cohort's variant: on `dates` where they are given, else spread evenly from the first day to the
 * last. Call it in the transaction that makes the cohort.
 */
export function insertSessionDays(
  tx: Writer,
  of: { id: string; variant: string; startsOn: string; endsOn: string; timeZone: string },
  now: Date,
  dates?: readonly string[],
  isWanted = (_order: number): boolean => true,
): void {
  const days = variantOf(of.variant)?.days ?? [];
  for (const { order, startsAt } of days) {
    if (!isWanted(order)) continue;
    tx.insert(sessionDay)
      .values({
        id: newId(),
        cohortId: of.id,
        position: order,
        on: dates?.[order - 1] ?? classDay(of, order, days.length),
        startsAt: clockOf(startsAt),
        timeZone: of.timeZone,
        secret: randomBytes(32).toString("base64url"),
        changedAt: now,
      })
      .run();
  }
}

/** Whether anything happened on a day of this cohort that a change of its plan would put in doubt. */
export function isRecorded(tx: Pick<Writer, "select">, cohortId: string, position?: number): boolean {
  const days = tx
    .select({ id: sessionDay.id, closedAt: sessionDay.closedAt })
    .from(sessionDay)
    .where(
      and(
        eq(sessionDay.cohortId, cohortId),
        position === undefined ? undefined : eq(sessionDay.position, position),
      ),
    )
    .all();
  const ids = days.map(({ id }) => id);
  if (days.some(({ closedAt }) => closedAt)) return true;
  return [presence, runEvent].some(
    (table) =>
      tx.select({ id: table.id }).from(table).where(inArray(table.sessionDayId, ids)).limit(1).get() !==
      undefined,
  );
}

/** Tells calendars that something about the days has changed. */
export function touchSessionDays(tx: Writer, cohortId: string, now: Date): void {
  tx.update(sessionDay)
    .set({ sequence: sql`${sessionDay.sequence} + 1`, changedAt: now })
    .where(eq(sessionDay.cohortId, cohortId))
    .run();
}

type Planned = { id: string; variant: string; startsOn: string; endsOn: string; timeZone: string };

/** Moves the days with the cohort's first and last day: all alike, or spread anew when the length changed. */
export function redateSessionDays(
  tx: Writer,
  before: { startsOn: string; endsOn: string },
  after: Planned,
  now: Date,
): void {
  const days = daysOfCohort(after.id, tx);
  const shift = daysBetween(before.startsOn, after.startsOn);
  const sameLength = shift === daysBetween(before.endsOn, after.endsOn);
  for (const { id, position, on, sequence } of days) {
    const next = sameLength ? addDays(on, shift) : classDay(after, position, days.length);
    if (next !== on)
      tx.update(sessionDay)
        .set({ on: next, sequence: sequence + 1, changedAt: now })
        .where(eq(sessionDay.id, id))
        .run();
  }
}

/** Gives a cohort the days of another variant. A day that is no longer part of it stays as canceled, for calendars. */
export function replanSessionDays(tx: Writer, of: Planned, now: Date): void {
  const wanted = variantOf(of.variant)?.days ?? [];
  const rows = tx.select().from(sessionDay).where(eq(sessionDay.cohortId, of.id)).all();
  for (const row of rows) {
    const day = wanted[row.position - 1];
    tx.update(sessionDay)
      .set({
        ...(day
          ? {
              on: classDay(of, row.position, wanted.length),
              startsAt: clockOf(day.startsAt),
              canceledAt: null,
            }
          : { canceledAt: row.canceledAt ?? now }),
        sequence: row.sequence + 1,
        changedAt: now,
      })
      .where(eq(sessionDay.id, row.id))
      .run();
    tx.delete(seat).where(eq(seat.sessionDayId, row.id)).run();
  }
  const have = new Set(rows.map(({ position }) => position));
  insertSessionDays(tx, of, now, undefined, (order) => !have.has(order));
}
