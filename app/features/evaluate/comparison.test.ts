import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attitudeScore,
  compare,
  effectOf,
  type Half,
  type Pair,
  statementGains,
  tOf975,
} from "./comparison.ts";
import { readPaper } from "./moments.ts";

const half = (right: number, detailed = true): Half => ({
  right,
  of: 30,
  domains: detailed ? { Law: { right: Math.min(right, 3), of: 3 }, Words: { right, of: 27 } } : null,
});
const pair = (before: number, after: number, detailed = true): Pair => ({
  before: half(before, detailed),
  after: half(after, detailed),
});
const pairs = (count: number, detailed = true) =>
  Array.from({ length: count }, (_, place) => pair(10 + (place % 5), 18 + (place % 7), detailed));

describe("effectOf", () => {
  it("is what the formulas give by hand for ten pairs", () => {
    const [first, second] = [
      [9, 6, 7, 8, 7, 9, 8, 8, 8, 7],
      [9, 7, 8, 9, 8, 9, 9, 10, 9, 9],
    ];
    const effect = effectOf(first.map((one, place) => [one, second[place] as number]));
    expect(effect).toMatchObject({ n: 10, before: 7.7, after: 8.7, gain: 1 });
    expect(effect.sd).toBeCloseTo(2 / 3, 4);
    // 1 ÷ ((0.9487 + 0.8233) ÷ 2) × (1 − 3 ÷ 71)
    expect(effect.size).toBeCloseTo(1.081, 3);
    // 1 ± 2.262 × 0.6667 ÷ √10
    expect([effect.low, effect.high].map((one) => Number(one.toFixed(3)))).toEqual([0.523, 1.477]);
  });

  it("has no size where nobody differs", () => {
    expect(effectOf([[5, 5] as const, [5, 5] as const])).toMatchObject({ gain: 0, size: null });
  });

  it.each([
    [9, 2.262],
    [10, 2.228],
    [15, 2.131],
    [20, 2.086],
    [39, 2.023],
    [120, 1.98],
  ])("takes t of %i degrees of freedom from the table: %f", (degrees, t) => {
    expect(tOf975(degrees)).toBeCloseTo(t, 3);
  });
});

describe("compare", () => {
  it("shows nothing of ten pairs, and eleven in whole and by domain", () => {
    expect(compare([pairs(10)])).toEqual({
      pairs: 10,
      leftOut: 0,
      total: null,
      increased: null,
      domains: null,
    });
    const shown = compare([pairs(11)]);
    expect(shown).toMatchObject({ pairs: 11, leftOut: 0, increased: 11 });
    expect(shown.domains?.map(({ domain, questions }) => [domain, questions])).toEqual([
      ["Law", 3],
      ["Words", 27],
    ]);
  });

  it("says how many gained only where those and the others are no small group", () => {
    expect(compare([[...pairs(20), pair(15, 12)]]).increased).toBeNull();
    expect(compare([[...pairs(20), ...Array.from({ length: 11 }, () => pair(15, 12))]]).increased).toBe(20);
  });

  it("leaves few counts out, so that the whole and its domains speak of the same people", () => {
    expect(compare([[...pairs(12), pair(0, 30, false)]])).toEqual({ ...compare([pairs(12)]), leftOut: 1 });
    const many = compare([[...pairs(11), ...pairs(11, false)]]);
    expect(many).toMatchObject({ pairs: 22, leftOut: 0, domains: null });
  });

  it("never lets a total of more parts say what was hidden of one", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(25), fc.nat(25)), { maxLength: 4 }), (sizes) => {
        const parts = sizes.map(([detailed, counts]) => [...pairs(detailed), ...pairs(counts, false)]);
        const whole = compare(parts);
        const each = parts.map((part) => compare([part])).filter(({ total }) => total);
        expect(whole.total?.n ?? 0).toBe(each.reduce((sum, { total }) => sum + (total?.n ?? 0), 0));
        for (const { total } of each) expect(total?.n).toBeGreaterThanOrEqual(11);
        const rest =
          (whole.total?.n ?? 0) -
          each.filter(({ domains }) => domains).reduce((sum, { pairs }) => sum + pairs, 0);
        expect(rest === 0 || rest >= 11).toBe(true);
      }),
    );
  });
});

describe("marks", () => {
  const statements = [
    { id: "a", direction: "accountable" as const },
    { id: "b", direction: "blaming" as const },
    { id: "c", direction: "blaming" as const },
    { id: "d", direction: "accountable" as const },
  ];
  it("reverse what blames, and score nobody who answered too little", () => {
    const scale = { min: 1, max: 5 };
    expect(attitudeScore(statements, scale, { a: 5, b: 1, c: 2, d: 4 })).toBe(4.5);
    expect(attitudeScore(statements, scale, { a: 5, b: 1, d: 3 })).toBeCloseTo(13 / 3);
    expect(attitudeScore(statements, scale, { a: 5, b: 1 })).toBeNull();
  });

  it("are shown of eleven who marked the same statement both times", () => {
    const marks = Array.from({ length: 11 }, (_, place) => ({
      before: { a: 2, ...(place > 0 ? { b: 3 } : {}) },
      after: { a: 4, b: 3 },
    }));
    expect(statementGains(["a", "b"], [marks])).toEqual([
      { id: "a", pairs: 11, before: 2, after: 4 },
      { id: "b", pairs: 0, before: null, after: null },
    ]);
  });
});

describe("readPaper", () => {
  it("reads letters, dashes and a count, and says what is wrong", () => {
    expect(readPaper(" ", 4)).toBeNull();
    expect(readPaper("A c–d", 4)).toEqual({ letters: [0, 2, null, 3] });
    expect(readPaper("3", 4)).toEqual({ right: 3 });
    expect(readPaper("5", 4)).toEqual({ wrong: "Type a number from 0 to 4." });
    expect(readPaper("abc", 4)).toMatchObject({ wrong: expect.stringContaining("3 answers") });
    expect(readPaper("abcx", 4)).toMatchObject({ wrong: expect.stringContaining("a to d") });
  });
});
