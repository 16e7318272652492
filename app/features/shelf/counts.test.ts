import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countBy, crossOf, fewStates, halfName, halfOf, smallestCount } from "./counts.ts";

const times = (count: number, state: string, agencyKind: string) =>
  Array.from({ length: count }, () => ({ state, agencyKind }));

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

describe("kinds of agency by state", () => {
  it("hide a small count, and as many others as it takes", () => {
    const cross = crossOf([
      ...times(6, "Ohio", "Police"),
      ...times(1, "Ohio", "School"),
      ...times(9, "Iowa", "Police"),
    ]);
    expect(cross?.states).toEqual(["Iowa", "Ohio"]);
    expect(cross?.cells[1]).toEqual([null, null]);
    expect(cross?.total).toBe(16);
  });

  it("name no state with few, and show nothing of very few", () => {
    const cross = crossOf([
      ...times(8, "Ohio", "Police"),
      ...times(1, "Guam", "Police"),
      ...times(2, "Maine", "School"),
    ]);
    expect(cross?.states).toEqual(["Ohio", fewStates]);
    expect(crossOf(times(smallestCount - 1, "Ohio", "Police"))).toBeNull();
  });

  const said = fc.record({
    state: fc.constantFrom("Ohio", "Iowa", "Maine", "Not said"),
    agencyKind: fc.constantFrom("Police", "School", "Health", "Not said"),
  });

  it("show no small count, and in no line or column one hidden place alone under a margin that is shown", () => {
    fc.assert(
      fc.property(fc.array(said, { minLength: 5, maxLength: 60 }), (downloads) => {
        const cross = crossOf(downloads);
        if (!cross) throw new Error("nothing is shown");
        const columns = cross.kinds.map((_, column) => cross.cells.map((row) => row[column] ?? null));
        const lines: { cells: (number | null)[]; sum: number | null }[] = [
          ...cross.cells.map((cells, row) => ({ cells, sum: cross.byState[row] ?? null })),
          ...columns.map((cells, column) => ({ cells, sum: cross.byKind[column] ?? null })),
          { cells: cross.byState, sum: cross.total },
          { cells: cross.byKind, sum: cross.total },
        ];
        for (const { cells, sum } of lines) {
          for (const cell of cells) expect(cell === null || cell === 0 || cell >= smallestCount).toBe(true);
          if (sum === null) continue;
          const shown = cells.reduce<number>((all, cell) => all + (cell ?? 0), 0);
          const hidden = cells.filter((cell) => cell === null).length;
          if (hidden === 0) expect(shown).toBe(sum);
          else if (cells.filter((cell) => cell !== 0).length > 1) expect(hidden).toBeGreaterThan(1);
        }
      }),
    );
  });
});
