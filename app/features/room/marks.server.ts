import { eq } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict } from "#app/lib/refuse.ts";
import { transact } from "#db/client.server.ts";
import { fidelityMark } from "#db/schema/fidelity.ts";
import { startOf, whenOf } from "./day-times.ts";
import { type Mark, markKinds, markTotals, newestMarks, stepMarks, type Tapped } from "./marks.ts";
import { cutReason, markReasons, marksOf } from "./marks-kept.server.ts";
import { dayToRun, runEventsOf, whyStopped } from "./run.server.ts";
import { runDayOf } from "./run-day.ts";
import { unitsOf } from "./run-plan.ts";
import type { SessionDay } from "./session-days.server.ts";

export const longestWhy = 120;

/** What became of each step of a day, for callers that have decided who may see it. */
export const stepsOfDay = (day: SessionDay, now: Date) =>
  stepMarks(
    runDayOf(day.plan, startOf(day)),
    runEventsOf(day.id),
    marksOf(day.id),
    now.getTime(),
    cutReason(),
  );

/**
 * Keeps what a trainer tapped about steps of a day, all or nothing. `id` comes with the form: sent twice it is kept
 * once, and a tap that changes nothing writes nothing. Gives a sentence by field when something typed is wrong.
 */
export function recordMarks(
  user: User,
  cohortId: string,
  position: number | string,
  id: string,
  taps: readonly Tapped[],
  now = new Date(),
): Record<string, string> | null {
  const { cohort, day, run } = dayToRun(user, cohortId, position);
  const stopped = whyStopped(cohort, day);
  if (stopped) throw conflict(stopped);
  if (whenOf(day, now) === "ahead")
    throw conflict("This day is still ahead. Mark its steps when they took place.");
  if (!/^[\w.-]{8,64}$/.test(id)) throw conflict("This form was not complete. Load the page again.");
  const steps = new Set(unitsOf(run).flatMap(({ id, step }) => (step ? [id] : [])));
  const reasons = new Set(markReasons().map((one) => one.id));
  for (const { target, mark, reason, why, minutes } of taps) {
    if (!steps.has(target) || !markKinds.includes(mark)) throw conflict("There is no such step on this day.");
    if (reason && !reasons.has(reason)) return { reason: "Choose one of the reasons." };
    if (why && why.length > longestWhy) return { why: `Keep it within ${longestWhy} characters.` };
    if (minutes != null && (!Number.isInteger(minutes) || minutes < 0 || minutes > 600))
      return { minutes: "Type whole minutes from 0 to 600." };
  }
  return transact((tx) => {
    const before = newestMarks(marksOf(day.id, tx));
    for (const tap of taps) {
      const rowId = taps.length === 1 ? id : `${id}-${tap.target}`;
      const known = tx
        .select({ dayId: fidelityMark.sessionDayId, target: fidelityMark.target })
        .from(fidelityMark)
        .where(eq(fidelityMark.id, rowId))
        .get();
      if (known && (known.dayId !== day.id || known.target !== tap.target))
        throw conflict("This form was used for another step. Load the page again.");
      if (known) continue;
      const words = tap.mark === "adapted" || tap.mark === "skipped";
      const row = {
        target: tap.target,
        mark: tap.mark,
        reason: (words && tap.reason) || null,
        why: (words && tap.why?.trim()) || null,
        minutes: tap.mark === "none" || tap.mark === "skipped" ? null : (tap.minutes ?? null),
      };
      const last = before.get(tap.target);
      if (last ? changesNothing(last, row) : tap.mark === "none") continue;
      tx.insert(fidelityMark)
        .values({ id: rowId, sessionDayId: day.id, ...row, recordedBy: user.id, at: laterThan(now, last) })
        .run();
      recordAudit(
        tx,
        user,
        "mark-step",
        cohort.id,
        cohort.siteId,
        { dayId: day.id, kind: tap.mark, target: tap.target },
        now,
      );
    }
    return null;
  });
}

/** A tap that a device wrote down in the room, with the moment by its clock. */
export type DeviceMark = Omit<Mark, "why">;

/**
 * Keeps taps that a device wrote down without a connection, each by its own id: sent again, in another order or beside
 * those of another device they come to the same, because the moment of a tap decides and not when it arrived. Answers
 * for each; one that is refused keeps no other out. A moment in the future counts as now.
 */
export function keepMarks(
  user: User,
  cohortId: string,
  position: number | string,
  marks: readonly DeviceMark[],
  now = new Date(),
): { id: string; is: "kept" | "known" | "refused"; sentence: string | null }[] {
  const { cohort, day, run } = dayToRun(user, cohortId, position);
  const stopped =
    whyStopped(cohort, day) ??
    (whenOf(day, now) === "ahead"
      ? "This day is still ahead. Mark its steps when they took place."
      : undefined);
  const steps = new Set(unitsOf(run).flatMap(({ id, step }) => (step ? [id] : [])));
  const reasons = new Set(markReasons().map((one) => one.id));
  return transact((tx) =>
    marks.map(({ id, target, mark, reason, minutes, at }) => {
      const refused = (sentence: string) => ({ id, is: "refused" as const, sentence });
      if (stopped) return refused(stopped);
      if (!steps.has(target)) return refused("There is no such step on this day any more.");
      if (reason && !reasons.has(reason)) return refused("That reason is not on the list any more.");
      const known = tx
        .select({ dayId: fidelityMark.sessionDayId })
        .from(fidelityMark)
        .where(eq(fidelityMark.id, id))
        .get();
      if (known)
        return known.dayId === day.id
          ? { id, is: "known" as const, sentence: null }
          : refused("This was written down for another day.");
      const words = mark === "adapted" || mark === "skipped";
      tx.insert(fidelityMark)
        .values({
          id,
          sessionDayId: day.id,
          target,
          mark,
          reason: words ? reason : null,
          minutes: mark === "none" || mark === "skipped" ? null : minutes,
          recordedBy: user.id,
          at: new Date(Math.min(at, now.getTime())),
        })
        .run();
      recordAudit(
        tx,
        user,
        "mark-step",
        cohort.id,
        cohort.siteId,
        { dayId: day.id, kind: mark, target },
        now,
      );
      return { id, is: "kept" as const, sentence: null };
    }),
  );
}

// Two taps within a millisecond would be told apart by their ids alone, and those say nothing about which came first.
const laterThan = (now: Date, last: Mark | undefined): Date =>
  last && last.at >= now.getTime() ? new Date(last.at + 1) : now;

const changesNothing = (last: Mark, row: Pick<Mark, "mark" | "reason" | "why" | "minutes">): boolean =>
  last.mark === row.mark &&
  last.reason === row.reason &&
  last.why === row.why &&
  last.minutes === row.minutes;

/** How a day went: each step with what became of it, and what nobody has said yet. */
export function dayWentPage(user: User, cohortId: string, position: string, now = new Date()) {
  const { cohort, day } = dayToRun(user, cohortId, position);
  const steps = stepsOfDay(day, now).map((step) => ({
    ...step,
    due: step.due || whenOf(day, now) === "over",
  }));
  return {
    cohort: { id: cohort.id, name: cohort.name, kind: cohort.kind, host: cohort.host },
    day: {
      position: day.position,
      title: day.plan.title,
      on: day.on,
      stopped: whyStopped(cohort, day),
      when: whenOf(day, now),
    },
    steps,
    totals: markTotals(steps),
    reasons: markReasons(),
    form: newId(),
  };
}
