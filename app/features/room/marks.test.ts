import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { variantOf } from "#app/content/catalogue.server.ts";
import type { VariantDay } from "#app/content/tree.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { fidelityMark } from "#db/schema/fidelity.ts";
import { audit } from "#db/schema/trust.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { liveOf } from "./live.server.ts";
import { dayWentPage, recordMarks } from "./marks.server.ts";
import { type Mark, type MarkKind, markKinds, markTotals, newestMarks, stepMarks } from "./marks.ts";
import { readTap } from "./marks-form.ts";
import { eventOf, recordRun } from "./run.server.ts";
import { runDayOf } from "./run-day.ts";
import { mayCut, type RunDay, type RunEvent, unitsOf } from "./run-plan.ts";
import { sessionDayFor } from "./session-days.server.ts";

const start = new Date("2026-11-30T15:30:00Z");
const at = (minutes: number): number => start.getTime() + minutes * 60_000;
const day: RunDay = runDayOf(variantOf("four-day")?.days[1] as VariantDay, start);
const units = unitsOf(day).filter(({ step }) => step);
const adaptable = units.filter(({ step }) => step && mayCut(step));
const [first, second] = units as [(typeof units)[0], (typeof units)[0]];
const loose = adaptable[0] as (typeof units)[0];
const core = units.find(({ step }) => step?.mark === "core") as (typeof units)[0];

let made = 0;
const mark = (target: string, kind: MarkKind, minutes: number, change: Partial<Mark> = {}): Mark => {
  made += 1;
  const id = `m${String(made).padStart(4, "0")}`;
  return { id, target, mark: kind, reason: null, why: null, minutes: null, at: at(minutes), ...change };
};
const event = (
  kind: RunEvent["kind"],
  minutes: number,
  target: string,
  lost: number | null = null,
): RunEvent => {
  made += 1;
  return { id: `e${String(made).padStart(4, "0")}`, kind, target, minutes: lost, at: at(minutes) };
};
const stepOf = (target: string, events: RunEvent[], marks: Mark[], now = 600) =>
  stepMarks(day, events, marks, at(now), "time").find(({ id }) => id === target);

describe("stepMarks", () => {
  it("says nothing where nothing was said, and what is due once the room went past it", () => {
    expect(stepOf(first.id, [], [])).toMatchObject({ state: null, from: null, taken: null, due: false });
    const events = [event("start", 0, first.id), event("done", 12, first.id)];
    expect(stepOf(first.id, events, [], 13)).toMatchObject({ state: null, due: true, taken: 12 });
  });

  it("takes the minutes from the run, unless somebody said them", () => {
    const events = [event("start", 0, first.id), event("done", 12, first.id)];
    expect(stepOf(first.id, events, [mark(first.id, "covered", 13)])?.taken).toBe(12);
    expect(stepOf(first.id, events, [mark(first.id, "covered", 13, { minutes: 9 })])?.taken).toBe(9);
    expect(stepOf(first.id, events, [mark(first.id, "skipped", 13)])?.taken).toBeNull();
  });

  it("knows a cut as skipped, or shortened as adapted, without a tap", () => {
    const whole = [event("cut", 5, loose.id, loose.minutes)];
    expect(stepOf(loose.id, whole, [])).toMatchObject({
      state: "skipped",
      from: "cut",
      reason: "time",
      needsWhy: false,
      coreSkipped: false,
    });
    const longer = adaptable.find(({ minutes }) => minutes > 2) as (typeof units)[0];
    const part = [event("cut", 5, longer.id, 1)];
    expect(stepOf(longer.id, part, [])).toMatchObject({ state: "adapted", from: "cut" });
    const back = [...whole, event("keep", 6, loose.id)];
    expect(stepOf(loose.id, back, [])).toMatchObject({ state: null });
  });

  it("lets a tap after the cut speak, and a cut after the tap", () => {
    const cut = [event("cut", 5, loose.id, loose.minutes)];
    expect(stepOf(loose.id, cut, [mark(loose.id, "covered", 9)])).toMatchObject({
      state: "covered",
      from: "tap",
    });
    expect(stepOf(loose.id, cut, [mark(loose.id, "covered", 1)])).toMatchObject({
      state: "skipped",
      from: "cut",
    });
    const undone = [mark(loose.id, "covered", 9), mark(loose.id, "none", 10)];
    expect(stepOf(loose.id, cut, undone)).toMatchObject({ state: "skipped", from: "cut" });
  });

  it("asks why, and names a core step that was skipped", () => {
    expect(stepOf(core.id, [], [mark(core.id, "skipped", 9)])).toMatchObject({
      needsWhy: true,
      coreSkipped: true,
    });
    expect(stepOf(core.id, [], [mark(core.id, "adapted", 9, { reason: "care" })])).toMatchObject({
      needsWhy: false,
      coreSkipped: false,
    });
    expect(stepOf(core.id, [], [mark(core.id, "covered", 9)])).toMatchObject({ needsWhy: false });
  });

  const taps = fc.array(
    fc.record({
      id: fc.string({ minLength: 4, maxLength: 4 }),
      target: fc.constantFrom(...units.slice(0, 4).map(({ id }) => id)),
      mark: fc.constantFrom(...markKinds),
      reason: fc.constantFrom("time", "care", null),
      why: fc.constant(null),
      minutes: fc.option(fc.integer({ min: 0, max: 90 })),
      at: fc.integer({ min: 0, max: 20 }).map(at),
    }),
    { maxLength: 25 },
  );

  it("gives the same for taps in any order, once or twice", () => {
    fc.assert(
      fc.property(taps, fc.infiniteStream(fc.nat()), (list, order) => {
        const unique = [...new Map(list.map((one) => [one.id, one])).values()];
        const keyed = unique.map((one) => ({ one, key: order.next().value as number }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
        const steps = (marks: Mark[]) => stepMarks(day, [], marks, at(600), "time");
        expect(steps([...shuffled, ...shuffled])).toEqual(steps(unique));
      }),
      { numRuns: 60 },
    );
  });

  it("counts each step once: covered, adapted, skipped and open are the steps that are due", () => {
    fc.assert(
      fc.property(taps, (list) => {
        const over = [event("start", 0, first.id), { ...event("end", 500, first.id), target: null }];
        const steps = stepMarks(day, over, list, at(600), "time");
        const { covered, adapted, skipped, open } = markTotals(steps);
        expect(covered + adapted + skipped + open).toBe(steps.length);
        expect(newestMarks(list).size).toBeLessThanOrEqual(4);
      }),
      { numRuns: 40 },
    );
  });
});

describe("recordMarks", () => {
  let cohortId: string;
  beforeEach(() => {
    freshDb();
    cohortId = insertClassroom();
  });
  const target = second.id;
  const now = atClass("11:00");
  const tap = (mark: MarkKind, id = newId(), change = {}, moment = now) =>
    recordMarks(as("trainer"), cohortId, 2, id, [{ target, mark, ...change }], moment);
  const rows = () => db.select().from(fidelityMark).all();
  const audited = () => db.select().from(audit).where(eq(audit.action, "mark-step")).all();
  const state = () => dayWentPage(as("trainer"), cohortId, "2", now).steps.find(({ id }) => id === target);

  it("keeps a tap with an audit row that holds no words", () => {
    expect(tap("adapted", newId(), { reason: "local", why: "Our own county form" })).toBeNull();
    expect(rows()).toMatchObject([{ target, mark: "adapted", reason: "local", why: "Our own county form" }]);
    const dayId = sessionDayFor(as("trainer"), cohortId, 2).id;
    expect(audited()).toMatchObject([{ subject: cohortId, detail: { dayId, kind: "adapted", target } }]);
    expect(JSON.stringify(audited())).not.toContain("county");
  });

  it("once, however often it is sent; another tap comes after it; undo takes it back", () => {
    const id = newId();
    tap("covered", id);
    tap("covered", id);
    tap("covered");
    expect(rows()).toHaveLength(1);
    tap("skipped");
    expect(state()?.state).toBe("skipped");
    tap("none");
    expect(state()?.state).toBeNull();
    tap("none");
    expect(rows()).toHaveLength(3);
    expect(audited()).toHaveLength(3);
  });

  it("tells open windows that something changed", () => {
    const dayId = sessionDayFor(as("trainer"), cohortId, 2).id;
    const before = liveOf(dayId).run;
    tap("covered");
    expect(liveOf(dayId).run).toBeGreaterThan(before);
  });

  it.each(["trainee", "reviewer", "grantee", "administrator", "chicagoTrainer"] as const)(
    "is refused for %s",
    (who) => {
      expect(
        refused(() => recordMarks(as(who), cohortId, 2, newId(), [{ target, mark: "covered" }], now)),
      ).toBe(404);
      expect(refused(() => dayWentPage(as(who), cohortId, "2", now))).toBe(404);
      expect(rows()).toEqual([]);
    },
  );

  it("refuses another day’s step, a day ahead, a reason that is not listed, and minutes that cannot be", () => {
    const send = (change: object, position = 2) =>
      recordMarks(as("trainer"), cohortId, position, newId(), [{ target, mark: "skipped", ...change }], now);
    expect(refused(() => send({ target: "4.3-s1" }))).toBe(409);
    expect(refused(() => send({ target: "d3-open-s1" }, 3))).toBe(409);
    expect(send({ reason: "boredom" })).toHaveProperty("reason");
    expect(send({ why: "x".repeat(121) })).toHaveProperty("why");
    expect(send({ minutes: Number.NaN })).toHaveProperty("minutes");
    expect(rows()).toEqual([]);
  });

  it("marks all the rest at once, each with its own row", () => {
    const id = newId();
    const taps = units.slice(0, 3).map((unit) => ({ target: unit.id, mark: "covered" as const }));
    recordMarks(as("coTrainer"), cohortId, 2, id, taps, now);
    recordMarks(as("coTrainer"), cohortId, 2, id, taps, now);
    expect(rows()).toHaveLength(3);
  });

  it("a cut in the run-of-show is skipped by itself", () => {
    const cut = eventOf(newId(), "cut", loose.id, loose.minutes, now);
    recordRun(as("trainer"), cohortId, 2, [cut], now);
    const page = dayWentPage(as("trainer"), cohortId, "2", now);
    expect(page.totals).toMatchObject({ skipped: 1 });
    expect(rows()).toEqual([]);
  });

  it("reads the tap of a form, whose id tells the buttons apart", () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ id: "form-1", target, mark: "adapted", minutes: "1x" }))
      form.set(name, value);
    const { id, tap } = readTap(form);
    expect(id).toBe("form-1-adapted");
    expect(tap).toMatchObject({ target, mark: "adapted", reason: null, minutes: Number.NaN });
  });
});
