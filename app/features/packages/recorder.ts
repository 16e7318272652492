import type { Standing } from "./kept.ts";

/**
 * The learning system that a lesson runs in. `player-scorm-12.ts`, `player-scorm-2004.ts` and `player-cmi5.ts` are the
 * three that we know; nothing else of the player knows which it is.
 */
export type Recorder = {
  /** Starts the session. Throws `Refusal` when the system says no. */
  open(): Promise<Opened>;
  /** Sends what is new. Throws `Refusal`; the player then sends a newer one of the same. */
  keep(report: Report): Promise<void>;
  /** Ends the session: its last word, and where the learner goes from here. */
  close(report: Report): Promise<{ goTo: string | null }>;
  /** The page goes away now: whatever can still be said without waiting. */
  leave(report: Report): void;
};

export type Opened = {
  /** What `packed` gave in an earlier session. */
  kept: string | null;
  /** Someone looks around or looks again: nothing is judged. */
  isJudged: boolean;
  /** The percent needed, where the system decides it. */
  pass: number | null;
};

export type Report = {
  kept: string;
  place: string;
  standing: Standing;
  /** Since the session began. */
  seconds: number;
  /** Every answer handed in during this session, oldest first. */
  answers: AnswerReport[];
};

/** One question of an attempt that was handed in. Options are named by their place in quiz.yaml, "a" first. */
export type AnswerReport = { item: string; question: string; chosen: string; right: string; at: Date };

/** A sentence for the learner. */
export class Refusal extends Error {}

export const noSystem =
  "This page was opened outside a learning system, so nothing is recorded. You can read everything and try the quiz.";
