import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue, variantOf } from "#app/content/catalogue.server.ts";
import { contactBlocks } from "#app/features/room/contact.ts";
import { type PresenceEvent, presenceOf } from "#app/features/room/segments.ts";
import { instantIn } from "#app/lib/dates.ts";
import { type Record as CreditRecord, creditOf, decimal, missingFor, type RuleSet } from "./credit.ts";

const rules = catalogue().course.creditRules;
if (!rules) throw new Error("There are no credit rules");
const ruleSet = (id: string) => rules.rule_sets.find((one) => one.id === id) as RuleSet;
const zone = "America/Denver";
const dates = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];

type Times = [string, string][];
const whole: Times = [["8:25", "16:50"]];

const at = (date: string, clock: string) => instantIn(zone, date, clock.padStart(5, "0")).getTime();

function recordOf(
  times: (Times | undefined)[],
  change: Partial<CreditRecord> = {},
  variant = "four-day",
): CreditRecord {
  const planned = variantOf(variant);
  if (!planned) throw new Error(variant);
  const modules = planned.days.flatMap(({ items }) => items.flatMap(({ module }) => module?.id ?? []));
  return {
    days: planned.days.map((plan, index) => {
      const on = dates[index] as string;
      const events = (times[index] ?? []).flatMap(([from, to], n): PresenceEvent[] => [
        { id: `${n}-in`, kind: "in", at: at(on, from) },
        { id: `${n}-out`, kind: "out", at: at(on, to) },
      ]);
      return {
        position: plan.order,
        on,
        canceled: false,
        over: true,
        blocks: contactBlocks({ on, startsAt: "08:30", timeZone: zone, plan }),
        segments: presenceOf(events).segments,
        toCorrect: false,
      };
    }),
    completed: new Set(modules),
    passed: new Set(modules),
    evaluationReturned: true,
    assessmentPassed: null,
    ...change,
  };
}

describe("golden hours", () => {
  it.each([
    ["four-day", 27, 24, 24, 2.4, 24],
    ["three-day", 20.25, 18, 18, 1.8, 18],
    ["two-day", 13.5, 12, 12, 1.2, 12],
  ])("%s, all of it", (variant, program, modules, social, ceu, post) => {
    const record = recordOf([whole, whole, whole, whole], {}, variant);
    const units = (id: string) => creditOf(record, ruleSet(id)).units;
    expect(units("program")).toBe(creditOf(record, ruleSet("program")).unitsScheduled);
    expect([
      units("program"),
      units("modules-only"),
      units("social-work"),
      units("ceu"),
      units("post"),
    ]).toEqual([program, modules, social, ceu, post]);
  });

  // Day 1 runs 8:30 to 16:45: opening 25 minutes, 1.1 of 40 from 8:55, breaks at 10:20 and 15:35, lunch 12:20 to 13:20.
  it.each<[string, Times, number, number]>([
    ["twenty minutes late", [["8:50", "16:45"]], 385, 360],
    ["ten minutes into the first module", [["9:05", "16:45"]], 370, 350],
    ["gone at lunch and not back", [["8:30", "12:05"]], 200, 175],
    [
      "out in the break only",
      [
        ["8:30", "10:20"],
        ["10:35", "16:45"],
      ],
      405,
      360,
    ],
    ["there for lunch alone", [["12:20", "13:20"]], 0, 0],
    ["the whole night too", [["0:00", "23:59"]], 405, 360],
    ["not there", [], 0, 0],
  ])("Day 1, %s", (_, times, program, modules) => {
    const record = recordOf([times]);
    expect(creditOf(record, ruleSet("program")).attended).toBe(program);
    expect(creditOf(record, ruleSet("modules-only")).attended).toBe(modules);
  });

  it("rounds down to full quarter hours, units to tenths", () => {
    const record = recordOf([[["8:51", "16:45"]], whole, whole, whole]);
    const program = creditOf(record, ruleSet("program"));
    expect(program).toMatchObject({ scheduled: 1620, attended: 1599, credited: 1590, units: 26.5 });
    expect(creditOf(record, ruleSet("ceu")).units).toBe(2.4);
    expect(decimal(program.units)).toBe("26.5");
    expect(decimal(27)).toBe("27.0");
    expect(decimal(26.75)).toBe("26.75");
  });

  it("gives credit by whole sessions, by full attendance, and after the evaluation, where a body asks for it", () => {
    const late = recordOf([[["9:05", "16:45"]], whole, whole, whole]);
    expect(creditOf(late, ruleSet("social-work"))).toMatchObject({
      attended: 1430,
      credited: 1395,
      waits: [],
    });
    expect(creditOf(late, ruleSet("post"))).toMatchObject({ credited: 0, waits: ["attendance"] });
    const waiting = recordOf([whole, whole, whole, whole], { evaluationReturned: false });
    expect(creditOf(waiting, ruleSet("social-work"))).toMatchObject({ credited: 0, waits: ["evaluation"] });
    expect(creditOf(waiting, ruleSet("program")).units).toBe(27);
  });

  it("leaves a canceled day out", () => {
    const record = recordOf([whole, whole, whole, whole]);
    const days = record.days.map((day) => ({ ...day, canceled: day.position === 4 }));
    expect(creditOf({ ...record, days }, ruleSet("program"))).toMatchObject({
      scheduled: 1215,
      units: 20.25,
    });
  });
});

describe("the certificate", () => {
  const missing = (record: CreditRecord) => missingFor(record, ruleSet("program"), rules.certificate);
  const whats = (record: CreditRecord) => missing(record).map(({ what }) => what);

  it("is ready at 95 percent, and not a minute below", () => {
    // 81 of 1620 minutes may be missed.
    expect(missing(recordOf([[["8:30", "16:45"]], whole, whole, [["9:51", "16:45"]]]))).toEqual([]);
    expect(missing(recordOf([whole, whole, whole, [["9:52", "16:45"]]]))).toEqual([
      { what: "attendance", minutes: 1, percent: 94 },
    ]);
  });

  it("asks to make up what was missed, and a quiz that was not passed", () => {
    const missed = [[["9:35", "16:45"]] as Times, whole, whole, whole];
    const first = recordOf(missed).days[0]?.blocks[1]?.id as string;
    const completed = new Set([...recordOf([]).completed].filter((id) => id !== first));
    expect(missing(recordOf(missed))).toEqual([]);
    expect(missing(recordOf(missed, { completed }))).toMatchObject([
      { what: "make-up", modules: [{ id: first }] },
    ]);
    expect(missing(recordOf([whole, whole, whole, whole], { passed: completed }))).toMatchObject([
      { what: "quizzes", modules: [{ id: first }] },
    ]);
  });

  it("waits for days ahead and for times to be put right", () => {
    const record = recordOf([whole, whole, whole]);
    const days = record.days.map((day) => ({
      ...day,
      over: day.position !== 4,
      toCorrect: day.position === 2,
    }));
    expect(whats({ ...record, days })).toEqual(["days-ahead", "times"]);
  });

  it("says that too much was missed as soon as the days ahead cannot make up for it", () => {
    const record = recordOf([[["12:00", "16:45"]], whole, whole]);
    const days = record.days.map((day) => ({ ...day, over: day.position !== 4 }));
    expect(whats({ ...record, days })).toEqual(expect.arrayContaining(["days-ahead", "attendance"]));
  });
});

const someTimes = fc.array(
  fc.array(
    fc.record({
      kind: fc.constantFrom("in" as const, "out" as const),
      minute: fc.integer({ min: 7 * 60, max: 18 * 60 }),
    }),
    { maxLength: 8 },
  ),
  { minLength: 4, maxLength: 4 },
);

describe("whatever was attended", () => {
  const withSegments = (
    made: { from: number; to: number }[][],
    evaluationReturned: boolean,
  ): CreditRecord => {
    const record = recordOf([], { evaluationReturned });
    return {
      ...record,
      days: record.days.map((day, index) => ({
        ...day,
        segments: (made[index] ?? []).map((one) => ({ ...one, inId: "", outId: "" })),
      })),
    };
  };
  const segmentsOf = (days: { kind: "in" | "out"; minute: number }[][]) =>
    days.map((events, index) =>
      presenceOf(
        events.map(({ kind, minute }, n) => ({
          id: `${n}`,
          kind,
          at: at(dates[index] as string, "00:00") + minute * 60_000,
        })),
      ).segments.map(({ from, to }) => ({ from, to })),
    );
  /** The spans of both, joined where they overlap. */
  const joined = (a: { from: number; to: number }[], b: { from: number; to: number }[]) => {
    const out: { from: number; to: number }[] = [];
    for (const one of [...a, ...b].sort((x, y) => x.from - y.from)) {
      const last = out.at(-1);
      if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
      else out.push({ ...one });
    }
    return out;
  };

  it("credited ≤ attended ≤ scheduled, under every rule set", () => {
    fc.assert(
      fc.property(someTimes, fc.boolean(), (times, returned) => {
        const record = withSegments(segmentsOf(times), returned);
        for (const one of rules.rule_sets) {
          const credit = creditOf(record, one);
          expect(credit.credited).toBeLessThanOrEqual(credit.attended);
          expect(credit.attended).toBeLessThanOrEqual(credit.scheduled);
          expect(credit.credited).toBeGreaterThanOrEqual(0);
          for (const day of credit.days) {
            expect(day.credited).toBeLessThanOrEqual(day.attended);
            expect(day.attended).toBeLessThanOrEqual(day.scheduled);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("more presence never gives less credit", () => {
    fc.assert(
      fc.property(someTimes, someTimes, (times, more) => {
        const less = segmentsOf(times);
        const both = segmentsOf(more).map((day, index) => joined(less[index] ?? [], day));
        for (const one of rules.rule_sets) {
          const [a, b] = [creditOf(withSegments(less, true), one), creditOf(withSegments(both, true), one)];
          expect(b.attended).toBeGreaterThanOrEqual(a.attended);
          expect(b.credited).toBeGreaterThanOrEqual(a.credited);
        }
      }),
      { numRuns: 300 },
    );
  });
});
