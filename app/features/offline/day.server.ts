import { z } from "zod";
import { allow } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { lineHtml } from "#app/content/catalogue.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { ledgerForDevice, recordPresence } from "#app/features/room/ledger.server.ts";
import { keepMarks } from "#app/features/room/marks.server.ts";
import { markKinds } from "#app/features/room/marks.ts";
import { markReasons, marksOf } from "#app/features/room/marks-kept.server.ts";
import { dayToRun, recordRun, runEventsOf } from "#app/features/room/run.server.ts";
import type { DayAnswer, DayEvent, Snapshot } from "./day-events.ts";
import { seatWalkIn } from "./walk-in.server.ts";

const id = z.string().regex(/^[0-9a-z][0-9a-z-]{15,63}$/);
const instant = z.int().min(0).max(8.64e15);

export const dayBatch = z.strictObject({
  /** Who wrote the events. */
  person: z.string(),
  events: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({
          type: z.literal("presence"),
          id,
          personId: z.string().max(64),
          kind: z.enum(["in", "out"]),
          at: instant,
          recordedAt: instant,
          reason: z.string().trim().min(1).max(300).optional(),
        }),
        z.strictObject({
          type: z.literal("void"),
          id,
          presenceId: id,
          reason: z.string().trim().min(1).max(300),
          recordedAt: instant,
        }),
        z.strictObject({
          type: z.literal("run"),
          id,
          kind: z.enum(["start", "done", "undo", "cut", "keep", "late", "end"]),
          target: z.string().max(64).nullable(),
          minutes: z.int().nullable(),
          at: instant,
        }),
        z.strictObject({
          type: z.literal("mark"),
          id,
          target: z.string().max(64),
          mark: z.enum(markKinds),
          reason: z.string().max(64).nullable(),
          minutes: z.int().min(0).max(600).nullable(),
          at: instant,
        }),
        z.strictObject({
          type: z.literal("walk-in"),
          id,
          name: z.string().trim().min(1).max(120),
          discipline: z.enum(["human-services", "law-enforcement", "child-advocacy"]),
          at: instant,
        }),
      ]),
    )
    .max(500),
});

/** What a device needs to keep a day by itself: who is in the cohort, all that was recorded, and the plan of the day. */
export function dayForDevice(user: User, cohortId: string, position: string, now = new Date()) {
  const { cohort, day, run } = dayToRun(user, cohortId, position);
  const ledger = ledgerForDevice(user, cohortId, position, now);
  const modules = day.plan.items.flatMap(({ module }) => (module ? [module] : []));
  return {
    cohort: { id: cohort.id, name: cohort.name },
    day: { ...ledger.day, title: day.plan.title },
    run,
    reasons: markReasons(),
    snapshot: snapshotOf(user, cohortId, position, now),
    /** What is said before a module, by its id. */
    notices: Object.fromEntries(
      modules.flatMap(({ id, advisory: { level, text } }) =>
        level === "A1" ? [] : [[id, { level, html: lineHtml(text, id) }]],
      ),
    ),
    /** What else belongs into the trainer's bag. */
    pages: modules.flatMap(({ id, plan, handouts }) => [
      `/curriculum/${id}`,
      ...(plan ? [`/curriculum/${id}/plan`] : []),
      ...handouts.map((handout) => `/curriculum/${id}/handouts/${handout.id}`),
    ]),
  };
}

export function snapshotOf(user: User, cohortId: string, position: string, now = new Date()): Snapshot {
  const { roster, events, voids, day } = ledgerForDevice(user, cohortId, position, now);
  return {
    now: now.getTime(),
    roster,
    events: events.map(({ id, personId, kind, at }) => ({ id, personId, kind, at })),
    voids,
    run: runEventsOf(day.id),
    // What somebody wrote in words stays with them and the server.
    marks: marksOf(day.id).map((one) => ({ ...one, why: null })),
  };
}

/**
 * Keeps what a device wrote down in the room, and answers for each event: kept, known, or refused with a sentence.
 * Sending again, in another order or in other batches changes nothing; one that is refused keeps no other out.
 */
export function keepDay(
  user: User,
  cohortId: string,
  position: string,
  events: readonly DayEvent[],
  now = new Date(),
): DayAnswer[] {
  allow(user, "record-attendance", cohortFor(user, cohortId));
  const of = <T extends DayEvent["type"]>(type: T) =>
    events.filter((one): one is Extract<DayEvent, { type: T }> => one.type === type);
  const walkIns = of("walk-in").map((one) => seatWalkIn(user, cohortId, one, now));
  const entries = of("presence");
  const voids = of("void").map((one) => ({ ...one, recordedAt: new Date(one.recordedAt) }));
  const record = (
    those: typeof entries,
    taken: typeof voids,
    how: { way: "desk" | "correction"; reason?: string },
  ) =>
    recordPresence(
      user,
      cohortId,
      position,
      {
        events: those.map(({ reason: _, ...one }) => ({
          ...one,
          at: new Date(one.at),
          recordedAt: new Date(one.recordedAt),
        })),
        voids: taken,
      },
      { ...how, strict: false },
      now,
    );
  const presence = [
    ...record(
      entries.filter(({ reason }) => !reason),
      voids,
      { way: "desk" },
    ),
    ...entries
      .filter(({ reason }) => reason)
      .flatMap((one) => record([one], [], { way: "correction", reason: one.reason as string })),
  ];
  const run = of("run").map(({ type: _, ...one }) => one);
  const ran = run.length > 0 ? recordRun(user, cohortId, position, run, now, { late: true }) : [];
  const marks = of("mark").map(({ type: _, ...one }) => one);
  return [
    ...walkIns,
    ...presence,
    ...ran.map(({ sentence, ...one }) => ({ ...one, sentence: sentence ?? null })),
    ...(marks.length > 0 ? keepMarks(user, cohortId, position, marks, now) : []),
  ];
}
