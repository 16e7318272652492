import { and, eq, inArray, isNotNull, max } from "drizzle-orm";
import { contentVersion as contentOf } from "#app/content/catalogue.server.ts";
import type { Quiz } from "#app/content/schema.ts";
import { db, type Writer } from "#db/client.server.ts";
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
  const mine = inArray(attempt.personId, personIds);
  const rows = db.select().from(attempt).where(mine).orderBy(attempt.startedAt, attempt.id).all();
  if (rows.length === 0) return [];
  // In SQLite the columns beside max() come from the row that has the maximum: the newest answer per item.
  const newest = db
    .select({
      attemptId: answer.attemptId,
      itemId: answer.itemId,
      option: answer.option,
      newest: max(answer.id),
    })
    .from(answer)
    .innerJoin(attempt, eq(attempt.id, answer.attemptId))
    .where(and(mine, isNotNull(attempt.submittedAt)))
    .groupBy(answer.attemptId, answer.itemId)
    .all();
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

/** Keeps the quiz as it is today, once per content hash, and gives the hash for an attempt to pin. */
export function pinQuiz(tx: Writer, moduleId: string, now = new Date()): string {
  const { hash, quiz } = contentOf(moduleId);
  tx.insert(contentVersion)
    .values({ hash, moduleId, quiz: JSON.parse(quiz), createdAt: now })
    .onConflictDoNothing()
    .run();
  return hash;
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
