import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { variantOf } from "#app/content/catalogue.server.ts";
import type { VariantDay } from "#app/content/tree.ts";
import { runDayOf } from "./run-day.ts";
import {
  contactMinutes,
  creditInWords,
  cutInWords,
  cutSafely,
  inHours,
  lateInWords,
  mayCut,
  pauseFloor,
  type RunDay,
  type RunEvent,
  type RunKind,
  runState,
  unitsOf,
} from "./run-plan.ts";

const start = new Date("2026-11-30T15:30:00Z");
const minute = 60_000;
const dayOf = (order: number): RunDay =>
  runDayOf(variantOf("four-day")?.days[order - 1] as VariantDay, start);
const days = [1, 2, 3, 4].map(dayOf);
const day = days[0] as RunDay;
const at = (minutes: number): number => start.getTime() + minutes * minute;

let made = 0;
const event = (
  kind: RunKind,
  minutes: number,
  target: string | null = null,
  lost: number | null = null,
): RunEvent => {
  made += 1;
  return { id: `e${String(made).padStart(4, "0")}`, kind, target, minutes: lost, at: at(minutes) };
};

describe("the four days as they are written", () => {
  it("has each block's steps fill its minutes, one after the other", () => {
    for (const one of days) {
      let clock = 0;
      for (const unit of unitsOf(one)) {
        expect(unit.startsAfter, unit.id).toBe(clock);
        clock += unit.minutes;
      }
      expect(clock).toBe(495);
      expect(contactMinutes(runState(one, [], at(0)))).toBe(405);
      expect(new Set(unitsOf(one).map(({ id }) => id)).size).toBe(unitsOf(one).length);
    }
  });

  it("may be cut in these steps and in no others", () => {
    const open = days.map((one) =>
      unitsOf(one)
        .filter(({ step }) => step && mayCut(step))
        .map(({ id, minutes }) => `${id} ${minutes}`),
    );
    expect(open).toEqual([
      ["1.1-s5 5", "1.2-s2 7", "1.3-s4 4", "1.4-s4 3", "1.5-s4 6"],
      ["2.1-s7 4", "2.3-s7 2", "2.4-s7 2", "2.6-s6 2", "2.7-s7 3"],
      ["3.1-s6 4", "3.2-s6 5", "3.3-s6 4", "3.5-s6 3", "3.6-s6 5"],
      ["4.1-s6 2", "4.4-s3 4", "4.5-s2 5"],
    ]);
  });

  it("keeps notices, agreements, grounding, debriefs and closings, whatever their mark", () => {
    const guards = new Map(days.flatMap(unitsOf).map(({ id, step }) => [id, step?.guard]));
    expect(guards.get("d1-open-s3")).toBe("opening");
    expect(guards.get("d1-close-s3")).toBe("closing");
    expect(guards.get("1.5-s1")).toBe("notice");
    expect(guards.get("1.4-s6")).toBe("notice");
    expect(guards.get("2.2-s7")).toBe("grounding");
    expect(guards.get("3.7-s6")).toBe("grounding");
    expect(guards.get("1.7-s7")).toBe("grounding");
    expect(guards.get("1.1-s2")).toBe("debrief");
  });

  it.each([
    [1, 10, ["1.2-s2 7", "1.4-s4 3"], 0],
    [1, 40, ["1.1-s5 5", "1.2-s2 7", "1.3-s4 4", "1.4-s4 3", "lunch 15", "1.5-s4 6"], 0],
    [4, 40, ["4.1-s6 2", "break-1 5", "lunch 15", "4.4-s3 4", "4.5-s2 5", "break-2 5"], 4],
    [3, 4, ["3.1-s6 4"], 0],
    [2, 1, ["2.6-s6 2"], 0],
    [2, 0, [], 0],
  ])("on day %i, %i lost minutes", (order, lost, cuts, left) => {
    const plan = cutSafely(runState(dayOf(order), [], at(0)), lost);
    expect(plan.cuts.map(({ target, minutes }) => `${target} ${minutes}`)).toEqual(cuts);
    expect(plan.left).toBe(left);
  });

  it("says what it does to credit", () => {
    const plan = cutSafely(runState(day, [], at(0)), 40);
    expect(plan).toMatchObject({ scheduled: 405, taughtBefore: 405, taught: 380 });
    expect(creditInWords(plan)).toBe(
      "380 of 405 contact minutes are taught (6 hours 20 minutes of 6 hours 45 minutes), 25 minutes fewer than planned. Nobody can earn credit for minutes that are not taught.",
    );
    expect(plan.cuts.map(cutInWords)).toContain("Make lunch 15 minutes shorter; 45 minutes stay.");
    const pausesOnly = cutSafely(runState(day, [event("start", 0, "1.6-s1")], at(0)), 5);
    expect(creditInWords(pausesOnly)).toContain("Credit stays as planned");
  });
});

describe("where the room is", () => {
  it("waits for its start, and is late when nobody starts", () => {
    expect(runState(day, [], at(-30))).toMatchObject({ phase: "before", late: 0, endsLate: 0, now: null });
    expect(runState(day, [], at(12))).toMatchObject({ phase: "before", late: 12, endsLate: 12 });
    expect(runState(day, [], at(12)).next?.id).toBe("d1-open-s1");
  });

  it("goes from one thing to the next with one tap each", () => {
    const events = [event("start", 0, "d1-open-s1"), event("done", 5, "d1-open-s1")];
    const state = runState(day, events, at(6));
    expect(state.now?.id).toBe("d1-open-s2");
    expect(state.next?.id).toBe("d1-open-s3");
    expect(state.late).toBe(2);
    expect(state.endsLate).toBe(2);
    expect(lateInWords(state.late)).toBe("2 minutes late");
    expect(state.units[0]).toMatchObject({ state: "done", beginsAt: at(0), endsAt: at(5) });
  });

  it("falls behind while a step runs over, and is early when one is done sooner", () => {
    const begun = event("start", 0, "d1-open-s1");
    expect(runState(day, [begun], at(8)).late).toBe(5);
    const early = runState(day, [begun, event("done", 1, "d1-open-s1")], at(1));
    expect(early.late).toBe(-2);
    expect(lateInWords(early.late)).toBe("2 minutes early");
  });

  it("counts minutes said to be lost until the clock shows them itself", () => {
    const begun = event("start", 0, "d1-open-s1");
    const lost = event("late", 1, null, 40);
    expect(runState(day, [begun, lost], at(2))).toMatchObject({ late: 40, endsLate: 40 });
    const on = event("done", 43, "d1-open-s1");
    expect(runState(day, [begun, lost, on], at(43))).toMatchObject({ late: 40, endsLate: 40 });
    expect(runState(day, [event("late", 0, null, 20)], at(0))).toMatchObject({ phase: "before", late: 20 });
  });

  it("passes what was left out, takes it back in when it is kept or started", () => {
    const begun = event("start", 33, "1.1-s4");
    const cut = event("cut", 34, "1.1-s5", 5);
    const done = event("done", 58, "1.1-s4");
    expect(runState(day, [begun, cut, done], at(58)).now?.id).toBe("1.1-s6");
    expect(runState(day, [begun, cut], at(34)).endsLate).toBe(-22);
    expect(runState(day, [begun, cut, event("keep", 35, "1.1-s5"), done], at(58)).now?.id).toBe("1.1-s5");
    const started = runState(day, [begun, cut, event("start", 59, "1.1-s5")], at(59));
    expect(started.now).toMatchObject({ id: "1.1-s5", cut: 0 });
  });

  it("takes back what was undone, and offers the last thing for undoing", () => {
    const begun = event("start", 0, "d1-open-s1");
    const done = event("done", 3, "d1-open-s1");
    const back = event("undo", 4, done.id);
    expect(runState(day, [begun, done], at(4)).last?.id).toBe(done.id);
    expect(runState(day, [begun, done, back], at(4))).toMatchObject({
      now: { id: "d1-open-s1" },
      last: begun,
    });
  });

  it("does not go back when an old page says again that something is done", () => {
    const events = [
      event("start", 0, "d1-open-s1"),
      event("done", 3, "d1-open-s1"),
      event("done", 7, "d1-open-s2"),
      event("done", 8, "d1-open-s1"),
    ];
    expect(runState(day, events, at(8)).now?.id).toBe("d1-open-s3");
  });

  it("is over when the last thing is done, or when somebody ends the day", () => {
    const last = event("start", 490, "d1-close-s5");
    expect(runState(day, [last, event("done", 494, "d1-close-s5")], at(500))).toMatchObject({
      phase: "over",
      endsAt: at(494),
      endsLate: -1,
    });
    expect(runState(day, [last, event("end", 491)], at(600))).toMatchObject({
      phase: "over",
      endsAt: at(491),
    });
    expect(runState(day, [last, event("end", 491), event("start", 492, "d1-close-s5")], at(493)).phase).toBe(
      "running",
    );
  });

  it("speaks of hours and minutes", () => {
    expect([inHours(405), inHours(60), inHours(1), inHours(0)]).toEqual([
      "6 hours 45 minutes",
      "1 hour",
      "1 minute",
      "0 minutes",
    ]);
  });
});

const kinds: RunKind[] = ["start", "done", "undo", "cut", "keep", "late", "slide", "end"];
const someDay = fc.integer({ min: 0, max: 3 });
const someEvents = someDay.chain((which) => {
  const targets = [...unitsOf(days[which] as RunDay).map(({ id }) => id), "e1", "e2", "e3", "unknown"];
  return fc.tuple(
    fc.constant(days[which] as RunDay),
    fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 40 }).map((number) => `e${number}`),
        kind: fc.constantFrom(...kinds),
        target: fc.option(fc.constantFrom(...targets)),
        minutes: fc.option(fc.integer({ min: 1, max: 60 })),
        at: fc.integer({ min: -60, max: 560 }).map(at),
      }),
      { selector: ({ id }) => id, maxLength: 30 },
    ),
    fc.integer({ min: -60, max: 600 }).map(at),
  );
});

describe("whatever happens", () => {
  it("neither the order of events nor their repetition changes anything", () => {
    fc.assert(
      fc.property(someEvents, fc.infiniteStream(fc.nat()), ([day, events, now], order) => {
        const shuffled = [...events, ...events.slice(0, 5)]
          .map((event) => ({ event, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        expect(runState(day, shuffled, now)).toEqual(runState(day, events, now));
      }),
    );
  });

  it("cuts never a core step nor a safe one, never more than asked and a minute, and the sum is right", () => {
    fc.assert(
      fc.property(someEvents, fc.integer({ min: 0, max: 300 }), ([day, events, now], lost) => {
        const state = runState(day, events, now);
        const plan = cutSafely(state, lost);
        let sum = 0;
        for (const cut of plan.cuts) {
          const unit = state.units.find(({ id }) => id === cut.target);
          expect(unit && ["next", "later"].includes(unit.state)).toBe(true);
          if (unit?.step) {
            expect(unit.step).toMatchObject({ mark: "adaptable", guard: null });
            expect(cut.leaves === 0 || cut.leaves >= 2).toBe(true);
          } else expect(cut.leaves).toBeGreaterThanOrEqual(pauseFloor[unit?.block.kind as "break" | "lunch"]);
          expect(cut.minutes).toBeGreaterThan(0);
          expect(cut.total).toBe((unit?.cut ?? 0) + cut.minutes);
          sum += cut.minutes;
        }
        expect(plan.recovered).toBe(sum);
        expect(sum).toBeLessThanOrEqual(lost + 1);
        expect(plan.left).toBe(Math.max(0, lost - sum));
        expect(plan.taught).toBeLessThanOrEqual(plan.scheduled);
      }),
    );
  });

  it("wins back what it promises: the day ends that much earlier", () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: 0, max: 120 }), (which, lost) => {
        const day = days[which] as RunDay;
        const plan = cutSafely(runState(day, [], at(0)), lost);
        const cuts = plan.cuts.map(({ target, total }) => event("cut", 0, target, total));
        const state = runState(day, cuts, at(0));
        expect(state.endsLate + plan.recovered).toBe(0);
        expect(contactMinutes(state)).toBe(plan.taught);
      }),
    );
  });
});
