import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Discipline, disciplines } from "#app/content/discipline.ts";
import { addDays } from "#app/lib/dates.ts";
import {
  activationOf,
  activationSummary,
  type Cascade,
  cascadeOf,
  droughtOf,
  type Training,
  treeOf,
} from "./cascade.ts";

const hs: Discipline = "human-services";
const training = (
  id: string,
  on: string,
  trainers: string,
  trained: string,
  change: Partial<Training> = {},
): Training => ({
  id,
  kind: "delivery",
  siteId: "denver",
  on,
  trainers: trainers.split(" ").filter(Boolean),
  trained: trained
    .split(" ")
    .filter(Boolean)
    .map((personId) => ({ personId, discipline: hs })),
  ...change,
});
const program = (id: string, on: string, trainers: string, trained: string) =>
  training(id, on, trainers, trained, { kind: "program" });
const generations = ({ people }: Cascade) =>
  Object.fromEntries(people.map(({ personId, generation }) => [personId, generation]));

describe("generations", () => {
  it("count from the program: 0, 1, 2", () => {
    const found = cascadeOf([
      program("t1", "2026-01-05", "staff", "amy ben"),
      training("t2", "2026-03-02", "amy", "cal"),
      training("t3", "2026-06-01", "cal ben", "dee"),
      training("t4", "2026-07-01", "cal", "eli"),
    ]);
    expect(generations(found)).toEqual({ amy: 0, ben: 0, cal: 1, dee: 1, eli: 2 });
    expect(found.edges).toEqual([
      { from: "amy", to: "cal" },
      { from: "ben", to: "dee" },
      { from: "cal", to: "dee" },
      { from: "cal", to: "eli" },
    ]);
    expect(treeOf(found, "amy")).toEqual({
      people: 3,
      steps: [
        { step: 1, people: 1 },
        { step: 2, people: 2 },
      ],
    });
    expect(treeOf(found, "ben").people).toBe(1);
    expect(treeOf(found, "nobody")).toEqual({ people: 0, steps: [] });
  });

  it("belong to the first training; another seat makes nobody a second person", () => {
    const found = cascadeOf([
      training("t3", "2026-06-01", "amy", "cal"),
      program("t1", "2026-01-05", "staff", "amy"),
      program("t2", "2026-02-05", "staff", "cal"),
    ]);
    expect(generations(found)).toEqual({ amy: 0, cal: 0 });
    expect(found.totals).toEqual({ people: 2, seats: 3, trainings: 3 });
    expect(found.edges).toEqual([]);
  });

  it("whom a trainer of the program trains in a delivery is generation 0", () => {
    expect(generations(cascadeOf([training("t1", "2026-01-05", "staff", "amy")]))).toEqual({ amy: 0 });
  });

  it("two who train each other make no cycle", () => {
    const found = cascadeOf([
      training("t1", "2026-01-05", "amy", "ben"),
      training("t2", "2026-02-05", "ben", "amy cal"),
    ]);
    expect(generations(found)).toEqual({ ben: 0, amy: null, cal: 1 });
    expect(found.edges).toEqual([
      { from: "amy", to: "ben" },
      { from: "ben", to: "cal" },
    ]);
    expect(found.byGeneration).toEqual([
      { generation: null, people: 1 },
      { generation: 0, people: 1 },
      { generation: 1, people: 1 },
    ]);
  });

  it("nobody is trained by themselves, and a name that stands twice is one seat", () => {
    const found = cascadeOf([training("t1", "2026-01-05", "amy", "amy ben ben")]);
    expect(found.totals).toEqual({ people: 1, seats: 1, trainings: 1 });
  });
});

describe("always", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const trainings = fc
    .array(
      fc.record({
        kind: fc.constantFrom<Training["kind"]>("program", "delivery", "delivery"),
        siteId: fc.constantFrom("denver", "chicago", "san-diego"),
        day: fc.nat(6),
        trainers: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }),
        trained: fc.array(
          fc.record({
            personId: fc.constantFrom(...names),
            discipline: fc.constantFrom<Discipline | null>(null, ...disciplines),
          }),
          { maxLength: 5 },
        ),
      }),
      { maxLength: 8 },
    )
    .map((list) =>
      list.map(
        ({ day, ...one }, index): Training => ({
          ...one,
          id: `t${index}`,
          on: addDays("2026-01-01", day),
        }),
      ),
    );

  it("totals equal the records", () => {
    fc.assert(
      fc.property(trainings, (list) => {
        const found = cascadeOf(list);
        const rosters = list.map(({ trainers, trained }) =>
          [...new Set(trained.map(({ personId }) => personId))].filter((one) => !trainers.includes(one)),
        );
        const unique = new Set(rosters.flat());
        expect(new Set(found.people.map(({ personId }) => personId))).toEqual(unique);
        expect(found.totals).toEqual({
          people: unique.size,
          seats: rosters.flat().length,
          trainings: list.length,
        });
        expect(found.totals.people).toBeLessThanOrEqual(found.totals.seats);
        const total = (rows: { people: number }[]) => rows.reduce((sum, { people }) => sum + people, 0);
        for (const rows of [found.byGeneration, found.bySite, found.byDiscipline])
          expect(total(rows)).toBe(unique.size);
        expect(found.bySite.reduce((sum, { seats }) => sum + seats, 0)).toBe(found.totals.seats);
      }),
      { numRuns: 400 },
    );
  });

  it("no cycles: first trainings grow later along each edge, and nobody is below themselves", () => {
    fc.assert(
      fc.property(trainings, (list) => {
        const found = cascadeOf(list);
        const at = new Map(found.people.map((one) => [one.personId, `${one.on} ${one.trainingId}`]));
        for (const { from, to } of found.edges)
          if (found.people.some(({ personId, parents }) => personId === from && parents.length > 0))
            expect((at.get(from) as string) < (at.get(to) as string)).toBe(true);
        const below = (one: string, seen: string[] = []): string[] =>
          found.edges
            .filter(({ from, to }) => from === one && !seen.includes(to))
            .flatMap(({ to }) => [to, ...below(to, [...seen, to])]);
        for (const name of names) {
          expect(below(name)).not.toContain(name);
          expect(treeOf(found, name).people).toBe(new Set(below(name)).size);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("a generation is the least of the trainers' plus one", () => {
    fc.assert(
      fc.property(trainings, (list) => {
        const found = cascadeOf(list);
        const of = new Map(found.people.map((one) => [one.personId, one]));
        for (const { generation, parents, trainingId, on } of found.people) {
          if (parents.length === 0) continue;
          const least = parents.map((id) => {
            const parent = of.get(id);
            const earlier = parent && `${parent.on} ${parent.trainingId}` < `${on} ${trainingId}`;
            return earlier ? (parent.generation ?? -1) : -1;
          });
          expect(generation).toBe(Math.min(...least) + 1);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("does not depend on the order of the records", () => {
    const shuffled = trainings.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const turned = other.map((one) => ({ ...one, trained: [...one.trained].reverse() }));
        expect(cascadeOf(turned)).toEqual(cascadeOf(list));
      }),
    );
  });
});

describe("the activation clock", () => {
  const certified = [{ personId: "amy", on: "2026-01-01" }];
  const at = (day: number, trainings: Training[] = [], reminded: number[] = [], resting: string[] = []) =>
    activationOf(
      certified,
      trainings,
      addDays("2026-01-01", day),
      new Set(resting),
      new Map([["amy", reminded]]),
    )[0];

  it("runs from certification to the first delivery", () => {
    const before = training("t0", "2025-12-01", "amy", "ben");
    const first = training("t1", "2026-02-15", "amy cal", "ben");
    const later = training("t2", "2026-03-15", "amy", "dee");
    expect(at(10, [before])).toMatchObject({ firstOn: null, days: 10 });
    expect(at(100, [later, first, before])).toMatchObject({
      firstOn: "2026-02-15",
      days: 45,
      remindAt: null,
    });
    expect(at(0, [training("t3", "2026-01-01", "amy", "ben")])).toMatchObject({
      days: 0,
      firstOn: "2026-01-01",
    });
    expect(at(20, [first])).toMatchObject({ firstOn: null, days: 20 });
    expect(at(90, [program("t4", "2026-02-01", "amy", "ben")])?.firstOn).toBeNull();
  });

  it("reminds at 30, 60 and 90 days, each once, the newest only after a silence, and nobody who rests", () => {
    expect([29, 30, 59, 60, 90, 400].map((day) => at(day)?.remindAt)).toEqual([null, 30, 30, 60, 90, 90]);
    expect([30, 59, 60].map((day) => at(day, [], [30])?.remindAt)).toEqual([null, null, 60]);
    expect([95, 400].map((day) => at(day, [], [90])?.remindAt)).toEqual([null, null]);
    expect(at(60, [], [], ["amy"])).toMatchObject({ remindAt: null, days: 60 });
  });

  it("sends each mark at most once over two years, whenever it is looked at", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(730), { maxLength: 40 }), fc.option(fc.nat(730)), (days, firstDay) => {
        const sent: number[] = [];
        const given = firstDay === null ? [] : [training("t", addDays("2026-01-01", firstDay), "amy", "ben")];
        for (const day of [...days].sort((a, b) => a - b)) {
          const mark = at(day, given, sent)?.remindAt;
          if (mark) {
            expect(firstDay === null || day < firstDay).toBe(true);
            sent.push(mark);
          }
        }
        expect(new Set(sent).size).toBe(sent.length);
        expect(sent).toEqual([...sent].sort((a, b) => a - b));
      }),
    );
  });

  it("sums up", () => {
    const list = activationOf(
      ["amy", "ben", "cal"].map((personId) => ({ personId, on: "2026-01-01" })),
      [training("t1", "2026-01-11", "amy", "x"), training("t2", "2026-02-01", "ben", "y")],
      "2026-06-01",
    );
    expect(activationSummary(list)).toEqual({ certified: 3, active: 2, medianDays: 20.5 });
    expect(activationSummary([])).toEqual({ certified: 0, active: 0, medianDays: null });
  });
});

describe("drought", () => {
  it("names sites and disciplines that nobody reached for long, or ever", () => {
    const found = droughtOf(
      [
        training("t1", "2026-01-10", "amy", "ben"),
        training("t2", "2026-11-01", "amy", "", {
          trained: [{ personId: "cal", discipline: "law-enforcement" }],
        }),
        training("t3", "2027-01-01", "amy", "dee"),
      ],
      ["denver", "chicago"],
      "2026-11-29",
    );
    expect(found.map(({ siteId, discipline, days, dry }) => [siteId, discipline, days, dry])).toEqual([
      ["denver", null, 28, false],
      ["denver", "human-services", 323, true],
      ["denver", "law-enforcement", 28, false],
      ["denver", "child-advocacy", null, true],
      ["chicago", null, null, true],
      ["chicago", "human-services", null, true],
      ["chicago", "law-enforcement", null, true],
      ["chicago", "child-advocacy", null, true],
    ]);
  });
});
