import { asc, eq, isNull } from "drizzle-orm";
import type { Discipline } from "#app/content/discipline.ts";
import { todayIn } from "#app/lib/dates.ts";
import { grouped } from "#app/lib/grouped.ts";
import { db } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { person, site } from "#db/schema/people.ts";
import type { Training } from "./cascade.ts";
import { certificateRules, recordsOf } from "./credit.server.ts";
import { creditOf } from "./credit.ts";

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
  const enrolled = grouped(
    db
      .select({ cohortId: enrolment.cohortId, personId: person.id, discipline: person.discipline })
      .from(enrolment)
      .innerJoin(person, eq(person.id, enrolment.personId))
      .where(isNull(enrolment.withdrawnAt))
      .all(),
    ({ cohortId }) => cohortId,
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
    trained: trainedIn(one.id, enrolled.get(one.id) ?? [], now),
  }));
}

function trainedIn(
  cohortId: string,
  people: { personId: string; discipline: Discipline | null }[],
  now: Date,
): Training["trained"] {
  if (people.length === 0) return [];
  const ids = people.map(({ personId }) => personId);
  const records = recordsOf(cohortId, ids, now, new Map());
  const rules = { ...certificateRules(), needs: [] };
  return people.flatMap(({ personId, discipline }) => {
    const record = records.get(personId);
    if (!record) return [];
    const { attended, scheduled } = creditOf(record, rules);
    const isTrained = scheduled > 0 && attended * 100 >= scheduled * trainedFromPercent;
    return isTrained ? [{ personId, discipline }] : [];
  });
}
