import { asc, eq, isNull, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Discipline } from "#app/content/discipline.ts";
import { todayIn } from "#app/lib/dates.ts";
import { grouped } from "#app/lib/grouped.ts";
import { keeper } from "#app/lib/kept.ts";
import { db } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { person, site } from "#db/schema/people.ts";
import { presence, presenceVoid, sessionDay } from "#db/schema/room.ts";
import { runEvent } from "#db/schema/run.ts";
import type { Training } from "./cascade.ts";
import { certificateRules, recordsOfMany } from "./credit.server.ts";
import { creditOf, type Record } from "./credit.ts";

/** From this share of the contact minutes on, somebody counts as trained. Source: brief, 7.6, PM02. */
export const trainedFromPercent = 80;

export type TrainingOnRecord = Training & { name: string; host: string | null; endsOn: string };

/**
 * Every training that has begun, with who was trained there: those who attended at least 80 percent of its contact
 * minutes, counted by the one function that counts credit. Canceled ones are left out. For callers that decide who may
 * see what of it.
 */
export function trainingsOnRecord(now = new Date()): TrainingOnRecord[] {
  const rows = db
    .select({
      id: cohort.id,
      kind: cohort.kind,
      siteId: cohort.siteId,
      name: cohort.name,
      host: cohort.host,
      on: cohort.startsOn,
      endsOn: cohort.endsOn,
      zone: site.timeZone,
    })
    .from(cohort)
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(isNull(cohort.canceledAt))
    .orderBy(asc(cohort.startsOn), asc(cohort.id))
    .all()
    .filter(({ on, zone }) => on <= todayIn(zone, now));
  const trainers = grouped(
    db
      .select({
        cohortId: cohortTrainer.cohortId,
        personId: cohortTrainer.personId,
        removedAt: cohortTrainer.removedAt,
      })
      .from(cohortTrainer)
      .orderBy(asc(cohortTrainer.personId))
      .all(),
    ({ cohortId }) => cohortId,
  );
  const rosters = grouped(
    db
      .select({
        cohortId: enrolment.cohortId,
        personId: person.id,
        discipline: person.discipline,
        withdrawnAt: enrolment.withdrawnAt,
      })
      .from(enrolment)
      .innerJoin(person, eq(person.id, enrolment.personId))
      .all(),
    ({ cohortId }) => cohortId,
  );
  const trained = trainedBy(
    rows.map(({ id }) => id),
    rosters,
    now,
  );
  return rows.map(({ zone, ...one }) => ({
    ...one,
    trainers: [
      ...new Set(
        (trainers.get(one.id) ?? [])
          // Who was taken off before the last day did not give it.
          .filter(({ removedAt }) => !removedAt || todayIn(zone, removedAt) > one.endsOn)
          .map(({ personId }) => personId),
      ),
    ],
    trained: trained.get(one.id) ?? [],
  }));
}

type Seat = { cohortId: string; personId: string; discipline: Discipline | null; withdrawnAt: Date | null };

/** A training that is over changes seldom, and there are hundreds, so who was trained there is kept while it is true. */
const kept = keeper<Training["trained"]>(5_000);

function trainedBy(
  cohortIds: readonly string[],
  rosters: ReadonlyMap<string, Seat[]>,
  now: Date,
): Map<string, Training["trained"]> {
  const states = statesOfCohorts();
  const keys = new Map(cohortIds.map((id) => [id, keyOf(id, rosters, states)]));
  const open = cohortIds.filter((id) => kept.find(db, id, keys.get(id) as string) === undefined);
  const records = recordsOfMany(
    new Map(open.map((id) => [id, enrolledIn(rosters.get(id)).map(({ personId }) => personId)])),
    now,
    new Map(),
  );
  return new Map(
    cohortIds.map((id) => {
      const key = keys.get(id) as string;
      const known = kept.find(db, id, key);
      return [id, known ?? kept.keep(db, id, key, trainedOf(enrolledIn(rosters.get(id)), records.get(id)))];
    }),
  );
}

const enrolledIn = (roster: readonly Seat[] = []): Seat[] =>
  roster.filter(({ withdrawnAt }) => withdrawnAt === null);

/** The state of a cohort, who is in it, and the states of the others in which they were: time there may not count here. */
function keyOf(
  id: string,
  rosters: ReadonlyMap<string, Seat[]>,
  states: ReadonlyMap<string, string>,
): string {
  const roster = rosters.get(id) ?? [];
  const others = new Set(roster.flatMap(({ personId }) => cohortsOfPeople(rosters).get(personId) ?? []));
  return JSON.stringify([
    enrolledIn(roster).map(({ personId, discipline }) => [personId, discipline]),
    [...others].sort().map((other) => states.get(other) ?? ""),
    states.get(id) ?? "",
  ]);
}

const byPerson = new WeakMap<object, Map<string, string[]>>();

/** In which cohorts somebody ever was; of people who were in one alone there is nothing. */
function cohortsOfPeople(rosters: ReadonlyMap<string, Seat[]>): Map<string, string[]> {
  const known = byPerson.get(rosters);
  if (known) return known;
  const all = grouped([...rosters.values()].flat(), ({ personId }) => personId);
  const several = new Map(
    [...all].flatMap(([personId, seats]): [string, string[]][] =>
      seats.length > 1 ? [[personId, seats.map(({ cohortId }) => cohortId)]] : [],
    ),
  );
  byPerson.set(rosters, several);
  return several;
}

/** What the minutes of a cohort are computed from, as a text that changes whenever they may: its ledger only grows. */
function statesOfCohorts(): Map<string, string> {
  const inCohort = sql`from ${sessionDay} as d where d.cohort_id = ${cohort.id}`;
  const counted = (table: SQLiteTable) =>
    sql`(select count(*) from ${sessionDay} as d join ${table} as t on t.session_day_id = d.id where d.cohort_id = ${cohort.id})`;
  const rows = db
    .select({
      id: cohort.id,
      state: sql<string>`${cohort.variant} || ' ' || coalesce((select group_concat(d.position || ' ' || d."on" || ' ' || d.starts_at || ' ' || d.time_zone || ' ' || coalesce(d.canceled_at, '')) ${inCohort}), '') || ' ' || ${counted(presence)} || ' ' || ${counted(presenceVoid)} || ' ' || ${counted(runEvent)}`,
    })
    .from(cohort)
    .all();
  return new Map(rows.map(({ id, state }) => [id, state]));
}

function trainedOf(
  people: readonly { personId: string; discipline: Discipline | null }[],
  records: ReadonlyMap<string, Record> | undefined,
): Training["trained"] {
  const rules = { ...certificateRules(), needs: [] };
  return people.flatMap(({ personId, discipline }) => {
    const record = records?.get(personId);
    if (!record) return [];
    const { attended, scheduled } = creditOf(record, rules);
    const isTrained = scheduled > 0 && attended * 100 >= scheduled * trainedFromPercent;
    return isTrained ? [{ personId, discipline }] : [];
  });
}
