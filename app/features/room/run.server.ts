import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { lineHtml, moduleOf, siteOf, stepHtml } from "#app/content/catalogue.server.ts";
import { type Cohort, cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { grouped } from "#app/lib/grouped.ts";
import { newId } from "#app/lib/ids.ts";
import { among, db, transact, type Writer } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { room, roomPrompt, runEvent } from "#db/schema/run.ts";
import { startOf } from "./day-times.ts";
import { marksForPage } from "./marks-kept.server.ts";
import { runDayOf } from "./run-day.ts";
import {
  mayCut,
  pauseFloor,
  type RunDay,
  type RunEvent,
  type RunKind,
  runState,
  type UnitState,
  unitsOf,
} from "./run-plan.ts";
import { type SessionDay, sessionDayFor } from "./session-days.server.ts";

export const runKinds = ["start", "done", "undo", "cut", "keep", "late", "slide", "end"] as const;

export type RunAnswer = { id: string; is: "kept" | "known" | "refused"; sentence?: string };

const minute = 60_000;
const hour = 60 * minute;

/** A day of a cohort that the user may run; otherwise 404, or 403 for those who may see it only. */
export function dayToRun(user: User, cohortId: string, position: number | string) {
  const cohort = cohortFor(user, cohortId);
  const day = sessionDayFor(user, cohortId, position);
  allow(user, "run-day", cohort);
  return { cohort, day, run: runDayOf(day.plan, startOf(day)) };
}

/** What was recorded of a day, slides included, in the order of its moments. */
export function runEventsOf(dayId: string, tx: Pick<Writer, "select"> = db): RunEvent[] {
  return tx
    .select({
      id: runEvent.id,
      kind: runEvent.kind,
      target: runEvent.target,
      minutes: runEvent.minutes,
      at: runEvent.at,
    })
    .from(runEvent)
    .where(eq(runEvent.sessionDayId, dayId))
    .orderBy(asc(runEvent.at), asc(runEvent.id))
    .all()
    .map((event) => ({ ...event, at: event.at.getTime() }));
}

/** The same of many days, by day; days of which nothing was recorded are not in it. `cut` asks for days with a cut alone. */
export function runEventsByDay(dayIds: readonly string[], only?: "cut"): Map<string, RunEvent[]> {
  const here = among(runEvent.sessionDayId, dayIds);
  const withCut = db
    .select({ id: runEvent.sessionDayId })
    .from(runEvent)
    .where(and(here, eq(runEvent.kind, "cut")));
  const rows = db
    .select({
      dayId: runEvent.sessionDayId,
      id: runEvent.id,
      kind: runEvent.kind,
      target: runEvent.target,
      minutes: runEvent.minutes,
      at: runEvent.at,
    })
    .from(runEvent)
    .where(only === "cut" ? inArray(runEvent.sessionDayId, withCut) : here)
    .orderBy(asc(runEvent.at), asc(runEvent.id))
    .all()
    .map(({ at, ...event }) => ({ ...event, at: at.getTime() }));
  return grouped(rows, ({ dayId }) => dayId);
}

/** Everything that the run-of-show page needs; `stepId` asks for the notes of one step instead of where the room is. */
export function runPage(
  user: User,
  cohortId: string,
  position: string,
  stepId: string | null,
  now = new Date(),
) {
  const { cohort, day, run } = dayToRun(user, cohortId, position);
  const events = runEventsOf(day.id).filter(({ kind }) => kind !== "slide");
  const state = runState(run, events, now.getTime());
  const shown = state.units.find(({ id }) => id === stepId) ?? state.now ?? state.next;
  return {
    cohort: { id: cohort.id, name: cohort.name },
    /** The frame says it of the viewer's own site. */
    notLocalized:
      user.grants.find(({ siteId }) => siteId)?.siteId !== cohort.siteId &&
      (siteOf(cohort.siteId, now)?.gaps?.length ?? 0) > 0,
    trainers: cohort.trainers.map(({ name }) => name),
    day: {
      position: day.position,
      title: day.plan.title,
      on: day.on,
      timeZone: day.timeZone,
      venue: day.venue ?? cohort.venue,
      /** Why nothing can be recorded, or null. */
      stopped: whyStopped(cohort, day),
    },
    run,
    events,
    ...marksForPage(day.id),
    notes: shown ? notesOf(shown, cohort.siteId) : null,
    lastBy: state.last ? whoRecorded(state.last.id) : null,
    form: newId(),
    now: now.getTime(),
  };
}

/** What the trainer says, does and watches for, with the content notice of the module first. */
export function notesOf(unit: UnitState | { id: string; block: UnitState["block"] }, siteId: string) {
  const module = moduleOf(unit.block.id);
  if (!module) return { id: unit.id, notice: null, html: "", plan: null };
  const { level, text } = module.advisory;
  return {
    id: unit.id,
    notice: level === "A1" ? null : { level, html: lineHtml(text, module.id) },
    html: stepHtml(module.id, unit.id, siteId),
    plan: `/curriculum/${module.id}/plan`,
  };
}

const whoRecorded = (eventId: string): string | null =>
  db
    .select({ name: person.name })
    .from(runEvent)
    .innerJoin(person, eq(person.id, runEvent.recordedBy))
    .where(eq(runEvent.id, eventId))
    .get()?.name ?? null;

/**
 * Keeps events of a day, each once: `known` answers one that is here already or that would change nothing, and
 * `refused` says why. One that is refused keeps no other out. Slides take the server's clock, so that two trainers
 * with clocks apart see the slide that was chosen last. Events that come `late`, from a device that was cut off, are
 * kept even where they change nothing now: an older one may still arrive that makes them matter.
 */
export function recordRun(
  user: User,
  cohortId: string,
  position: number | string,
  events: readonly RunEvent[],
  now = new Date(),
  { late = false } = {},
): RunAnswer[] {
  const { cohort, day, run } = dayToRun(user, cohortId, position);
  const stopped = whyStopped(cohort, day);
  return transact((tx) =>
    events.map((sent): RunAnswer => {
      const event = sent.kind === "slide" ? { ...sent, at: now.getTime() } : sent;
      const kept = tx
        .select({ dayId: runEvent.sessionDayId })
        .from(runEvent)
        .where(eq(runEvent.id, event.id))
        .get();
      if (kept)
        return kept.dayId === day.id
          ? { id: event.id, is: "known" }
          : { id: event.id, is: "refused", sentence: "This entry belongs to another day." };
      const sentence = stopped ?? whyNot(run, event, now);
      if (sentence) return { id: event.id, is: "refused", sentence };
      if (!late && changesNothing(run, event, runEventsOf(day.id, tx))) return { id: event.id, is: "known" };
      tx.insert(runEvent)
        .values({ ...event, at: new Date(event.at), sessionDayId: day.id, recordedBy: user.id })
        .run();
      if (event.kind === "end") closeRoomOf(tx, day.id, now);
      if (event.kind !== "slide") {
        const { kind, target } = event;
        recordAudit(tx, user, "run-day", cohort.id, cohort.siteId, { dayId: day.id, kind, target }, now);
      }
      return { id: event.id, is: "kept" };
    }),
  );
}

/** The code that phones join by closes with the day. */
function closeRoomOf(tx: Writer, dayId: string, now: Date): void {
  const open = and(eq(room.sessionDayId, dayId), isNull(room.closedAt));
  const rooms = tx.select({ id: room.id }).from(room).where(open);
  tx.update(roomPrompt)
    .set({ closedAt: now })
    .where(and(inArray(roomPrompt.roomId, rooms), isNull(roomPrompt.closedAt)))
    .run();
  tx.update(room).set({ closedAt: now }).where(open).run();
}

/** Why nothing can be recorded of a day, or null. */
export function whyStopped(
  { archivedAt, canceledAt }: Pick<Cohort, "archivedAt" | "canceledAt">,
  day: SessionDay,
): string | null {
  if (archivedAt) return "This cohort is archived. Bring it back to record anything.";
  if (canceledAt) return "This cohort is canceled. Bring it back to record anything.";
  return day.canceledAt ? "This day was canceled. Nothing can be recorded for it." : null;
}

function whyNot(run: RunDay, event: RunEvent, now: Date): string | null {
  if (!/^[\w.-]{8,64}$/.test(event.id) || !runKinds.includes(event.kind))
    return "This entry cannot be read. Load the page again.";
  if (event.at > now.getTime() + 2 * minute)
    return "The clock of this device is ahead. Set it right, then try again.";
  if (Math.abs(event.at - run.startsAt) > 36 * hour)
    return "This is not the day of this run-of-show. Open the right day.";
  if (event.kind === "undo" || event.kind === "end") return null;
  if (event.kind === "slide")
    return /^[\w.-]{1,40}\/\d{1,3}(\/blank)?$/.test(event.target ?? "") ? null : "There is no such slide.";
  if (event.kind === "late") return isBetween(event.minutes, 1, 600) ? null : lateSentence;
  const unit = unitsOf(run).find(({ id }) => id === event.target);
  if (!unit) return "There is no such step on this day.";
  if (event.kind !== "cut") return null;
  if (unit.step && !mayCut(unit.step))
    return `“${unit.title}” stays: it is a core step or keeps people safe.`;
  const { kind } = unit.block;
  const floor = unit.step ? 0 : kind === "break" || kind === "lunch" ? pauseFloor[kind] : unit.minutes;
  return isBetween(event.minutes, 1, unit.minutes - floor)
    ? null
    : `“${unit.title}” can lose at most ${unit.minutes - floor} minutes.`;
}

export const lateSentence = "Type the minutes that were lost, as a whole number from 1 to 600.";

const isBetween = (minutes: number | null, least: number, most: number): boolean =>
  minutes !== null && Number.isInteger(minutes) && minutes >= least && minutes <= most;

/** A second tap on what is done, by a page that was not up to date or by the other trainer. */
function changesNothing(run: RunDay, event: RunEvent, events: RunEvent[]): boolean {
  const state = runState(run, events, event.at);
  const unit = state.units.find(({ id }) => id === event.target);
  const latest = Math.max(Number.NEGATIVE_INFINITY, ...events.map(({ at }) => at));
  if (event.at < latest) return false;
  if (event.kind === "done") return unit?.state === "done" || unit?.state === "unmarked";
  if (event.kind === "start") return unit?.state === "now";
  if (event.kind === "end") return state.phase === "over";
  if (event.kind === "cut") return unit?.cut === event.minutes;
  if (event.kind === "keep") return unit?.cut === 0;
  if (event.kind === "slide") return state.slide === event.target;
  return false;
}

/** The event of a form: its id is the form's, so that a second click is the same event. */
export const eventOf = (
  id: string,
  kind: RunKind,
  target: string | null,
  minutes: number | null,
  now: Date,
): RunEvent => ({ id, kind, target, minutes, at: now.getTime() });
