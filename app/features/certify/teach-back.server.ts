import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { moduleOf } from "#app/content/catalogue.server.ts";
import { addDays, longDay, todayIn } from "#app/lib/dates.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { teachBackForm, teachBackSlot } from "#db/schema/teach-back.ts";
import { agreementWithin, intraclass, type Pair, weightedKappa, weights } from "./agreement.ts";
import { calibrated } from "./calibration.server.ts";
import { type PinnedRubric, pinnedRubric, pinRubric, rubricNow } from "./rubric.server.ts";
import { pointsOf } from "./teach-back-menu.ts";
import { type Form, type Result, resultOf, teachAgainWithin, unscored } from "./teach-back-score.ts";
import { placeOf } from "./teach-back-slice.server.ts";
import { lastDayFor, type Slot, slotsOf, whenOf } from "./teach-backs.server.ts";

type Row = typeof teachBackForm.$inferSelect;
type Part = Row["part"];
export type FormInput = {
  scores: Record<string, number>;
  /** Places of the points that were heard, counted from 0. */
  heard: { say: number[]; notSay: number[] };
  strengths: [string, string];
  nextStep: string;
};

/**
 * A teach-back as its viewer may see it: else 404. The presenter, the people of the group and the assessors each fill
 * in a form. Until both assessors are in, each sees only their own; then the presenter, the assessors and those who may
 * see the cohort see the result, and peers still only their own form.
 */
export function teachBackPage(user: User, slotId: string, now = new Date()) {
  const slot = slotFor(slotId);
  const place = placeOf(slot);
  const part = partOf(user, slot);
  const seesCohort = can(user, "see-cohort", place.siteId);
  if (!part && !seesCohort) throw notFound();
  const rows = rowsOf([slot.id]);
  const rubric = rubricOf(rows);
  const result = resultFrom(slot, rows, rubric);
  const seesResult = result.state === "scored" && (part !== "peer" || seesCohort);
  const shown = rows.filter(({ authorId }) => seesResult || authorId === user.id);
  const mine = rows.find(({ authorId }) => authorId === user.id);
  const names = namesOf(rows.map(({ authorId }) => authorId));
  return {
    slot: {
      id: slot.id,
      cohortId: slot.cohortId,
      name: slot.name,
      isMine: part === "self",
      room: slot.room,
      round: slot.round,
      slice: slot.slice,
      assessors: slot.assessors,
      ...whenOf(slot, place.zone),
    },
    part,
    seesCohort,
    isOpen: isOpen(slot, place.zone, now),
    calibrated: part !== "assessor" || calibrated([user.id]).has(user.id),
    rubric: { criteria: rubric.criteria, levels: rubric.levels, pass: rubric.pass },
    points: pointsFor(slot),
    handedIn: mine !== undefined,
    /** Who of the assessors has handed in; never what. */
    waitingFor:
      result.state === "waiting"
        ? slot.assessors.filter(({ id }) => result.waitingFor.includes(id)).map(({ name }) => name)
        : [],
    result: seesResult && result.state === "scored" ? result : null,
    repeatBy:
      seesResult && result.state === "scored" && result.outcome === "not-yet"
        ? longDay(addDays(todayIn(place.zone, scoredAt(slot, rows)), teachAgainWithin))
        : null,
    agreement: seesResult && part !== "self" ? agreementOf([{ slot, rows }], rubric) : null,
    forms: shown.map(({ id, authorId, part, scores, points, strengths, nextStep }) => ({
      id,
      by: names.get(authorId) ?? "Somebody",
      isMine: authorId === user.id,
      part,
      scores,
      points,
      strengths,
      nextStep,
    })),
  };
}

/**
 * Keeps one form. `id` comes with it: sending it twice keeps one. Gives a sentence by field when something is missing,
 * and then nothing was kept. Assessors score every criterion, the others at least one.
 */
export function handInForm(
  user: User,
  slotId: string,
  id: string,
  input: FormInput,
  now = new Date(),
): Record<string, string> | null {
  return transact((tx) => {
    const slot = slotFor(slotId, tx);
    const place = placeOf(slot);
    const part = partOf(user, slot);
    if (!part) throw notFound();
    const known = tx
      .select()
      .from(teachBackForm)
      .where(and(eq(teachBackForm.slotId, slotId), eq(teachBackForm.authorId, user.id)))
      .get();
    if (known?.id === id) return null;
    if (known)
      throw conflict("You have already handed in your form for this teach-back. It cannot be changed.");
    if (tx.select({ id: teachBackForm.id }).from(teachBackForm).where(eq(teachBackForm.id, id)).get())
      throw conflict("This form was used for another teach-back. Open this one again.");
    if (!isOpen(slot, place.zone, now)) throw conflict("This teach-back can be scored from its own day on.");
    const rubric = rubricOf(rowsOf([slotId], tx));
    const scores = Object.fromEntries(
      rubric.criteria.flatMap((one) =>
        unscored({ ...rubric, criteria: [one] }, input.scores).length > 0
          ? []
          : [[one.id, input.scores[one.id] as number]],
      ),
    );
    const errors = whyNotHandIn(rubric, part, scores, input);
    if (Object.keys(errors).length > 0) return errors;
    const { say, notSay } = pointsFor(slot);
    const heard = (list: string[], places: number[]) =>
      list.map((text, place) => ({ text, heard: places.includes(place) }));
    pinRubric(tx, rubric, now);
    tx.insert(teachBackForm)
      .values({
        id,
        slotId,
        authorId: user.id,
        part,
        rubricHash: rubric.hash,
        scores,
        points: { say: heard(say, input.heard.say), notSay: heard(notSay, input.heard.notSay) },
        strengths: input.strengths,
        nextStep: input.nextStep,
        handedInAt: now,
      })
      .run();
    recordAudit(tx, user, "score-teach-back", slotId, place.siteId, { personId: slot.personId, part }, now);
    return null;
  });
}

export const longestText = 400;

function whyNotHandIn(
  rubric: PinnedRubric,
  part: Part,
  scores: Record<string, number>,
  { strengths, nextStep }: FormInput,
): Record<string, string> {
  const errors: Record<string, string> = {};
  if (part === "assessor")
    for (const id of unscored(rubric, scores))
      errors[`score-${id}`] = "Choose the level that fits what was done.";
  else if (Object.keys(scores).length === 0)
    errors[`score-${rubric.criteria[0]?.id}`] = "Score at least one criterion, the one you watched.";
  const wrong = (text: string, missing: string) =>
    text.length < 3 ? missing : text.length > longestText ? `Keep it under ${longestText} characters.` : null;
  const found = {
    strength1: wrong(strengths[0], "Write a first strength."),
    strength2: wrong(strengths[1], "Write a second strength."),
    nextStep: wrong(nextStep, "Write one next step."),
  };
  for (const [field, sentence] of Object.entries(found)) if (sentence) errors[field] = sentence;
  return errors;
}

export type SlotState = {
  slotId: string;
  handedIn: number;
  outcome: "waiting" | "pass" | "not-yet";
  scoredAt: Date | null;
};

/** How each of these slots came out, for callers that may see all of them. */
export function statesOf(slots: readonly Slot[]): Map<string, SlotState> {
  const all = rowsOf(slots.map(({ id }) => id));
  return new Map(
    slots.map((slot) => {
      const rows = all.filter(({ slotId }) => slotId === slot.id);
      const result = resultFrom(slot, rows, rubricOf(rows));
      const isScored = result.state === "scored";
      return [
        slot.id,
        {
          slotId: slot.id,
          handedIn: rows.length,
          outcome: isScored ? result.outcome : "waiting",
          scoredAt: isScored ? scoredAt(slot, rows) : null,
        },
      ];
    }),
  );
}

/**
 * The repeat that a person of the cohort is due: its round and its last day. Null for somebody without a slot; a
 * conflict for somebody whose newest teach-back passed or is not scored yet. The caller may plan the cohort.
 */
export function repeatDue(
  cohortId: string,
  personId: string,
  now = new Date(),
): { round: number; lastDay: string | null } | null {
  const slots = slotsOf({ cohortId, personId }).sort((a, b) => a.round - b.round);
  const newest = slots.at(-1);
  if (!newest) return null;
  const state = statesOf([newest]).get(newest.id);
  if (state?.outcome !== "not-yet" || !state.scoredAt)
    throw conflict("Only a teach-back that came out as not yet is repeated.");
  return {
    round: newest.round + 1,
    lastDay: lastDayFor(state.scoredAt, placeOf(newest).zone, teachAgainWithin, now),
  };
}

/** How a person's newest teach-back came out, in any cohort; null while none is scored. For the steps to certification. */
export function newestOutcome(personId: string): { outcome: "pass" | "not-yet"; at: Date } | null {
  const scored = [...statesOf(slotsOf({ personId })).values()].flatMap(({ outcome, scoredAt }) =>
    outcome !== "waiting" && scoredAt ? [{ outcome, at: scoredAt }] : [],
  );
  return scored.sort((a, b) => a.at.getTime() - b.at.getTime()).at(-1) ?? null;
}

/** How alike the two assessors scored, over all of these slots that are scored with today's rubric levels. */
export function agreementIn(slots: readonly Slot[]) {
  const all = rowsOf(slots.map(({ id }) => id));
  return agreementOf(
    slots.map((slot) => ({ slot, rows: all.filter(({ slotId }) => slotId === slot.id) })),
    rubricNow(),
  );
}

function agreementOf(some: { slot: Slot; rows: Row[] }[], rubric: PinnedRubric) {
  const each = some.flatMap(({ slot, rows }): Pair[][] => {
    if (resultFrom(slot, rows, rubricOf(rows)).state !== "scored") return [];
    const [a, b] = slot.assessors.map(({ id }) => rows.find(({ authorId }) => authorId === id)?.scores ?? {});
    return [
      Object.keys(a ?? {}).flatMap((id): Pair[] =>
        b?.[id] === undefined ? [] : [[a?.[id] as number, b[id]]],
      ),
    ];
  });
  const pairs = each.flat();
  const sums = each.map((scores) =>
    [0, 1].map((rater) => scores.reduce((sum, pair) => sum + (pair[rater] ?? 0), 0)),
  );
  return {
    scores: pairs.length,
    teachBacks: each.length,
    /** Over the sums of whole teach-backs. */
    intraclass: intraclass(sums),
    exact: agreementWithin(pairs, 0),
    withinOne: agreementWithin(pairs, 1),
    kappa: weightedKappa(
      pairs,
      rubric.levels.map(({ value }) => value),
      weights.quadratic,
    ),
  };
}

/** The forms a person wrote, and those about them that they may see: all of them once their assessors are in. */
export function formsForRecords(user: User): Row[] {
  const slots = slotsOf({ personId: user.id });
  const about = rowsOf(
    slots.filter(({ id }) => statesOf(slots).get(id)?.outcome !== "waiting").map(({ id }) => id),
  );
  const written = db
    .select()
    .from(teachBackForm)
    .where(eq(teachBackForm.authorId, user.id))
    .orderBy(asc(teachBackForm.handedInAt))
    .all();
  return [...written, ...about.filter(({ authorId }) => authorId !== user.id)];
}

/** What was written about somebody who erases their account goes; the levels that others rely on stay without a name. */
export function forgetTeachBacks(tx: Writer, personId: string, now: Date): void {
  const theirs = tx
    .select({ id: teachBackSlot.id })
    .from(teachBackSlot)
    .where(eq(teachBackSlot.personId, personId));
  tx.update(teachBackForm)
    .set({ strengths: [], nextStep: "" })
    .where(inArray(teachBackForm.slotId, theirs))
    .run();
  const scored = tx
    .select({ id: teachBackForm.slotId })
    .from(teachBackForm)
    .where(inArray(teachBackForm.slotId, theirs))
    .all()
    .map(({ id }) => id);
  for (const { id } of theirs.all()) {
    if (scored.includes(id)) continue;
    tx.update(teachBackSlot)
      .set({ canceledAt: now, canceledBy: personId })
      .where(and(eq(teachBackSlot.id, id), isNull(teachBackSlot.canceledAt)))
      .run();
  }
}

function slotFor(slotId: string, tx: Pick<Writer, "select"> = db): Slot {
  const [slot] = slotsOf({ id: slotId }, tx);
  if (!slot) throw notFound();
  return slot;
}

function partOf(user: User, slot: Slot): Part | null {
  if (slot.personId === user.id) return "self";
  if (slot.assessors.some(({ id }) => id === user.id)) return "assessor";
  const enrolled = db
    .select({ id: enrolment.id })
    .from(enrolment)
    .where(
      and(
        eq(enrolment.cohortId, slot.cohortId),
        eq(enrolment.personId, user.id),
        isNull(enrolment.withdrawnAt),
      ),
    )
    .get();
  const isPeer =
    enrolled &&
    slotsOf({ cohortId: slot.cohortId, personId: user.id }).some(
      ({ groupNumber }) => groupNumber === slot.groupNumber,
    );
  return isPeer ? "peer" : null;
}

const isOpen = (slot: Slot, zone: string, now: Date): boolean =>
  todayIn(zone, slot.startsAt) <= todayIn(zone, now);

const rowsOf = (slotIds: readonly string[], tx: Pick<Writer, "select"> = db): Row[] =>
  slotIds.length === 0
    ? []
    : tx
        .select()
        .from(teachBackForm)
        .where(inArray(teachBackForm.slotId, [...slotIds]))
        .orderBy(asc(teachBackForm.handedInAt), asc(teachBackForm.id))
        .all();

/** The first form decides with which rubric a teach-back is scored, however the curriculum changes meanwhile. */
const rubricOf = (rows: readonly Row[]): PinnedRubric =>
  rows[0] ? pinnedRubric(rows[0].rubricHash) : rubricNow();

function resultFrom(slot: Slot, rows: readonly Row[], rubric: PinnedRubric): Result {
  const forms = rows.map(({ authorId, part, scores }): Form => ({ by: authorId, part, scores }));
  return resultOf(
    rubric,
    slot.assessors.map(({ id }) => id),
    forms,
  );
}

/** When the second assessor handed in. */
const scoredAt = (slot: Slot, rows: readonly Row[]): Date =>
  rows.filter(({ authorId }) => slot.assessors.some(({ id }) => id === authorId)).at(-1)?.handedInAt ??
  slot.endsAt;

function pointsFor(slot: Slot): { say: string[]; notSay: string[] } {
  const plans = (slot.slice?.modules ?? []).map((id) => moduleOf(id)?.plan);
  return {
    say: plans.flatMap((plan) => pointsOf(plan?.mustSay ?? [])),
    notSay: plans.flatMap((plan) => pointsOf(plan?.mustNotSay ?? [])),
  };
}

function namesOf(ids: readonly string[]): Map<string, string> {
  if (ids.length === 0) return new Map();
  const rows = db
    .select({ id: person.id, name: person.name })
    .from(person)
    .where(inArray(person.id, [...ids]))
    .all();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
