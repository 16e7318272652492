import { type Breach, breachesOf } from "#app/content/rubric-rule.ts";
import type { RubricFile } from "#app/content/schema-instruments.ts";
import { listed } from "#app/lib/words.ts";

/** What scoring needs of rubric.yaml: the version that the forms were filled in with. */
export type Rubric = Pick<RubricFile, "criteria" | "levels" | "pass">;

/** A level by criterion. A peer scores the criteria they were given to watch, an assessor all of them. */
export type Scores = Readonly<Record<string, number>>;

export type Form = { by: string; part: "assessor" | "peer" | "self"; scores: Scores };

export type ScoredCriterion = {
  id: string;
  score: number;
  /** What each assessor gave, in the order of the assessors. */
  given: number[];
  /** Assessors are more than one level apart: they read the level aloud and score again (rubric.yaml, calibration). */
  apart: boolean;
};

/** One thing to do differently, with the words of the level to reach. */
export type Change = { criterion: string; title: string; from: number; to: number; look: string };

export type Result =
  | { state: "waiting"; waitingFor: string[] }
  | {
      state: "scored";
      outcome: "pass" | "not-yet";
      criteria: ScoredCriterion[];
      /** Why it is not yet, a sentence per broken rule; empty for a pass. */
      reasons: string[];
      changes: Change[];
    };

/** Days within which a presenter teaches again after a "not yet". Source: competencies.yaml, step-3. */
export const teachAgainWithin = 30;

/**
 * One result from the forms of several assessors (two, or three where a third was asked).
 *
 * - Only the forms of the named assessors decide. Self and peers are shown beside and never counted: peers watch one
 *   criterion to learn from it (H4.3b), and a self score would reward people for thinking well of themselves.
 * - A criterion's score is the lower median of what the assessors gave. Levels are words in order and no distances, so
 *   there is no mean and no 2.5. Of two the lower one stands: a level counts once both have seen it. Of three it is the
 *   middle one, so one strict or lenient assessor does not decide alone.
 * - A safety criterion's score is the lowest. If one assessor saw something unsafe, it happened.
 * - Nothing is decided before every assessor's form is whole.
 */
export function resultOf(rubric: Rubric, assessors: readonly string[], forms: readonly Form[]): Result {
  const whole = assessors.map((id) => formOf(rubric, id, forms));
  const waitingFor = assessors.filter((_, index) => !whole[index]);
  if (waitingFor.length > 0 || assessors.length === 0) return { state: "waiting", waitingFor };

  const criteria = rubric.criteria.map(({ id, safety }): ScoredCriterion => {
    const given = whole.map((form) => form?.scores[id] as number);
    const sorted = [...given].sort((a, b) => a - b);
    const score = sorted[safety ? 0 : Math.floor((sorted.length - 1) / 2)] as number;
    return { id, score, given, apart: (sorted.at(-1) as number) - (sorted[0] as number) > 1 };
  });
  const scores = Object.fromEntries(criteria.map(({ id, score }) => [id, score]));
  const breaches = breachesOf(rubric, scores);
  return {
    state: "scored",
    outcome: breaches.length === 0 ? "pass" : "not-yet",
    criteria,
    reasons: breaches.map((breach) => reasonFor(rubric, breach, scores)),
    changes: changesFor(rubric, breaches, scores),
  };
}

/**
 * The forms that a person may see now: their own at any time, and the others once all assessors are in, so that nobody
 * scores with an eye on somebody else's form.
 */
export function formsShownTo<F extends Form>(
  viewer: string,
  rubric: Rubric,
  assessors: readonly string[],
  forms: readonly F[],
): F[] {
  const allIn = resultOf(rubric, assessors, forms).state === "scored";
  return forms.filter(({ by }) => allIn || by === viewer);
}

/** Criteria that have no level of the rubric yet, in its order. An assessor's form is whole when there is none. */
export function unscored(rubric: Rubric, scores: Scores): string[] {
  const levels = new Set(rubric.levels.map(({ value }) => value));
  return rubric.criteria.filter(({ id }) => !levels.has(scores[id] ?? Number.NaN)).map(({ id }) => id);
}

function formOf(rubric: Rubric, assessor: string, forms: readonly Form[]): Form | null {
  const form = forms.findLast(({ by, part }) => by === assessor && part === "assessor");
  return form && unscored(rubric, form.scores).length === 0 ? form : null;
}

function reasonFor(rubric: Rubric, { rule, criteria, needed }: Breach, scores: Scores): string {
  const { pass } = rubric;
  const named = listed(criteria.map((id) => `${id} ${titleOf(rubric, id)}`));
  const one = criteria.length === 1;
  if (rule === "floor")
    return `${named} ${one ? "stands" : "stand"} below ${pass.none_below}. No criterion may.`;
  if (rule === "safety") {
    const at = listed([...new Set(criteria.map((id) => String(scores[id])))]);
    return `${named} ${one ? "stands" : "stand"} at ${at} and ${one ? "needs" : "need"} ${pass.safety_at_least}. Safety cannot be made up for by other scores.`;
  }
  const reached = rubric.criteria.length - criteria.length;
  return `${reached} of ${rubric.criteria.length} criteria stand at ${pass.proficient} or higher, and ${pass.proficient_count} are needed. ${needed === 1 ? "One more" : `${needed} more`} of these: ${named}.`;
}

/** Safety first, then what lies lowest; each criterion once, with the highest level that a rule asks of it. */
function changesFor(rubric: Rubric, breaches: readonly Breach[], scores: Scores): Change[] {
  const { pass, criteria } = rubric;
  const wanted = { floor: pass.none_below, safety: pass.safety_at_least, proficient: pass.proficient };
  const to = (id: string) =>
    Math.max(0, ...breaches.filter((one) => one.criteria.includes(id)).map(({ rule }) => wanted[rule]));
  return criteria
    .filter(({ id }) => to(id) > 0)
    .sort(
      (a, b) => Number(b.safety) - Number(a.safety) || (scores[a.id] as number) - (scores[b.id] as number),
    )
    .map(({ id, title, levels }) => ({
      criterion: id,
      title,
      from: scores[id] as number,
      to: to(id),
      look: levels[String(to(id)) as keyof typeof levels],
    }));
}

const titleOf = (rubric: Rubric, id: string): string =>
  rubric.criteria.find((criterion) => criterion.id === id)?.title ?? "";
