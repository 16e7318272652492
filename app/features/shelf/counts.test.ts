import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countBy, countByOpenly, few, halfName, halfOf, smallestCount } from "./counts.ts";
import { notSaid } from "./words.ts";

describe("counts of downloads", () => {
  it("add up to the records", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c")), (names) => {
        expect(countBy(names).reduce((sum, { count }) => sum + count, 0)).toBe(names.length);
      }),
    );
    expect(countBy(["b", "a", "b"])).toEqual([
      { name: "b", count: 2 },
      { name: "a", count: 1 },
    ]);
  });

  it("stand in the half-year of their month", () => {
    expect([halfOf("2026-06"), halfOf("2026-07")]).toEqual(["2026-1", "2026-2"]);
    expect(halfName("2026-2")).toBe("July to December 2026");
  });
});

describe("names of few", () => {
  it("are not told, and stand in one line", () => {
    const names = [...Array(6).fill("Ohio"), ...Array(2).fill("Guam"), "Maine", notSaid];
    expect(countByOpenly(names)).toEqual([
      { name: "Ohio", count: 6 },
      { name: notSaid, count: 1 },
      { name: few, count: 3 },
    ]);
    expect(countByOpenly([])).toEqual([]);
  });

  it("never appear, and every table adds up", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("Ohio", "Iowa", "Maine", "Guam", notSaid)), (names) => {
        const counts = countByOpenly(names);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(names.length);
        for (const { name, count } of counts)
          if (name !== few && name !== notSaid) expect(count).toBeGreaterThanOrEqual(smallestCount);
      }),
    );
  });
});
