import { createHash } from "node:crypto";
import { and, asc, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, sitesWhere, type User } from "#app/auth/can.ts";
import { barredAmong } from "#app/auth/teaching.server.ts";
import { catalogue, taughtDays, variantOf } from "#app/content/catalogue.server.ts";
import { apprenticesAt } from "#app/features/certify/apprentices.server.ts";
import { mayTeach } from "#app/features/certify/trainers.server.ts";
import { editionToPlan } from "#app/features/editions/editions.server.ts";
import { notingChanges } from "#app/features/room/changes.server.ts";
import {
  insertSessionDays,
  isRecorded,
  redateSessionDays,
  replanSessionDays,
  touchSessionDays,
} from "#app/features/room/session-days.server.ts";
import { hoursWords } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort, cohortTrainer } from "#db/schema/cohorts.ts";
import { person, roleGrant, site } from "#db/schema/people.ts";
import { daysBetween } from "./cohort.ts";
import type { VariantChoice } from "./cohort-fields.tsx";
import { type CohortInput, fewestTrainers, trainersSentence } from "./cohort-form.ts";
import { type Cohort, cohortFor, refuseClosed } from "./cohorts.server.ts";

type Errors = Record<string, string>;

/** The open sites where the user may plan cohorts. */
export function sitesToPlanAt(user: User): { id: string; name: string }[] {
  const sites = sitesWhere(user, "manage-cohort");
  return db
    .select({ id: site.id, name: site.name })
    .from(site)
    .where(and(isNull(site.closedAt), sites === "all" ? undefined : inArray(site.id, sites)))
    .orderBy(asc(site.name))
    .all();
}

export type TrainerChoice = { id: string; name: string; note?: string };

/**
 * Who can train at a site: everyone who is a trainer there and not paused, and who already trains this cohort.
 * Apprentices without the role are not among them.
 */
export function trainersAt(user: User, siteId: string, cohortId?: string): TrainerChoice[] {
  allow(user, "manage-cohort", siteId);
  return trainersToChoose(db, siteId, cohortId);
}

/** The same for the form that names the trainers of a cohort: apprentices of the site may be chosen to co-train it. */
export function trainersToName(user: User, siteId: string, cohortId?: string): TrainerChoice[] {
  const trainers = trainersAt(user, siteId, cohortId);
  const paused = barredAmong(trainers.map(({ id }) => id));
  return [
    ...trainers.map((one) => (paused.has(one.id) ? { ...one, note: "may not teach at the moment" } : one)),
    ...apprenticesToChoose(db, siteId, cohortId).filter(({ id }) => !trainers.some((one) => one.id === id)),
  ].sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** Apprentices of the site, and those who co-train this cohort as one already. */
function apprenticesToChoose(tx: Writer, siteId: string, cohortId = ""): TrainerChoice[] {
  const already = tx
    .select({ id: person.id, name: person.name })
    .from(cohortTrainer)
    .innerJoin(person, eq(person.id, cohortTrainer.personId))
    .where(
      and(
        eq(cohortTrainer.cohortId, cohortId),
        eq(cohortTrainer.apprentice, true),
        isNull(cohortTrainer.removedAt),
      ),
    )
    .all();
  const all = new Map([...already, ...apprenticesAt(siteId)].map((one) => [one.id, one]));
  return [...all.values()].map((one) => ({ ...one, note: "apprentice" }));
}

function trainersToChoose(tx: Writer, siteId: string, cohortId = ""): { id: string; name: string }[] {
  const trains = tx
    .select({ id: roleGrant.personId })
    .from(roleGrant)
    .where(
      and(
        eq(roleGrant.role, "trainer"),
        isNull(roleGrant.endedAt),
        or(eq(roleGrant.siteId, siteId), isNull(roleGrant.siteId)),
      ),
    );
  const already = tx
    .select({ id: cohortTrainer.personId })
    .from(cohortTrainer)
    .where(
      and(
        eq(cohortTrainer.cohortId, cohortId),
        eq(cohortTrainer.apprentice, false),
        isNull(cohortTrainer.removedAt),
      ),
    );
  const rows = tx
    .select({ id: person.id, name: person.name, trainsIt: sql<number>`${inArray(person.id, already)}` })
    .from(person)
    .where(and(isNull(person.erasedAt), or(inArray(person.id, trains), inArray(person.id, already))))
    .orderBy(asc(person.name))
    .all();
  const barred = barredAmong(rows.map(({ id }) => id));
  return rows.flatMap(({ id, name, trainsIt }) => (barred.has(id) && !trainsIt ? [] : [{ id, name }]));
}

/**
 * Plans a cohort, or a delivery where `kind` says so; its host then comes with the input. `id` comes with the form, so that sending it twice makes one cohort; the second time nothing is
 * written and the same id comes back.
 */
export function createCohort(
  user: User,
  siteId: string,
  id: string,
  input: CohortInput,
  now = new Date(),
  kind: Cohort["kind"] = "program",
): { id: string; errors?: undefined } | { id?: undefined; errors: Errors } {
  allow(user, "manage-cohort", siteId);
  return transact((tx) => {
    const place = tx.select().from(site).where(eq(site.id, siteId)).get();
    if (!place) throw notFound();
    if (place.closedAt) throw conflict("This site is closed, so no cohort can be planned there.");
    const before = tx.select().from(cohort).where(eq(cohort.id, id)).get();
    if (before) {
      if (before.createdBy !== user.id) throw conflict("Open the page again and send the form once more.");
      return { id };
    }
    const errors = whatIsWrong(tx, siteId, id, input, kind);
    if (errors) return { errors };
    const { trainerIds, ...own } = input;
    tx.insert(cohort)
      .values({
        id,
        siteId,
        kind,
        ...own,
        host: kind === "delivery" ? (own.host ?? null) : null,
        edition: editionToPlan(tx),
        createdBy: user.id,
        createdAt: now,
      })
      .run();
    insertSessionDays(tx, { id, ...own, timeZone: timeZoneOf(tx, siteId) }, now);
    for (const personId of trainerIds) addTrainer(tx, user, { id, siteId }, personId, now);
    recordAudit(
      tx,
      user,
      kind === "delivery" ? "open-delivery" : "create-cohort",
      id,
      siteId,
      { trainerIds },
      now,
    );
    return { id };
  });
}

export type CohortState = {
  name: string;
  startsOn: string;
  endsOn: string;
  venue: string | null;
  variant: string;
  host: string | null;
  trainers: { id: string; name: string }[];
};

/** What an edit form was filled from. Two people who see the same cohort hold the same token. */
export const tokenOf = (state: CohortState): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        state.name,
        state.startsOn,
        state.endsOn,
        state.venue,
        state.variant,
        state.host,
        ...state.trainers.map(({ id }) => id).sort(),
      ]),
    )
    .digest("hex")
    .slice(0, 16);

/**
 * Changes name, days, place and trainers together. When somebody else has changed the cohort since the form with
 * `token` was filled, nothing is written and `stale` holds what they saved.
 */
export function changeCohort(
  user: User,
  cohortId: string,
  token: string,
  input: CohortInput,
  now = new Date(),
): { errors: Errors; stale?: undefined } | { stale: CohortState; errors?: undefined } | null {
  allow(user, "manage-cohort", cohortFor(user, cohortId).siteId);
  const change = (tx: Writer) => {
    const before = cohortFor(user, cohortId, now);
    refuseClosed(before, "change it");
    if (tokenOf(before) !== token) return { stale: before };
    const wanted = { ...input, host: before.kind === "delivery" ? (input.host ?? before.host) : null };
    const errors = whatIsWrong(tx, before.siteId, cohortId, input, before.kind);
    if (errors) return { errors };

    const fields = (["name", "startsOn", "endsOn", "venue", "variant", "host"] as const).filter(
      (field) => before[field] !== wanted[field],
    );
    const had = before.trainers.map(({ id }) => id);
    const added = input.trainerIds.filter((id) => !had.includes(id));
    const removed = had.filter((id) => !input.trainerIds.includes(id));
    if (fields.length + added.length + removed.length === 0) return null;
    const moved = before.startsOn !== input.startsOn || before.endsOn !== input.endsOn;
    const replanned = before.variant !== input.variant;
    if ((moved || replanned) && isRecorded(tx, cohortId))
      return {
        errors: {
          [replanned ? "variant" : "startsOn"]:
            "Something is recorded on a day of this cohort already, so this stays as it is. You can change the days that are still ahead one by one, under Days.",
        },
      };

    const { trainerIds: _, ...own } = wanted;
    tx.update(cohort).set(own).where(eq(cohort.id, cohortId)).run();
    const planned = { id: cohortId, ...own, timeZone: before.timeZone };
    if (replanned) replanSessionDays(tx, planned, now);
    else if (moved) redateSessionDays(tx, before, planned, now);
    if (fields.includes("venue") || fields.includes("name")) touchSessionDays(tx, cohortId, now);
    for (const personId of added) addTrainer(tx, user, before, personId, now);
    if (removed.length > 0)
      tx.update(cohortTrainer)
        .set({ removedBy: user.id, removedAt: now })
        .where(
          and(
            eq(cohortTrainer.cohortId, cohortId),
            inArray(cohortTrainer.personId, removed),
            isNull(cohortTrainer.removedAt),
          ),
        )
        .run();
    recordAudit(tx, user, "change-cohort", cohortId, before.siteId, { fields, added, removed }, now);
    return null;
  };
  return transact((tx) => notingChanges(tx, cohortId, now, () => change(tx)));
}

/** Puts a cohort away, or takes it back out. Doing it twice changes nothing. */
export function archiveCohort(user: User, cohortId: string, archived: boolean, now = new Date()): void {
  const { siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  transact((tx) => {
    if ((cohortFor(user, cohortId).archivedAt !== null) === archived) return;
    tx.update(cohort)
      .set(archived ? { archivedAt: now, archivedBy: user.id } : { archivedAt: null, archivedBy: null })
      .where(eq(cohort.id, cohortId))
      .run();
    recordAudit(tx, user, archived ? "archive-cohort" : "unarchive-cohort", cohortId, siteId, {}, now);
  });
}

/** Cancels a cohort, or takes that back. Calendars are told. Doing it twice changes nothing. */
export function cancelCohort(user: User, cohortId: string, canceled: boolean, now = new Date()): void {
  const { siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  transact((tx) => {
    const before = cohortFor(user, cohortId);
    if (before.archivedAt) throw conflict("This cohort is archived. Bring it back before you change it.");
    if ((before.canceledAt !== null) === canceled) return;
    notingChanges(tx, cohortId, now, () =>
      tx
        .update(cohort)
        .set(canceled ? { canceledAt: now, canceledBy: user.id } : { canceledAt: null, canceledBy: null })
        .where(eq(cohort.id, cohortId))
        .run(),
    );
    touchSessionDays(tx, cohortId, now);
    recordAudit(tx, user, canceled ? "cancel-cohort" : "restore-cohort", cohortId, siteId, {}, now);
  });
}

/** The forms of the course with the hours that each gives and the modules that it leaves out. */
export function variantChoices(kind: Cohort["kind"] = "program"): VariantChoice[] {
  const whole = taughtDays("").flatMap(({ modules }) => modules);
  const open = catalogue().course.variants.filter((one) => one.for === "any" || kind === "delivery");
  return open.map(({ id, title, minutes, summary, trains_trainers }) => {
    const taught = new Set(taughtDays(id).flatMap(({ modules }) => modules));
    const leavesOut = whole.filter((module) => !taught.has(module)).map(({ id, title }) => `${id} ${title}`);
    return { id, title, hours: hoursWords(minutes), summary, leavesOut, trainsTrainers: trains_trainers };
  });
}

/** Whether people may go on to become trainers after this form; of an unknown form yes, as of the whole course. */
export const trainsTrainers = (variantId: string): boolean => variantOf(variantId)?.trains_trainers ?? true;

export const variantTitle = (variantId: string): string => variantOf(variantId)?.title ?? variantId;

function timeZoneOf(tx: Writer, siteId: string): string {
  const found = tx.select({ zone: site.timeZone }).from(site).where(eq(site.id, siteId)).get();
  if (!found) throw notFound();
  return found.zone;
}

function addTrainer(
  tx: Writer,
  user: User,
  { id: cohortId, siteId }: { id: string; siteId: string },
  personId: string,
  now: Date,
): void {
  const apprentice = !trainersToChoose(tx, siteId).some(({ id }) => id === personId);
  tx.insert(cohortTrainer)
    .values({ id: newId(), cohortId, personId, apprentice, addedBy: user.id, addedAt: now })
    .run();
}

function whatIsWrong(
  tx: Writer,
  siteId: string,
  cohortId: string,
  input: CohortInput,
  kind: Cohort["kind"],
): Errors | null {
  const open = trainersToChoose(tx, siteId, cohortId).map(({ id }) => id);
  const others = input.trainerIds.filter((id) => !open.includes(id));
  const apprentices = others.length > 0 ? apprenticesToChoose(tx, siteId, cohortId).map(({ id }) => id) : [];
  const variant = variantOf(input.variant);
  if (!variant || (variant.for === "delivery" && kind !== "delivery"))
    return { variant: "Choose one of the forms of the course." };
  const days = variant.days.length;
  if (daysBetween(input.startsOn, input.endsOn) + 1 < days)
    return {
      endsOn: `This form takes ${days} days in the room, each on a day of its own. Choose a later last day.`,
    };
  if (input.trainerIds.length < fewestTrainers) return { trainer: trainersSentence };
  if (!others.every((id) => apprentices.includes(id)))
    return { trainer: "One of these people may not train at this site at the moment. Choose again." };
  if (
    (kind === "delivery" || others.length > 0) &&
    ![...mayTeach(input.trainerIds).values()].includes("lead")
  )
    return {
      trainer:
        others.length > 0
          ? "An apprentice co-trains beside somebody who is certified. Choose a certified trainer too."
          : "One of the trainers has to be certified, to lead. Choose a certified trainer.",
    };
  const twin = tx
    .select({ id: cohort.id })
    .from(cohort)
    .where(
      and(
        eq(cohort.siteId, siteId),
        eq(cohort.name, input.name),
        eq(cohort.startsOn, input.startsOn),
        isNull(cohort.archivedAt),
        ne(cohort.id, cohortId),
      ),
    )
    .get();
  return twin
    ? { name: "A cohort with this name starts here on the same day. Give one of them another name." }
    : null;
}

/** The trainers of a cohort that is not over who may not teach now, by name. */
export function absentFrom({ trainers, phase }: Pick<Cohort, "trainers" | "phase">): string[] {
  if (phase !== "running" && phase !== "planned") return [];
  const barred = barredAmong(trainers.map(({ id }) => id));
  return trainers.flatMap(({ id, name }) => (barred.has(id) ? [name] : []));
}

/** Whether the buttons that change a cohort are shown. */
export const mayManage = (user: User, siteId: string): boolean => can(user, "manage-cohort", siteId);
