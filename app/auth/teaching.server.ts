import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { listed, prepared } from "#db/client.server.ts";
import { cohort, cohortTrainer } from "#db/schema/cohorts.ts";
import { trainerDecision } from "#db/schema/trainers.ts";
import type { Grant, InCohort } from "./can.ts";

/** What a pause and an apprenticeship change about what somebody's roles say. Nothing of it is stored with the roles. */
export type Teaching = { paused: boolean; inCohorts: InCohort[] };

/** Read with each request: two look-ups by index, and none for who never trained anything. */
export function teachingOf(personId: string, grants: readonly Grant[]): Teaching {
  const trains = cohortsOfTrainer().all({ person: personId });
  const isTrainer = grants.some(({ role }) => role === "trainer");
  if (trains.length === 0 && !isTrainer) return { paused: false, inCohorts: [] };
  const paused = barredAmong([personId]).has(personId);
  const here = trains.filter(({ siteId }) =>
    grants.some((one) => one.siteId === siteId || one.siteId === null),
  );
  if (paused) return { paused, inCohorts: here.map(({ cohortId }) => ({ cohortId, as: "paused" })) };
  return {
    paused,
    inCohorts: here.flatMap(({ cohortId, apprentice }) =>
      apprentice ? [{ cohortId, as: "apprentice" as const }] : [],
    ),
  };
}

const cohortsOfTrainer = prepared((from) =>
  from
    .select({ cohortId: cohort.id, siteId: cohort.siteId, apprentice: cohortTrainer.apprentice })
    .from(cohortTrainer)
    .innerJoin(cohort, eq(cohort.id, cohortTrainer.cohortId))
    .where(and(eq(cohortTrainer.personId, sql.placeholder("person")), isNull(cohortTrainer.removedAt))),
);

/** Who of these people is paused or ended now: their last word of the three is no return. */
export function barredAmong(personIds: readonly string[]): Set<string> {
  if (personIds.length === 0) return new Set();
  const last = new Map<string, string>();
  for (const { personId, kind } of pausesOf().all({ people: JSON.stringify(personIds) }))
    last.set(personId, kind);
  return new Set([...last].flatMap(([personId, kind]) => (kind === "reinstate" ? [] : [personId])));
}

const pausesOf = prepared((from) =>
  from
    .select({ personId: trainerDecision.personId, kind: trainerDecision.kind })
    .from(trainerDecision)
    .where(
      and(
        inArray(trainerDecision.personId, listed("people")),
        inArray(trainerDecision.kind, ["suspend", "reinstate", "end"]),
      ),
    )
    .orderBy(trainerDecision.decidedAt, trainerDecision.id),
);
