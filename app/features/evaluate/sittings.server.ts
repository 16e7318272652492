import { createHash } from "node:crypto";
import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { lineHtml } from "#app/content/catalogue.server.ts";
import type { AssessmentItem, FormFile } from "#app/content/schema-assessments.ts";
import { recordSitting } from "#app/features/certify/assessments.server.ts";
import { type Cohort, cohortsIAttend } from "#app/features/cohorts/cohorts.server.ts";
import { readerSite } from "#app/features/learn/reading.server.ts";
import { newestOf, pinContent, pinnedQuizzes } from "#app/features/quiz/attempts.server.ts";
import { shuffledOptions, unanswered } from "#app/features/quiz/scoring.ts";
import { todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, transactTogether, type Writer } from "#db/client.server.ts";
import { formAnswer, formSitting } from "#db/schema/before-after.ts";
import { type Moment, momentWords } from "./moments.ts";
import { formAt, roundsOf } from "./rounds.server.ts";

export type Sitting = typeof formSitting.$inferSelect;
type From = Pick<Writer, "select">;

/** A cohort in which the user takes part; otherwise 404. */
export function myCohort(user: User, cohortId: string, now: Date): Cohort {
  const found = cohortsIAttend(user, now).find(({ id }) => id === cohortId);
  if (!found) throw notFound();
  return found;
}

/** The form of a moment as it is today, kept once under its hash for a sitting to pin. */
export function pinForm(tx: Writer, moment: Moment, now: Date): { hash: string; form: FormFile } {
  const { id, title, moment: when, minutes, pass, instructions, items } = formAt(moment);
  const form: FormFile = { id, title, moment: when, minutes, pass, instructions, items };
  const hash = createHash("sha256").update(JSON.stringify(form)).digest("hex");
  pinContent(tx, { hash, moduleId: id, quiz: form }, now);
  return { hash, form };
}

/** The form as it was when the sitting began, whatever the curriculum says today. */
export function formOf({ contentHash }: Pick<Sitting, "contentHash">): FormFile {
  const form = pinnedQuizzes([contentHash]).get(contentHash);
  if (!form) throw new Error(`No content version ${contentHash}`);
  return form as unknown as FormFile;
}

/** The newest answer per item of each of these sittings. */
export function answersOf(ids: readonly string[], tx: From = db): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  if (ids.length === 0) return found;
  const rows = tx
    .select({
      sittingId: formAnswer.sittingId,
      itemId: formAnswer.itemId,
      option: formAnswer.option,
      newest: newestAnswer,
    })
    .from(formAnswer)
    .where(inArray(formAnswer.sittingId, [...ids]))
    .groupBy(formAnswer.sittingId, formAnswer.itemId)
    .all();
  for (const { sittingId, itemId, option } of rows) {
    const known = found.get(sittingId) ?? new Map<string, number>();
    found.set(sittingId, known.set(itemId, option));
  }
  return found;
}
const newestAnswer = newestOf(formAnswer);

export const sittingsOf = (cohortId: string, tx: From = db): Sitting[] =>
  tx
    .select()
    .from(formSitting)
    .where(and(eq(formSitting.cohortId, cohortId), isNull(formSitting.removedAt)))
    .all();

export const mySitting = (
  personId: string,
  cohortId: string,
  moment: Moment,
  tx: From = db,
): Sitting | undefined =>
  tx
    .select()
    .from(formSitting)
    .where(isSittingOf(personId, cohortId, moment))
    .get();

/** The one sitting of a person at a moment of a cohort that was not taken off. */
export const isSittingOf = (personId: string, cohortId: string, moment: Moment) =>
  and(
    eq(formSitting.cohortId, cohortId),
    eq(formSitting.personId, personId),
    eq(formSitting.moment, moment),
    isNull(formSitting.removedAt),
  );

function refuseUnlessOpen(cohort: Cohort, moment: Moment, now: Date, tx: From = db): void {
  const { state } = roundsOf(cohort, now, tx)[moment];
  if (state === "open") return;
  throw conflict(
    state === "ahead"
      ? "Your trainers have not opened these questions yet."
      : `The questions ${momentWords[moment].lower} are closed. Nothing is held against anybody who did not answer.`,
  );
}

const mayAnswer = (user: User): string | null => {
  const siteId = readerSite(user, "take-quiz");
  allow(user, "take-quiz", siteId);
  return siteId;
};

/** Opens the user's sitting, or gives the one there is: two tabs and a double click are one. */
export function startSitting(user: User, cohortId: string, moment: Moment, now = new Date()): string {
  const siteId = mayAnswer(user);
  return transact((tx) => {
    const cohort = myCohort(user, cohortId, now);
    const known = mySitting(user.id, cohortId, moment, tx);
    if (known) return known.id;
    refuseUnlessOpen(cohort, moment, now, tx);
    const { hash, form } = pinForm(tx, moment, now);
    const id = newId();
    tx.insert(formSitting)
      .values({
        id,
        cohortId,
        personId: user.id,
        moment,
        way: "online",
        contentHash: hash,
        optionOrder: shuffledOptions(form.items, Math.random),
        startedAt: now,
      })
      .run();
    recordAudit(tx, user, "start-form", id, siteId, { cohort: cohortId, moment }, now);
    return id;
  });
}

const moduleOfItem = ({ objective }: AssessmentItem): string => objective.split("-")[0] as string;

/** The user's open sitting as its page shows it, with nothing that tells which option is right; null when there is none. */
export function sittingSheet(user: User, cohortId: string, moment: Moment, now = new Date()) {
  const cohort = myCohort(user, cohortId, now);
  const open = mySitting(user.id, cohortId, moment);
  if (!open || open.submittedAt) return null;
  refuseUnlessOpen(cohort, moment, now);
  const answers = answersOf([open.id]).get(open.id) ?? new Map<string, number>();
  const { title, instructions, items } = formOf(open);
  return {
    sittingId: open.id,
    cohort: { id: cohort.id, name: cohort.name },
    title,
    instructions,
    items: items.map((item, index) => {
      const order = open.optionOrder[item.id] ?? [];
      const chosen = answers.get(item.id);
      return {
        id: item.id,
        number: index + 1,
        stem: lineHtml(item.stem, moduleOfItem(item)),
        options: order.map((original) => lineHtml(item.options[original]?.text ?? "", moduleOfItem(item))),
        chosen: chosen === undefined ? null : order.indexOf(chosen),
      };
    }),
  };
}

function ownSitting(user: User, sittingId: string, tx: From): Sitting {
  const found = tx.select().from(formSitting).where(eq(formSitting.id, sittingId)).get();
  if (!found || found.personId !== user.id || found.removedAt)
    throw notFound("These questions are not here. Open them again from “Before and after”.");
  return found;
}

/** The place of an option as this sitting shows it. */
export type Choice = { itemId: string; place: number };

/** Keeps answers for good before it returns. Choosing the same again adds nothing. */
export function saveFormAnswers(user: User, sittingId: string, choices: Choice[], now = new Date()): void {
  transact(keeping(user, sittingId, choices, now));
}

/** The same for one answer, while many people give theirs. Resolves when it is kept for good. */
export function saveFormAnswer(
  user: User,
  sittingId: string,
  choice: Choice,
  now = new Date(),
): Promise<void> {
  return transactTogether(keeping(user, sittingId, [choice], now));
}

function keeping(user: User, sittingId: string, choices: Choice[], now: Date): (tx: Writer) => void {
  const siteId = mayAnswer(user);
  return (tx) => {
    const open = ownSitting(user, sittingId, tx);
    if (open.submittedAt)
      throw conflict("You have handed these questions in. Your answers stay as they are.");
    refuseUnlessOpen(myCohort(user, open.cohortId, now), open.moment, now, tx);
    const known = answersOf([sittingId], tx).get(sittingId);
    for (const { itemId, place } of choices) {
      const option = open.optionOrder[itemId]?.[place];
      if (option === undefined) throw new Response("That is not one of the options here.", { status: 422 });
      if (known?.get(itemId) === option) continue;
      tx.insert(formAnswer).values({ id: newId(), sittingId, itemId, option, at: now }).run();
      recordAudit(tx, user, "save-form-answer", sittingId, siteId, { item: itemId }, now);
    }
  };
}

/**
 * Hands the sitting in. Gives the numbers of the questions without an answer instead when there are any, unless it is to
 * go in as it is: a blank counts as not right. The form after the course is the post-assessment, so its count of right
 * answers goes on record as one sitting of it.
 */
export function handIn(
  user: User,
  sittingId: string,
  asItIs: boolean,
  now = new Date(),
): { missing: number[] } {
  const siteId = mayAnswer(user);
  return transact((tx) => {
    const open = ownSitting(user, sittingId, tx);
    if (open.submittedAt) return { missing: [] };
    const cohort = myCohort(user, open.cohortId, now);
    refuseUnlessOpen(cohort, open.moment, now, tx);
    const { items } = formOf(open);
    const answers = answersOf([sittingId], tx).get(sittingId) ?? new Map<string, number>();
    const left = unanswered(items, answers);
    if (left.length > 0 && !asItIs)
      return { missing: left.map((id) => items.findIndex((item) => item.id === id) + 1) };
    tx.update(formSitting).set({ submittedAt: now }).where(eq(formSitting.id, sittingId)).run();
    recordAudit(
      tx,
      user,
      "hand-in-form",
      sittingId,
      siteId,
      { cohort: open.cohortId, moment: open.moment },
      now,
    );
    if (open.moment === "after")
      recordSitting(
        tx,
        user,
        {
          sittingId,
          personId: user.id,
          siteId: cohort.siteId,
          right: rightOf(items, answers),
          outOf: items.length,
          on: todayIn(cohort.timeZone, now),
        },
        now,
      );
    return { missing: [] };
  });
}

export const isRight = (item: AssessmentItem, option: number | undefined): boolean =>
  option !== undefined && item.options[option]?.correct === true;

export const rightOf = (items: readonly AssessmentItem[], answers: ReadonlyMap<string, number>): number =>
  items.filter((item) => isRight(item, answers.get(item.id))).length;

/** Forms of somebody who turned out to be another person; where that one has a form of the moment, theirs stands. */
export function moveSittings(
  tx: Writer,
  user: User,
  cohortId: string,
  fromId: string,
  intoId: string,
  now: Date,
): void {
  for (const { id, moment } of sittingsOf(cohortId, tx).filter(({ personId }) => personId === fromId)) {
    const isTwice = mySitting(intoId, cohortId, moment, tx) !== undefined;
    tx.update(formSitting)
      .set(isTwice ? { removedAt: now, removedBy: user.id } : { personId: intoId })
      .where(eq(formSitting.id, id))
      .run();
  }
}

/** Answers of the user's sittings, for their records. */
export const formAnswersForRecords = (user: User) =>
  db
    .select({ itemId: formAnswer.itemId, option: formAnswer.option, at: formAnswer.at, id: formAnswer.id })
    .from(formAnswer)
    .innerJoin(formSitting, eq(formSitting.id, formAnswer.sittingId))
    .where(eq(formSitting.personId, user.id))
    .all();

/**
 * Of somebody who erases their account, what was not handed in goes. What was handed in stays as a result without a
 * name, as quiz attempts do: a comparison that changed when one person left would show what they had answered.
 */
export function forgetSittings(tx: Writer, personId: string): void {
  const open = tx
    .select({ id: formSitting.id })
    .from(formSitting)
    .where(and(eq(formSitting.personId, personId), isNull(formSitting.submittedAt)));
  tx.delete(formAnswer).where(inArray(formAnswer.sittingId, open)).run();
  tx.delete(formSitting)
    .where(and(eq(formSitting.personId, personId), isNull(formSitting.submittedAt)))
    .run();
}

export const isHandedIn = and(isNotNull(formSitting.submittedAt), isNull(formSitting.removedAt));
