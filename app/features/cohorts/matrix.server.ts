import { and, eq, inArray, isNull, max } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { taughtDays } from "#app/content/catalogue.server.ts";
import type { Discipline } from "#app/content/discipline.ts";
import { type ModuleProgress, progressOf } from "#app/features/learn/progress.server.ts";
import { attemptsOf } from "#app/features/quiz/attempts.server.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { toCsv } from "#app/lib/csv.ts";
import { todayIn } from "#app/lib/dates.ts";
import { fold, matches } from "#app/lib/fold.ts";
import { db } from "#db/client.server.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { attempt, place, sectionLog } from "#db/schema/learning.ts";
import { person } from "#db/schema/people.ts";
import { type Cohort, cohortFor } from "./cohorts.server.ts";
import { type CellState, cellState, cellWords, disciplineWords, type View } from "./matrix.ts";
import { type StuckReason, stuckReason } from "./stuck.ts";

export type Cell = {
  moduleId: string;
  progress: ModuleProgress;
  stuck: StuckReason | null;
  state: CellState;
  words: string;
};

export type MatrixRow = {
  personId: string;
  name: string;
  discipline: Discipline | null;
  agency: string | null;
  done: number;
  /** Calendar day at the site; null when there was no activity yet. */
  lastActiveOn: string | null;
  cells: Cell[];
};

export type MatrixModule = { id: string; title: string; complete: number };
export type MatrixDay = { id: string; order: number; title: string; modules: MatrixModule[] };

export type Matrix = {
  cohort: Cohort;
  today: string;
  days: MatrixDay[];
  /** People who match the search, sorted as asked. */
  rows: MatrixRow[];
  /** How many are enrolled, found or not. */
  enrolled: number;
  modules: number;
};

type Member = { personId: string; name: string; discipline: Discipline | null; agency: string | null };

/** The people of a cohort by the modules of the course: page and file are made from this. */
export function matrixOf(user: User, cohortId: string, view: View, now = new Date()): Matrix {
  const cohort = cohortFor(user, cohortId, now);
  const today = todayIn(cohort.timeZone, now);
  const taught = taughtDays(cohort.variant);
  const all = rowsOf(cohort, membersOf(cohort.id), today);
  const rows = all
    .filter((row) => matches(view.q, row.name, row.agency))
    .filter((row) => !view.discipline || row.discipline === view.discipline)
    .sort(by(view));
  return {
    cohort,
    today,
    days: taught.map(({ id, order, title, modules }) => ({
      id,
      order,
      title,
      modules: modules.map((module) => ({
        id: module.id,
        title: module.title,
        complete: all.filter(({ cells }) => cells.find((c) => c.moduleId === module.id)?.progress.complete)
          .length,
      })),
    })),
    rows,
    enrolled: all.length,
    modules: taught.reduce((count, day) => count + day.modules.length, 0),
  };
}

/** The file of the matrix: the same people in the same order, each cell in words. */
export function progressCsv(matrix: Matrix): string {
  const modules = matrix.days.flatMap((day) => day.modules);
  return toCsv(
    [
      "Name",
      "Discipline",
      "Agency",
      ...modules.map(({ id, title }) => `${id} ${title}`),
      "Modules complete",
      "Modules",
      "Last active",
    ],
    matrix.rows.map((row) => [
      row.name,
      disciplineWords(row.discipline),
      row.agency ?? "",
      ...row.cells.map(({ words }) => words),
      row.done,
      matrix.modules,
      row.lastActiveOn ?? "",
    ]),
  );
}

/** Rows for these people, in the order given. The caller has decided that they may be seen. */
export function rowsOf(cohort: Cohort, members: Member[], today: string): MatrixRow[] {
  const ids = members.map(({ personId }) => personId);
  const progress = progressOf(ids);
  const active = activityOf(ids);
  const tries = triesOf(ids);
  const days = taughtDays(cohort.variant);
  const inTheRoom = new Map(daysOfCohort(cohort.id).map(({ position, on }) => [position, on]));
  return members.map((member) => {
    const mine = active.get(member.personId) ?? new Map<string, Date>();
    const dayOf = (at: Date | undefined) => (at ? todayIn(cohort.timeZone, at) : null);
    const lastActiveOn = dayOf([...mine.values()].sort((a, b) => a.getTime() - b.getTime()).at(-1));
    let next = true;
    const cells = days.flatMap((day) => {
      return day.modules.flatMap(({ id }): Cell[] => {
        const one = progress.get(member.personId)?.get(id);
        if (!one) return [];
        const stuck = stuckReason(
          {
            complete: one.complete,
            begun: one.firstSeenAt !== null,
            passed: one.quiz.state === "passed",
            notYet: tries.get(member.personId)?.get(id) ?? 0,
            lastActiveOn: dayOf(mine.get(id)),
            next,
            anywhereOn: lastActiveOn,
          },
          cohort,
          inTheRoom.get(day.order) ?? cohort.startsOn,
          today,
        );
        next &&= one.complete;
        return [
          {
            moduleId: id,
            progress: one,
            stuck,
            state: cellState(one, stuck),
            words: cellWords(one, stuck),
          },
        ];
      });
    });
    return {
      ...member,
      done: cells.filter((cell) => cell.progress.complete).length,
      lastActiveOn,
      cells,
    };
  });
}

/** Who is enrolled now, by name. */
export function membersOf(cohortId: string): Member[] {
  return db
    .select({
      personId: person.id,
      name: person.name,
      discipline: person.discipline,
      agency: person.agency,
    })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(and(eq(enrolment.cohortId, cohortId), isNull(enrolment.withdrawnAt)))
    .all()
    .sort((a, b) => byName(a, b));
}

/** When each person last did something in each module. What they did does not matter here. */
function activityOf(personIds: string[]): Map<string, Map<string, Date>> {
  const found = new Map<string, Map<string, Date>>();
  if (personIds.length === 0) return found;
  const rows = [
    ...db
      .select({ personId: sectionLog.personId, moduleId: sectionLog.moduleId, at: max(sectionLog.at) })
      .from(sectionLog)
      .where(inArray(sectionLog.personId, personIds))
      .groupBy(sectionLog.personId, sectionLog.moduleId)
      .all(),
    ...db
      .select({ personId: place.personId, moduleId: place.moduleId, at: place.at })
      .from(place)
      .where(inArray(place.personId, personIds))
      .all(),
    ...db
      .select({ personId: attempt.personId, moduleId: attempt.moduleId, at: max(attempt.startedAt) })
      .from(attempt)
      .where(inArray(attempt.personId, personIds))
      .groupBy(attempt.personId, attempt.moduleId)
      .all(),
    ...db
      .select({ personId: attempt.personId, moduleId: attempt.moduleId, at: max(attempt.submittedAt) })
      .from(attempt)
      .where(inArray(attempt.personId, personIds))
      .groupBy(attempt.personId, attempt.moduleId)
      .all(),
  ];
  for (const { personId, moduleId, at } of rows) {
    if (!at) continue;
    const mine = found.get(personId) ?? new Map<string, Date>();
    const known = mine.get(moduleId);
    if (!known || at > known) mine.set(moduleId, at);
    found.set(personId, mine);
  }
  return found;
}

/** How many attempts each person handed in without passing, by module. */
function triesOf(personIds: string[]): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const { personId, moduleId, submittedAt, passed } of attemptsOf(personIds)) {
    if (!submittedAt || passed) continue;
    const mine = found.get(personId) ?? new Map<string, number>();
    found.set(personId, mine.set(moduleId, (mine.get(moduleId) ?? 0) + 1));
  }
  return found;
}

const byName = (a: { name: string; personId: string }, b: { name: string; personId: string }): number =>
  fold(a.name).localeCompare(fold(b.name), "en") || (a.personId < b.personId ? -1 : 1);

function by({ sort, desc }: View): (a: MatrixRow, b: MatrixRow) => number {
  const order = (a: MatrixRow, b: MatrixRow): number => {
    if (sort === "discipline")
      return disciplineWords(a.discipline).localeCompare(disciplineWords(b.discipline), "en");
    if (sort === "progress") return a.done - b.done;
    if (sort === "active") return (a.lastActiveOn ?? "").localeCompare(b.lastActiveOn ?? "");
    return byName(a, b);
  };
  return (a, b) => (desc ? -order(a, b) : order(a, b)) || byName(a, b);
}
