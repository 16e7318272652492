import { smallestGroup } from "#app/features/sites/small-groups.ts";

export type Share = { right: number; of: number };
/** One person's form: the right answers in all, and by domain where the answers are known one by one. */
export type Half = Share & { domains: Record<string, Share> | null };
export type Pair = { before: Half; after: Half };

export type Effect = {
  /** Pairs. */
  n: number;
  before: number;
  after: number;
  /** Mean of the differences, and the 95 percent interval around it. */
  gain: number;
  low: number;
  high: number;
  /** Standard deviation of the differences. */
  sd: number;
  /** g_av, without a unit; null where nobody differs from anybody. */
  size: number | null;
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation of a sample, with n − 1. */
function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/**
 * The value of Student's t that 2.5 percent lie above, by the Cornish–Fisher expansion. Source: Abramowitz and Stegun,
 * Handbook of Mathematical Functions (1964), 26.7.5. Right to three decimals from 9 degrees of freedom on.
 */
export function tOf975(degrees: number): number {
  const z = 1.959963984540054;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3 + g4 / degrees ** 4;
}

/**
 * Before and after of the same people. The size of the effect is Hedges' g_av: the mean difference divided by the mean
 * of the two standard deviations, times 1 − 3 / (8n − 9) against the bias of small groups. The interval is the mean
 * difference ± t · sd / √n. Source: Lakens, Calculating and reporting effect sizes to facilitate cumulative science,
 * Frontiers in Psychology 4:863 (2013), doi 10.3389/fpsyg.2013.00863, Cohen's d_av with Hedges' correction for 2n values.
 *
 * @param pairs two or more, both values in the same unit, which is the unit of everything but `size`
 */
export function effectOf(pairs: readonly (readonly [before: number, after: number])[]): Effect {
  const n = pairs.length;
  if (n < 2) throw new Error("An effect needs two pairs.");
  const [before, after] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
  const differences = pairs.map(([one, other]) => other - one);
  const [gain, sd] = [mean(differences), deviation(differences)];
  const around = (tOf975(n - 1) * sd) / Math.sqrt(n);
  const spread = (deviation(before) + deviation(after)) / 2;
  const correction = 1 - 3 / (8 * n - 9);
  return {
    n,
    before: mean(before),
    after: mean(after),
    gain,
    low: gain - around,
    high: gain + around,
    sd,
    size: spread > 0 ? (gain / spread) * correction : null,
  };
}

export type DomainGain = { domain: string; questions: number; before: number; after: number };

export type Comparison = {
  /** Pairs that are compared, and those left out because only their counts are known. */
  pairs: number;
  leftOut: number;
  /** In percent of right answers; null while there are fewer pairs than may be shown. */
  total: Effect | null;
  /** Pairs with more right answers after than before; null where the count, or the rest, is small. */
  increased: number | null;
  domains: DomainGain[] | null;
};

const percentOf = ({ right, of }: Share): number => (of === 0 ? 0 : (right * 100) / of);

type Used = { pairs: readonly Pair[]; detailed: boolean; leftOut: number };

/**
 * Which pairs of one part are compared. Total and domains must speak of the same people, or of groups that differ by
 * eleven or more: from a total of twelve and domains of eleven one could take the result of the twelfth. So a few forms
 * of which only the count is known are left out; where they are many, or few others are left, there are no domains.
 */
function usedOf(pairs: readonly Pair[]): Used | null {
  const detailed = pairs.filter(({ before, after }) => before.domains && after.domains);
  const rest = pairs.length - detailed.length;
  if (detailed.length >= smallestGroup && rest < smallestGroup)
    return { pairs: detailed, detailed: true, leftOut: rest };
  if (pairs.length >= smallestGroup) return { pairs, detailed: false, leftOut: 0 };
  return null;
}

/** A part of a whole that may be shown: neither it nor the rest is a small group, though either may be nobody. */
const shownCount = (count: number, whole: number): number | null =>
  [count, whole - count].every((one) => one === 0 || one >= smallestGroup) ? count : null;

/**
 * The comparison over parts, each of which may be shown by itself (`partsOf`); a cohort alone is one part. Only matched
 * pairs count, and nothing is shown of fewer than eleven of them.
 */
export function compare(parts: readonly (readonly Pair[])[]): Comparison {
  const used = parts.flatMap((part) => usedOf(part) ?? []);
  const pairs = used.flatMap((part) => part.pairs);
  const all = parts.reduce((sum, part) => sum + part.length, 0);
  if (pairs.length === 0) return { pairs: all, leftOut: 0, total: null, increased: null, domains: null };
  const inDetail = used.filter(({ detailed }) => detailed).flatMap((part) => part.pairs);
  const counts = used.map((part) =>
    shownCount(
      part.pairs.filter(({ before, after }) => percentOf(after) > percentOf(before)).length,
      part.pairs.length,
    ),
  );
  return {
    pairs: pairs.length,
    leftOut: used.reduce((sum, part) => sum + part.leftOut, 0),
    total: effectOf(pairs.map(({ before, after }) => [percentOf(before), percentOf(after)])),
    increased: counts.some((count) => count === null)
      ? null
      : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    domains: inDetail.length > 0 ? domainsOf(inDetail) : null,
  };
}

function domainsOf(pairs: readonly Pair[]): DomainGain[] {
  const names = [...new Set(pairs.flatMap(({ before }) => Object.keys(before.domains ?? {})))];
  return names.map((domain) => {
    const shares = (which: "before" | "after") => pairs.map((pair) => pair[which].domains?.[domain]);
    const average = (which: "before" | "after") =>
      mean(shares(which).map((share) => percentOf(share ?? { right: 0, of: 0 })));
    return {
      domain,
      questions: Math.max(...shares("before").map((share) => share?.of ?? 0)),
      before: average("before"),
      after: average("after"),
    };
  });
}

/** Marks of the same people by statement, before and after. */
export type Marks = { before: Record<string, number>; after: Record<string, number> };
export type StatementGain = { id: string; pairs: number; before: number | null; after: number | null };

/** The mean of each statement, of those who marked it both times; null for fewer than eleven. */
export function statementGains(
  ids: readonly string[],
  parts: readonly (readonly Marks[])[],
): StatementGain[] {
  return ids.map((id) => {
    const shown = parts
      .map((part) => part.filter(({ before, after }) => id in before && id in after))
      .filter((part) => part.length >= smallestGroup)
      .flat();
    return {
      id,
      pairs: shown.length,
      before: shown.length > 0 ? mean(shown.map(({ before }) => before[id] as number)) : null,
      after: shown.length > 0 ? mean(shown.map(({ after }) => after[id] as number)) : null,
    };
  });
}

export type Statement = { id: string; direction: "accountable" | "blaming" };

/**
 * The attitude score of one form: the mean of its marks from 1 to 5, those of blaming statements reversed. Null when
 * fewer than three in four statements were answered (15 of the 20). Source: attitudes.yaml, scoring.
 */
export function attitudeScore(
  statements: readonly Statement[],
  { min, max }: { min: number; max: number },
  marks: Readonly<Record<string, number>>,
): number | null {
  const answered = statements.flatMap(({ id, direction }) => {
    const mark = marks[id];
    return mark === undefined ? [] : direction === "blaming" ? min + max - mark : mark;
  });
  return answered.length * 4 >= statements.length * 3 && answered.length > 0 ? mean(answered) : null;
}

/** The attitude score before and after, of those who have one both times; null for fewer than eleven. */
export function attitudeEffect(
  statements: readonly Statement[],
  scale: { min: number; max: number },
  parts: readonly (readonly Marks[])[],
): Effect | null {
  const shown = parts
    .map((part) =>
      part.flatMap(({ before, after }): [number, number][] => {
        const [one, other] = [
          attitudeScore(statements, scale, before),
          attitudeScore(statements, scale, after),
        ];
        return one === null || other === null ? [] : [[one, other]];
      }),
    )
    .filter((part) => part.length >= smallestGroup)
    .flat();
  return shown.length > 0 ? effectOf(shown) : null;
}
