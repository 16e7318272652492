import { and, asc, eq, inArray, isNull, ne } from "drizzle-orm";
import { longDays, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { queueMail } from "#app/lib/mail.server.ts";
import type { Writer } from "#db/client.server.ts";
import { cohort, cohortTrainer } from "#db/schema/cohorts.ts";
import { person, roleGrant, site } from "#db/schema/people.ts";

/**
 * Tells those who have to act when somebody may not teach any more: the coordinators of the site where it was decided
 * and of the sites of their trainings, and who trains with them. Nobody is told why; whoever decided is not told at all.
 */
export function tellWhoStepsIn(
  tx: Writer,
  of: { personId: string; name: string; siteId: string; decidedBy: string },
  now: Date,
): void {
  const trainings = openTrainings(tx, of.personId, now);
  const siteIds = [...new Set([of.siteId, ...trainings.map(({ siteId }) => siteId)])];
  const coordinators = tx
    .select({ id: person.id, name: person.name, email: person.email, siteId: roleGrant.siteId })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(
      and(
        eq(roleGrant.role, "coordinator"),
        inArray(roleGrant.siteId, siteIds),
        isNull(roleGrant.endedAt),
        isNull(person.erasedAt),
      ),
    )
    .all();
  const beside = tx
    .select({ id: person.id, name: person.name, email: person.email, cohortId: cohortTrainer.cohortId })
    .from(cohortTrainer)
    .innerJoin(person, eq(person.id, cohortTrainer.personId))
    .where(
      and(
        inArray(
          cohortTrainer.cohortId,
          trainings.map(({ id }) => id),
        ),
        ne(cohortTrainer.personId, of.personId),
        isNull(cohortTrainer.removedAt),
        isNull(person.erasedAt),
      ),
    )
    .all();
  const told = new Map([...coordinators, ...beside].map(({ id, name, email }) => [id, { name, email }]));
  for (const [id, { name, email }] of told) {
    if (id === of.decidedBy || id === of.personId) continue;
    const theirs = trainings.filter(
      (one) =>
        coordinators.some((row) => row.id === id && row.siteId === one.siteId) ||
        beside.some((row) => row.id === id && row.cohortId === one.id),
    );
    queueMail(tx, { to: email, ...letter(name, of.name, theirs) }, now);
  }
}

type Training = ReturnType<typeof openTrainings>[number];

function openTrainings(tx: Writer, personId: string, now: Date) {
  return tx
    .select({
      id: cohort.id,
      siteId: cohort.siteId,
      name: cohort.name,
      startsOn: cohort.startsOn,
      endsOn: cohort.endsOn,
      zone: site.timeZone,
    })
    .from(cohortTrainer)
    .innerJoin(cohort, eq(cohort.id, cohortTrainer.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(
      and(
        eq(cohortTrainer.personId, personId),
        isNull(cohortTrainer.removedAt),
        isNull(cohort.canceledAt),
        isNull(cohort.archivedAt),
      ),
    )
    .orderBy(asc(cohort.startsOn), asc(cohort.id))
    .all()
    .filter(({ endsOn, zone }) => endsOn >= todayIn(zone, now));
}

function letter(to: string, name: string, trainings: readonly Training[]): { subject: string; body: string } {
  const list = trainings
    .map((one) => `${one.name}, ${longDays(one)}\n${env.origin}/cohorts/${one.id}/edit`)
    .join("\n\n");
  const what =
    trainings.length === 0
      ? "No training of theirs that concerns you is open."
      : `Please choose who steps in, so that two trainers are in the room:\n\n${list}`;
  return {
    subject: "Who trains",
    body: `Hello ${to.split(" ")[0]},\n\n${name} may not teach at the moment. This letter does not say why, and nobody is asked to find out.\n\n${what}\n`,
  };
}
