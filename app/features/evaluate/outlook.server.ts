import { randomInt } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { fingerprint } from "#app/auth/seal.server.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { conflict } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { outlookForm } from "#db/schema/before-after.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { type Moment, momentWords } from "./moments.ts";
import { closedAt, roundsOf } from "./rounds.server.ts";
import { myCohort } from "./sittings.server.ts";

/** The statements about confidence and about responsibility of this edition. */
export function outlookSources() {
  const { confidence, attitudes } = catalogue().course.assessments;
  if (!confidence || !attitudes) throw new Error("The curriculum lacks confidence or attitudes.");
  return { confidence, attitudes };
}

/** The code that joins a person's two forms in a cohort. Only this installation can make it, and nothing leads back. */
export const codeOf = (personId: string, cohortId: string): string =>
  fingerprint(`outlook ${cohortId} ${personId}`).slice(0, 32);

const formOfMine = (personId: string, cohortId: string, moment: Moment, tx: Pick<Writer, "select"> = db) =>
  tx
    .select()
    .from(outlookForm)
    .where(
      and(
        eq(outlookForm.cohortId, cohortId),
        eq(outlookForm.moment, moment),
        eq(outlookForm.code, codeOf(personId, cohortId)),
      ),
    )
    .get();

export const hasOutlook = (personId: string, cohortId: string, moment: Moment): boolean =>
  formOfMine(personId, cohortId, moment) !== undefined;

/** The confidence that somebody marked, by statement, for their own eyes. */
export const myConfidence = (personId: string, cohortId: string, moment: Moment): Record<string, number> =>
  formOfMine(personId, cohortId, moment)?.answers ?? {};

/** What was marked, by statement; a blank is a blank. Null when a mark is not on the scale or nothing is marked. */
export function readOutlook(read: (id: string) => string): Record<string, number> | null {
  const { confidence, attitudes } = outlookSources();
  const asked = [
    ...confidence.statements.map(({ id }) => ({ id, scale: confidence.scale })),
    ...attitudes.vignettes.flatMap(({ statements }) =>
      statements.map(({ id }) => ({ id, scale: attitudes.scale })),
    ),
  ];
  const answers: Record<string, number> = {};
  for (const { id, scale } of asked) {
    const sent = read(id).trim();
    if (sent === "") continue;
    const value = Number(sent);
    if (!Number.isInteger(value) || value < scale.min || value > scale.max) return null;
    answers[id] = value;
  }
  return Object.keys(answers).length > 0 ? answers : null;
}

/** Takes the form in, under a code and a random number, with no person and no time. Sent twice, the first one counts. */
export function sendOutlook(
  user: User,
  cohortId: string,
  moment: Moment,
  answers: Record<string, number>,
  now = new Date(),
): void {
  transact((tx) => {
    const cohort = myCohort(user, cohortId, now);
    if (formOfMine(user.id, cohortId, moment, tx)) return;
    if (roundsOf(cohort, now, tx)[moment].state !== "open")
      throw conflict(`The questions ${momentWords[moment].lower} are not open at the moment.`);
    tx.insert(outlookForm)
      .values({
        id: randomInt(1, 2 ** 47),
        cohortId,
        moment,
        code: codeOf(user.id, cohortId),
        answers,
      })
      .run();
    recordAudit(tx, user, "send-outlook", cohortId, null, { moment }, now);
  });
}

const cohortsOf = (personId: string, tx: Pick<Writer, "select">): string[] => [
  ...new Set(
    tx
      .select({ id: enrolment.cohortId })
      .from(enrolment)
      .where(eq(enrolment.personId, personId))
      .all()
      .map(({ id }) => id),
  ),
];

/** The user's own forms, for their records. */
export const outlookForRecords = (personId: string) =>
  cohortsOf(personId, db).flatMap((cohortId) =>
    (["before", "after"] as const).flatMap((moment) => {
      const form = formOfMine(personId, cohortId, moment);
      return form ? [{ cohortId, moment, answers: form.answers }] : [];
    }),
  );

/**
 * Of somebody who erases their account: before the comparison is closed their forms go; afterwards the code is replaced
 * by one that nobody can make, so that totals that were shown stay and nothing leads to them anymore.
 */
export function forgetOutlook(tx: Writer, personId: string): void {
  for (const cohortId of cohortsOf(personId, tx)) {
    const mine = and(eq(outlookForm.cohortId, cohortId), eq(outlookForm.code, codeOf(personId, cohortId)));
    if (closedAt(cohortId, tx))
      tx.update(outlookForm)
        .set({ code: `erased-${randomInt(1, 2 ** 47)}` })
        .where(mine)
        .run();
    else tx.delete(outlookForm).where(mine).run();
  }
}
