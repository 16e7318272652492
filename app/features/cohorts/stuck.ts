import { daysBetween, type Phase } from "./cohort.ts";

export type StuckReason = "two-tries" | "quiet" | "not-started";

/**
 * Who may need a hand with a module, and why. The first rule that fits counts:
 *
 * 1. `two-tries`: two or more quiz attempts were handed in and none of them passed.
 * 2. `quiet`: begun, not complete, and nothing happened for 7 days while the cohort is running. The days before the
 *    first day of the cohort do not count: reading ahead and waiting for class is not being stuck.
 * 3. `not-started`: not begun although it is the next one for them, class is less than 2 days away or has been, the
 *    cohort is not over, and they did nothing in the last 2 days. Who is on the way elsewhere is not stuck here.
 *
 * Nobody is stuck in a complete module, and reading an alternative or setting a section aside never makes anybody so.
 */
export function stuckReason(
  one: {
    complete: boolean;
    begun: boolean;
    /** Attempts that were handed in without passing, and whether any passed. */
    notYet: number;
    passed: boolean;
    /** Calendar day of the newest activity in this module, in the site's time zone. */
    lastActiveOn: string | null;
    /** Whether all modules before this one are complete. */
    next: boolean;
    /** Calendar day of the newest activity in any module. */
    anywhereOn: string | null;
  },
  cohort: { phase: Phase; startsOn: string },
  /** The calendar day of the class for this module. */
  classOn: string,
  today: string,
): StuckReason | null {
  if (one.complete) return null;
  if (one.notYet >= 2 && !one.passed) return "two-tries";
  if (one.begun) {
    if (cohort.phase !== "running" || !one.lastActiveOn) return null;
    const quiet = [one.lastActiveOn, cohort.startsOn].every((day) => daysBetween(day, today) >= 7);
    return quiet ? "quiet" : null;
  }
  if (!one.next || (one.anywhereOn && daysBetween(one.anywhereOn, today) < 2)) return null;
  const near = daysBetween(today, classOn) < 2;
  return near && (cohort.phase === "running" || cohort.phase === "planned") ? "not-started" : null;
}

export const stuckWords: Record<StuckReason, { what: string; step: string }> = {
  "two-tries": {
    what: "Two tries at the quiz, not yet passed",
    step: "Look at the feedback of the missed questions together. Another try is open at any time.",
  },
  quiet: {
    what: "Begun, and quiet for a week",
    step: "Ask how the week is going. Their place is kept and nothing is late.",
  },
  "not-started": {
    what: "Not begun, and class is close",
    step: "Ask whether signing in works, and offer to open the first section together.",
  },
};
