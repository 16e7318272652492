import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { catalogue, lineHtml, taughtDays } from "#app/content/catalogue.server.ts";
import { newestAnswer, pinnedQuizzes } from "#app/features/quiz/attempts.server.ts";
import { toCsv } from "#app/lib/csv.ts";
import { todayIn } from "#app/lib/dates.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { answer, attempt } from "#db/schema/learning.ts";
import { type Cohort, cohortFor } from "./cohorts.server.ts";
import { type Answered, analyseItems, type ItemAnalysis } from "./items.ts";
import { type MatrixRow, membersOf, rowsOf } from "./matrix.server.ts";

/** One text of the quiz and the people whose newest handed-in attempt answered that text. */
export type VersionResults = {
  hash: string;
  /** Whether it is the text that trainees see today. */
  current: boolean;
  people: number;
  items: ItemAnalysis[];
};

export type ModuleResults = {
  cohort: Cohort;
  today: string;
  module: { id: string; title: string; dayTitle: string };
  rows: MatrixRow[];
  /** Today's text first, then earlier ones; empty when nobody has handed in an attempt. */
  versions: VersionResults[];
};

/** A module as this cohort meets it: who may need a hand, and which answers drew people. Page and file share it. */
export function moduleResults(
  user: User,
  cohortId: string,
  moduleId: string,
  now = new Date(),
): ModuleResults {
  const cohort = cohortFor(user, cohortId, now);
  const day = taughtDays(cohort.variant).find(({ modules }) => modules.some(({ id }) => id === moduleId));
  const module = day?.modules.find(({ id }) => id === moduleId);
  if (!day || !module) throw notFound();
  const today = todayIn(cohort.timeZone, now);
  const members = membersOf(cohort.id);
  const newest = newestAttempts(
    members.map(({ personId }) => personId),
    moduleId,
  );
  const quizzes = pinnedQuizzes([...new Set(newest.map(({ hash }) => hash))]);
  const versions = [...quizzes]
    .flatMap(([hash, quiz]): VersionResults[] => {
      const mine = newest.filter((one) => one.hash === hash);
      if (mine.length === 0) return [];
      const items = analyseItems(
        quiz,
        mine.map(({ answers }) => answers),
        catalogue().misconceptions,
      );
      return [{ hash, current: hash === module.hash, people: mine.length, items }];
    })
    .sort((a, b) => Number(b.current) - Number(a.current) || b.people - a.people);
  return {
    cohort,
    today,
    module: { id: module.id, title: module.title, dayTitle: day.title },
    rows: rowsOf(cohort, members, today).map((row) => ({
      ...row,
      cells: row.cells.filter((cell) => cell.moduleId === moduleId),
    })),
    versions,
  };
}

/** The file of the item analysis: one line per option, with the same counts as the page. */
export function itemsCsv(results: ModuleResults): string {
  return toCsv(
    [
      "Quiz version",
      "People",
      "Item",
      "Question",
      "Option",
      "Text",
      "Correct",
      "Mistaken idea",
      "Chosen by",
      "Percent",
    ],
    results.versions.flatMap(({ hash, people, items }) =>
      items.flatMap((item) =>
        item.options.map((option) => [
          hash.slice(0, 16),
          people,
          item.id,
          plain(item.stem),
          option.letter,
          plain(option.text),
          option.correct ? "yes" : "no",
          option.misconception ?? "",
          option.count,
          option.percent,
        ]),
      ),
    ),
  );
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };

/** A line of Markdown as bare text. */
function plain(markdown: string): string {
  return lineHtml(markdown)
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => entities[name] ?? "");
}

function newestAttempts(personIds: string[], moduleId: string): { hash: string; answers: Answered }[] {
  if (personIds.length === 0) return [];
  const seen = new Set<string>();
  const attempts = db
    .select({ id: attempt.id, personId: attempt.personId, hash: attempt.contentHash })
    .from(attempt)
    .where(
      and(
        eq(attempt.moduleId, moduleId),
        inArray(attempt.personId, personIds),
        isNotNull(attempt.submittedAt),
      ),
    )
    .orderBy(desc(attempt.submittedAt), desc(attempt.id))
    .all()
    .filter(({ personId }) => !seen.has(personId) && seen.add(personId));
  if (attempts.length === 0) return [];
  const rows = db
    .select({
      attemptId: answer.attemptId,
      itemId: answer.itemId,
      option: answer.option,
      newest: newestAnswer,
    })
    .from(answer)
    .where(
      inArray(
        answer.attemptId,
        attempts.map(({ id }) => id),
      ),
    )
    .groupBy(answer.attemptId, answer.itemId)
    .all();
  const answers = new Map<string, Answered>(attempts.map(({ id }) => [id, {}]));
  for (const { attemptId, itemId, option } of rows) {
    const mine = answers.get(attemptId);
    if (mine) mine[itemId] = option;
  }
  return attempts.map(({ id, hash }) => ({ hash, answers: answers.get(id) ?? {} }));
}
