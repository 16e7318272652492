import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue, siteOf, sourcesFor } from "#app/content/catalogue.server.ts";
import { rightOption } from "#app/features/quiz/scoring.ts";
import {
  chooseOption,
  handIn,
  type Kept,
  markDone,
  nothingKept,
  orderOf,
  packed,
  standingOf,
  startAttempt,
  unpacked,
} from "./kept.ts";
import { type Lesson, lessonOf } from "./package.ts";
import { completion2004, span12, status12 } from "./scorm-status.ts";

const content = catalogue();
const lessons = [...content.modules.values()].map((module) =>
  lessonOf(content, module, siteOf("denver"), sourcesFor(module.id, "denver")),
);
const lesson = lessons.find(({ quiz }) => quiz) as Lesson;
const quiz = lesson.quiz as NonNullable<Lesson["quiz"]>;
const plain = lessons.find(({ quiz }) => !quiz) as Lesson;

const readAll = (kept: Kept, { sections }: Lesson = lesson): Kept =>
  sections.reduce((so, { id }) => markDone(so, id, "read"), kept);

/** An attempt with that many right answers. */
function attempt(kept: Kept, right: number): Kept {
  const started = startAttempt(kept, 7);
  const answered = quiz.items.reduce((so, item, at) => {
    const option = rightOption(item);
    return chooseOption(so, item.id, at < right ? option : (option + 1) % item.options.length);
  }, started);
  return handIn(answered, quiz).kept;
}

describe("what a system is told", () => {
  const all = quiz.items.length;
  const fresh = nothingKept("hash");
  const table: [string, Kept, boolean, string, string, string, number | null][] = [
    ["nothing", fresh, false, "unknown", "incomplete", "incomplete", null],
    ["read", readAll(fresh), false, "unknown", "incomplete", "incomplete", null],
    ["failed, unread", attempt(fresh, 0), false, "failed", "incomplete", "incomplete", 0],
    [
      "read and failed",
      attempt(readAll(fresh), 1),
      true,
      "failed",
      "incomplete",
      "incomplete",
      Math.floor(100 / all),
    ],
    ["passed, unread", attempt(fresh, all), false, "unknown", "incomplete", "incomplete", 100],
    ["read and passed", attempt(readAll(fresh), all), true, "passed", "passed", "completed", 100],
    [
      "failed, then passed",
      attempt(attempt(readAll(fresh), 0), all),
      true,
      "passed",
      "passed",
      "completed",
      100,
    ],
    [
      "passed, then failed",
      attempt(attempt(readAll(fresh), all), 0),
      true,
      "passed",
      "passed",
      "completed",
      100,
    ],
  ];
  it.each(table)("%s", (_, kept, complete, success, status, completion, percent) => {
    const standing = standingOf(kept, lesson);
    expect({ complete: standing.complete, success: standing.success }).toEqual({ complete, success });
    expect(status12(standing)).toBe(status);
    expect(completion2004(standing)).toBe(completion);
    expect(standing.score?.percent ?? null).toBe(percent);
  });

  it("completes a lesson without a quiz when all is read or set aside, and never passes it", () => {
    const [first, ...rest] = plain.sections;
    const kept = rest.reduce(
      (so, { id }) => markDone(so, id, "alternative"),
      markDone(nothingKept("hash"), first?.id ?? "", "set-aside"),
    );
    expect(standingOf(kept, plain)).toMatchObject({ complete: true, success: "unknown", score: null });
    expect(status12(standingOf(kept, plain))).toBe("completed");
    expect(completion2004(standingOf(kept, plain))).toBe("completed");
  });

  it("never says passed unless one attempt had the right answers that are needed, and keeps the best", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: all }), { maxLength: 6 }),
        fc.boolean(),
        (rights, isRead) => {
          const begun = isRead ? readAll(fresh) : fresh;
          const standing = standingOf(rights.reduce(attempt, begun), lesson);
          const best = Math.max(-1, ...rights);
          const isPass = best * 100 >= quiz.pass * all;
          expect(standing.success === "passed").toBe(isRead && isPass);
          expect(status12(standing) === "passed").toBe(isRead && isPass);
          // Passed or not at all: a system that takes another status for the end would take no further attempt.
          expect(["passed", "incomplete"]).toContain(status12(standing));
          expect(completion2004(standing) === "completed").toBe(isRead && isPass);
          expect(standing.success === "failed").toBe(rights.length > 0 && !isPass);
          expect(standing.score?.right ?? -1).toBe(best);
          if (standing.score && standing.score.percent >= quiz.pass) expect(isPass).toBe(true);
          if (standing.score && standing.score.scaled >= quiz.pass / 100) expect(isPass).toBe(true);
        },
      ),
    );
  });

  it("hands nothing in while a question is open", () => {
    const started = startAttempt(nothingKept("hash"), 1);
    const { kept, missing, score } = handIn(started, quiz);
    expect(missing).toHaveLength(all);
    expect([kept, score]).toEqual([started, null]);
  });
});

describe("what a lesson keeps", () => {
  const kept: Kept = {
    ...chooseOption(startAttempt(attempt(readAll(nothingKept("hash")), 2), 99), quiz.items[1]?.id ?? "", 3),
    place: "quiz",
  };

  it("comes back as it was, in the middle of a quiz too", () => {
    expect(unpacked(packed(kept, lesson), lesson, "hash")).toEqual(kept);
    expect(orderOf(quiz, { seed: 99, answers: {} })).toEqual(orderOf(quiz, { seed: 99, answers: {} }));
  });

  it("fits into the 4,096 characters of SCORM 1.2, in every lesson", () => {
    for (const one of lessons) {
      const full = readAll({ ...kept, done: {}, hash: "0123456789abcdef", tries: 999 }, one);
      const answers = Object.fromEntries((one.quiz?.items ?? []).map(({ id }) => [id, 3]));
      const most = { ...full, open: { seed: 2 ** 32 - 1, answers }, last: { seed: 2 ** 32 - 1, answers } };
      const text = packed(most, one);
      expect(text.length, one.id).toBeLessThan(4096);
      expect(text, one.id).toMatch(/^[\x20-\x7e]*$/u);
    }
  });

  it("keeps the reading and the pass when the text has changed, and drops answers to older questions", () => {
    const passed = attempt(readAll(nothingKept("old")), quiz.items.length);
    const renewed = unpacked(packed({ ...passed, place: "result" }, lesson), lesson, "new");
    expect(renewed).toMatchObject({ hash: "new", passed: true, done: passed.done, open: null, last: null });
    expect(renewed.place).toBe("end");
    const shorter = { ...lesson, sections: lesson.sections.slice(1) };
    expect(Object.keys(unpacked(packed(passed, lesson), shorter, "new").done)).toHaveLength(
      shorter.sections.length,
    );
  });

  it("begins anew from what it cannot read", () => {
    for (const text of ["", "{", "null", "[2]", '[1,"hash"]', '[1,"hash",[1],{},3,"x",null,[1],[]]'])
      expect(unpacked(text, lesson, "hash")).toMatchObject({ passed: false, place: "start" });
  });
});

it("writes spans as SCORM 1.2 does", () => {
  expect([0, 59.994, 61.5, 3600 * 12 + 5].map(span12)).toEqual([
    "0000:00:00.00",
    "0000:00:59.99",
    "0000:01:01.50",
    "0012:00:05.00",
  ]);
});
