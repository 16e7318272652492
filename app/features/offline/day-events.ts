import { type Mark, markNames, type StepMark, stepMarks } from "#app/features/room/marks.ts";
import { type RunDay, type RunEvent, type RunState, runState } from "#app/features/room/run-plan.ts";
import { type DayPresence, type PresenceEvent, presenceOf } from "#app/features/room/segments.ts";

export type Discipline = "human-services" | "law-enforcement" | "child-advocacy";
export type Person = { personId: string; name: string; discipline: Discipline | null };

/** Something that a trainer's device wrote down in the room. Ids are made there; times are in milliseconds. */
export type DayEvent =
  | {
      type: "presence";
      id: string;
      personId: string;
      kind: "in" | "out";
      at: number;
      recordedAt: number;
      /** Why, of a correction. */
      reason?: string;
    }
  | { type: "void"; id: string; presenceId: string; reason: string; recordedAt: number }
  | ({ type: "run" } & RunEvent)
  /** What was done with a step of the plan. */
  | ({ type: "mark" } & Omit<Mark, "why">)
  /** Somebody who was not on the roster; `id` is their person's id from now on. */
  | { type: "walk-in"; id: string; name: string; discipline: Discipline; at: number };

/** What the server knew when the device last heard from it. */
export type Snapshot = {
  now: number;
  roster: Person[];
  events: ({ personId: string } & PresenceEvent)[];
  voids: { id: string; presenceId: string }[];
  run: RunEvent[];
  /** Not in what a device kept before there were any. */
  marks?: Mark[];
};

export type DayAnswer = { id: string; is: "kept" | "known" | "refused"; sentence: string | null };

export type Row = Person & {
  presence: DayPresence;
  /** What counts, in the order of its moments: what can be corrected. */
  entries: PresenceEvent[];
  isWalkIn: boolean;
};
export type DayState = { rows: Row[]; run: RunState };

// Made once: making one takes longer than sorting a class by it.
const byName = new Intl.Collator("en");

/**
 * The day as it stands: what the server knew and what this device wrote down, each event once. It depends on the set of
 * events alone, so that devices which know the same show the same, in whatever order they heard of it.
 */
export function dayState(
  day: RunDay,
  snapshot: Pick<Snapshot, "roster" | "events" | "voids" | "run">,
  own: readonly DayEvent[],
  now: number,
): DayState {
  const people = new Map<string, Person & { isWalkIn: boolean }>();
  for (const one of snapshot.roster) people.set(one.personId, { ...one, isWalkIn: false });
  const events = new Map(snapshot.events.map((one) => [one.id, one]));
  const voided = new Set(snapshot.voids.map(({ presenceId }) => presenceId));
  const run = new Map(snapshot.run.map((one) => [one.id, one]));
  for (const one of own) {
    if (one.type === "presence") events.set(one.id, events.get(one.id) ?? one);
    else if (one.type === "void") voided.add(one.presenceId);
    else if (one.type === "run") run.set(one.id, run.get(one.id) ?? one);
    else if (one.type === "walk-in" && !people.has(one.id))
      people.set(one.id, { personId: one.id, name: one.name, discipline: one.discipline, isWalkIn: true });
  }
  const byPerson = new Map<string, PresenceEvent[]>();
  for (const one of events.values()) byPerson.set(one.personId, [...(byPerson.get(one.personId) ?? []), one]);
  const rows = [...people.values()]
    .map((one) => {
      const all = byPerson.get(one.personId) ?? [];
      const entries = all
        .filter(({ id }) => !voided.has(id))
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
      return { ...one, presence: presenceOf(all, voided), entries };
    })
    .sort((a, b) => byName.compare(a.name, b.name) || (a.personId < b.personId ? -1 : 1));
  return { rows, run: runState(day, [...run.values()], now) };
}

/** What became of each step of the day, by what the server knew and what this device wrote down. */
export function dayMarks(
  day: RunDay,
  snapshot: Pick<Snapshot, "run" | "marks">,
  own: readonly DayEvent[],
  now: number,
): StepMark[] {
  const run = new Map(snapshot.run.map((one) => [one.id, one]));
  const marks = new Map((snapshot.marks ?? []).map((one) => [one.id, one]));
  for (const one of own)
    if (one.type === "run") run.set(one.id, run.get(one.id) ?? one);
    else if (one.type === "mark") marks.set(one.id, marks.get(one.id) ?? { ...one, why: null });
  return stepMarks(day, [...run.values()], [...marks.values()], now, "time");
}

/** What others recorded between two times that a device heard from the server. */
export function meanwhile(before: Snapshot, after: Snapshot, own: ReadonlySet<string>): string[] {
  const known = new Set([...before.events, ...before.voids, ...before.run].map(({ id }) => id));
  const names = new Map(after.roster.map(({ personId, name }) => [personId, name]));
  const isNew = ({ id }: { id: string }) => !known.has(id) && !own.has(id);
  const sentences = after.events
    .filter(isNew)
    .map(
      ({ personId, kind }) => `${names.get(personId) ?? "Somebody"} was signed ${kind} by another trainer.`,
    );
  const voids = after.voids.filter(isNew).length;
  if (voids > 0)
    sentences.push(
      `${voids === 1 ? "One entry was" : `${voids} entries were`} taken back by another trainer.`,
    );
  const run = after.run.filter((one) => isNew(one) && one.kind !== "slide").length;
  if (run > 0)
    sentences.push(`The run-of-show went on: ${run === 1 ? "one step" : `${run} steps`} by another trainer.`);
  const marks = (after.marks ?? []).filter(
    (one) => isNew(one) && !(before.marks ?? []).some(({ id }) => id === one.id),
  ).length;
  if (marks > 0)
    sentences.push(`${marks === 1 ? "One step was" : `${marks} steps were`} marked by another trainer.`);
  return sentences;
}

/** An event in the words of the list of things that wait. */
export function eventWords(
  event: DayEvent,
  nameOf: (personId: string) => string,
  clock: (at: number) => string,
): string {
  switch (event.type) {
    case "presence":
      return `${nameOf(event.personId)}: signed ${event.kind} at ${clock(event.at)}${event.reason ? ", as a correction" : ""}`;
    case "void":
      return "An entry that was taken back";
    case "walk-in":
      return `${event.name}: walk-in`;
    case "mark":
      return event.mark === "none"
        ? `Step ${event.target}: a mark that was taken back`
        : `Step ${event.target}: ${markNames[event.mark].toLowerCase()}`;
    case "run":
      return `Run-of-show: ${event.kind}${event.target ? ` ${event.target}` : ""} at ${clock(event.at)}`;
  }
}

/** Batches as a device sends them: walk-ins first, because sign-ins name them; then as things were done. */
export const inSendingOrder = (events: readonly DayEvent[]): DayEvent[] => [
  ...events.filter(({ type }) => type === "walk-in"),
  ...events.filter(({ type }) => type !== "walk-in"),
];
