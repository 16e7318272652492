import { type Answers, type Score, score, shuffledOptions, unanswered } from "#app/features/quiz/scoring.ts";
import type { Lesson, LessonQuiz } from "./package.ts";

/**
 * What a lesson in another system keeps of one learner: what was read, where they are, the attempt that is open, and the
 * best one. All of it fits into the 4,096 characters that SCORM 1.2 gives.
 */
export type Kept = {
  /** The text that the attempts belong to. */
  hash: string;
  done: Record<string, How>;
  place: Place;
  best: { right: number; total: number } | null;
  /** Once passed, for good: a later attempt takes nothing back. */
  passed: boolean;
  /** How many attempts were handed in. */
  tries: number;
  open: Attempt | null;
  /** The attempt that was handed in last, whose reasons can be read again. */
  last: Attempt | null;
};

export type How = "read" | "alternative" | "set-aside";

/** "start", "end", "quiz", "review", "result", or "section/" with the id of a section. */
export type Place = string;

/** `seed` gives the order in which the options are shown, `answers` the place of each chosen option in quiz.yaml. */
export type Attempt = { seed: number; answers: Record<string, number> };

type Shape = Pick<Lesson, "sections" | "quiz">;

export const nothingKept = (hash: string): Kept => ({
  hash,
  done: {},
  place: "start",
  best: null,
  passed: false,
  tries: 0,
  open: null,
  last: null,
});

export const markDone = (kept: Kept, section: string, how: How): Kept => ({
  ...kept,
  done: { ...kept.done, [section]: how },
});

/** Opens an attempt, or leaves the one that is open. */
export const startAttempt = (kept: Kept, seed: number): Kept => ({
  ...kept,
  open: kept.open ?? { seed, answers: {} },
});

export function chooseOption(kept: Kept, item: string, option: number): Kept {
  if (!kept.open) return kept;
  return { ...kept, open: { ...kept.open, answers: { ...kept.open.answers, [item]: option } } };
}

/** The options of each question in the order in which this attempt shows them. The same seed gives the same order. */
export function orderOf(quiz: LessonQuiz, { seed }: Attempt): Record<string, number[]> {
  let state = seed >>> 0;
  // mulberry32: a fair shuffle from 32 bits, the same in every browser.
  return shuffledOptions(quiz.items, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  });
}

export const answersOf = ({ answers }: Attempt): Answers => new Map(Object.entries(answers));

/**
 * Hands the open attempt in. Gives the ids of the questions without an answer instead when there are any. The better of
 * two attempts counts, as in the app; `pass` is the percent needed, which a cmi5 system may set itself.
 */
export function handIn(
  kept: Kept,
  quiz: LessonQuiz,
  pass = quiz.pass,
): { kept: Kept; missing: string[]; score: Score | null } {
  if (!kept.open) return { kept, missing: [], score: null };
  const answers = answersOf(kept.open);
  const missing = unanswered(quiz.items, answers);
  if (missing.length > 0) return { kept, missing, score: null };
  const now = score({ pass, items: quiz.items }, answers);
  const isBetter = !kept.best || now.right * kept.best.total > kept.best.right * now.total;
  return {
    kept: {
      ...kept,
      best: isBetter ? { right: now.right, total: now.total } : kept.best,
      passed: kept.passed || now.passed,
      tries: kept.tries + 1,
      open: null,
      last: kept.open,
    },
    missing: [],
    score: now,
  };
}

/** What another system is told. `percent` and `scaled` are rounded down, so they never look like a pass that is none. */
export type Standing = {
  /** Everything was read, or set aside on purpose; where there is a quiz, an attempt was handed in. */
  complete: boolean;
  /** "unknown" before the first attempt, and where there is no quiz. "passed" asks for the reading too. */
  success: "passed" | "failed" | "unknown";
  score: { percent: number; scaled: number; right: number; total: number } | null;
  /** Sections read, from 0 to 1. */
  progress: number;
};

export function standingOf(kept: Kept, { sections, quiz }: Shape): Standing {
  const done = sections.filter(({ id }) => kept.done[id]).length;
  const allRead = done === sections.length;
  const { best } = kept;
  return {
    complete: allRead && (!quiz || kept.tries > 0),
    success: success(kept, quiz, allRead),
    score: best && {
      percent: Math.floor((best.right * 100) / best.total),
      scaled: Math.floor((best.right * 10_000) / best.total) / 10_000,
      right: best.right,
      total: best.total,
    },
    progress: sections.length === 0 ? 1 : Math.floor((done * 100) / sections.length) / 100,
  };
}

function success(kept: Kept, quiz: LessonQuiz | null, allRead: boolean): Standing["success"] {
  if (!quiz || kept.tries === 0) return "unknown";
  if (!kept.passed) return "failed";
  return allRead ? "passed" : "unknown";
}

// ---- in and out of the other system's memory --------------------------------------------------------------------------

const letters: Record<How, string> = { read: "r", alternative: "a", "set-aside": "s" };
const byLetter = new Map(Object.entries(letters).map(([how, letter]) => [letter, how as How]));

export function packed(kept: Kept, { quiz }: Shape): string {
  const attempt = (one: Attempt | null) =>
    one && [one.seed, (quiz?.items ?? []).map(({ id }) => one.answers[id] ?? "-").join("")];
  const { hash, done, place, best, passed, tries, open, last } = kept;
  return JSON.stringify([
    1,
    hash,
    Object.entries(done).map(([section, how]) => `${letters[how]}${section}`),
    place,
    best && [best.right, best.total],
    passed ? 1 : 0,
    tries,
    attempt(open),
    attempt(last),
  ]);
}

/**
 * Reads it again. After a change of the text, what was read and the best attempt stay, and the answers of an open
 * attempt go, because its questions may be others. What cannot be read is nothing kept.
 */
export function unpacked(text: string, lesson: Shape, hash: string): Kept {
  const fresh = nothingKept(hash);
  const fields = parsed(text);
  if (!Array.isArray(fields) || fields[0] !== 1) return fresh;
  const [, was, done, place, best, passed, tries, open, last] = fields;
  const sections = new Set(lesson.sections.map(({ id }) => id));
  const isSame = was === hash;
  const attempt = (one: unknown): Attempt | null => {
    if (!isSame || !Array.isArray(one) || typeof one[1] !== "string") return null;
    const chosen = (lesson.quiz?.items ?? []).flatMap(({ id, options }, at) => {
      const option = Number.parseInt(one[1][at] ?? "", 10);
      return option < options.length ? [[id, option] as const] : [];
    });
    return { seed: Number(one[0]) >>> 0, answers: Object.fromEntries(chosen) };
  };
  const kept: Kept = {
    ...fresh,
    done: Object.fromEntries(
      (Array.isArray(done) ? done : []).flatMap((entry: unknown) => {
        const how = byLetter.get(String(entry).charAt(0));
        const section = String(entry).slice(1);
        return how && sections.has(section) ? [[section, how]] : [];
      }),
    ),
    best: Array.isArray(best) && best[1] > 0 ? { right: Number(best[0]), total: Number(best[1]) } : null,
    passed: passed === 1,
    tries: Number(tries) || 0,
    open: attempt(open),
    last: attempt(last),
  };
  return { ...kept, place: placeIn(kept, lesson, String(place)) };
}

function placeIn(kept: Kept, { sections }: Shape, place: string): Place {
  if ((place === "quiz" || place === "review") && !kept.open) return "end";
  if (place === "result" && !kept.last) return "end";
  const isKnown =
    ["start", "end", "quiz", "review", "result"].includes(place) ||
    sections.some(({ id }) => place === `section/${id}`);
  return isKnown ? place : "start";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
