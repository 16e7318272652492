import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AttemptMark,
  completion,
  type DayShape,
  type Log,
  type ModuleProgress,
  type SectionMark,
} from "./completion.ts";

const days: DayShape[] = [
  {
    id: "d1",
    modules: [
      { id: "d1-open", kind: "opening", sections: [{ id: "welcome", minutes: 2 }], items: 0 },
      {
        id: "1.1",
        kind: "module",
        sections: [
          { id: "a", minutes: 3 },
          { id: "b", minutes: 5 },
        ],
        items: 6,
      },
    ],
  },
  { id: "d2", modules: [{ id: "2.1", kind: "module", sections: [{ id: "a", minutes: 4 }], items: 8 }] },
];

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 15, minute));
const read = (moduleId: string, sectionId: string, minute: number): SectionMark => ({
  moduleId,
  sectionId,
  at: at(minute),
});
const tried = (moduleId: string, start: number, end: number | null, percent = 0, pass = 80): AttemptMark => ({
  moduleId,
  startedAt: at(start),
  submittedAt: end === null ? null : at(end),
  percent,
  passed: end !== null && percent >= pass,
});
const of = (log: Partial<Log>) => completion(days, { sections: [], attempts: [], ...log });
const module = (log: Partial<Log>, id = "1.1") => of(log).modules.get(id) as ModuleProgress;

describe("progress in a module", () => {
  const allRead = [read("1.1", "a", 1), read("1.1", "b", 4)];
  it.each<[string, Partial<Log>, Partial<ModuleProgress>]>([
    [
      "nothing yet",
      {},
      {
        sectionsDone: 0,
        sectionsTotal: 2,
        complete: false,
        minutesLeft: 14,
        firstSeenAt: null,
        completedAt: null,
      },
    ],
    [
      "one section",
      { sections: [read("1.1", "a", 1)] },
      { sectionsDone: 1, minutesLeft: 11, firstSeenAt: at(1) },
    ],
    ["all read, no quiz yet", { sections: allRead }, { sectionsDone: 2, complete: false, minutesLeft: 6 }],
    [
      "quiz begun",
      { sections: allRead, attempts: [tried("1.1", 5, null)] },
      { quiz: { state: "open", bestScore: null }, complete: false },
    ],
    [
      "quiz not yet",
      { sections: allRead, attempts: [tried("1.1", 5, 6, 66)] },
      { quiz: { state: "not-yet", bestScore: 66 }, complete: false, minutesLeft: 6 },
    ],
    [
      "passed and read",
      { sections: allRead, attempts: [tried("1.1", 5, 6, 66), tried("1.1", 7, 9, 83)] },
      { quiz: { state: "passed", bestScore: 83 }, complete: true, minutesLeft: 0, completedAt: at(9) },
    ],
    [
      "passed before it was read",
      { sections: [read("1.1", "a", 1), read("1.1", "b", 30)], attempts: [tried("1.1", 5, 6, 100)] },
      { complete: true, completedAt: at(30), firstSeenAt: at(1) },
    ],
    [
      "passed, then tried once more",
      {
        sections: allRead,
        attempts: [tried("1.1", 5, 6, 100), tried("1.1", 8, null), tried("1.1", 9, 10, 50)],
      },
      { quiz: { state: "passed", bestScore: 100 }, complete: true, completedAt: at(6) },
    ],
    [
      "a section that is no longer there",
      { sections: [read("1.1", "gone", 1)] },
      { sectionsDone: 0, firstSeenAt: at(1) },
    ],
    ["another module's section of the same name", { sections: [read("2.1", "a", 1)] }, { sectionsDone: 0 }],
  ])("%s", (_name, log, expected) => {
    expect(module(log)).toMatchObject(expected);
  });

  it("completes an opening by reading alone", () => {
    expect(module({ sections: [read("d1-open", "welcome", 3)] }, "d1-open")).toMatchObject({
      complete: true,
      completedAt: at(3),
      quiz: { state: "none", bestScore: null },
      minutesLeft: 0,
    });
  });
});

it("adds up days and the whole", () => {
  const log: Partial<Log> = {
    sections: [read("d1-open", "welcome", 0), read("1.1", "a", 1), read("1.1", "b", 2)],
    attempts: [tried("1.1", 3, 5, 83)],
  };
  const { days: totals, overall } = of(log);
  expect(totals.get("d1")).toEqual({
    modules: { done: 1, total: 1 },
    frames: { done: 1, total: 1 },
    complete: true,
    minutesLeft: 0,
    firstSeenAt: at(0),
    completedAt: at(5),
  });
  expect(overall).toMatchObject({
    modules: { done: 1, total: 2 },
    complete: false,
    minutesLeft: 12,
    completedAt: null,
  });
});

const anyLog: fc.Arbitrary<Log> = fc.record({
  sections: fc.array(
    fc.record({
      moduleId: fc.constantFrom("d1-open", "1.1", "2.1"),
      sectionId: fc.constantFrom("welcome", "a", "b", "gone"),
      at: fc.integer({ min: 0, max: 50 }).map(at),
    }),
    { maxLength: 12 },
  ),
  attempts: fc.array(
    fc
      .tuple(
        fc.constantFrom("1.1", "2.1"),
        fc.integer({ min: 0, max: 20 }),
        fc.option(fc.integer({ min: 20, max: 50 })),
        fc.integer({ min: 0, max: 100 }),
      )
      .map(([id, start, end, percent]) => tried(id, start, end, percent)),
    { maxLength: 6 },
  ),
});

describe("for every log", () => {
  it("the order of the rows makes no difference", () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const turned = { sections: log.sections.toReversed(), attempts: log.attempts.toReversed() };
        expect(completion(days, turned)).toEqual(completion(days, log));
      }),
    );
  });

  it("repeated rows make no difference", () => {
    fc.assert(
      fc.property(anyLog, ({ sections, attempts }) => {
        const twice = { sections: [...sections, ...sections], attempts: [...attempts, ...attempts] };
        expect(completion(days, twice)).toEqual(completion(days, { sections, attempts }));
      }),
    );
  });

  it("more log never takes anything away", () => {
    fc.assert(
      fc.property(anyLog, anyLog, (log, more) => {
        const before = completion(days, log);
        const after = completion(days, {
          sections: [...log.sections, ...more.sections],
          attempts: [...log.attempts, ...more.attempts],
        });
        for (const [id, one] of before.modules) {
          const now = after.modules.get(id) as ModuleProgress;
          expect(now.sectionsDone).toBeGreaterThanOrEqual(one.sectionsDone);
          expect(now.minutesLeft).toBeLessThanOrEqual(one.minutesLeft);
          expect(now.quiz.bestScore ?? -1).toBeGreaterThanOrEqual(one.quiz.bestScore ?? -1);
          if (one.complete) expect(now.complete).toBe(true);
        }
        expect(after.overall.modules.done).toBeGreaterThanOrEqual(before.overall.modules.done);
      }),
    );
  });

  it("complete, the date and the minutes left agree", () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        for (const one of completion(days, log).modules.values()) {
          expect(one.complete).toBe(one.completedAt !== null);
          expect(one.complete).toBe(one.minutesLeft === 0);
        }
      }),
    );
  });
});
