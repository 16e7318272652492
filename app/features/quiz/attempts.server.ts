import { and, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { contentVersion as contentOf } from "#app/content/catalogue.server.ts";
import type { Quiz } from "#app/content/schema.ts";
import { type Database, db, listed, prepared, type Writer } from "#db/client.server.ts";
import { answer, attempt, contentVersion } from "#db/schema/learning.ts";
import { score } from "./scoring.ts";

export type AttemptResult = {
  id: string;
  personId: string;
  moduleId: string;
  startedAt: Date;
  submittedAt: Date | null;
  /** 0 until it is submitted. */
  percent: number;
  passed: boolean;
};

/**
 * Every attempt of these people, scored against the quiz that each attempt pinned. For other features; it asks
 * for no permission, so the caller must have decided whose results may be seen.
 */
export function attemptsOf(personIds: string[]): AttemptResult[] {
  if (personIds.length === 0) return [];
  const people = { people: JSON.stringify(personIds) };
  return scored(attemptsByPeople().all(people), () => answersByPeople().all(people));
}

/** The same for one person in one module. */
export function attemptsIn(personId: string, moduleId: string): AttemptResult[] {
  const mine = { person: personId, module: moduleId };
  return scored(attemptsInModule().all(mine), () => answersInModule().all(mine));
}

/**
 * The newest of some answers, to select beside their columns: in SQLite those come from the row that has the maximum.
 * By rowid, which grows with each row that is kept; ids of one millisecond come from several processes in any order.
 */
export const newestOf = (answers: SQLiteTable) => sql<number>`max(${answers}.rowid)`;
export const newestAnswer = newestOf(answer);

type Row = typeof attempt.$inferSelect;
type NewestAnswer = { attemptId: string; itemId: string; option: number };

function scored(rows: Row[], newestAnswers: () => NewestAnswer[]): AttemptResult[] {
  if (rows.length === 0) return [];
  const newest = rows.some(({ submittedAt }) => submittedAt) ? newestAnswers() : [];
  const answers = new Map<string, Map<string, number>>();
  for (const { attemptId, itemId, option } of newest) {
    const known = answers.get(attemptId) ?? new Map<string, number>();
    answers.set(attemptId, known.set(itemId, option));
  }
  const quizzes = pinnedQuizzes([...new Set(rows.map(({ contentHash }) => contentHash))]);
  return rows.map(({ contentHash, optionOrder, ...row }) => {
    const quiz = quizzes.get(contentHash);
    const { percent, passed } =
      row.submittedAt && quiz ? score(quiz, answers.get(row.id) ?? new Map()) : { percent: 0, passed: false };
    return { ...row, percent, passed };
  });
}

const ofPeople = inArray(attempt.personId, listed("people"));
const inModule = and(
  eq(attempt.personId, sql.placeholder("person")),
  eq(attempt.moduleId, sql.placeholder("module")),
);

const attemptsByPeople = prepared((from) => attemptsWhere(from, ofPeople));
const attemptsInModule = prepared((from) => attemptsWhere(from, inModule));
const answersByPeople = prepared((from) => answersWhere(from, ofPeople));
const answersInModule = prepared((from) => answersWhere(from, inModule));

function attemptsWhere(from: Database, where: SQL | undefined) {
  return from.select().from(attempt).where(where).orderBy(attempt.startedAt, attempt.id);
}

/** The newest answer per item of each attempt that is submitted. */
function answersWhere(from: Database, where: SQL | undefined) {
  return from
    .select({
      attemptId: answer.attemptId,
      itemId: answer.itemId,
      option: answer.option,
      newest: newestAnswer,
    })
    .from(answer)
    .innerJoin(attempt, eq(attempt.id, answer.attemptId))
    .where(and(where, isNotNull(attempt.submittedAt)))
    .groupBy(answer.attemptId, answer.itemId);
}

/** Keeps the quiz as it is today, once per content hash, and gives the hash for an attempt to pin. */
export function pinQuiz(tx: Writer, moduleId: string, now = new Date()): string {
  const { hash, quiz } = contentOf(moduleId);
  pinContent(tx, { hash, moduleId, quiz: JSON.parse(quiz) }, now);
  return hash;
}

/** Keeps questions as they stand under a hash; those of a form have its id in the place of a module's. */
export function pinContent(
  tx: Writer,
  version: { hash: string; moduleId: string; quiz: unknown },
  now: Date,
): void {
  tx.insert(contentVersion)
    .values({ ...version, createdAt: now })
    .onConflictDoNothing()
    .run();
}

let known: { for: typeof db; quizzes: Map<string, Quiz> } | null = null;

/** Quizzes by content hash. A version never changes, so each is read once per process. */
export function pinnedQuizzes(hashes: string[]): Map<string, Quiz> {
  if (known?.for !== db) known = { for: db, quizzes: new Map() };
  const { quizzes } = known;
  const missing = hashes.filter((hash) => !quizzes.has(hash));
  if (missing.length > 0) {
    const rows = db.select().from(contentVersion).where(inArray(contentVersion.hash, missing)).all();
    for (const row of rows) quizzes.set(row.hash, row.quiz as Quiz);
  }
  return quizzes;
}
