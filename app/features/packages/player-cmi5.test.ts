import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Lrs, registration, startLrs } from "#tests/lrs.ts";
import { handIn, markDone, nothingKept, packed, standingOf, startAttempt, unpacked } from "./kept.ts";
import type { LessonQuiz } from "./package.ts";
import { answersReported } from "./player-answers.ts";
import { cmi5Recorder } from "./player-cmi5.ts";
import type { Report } from "./recorder.ts";

const category = "https://w3id.org/xapi/cmi5/context/categories";
const extension = "https://w3id.org/xapi/cmi5/context/extensions";
let lrs: Lrs;
beforeEach(async () => {
  lrs = await startLrs();
});
afterEach(() => lrs.close());

const quiz: LessonQuiz = {
  pass: 80,
  items: [1, 2, 3, 4, 5].map((number) => ({
    id: `1.1-q${number}`,
    section: "one",
    stem: `Question ${number}`,
    options: [
      { text: "a", feedback: "", correct: true },
      { text: "b", feedback: "" },
    ],
  })),
};
const section = { title: "One", minutes: 1, noticeHtml: null, html: "", alternativeHtml: null };
const lesson = { sections: [{ ...section, id: "one" }], quiz };

/** A learner at the player: each step is reported as the player does it. */
async function visit(pass = 80) {
  const recorder = cmi5Recorder(lrs.search());
  const opened = await recorder.open();
  let kept = opened.kept ? unpacked(opened.kept, lesson, "hash") : nothingKept("hash");
  const answers: Report["answers"] = [];
  const report = (): Report => ({
    kept: packed(kept, lesson),
    place: kept.place,
    standing: standingOf(kept, lesson),
    seconds: 61,
    answers: [...answers],
  });
  return {
    opened,
    kept: () => kept,
    read: () => {
      kept = markDone(kept, "one", "read");
      return recorder.keep(report());
    },
    attempt: (right: number) => {
      kept = startAttempt(kept, 1);
      for (const [at, { id }] of quiz.items.entries())
        if (kept.open) kept.open.answers[id] = at < right ? 0 : 1;
      kept = handIn(kept, quiz, opened.pass ?? pass).kept;
      if (kept.last) answers.push(...answersReported(quiz, kept.last));
      return recorder.keep(report());
    },
    keep: () => recorder.keep(report()),
    close: () => recorder.close(report()),
    leave: () => recorder.leave(report()),
  };
}

describe("a lesson in a cmi5 system", () => {
  it("says what happened in the order that cmi5 asks for, with what each statement must hold", async () => {
    lrs.launchData({ returnURL: "https://lms.example.org/back" });
    const one = await visit();
    await one.read();
    await one.attempt(5);
    expect(await one.close()).toEqual({ goTo: "https://lms.example.org/back" });
    expect(lrs.said()).toEqual(["initialized", "completed", "passed", "terminated"]);
    const times = lrs.statements.map(({ timestamp }) => timestamp);
    expect(new Set(times).size).toBe(times.length);
    expect([...times].sort()).toEqual(times);
    for (const { verb, context, result } of lrs.statements) {
      const name = verb.display["en-US"] ?? "";
      const categories = (context.contextActivities.category ?? []).map(({ id }) => id);
      expect(context.registration).toBe(registration);
      expect(context.extensions[`${extension}/sessionid`]).toBe("session-0");
      expect(context.contextActivities.grouping).toHaveLength(1);
      expect(categories.includes(`${category}/cmi5`)).toBe(name !== "answered");
      expect(categories.includes(`${category}/moveon`)).toBe(["completed", "passed"].includes(name));
      expect(context.extensions[`${extension}/masteryscore`]).toBe(name === "passed" ? 0.8 : undefined);
      if (name === "completed") expect(result).toEqual({ completion: true, duration: "PT61S" });
      if (name === "passed") expect(result).toMatchObject({ success: true, score: { scaled: 1, raw: 100 } });
      if (name === "terminated") expect(result).toEqual({ duration: "PT61S" });
    }
    expect(lrs.statements.filter(({ verb }) => verb.display["en-US"] === "answered")).toHaveLength(5);
  });

  it("says failed at the end of a session that passed nothing, and goes on where the learner stopped", async () => {
    const one = await visit();
    await one.read();
    await one.attempt(2);
    expect(lrs.said()).toEqual(["initialized", "completed"]);
    await one.close();
    expect(lrs.said()).toEqual(["initialized", "completed", "failed", "terminated"]);
    const failed = lrs.statements.find(({ verb }) => verb.display["en-US"] === "failed");
    expect(failed?.result).toMatchObject({ success: false, score: { scaled: 0.4 } });

    const before = lrs.statements.length;
    const two = await visit();
    expect(two.kept()).toMatchObject({ done: { one: "read" }, tries: 1, passed: false });
    await two.attempt(3);
    await two.attempt(4);
    await two.attempt(0);
    await two.close();
    expect(lrs.said(before)).toEqual(["initialized", "passed", "terminated"]);

    const later = lrs.statements.length;
    const three = await visit();
    await three.attempt(0);
    await three.close();
    expect(lrs.said(later)).toEqual(["initialized", "terminated"]);
  });

  it("ends the session in order when the page goes away", async () => {
    const one = await visit();
    await one.attempt(1);
    one.leave();
    await expect.poll(() => lrs.said()).toEqual(["initialized", "failed", "terminated"]);
    await expect.poll(() => (lrs.states.get("cairn-lesson") as { kept: string }).kept).toContain("01111");
  });

  it("judges by the mastery score of the system", async () => {
    lrs.launchData({ masteryScore: 0.6 });
    const one = await visit();
    expect(one.opened.pass).toBe(60);
    await one.read();
    await one.attempt(3);
    expect(lrs.said()).toEqual(["initialized", "completed", "passed"]);
  });

  it("says only that somebody came and went when nothing is judged", async () => {
    for (const launchMode of ["Browse", "Review"]) {
      lrs.launchData({ launchMode });
      const before = lrs.statements.length;
      const one = await visit();
      expect(one.opened.isJudged).toBe(false);
      await one.read();
      await one.attempt(5);
      await one.close();
      expect(lrs.said(before)).toEqual(["initialized", "terminated"]);
      expect(lrs.states.has("cairn-lesson")).toBe(false);
    }
  });

  it("says nothing twice when the store was away for a while", async () => {
    const one = await visit();
    lrs.fail(1);
    await expect(one.read()).rejects.toThrow(/could not/u);
    await one.attempt(5);
    lrs.fail(1);
    await expect(one.close()).rejects.toThrow(/could not/u);
    await one.close();
    expect(lrs.said()).toEqual(["initialized", "completed", "passed", "terminated"]);
  });

  it("says in a sentence why it cannot start", async () => {
    await expect(cmi5Recorder("").open()).rejects.toThrow(/outside a learning system/u);
    const search = lrs.search();
    await cmi5Recorder(search).open();
    const used = cmi5Recorder(search);
    await expect(used.open()).rejects.toThrow(/: Used already\. Please start it again/u);
  });
});
