import { and, asc, desc, eq, inArray, isNull, or } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { FidelityFile } from "#app/content/schema-instruments.ts";
import type { Sheet } from "#app/content/tree.ts";
import { type Cohort, cohortFor, refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { shortDay, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, forbidden, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { observation, observer } from "#db/schema/fidelity.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import { type ObservationInput, observationErrors, resultInWords, scoreOf } from "./observation.ts";
import { mayTeach } from "./trainers.server.ts";

type Row = typeof observation.$inferSelect;

function checklistNow(): Sheet<FidelityFile> {
  const { fidelity } = catalogue().course.instruments;
  if (!fidelity) throw new Error("The curriculum has no fidelity.yaml.");
  return fidelity;
}

const trains = (user: User, { trainers }: Cohort): boolean => trainers.some(({ id }) => id === user.id);

/** Who observes a cohort or delivery, and what was handed in about it, for those whom it concerns. */
export function observersPage(user: User, cohortId: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId, now);
  const mayName = can(user, "name-observer", cohort.siteId);
  const named = namedFor(db, cohortId);
  const rows = db
    .select({ row: observation, observerName: person.name })
    .from(observation)
    .innerJoin(person, eq(person.id, observation.observerId))
    .where(eq(observation.cohortId, cohortId))
    .orderBy(desc(observation.submittedAt), asc(observation.id))
    .all();
  const about = namesOf(rows.map(({ row }) => row.trainerId));
  const handedIn = new Set(rows.map(({ row }) => row.observerId));
  const isNamed = named.some(({ personId }) => personId === user.id);
  return {
    cohort: { id: cohort.id, name: cohort.name, kind: cohort.kind, host: cohort.host },
    observers: named.map((one) => ({ ...one, handedIn: handedIn.has(one.personId) })),
    candidates: mayName
      ? candidatesFor(cohort).filter(({ id }) => !named.some(({ personId }) => personId === id))
      : [],
    mayName,
    mayFill: (isNamed || trains(user, cohort)) && !handedIn.has(user.id),
    begun: cohort.startsOn <= todayIn(cohort.timeZone, now),
    own: trains(user, cohort),
    observations: rows
      .filter(({ row }) => maySee(user, row, cohort))
      .map(({ row, observerName }) => ({
        id: row.id,
        by: observerName,
        about: about.get(row.trainerId) ?? "",
        own: row.own,
        on: shortDay(row.on),
        result: resultInWords(scoreOf(row.checklist, row.answers)),
        meets: meets(row),
      })),
    form: newId(),
  };
}

const meets = (row: Pick<Row, "checklist" | "answers">): boolean => {
  const score = scoreOf(row.checklist, row.answers);
  return score.state === "scored" && score.meets;
};

const maySee = (user: User, row: Pick<Row, "observerId">, cohort: Cohort): boolean =>
  row.observerId === user.id || trains(user, cohort) || can(user, "name-observer", cohort.siteId);

const namedFor = (tx: Pick<Writer, "select">, cohortId: string) =>
  tx
    .select({ personId: observer.personId, name: person.name })
    .from(observer)
    .innerJoin(person, eq(person.id, observer.personId))
    .where(and(eq(observer.cohortId, cohortId), isNull(observer.removedAt)))
    .orderBy(asc(person.name))
    .all();

/** Certified trainers and coordinators of the site who do not train this cohort. */
function candidatesFor(cohort: Cohort): { id: string; name: string }[] {
  const rows = db
    .select({ id: person.id, name: person.name, role: roleGrant.role })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(
      and(
        inArray(roleGrant.role, ["trainer", "coordinator"]),
        isNull(roleGrant.endedAt),
        isNull(person.erasedAt),
        or(eq(roleGrant.siteId, cohort.siteId), isNull(roleGrant.siteId)),
      ),
    )
    .orderBy(asc(person.name))
    .all();
  const standing = mayTeach(rows.map(({ id }) => id));
  const found = rows.filter(
    ({ id, role }) =>
      !cohort.trainers.some((trainer) => trainer.id === id) &&
      (role === "coordinator" || standing.get(id) === "lead"),
  );
  return [...new Map(found.map(({ id, name }) => [id, { id, name }])).values()];
}

function namesOf(ids: string[]): Map<string, string> {
  if (ids.length === 0) return new Map();
  const rows = db
    .select({ id: person.id, name: person.name })
    .from(person)
    .where(inArray(person.id, ids))
    .all();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Asks somebody to observe. Doing it twice changes nothing. Gives a sentence when the choice does not do. */
export function nameObserver(
  user: User,
  cohortId: string,
  personId: string,
  now = new Date(),
): Record<string, string> | null {
  const cohort = cohortFor(user, cohortId, now);
  allow(user, "name-observer", cohort.siteId);
  return transact((tx) => {
    refuseClosed(cohort, "name an observer");
    if (namedFor(tx, cohortId).some((one) => one.personId === personId)) return null;
    if (!candidatesFor(cohort).some(({ id }) => id === personId))
      return { person: "Choose a certified trainer or a coordinator of this site who does not train here." };
    tx.insert(observer).values({ id: newId(), cohortId, personId, addedBy: user.id, addedAt: now }).run();
    recordAudit(tx, user, "name-observer", cohortId, cohort.siteId, { personId }, now);
    return null;
  });
}

/** Takes the request to observe back. What was handed in stays. */
export function endObserver(user: User, cohortId: string, personId: string, now = new Date()): void {
  const cohort = cohortFor(user, cohortId, now);
  allow(user, "name-observer", cohort.siteId);
  transact((tx) => {
    const { changes } = tx
      .update(observer)
      .set({ removedAt: now, removedBy: user.id })
      .where(
        and(eq(observer.cohortId, cohortId), eq(observer.personId, personId), isNull(observer.removedAt)),
      )
      .run();
    if (changes > 0) recordAudit(tx, user, "end-observer", cohortId, cohort.siteId, { personId }, now);
  });
}

/** The cohort that the user may fill the checklist about: as its observer, or as its trainer about themselves. */
function cohortToObserve(user: User, cohortId: string, now: Date): { cohort: Cohort; own: boolean } {
  const cohort = cohortFor(user, cohortId, now);
  const own = trains(user, cohort);
  if (!own && !namedFor(db, cohortId).some(({ personId }) => personId === user.id))
    throw forbidden("The checklist is for the observers whom the coordinator named, and for the trainers.");
  return { cohort, own };
}

export function observePage(user: User, cohortId: string, now = new Date()) {
  const { cohort, own } = cohortToObserve(user, cohortId, now);
  const { title, purpose, answers, items, pass } = checklistNow();
  const before = db
    .select({ id: observation.id })
    .from(observation)
    .where(and(eq(observation.cohortId, cohortId), eq(observation.observerId, user.id)))
    .get();
  return {
    cohort: { id: cohort.id, name: cohort.name, kind: cohort.kind, host: cohort.host },
    own,
    handedIn: before?.id ?? null,
    begun: cohort.startsOn <= todayIn(cohort.timeZone, now),
    trainers: own ? cohort.trainers.filter(({ id }) => id === user.id) : cohort.trainers,
    checklist: { title, purpose, answers, items, pass },
    form: newId(),
  };
}

/**
 * Keeps a filled-in checklist for good, with the checklist as it was: one row for each trainer whom it is about. `id`
 * comes with the form: sent twice it is kept once. A trainer's own is about themselves alone. Gives the sentences by
 * field when something is missing, and then nothing was kept.
 */
export function handInObservation(
  user: User,
  cohortId: string,
  id: string,
  input: ObservationInput,
  now = new Date(),
): { id: string; errors?: undefined } | { id?: undefined; errors: Record<string, string> } {
  const { cohort, own } = cohortToObserve(user, cohortId, now);
  if (!/^[0-9a-z]{26}$/.test(id)) throw conflict("This form was not complete. Open it again.");
  const today = todayIn(cohort.timeZone, now);
  if (cohort.startsOn > today)
    throw conflict("This has not begun yet. Fill in the checklist when you have seen it.");
  const checklist = checklistNow();
  const trainerIds = own
    ? [user.id]
    : cohort.trainers.filter((one) => input.trainerIds.includes(one.id)).map((one) => one.id);
  const errors = observationErrors(checklist, { ...input, trainerIds });
  if (Object.keys(errors).length > 0) return { errors };
  return transact((tx) => {
    const before = tx
      .select({ id: observation.id })
      .from(observation)
      .where(and(eq(observation.cohortId, cohortId), eq(observation.observerId, user.id)))
      .all();
    if (before.some((row) => row.id === id)) return { id };
    if (before.length > 0)
      throw conflict("You have handed in a checklist about this already. What is handed in stays as it is.");
    const only = (from: Record<string, string>) =>
      Object.fromEntries(
        checklist.items.flatMap((item) =>
          from[item.id]?.trim() ? [[item.id, from[item.id]?.trim() ?? ""]] : [],
        ),
      );
    for (const [index, trainerId] of trainerIds.entries())
      tx.insert(observation)
        .values({
          id: index === 0 ? id : newId(),
          cohortId,
          observerId: user.id,
          own,
          trainerId,
          checklistHash: checklist.hash,
          checklist,
          answers: only(input.answers),
          missing: only(input.missing),
          strengths: input.strengths.map((words) => words.trim()),
          nextStep: input.nextStep.trim(),
          on: [today, cohort.endsOn].sort()[0] as string,
          submittedAt: now,
        })
        .run();
    recordAudit(tx, user, "hand-in-observation", cohortId, cohort.siteId, { personIds: trainerIds }, now);
    return { id };
  });
}

/** One handed-in checklist with the words it was filled in with, for its observer, the trainers and the coordinator. */
export function observationPage(user: User, observationId: string, now = new Date()) {
  const row = db.select().from(observation).where(eq(observation.id, observationId)).get();
  if (!row) throw notFound();
  const cohort = cohortFor(user, row.cohortId, now);
  if (!maySee(user, row, cohort)) throw notFound();
  const names = namesOf([row.observerId, row.trainerId]);
  const checklist = row.checklist as Sheet<FidelityFile>;
  const fidelity = scoreOf(checklist, row.answers);
  return {
    cohort: { id: cohort.id, name: cohort.name, kind: cohort.kind, host: cohort.host },
    by: names.get(row.observerId) ?? "",
    about: names.get(row.trainerId) ?? "",
    own: row.own,
    on: shortDay(row.on),
    result: resultInWords(fidelity),
    meets: meets(row),
    strengths: row.strengths,
    nextStep: row.nextStep,
    version: checklist.version,
    hash: row.checklistHash.slice(0, 12),
    items: checklist.items.map((item) => ({
      id: item.id,
      text: item.text,
      critical: item.critical,
      answer: checklist.answers.find((one) => one.id === row.answers[item.id])?.label ?? "",
      short: item.critical && (row.answers[item.id] === "no" || row.answers[item.id] === "partly"),
      missing: row.missing[item.id] ?? null,
    })),
  };
}

/** The checklists that a person filled in, or that were filled in about them. */
export const observationsForRecords = (user: User) =>
  db
    .select()
    .from(observation)
    .where(or(eq(observation.observerId, user.id), eq(observation.trainerId, user.id)))
    .all()
    .map(({ checklist: _, ...row }) => row);

/** Takes the words out of checklists by or about a person; the answers stay, they are the program's record. */
export function forgetObservations(tx: Writer, personId: string, now: Date): void {
  tx.update(observation)
    .set({ missing: {}, strengths: [], nextStep: "" })
    .where(or(eq(observation.observerId, personId), eq(observation.trainerId, personId)))
    .run();
  tx.update(observer)
    .set({ removedAt: now, removedBy: personId })
    .where(and(eq(observer.personId, personId), isNull(observer.removedAt)))
    .run();
}
