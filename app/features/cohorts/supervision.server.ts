import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { supervision } from "#db/schema/planning.ts";
import { cohortFor } from "./cohorts.server.ts";
import { trainersAt } from "./plan-cohort.server.ts";

export type Supervision = {
  id: string;
  supervisor: { id: string; name: string };
  person: { id: string; name: string };
};

/** Trainers may supervise somebody of the cohort too: then they do not assess them. */
const trainerIds = (user: User, siteId: string, cohortId: string): string[] =>
  trainersAt(user, siteId, cohortId).map(({ id }) => id);

/** Who of a cohort is supervised by whom of it or by a trainer, for those who manage the cohort. */
export function supervisionsIn(user: User, cohortId: string): Supervision[] {
  const { id, siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  const supervisor = alias(person, "supervisor");
  const here = db
    .select({ id: enrolment.personId })
    .from(enrolment)
    .where(and(eq(enrolment.cohortId, id), isNull(enrolment.withdrawnAt)));
  return db
    .select({
      id: supervision.id,
      supervisor: { id: supervisor.id, name: supervisor.name },
      person: { id: person.id, name: person.name },
    })
    .from(supervision)
    .innerJoin(supervisor, eq(supervisor.id, supervision.supervisorId))
    .innerJoin(person, eq(person.id, supervision.personId))
    .where(
      and(
        eq(supervision.siteId, siteId),
        isNull(supervision.removedAt),
        or(
          inArray(supervision.supervisorId, here),
          inArray(supervision.supervisorId, trainerIds(user, siteId, cohortId)),
        ),
        inArray(supervision.personId, here),
      ),
    )
    .orderBy(supervisor.name, person.name)
    .all();
}

/** Notes that somebody of this cohort, or a trainer, supervises another of this cohort. Doing it twice changes nothing. */
export function addSupervision(
  user: User,
  cohortId: string,
  supervisorId: string,
  personId: string,
  now = new Date(),
): { errors: Record<string, string> } | null {
  const { id, siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  if (!supervisorId || !personId) return { errors: { supervision: "Choose both people." } };
  if (supervisorId === personId)
    return { errors: { supervision: "Nobody supervises themselves. Choose two people." } };
  return transact((tx) => {
    const here = tx
      .select({ id: enrolment.personId })
      .from(enrolment)
      .where(and(eq(enrolment.cohortId, id), isNull(enrolment.withdrawnAt)))
      .all()
      .map((row) => row.id);
    const mayBe = [...here, ...trainerIds(user, siteId, cohortId)];
    if (!mayBe.includes(supervisorId) || !here.includes(personId)) throw notFound();
    const { changes } = tx
      .insert(supervision)
      .values({ id: newId(), siteId, supervisorId, personId, addedBy: user.id, addedAt: now })
      .onConflictDoNothing()
      .run();
    if (changes > 0) recordAudit(tx, user, "add-supervision", id, siteId, { supervisorId, personId }, now);
    return null;
  });
}

/** Takes such a note away. Doing it twice changes nothing. */
export function removeSupervision(
  user: User,
  cohortId: string,
  supervisionId: string,
  now = new Date(),
): void {
  const { id, siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  transact((tx) => {
    const row = tx
      .select()
      .from(supervision)
      .where(and(eq(supervision.id, supervisionId), eq(supervision.siteId, siteId)))
      .get();
    if (!row) throw notFound();
    if (row.removedAt) return;
    tx.update(supervision)
      .set({ removedAt: now, removedBy: user.id })
      .where(eq(supervision.id, supervisionId))
      .run();
    const { supervisorId, personId } = row;
    recordAudit(tx, user, "remove-supervision", id, siteId, { supervisorId, personId }, now);
  });
}
