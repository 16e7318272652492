import type { FidelityFile } from "#app/content/schema-instruments.ts";
import { grouped } from "#app/lib/grouped.ts";

/** What scoring needs of fidelity.yaml: the version that was filled in. */
export type Checklist = Pick<FidelityFile, "answers" | "items" | "pass">;

export type AnswerId = FidelityFile["answers"][number]["id"];

export type Fidelity =
  | { state: "incomplete"; missing: string[] }
  | {
      state: "scored";
      points: number;
      /** Items that apply. */
      applicable: number;
      /** Rounded down; null when nothing applies. */
      percent: number | null;
      /** Critical items answered no. */
      criticalMisses: string[];
      /** Critical items answered partly: one sentence on what was missing, and a change before the next delivery. */
      criticalPartly: string[];
      /** Critical items marked as not applying: true only where the plan of the day had no such part. */
      criticalLeftOut: string[];
      meets: boolean;
      reasons: string[];
    };

/**
 * The fidelity of one delivery: points divided by the items that apply, times 100, rounded down. It meets the standard
 * at the checklist's percentage or more with no more critical misses than it allows (none). Source: brief, 7.3, and
 * `scoring` in fidelity.yaml; all numbers are that file's.
 */
export function fidelityOf(
  { answers, items, pass }: Checklist,
  given: Readonly<Record<string, AnswerId>>,
): Fidelity {
  const pointsOf = new Map(answers.map(({ id, points }) => [id, points]));
  const missing = items.filter(({ id }) => !pointsOf.has(given[id] as AnswerId)).map(({ id }) => id);
  if (missing.length > 0) return { state: "incomplete", missing };

  const critical = (answer: AnswerId) =>
    items.filter((item) => item.critical && given[item.id] === answer).map(({ id }) => id);
  const counted = items.flatMap(({ id }) => pointsOf.get(given[id] as AnswerId) ?? []);
  const points = counted.reduce((total, one) => total + one, 0);
  const applicable = counted.length;
  // A hair above, because sums of fractions such as 0.3 fall a hair short of what they are.
  const percent = applicable === 0 ? null : Math.floor((points * 100) / applicable + 1e-9);
  const criticalMisses = critical("no");
  const reasons = [
    ...(percent === null ? ["No item applies, so there is nothing to score."] : []),
    ...(percent !== null && percent < pass.percent
      ? [`${percent} percent; ${pass.percent} are needed.`]
      : []),
    ...(criticalMisses.length > pass.critical_misses
      ? [`Critical items answered no: ${criticalMisses.join(", ")}.`]
      : []),
  ];
  return {
    state: "scored",
    points,
    applicable,
    percent,
    criticalMisses,
    criticalPartly: critical("partly"),
    criticalLeftOut: critical("na"),
    meets: reasons.length === 0,
    reasons,
  };
}

/** What a trainer tapped while a delivery ran. A later tap for the same activity takes the place of an earlier one. */
export type Tap = {
  id: string;
  at: number;
  deliveryId: string;
  siteId: string;
  /** Day of the variant, from 1. */
  day: number;
  /** An activity, step or block of the plan, such as `3.3-A`. */
  activity: string;
  state: "covered" | "adapted" | "skipped";
  /** From a fixed list; only adapted and skipped have one. */
  reason: string | null;
  minutesPlanned: number;
  minutesTaken: number | null;
};

export type Drift = {
  day: number;
  activity: string;
  /** Deliveries that said something about it; the three counts add up to it. */
  deliveries: number;
  covered: number;
  adapted: number;
  skipped: number;
  /** Share of deliveries that skipped it, rounded down to a whole percent. */
  skippedPercent: number;
  /** Median of minutes taken minus minutes planned where it took place and was timed; null where it never was. */
  minutesOver: number | null;
  /** How often each reason was given, most frequent first. */
  reasons: { reason: string; count: number }[];
};

/** Where the course is changed as it is taught: one row per day and activity, in the order of the course. */
export function driftOf(taps: readonly Tap[]): Drift[] {
  const groups = grouped(newestTaps(taps), ({ day, activity }) => `${day}\0${activity}`);
  return [...groups.values()]
    .map((list): Drift => {
      const [{ day, activity }] = list as [Tap];
      const count = (state: Tap["state"]) => list.filter((tap) => tap.state === state).length;
      const over = list.flatMap(({ state, minutesTaken, minutesPlanned }) =>
        state === "skipped" || minutesTaken === null ? [] : [minutesTaken - minutesPlanned],
      );
      const reasons = grouped(
        list.filter(({ state, reason }) => state !== "covered" && reason !== null),
        ({ reason }) => reason as string,
      );
      return {
        day,
        activity,
        deliveries: list.length,
        covered: count("covered"),
        adapted: count("adapted"),
        skipped: count("skipped"),
        skippedPercent: Math.floor((count("skipped") * 100) / list.length),
        minutesOver: medianOf(over),
        reasons: [...reasons]
          .map(([reason, given]) => ({ reason, count: given.length }))
          .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
      };
    })
    .sort((a, b) => a.day - b.day || a.activity.localeCompare(b.activity, "en", { numeric: true }));
}

/** The drift of each site by its id, in the order of the ids. */
export function driftBySite(taps: readonly Tap[]): Map<string, Drift[]> {
  const sites = [...grouped(taps, ({ siteId }) => siteId)].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sites.map(([site, list]) => [site, driftOf(list)]));
}

/**
 * What falls away again and again: skipped in at least half of at least `atLeast` deliveries, most often skipped first.
 * Fewer deliveries say nothing about the course, only about those days.
 */
export function fallingAway(rows: readonly Drift[], atLeast = 3): Drift[] {
  return rows
    .filter(({ deliveries, skipped }) => deliveries >= atLeast && skipped * 2 >= deliveries)
    .sort((a, b) => b.skipped / b.deliveries - a.skipped / a.deliveries || b.skipped - a.skipped);
}

/** Phones may send late and in any order, so the time of the tap decides, then its id. */
function newestTaps(taps: readonly Tap[]): Tap[] {
  const newest = new Map<string, Tap>();
  for (const tap of [...taps].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)))
    newest.set(`${tap.deliveryId}\0${tap.day}\0${tap.activity}`, tap);
  return [...newest.values()];
}

function medianOf(list: readonly number[]): number | null {
  if (list.length === 0) return null;
  const sorted = [...list].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}
