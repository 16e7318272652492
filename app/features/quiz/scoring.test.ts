import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Key, neededToPass, score, shuffledOptions, unanswered } from "./scoring.ts";

const item = (id: string, right: number): Key["items"][number] => ({
  id,
  options: [0, 1, 2, 3].map((index) => (index === right ? { correct: true as const } : {})),
});
const keyOf = (count: number, pass = 80): Key => ({
  pass,
  items: Array.from({ length: count }, (_, i) => item(`q${i}`, i % 4)),
});
const rightAnswers = (key: Key, count: number) =>
  new Map(key.items.slice(0, count).map(({ id }, i) => [id, i % 4] as const));

describe("score", () => {
  it.each([
    // items, right, percent, passed at 80
    [6, 6, 100, true],
    [6, 5, 83, true],
    [6, 4, 66, false],
    [7, 6, 85, true],
    [7, 5, 71, false],
    [8, 7, 87, true],
    [8, 6, 75, false],
    [10, 8, 80, true],
    [5, 4, 80, true],
    [5, 0, 0, false],
  ])("%i items with %i right is %i percent", (items, right, percent, passed) => {
    const key = keyOf(items);
    expect(score(key, rightAnswers(key, right))).toEqual({ right, total: items, percent, passed });
  });

  it("does not round up to a pass", () => {
    const key = keyOf(250);
    expect(score(key, rightAnswers(key, 199))).toMatchObject({ percent: 79, passed: false });
  });

  it("counts no answer and unknown items as not right", () => {
    const key = keyOf(6);
    expect(score(key, new Map([["elsewhere", 0]]))).toMatchObject({ right: 0, passed: false });
  });

  it("gives nobody an empty quiz", () => {
    expect(score({ pass: 80, items: [] }, new Map())).toEqual({
      right: 0,
      total: 0,
      percent: 0,
      passed: false,
    });
  });
});

it("says how many right answers pass", () => {
  expect([6, 7, 8, 10].map((count) => neededToPass(keyOf(count)))).toEqual([5, 6, 7, 8]);
});

it("passes exactly from the number it names", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 100 }), (count, pass) => {
      const key = keyOf(count, pass);
      const needed = neededToPass(key);
      expect(score(key, rightAnswers(key, needed)).passed).toBe(true);
      expect(score(key, rightAnswers(key, needed - 1)).passed).toBe(false);
    }),
  );
});

it("finds what has no answer, in order", () => {
  expect(unanswered([{ id: "a" }, { id: "b" }, { id: "c" }], new Map([["b", 0]]))).toEqual(["a", "c"]);
});

it("shuffles without losing or doubling an option", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true })), (numbers) => {
      const order = shuffledOptions(keyOf(6).items, () => numbers.next().value);
      for (const places of Object.values(order)) expect([...places].sort()).toEqual([0, 1, 2, 3]);
    }),
  );
});

it("puts every option in every place sometimes", () => {
  const seen = new Set<string>();
  for (let i = 0; i < 400; i += 1)
    shuffledOptions([{ id: "q", options: [0, 1, 2, 3] }], Math.random).q?.forEach((option, place) => {
      seen.add(`${option}@${place}`);
    });
  expect(seen.size).toBe(16);
});
