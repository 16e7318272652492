import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { PassRule } from "#app/content/rubric-rule.ts";
import {
  agreementWithin,
  calibrationOf,
  type Figure,
  intraclass,
  intraclassWords,
  kappaOfTable,
  kappaWords,
  type Pair,
  weightedKappa,
  weights,
} from "./agreement.ts";

const value = (figure: Figure): number => {
  if (figure.value === null) throw new Error(figure.reason);
  return figure.value;
};
const rounded = (figure: Figure, digits: number) => Number(value(figure).toFixed(digits));

/** A table of counts as pairs of places. */
const pairsOf = (table: number[][]): Pair[] =>
  table.flatMap((row, i) =>
    row.flatMap((count, j) => Array.from({ length: count }, (): Pair => [i + 1, j + 1])),
  );

/** `anxiety` of the R package irr: 20 people rated by three raters from 1 to 6. */
const anxiety = [
  [3, 3, 2],
  [3, 6, 1],
  [3, 4, 4],
  [4, 6, 4],
  [5, 2, 3],
  [5, 4, 2],
  [2, 2, 1],
  [3, 4, 6],
  [5, 3, 1],
  [2, 3, 1],
  [2, 2, 1],
  [6, 3, 2],
  [1, 3, 3],
  [5, 3, 3],
  [2, 2, 1],
  [2, 2, 1],
  [1, 1, 3],
  [2, 3, 3],
  [4, 3, 2],
  [3, 4, 2],
] as [number, number, number][];

describe("weighted kappa, as published", () => {
  /** Cohen 1968, as the documentation of cohen.kappa in the R package psych gives it. */
  const cohen = [
    [0.44, 0.07, 0.09],
    [0.05, 0.2, 0.05],
    [0.01, 0.03, 0.06],
  ];

  it("Cohen 1968: .492 without weights and .348 with his", () => {
    const his = [
      [0, 1, 3],
      [1, 0, 6],
      [3, 6, 0],
    ];
    expect(rounded(kappaOfTable(cohen, weights.unweighted), 3)).toBe(0.492);
    expect(
      rounded(
        kappaOfTable(cohen, (i, j) => his[i]?.[j] as number),
        3,
      ),
    ).toBe(0.348);
  });

  it("Cohen 1968: .353 with weights that are not symmetric", () => {
    const his = [
      [0, 1, 4],
      [1, 0, 6],
      [2, 2, 0],
    ];
    expect(
      rounded(
        kappaOfTable(cohen, (i, j) => his[i]?.[j] as number),
        3,
      ),
    ).toBe(0.353);
  });

  it("irr: kappa2(weight = 'squared') of raters 1 and 2 is 0.297", () => {
    const pairs = anxiety.map(([a, b]): Pair => [a, b]);
    expect(rounded(weightedKappa(pairs, [1, 2, 3, 4, 5, 6], weights.quadratic), 3)).toBe(0.297);
  });

  it("irr, as tested in statsmodels: raters 2 and 3 over the levels they used", () => {
    const pairs = anxiety.map(([, b, c]): Pair => [b, c]);
    const used = [1, 2, 3, 4, 6];
    expect(rounded(weightedKappa(pairs, used, weights.linear), 7)).toBe(0.1459075);
    expect(rounded(weightedKappa(pairs, used, weights.quadratic), 7)).toBe(0.2520325);
  });

  it("irr: kappa2(weight = 'equal') of the six-level example in RExRepos is 0.316", () => {
    const table = [
      [5, 8, 1, 2, 4, 2],
      [3, 5, 3, 5, 5, 0],
      [1, 2, 6, 11, 2, 1],
      [0, 1, 5, 4, 3, 3],
      [0, 0, 1, 2, 5, 2],
      [0, 0, 1, 2, 1, 4],
    ];
    expect(rounded(weightedKappa(pairsOf(table), [1, 2, 3, 4, 5, 6], weights.linear), 3)).toBe(0.316);
  });

  it("irr: three categories without weights, 0.429 and 70 percent exact (RExRepos)", () => {
    const pairs = pairsOf([
      [53, 5, 2],
      [11, 14, 5],
      [1, 6, 3],
    ]);
    expect(rounded(weightedKappa(pairs, [1, 2, 3], weights.unweighted), 3)).toBe(0.429);
    expect(value(agreementWithin(pairs, 0))).toBe(0.7);
  });
});

describe("intraclass correlation, as published", () => {
  it("Shrout & Fleiss 1979: ICC(2,1) of six targets and four judges is .29", () => {
    const table = [
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ];
    expect(rounded(intraclass(table), 2)).toBe(0.29);
  });

  it("irr: icc(anxiety, model = 'twoway', type = 'agreement') is 0.198", () => {
    expect(rounded(intraclass(anxiety), 3)).toBe(0.198);
  });

  it("irr: raters in step and far apart agree little, 0.108", () => {
    const first = [5, 12, 11, 10, 9, 7, 5, 12, 12, 7, 12, 17, 15, 13, 6, 13, 20, 14, 13, 11];
    const second = [14, 22, 21, 19, 22, 16, 13, 24, 20, 19, 26, 22, 26, 18, 10, 26, 30, 22, 23, 23];
    const third = [27, 31, 29, 29, 32, 23, 29, 28, 30, 28, 31, 35, 34, 32, 30, 29, 39, 37, 33, 29];
    const table = first.map((one, index) => [one, second[index] as number, third[index] as number]);
    expect(rounded(intraclass(table), 3)).toBe(0.108);
  });
});

describe("no figure without ground", () => {
  it("says why", () => {
    const reason = (figure: Figure) => (figure.value === null ? figure.reason : "");
    expect(reason(agreementWithin([], 1))).toMatch(/scored by both/);
    expect(reason(weightedKappa([], [1, 2, 3, 4], weights.linear))).toMatch(/scored by both/);
    const same: Pair[] = [
      [3, 3],
      [3, 3],
    ];
    expect(reason(weightedKappa(same, [1, 2, 3, 4], weights.quadratic))).toMatch(/one and the same level/);
    expect(reason(intraclass([]))).toMatch(/two scored things/);
    expect(reason(intraclass([[1, 2]]))).toMatch(/two scored things/);
    expect(reason(intraclass([[1], [2]]))).toMatch(/two raters/);
    expect(
      reason(
        intraclass([
          [3, 3],
          [3, 3],
        ]),
      ),
    ).toMatch(/All scores are the same/);
    expect(() => intraclass([[1, 2], [1]])).toThrow("each rater");
    expect(() => weightedKappa([[1, 5]], [1, 2, 3, 4], weights.linear)).toThrow("5 is no level");
  });

  it("one rater who never moves tells nothing: kappa 0", () => {
    const pairs: Pair[] = [
      [3, 1],
      [3, 2],
      [3, 4],
    ];
    expect(value(weightedKappa(pairs, [1, 2, 3, 4], weights.quadratic))).toBeCloseTo(0, 12);
  });
});

describe("always", () => {
  const level = fc.integer({ min: 1, max: 4 });
  const pairs = fc.array(fc.tuple(level, level), { minLength: 2, maxLength: 40 });
  const levels = [1, 2, 3, 4];

  it("is 1 exactly for full agreement, at most 1, and the same for either rater first", () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(...Object.values(weights)), (list, weight) => {
        const turned = list.map(([a, b]): Pair => [b, a]);
        const [one, other] = [weightedKappa(list, levels, weight), weightedKappa(turned, levels, weight)];
        if (one.value === null) {
          expect(other.value).toBeNull();
          return;
        }
        expect(one.value).toBeLessThanOrEqual(1);
        expect(value(other)).toBeCloseTo(one.value, 9);
        expect(Math.abs(one.value - 1) < 1e-9).toBe(list.every(([a, b]) => a === b));
      }),
    );
  });

  it("with quadratic weights is Lin's concordance of the two raters (Krippendorff 1970, Lin 1989)", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const figure = weightedKappa(list, levels, weights.quadratic);
        if (figure.value === null) return;
        const n = list.length;
        const mean = (of: (pair: Pair) => number) => list.reduce((total, pair) => total + of(pair), 0) / n;
        const [first, second] = [mean(([a]) => a), mean(([, b]) => b)];
        const together = mean(([a, b]) => (a - first) * (b - second));
        const spread = mean(([a]) => (a - first) ** 2) + mean(([, b]) => (b - second) ** 2);
        expect(figure.value).toBeCloseTo((2 * together) / (spread + (first - second) ** 2), 9);
      }),
    );
  });

  it("the intraclass correlation does not know which rater or row came first, nor where zero is", () => {
    const table = fc
      .tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 2, max: 4 }))
      .chain(([n, k]) =>
        fc.array(fc.array(level, { minLength: k, maxLength: k }), { minLength: n, maxLength: n }),
      );
    fc.assert(
      fc.property(table, (list) => {
        const figure = intraclass(list);
        const other = intraclass(list.map((row) => row.map((one) => one + 10).reverse()).reverse());
        if (figure.value === null) {
          expect(other.value).toBeNull();
          return;
        }
        expect(value(other)).toBeCloseTo(figure.value, 9);
        expect(figure.value).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it("within one level holds at least as often as exactly", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        expect(value(agreementWithin(list, 1))).toBeGreaterThanOrEqual(value(agreementWithin(list, 0)));
        expect(value(agreementWithin(list, 3))).toBe(1);
      }),
    );
  });
});

describe("calibration", () => {
  const rubric = catalogue().course.instruments.rubric as PassRule;
  const rule = { within: 1, percent: 80, same_result: true };
  const ids = rubric.criteria.map(({ id }) => id);
  const sheet = (levels: string) => Object.fromEntries(ids.map((id, index) => [id, Number(levels[index])]));
  const agreed = [
    { id: "one", scores: sheet("33333333") },
    { id: "two", scores: sheet("33332333") },
  ];
  const judged = (one: string, two: string) => {
    const found = calibrationOf(rubric, rule, agreed, { one: sheet(one), two: sheet(two) });
    if (found.state !== "done") throw new Error("incomplete");
    return found;
  };

  it.each([
    // my two sheets, close of 16, met
    ["33333333", "33332333", 16, true],
    ["44443344", "22332333", 16, true],
    ["11133333", "33332333", 13, false],
    ["33333333", "11133333", 13, true],
    ["33333333", "11132333", 13, true],
    ["33333333", "11112333", 12, false],
  ])("%s and %s: %i of 16", (one, two, close, met) => {
    expect(judged(one, two)).toMatchObject({ close, total: 16, met });
  });

  it("names what lies apart, the side of safety and the other result", () => {
    expect(judged("33333313", "33333333")).toMatchObject({
      percent: 93,
      apart: [{ sample: "one", criterion: "C5", mine: 1, agreed: 3 }],
      safetySides: [{ sample: "two", criterion: "S1", mine: 3, agreed: 2 }],
      otherResult: ["one", "two"],
      met: false,
    });
    const loose = calibrationOf(rubric, { ...rule, same_result: false }, agreed, {
      one: sheet("33333333"),
      two: sheet("33333333"),
    });
    expect(loose).toMatchObject({ met: true, otherResult: ["two"] });
  });

  it("is not done before every criterion of every sample has a score", () => {
    expect(calibrationOf(rubric, rule, agreed, { one: sheet("33333333"), two: { C1: 3 } })).toEqual({
      state: "incomplete",
      missing: [{ sample: "two", criteria: ids.slice(1) }],
    });
    expect(calibrationOf(rubric, rule, [], {}).state).toBe("incomplete");
  });
});

it("says in plain words what a figure means, at the published edges", () => {
  expect([-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1].map(kappaWords).map((words) => words.split(/[,;]/)[0])).toEqual([
    "less alike than chance would give",
    "hardly more alike than chance",
    "only a little more alike than chance",
    "somewhat alike",
    "alike",
    "almost always the same",
    "almost always the same",
  ]);
  expect([-0.1, 0.49, 0.5, 0.75, 0.9].map(intraclassWords).map((words) => words.split(/[,;]/)[0])).toEqual([
    "it matters much which of the two scored",
    "it matters much which of the two scored",
    "it matters which of the two scored",
    "it matters little which of the two scored",
    "it hardly matters which of the two scored",
  ]);
});
