import { randomInt } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { cohortFor, cohortsIAttend } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { whenOf } from "#app/features/room/day-times.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { evaluationClose, evaluationForm, evaluationNote } from "#db/schema/evaluation.ts";
import { evaluationReturn } from "#db/schema/room.ts";
import { type Filled, type Totals, totalsOf } from "./evaluation.ts";

/** The satisfaction form of this edition. */
export function satisfactionForm() {
  const form = catalogue().course.instruments.satisfaction;
  if (!form) throw new Error("The curriculum has no satisfaction form.");
  return form;
}

/** A number that says nothing about when it was made. */
const randomId = (): number => randomInt(1, 2 ** 47);

export type Stage = "ahead" | "open" | "closed";

/** Forms come in from the last day in the room on, until a trainer closes the evaluation. */
function stageOf(cohortId: string, now: Date, tx: Pick<Writer, "select"> = db): Stage {
  if (closeOf(cohortId, tx)) return "closed";
  const last = daysOfCohort(cohortId)
    .filter(({ canceledAt }) => !canceledAt)
    .at(-1);
  return last && whenOf(last, now) !== "ahead" ? "open" : "ahead";
}

export const closeOf = (cohortId: string, tx: Pick<Writer, "select"> = db) =>
  tx.select().from(evaluationClose).where(eq(evaluationClose.cohortId, cohortId)).get();

const returnsOf = (cohortId: string) =>
  db.select().from(evaluationReturn).where(eq(evaluationReturn.cohortId, cohortId)).all();

/** Who filled a form in here, in a cohort; a trainer cannot take that off. The caller decided who may see it. */
export const returnedOnline = (cohortId: string): string[] =>
  returnsOf(cohortId).flatMap(({ personId, way }) => (way === "online" ? [personId] : []));

const closedWords = "The evaluation of this course is closed. Thank you for wanting to answer.";

/** The form for somebody who takes part in a cohort; otherwise 404. */
export function myEvaluation(user: User, cohortId: string, now = new Date()) {
  const cohort = cohortsIAttend(user, now).find(({ id }) => id === cohortId);
  if (!cohort) throw notFound();
  const isReturned = returnsOf(cohortId).some(({ personId }) => personId === user.id);
  return { cohort: { id: cohort.id, name: cohort.name }, stage: stageOf(cohortId, now), isReturned };
}

/**
 * Takes somebody's form in. That they returned one is kept with their name; what they answered is kept without, in
 * another place, under a random number and with no time. Sent twice, the first one counts.
 */
export function returnEvaluation(user: User, cohortId: string, filled: Filled, now = new Date()): void {
  transact((tx) => {
    const { stage } = myEvaluation(user, cohortId, now);
    if (stage === "ahead") throw conflict("The form opens on the last day in the room.");
    if (stage === "closed") throw conflict(closedWords);
    const { changes } = tx
      .insert(evaluationReturn)
      .values({ id: newId(), cohortId, personId: user.id, notedBy: user.id, notedAt: now, way: "online" })
      .onConflictDoNothing()
      .run();
    if (changes === 0) return;
    insertForm(tx, cohortId, filled, null);
    recordAudit(tx, user, "return-evaluation", cohortId, null, {}, now);
  });
}

function insertForm(tx: Writer, cohortId: string, filled: Filled, formId: number | null): void {
  tx.insert(evaluationForm)
    .values({
      id: formId ?? randomId(),
      cohortId,
      way: formId === null ? "online" : "paper",
      answers: filled.answers,
    })
    .run();
  const notes = [
    ...Object.entries(filled.about).map(([item, place]) => ({ item, text: String(place) })),
    ...Object.entries(filled.open).map(([item, text]) => ({ item, text })),
  ];
  for (const note of notes)
    tx.insert(evaluationNote)
      .values({ id: randomId(), cohortId, formId, ...note })
      .run();
}

export type EvaluationPage = ReturnType<typeof evaluationPage>;

/** How the evaluation of a cohort stands, and its totals once it is closed. */
export function evaluationPage(user: User, cohortId: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId, now);
  allow(user, "record-assessment", cohort.siteId);
  const returns = returnsOf(cohortId);
  return {
    cohort: { id: cohort.id, name: cohort.name, siteId: cohort.siteId, timeZone: cohort.timeZone },
    stage: stageOf(cohortId, now),
    enrolled: rosterOf(user, cohortId).enrolled.length,
    online: returns.filter(({ way }) => way === "online").length,
    onPaper: returns.filter(({ way }) => way === "paper").length,
    keyed: formsOf(cohortId).filter(({ way }) => way === "paper").length,
    closedAt: closeOf(cohortId)?.closedAt ?? null,
    totals: evaluationTotals(cohortId),
    newFormId: randomId(),
  };
}

const formsOf = (cohortId: string, tx: Pick<Writer, "select"> = db) =>
  tx.select().from(evaluationForm).where(eq(evaluationForm.cohortId, cohortId)).all();

/**
 * The totals of a cohort's forms, or null while the evaluation is open: whoever saw them before and after a form came in
 * could tell what it said. The caller has decided that they may be seen.
 */
export function evaluationTotals(cohortId: string): Totals | null {
  if (!closeOf(cohortId)) return null;
  const notes = db.select().from(evaluationNote).where(eq(evaluationNote.cohortId, cohortId)).all();
  return totalsOf(
    satisfactionForm(),
    formsOf(cohortId).map(({ answers }) => answers),
    notes,
  );
}

/** Takes a paper form in that a trainer keys. `id` comes with the page: sent twice, it counts once. */
export function keyEvaluation(
  user: User,
  cohortId: string,
  id: number,
  filled: Filled,
  now = new Date(),
): void {
  const { siteId } = cohortFor(user, cohortId, now);
  allow(user, "record-assessment", siteId);
  transact((tx) => {
    const known = tx.select().from(evaluationForm).where(eq(evaluationForm.id, id)).get();
    if (known?.cohortId === cohortId) return;
    if (known || !Number.isSafeInteger(id) || id < 1)
      throw conflict("Open the page again before you key in this form.");
    const stage = stageOf(cohortId, now, tx);
    if (stage === "ahead") throw conflict("Forms can be keyed in from the last day in the room on.");
    if (stage === "closed") throw conflict("The evaluation is closed, so no form can be added.");
    const { enrolled, left } = rosterOf(user, cohortId);
    if (formsOf(cohortId, tx).length >= enrolled.length + left.length)
      throw conflict("There are as many forms as people already. Check whether one was keyed in twice.");
    insertForm(tx, cohortId, filled, id);
    recordAudit(tx, user, "key-evaluation", cohortId, siteId, {}, now);
  });
}

/** Takes a paper form back that was keyed in wrong, while the evaluation is open. Twice changes nothing. */
export function takeBackEvaluation(user: User, cohortId: string, id: number, now = new Date()): void {
  const { siteId } = cohortFor(user, cohortId, now);
  allow(user, "record-assessment", siteId);
  transact((tx) => {
    if (closeOf(cohortId, tx)) throw conflict("The evaluation is closed, so it stays as it is.");
    const { changes } = tx
      .delete(evaluationForm)
      .where(
        and(
          eq(evaluationForm.id, id),
          eq(evaluationForm.cohortId, cohortId),
          eq(evaluationForm.way, "paper"),
        ),
      )
      .run();
    if (changes === 0) return;
    tx.delete(evaluationNote)
      .where(and(eq(evaluationNote.formId, id), eq(evaluationNote.cohortId, cohortId)))
      .run();
    recordAudit(tx, user, "take-back-evaluation", cohortId, siteId, {}, now);
  });
}

/** Closes the evaluation of a cohort, for good. Twice changes nothing. */
export function closeEvaluation(user: User, cohortId: string, now = new Date()): void {
  const { siteId } = cohortFor(user, cohortId, now);
  allow(user, "record-assessment", siteId);
  transact((tx) => {
    if (stageOf(cohortId, now, tx) === "ahead")
      throw conflict("The evaluation can be closed from the last day in the room on.");
    const { changes } = tx
      .insert(evaluationClose)
      .values({ cohortId, closedBy: user.id, closedAt: now })
      .onConflictDoNothing()
      .run();
    if (changes > 0) recordAudit(tx, user, "close-evaluation", cohortId, siteId, {}, now);
  });
}
