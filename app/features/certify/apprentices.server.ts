import { and, asc, eq, isNull } from "drizzle-orm";
import { db } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { teachBackSlot } from "#db/schema/teach-back.ts";
import { standingsOf } from "./trainers.server.ts";

/**
 * The apprentices of a site: trained in a cohort of the program there, steps 1 to 3 done and nothing that pauses them.
 * They may co-train beside somebody who is certified. For callers that have asked who may see them.
 */
export function apprenticesAt(siteId: string, now = new Date()): { id: string; name: string }[] {
  // Step 3 asks for a teach-back, so nobody without one has to be looked at.
  const taught = db
    .selectDistinct({ id: person.id, name: person.name })
    .from(teachBackSlot)
    .innerJoin(cohort, eq(cohort.id, teachBackSlot.cohortId))
    .innerJoin(person, eq(person.id, teachBackSlot.personId))
    .innerJoin(enrolment, and(eq(enrolment.cohortId, cohort.id), eq(enrolment.personId, person.id)))
    .where(
      and(
        eq(cohort.siteId, siteId),
        eq(cohort.kind, "program"),
        isNull(enrolment.withdrawnAt),
        isNull(person.erasedAt),
      ),
    )
    .orderBy(asc(person.name), asc(person.id))
    .all();
  const standings = standingsOf(
    taught.map(({ id }) => id),
    now,
  );
  return taught.filter(({ id }) => {
    const standing = standings.get(id);
    return standing?.level === "apprentice" && standing.mayTeach === "co-train";
  });
}
