import { listed } from "#app/lib/words.ts";

/** One sitting of the post-assessment. `on` is a calendar day `YYYY-MM-DD`. */
export type Assessment = { on: string; right: number; outOf: number; afterCoaching: boolean };

/** Sittings that count by themselves; each later one counts only after time with a coach. */
export const freeSittings = 2;

/** The sittings that count, of all in the order taken (competencies.yaml, step 2). */
export const countingOf = <A extends { afterCoaching: boolean }>(taken: readonly A[]): A[] =>
  taken.filter(({ afterCoaching }, index) => index < freeSittings || afterCoaching);

/**
 * How somebody stands: passed when one counting sitting reached `percent`, `null` when none is known. The exact
 * fraction decides: 23 of 30 is no 80 percent, however it is rounded.
 */
export function hasPassed(taken: readonly Assessment[], percent: number): boolean | null {
  if (taken.length === 0) return null;
  return countingOf(taken).some(({ right, outOf }) => right * 100 >= outOf * percent);
}

/** "23 of 30 on Nov 26, 2026, 26 of 30 on Dec 3, 2026 after time with a coach". */
export const sittingsInWords = (taken: readonly Assessment[], day: (day: string) => string): string =>
  listed(
    taken.map(
      ({ on, right, outOf, afterCoaching }) =>
        `${right} of ${outOf} on ${day(on)}${afterCoaching ? " after time with a coach" : ""}`,
    ),
  );
