import { and, desc, eq, isNull, max } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { lineHtml, moduleOf, siteOf } from "#app/content/catalogue.server.ts";
import { publicItem } from "#app/content/quiz-item.ts";
import type { Quiz } from "#app/content/schema.ts";
import type { Module } from "#app/content/tree.ts";
import { moduleFor, readerSite } from "#app/features/learn/reading.server.ts";
import { moment } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { answer, attempt } from "#db/schema/learning.ts";
import { person } from "#db/schema/people.ts";
import { attemptsOf, pinnedQuizzes, pinQuiz } from "./attempts.server.ts";
import { type Answers, neededToPass, rightOption, score, shuffledOptions, unanswered } from "./scoring.ts";

export type Layout = User["quizLayout"];
type Attempt = typeof attempt.$inferSelect;

/** A module with a quiz that the user may take; otherwise 404. */
function quizFor(user: User, moduleId: string): { module: Module; quiz: Quiz } {
  const module = moduleFor(user, moduleId);
  if (!module.quiz) throw notFound("This part of the course has no quiz. Reading it is enough.");
  return { module, quiz: module.quiz };
}

/** What stands before the quiz: how it works, what was tried before. */
export function quizHome(user: User, moduleId: string) {
  const { module, quiz } = quizFor(user, moduleId);
  const attempts = attemptsOf([user.id]).filter((one) => one.moduleId === moduleId);
  const open = openAttempt(db, user, moduleId);
  const pinned = open ? quizOf(open) : quiz;
  return {
    module: { id: module.id, title: module.title },
    items: pinned.items.length,
    pass: pinned.pass,
    needed: neededToPass(pinned),
    layout: user.quizLayout,
    open: open ? { answered: answersOf(db, open.id).size } : null,
    passed: attempts.some(({ passed }) => passed),
    history: attempts
      .flatMap(({ id, submittedAt, percent, passed }) =>
        submittedAt ? [{ id, percent, passed, at: localMoment(user, submittedAt) }] : [],
      )
      .reverse(),
  };
}

const localMoment = (user: User, at: Date): string =>
  moment(at, siteOf(readerSite(user))?.time_zone ?? "America/New_York");

/** Opens an attempt, or gives the one that is open: two tabs and a double click are one attempt. */
export function startQuiz(user: User, moduleId: string, now = new Date()): string {
  quizFor(user, moduleId);
  const siteId = readerSite(user, "take-quiz");
  allow(user, "take-quiz", siteId);
  return transact((tx) => {
    const open = openAttempt(tx, user, moduleId);
    if (open) return open.id;
    const contentHash = pinQuiz(tx, moduleId, now);
    const { quiz } = quizFor(user, moduleId);
    const id = newId();
    tx.insert(attempt)
      .values({
        id,
        personId: user.id,
        moduleId,
        contentHash,
        optionOrder: shuffledOptions(quiz.items, Math.random),
        startedAt: now,
      })
      .run();
    recordAudit(tx, user, "start-quiz", id, siteId, { module: moduleId }, now);
    return id;
  });
}

export function setQuizLayout(user: User, layout: Layout, now = new Date()): void {
  if (layout === user.quizLayout) return;
  const siteId = readerSite(user, "take-quiz");
  allow(user, "take-quiz", siteId);
  transact((tx) => {
    tx.update(person).set({ quizLayout: layout }).where(eq(person.id, user.id)).run();
    recordAudit(tx, user, "set-quiz-layout", user.id, siteId, { layout }, now);
  });
}

/** A question as it is shown: the options in this attempt's order, and nothing that tells which is right. */
export type SheetItem = {
  id: string;
  number: number;
  stem: string;
  options: string[];
  /** The place of the chosen option in `options`. */
  chosen: number | null;
};

/** The open attempt as its page shows it; null when there is none. */
export function quizSheet(user: User, moduleId: string) {
  const module = moduleFor(user, moduleId);
  const open = openAttempt(db, user, moduleId);
  if (!open) return null;
  const answers = answersOf(db, open.id);
  const items = quizOf(open).items.map((item, index): SheetItem => {
    const order = open.optionOrder[item.id] ?? [];
    const { id, stem, options } = publicItem(item);
    const chosen = answers.get(id);
    return {
      id,
      number: index + 1,
      stem: lineHtml(stem, moduleId),
      options: order.map((original) => lineHtml(options[original]?.text ?? "", moduleId)),
      chosen: chosen === undefined ? null : order.indexOf(chosen),
    };
  });
  return {
    attemptId: open.id,
    module: { id: module.id, title: module.title },
    changed: open.contentHash !== module.hash,
    items,
  };
}

/** The place of an option as this attempt shows it. */
export type Choice = { itemId: string; place: number };

/** Keeps answers for good before it returns. Choosing the same again adds nothing. */
export function saveAnswers(user: User, attemptId: string, choices: Choice[], now = new Date()): void {
  const siteId = readerSite(user, "take-quiz");
  allow(user, "take-quiz", siteId);
  transact((tx) => {
    const open = ownAttempt(tx, user, attemptId);
    if (open.submittedAt)
      throw conflict("This attempt is submitted and closed. Open its result, or start a new attempt.");
    const known = answersOf(tx, attemptId);
    for (const { itemId, place } of choices) {
      const option = open.optionOrder[itemId]?.[place];
      if (option === undefined) throw new Response("That is not one of the options here.", { status: 422 });
      if (known.get(itemId) === option) continue;
      tx.insert(answer).values({ id: newId(), attemptId, itemId, option, at: now }).run();
      recordAudit(tx, user, "save-answer", attemptId, siteId, { item: itemId }, now);
    }
  });
}

/** Closes the attempt. Gives the numbers of the questions without an answer instead when there are any. */
export function submitQuiz(user: User, attemptId: string, now = new Date()): { missing: number[] } {
  const siteId = readerSite(user, "take-quiz");
  allow(user, "take-quiz", siteId);
  return transact((tx) => {
    const open = ownAttempt(tx, user, attemptId);
    if (open.submittedAt) return { missing: [] };
    const { items } = quizOf(open);
    const left = unanswered(items, answersOf(tx, attemptId));
    if (left.length > 0) return { missing: left.map((id) => items.findIndex((item) => item.id === id) + 1) };
    tx.update(attempt).set({ submittedAt: now }).where(eq(attempt.id, attemptId)).run();
    recordAudit(tx, user, "submit-quiz", attemptId, siteId, { module: open.moduleId }, now);
    return { missing: [] };
  });
}

/** One's own submitted attempt, with what was right and why. */
export function quizResult(user: User, moduleId: string, attemptId: string) {
  const module = moduleFor(user, moduleId);
  const done = ownAttempt(db, user, attemptId);
  if (done.moduleId !== moduleId || !done.submittedAt) throw notFound();
  const quiz = quizOf(done);
  const answers = answersOf(db, attemptId);
  const current = moduleOf(moduleId);
  return {
    module: { id: module.id, title: module.title },
    ...score(quiz, answers),
    pass: quiz.pass,
    at: localMoment(user, done.submittedAt),
    changed: done.contentHash !== module.hash,
    items: quiz.items.map((item, index) => {
      const chosen = answers.get(item.id);
      const right = rightOption(item);
      const section = current?.sections.find(({ id }) => id === item.section);
      return {
        id: item.id,
        number: index + 1,
        stem: lineHtml(item.stem, moduleId),
        isRight: chosen === right,
        section: section ? { id: section.id, title: section.title } : null,
        options: (done.optionOrder[item.id] ?? []).map((original) => ({
          text: lineHtml(item.options[original]?.text ?? "", moduleId),
          feedback: lineHtml(item.options[original]?.feedback ?? "", moduleId),
          chosen: original === chosen,
          right: original === right,
        })),
      };
    }),
  };
}

function openAttempt(from: Pick<Writer, "select">, user: User, moduleId: string): Attempt | undefined {
  return from
    .select()
    .from(attempt)
    .where(and(eq(attempt.personId, user.id), eq(attempt.moduleId, moduleId), isNull(attempt.submittedAt)))
    .orderBy(desc(attempt.startedAt))
    .get();
}

function ownAttempt(from: Pick<Writer, "select">, user: User, attemptId: string): Attempt {
  const found = from
    .select()
    .from(attempt)
    .where(and(eq(attempt.id, attemptId), eq(attempt.personId, user.id)))
    .get();
  if (!found) throw notFound("That attempt is not here. Open the quiz again from its module.");
  return found;
}

/** The quiz as it was when the attempt began, whatever the module says today. */
function quizOf({ contentHash }: Attempt): Quiz {
  const quiz = pinnedQuizzes([contentHash]).get(contentHash);
  if (!quiz) throw new Error(`No content version ${contentHash}`);
  return quiz;
}

/** In SQLite the columns beside max() come from the row that has the maximum: the newest answer per item. */
function answersOf(from: Pick<Writer, "select">, attemptId: string): Answers {
  const rows = from
    .select({ itemId: answer.itemId, option: answer.option, newest: max(answer.id) })
    .from(answer)
    .where(eq(answer.attemptId, attemptId))
    .groupBy(answer.itemId)
    .all();
  return new Map(rows.map(({ itemId, option }) => [itemId, option]));
}
