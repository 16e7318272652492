import { and, eq, inArray, isNull, type SQL } from "drizzle-orm";
import { can, sitesWhere, type User } from "#app/auth/can.ts";
import { grouped } from "#app/lib/grouped.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import { mentorship, trainerDecision } from "#db/schema/trainers.ts";

/** The sites to which each person of the pipeline belongs. */
type Places = Map<string, Set<string>>;

/**
 * Whom the user may see on the way to trainer, with the sites through which they belong to it: everybody of a site for
 * those who decide there, and for a trainer the people whom they coach or teach in a cohort of the program.
 */
export function peopleInPipeline(user: User): Places {
  const sites = sitesWhere(user, "decide-trainer");
  const all = sites === "all" ? placesOf() : sites.length > 0 ? placesOf({ sites }) : new Map();
  const mine = ownPeople(user).filter((id) => !all.has(id));
  if (mine.length > 0) for (const [id, places] of placesOf({ people: mine })) all.set(id, places);
  return all;
}

/** One of them; otherwise 404. `decides` are their sites at which the user may decide about them. */
export function personInPipeline(user: User, personId: string) {
  const row = db
    .select()
    .from(person)
    .where(and(eq(person.id, personId), isNull(person.erasedAt)))
    .get();
  const sites = [...(placesOf({ people: [personId] }).get(personId) ?? [])].sort();
  const decides = sites.filter((siteId) => can(user, "decide-trainer", siteId));
  const isMine = sites.length > 0 && ownPeople(user).includes(personId);
  if (!row || (decides.length === 0 && !isMine)) throw notFound();
  const records = sites.filter(
    (siteId) =>
      can(user, "record-step", siteId) &&
      (isMine || can(user, "decide-trainer", siteId)) &&
      user.id !== personId,
  );
  return {
    person: row,
    sites,
    decides,
    /** Where they may record a step, and only about others. */
    records,
    isMe: user.id === personId,
  };
}

/** Whom a trainer coaches, and who is enrolled in the cohorts that they train. */
function ownPeople(user: User): string[] {
  const sites = sitesWhere(user, "see-pipeline");
  if (sites !== "all" && sites.length === 0) return [];
  const mentees = db
    .select({ id: mentorship.apprenticeId })
    .from(mentorship)
    .where(and(eq(mentorship.mentorId, user.id), isNull(mentorship.endedAt)))
    .all();
  const trained = db
    .select({ id: cohortTrainer.cohortId })
    .from(cohortTrainer)
    .where(and(eq(cohortTrainer.personId, user.id), isNull(cohortTrainer.removedAt)));
  const trainees = db
    .selectDistinct({ id: enrolment.personId })
    .from(enrolment)
    .innerJoin(cohort, eq(cohort.id, enrolment.cohortId))
    .where(
      and(
        inArray(enrolment.cohortId, trained),
        isNull(enrolment.withdrawnAt),
        eq(cohort.kind, "program"),
        sites === "all" ? undefined : inArray(cohort.siteId, sites),
      ),
    )
    .all();
  return [...new Set([...mentees, ...trainees].map(({ id }) => id))];
}

/** Trained in a cohort of the program at a site, trainer there, or decided about there; erased people are left out. */
function placesOf(where: { sites?: string[]; people?: string[] } = {}): Places {
  const within = (
    siteId: Parameters<typeof inArray>[0],
    personId: Parameters<typeof inArray>[0],
  ): SQL | undefined =>
    and(
      where.sites ? inArray(siteId, where.sites) : undefined,
      where.people ? inArray(personId, where.people) : undefined,
    );
  const rows = [
    ...db
      .selectDistinct({ personId: enrolment.personId, siteId: cohort.siteId })
      .from(enrolment)
      .innerJoin(cohort, eq(cohort.id, enrolment.cohortId))
      .innerJoin(person, eq(person.id, enrolment.personId))
      .where(
        and(
          within(cohort.siteId, enrolment.personId),
          eq(cohort.kind, "program"),
          isNull(cohort.canceledAt),
          isNull(enrolment.withdrawnAt),
          isNull(person.erasedAt),
        ),
      )
      .all(),
    ...db
      .selectDistinct({ personId: roleGrant.personId, siteId: roleGrant.siteId })
      .from(roleGrant)
      .innerJoin(person, eq(person.id, roleGrant.personId))
      .where(
        and(
          within(roleGrant.siteId, roleGrant.personId),
          eq(roleGrant.role, "trainer"),
          isNull(roleGrant.endedAt),
          isNull(person.erasedAt),
        ),
      )
      .all(),
    ...db
      .selectDistinct({ personId: trainerDecision.personId, siteId: trainerDecision.siteId })
      .from(trainerDecision)
      .innerJoin(person, eq(person.id, trainerDecision.personId))
      .where(and(within(trainerDecision.siteId, trainerDecision.personId), isNull(person.erasedAt)))
      .all(),
  ];
  const known = rows.flatMap(({ personId, siteId }) => (siteId ? [{ personId, siteId }] : []));
  return new Map(
    [...grouped(known, ({ personId }) => personId)].map(([id, list]) => [
      id,
      new Set(list.map(({ siteId }) => siteId)),
    ]),
  );
}
