import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import {
  type AnswerId,
  type Checklist,
  driftBySite,
  driftOf,
  fallingAway,
  fidelityOf,
  type Tap,
} from "./fidelity-score.ts";

const checklist = catalogue().course.instruments.fidelity as Checklist;
const ids = checklist.items.map(({ id }) => id);
const critical = checklist.items.filter((item) => item.critical).map(({ id }) => id);
const plain = ids.filter((id) => !critical.includes(id));

const answered = (change: Record<string, AnswerId> = {}): Record<string, AnswerId> => ({
  ...Object.fromEntries(ids.map((id) => [id, "yes" as const])),
  ...change,
});
const as = (answer: AnswerId, list: string[]) => Object.fromEntries(list.map((id) => [id, answer]));
const scored = (change: Record<string, AnswerId>) => {
  const found = fidelityOf(checklist, answered(change));
  if (found.state !== "scored") throw new Error("incomplete");
  return found;
};

describe("the checklist (brief, 7.3)", () => {
  it("has 25 items, 10 of them critical", () => {
    expect([ids.length, critical.length, checklist.pass.percent]).toEqual([25, 10, 85]);
  });

  it.each([
    // plain items no, plain items partly, plain items n.a.; percent, meets
    [0, 0, 0, 100, true],
    [3, 0, 0, 88, true],
    [3, 1, 0, 86, true],
    [3, 2, 0, 84, false],
    [4, 0, 0, 84, false],
    [0, 7, 0, 86, true],
    [0, 8, 0, 84, false],
    [3, 0, 5, 85, true],
    [3, 1, 5, 82, false],
    [0, 0, 15, 100, true],
  ])("%i no, %i partly, %i left out: %i percent", (no, partly, na, percent, meets) => {
    const change = {
      ...as("no", plain.slice(0, no)),
      ...as("partly", plain.slice(no, no + partly)),
      ...as("na", plain.slice(no + partly, no + partly + na)),
    };
    expect(scored(change)).toMatchObject({ percent, meets, applicable: 25 - na });
  });

  it("does not meet the standard with one critical miss, however high the percentage", () => {
    for (const id of critical)
      expect(scored({ [id]: "no" })).toMatchObject({
        percent: 96,
        criticalMisses: [id],
        meets: false,
        reasons: [`Critical items answered no: ${id}.`],
      });
  });

  it("names critical items that were met in part, and those left out", () => {
    const [first, second] = critical as [string, string];
    expect(scored({ [first]: "partly", [second]: "na" })).toMatchObject({
      criticalPartly: [first],
      criticalLeftOut: [second],
      meets: true,
    });
  });

  it("waits for every item, and scores nothing out of nothing", () => {
    const { [ids[3] as string]: _, ...rest } = answered();
    expect(fidelityOf(checklist, rest)).toEqual({ state: "incomplete", missing: [ids[3]] });
    expect(fidelityOf(checklist, as("na", ids) as Record<string, AnswerId>)).toMatchObject({
      percent: null,
      meets: false,
    });
  });

  it("adds fractions without falling short", () => {
    const tenths: Checklist = {
      ...checklist,
      items: checklist.items.slice(0, 10).map((item) => ({ ...item, critical: false })),
      answers: checklist.answers.map((one) => (one.id === "partly" ? { ...one, points: 0.1 } : one)),
      pass: { percent: 10, critical_misses: 0 },
    };
    expect(fidelityOf(tenths, as("partly", ids) as Record<string, AnswerId>)).toMatchObject({
      percent: 10,
      meets: true,
    });
  });

  it("never falls when an answer gets better", () => {
    const answers = fc.array(fc.constantFrom<AnswerId>("yes", "partly", "no", "na"), {
      minLength: 25,
      maxLength: 25,
    });
    fc.assert(
      fc.property(answers, fc.nat(24), (list, place) => {
        const given = Object.fromEntries(ids.map((id, index) => [id, list[index] as AnswerId]));
        const before = fidelityOf(checklist, given);
        const after = fidelityOf(checklist, { ...given, [ids[place] as string]: "yes" });
        if (before.state !== "scored" || after.state !== "scored") throw new Error("incomplete");
        expect(after.percent ?? 0).toBeGreaterThanOrEqual(before.percent ?? 0);
        if (before.meets) expect(after.meets).toBe(true);
        expect(after.meets).toBe((after.percent ?? 0) >= 85 && after.criticalMisses.length === 0);
      }),
    );
  });
});

describe("drift", () => {
  const tap = (change: Partial<Tap>): Tap => ({
    id: "t",
    at: 0,
    deliveryId: "one",
    siteId: "denver",
    day: 3,
    activity: "3.3-A",
    state: "covered",
    reason: null,
    minutesPlanned: 60,
    minutesTaken: null,
    ...change,
  });

  it("counts each delivery once, by its newest tap, with reasons and minutes", () => {
    const rows = driftOf([
      tap({ id: "b", at: 2, state: "skipped", reason: "time" }),
      tap({ id: "a", at: 1, state: "covered", minutesTaken: 60 }),
      tap({ deliveryId: "two", state: "adapted", reason: "time", minutesTaken: 40 }),
      tap({ deliveryId: "three", state: "covered", minutesTaken: 70 }),
      tap({ deliveryId: "two", day: 1, activity: "1.10-A" }),
      tap({ deliveryId: "two", day: 1, activity: "1.9-A" }),
    ]);
    expect(rows.map(({ activity }) => activity)).toEqual(["1.9-A", "1.10-A", "3.3-A"]);
    expect(rows[2]).toEqual({
      day: 3,
      activity: "3.3-A",
      deliveries: 3,
      covered: 1,
      adapted: 1,
      skipped: 1,
      skippedPercent: 33,
      minutesOver: -5,
      reasons: [{ reason: "time", count: 2 }],
    });
  });

  it("says what falls away, and nothing from a single day", () => {
    const skips = (activity: string, count: number, of: number) =>
      Array.from({ length: of }, (_, index) =>
        tap({ activity, deliveryId: `d${index}`, state: index < count ? "skipped" : "covered" }),
      );
    const rows = driftOf([
      ...skips("3.1-A", 1, 1),
      ...skips("3.3-A", 3, 4),
      ...skips("3.5-A", 4, 4),
      ...skips("3.6-A", 1, 4),
    ]);
    expect(fallingAway(rows).map(({ activity }) => activity)).toEqual(["3.5-A", "3.3-A"]);
    expect(fallingAway(rows, 1)).toHaveLength(3);
  });

  const taps = fc.array(
    fc.record({
      id: fc.uuid(),
      at: fc.nat(20),
      deliveryId: fc.constantFrom("one", "two", "three"),
      siteId: fc.constantFrom("denver", "chicago"),
      day: fc.integer({ min: 1, max: 3 }),
      activity: fc.constantFrom("1.1-A", "1.2-A", "1.3-A"),
      state: fc.constantFrom<Tap["state"]>("covered", "adapted", "skipped"),
      reason: fc.constantFrom(null, "time", "room"),
      minutesPlanned: fc.integer({ min: 5, max: 60 }),
      minutesTaken: fc.option(fc.nat(90)),
    }),
    { maxLength: 40 },
  );

  it("adds up, and does not depend on the order of the taps or on one sent twice", () => {
    fc.assert(
      fc.property(taps, (list) => {
        const rows = driftOf(list);
        for (const row of rows) expect(row.covered + row.adapted + row.skipped).toBe(row.deliveries);
        const said = new Set(list.map(({ deliveryId, day, activity }) => `${deliveryId} ${day} ${activity}`));
        expect(rows.reduce((total, { deliveries }) => total + deliveries, 0)).toBe(said.size);
        expect(driftOf([...list, ...list].reverse())).toEqual(rows);
        const bySite = [...driftBySite(list).keys()];
        expect(bySite).toEqual([...new Set(list.map(({ siteId }) => siteId))].sort());
      }),
    );
  });
});
