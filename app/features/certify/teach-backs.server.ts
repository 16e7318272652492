import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { trainersAt } from "#app/features/cohorts/plan-cohort.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { clockOf, minutesOf } from "#app/lib/clock.ts";
import { addDays, clockTime, instantIn, longDay, todayIn, zoneName } from "#app/lib/dates.ts";
import { hashToken, newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { supervision } from "#db/schema/planning.ts";
import { teachBackForm, teachBackSlot } from "#db/schema/teach-back.ts";
import { calibrated } from "./calibration.server.ts";
import { rubricNow } from "./rubric.server.ts";
import { type Slots, teachBackSlots, usualPlan } from "./teach-back-slots.ts";

export type Slot = typeof teachBackSlot.$inferSelect & {
  name: string;
  assessors: { id: string; name: string }[];
};

/** What a plan of teach-backs is made from. */
export type PlanInput = { on: string; at: string; rooms: string[]; assessorIds: string[] };

/** The slots of a cohort that stand, in the order of time, for callers that have asked who may see the cohort. */
export function slotsOf(
  where: { cohortId?: string; personId?: string; id?: string },
  from: Pick<Writer, "select"> = db,
): Slot[] {
  const [first, second] = [alias(person, "first"), alias(person, "second")];
  return from
    .select({ slot: teachBackSlot, name: person.name, first: first.name, second: second.name })
    .from(teachBackSlot)
    .innerJoin(person, eq(person.id, teachBackSlot.personId))
    .innerJoin(first, eq(first.id, teachBackSlot.firstAssessorId))
    .innerJoin(second, eq(second.id, teachBackSlot.secondAssessorId))
    .where(
      and(
        isNull(teachBackSlot.canceledAt),
        where.cohortId ? eq(teachBackSlot.cohortId, where.cohortId) : undefined,
        where.personId ? eq(teachBackSlot.personId, where.personId) : undefined,
        where.id ? eq(teachBackSlot.id, where.id) : undefined,
      ),
    )
    .orderBy(asc(teachBackSlot.startsAt), asc(teachBackSlot.groupNumber), asc(teachBackSlot.id))
    .all()
    .map(({ slot, name, first, second }) => ({
      ...slot,
      name,
      assessors: [
        { id: slot.firstAssessorId, name: first },
        { id: slot.secondAssessorId, name: second },
      ],
    }));
}

/** When and where a slot is, in words on the clocks of the site. */
export const whenOf = ({ startsAt, endsAt }: Pick<Slot, "startsAt" | "endsAt">, zone: string) => ({
  day: longDay(todayIn(zone, startsAt)),
  from: clockTime(startsAt, zone),
  to: clockTime(endsAt, zone),
  zone: zoneName(zone, startsAt),
});

/** The cohort with what the page of its teach-backs needs: who could assess, who has no slot, what to begin with. */
export function teachBackPlanPage(user: User, cohortId: string) {
  const cohort = cohortFor(user, cohortId);
  const slots = slotsOf({ cohortId });
  const { enrolled } = rosterOf(user, cohortId);
  const mayPlan = can(user, "plan-teach-backs", cohort.siteId) && !cohort.archivedAt && !cohort.canceledAt;
  const trainers = mayPlan ? trainersAt(user, cohort.siteId, cohortId) : [];
  const ready = calibrated([...trainers, ...slots.flatMap(({ assessors }) => assessors)].map(({ id }) => id));
  const mine = new Set(cohort.trainers.map(({ id }) => id));
  const days = daysOfCohort(cohort.id).filter(({ canceledAt }) => !canceledAt);
  const day =
    days.find(({ plan }) => plan.items.some(({ module }) => module?.id === practicum)) ?? days.at(-1);
  const item = day?.plan.items.find(({ module }) => module?.id === practicum);
  const withSlot = new Set(slots.map(({ personId }) => personId));
  return {
    cohort: { id: cohort.id, name: cohort.name, siteId: cohort.siteId, timeZone: cohort.timeZone },
    mayPlan,
    slots,
    enrolled: enrolled.length,
    without: enrolled
      .filter(({ personId }) => !withSlot.has(personId))
      .map(({ personId, name }) => ({ id: personId, name })),
    assessors: trainers.map((one) => ({ ...one, calibrated: ready.has(one.id), mine: mine.has(one.id) })),
    uncalibrated: [
      ...new Map(slots.flatMap(({ assessors }) => assessors).map((one) => [one.id, one])).values(),
    ].filter(({ id }) => !ready.has(id)),
    usual: {
      on: day?.on ?? cohort.endsOn,
      at: item ? clockOf(item.startsAt) : "10:40",
      rooms: day?.venue ?? cohort.venue ?? "",
    },
    mayUndo: slots.length > 0 && slots.every(({ round }) => round === 1) && !hasForms(db, cohortId),
  };
}

/** Throws unless the user may plan the teach-backs of this cohort: 404 when they may not see it. */
export function allowToPlan(user: User, cohortId: string): void {
  allow(user, "plan-teach-backs", cohortFor(user, cohortId).siteId);
}

/** The module in which people teach back. */
const practicum = "4.3";

export type Preview = Slots & { seen: string; names: Record<string, string> };

/** A plan of slots for everyone who is enrolled and has none, or sentences beside the fields. Nothing is kept. */
export function previewTeachBacks(
  user: User,
  cohortId: string,
  input: PlanInput,
): { preview: Preview; errors?: undefined } | { preview?: undefined; errors: Record<string, string> } {
  const cohort = cohortFor(user, cohortId);
  allow(user, "plan-teach-backs", cohort.siteId);
  const errors = whyNotPlan(input);
  if (Object.keys(errors).length > 0) return { errors };
  const trainers = trainersAt(user, cohort.siteId, cohortId);
  const named = trainers.filter(({ id }) => input.assessorIds.includes(id));
  const taken = new Set(slotsOf({ cohortId }).map(({ personId }) => personId));
  const roster = rosterOf(user, cohortId).enrolled.filter(({ personId }) => !taken.has(personId));
  const notBy = notAssessedBy(cohort.siteId);
  const plan = teachBackSlots(
    roster.map(({ personId, name, discipline }) => ({
      id: personId,
      name,
      discipline,
      notBy: notBy.get(personId) ?? [],
    })),
    named,
    { ...usualPlan, teaching: rubricNow().slice_minutes, rooms: input.rooms, startsAt: minutesOf(input.at) },
  );
  const names = Object.fromEntries([
    ...roster.map(({ personId, name }) => [personId, name]),
    ...named.map(({ id, name }) => [id, name]),
  ]);
  return { preview: { ...plan, names, seen: hashToken(JSON.stringify(plan)) } };
}

/**
 * Keeps the plan that `previewTeachBacks` gives for the same input. `planId` comes with the form: twice makes one plan.
 * `seen` is the plan that was looked at; when the roster has changed since, nothing is kept and the new plan comes back.
 */
export function saveTeachBacks(
  user: User,
  cohortId: string,
  planId: string,
  input: PlanInput,
  seen: string,
  now = new Date(),
): Preview | null {
  const cohort = cohortFor(user, cohortId);
  allow(user, "plan-teach-backs", cohort.siteId);
  return transact((tx) => {
    if (tx.select({ id: teachBackSlot.id }).from(teachBackSlot).where(eq(teachBackSlot.planId, planId)).get())
      return null;
    open(cohort);
    const { preview } = previewTeachBacks(user, cohortId, input);
    if (!preview || preview.problems.length > 0)
      throw conflict("These slots cannot be kept as they are. Go back, and make the plan again.");
    if (preview.seen !== seen) return preview;
    const before = Math.max(0, ...slotsOf({ cohortId }, tx).map(({ groupNumber }) => groupNumber));
    for (const [index, group] of preview.groups.entries()) {
      for (const one of group.slots) {
        const [first, second] = one.assessors as [string, string];
        insertSlot(
          tx,
          user,
          {
            planId,
            cohortId,
            personId: one.presenter,
            round: 1,
            startsAt: instantIn(cohort.timeZone, input.on, clockOf(one.startsAt)),
            endsAt: instantIn(cohort.timeZone, input.on, clockOf(one.endsAt)),
            groupNumber: before + index + 1,
            room: group.room,
            firstAssessorId: first,
            secondAssessorId: second,
          },
          now,
        );
      }
    }
    const personIds = preview.groups.flatMap(({ slots }) => slots.map(({ presenter }) => presenter));
    recordAudit(tx, user, "plan-teach-backs", cohortId, cohort.siteId, { personId: personIds }, now);
    return null;
  });
}

/** Takes all slots of the cohort back, before anything was scored. What people chose to teach is kept for the next plan. */
export function undoTeachBacks(user: User, cohortId: string, now = new Date()): void {
  const cohort = cohortFor(user, cohortId);
  allow(user, "plan-teach-backs", cohort.siteId);
  transact((tx) => {
    if (hasForms(tx, cohortId))
      throw conflict("Somebody has already scored one of these teach-backs, so the plan stays.");
    const { changes } = tx
      .update(teachBackSlot)
      .set({ canceledAt: now, canceledBy: user.id })
      .where(and(eq(teachBackSlot.cohortId, cohortId), isNull(teachBackSlot.canceledAt)))
      .run();
    if (changes > 0) recordAudit(tx, user, "undo-teach-backs", cohortId, cohort.siteId, {}, now);
  });
}

export type OneSlot = { personId: string; on: string; at: string; room: string; assessorIds: string[] };

/**
 * A slot for one person: for somebody who joined late, or the repeat after a "not yet". `planId` comes with the form.
 * `lastDay` is the last day on which the repeat may be, null where there is no limit.
 */
export function giveSlot(
  user: User,
  cohortId: string,
  planId: string,
  input: OneSlot,
  repeat: { round: number; lastDay: string | null } | null,
  now = new Date(),
): Record<string, string> | null {
  const cohort = cohortFor(user, cohortId);
  allow(user, "plan-teach-backs", cohort.siteId);
  const [first, second] = input.assessorIds;
  return transact((tx) => {
    if (tx.select({ id: teachBackSlot.id }).from(teachBackSlot).where(eq(teachBackSlot.planId, planId)).get())
      return null;
    open(cohort);
    if (!rosterOf(user, cohortId).enrolled.some(({ personId }) => personId === input.personId))
      throw notFound();
    const errors: Record<string, string> = whyNotWhen(input);
    if (!input.room || input.room.length > 80) errors.room = "Say where, in up to 80 characters.";
    const today = todayIn(cohort.timeZone, now);
    if (!errors.on && repeat && input.on < today) errors.on = "Choose today or a later day.";
    if (!errors.on && repeat?.lastDay && input.on > repeat.lastDay)
      errors.on = `A repeat takes place within 30 days, so by ${longDay(repeat.lastDay)}.`;
    const trainers = trainersAt(user, cohort.siteId, cohortId).map(({ id }) => id);
    const notBy = notAssessedBy(cohort.siteId).get(input.personId) ?? [];
    if (!first || !second || first === second) errors.assessor = "Choose two different assessors.";
    else if (![first, second].every((id) => trainers.includes(id)))
      errors.assessor = "Choose trainers of this site.";
    else if ([first, second].some((id) => notBy.includes(id) || id === input.personId))
      errors.assessor = "One of them supervises this person, or is supervised by them. Choose somebody else.";
    if (Object.keys(errors).length > 0) return errors;
    const round = repeat?.round ?? 1;
    const slots = slotsOf({ cohortId }, tx);
    if (slots.some((slot) => slot.personId === input.personId && slot.round === round))
      throw conflict("This person has a slot by now. Go back to the list of teach-backs.");
    const startsAt = instantIn(cohort.timeZone, input.on, input.at);
    const minutes = rubricNow().slice_minutes + usualPlan.feedback;
    insertSlot(
      tx,
      user,
      {
        planId,
        cohortId,
        personId: input.personId,
        round,
        startsAt,
        endsAt: new Date(startsAt.getTime() + minutes * 60_000),
        groupNumber: Math.max(0, ...slots.map(({ groupNumber }) => groupNumber)) + 1,
        room: input.room,
        firstAssessorId: first as string,
        secondAssessorId: second as string,
      },
      now,
    );
    recordAudit(tx, user, "give-teach-back", cohortId, cohort.siteId, { personId: input.personId }, now);
    return null;
  });
}

/** The last day for a repeat of what was scored on `scoredAt`: 30 days later, or no limit once they are over. */
export function lastDayFor(scoredAt: Date, zone: string, days: number, now: Date): string | null {
  const last = addDays(todayIn(zone, scoredAt), days);
  return last >= todayIn(zone, now) ? last : null;
}

function insertSlot(
  tx: Writer,
  user: User,
  own: Omit<typeof teachBackSlot.$inferInsert, "id" | "slice" | "createdBy" | "createdAt">,
  now: Date,
): void {
  // A new plan keeps what somebody has chosen already; a repeat teaches the same slice until they choose another.
  const earlier = tx
    .select({ slice: teachBackSlot.slice })
    .from(teachBackSlot)
    .where(and(eq(teachBackSlot.cohortId, own.cohortId), eq(teachBackSlot.personId, own.personId)))
    .orderBy(asc(teachBackSlot.createdAt), asc(teachBackSlot.id))
    .all()
    .at(-1);
  tx.insert(teachBackSlot)
    .values({ ...own, id: newId(), slice: earlier?.slice ?? null, createdBy: user.id, createdAt: now })
    .run();
}

/** By person, who supervises them at this site and whom they supervise: neither assesses the other. */
function notAssessedBy(siteId: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const note = (one: string, other: string) => found.set(one, [...(found.get(one) ?? []), other]);
  const rows = db
    .select()
    .from(supervision)
    .where(and(eq(supervision.siteId, siteId), isNull(supervision.removedAt)))
    .all();
  for (const { supervisorId, personId } of rows) {
    note(personId, supervisorId);
    note(supervisorId, personId);
  }
  return found;
}

function hasForms(tx: Pick<Writer, "select">, cohortId: string): boolean {
  const slots = tx
    .select({ id: teachBackSlot.id })
    .from(teachBackSlot)
    .where(eq(teachBackSlot.cohortId, cohortId));
  return (
    tx
      .select({ id: teachBackForm.id })
      .from(teachBackForm)
      .where(inArray(teachBackForm.slotId, slots))
      .limit(1)
      .get() !== undefined
  );
}

function open({ archivedAt, canceledAt }: { archivedAt: Date | null; canceledAt: Date | null }): void {
  if (archivedAt || canceledAt) throw conflict("This cohort is archived or canceled. Bring it back first.");
}

function whyNotWhen({ on, at }: { on: string; at: string }): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!/^\d{4}-\d\d-\d\d$/.test(on) || Number.isNaN(Date.parse(on))) errors.on = "Choose the day.";
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) errors.at = "Give the time, such as 10:40.";
  return errors;
}

function whyNotPlan({ rooms, assessorIds, ...when }: PlanInput): Record<string, string> {
  const errors = whyNotWhen(when);
  if (rooms.length === 0) errors.rooms = "Name at least one room.";
  else if (rooms.length > 20 || rooms.some((room) => room.length > 80))
    errors.rooms = "Up to 20 rooms, each in up to 80 characters.";
  else if (new Set(rooms).size < rooms.length) errors.rooms = "Give each room a name of its own.";
  if (assessorIds.length < 2) errors.assessor = "Choose at least two assessors.";
  return errors;
}
