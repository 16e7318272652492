import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handIn, markDone, nothingKept, packed, standingOf, startAttempt, unpacked } from "./kept.ts";
import type { LessonQuiz } from "./package.ts";
import { answersReported } from "./player-answers.ts";
import { cmi5Recorder } from "./player-cmi5.ts";
import type { Report } from "./recorder.ts";

type Statement = {
  id: string;
  verb: { display: Record<string, string> };
  timestamp: string;
  result?: { success?: boolean; completion?: boolean; duration?: string; score?: { scaled: number } };
  context: {
    registration: string;
    contextActivities: Record<string, { id: string }[]>;
    extensions: Record<string, unknown>;
  };
};

const category = "https://w3id.org/xapi/cmi5/context/categories";
const extension = "https://w3id.org/xapi/cmi5/context/extensions";
const registration = "760e3480-ba55-4991-94b0-01820dbd23a2";
const actor = { objectType: "Agent", account: { homePage: "https://lms.example.org", name: "1625378" } };

/** A record store over HTTP that knows only what a lesson needs, and holds it to the rules of cmi5. */
let server: Server;
let base = "";
let statements: Statement[] = [];
let states = new Map<string, unknown>();
let usedTokens = 0;
let failing = 0;

const launchData = (more: object = {}) => ({
  contextTemplate: {
    contextActivities: { grouping: [{ id: "https://cairn.example.org/packages/ccip/denver/1.1" }] },
    extensions: { [`${extension}/sessionid`]: `session-${usedTokens}` },
  },
  launchMode: "Normal",
  masteryScore: 0.8,
  moveOn: "CompletedAndPassed",
  ...more,
});

beforeEach(async () => {
  statements = [];
  states = new Map([["LMS.LaunchData", launchData()]]);
  usedTokens = 0;
  failing = 0;
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://lrs");
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const send = (status: number, body: unknown = "") => {
        response.writeHead(status, { "Content-Type": "application/json" });
        response.end(JSON.stringify(body));
      };
      const body = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : null;
      if (url.pathname === "/token") {
        if (request.method !== "POST") return send(405);
        usedTokens += 1;
        if (url.searchParams.get("used"))
          return send(200, { "error-code": "1", "error-text": "Used already" });
        return send(200, { "auth-token": "c2VjcmV0" });
      }
      if (request.headers.authorization !== "Basic c2VjcmV0") return send(401);
      if (!request.headers["x-experience-api-version"]) return send(400);
      if (failing > 0) {
        failing -= 1;
        return send(503);
      }
      if (url.pathname === "/lrs/agents/profile") return send(404);
      if (url.pathname === "/lrs/activities/state") {
        if (url.searchParams.get("registration") !== registration) return send(400);
        const id = url.searchParams.get("stateId") ?? "";
        if (request.method === "GET") return states.has(id) ? send(200, states.get(id)) : send(404);
        states.set(id, body);
        return send(204);
      }
      if (url.pathname === "/lrs/statements" && request.method === "POST") {
        if (body.some(({ id }: Statement) => statements.some((one) => one.id === id))) return send(409);
        statements.push(...body);
        return send(
          200,
          body.map(({ id }: Statement) => id),
        );
      }
      send(404);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  base = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
});
afterEach(() => new Promise<void>((closed) => server.close(() => closed())));

const search = (more: Record<string, string> = {}) =>
  `?${new URLSearchParams({
    endpoint: `${base}/lrs/`,
    fetch: `${base}/token?k=1`,
    actor: JSON.stringify(actor),
    registration,
    activityId: "https://lms.example.org/activity/1",
    ...more,
  })}`;

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
  const recorder = cmi5Recorder(search());
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

const said = (from = 0) =>
  statements
    .slice(from)
    .map(({ verb }) => verb.display["en-US"])
    .filter((verb) => verb !== "answered");

describe("a lesson in a cmi5 system", () => {
  it("says what happened in the order that cmi5 asks for, with what each statement must hold", async () => {
    states.set("LMS.LaunchData", launchData({ returnURL: "https://lms.example.org/back" }));
    const one = await visit();
    await one.read();
    await one.attempt(5);
    expect(await one.close()).toEqual({ goTo: "https://lms.example.org/back" });
    expect(said()).toEqual(["initialized", "completed", "passed", "terminated"]);
    const times = statements.map(({ timestamp }) => timestamp);
    expect(new Set(times).size).toBe(times.length);
    expect([...times].sort()).toEqual(times);
    for (const { verb, context, result } of statements) {
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
    expect(statements.filter(({ verb }) => verb.display["en-US"] === "answered")).toHaveLength(5);
  });

  it("says failed at the end of a session that passed nothing, and goes on where the learner stopped", async () => {
    const one = await visit();
    await one.read();
    await one.attempt(2);
    expect(said()).toEqual(["initialized", "completed"]);
    await one.close();
    expect(said()).toEqual(["initialized", "completed", "failed", "terminated"]);
    const failed = statements.find(({ verb }) => verb.display["en-US"] === "failed");
    expect(failed?.result).toMatchObject({ success: false, score: { scaled: 0.4 } });

    const before = statements.length;
    const two = await visit();
    expect(two.kept()).toMatchObject({ done: { one: "read" }, tries: 1, passed: false });
    await two.attempt(3);
    await two.attempt(4);
    await two.attempt(0);
    await two.close();
    expect(said(before)).toEqual(["initialized", "passed", "terminated"]);

    const later = statements.length;
    const three = await visit();
    await three.attempt(0);
    await three.close();
    expect(said(later)).toEqual(["initialized", "terminated"]);
  });

  it("ends the session in order when the page goes away", async () => {
    const one = await visit();
    await one.attempt(1);
    one.leave();
    await expect.poll(() => said()).toEqual(["initialized", "failed", "terminated"]);
    await expect.poll(() => (states.get("cairn-lesson") as { kept: string }).kept).toContain("01111");
  });

  it("judges by the mastery score of the system", async () => {
    states.set("LMS.LaunchData", launchData({ masteryScore: 0.6 }));
    const one = await visit();
    expect(one.opened.pass).toBe(60);
    await one.read();
    await one.attempt(3);
    expect(said()).toEqual(["initialized", "completed", "passed"]);
  });

  it("says only that somebody came and went when nothing is judged", async () => {
    for (const launchMode of ["Browse", "Review"]) {
      states.set("LMS.LaunchData", launchData({ launchMode }));
      const before = statements.length;
      const one = await visit();
      expect(one.opened.isJudged).toBe(false);
      await one.read();
      await one.attempt(5);
      await one.close();
      expect(said(before)).toEqual(["initialized", "terminated"]);
      expect(states.has("cairn-lesson")).toBe(false);
    }
  });

  it("says nothing twice when the store was away for a while", async () => {
    const one = await visit();
    failing = 1;
    await expect(one.read()).rejects.toThrow(/could not/u);
    await one.attempt(5);
    failing = 1;
    await expect(one.close()).rejects.toThrow(/could not/u);
    await one.close();
    expect(said()).toEqual(["initialized", "completed", "passed", "terminated"]);
  });

  it("says in a sentence why it cannot start", async () => {
    await expect(cmi5Recorder("").open()).rejects.toThrow(/outside a learning system/u);
    const used = cmi5Recorder(search({ fetch: `${base}/token?used=1` }));
    await expect(used.open()).rejects.toThrow(/Used already.*start it again/u);
  });
});
