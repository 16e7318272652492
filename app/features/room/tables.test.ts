import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disciplines } from "#app/content/discipline.ts";
import { explain, type Guest, type Pair, repeats, seat } from "./tables.ts";

const guests = (human: number, law: number, child: number): Guest[] =>
  [human, law, child].flatMap((count, i) =>
    Array.from({ length: count }, (_, n) => ({
      id: `${"hlc"[i]}${String(n).padStart(2, "0")}`,
      discipline: disciplines[i] ?? null,
    })),
  );
const name = (id: string) => id.toUpperCase();
const fieldsAt = (people: Guest[], table: string[]) =>
  new Set(table.map((id) => people.find((one) => one.id === id)?.discipline)).size;
const together = (seating: string[][], [a, b]: Pair) =>
  seating.some((table) => table.includes(a) && table.includes(b));

describe("golden tables", () => {
  test("twenty-four people at tables of six: all three fields at each, and nothing to explain", () => {
    const people = guests(10, 7, 7);
    const seating = seat(people, 6, [], []);
    expect(seating.map((table) => table.length)).toEqual([6, 6, 6, 6]);
    expect(seating.map((table) => fieldsAt(people, table))).toEqual([3, 3, 3, 3]);
    expect(explain(people, seating, [], [], name)).toEqual([]);
    expect(seat(people, 6, [], [])).toEqual(seating);
    expect(seat([...people].reverse(), 6, [], [])).toEqual(seating);
  });

  test("too few of a field is said in a sentence", () => {
    const people = guests(12, 2, 6);
    const seating = seat(people, 5, [], []);
    expect(explain(people, seating, [], [], name)).toEqual([
      "2 people are from law enforcement and there are 4 tables, so 2 tables go without.",
    ]);
    expect(explain(guests(4, 0, 4), seat(guests(4, 0, 4), 4, [], []), [], [], name)[0]).toMatch(
      /^Nobody in this cohort is from law enforcement/,
    );
  });

  test("a supervisor of everybody cannot be parted from all, and the page says from whom not", () => {
    const people = guests(2, 2, 2);
    const pairs: Pair[] = people.slice(1).map(({ id }) => ["h00", id]);
    const seating = seat(people, 3, pairs, []);
    const said = explain(people, seating, pairs, [], name);
    expect(said.filter((line) => line.includes("supervises"))).toHaveLength(2);
    expect(said[0]).toMatch(/^H00 supervises/);
  });

  test("one table, an unknown field, and nobody at all", () => {
    const people: Guest[] = [...guests(1, 1, 1), { id: "x", discipline: null }];
    const seating = seat(people, 6, [], []);
    expect(explain(people, seating, [], [], name)).toEqual([
      "There is one table, so everybody shares it.",
      "1 person has not said their field of work. You can add it under People.",
    ]);
    expect(seat([], 6, [], [])).toEqual([[]]);
  });

  test("over four days far fewer pairs meet again than with fixed seats", () => {
    const people = guests(10, 7, 7);
    const days: string[][][] = [];
    for (let day = 0; day < 4; day += 1) days.push(seat(people, 6, [], days));
    const again = days.map((day, i) => repeats(day, days.slice(0, i)));
    const fixed = repeats(days[0] as string[][], [days[0] as string[][]]);
    expect(fixed).toBe(60);
    expect(again[0]).toBe(0);
    for (const count of again.slice(1)) expect(count).toBeLessThan(fixed / 2);
    for (const day of days) expect(day.map((table) => fieldsAt(people, table))).toEqual([3, 3, 3, 3]);
  });
});

describe("always", () => {
  const room = fc
    .record({
      people: fc
        .tuple(fc.nat(14), fc.nat(14), fc.nat(14))
        .map(([human, law, child]) => guests(human, law, child))
        .filter((people) => people.length > 1),
      size: fc.integer({ min: 2, max: 9 }),
      picks: fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 6 }),
    })
    .map(({ people, size, picks }) => {
      const id = (n: number) => (people[n % people.length] as Guest).id;
      const pairs = picks.map(([a, b]): Pair => [id(a), id(b)]).filter(([a, b]) => a !== b);
      return { people, size, pairs };
    });

  test("everyone sits once, and sizes differ by one at most and never exceed what was asked", () => {
    fc.assert(
      fc.property(room, ({ people, size, pairs }) => {
        const seating = seat(people, size, pairs, []);
        expect(seating.flat().sort()).toEqual(people.map(({ id }) => id).sort());
        const sizes = seating.map((table) => table.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(size);
      }),
      { numRuns: 60 },
    );
  });

  test("without supervisors each field is spread as evenly as can be", () => {
    fc.assert(
      fc.property(room, ({ people, size }) => {
        const seating = seat(people, size, [], []);
        for (const one of disciplines) {
          const counts = seating.map(
            (table) =>
              table.filter((id) => people.find((guest) => guest.id === id)?.discipline === one).length,
          );
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("nobody sits with their supervisor when any seating could part them all", () => {
    const small = fc
      .record({
        people: fc.tuple(fc.nat(3), fc.nat(2), fc.nat(2)).map(([h, l, c]) => guests(h, l, c)),
        size: fc.integer({ min: 2, max: 4 }),
        picks: fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 7 }),
      })
      .filter(({ people }) => people.length > 1)
      .map(({ people, size, picks }) => {
        const id = (n: number) => (people[n % people.length] as Guest).id;
        return {
          people,
          size,
          pairs: picks.map(([a, b]): Pair => [id(a), id(b)]).filter(([a, b]) => a !== b),
        };
      });
    fc.assert(
      fc.property(small, ({ people, size, pairs }) => {
        const seating = seat(people, size, pairs, []);
        const sizes = seating.map((table) => table.length);
        const isParted = !pairs.some((pair) => together(seating, pair));
        expect(isParted).toBe(
          canPart(
            people.map(({ id }) => id),
            sizes,
            pairs,
          ),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("the next day is never worse than staying in one’s seat", () => {
    fc.assert(
      fc.property(room, ({ people, size }) => {
        const first = seat(people, size, [], []);
        const second = seat(people, size, [], [first]);
        const fixed = repeats(first, [first]);
        const again = repeats(second, [first]);
        expect(again).toBeLessThanOrEqual(fixed);
        if (first.length > 1 && first.every((table) => table.length > 1) && people.length > 5)
          expect(again).toBeLessThan(fixed);
      }),
      { numRuns: 60 },
    );
  });
});

/** Tries every way to fill tables of these sizes. */
function canPart(people: string[], sizes: number[], pairs: Pair[]): boolean {
  const tables: string[][] = sizes.map(() => []);
  const place = (index: number): boolean => {
    const id = people[index];
    if (id === undefined) return true;
    return tables.some((table, t) => {
      if (table.length >= (sizes[t] as number)) return false;
      if (pairs.some(([a, b]) => (a === id && table.includes(b)) || (b === id && table.includes(a))))
        return false;
      table.push(id);
      const fits = place(index + 1);
      table.pop();
      return fits;
    });
  };
  return place(0);
}
