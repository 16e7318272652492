import { type Guard, type RunDay, type RunEvent, runState, settled, type UnitState } from "./run-plan.ts";

export const markKinds = ["covered", "adapted", "skipped", "none"] as const;
export type MarkKind = (typeof markKinds)[number];

export const markNames = { covered: "Covered", adapted: "Adapted", skipped: "Skipped" } as const;

/** What somebody tapped about a step. `none` takes back what was tapped before. */
export type Mark = {
  id: string;
  target: string;
  mark: MarkKind;
  reason: string | null;
  why: string | null;
  minutes: number | null;
  at: number;
};

/** A tap as a form or a device sends it. */
export type Tapped = {
  target: string;
  mark: MarkKind;
  reason?: string | null;
  why?: string | null;
  minutes?: number | null;
};

export type StepMark = {
  id: string;
  title: string;
  /** The module, opening or closing that it is a step of. */
  block: { id: string; title: string };
  core: boolean;
  guard: Guard | null;
  /** What became of it; null while nobody said and nothing was cut. */
  state: "covered" | "adapted" | "skipped" | null;
  /** Tapped by a trainer, or known from a cut of the run-of-show. */
  from: "tap" | "cut" | null;
  reason: string | null;
  why: string | null;
  planned: number;
  /** Whole minutes that it took: said by somebody, else from the events of the run; null where neither tells. */
  taken: number | null;
  /** The room went past it, or it was cut, so that something can be said about it. */
  due: boolean;
  /** Adapted or skipped by a tap that gave no reason. */
  needsWhy: boolean;
  /** A core step, or one that keeps people safe, did not take place. */
  coreSkipped: boolean;
};

/**
 * What became of each step of a day, in order, from the run-of-show and from what was tapped. The newest tap about a
 * step counts. A step that the run-of-show left out is skipped, and one that it shortened is adapted, with the reason
 * `cutReason`, unless a tap after the cut says otherwise. The same events and taps give the same, in any order.
 */
export function stepMarks(
  day: RunDay,
  events: readonly RunEvent[],
  marks: readonly Mark[],
  now: number,
  cutReason: string,
): StepMark[] {
  const newest = newestMarks(marks);
  const cutAt = new Map<string, number>();
  for (const { kind, target, at } of settled(events)) if (kind === "cut" && target) cutAt.set(target, at);
  const state = runState(day, events, now);
  return state.units.flatMap((unit): StepMark[] => {
    if (!unit.step) return [];
    const tap = newest.get(unit.id);
    const isCut = unit.cut > 0;
    const tapCounts =
      tap && tap.mark !== "none" && !(isCut && (cutAt.get(unit.id) ?? Number.NEGATIVE_INFINITY) > tap.at);
    const said = tapCounts
      ? { state: tap.mark as "covered" | "adapted" | "skipped", from: "tap" as const }
      : isCut
        ? { state: cutState(unit), from: "cut" as const }
        : { state: null, from: null };
    const own = tapCounts ? tap : null;
    return [
      {
        id: unit.id,
        title: unit.title,
        block: { id: unit.block.id, title: unit.block.title },
        core: unit.step.mark === "core",
        guard: unit.step.guard,
        ...said,
        reason: said.from === "cut" ? cutReason : (own?.reason ?? null),
        why: own?.why ?? null,
        planned: unit.minutes,
        taken: said.state === "skipped" ? null : (own?.minutes ?? takenOf(unit)),
        due: state.phase === "over" || ["done", "now", "unmarked"].includes(unit.state) || isCut,
        needsWhy: said.from === "tap" && said.state !== "covered" && !own?.reason,
        coreSkipped: said.state === "skipped" && (unit.step.mark === "core" || unit.step.guard !== null),
      },
    ];
  });
}

const cutState = ({ cut, minutes }: UnitState): "adapted" | "skipped" =>
  cut >= minutes ? "skipped" : "adapted";

const takenOf = ({ state, beginsAt, endsAt }: UnitState): number | null =>
  state === "done" ? Math.round((endsAt - beginsAt) / 60_000) : null;

/** Phones may send late and in any order, so the time of the tap decides, then its id. */
export function newestMarks(marks: readonly Mark[]): Map<string, Mark> {
  const newest = new Map<string, Mark>();
  for (const mark of [...marks].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)))
    newest.set(mark.target, mark);
  return newest;
}

export type MarkTotals = {
  covered: number;
  adapted: number;
  skipped: number;
  /** Due, and nothing is said about it. */
  open: number;
  /** Minutes planned and taken of the steps that were timed. */
  planned: number;
  taken: number;
};

export function markTotals(steps: readonly StepMark[]): MarkTotals {
  const count = (state: StepMark["state"]) => steps.filter((step) => step.state === state).length;
  const timed = steps.filter(({ taken }) => taken !== null);
  return {
    covered: count("covered"),
    adapted: count("adapted"),
    skipped: count("skipped"),
    open: steps.filter(({ state, due }) => due && state === null).length,
    planned: timed.reduce((sum, { planned }) => sum + planned, 0),
    taken: timed.reduce((sum, { taken }) => sum + (taken ?? 0), 0),
  };
}

/** "12 of 10 minutes", or nothing where it was not timed. */
export const minutesInWords = ({ taken, planned }: Pick<StepMark, "taken" | "planned">): string =>
  taken === null ? "" : `took ${taken} of ${planned} minutes`;
