import { eq } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { shownParts, smallestGroup } from "#app/features/sites/small-groups.ts";
import { clockOf } from "#app/lib/clock.ts";
import { addDays, instantIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { presence } from "#db/schema/room.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, everyone, type Member } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { cascadeCsv, cascadeJson, cascadePage } from "./cascade.server.ts";
import { cascadeOf } from "./cascade.ts";
import { drawTree, mapPoints } from "./cascade-drawing.ts";
import { trainingsOnRecord } from "./trainings.server.ts";

type Given = {
  site: string;
  kind: "program" | "delivery";
  on: string;
  trainers: Member[];
  /** Who was there all the time, and who left after the first hour of the first day. */
  stayed: Member[];
  left?: Member[];
};

/** A training of half a day as the pages would have kept it, with everybody's sign-ins. Gives its id. */
function give({ site, kind, on, trainers, stayed, left = [] }: Given): string {
  const id = newId();
  const people = [...new Set([...stayed, ...left])];
  transact((tx) => {
    insertCohort(
      tx,
      { id, siteId: site, name: `T ${on}`, startsOn: on, endsOn: addDays(on, 3), trainers, people },
      new Date(`${addDays(on, -9)}T12:00:00Z`),
    );
    tx.update(cohort)
      .set({ kind, host: kind === "delivery" ? "An agency" : null })
      .where(eq(cohort.id, id))
      .run();
    for (const day of daysOfCohort(id, tx)) {
      const at = (minutes: number) => instantIn(day.timeZone, day.on, clockOf(minutes));
      const entry = (one: Member, kind: "in" | "out", minutes: number) =>
        tx
          .insert(presence)
          .values({
            id: newId(),
            sessionDayId: day.id,
            personId: personIdOf(one),
            kind,
            at: at(minutes),
            way: "desk",
            recordedBy: personIdOf(trainers[0] as Member),
            recordedAt: at(minutes),
            receivedAt: at(minutes),
          })
          .run();
      for (const one of people) {
        if (left.includes(one) && day.position > 1) continue;
        entry(one, "in", day.plan.startsAt - 5);
        entry(one, "out", left.includes(one) ? day.plan.startsAt + 60 : day.plan.endsAt + 5);
      }
    }
  });
  return id;
}

const now = new Date("2026-11-29T20:00:00Z");
const { trainer, coTrainer, trainee, secondTrainee, thirdTrainee, chicagoTrainer, chicagoTrainee } = cast;

/** Two of the first course train on, and one of those whom they trained trains on again, in another city. */
function threeGenerations(): void {
  freshDb();
  give({
    site: "denver",
    kind: "program",
    on: "2026-03-02",
    trainers: [trainer, coTrainer],
    stayed: [trainee, secondTrainee],
    left: [thirdTrainee],
  });
  give({
    site: "denver",
    kind: "delivery",
    on: "2026-05-04",
    trainers: [trainee, secondTrainee],
    stayed: [thirdTrainee, chicagoTrainee],
  });
  give({
    site: "chicago",
    kind: "delivery",
    on: "2026-07-06",
    trainers: [thirdTrainee, chicagoTrainer],
    stayed: [chicagoTrainer, cast.chicagoSecondTrainee, trainee],
  });
}

describe("three generations", () => {
  it("count each person once, at the first training that they attended to the end", () => {
    threeGenerations();
    const page = cascadePage(as("coordinator"), now);
    expect(page.totals).toEqual({ people: 4, seats: 4, trainings: 2, deliveries: 1 });
    expect(page.byGeneration).toEqual([
      { name: "Trained by the program", people: 2 },
      { name: "Generation 1", people: 2 },
    ]);
    expect(page.trainings?.map(({ people, seats, trainers }) => [people, seats, trainers])).toEqual([
      [2, 2, ["Amina Okafor", "Daniel Whitehorse"]],
      [2, 2, ["Grace Lindqvist", "Tomás Rivera"]],
    ]);
    const chicago = cascadePage(as("chicagoTrainer"), now);
    expect(chicago.totals).toMatchObject({ people: 1, seats: 2, trainings: 1 });
    expect(chicago.mine).toEqual({ people: 1, steps: [{ step: 1, people: 1 }] });
  });

  it("show a trainer their own tree also where it grows at another site, without its names", () => {
    threeGenerations();
    const { tree } = cascadePage(as("trainer"), now);
    expect(tree.nodes.map(({ level, title }) => [level, title])).toEqual([
      [0, "T 2026-03-02"],
      [1, "An agency"],
    ]);
    expect(tree.edges).toHaveLength(1);
  });

  it("are for trainers, coordinators and the program office alone", () => {
    threeGenerations();
    for (const who of ["trainee", "reviewer", "administrator"] as const)
      expect(refused(() => cascadePage(as(who), now))).toBe(403);
    const text = JSON.stringify(cascadePage(as("chicagoTrainer"), now));
    for (const one of [coTrainer, secondTrainee]) expect(text).not.toContain(one.name);
  });

  it("hold small groups back from who sees the whole program in totals", () => {
    threeGenerations();
    const page = cascadePage(as("grantee"), now);
    expect(page.hides).toBe(true);
    expect(page.totals).toEqual({ people: null, seats: null, trainings: 3, deliveries: 2 });
    expect(page.trainings).toBeNull();
    expect(page.activation.people).toBeNull();
    for (const text of [JSON.stringify(page), cascadeCsv(page), JSON.stringify(cascadeJson(page))])
      for (const one of everyone) expect(text).not.toContain(one.name);
    expect(page.tree.nodes.map(({ id, detail }) => [id, detail])).toEqual([
      ["chicago 2", "1 training"],
      ["denver 0", "1 training"],
      ["denver 1", "1 training"],
    ]);
  });
});

it("always adds up to the records, in random databases", () => {
  const sites = ["denver", "chicago", "san-diego"] as const;
  const pool = everyone.slice(3, 18);
  const training = fc.record({
    site: fc.constantFrom(...sites),
    kind: fc.constantFrom("program" as const, "delivery" as const),
    week: fc.nat(40),
    trainers: fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1, maxLength: 2 }),
    stayed: fc.uniqueArray(fc.constantFrom(...pool), { maxLength: 6 }),
    left: fc.uniqueArray(fc.constantFrom(...pool), { maxLength: 2 }),
  });
  fc.assert(
    // Nobody is in two rooms at once: such minutes count in neither (credit-attacks.test.ts).
    fc.property(fc.uniqueArray(training, { maxLength: 5, selector: ({ week }) => week }), (list) => {
      freshDb();
      const given = list.map(({ week, stayed, left, ...one }) => {
        const whole = stayed.filter((member) => !left.includes(member));
        give({ ...one, on: addDays("2026-01-05", week * 7), stayed: whole, left });
        return { ...one, seats: whole.filter((member) => !one.trainers.includes(member)) };
      });
      const unique = new Set(given.flatMap(({ seats }) => seats));
      const { totals, bySite, byGeneration, byDiscipline, people } = cascadeOf(trainingsOnRecord(now));
      const sum = (counts: { people: number }[]) => counts.reduce((all, one) => all + one.people, 0);
      expect(totals).toEqual({
        people: unique.size,
        seats: given.reduce((all, { seats }) => all + seats.length, 0),
        trainings: given.length,
      });
      expect([sum(bySite), sum(byGeneration), sum(byDiscipline)]).toEqual(Array(3).fill(unique.size));
      expect(new Set(people.map(({ personId }) => personId)).size).toBe(unique.size);
      const page = cascadePage(as("coordinator"), now);
      const denver = bySite.find(({ siteId }) => siteId === "denver") ?? {
        people: 0,
        seats: 0,
        trainings: 0,
      };
      expect(page.totals).toMatchObject({
        people: denver.people,
        seats: denver.seats,
        trainings: denver.trainings,
      });
      const own = page.trainings ?? [];
      expect(own.reduce((all, one) => all + one.people, 0)).toBe(denver.people);
      expect(own.reduce((all, one) => all + one.seats, 0)).toBe(denver.seats);
      expect(page.tree.nodes).toHaveLength(denver.trainings);
    }),
    { numRuns: 15 },
  );
}, 120_000);

describe("what is held back", () => {
  it("cannot be had by subtraction from the sum", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 8 }), (counts) => {
        const parts = shownParts(counts);
        const hidden = counts.filter((_, place) => parts[place] === null);
        for (const [place, part] of parts.entries()) {
          if (part === null) continue;
          expect(part).toBe(counts[place]);
          expect(part === 0 || part >= smallestGroup).toBe(true);
        }
        const others = counts.filter((count, place) => parts[place] !== null && count > 0);
        if (hidden.length > 0 && others.length > 0) {
          expect(hidden.length).toBeGreaterThan(1);
          expect(hidden.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(smallestGroup);
        }
      }),
    );
    expect(shownParts([30, 3, 12])).toEqual([30, null, null]);
    expect(shownParts([0, 20])).toEqual([0, 20]);
  });
});

describe("the drawing", () => {
  const node = (id: string, level: number) => ({ id, level, title: id, detail: "", mine: false });

  it("gives each box a place of its own and each line its two ends", () => {
    const arbitrary = fc
      .uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), level: fc.nat(3) }), {
        selector: ({ id }) => id,
        maxLength: 12,
      })
      .chain((list) =>
        fc.tuple(
          fc.constant(list.map(({ id, level }) => node(id, level))),
          fc.array(
            fc.record({
              from: fc.constantFrom("", ...list.map(({ id }) => id)),
              to: fc.constantFrom("", ...list.map(({ id }) => id)),
            }),
            { maxLength: 8 },
          ),
        ),
      );
    fc.assert(
      fc.property(arbitrary, ([nodes, edges]) => {
        const drawing = drawTree(nodes, edges);
        expect(drawing.nodes).toHaveLength(nodes.length);
        expect(new Set(drawing.nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length);
        const ids = new Set(nodes.map(({ id }) => id));
        expect(drawing.edges).toHaveLength(
          edges.filter(({ from, to }) => ids.has(from) && ids.has(to)).length,
        );
        for (const { x, y } of drawing.nodes) {
          expect(x + 210).toBeLessThanOrEqual(drawing.width);
          expect(y + 58).toBeLessThanOrEqual(drawing.height);
        }
      }),
    );
  });

  it("puts the five cities where they are to each other, and leaves out what has no place", () => {
    const points = new Map(
      mapPoints(
        ["atlantic-city", "chicago", "denver", "san-diego", "washington-dc", "boise"].map(
          (siteId, place) => ({
            siteId,
            people: place === 0 ? null : place * 10,
          }),
        ),
      ).map((point) => [point.siteId, point]),
    );
    expect([...points.keys()]).not.toContain("boise");
    const at = (id: string) => points.get(id) as { x: number; y: number; radius: number };
    expect(at("san-diego").x).toBeLessThan(at("denver").x);
    expect(at("denver").x).toBeLessThan(at("chicago").x);
    expect(at("chicago").x).toBeLessThan(at("washington-dc").x);
    expect(at("washington-dc").x).toBeLessThan(at("atlantic-city").x);
    expect(at("chicago").y).toBeLessThan(at("san-diego").y);
    expect(at("atlantic-city").radius).toBe(7);
  });
});
