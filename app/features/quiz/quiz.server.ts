import { and, desc, eq, isNull, sql } from "drizzle-orm";
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
import { prepared, transact, transactTogether, type Writer } from "#db/client.server.ts";
import { answer, attempt } from "#db/schema/learning.ts";
import { person } from "#db/schema/people.ts";
import { attemptsOf, newestAnswer, pinnedQuizzes, pinQuiz } from "./attempts.server.ts";
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
  const open = openAttempt(user, moduleId);
  const pinned = open ? quizOf(open) : quiz;
  return {
    module: { id: module.id, title: module.title },
    items: pinned.items.length,
    pass: pinned.pass,
    needed: neededToPass(pinned),
    layout: user.quizLayout,
    open: open ? { answered: answersOf(open.id).size } : null,
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
    const open = openAttempt(user, moduleId);
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
  const open = openAttempt(user, moduleId);
  if (!open) return null;
  const answers = answersOf(open.id);
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
  transact(keeping(user, attemptId, choices, now));
}

/** The same for one answer, while many people give theirs. Resolves when it is kept for good. */
export function saveAnswer(user: User, attemptId: string, choice: Choice, now = new Date()): Promise<void> {
  return transactTogether(keeping(user, attemptId, [choice], now));
}

function keeping(user: User, attemptId: string, choices: Choice[], now: Date): (tx: Writer) => void {
  const siteId = readerSite(user, "take-quiz");
  allow(user, "take-quiz", siteId);
  return (tx) => {
    const open = ownAttempt(user, attemptId);
    if (open.submittedAt)
      throw conflict("This attempt is submitted and closed. Open its result, or start a new attempt.");
    const known = answersOf(attemptId);
    for (const { itemId, place } of choices) {
      const option = open.optionOrder[itemId]?.[place];
      if (option === undefined) throw new Response("That is not one of the options here.", { status: 422 });
      if (known.get(itemId) === option) continue;
      newAnswer().run({ id: newId(), attempt: attemptId, item: itemId, option, at: now });
      recordAudit(tx, user, "save-answer", attemptId, siteId, { item: itemId }, now);
    }
  };
}

/** Closes the attempt. Gives the numbers of the questions without an answer instead when there are any. */
export function submitQuiz(user: User, attemptId: string, now = new Date()): { missing: number[] } {
  const siteId = readerSite(user, "take-quiz");
  allow(user, "take-quiz", siteId);
  return transact((tx) => {
    const open = ownAttempt(user, attemptId);
    if (open.submittedAt) return { missing: [] };
    const { items } = quizOf(open);
    const left = unanswered(items, answersOf(attemptId));
    if (left.length > 0) return { missing: left.map((id) => items.findIndex((item) => item.id === id) + 1) };
    tx.update(attempt).set({ submittedAt: now }).where(eq(attempt.id, attemptId)).run();
    recordAudit(tx, user, "submit-quiz", attemptId, siteId, { module: open.moduleId }, now);
    return { missing: [] };
  });
}

/** One's own submitted attempt, with what was right and why. */
export function quizResult(user: User, moduleId: string, attemptId: string) {
  const module = moduleFor(user, moduleId);
  const done = ownAttempt(user, attemptId);
  if (done.moduleId !== moduleId || !done.submittedAt) throw notFound();
  const quiz = quizOf(done);
  const answers = answersOf(attemptId);
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

// This process has one connection, so that these questions see what its open transaction has written.
const openAttemptIn = prepared((from) =>
  from
    .select()
    .from(attempt)
    .where(
      and(
        eq(attempt.personId, sql.placeholder("person")),
        eq(attempt.moduleId, sql.placeholder("module")),
        isNull(attempt.submittedAt),
      ),
    )
    .orderBy(desc(attempt.startedAt)),
);
const attemptById = prepared((from) =>
  from
    .select()
    .from(attempt)
    .where(and(eq(attempt.id, sql.placeholder("id")), eq(attempt.personId, sql.placeholder("person")))),
);
const newestAnswers = prepared((from) =>
  from
    .select({ itemId: answer.itemId, option: answer.option, newest: newestAnswer })
    .from(answer)
    .where(eq(answer.attemptId, sql.placeholder("attempt")))
    .groupBy(answer.itemId),
);
const newAnswer = prepared((from) =>
  from.insert(answer).values({
    id: sql.placeholder("id"),
    attemptId: sql.placeholder("attempt"),
    itemId: sql.placeholder("item"),
    option: sql.placeholder("option"),
    at: sql.placeholder("at"),
  }),
);

const openAttempt = (user: User, moduleId: string): Attempt | undefined =>
  openAttemptIn().get({ person: user.id, module: moduleId });

function ownAttempt(user: User, attemptId: string): Attempt {
  const found = attemptById().get({ id: attemptId, person: user.id });
  if (!found) throw notFound("That attempt is not here. Open the quiz again from its module.");
  return found;
}

/** The quiz as it was when the attempt began, whatever the module says today. */
function quizOf({ contentHash }: Attempt): Quiz {
  const quiz = pinnedQuizzes([contentHash]).get(contentHash);
  if (!quiz) throw new Error(`No content version ${contentHash}`);
  return quiz;
}

/** The newest answer per item. */
function answersOf(attemptId: string): Answers {
  const rows = newestAnswers().all({ attempt: attemptId });
  return new Map(rows.map(({ itemId, option }) => [itemId, option]));
}
