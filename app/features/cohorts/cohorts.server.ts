import { and, asc, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { cohortsWhere, sitesWhere, type User } from "#app/auth/can.ts";
import { todayIn } from "#app/lib/dates.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { type Database, db, listed, prepared } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { person, site } from "#db/schema/people.ts";
import { type Phase, phaseOf, phases } from "./cohort.ts";

export type Cohort = {
  id: string;
  name: string;
  siteId: string;
  siteName: string;
  timeZone: string;
  edition: string;
  /** Calendar days in the site's time zone. */
  startsOn: string;
  endsOn: string;
  venue: string | null;
  /** Id of a variant of the course. */
  variant: string;
  /** A delivery is a training that certified trainers give at an agency, its host. */
  kind: "program" | "delivery";
  host: string | null;
  archivedAt: Date | null;
  canceledAt: Date | null;
  phase: Phase;
  /** In alphabetical order. */
  trainers: { id: string; name: string }[];
  /** People enrolled now. */
  trainees: number;
};

/** Every cohort at the sites where the user may see cohorts: running first, then planned, finished and archived. */
export function myCohorts(user: User, now = new Date()): Cohort[] {
  return cohortsFrom(cohortRows(db, visibleTo(user)).all(), now);
}

/** The cohorts that the user trains. */
export function cohortsITrain(user: User, now = new Date()): Cohort[] {
  return cohortsFrom(trained().all({ person: user.id }), now);
}

const trained = prepared((from) => {
  const mine = from
    .select({ id: cohortTrainer.cohortId })
    .from(cohortTrainer)
    .where(and(eq(cohortTrainer.personId, sql.placeholder("person")), isNull(cohortTrainer.removedAt)));
  return cohortRows(from, inArray(cohort.id, mine));
});

/** The cohorts in which the user is enrolled as a trainee. */
export function cohortsIAttend(user: User, now = new Date()): Cohort[] {
  return cohortsFrom(attended().all({ person: user.id }), now);
}

const attended = prepared((from) => {
  const mine = from
    .select({ id: enrolment.cohortId })
    .from(enrolment)
    .where(and(eq(enrolment.personId, sql.placeholder("person")), isNull(enrolment.withdrawnAt)));
  return cohortRows(from, inArray(cohort.id, mine));
});

/** One cohort that the user may see; otherwise 404. */
export function cohortFor(user: User, cohortId: string, now = new Date()): Cohort {
  const [found] = cohortsFrom(cohortRows(db, and(eq(cohort.id, cohortId), visibleTo(user))).all(), now);
  if (!found) throw notFound();
  return found;
}

type Ended = { archivedAt: Date | null; canceledAt: Date | null };

/** Throws a 409 for an archived or canceled cohort; `deed` says what it must be brought back for. */
export function refuseClosed({ archivedAt, canceledAt }: Ended, deed: string): void {
  const state = archivedAt ? "archived" : canceledAt ? "canceled" : null;
  if (state) throw conflict(`This cohort is ${state}. Bring it back before you ${deed}.`);
}

function visibleTo(user: User): SQL | undefined {
  const sites = sitesWhere(user, "see-cohort");
  if (sites === "all") return undefined;
  const own = cohortsWhere(user, "see-cohort");
  return or(
    sites.length > 0 ? inArray(cohort.siteId, sites) : sql`0`,
    own.length > 0 ? inArray(cohort.id, own) : undefined,
  );
}

function cohortRows(from: Database, where: SQL | undefined) {
  return from
    .select({
      id: cohort.id,
      name: cohort.name,
      siteId: cohort.siteId,
      siteName: site.name,
      timeZone: site.timeZone,
      edition: cohort.edition,
      startsOn: cohort.startsOn,
      endsOn: cohort.endsOn,
      venue: cohort.venue,
      variant: cohort.variant,
      kind: cohort.kind,
      host: cohort.host,
      archivedAt: cohort.archivedAt,
      canceledAt: cohort.canceledAt,
      trainees: sql<number>`(select count(*) from ${enrolment} where ${enrolment.cohortId} = ${cohort.id} and ${enrolment.withdrawnAt} is null)`,
    })
    .from(cohort)
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(where)
    .orderBy(asc(cohort.startsOn), asc(cohort.name), asc(cohort.id));
}

function cohortsFrom(rows: Omit<Cohort, "phase" | "trainers">[], now: Date): Cohort[] {
  const trainers = trainersOf(rows.map(({ id }) => id));
  return rows
    .map((row) => ({
      ...row,
      phase: phaseOf(row, todayIn(row.timeZone, now)),
      trainers: trainers.get(row.id) ?? [],
    }))
    .sort((a, b) => phases.indexOf(a.phase) - phases.indexOf(b.phase));
}

function trainersOf(cohortIds: string[]): Map<string, Cohort["trainers"]> {
  const found = new Map<string, Cohort["trainers"]>();
  if (cohortIds.length === 0) return found;
  const rows = trainersByCohorts().all({ cohorts: JSON.stringify(cohortIds) });
  for (const { cohortId, ...trainer } of rows) found.set(cohortId, [...(found.get(cohortId) ?? []), trainer]);
  return found;
}

const trainersByCohorts = prepared((from) =>
  from
    .select({ cohortId: cohortTrainer.cohortId, id: person.id, name: person.name })
    .from(cohortTrainer)
    .innerJoin(person, eq(person.id, cohortTrainer.personId))
    .where(and(inArray(cohortTrainer.cohortId, listed("cohorts")), isNull(cohortTrainer.removedAt)))
    .orderBy(asc(person.name)),
);
