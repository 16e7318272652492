import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { disciplines } from "#app/content/discipline.ts";
import { cheapestSeating, never } from "./assignment.ts";
import {
  type Assessor,
  endOf,
  type Presenter,
  type Slots,
  teachBackSlots,
  usualPlan,
} from "./teach-back-slots.ts";

const plan = (rooms: number) => ({
  ...usualPlan,
  rooms: ["Cedar", "Birch", "Aspen"].slice(0, rooms),
  startsAt: 10 * 60 + 30,
});
const presenter = (index: number, notBy: string[] = []): Presenter => ({
  id: `p${String(index).padStart(2, "0")}`,
  name: `Presenter ${index}`,
  discipline: disciplines[index % 3] ?? null,
  notBy,
});
const people = (count: number) => Array.from({ length: count }, (_, index) => presenter(index));
const staff = (count: number): Assessor[] =>
  Array.from({ length: count }, (_, index) => ({ id: `a${index}`, name: `Assessor ${index}` }));
const slotsOf = ({ groups }: Slots) => groups.flatMap(({ slots }) => slots);
const loads = (found: Slots, assessors: Assessor[]) =>
  assessors.map(({ id }) => slotsOf(found).filter((slot) => slot.assessors.includes(id)).length);

describe("slots of a teach-back", () => {
  it("are six of 8 + 6 minutes after the setup, as in the brief: 96 minutes", () => {
    const found = teachBackSlots(people(6), staff(2), plan(1));
    expect(found).toMatchObject({ problems: [], notes: [] });
    expect(slotsOf(found).map(({ startsAt, feedbackAt, endsAt }) => [startsAt, feedbackAt, endsAt])).toEqual(
      [642, 656, 670, 684, 698, 712].map((at) => [at, at + 8, at + 14]),
    );
    expect(endOf(found.groups) - 630).toBe(12 + 84);
    expect(endOf([])).toBe(0);
  });

  it("of 24 people are four mixed groups, in two rooms and two rounds, with the same pair throughout", () => {
    const assessors = staff(8);
    const found = teachBackSlots(people(24), assessors, plan(2));
    expect(found.groups.map(({ room, startsAt, slots }) => [room, startsAt, slots.length])).toEqual([
      ["Cedar", 630, 6],
      ["Birch", 630, 6],
      ["Cedar", 736, 6],
      ["Birch", 736, 6],
    ]);
    for (const { slots } of found.groups)
      expect(new Set(slots.map(({ assessors }) => [...assessors].sort().join()))).toHaveProperty("size", 1);
    expect(loads(found, assessors)).toEqual([6, 6, 6, 6, 6, 6, 6, 6]);
  });

  it("lets somebody else sit in for the one slot in which a supervisor would", () => {
    const [first, ...rest] = people(6) as [Presenter, ...Presenter[]];
    const found = teachBackSlots([{ ...first, notBy: ["a0"] }, ...rest], staff(3), plan(1));
    expect(slotsOf(found).every(({ assessors }) => assessors.length === 2)).toBe(true);
    expect(
      slotsOf(found)
        .find((slot) => slot.presenter === first.id)
        ?.assessors.sort(),
    ).toEqual(["a1", "a2"]);
  });

  it("gives a group a pair that supervises nobody in it, where there is one", () => {
    const list = people(6).map((one, index) => ({ ...one, notBy: index % 2 === 0 ? ["a0"] : [] }));
    const found = teachBackSlots(list, staff(3), plan(1));
    expect(slotsOf(found).map(({ assessors }) => [...assessors].sort().join())).toEqual(
      Array.from({ length: 6 }, () => "a1,a2"),
    );
  });

  it("changes places in a group so that two people with the same supervisor do not present at once", () => {
    const list = people(4).map((one, index) => ({ ...one, notBy: index < 2 ? ["a0"] : [] }));
    const found = teachBackSlots(list, staff(4), { ...plan(2), groupSize: 2 });
    expect(found).toMatchObject({ problems: [], notes: [] });
    expect(slotsOf(found).every(({ assessors }) => assessors.length === 2)).toBe(true);
    expect(new Set(found.groups.map(({ startsAt }) => startsAt)).size).toBe(1);
  });

  it("uses one room where two would need a supervisor, and says so", () => {
    const list = people(4).map((one) => ({ ...one, notBy: ["a0"] }));
    const found = teachBackSlots(list, staff(4), { ...plan(2), groupSize: 2 });
    expect(found.problems).toEqual([]);
    expect(found.notes).toEqual([
      "1 of 2 rooms is used at once, because nobody is scored by a supervisor then.",
    ]);
    expect(slotsOf(found).every(({ assessors }) => assessors.length === 2)).toBe(true);
  });

  it("says why it cannot, and what to do", () => {
    expect(teachBackSlots([], staff(2), plan(1)).problems).toEqual(["Nobody is on the roster yet."]);
    expect(teachBackSlots(people(2), staff(2), plan(0)).problems).toEqual(["Name at least one room."]);
    expect(teachBackSlots(people(2), staff(1), plan(1)).problems).toEqual([
      "Each teach-back is scored by two assessors; one is named. Add one more.",
    ]);
    expect(teachBackSlots(people(2), [], plan(1)).problems[0]).toMatch(/none is named. Add two/);
    const few = teachBackSlots([presenter(0, ["a0", "a1"]), presenter(1)], staff(3), plan(1));
    expect(few.problems).toEqual([
      "For Presenter 0, only Assessor 2 may assess: the others supervise them or are on their list. Add an assessor who does not.",
    ]);
    expect(slotsOf(few).map(({ assessors }) => assessors.length)).toEqual([1, 2]);
    expect(teachBackSlots(people(13), staff(2), plan(3)).notes).toEqual([
      "1 of 3 rooms is used at once, because there are not more pairs of assessors.",
    ]);
  });

  it("lets nobody assess on the day they present", () => {
    const own = { id: "p00", name: "Presenter 0" };
    const found = teachBackSlots(people(3), [own, ...staff(2)], plan(1));
    expect(found.notes).toEqual(["Presenter 0 teaches back that day and so does not assess."]);
    expect(slotsOf(found).flatMap(({ assessors }) => assessors)).not.toContain("p00");
  });
});

describe("always", () => {
  const setting = fc
    .record({
      count: fc.integer({ min: 1, max: 26 }),
      staff: fc.integer({ min: 2, max: 8 }),
      rooms: fc.integer({ min: 1, max: 3 }),
      groupSize: fc.integer({ min: 1, max: 6 }),
    })
    .chain((size) =>
      fc
        .array(
          fc.tuple(fc.constantFrom(null, ...disciplines), fc.array(fc.nat(size.staff - 1), { maxLength: 4 })),
          {
            minLength: size.count,
            maxLength: size.count,
          },
        )
        .map((rows) => ({
          ...size,
          presenters: rows.map(([discipline, notBy], index) => ({
            ...presenter(
              index,
              [...new Set(notBy)].map((one) => `a${one}`),
            ),
            discipline,
          })),
        })),
    );

  it("everyone exactly once, nobody in two rooms at once, no supervisor, and empty seats only where unavoidable", () => {
    fc.assert(
      fc.property(setting, ({ presenters, staff: count, rooms, groupSize }) => {
        const assessors = staff(count);
        const found = teachBackSlots(presenters, assessors, { ...plan(rooms), groupSize });
        const slots = slotsOf(found);
        expect(slots.map((slot) => slot.presenter).sort()).toEqual(presenters.map(({ id }) => id));

        for (const slot of slots) {
          const { notBy } = presenters.find(({ id }) => id === slot.presenter) as Presenter;
          expect(slot.assessors.filter((id) => notBy.includes(id) || id === slot.presenter)).toEqual([]);
          expect(new Set(slot.assessors).size).toBe(slot.assessors.length);
          const free = assessors.filter(({ id }) => !notBy.includes(id)).length;
          expect(slot.assessors.length).toBe(Math.min(2, free));
        }
        const overlaps = (a: (typeof slots)[number], b: (typeof slots)[number]) =>
          a.startsAt < b.endsAt && b.startsAt < a.endsAt;
        for (const [index, a] of slots.entries())
          for (const b of slots.slice(index + 1))
            if (overlaps(a, b)) expect(a.assessors.filter((id) => b.assessors.includes(id))).toEqual([]);
        const inRoom = found.groups.map(({ room, startsAt }) => `${room} ${startsAt}`);
        expect(new Set(inRoom).size).toBe(inRoom.length);

        const blocked = presenters.filter(
          ({ notBy }) => assessors.filter(({ id }) => !notBy.includes(id)).length < 2,
        );
        expect(found.problems.length).toBe(blocked.length);
      }),
      { numRuns: 300 },
    );
  });

  it("groups are even and mixed, and without supervisors the load differs by one group at most", () => {
    fc.assert(
      fc.property(setting, ({ presenters, staff: count, rooms, groupSize }) => {
        const assessors = staff(count);
        const list = presenters.map((one) => ({ ...one, notBy: [] }));
        const found = teachBackSlots(list, assessors, { ...plan(rooms), groupSize });
        const spread = (counts: number[]) => Math.max(...counts) - Math.min(...counts);
        expect(spread(found.groups.map(({ slots }) => slots.length))).toBeLessThanOrEqual(1);
        for (const discipline of [null, ...disciplines]) {
          const counts = found.groups.map(
            ({ slots }) =>
              slots.filter((slot) => list.find(({ id }) => id === slot.presenter)?.discipline === discipline)
                .length,
          );
          expect(spread(counts)).toBeLessThanOrEqual(1);
        }
        expect(spread(loads(found, assessors))).toBeLessThanOrEqual(groupSize);
      }),
    );
  });
});

describe("the cheapest seating", () => {
  const cost = fc.integer({ min: 0, max: 3 }).chain((seats) =>
    fc.integer({ min: 1, max: 4 }).chain((persons) =>
      fc.array(
        fc.array(fc.oneof(fc.nat(9), fc.constant(never)), { minLength: persons, maxLength: persons }),
        {
          minLength: seats,
          maxLength: seats,
        },
      ),
    ),
  );

  /** Every way to seat people, the best first: most seats filled, then the least cost. */
  function best(table: number[][]): [number, number] {
    const ways = (seat: number, taken: number[]): [number, number][] => {
      const row = table[seat];
      if (!row) return [[0, 0]];
      const filled = row.flatMap((price, person) =>
        price === never || taken.includes(person)
          ? []
          : ways(seat + 1, [...taken, person]).map(([n, c]): [number, number] => [n + 1, c + price]),
      );
      return [...filled, ...ways(seat + 1, taken)];
    };
    return ways(0, []).sort((a, b) => b[0] - a[0] || a[1] - b[1])[0] as [number, number];
  }

  it("is what trying every way finds", () => {
    fc.assert(
      fc.property(cost, (table) => {
        const found = cheapestSeating(table);
        const seated = found.flatMap((person, seat) =>
          person === null ? [] : [table[seat]?.[person] as number],
        );
        expect([seated.length, seated.reduce((total, one) => total + one, 0)]).toEqual(best(table));
        const persons = found.filter((person) => person !== null);
        expect(new Set(persons).size).toBe(persons.length);
      }),
      { numRuns: 500 },
    );
  });
});
