import { and, desc, eq } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { taughtDays } from "#app/content/catalogue.server.ts";
import type { Discipline } from "#app/content/discipline.ts";
import { type ModuleProgress, progressOf } from "#app/features/learn/progress.server.ts";
import { type AttemptResult, attemptsOf } from "#app/features/quiz/attempts.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { type Cohort, cohortFor } from "./cohorts.server.ts";
import { rowsOf } from "./matrix.server.ts";
import type { StuckReason } from "./stuck.ts";

export type PersonModule = {
  id: string;
  title: string;
  kind: "module" | "opening" | "closing";
  progress: ModuleProgress;
  stuck: StuckReason | null;
  /** Handed in, oldest first. */
  attempts: AttemptResult[];
};

export type PersonProgress = {
  cohort: Cohort;
  person: { id: string; name: string; discipline: Discipline | null; agency: string | null };
  withdrawn: { at: Date; by: string | null; reason: string | null } | null;
  lastActiveOn: string | null;
  done: number;
  total: number;
  days: { id: string; order: number; title: string; modules: PersonModule[] }[];
};

/**
 * One trainee in one cohort: sections done and quiz results. How a section was completed, notes and bookmarks are
 * theirs alone and are not read here.
 */
export function personProgress(
  user: User,
  cohortId: string,
  personId: string,
  now = new Date(),
): PersonProgress {
  const cohort = cohortFor(user, cohortId, now);
  const row = db
    .select({
      name: person.name,
      discipline: person.discipline,
      agency: person.agency,
      withdrawnAt: enrolment.withdrawnAt,
      withdrawnBy: enrolment.withdrawnBy,
      withdrawnReason: enrolment.withdrawnReason,
    })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(and(eq(enrolment.cohortId, cohort.id), eq(enrolment.personId, personId)))
    .orderBy(desc(enrolment.withdrawnAt))
    .all()
    .sort((a, b) => Number(a.withdrawnAt !== null) - Number(b.withdrawnAt !== null))[0];
  if (!row) throw notFound();
  const { name, discipline, agency } = row;
  const [mine] = rowsOf(cohort, [{ personId, name, discipline, agency }], todayIn(cohort.timeZone, now));
  const progress = progressOf([personId]).get(personId);
  const attempts = attemptsOf([personId]).filter(({ submittedAt }) => submittedAt);
  return {
    cohort,
    person: { id: personId, name, discipline, agency },
    withdrawn: row.withdrawnAt && {
      at: row.withdrawnAt,
      by: row.withdrawnBy ? nameOf(row.withdrawnBy) : null,
      reason: row.withdrawnReason,
    },
    lastActiveOn: mine?.lastActiveOn ?? null,
    done: mine?.done ?? 0,
    total: mine?.cells.length ?? 0,
    days: taughtDays(cohort.variant).map(({ id, order, title, blocks }) => ({
      id,
      order,
      title,
      modules: blocks.flatMap(({ id: moduleId, title, kind }): PersonModule[] => {
        const one = progress?.get(moduleId);
        if (!one) return [];
        return [
          {
            id: moduleId,
            title,
            kind,
            progress: one,
            stuck:
              row.withdrawnAt === null
                ? (mine?.cells.find((cell) => cell.moduleId === moduleId)?.stuck ?? null)
                : null,
            attempts: attempts.filter((one) => one.moduleId === moduleId),
          },
        ];
      }),
    })),
  };
}

const nameOf = (personId: string): string | null =>
  db.select({ name: person.name }).from(person).where(eq(person.id, personId)).get()?.name ?? null;
