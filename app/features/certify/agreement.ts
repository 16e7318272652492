import { breachesOf, type PassRule } from "#app/content/rubric-rule.ts";

/** A figure, or the reason why there is none. */
export type Figure = { value: number; n: number } | { value: null; reason: string };

/** Two raters' levels for the same thing. */
export type Pair = readonly [number, number];

/**
 * The share of pairs, from 0 to 1, that differ by at most `within` levels: 0 for exact agreement, 1 for agreement within
 * one level. It does not take chance away, so it is shown beside a kappa.
 */
export function agreementWithin(pairs: readonly Pair[], within: number): Figure {
  if (pairs.length === 0) return { value: null, reason: "Nothing has been scored by both." };
  const close = pairs.filter(([a, b]) => Math.abs(a - b) <= within).length;
  return { value: close / pairs.length, n: pairs.length };
}

/** How bad it is when one rater takes place `i` of the scale and the other place `j`; 0 for the same place. */
export type Disagreement = (i: number, j: number) => number;

export const weights = {
  unweighted: (i, j) => (i === j ? 0 : 1),
  /** |i − j| (Cicchetti & Allison 1971). */
  linear: (i, j) => Math.abs(i - j),
  /** (i − j)² (Fleiss & Cohen 1973), with which kappa comes close to the intraclass correlation. */
  quadratic: (i, j) => (i - j) ** 2,
} as const satisfies Record<string, Disagreement>;

/**
 * Cohen's weighted kappa of two raters over the levels of a scale, in order: κw = 1 − Σ vij·oij / Σ vij·eij, where o are
 * the observed shares, e what the two raters' own habits would give by chance, and v the disagreement weights.
 *
 * Source: J. Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit",
 * Psychological Bulletin 70 (1968) 213–220, in its form for disagreement weights.
 */
export function weightedKappa(pairs: readonly Pair[], levels: readonly number[], v: Disagreement): Figure {
  const place = (level: number): number => {
    const at = levels.indexOf(level);
    if (at < 0) throw new Error(`${level} is no level of this scale.`);
    return at;
  };
  const table = levels.map(() => levels.map(() => 0));
  for (const [a, b] of pairs) {
    const row = table[place(a)] as number[];
    row[place(b)] = (row[place(b)] as number) + 1;
  }
  const found = kappaOfTable(table, v);
  return found.value === null ? found : { ...found, n: pairs.length };
}

/** The same from a square table of counts or shares: the first rater's levels down, the second's across. */
export function kappaOfTable(table: readonly (readonly number[])[], v: Disagreement): Figure {
  const total = sum(table.map(sum));
  if (total === 0) return { value: null, reason: "Nothing has been scored by both." };
  const rows = table.map(sum);
  const columns = table.map((_, j) => sum(table.map((row) => row[j] as number)));
  let [observed, expected] = [0, 0];
  for (const [i, row] of table.entries()) {
    for (const [j, count] of row.entries()) {
      observed += v(i, j) * (count / total);
      expected += v(i, j) * ((rows[i] as number) / total) * ((columns[j] as number) / total);
    }
  }
  if (expected === 0)
    return {
      value: null,
      reason: "Both gave one and the same level throughout, so chance alone would agree. Look at the levels.",
    };
  return { value: 1 - observed / expected, n: total };
}

/**
 * The intraclass correlation for absolute agreement of single raters, ICC(2,1) of Shrout & Fleiss, which McGraw & Wong
 * call ICC(A,1): (MSR − MSE) / (MSR + (k − 1)·MSE + k·(MSC − MSE) / n), from a two-way analysis of variance without
 * replication: n rows (what was scored), k columns (raters), MSR between rows, MSC between raters, MSE what is left.
 * It can be negative when raters differ more within a row than rows do.
 *
 * Sources: P. E. Shrout & J. L. Fleiss, "Intraclass correlations: uses in assessing rater reliability", Psychological
 * Bulletin 86 (1979) 420–428; K. O. McGraw & S. P. Wong, Psychological Methods 1 (1996) 30–46.
 */
export function intraclass(ratings: readonly (readonly number[])[]): Figure {
  const n = ratings.length;
  const k = ratings[0]?.length ?? 0;
  if (n < 2) return { value: null, reason: "It takes at least two scored things to compare." };
  if (k < 2) return { value: null, reason: "It takes at least two raters to compare." };
  if (ratings.some((row) => row.length !== k)) throw new Error("Each row needs a score from each rater.");

  const mean = sum(ratings.map(sum)) / (n * k);
  const rowMeans = ratings.map((row) => sum(row) / k);
  const columnMeans = Array.from({ length: k }, (_, j) => sum(ratings.map((row) => row[j] as number)) / n);
  const squares = (list: readonly number[], around: number) => sum(list.map((one) => (one - around) ** 2));
  const between = k * squares(rowMeans, mean);
  const raters = n * squares(columnMeans, mean);
  const rest = sum(ratings.map((row) => squares(row, mean))) - between - raters;
  const [msr, msc, mse] = [between / (n - 1), raters / (k - 1), Math.max(0, rest) / ((n - 1) * (k - 1))];
  const whole = msr + (k - 1) * mse + (k * (msc - mse)) / n;
  if (whole < 1e-12)
    return { value: null, reason: "All scores are the same, so there is nothing to tell apart." };
  return { value: (msr - mse) / whole, n };
}

const bands = (value: number, list: readonly (readonly [number, string])[]): string =>
  (list.find(([least]) => value >= least) as readonly [number, string])[1];

/**
 * A kappa in plain words. Bands: J. R. Landis & G. G. Koch, "The measurement of observer agreement for categorical data",
 * Biometrics 33 (1977) 159–174. They are a habit and no law, so the words stay modest.
 */
export const kappaWords = (value: number): string =>
  bands(value, [
    [0.8, "almost always the same, far beyond chance"],
    [0.6, "alike, well beyond chance"],
    [0.4, "somewhat alike; talk about the levels that differ"],
    [0.2, "only a little more alike than chance; read the levels aloud together"],
    [0, "hardly more alike than chance; calibrate again before the next one"],
    [Number.NEGATIVE_INFINITY, "less alike than chance would give; stop and calibrate together"],
  ]);

/**
 * An intraclass correlation in plain words. Bands: T. K. Koo & M. Y. Li, "A guideline of selecting and reporting
 * intraclass correlation coefficients for reliability research", Journal of Chiropractic Medicine 15 (2016) 155–163.
 */
export const intraclassWords = (value: number): string =>
  bands(value, [
    [0.9, "it hardly matters which of the two scored"],
    [0.75, "it matters little which of the two scored"],
    [0.5, "it matters which of the two scored; calibrate once more"],
    [Number.NEGATIVE_INFINITY, "it matters much which of the two scored; calibrate before the next one"],
  ]);

/** Agreed levels of one written sample, by criterion. */
export type Sample = { id: string; scores: Readonly<Record<string, number>> };

/** From calibration.yaml. */
export type CalibrationRule = { within: number; percent: number; same_result: boolean };

export type Calibration =
  | { state: "incomplete"; missing: { sample: string; criteria: string[] }[] }
  | {
      state: "done";
      close: number;
      total: number;
      /** Rounded down, so that it never looks like an agreement that it is not. */
      percent: number;
      /** More than `within` apart: read the words of the level aloud, and score again. */
      apart: { sample: string; criterion: string; mine: number; agreed: number }[];
      /** On the other side of the level that safety needs. It fails nobody by itself, and it is talked about. */
      safetySides: { sample: string; criterion: string; mine: number; agreed: number }[];
      /** Samples that came out as the other result, pass or not yet. */
      otherResult: string[];
      met: boolean;
    };

/**
 * Whether an assessor scores as the samples were agreed: within one level on at least 80 percent of the scores of all
 * samples together, and the same result, pass or not yet, on each (where the rule asks for it). Source: brief, 7.1, and
 * `calibration` in rubric.yaml; the numbers are those of calibration.yaml.
 */
export function calibrationOf(
  rubric: PassRule,
  rule: CalibrationRule,
  agreed: readonly Sample[],
  mine: Readonly<Record<string, Readonly<Record<string, number>>>>,
): Calibration {
  const missing = agreed
    .map(({ id }) => ({
      sample: id,
      criteria: rubric.criteria
        .filter((criterion) => mine[id]?.[criterion.id] === undefined)
        .map((criterion) => criterion.id),
    }))
    .filter(({ criteria }) => criteria.length > 0);
  if (missing.length > 0 || agreed.length === 0) return { state: "incomplete", missing };

  const pairs = agreed.flatMap(({ id, scores }) =>
    rubric.criteria.map((criterion) => ({
      sample: id,
      criterion: criterion.id,
      safety: criterion.safety,
      mine: mine[id]?.[criterion.id] as number,
      agreed: scores[criterion.id] as number,
    })),
  );
  const isApart = (one: (typeof pairs)[number]) => Math.abs(one.mine - one.agreed) > rule.within;
  const bar = rubric.pass.safety_at_least;
  const bare = ({ safety: _, ...one }: (typeof pairs)[number]) => one;
  const otherResult = agreed
    .filter(({ id, scores }) => passes(rubric, scores) !== passes(rubric, mine[id] ?? {}))
    .map(({ id }) => id);
  const close = pairs.filter((one) => !isApart(one)).length;
  return {
    state: "done",
    close,
    total: pairs.length,
    percent: Math.floor((close * 100) / pairs.length),
    apart: pairs.filter(isApart).map(bare),
    safetySides: pairs.filter((one) => one.safety && one.mine >= bar !== one.agreed >= bar).map(bare),
    otherResult,
    met: close * 100 >= rule.percent * pairs.length && !(rule.same_result && otherResult.length > 0),
  };
}

const passes = (rubric: PassRule, scores: Readonly<Record<string, number>>): boolean =>
  breachesOf(rubric, scores).length === 0;

function sum(list: readonly number[]): number {
  return list.reduce((total, one) => total + one, 0);
}
