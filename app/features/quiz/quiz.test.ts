import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { User } from "#app/auth/can.ts";
import { startSession } from "#app/auth/session.server.ts";
import { catalogue, contentVersion as contentOf, reloadCatalogue } from "#app/content/catalogue.server.ts";
import { readCurricula } from "#app/content/files.server.ts";
import { db } from "#db/client.server.ts";
import { answer, attempt, contentVersion } from "#db/schema/learning.ts";
import { person } from "#db/schema/people.ts";
import { audit } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { attemptsIn, attemptsOf } from "./attempts.server.ts";
import {
  quizHome,
  quizResult,
  quizSheet,
  saveAnswer,
  saveAnswers,
  setQuizLayout,
  startQuiz,
  submitQuiz,
} from "./quiz.server.ts";
import { loader as homeLoader } from "./quiz.tsx";
import { action as saveAction } from "./save-answer.ts";
import { action as takeAction, loader as takeLoader } from "./take.tsx";

beforeEach(freshDb);

const nobody = (): User => ({ ...as("trainee"), grants: [] });
const moduleId = "1.3";
const quiz = () => catalogue().modules.get(moduleId)?.quiz ?? { items: [], pass: 0 };
const orderOf = (id: string) => db.select().from(attempt).where(eq(attempt.id, id)).get()?.optionOrder ?? {};

/** Where this attempt shows the right option of an item, or another one. */
function placeOf(attemptId: string, itemId: string, right: boolean): number {
  const item = quiz().items.find(({ id }) => id === itemId);
  const original = item?.options.findIndex((option) => (option.correct === true) === right) ?? -1;
  return orderOf(attemptId)[itemId]?.indexOf(original) ?? -1;
}

function answerAll(user: User, attemptId: string, wrong = 0): void {
  const choices = quiz().items.map(({ id }, i) => ({
    itemId: id,
    place: placeOf(attemptId, id, i >= wrong),
  }));
  saveAnswers(user, attemptId, choices);
}

const audits = (user: User) =>
  db
    .select()
    .from(audit)
    .where(eq(audit.actorId, user.id))
    .all()
    .map(({ action, siteId }) => `${action}@${siteId}`);

describe("starting", () => {
  it("opens one attempt however often it is asked, and pins the quiz", () => {
    const user = as("chicagoTrainee");
    const ids = new Set(Array.from({ length: 20 }, () => startQuiz(user, moduleId)));
    expect(ids.size).toBe(1);
    const { hash } = contentOf(moduleId);
    expect(db.select().from(contentVersion).all()).toMatchObject([{ hash, moduleId }]);
    expect(audits(user)).toEqual(["start-quiz@chicago"]);
  });

  it("cannot be doubled behind our back", () => {
    const user = as("chicagoTrainee");
    startQuiz(user, moduleId);
    const row = db.select().from(attempt).get();
    expect(() =>
      db
        .insert(attempt)
        .values({ ...(row as NonNullable<typeof row>), id: "another" })
        .run(),
    ).toThrow(/UNIQUE/);
  });

  it("is for those who may, where there is a quiz", () => {
    expect(refused(() => startQuiz(nobody(), moduleId))).toBe(403);
    expect(refused(() => startQuiz(as("trainee"), "d1-open"))).toBe(404);
    expect(refused(() => startQuiz(as("trainee"), "9.9"))).toBe(404);
    for (const who of ["trainer", "coordinator", "reviewer", "grantee", "administrator"] as const)
      expect(startQuiz(as(who), moduleId)).toBeTruthy();
  });

  it("shows the options in an order that stays", () => {
    const user = as("chicagoTrainee");
    startQuiz(user, moduleId);
    expect(quizSheet(user, moduleId)).toEqual(quizSheet(user, moduleId));
    const orders = new Set(
      (["trainee", "secondTrainee", "thirdTrainee", "trainer", "coTrainer", "reviewer"] as const).map((who) =>
        JSON.stringify(orderOf(startQuiz(as(who), moduleId))),
      ),
    );
    expect(orders.size).toBeGreaterThan(1);
  });
});

describe("answering", () => {
  it("keeps each answer as a row, the newest counts, and the same again adds nothing", () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    const itemId = quiz().items[0]?.id ?? "";
    for (const place of [2, 2, 0, 3]) saveAnswers(user, id, [{ itemId, place }]);
    const rows = db.select().from(answer).all();
    expect(rows.map(({ option }) => option)).toEqual([2, 0, 3].map((place) => orderOf(id)[itemId]?.[place]));
    expect(quizSheet(user, moduleId)?.items[0]?.chosen).toBe(3);
    expect(audits(user).filter((line) => line === "save-answer@chicago")).toHaveLength(3);
  });

  it("takes the row that was kept last for the newest, whatever the ids of two processes say", () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    answerAll(user, id);
    const [item] = quiz().items;
    const itemId = item?.id ?? "";
    const right = item?.options.findIndex(({ correct }) => correct) ?? -1;
    const wrong = (right + 1) % 4;
    const sameMoment = { attemptId: id, itemId, at: new Date() };
    db.insert(answer)
      .values({ ...sameMoment, id: "~late", option: right })
      .run();
    db.insert(answer)
      .values({ ...sameMoment, id: "0early", option: wrong })
      .run();
    expect(quizSheet(user, moduleId)?.items[0]?.chosen).toBe(orderOf(id)[itemId]?.indexOf(wrong));
    submitQuiz(user, id);
    expect(attemptsOf([user.id])).toMatchObject([{ percent: 87 }]);
    expect(attemptsIn(user.id, moduleId)).toEqual(attemptsOf([user.id]));
    expect(quizResult(user, moduleId, id).items[0]?.options.find(({ chosen }) => chosen)?.right).toBe(false);
  });

  it("keeps many people's answers that come together, and refuses one among them alone", async () => {
    const users = [as("chicagoTrainee"), as("chicagoSecondTrainee")];
    const itemId = quiz().items[0]?.id ?? "";
    const [first = "", second = ""] = users.map((user) => startQuiz(user, moduleId));
    const outcomes = await Promise.allSettled([
      saveAnswer(as("chicagoTrainee"), first, { itemId, place: 1 }),
      saveAnswer(as("chicagoTrainee"), first, { itemId: "no-such", place: 1 }),
      saveAnswer(as("chicagoTrainee"), second, { itemId, place: 1 }),
      saveAnswer(as("chicagoSecondTrainee"), second, { itemId, place: 2 }),
      saveAnswer(as("chicagoTrainee"), first, { itemId, place: 3 }),
      saveAnswer(as("chicagoTrainee"), first, { itemId, place: 3 }),
    ]);
    expect(outcomes.map((one) => (one.status === "rejected" ? one.reason.status : 204))).toEqual([
      204, 422, 404, 204, 204, 204,
    ]);
    expect(users.map((user) => quizSheet(user, moduleId)?.items[0]?.chosen)).toEqual([3, 2]);
    expect(db.select().from(answer).all()).toHaveLength(3);
    expect(users.map((user) => audits(user).filter((line) => line === "save-answer@chicago").length)).toEqual(
      [2, 1],
    );
    expect(refused(() => saveAnswer(nobody(), first, { itemId, place: 0 }))).toBe(403);
  });

  it("refuses other people's attempts, unknown items and options, and closed attempts", () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    const itemId = quiz().items[0]?.id ?? "";
    expect(refused(() => saveAnswers(as("chicagoSecondTrainee"), id, [{ itemId, place: 0 }]))).toBe(404);
    expect(refused(() => saveAnswers(as("chicagoTrainer"), id, [{ itemId, place: 0 }]))).toBe(404);
    expect(refused(() => saveAnswers(user, "no-such", [{ itemId, place: 0 }]))).toBe(404);
    expect(refused(() => saveAnswers(user, id, [{ itemId: "1.2-q1", place: 0 }]))).toBe(422);
    for (const place of [4, -1, 0.5, Number.NaN])
      expect(refused(() => saveAnswers(user, id, [{ itemId, place }]))).toBe(422);
    expect(refused(() => saveAnswers({ ...user, grants: [] }, id, [{ itemId, place: 0 }]))).toBe(403);
    expect(db.select().from(answer).all()).toEqual([]);
    answerAll(user, id);
    submitQuiz(user, id);
    expect(refused(() => saveAnswers(user, id, [{ itemId, place: 0 }]))).toBe(409);
  });

  it("saves all of a page or nothing", () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    const itemId = quiz().items[0]?.id ?? "";
    expect(
      refused(() =>
        saveAnswers(user, id, [
          { itemId, place: 0 },
          { itemId: "no-such", place: 0 },
        ]),
      ),
    ).toBe(422);
    expect(db.select().from(answer).all()).toEqual([]);
  });
});

describe("submitting", () => {
  it("names the questions without an answer and loses nothing", () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    saveAnswers(user, id, [{ itemId: quiz().items[1]?.id ?? "", place: 0 }]);
    expect(submitQuiz(user, id).missing).toEqual([1, 3, 4, 5, 6, 7, 8]);
    expect(quizSheet(user, moduleId)?.items[1]?.chosen).toBe(0);
  });

  it("closes the attempt once, and the next one is new", () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    answerAll(user, id, 2);
    submitQuiz(user, id, new Date(1000));
    submitQuiz(user, id, new Date(2000));
    expect(db.select().from(attempt).get()?.submittedAt).toEqual(new Date(1000));
    expect(audits(user).filter((line) => line.startsWith("submit-quiz"))).toHaveLength(1);
    expect(attemptsOf([user.id])).toMatchObject([{ percent: 75, passed: false }]);
    const again = startQuiz(user, moduleId);
    expect(again).not.toBe(id);
    answerAll(user, again);
    submitQuiz(user, again);
    expect(quizHome(user, moduleId)).toMatchObject({ passed: true, open: null });
    expect(quizHome(user, moduleId).history.map(({ percent }) => percent)).toEqual([100, 75]);
  });

  it("is for the owner", () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    answerAll(user, id);
    expect(refused(() => submitQuiz(as("chicagoSecondTrainee"), id))).toBe(404);
    expect(refused(() => submitQuiz({ ...user, grants: [] }, id))).toBe(403);
    expect(refused(() => quizResult(user, moduleId, id))).toBe(404);
    submitQuiz(user, id);
    expect(quizResult(user, moduleId, id)).toMatchObject({ right: 8, total: 8, passed: true });
    for (const who of ["chicagoSecondTrainee", "chicagoTrainer", "grantee"] as const)
      expect(refused(() => quizResult(as(who), moduleId, id))).toBe(404);
    expect(refused(() => quizResult(user, "1.2", id))).toBe(404);
  });

  it("tells the right option, the chosen one and why", () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    answerAll(user, id, 1);
    submitQuiz(user, id);
    const { items } = quizResult(user, moduleId, id);
    const [first] = items;
    expect(first).toMatchObject({ isRight: false });
    expect(first?.options.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(first?.options.find(({ right }) => right)?.chosen).toBe(false);
    expect(items.flatMap(({ options }) => options).every(({ feedback }) => feedback !== "")).toBe(true);
    expect(first?.section?.title).toBeTruthy();
  });
});

it("goes on with the quiz as it was when the module changes", () => {
  onTestFinished(() => void reloadCatalogue());
  const user = as("chicagoTrainee");
  const id = startQuiz(user, moduleId);
  const before = quizSheet(user, moduleId);
  const files = new Map(readCurricula());
  const file = [...files.keys()].find((name) => name.includes("/1.3-") && name.endsWith("quiz.yaml")) ?? "";
  files.set(file, String(files.get(file)).replaceAll(/stem: ".*"/g, 'stem: "Changed?"'));
  reloadCatalogue(files);
  expect(catalogue().modules.get(moduleId)?.quiz?.items[0]?.stem).toBe("Changed?");
  expect(quizSheet(user, moduleId)).toEqual({ ...before, changed: true });
  answerAll(user, id);
  submitQuiz(user, id);
  expect(quizResult(user, moduleId, id)).toMatchObject({ passed: true, changed: true });
  startQuiz(user, moduleId);
  expect(quizSheet(user, moduleId)?.items[0]?.stem).toBe("Changed?");
});

it("keeps how somebody likes quizzes", () => {
  const user = as("chicagoTrainee");
  setQuizLayout(user, "page");
  expect(db.select().from(person).where(eq(person.id, user.id)).get()?.quizLayout).toBe("page");
  setQuizLayout(as("chicagoTrainee"), "page");
  expect(audits(user)).toEqual(["set-quiz-layout@chicago"]);
  expect(refused(() => setQuizLayout(nobody(), "page"))).toBe(403);
});

describe("over HTTP", () => {
  async function request(user: User, path: string, form?: Record<string, string>): Promise<Request> {
    const blank = new Request("http://127.0.0.1:3000/sign-in");
    const cookie = (await startSession(user.id, blank, false)).split(";")[0] ?? "";
    return new Request(`http://127.0.0.1:3000${path}`, {
      headers: { Cookie: cookie },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
  }
  const context = { context: { address: "", reference: "" }, params: { moduleId } };

  it("never sends an answer, a reason or a hint before the attempt is submitted", async () => {
    const user = as("chicagoTrainee");
    startQuiz(user, moduleId);
    for (const layout of ["steps", "page"] as const) {
      setQuizLayout(as("chicagoTrainee"), layout);
      for (const query of ["", "?review", "?question=3"]) {
        const sent = JSON.stringify([
          await takeLoader({ ...context, request: await request(user, `/curriculum/1.3/quiz/take${query}`) }),
          await homeLoader({ ...context, request: await request(user, "/curriculum/1.3/quiz") }),
        ]);
        for (const { options } of quiz().items)
          for (const { feedback } of options) expect(sent).not.toContain(feedback.slice(0, 25));
        expect(sent).not.toMatch(/correct|misconception|MC\d\d|feedback|"right"|optionOrder/);
      }
    }
  });

  it("acknowledges an answer with 204 once it is kept", async () => {
    const user = as("chicagoTrainee");
    const id = startQuiz(user, moduleId);
    const item = quiz().items[0]?.id ?? "";
    const sent = await request(user, "/curriculum/1.3/quiz/answer", { attempt: id, item, place: "1" });
    expect((await saveAction({ ...context, request: sent })).status).toBe(204);
    expect(db.select().from(answer).all()).toHaveLength(1);
    const empty = await request(user, "/curriculum/1.3/quiz/answer", { attempt: id, item });
    await expect(saveAction({ ...context, request: empty })).rejects.toMatchObject({ status: 422 });
    const stranger = new Request("http://127.0.0.1:3000/x", { method: "POST", body: new URLSearchParams() });
    await expect(saveAction({ ...context, request: stranger })).rejects.toMatchObject({ status: 302 });
  });

  it("answers 422 when questions are left, and saves what came along", async () => {
    const user = as("chicagoTrainee");
    const attemptId = startQuiz(user, moduleId);
    const item = quiz().items[0]?.id ?? "";
    const form = { attempt: attemptId, intent: "submit", [`item:${item}`]: "2" };
    const sent = await takeAction({
      ...context,
      request: await request(user, "/curriculum/1.3/quiz/take", form),
    });
    expect(sent).toMatchObject({ data: { missing: [2, 3, 4, 5, 6, 7, 8] }, init: { status: 422 } });
    expect(db.select().from(answer).all()).toHaveLength(1);
  });
});
