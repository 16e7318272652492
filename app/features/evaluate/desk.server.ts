import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { recordSitting, removeSittingFact } from "#app/features/certify/assessments.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { formAnswer, formSitting, outlookForm, roundClose, roundOpening } from "#db/schema/before-after.ts";
import { cohortResults } from "./comparison.server.ts";
import { type Moment, moments, momentWords, readPaper } from "./moments.ts";
import { closedAt, formAt, roundsOf } from "./rounds.server.ts";
import { isSittingOf, pinForm, rightOf, sittingsOf } from "./sittings.server.ts";

function managed(user: User, cohortId: string, now: Date) {
  const cohort = cohortFor(user, cohortId, now);
  allow(user, "record-assessment", cohort.siteId);
  return cohort;
}

/** How before and after of a cohort stand, in counts, and the comparison once it is closed. */
export function deskPage(user: User, cohortId: string, now = new Date()) {
  const cohort = managed(user, cohortId, now);
  const sittings = sittingsOf(cohortId);
  const outlooks = db
    .select({ moment: outlookForm.moment })
    .from(outlookForm)
    .where(eq(outlookForm.cohortId, cohortId))
    .all();
  const rounds = roundsOf(cohort, now);
  return {
    cohort: { id: cohort.id, name: cohort.name, siteId: cohort.siteId, timeZone: cohort.timeZone },
    enrolled: rosterOf(user, cohortId).enrolled.length,
    closedAt: closedAt(cohortId),
    moments: moments.map((moment) => {
      const mine = sittings.filter((one) => one.moment === moment);
      return {
        moment,
        ...rounds[moment],
        formTitle: formAt(moment).title,
        questions: formAt(moment).items.length,
        handedIn: mine.filter(({ way, submittedAt }) => way === "online" && submittedAt).length,
        begun: mine.filter(({ submittedAt }) => !submittedAt).length,
        paper: mine.filter(({ way }) => way === "paper").length,
        outlooks: outlooks.filter((one) => one.moment === moment).length,
      };
    }),
    mayClose: mayClose(cohort, now),
    results: cohortResults(cohortId),
  };
}

type Of = Parameters<typeof roundsOf>[0];

const mayClose = (cohort: Of, now: Date, tx: Pick<Writer, "select"> = db): boolean => {
  const { after } = roundsOf(cohort, now, tx);
  return after.mayOpen || after.state === "open";
};

/** Opens the questions of a moment to everybody in the cohort. Twice changes nothing. */
export function openRound(user: User, cohortId: string, moment: Moment, now = new Date()): void {
  transact((tx) => {
    const cohort = managed(user, cohortId, now);
    const round = roundsOf(cohort, now, tx)[moment];
    if (round.openedAt) return;
    if (!round.mayOpen)
      throw conflict(
        moment === "before"
          ? "These questions can be opened until the first day in the room is over."
          : "These questions can be opened from the last day in the room on, until the comparison is closed.",
      );
    tx.insert(roundOpening).values({ cohortId, moment, openedBy: user.id, openedAt: now }).run();
    recordAudit(tx, user, "open-round", cohortId, cohort.siteId, { moment }, now);
  });
}

/** Closes before and after of a cohort, for good. Twice changes nothing. */
export function closeRounds(user: User, cohortId: string, now = new Date()): void {
  transact((tx) => {
    const cohort = managed(user, cohortId, now);
    if (closedAt(cohortId, tx)) return;
    if (!mayClose(cohort, now, tx))
      throw conflict("Before and after can be closed from the last day in the room on.");
    tx.insert(roundClose).values({ cohortId, closedBy: user.id, closedAt: now }).run();
    recordAudit(tx, user, "close-rounds", cohortId, cohort.siteId, {}, now);
  });
}

/** The people whose paper forms may be keyed in, and who has one in. No answers and no counts of anybody are in it. */
export function paperGrid(user: User, cohortId: string, moment: Moment, now = new Date()) {
  const cohort = managed(user, cohortId, now);
  const sittings = sittingsOf(cohortId).filter((one) => one.moment === moment);
  // The days in the room carry the zone in which they take place; the site's may have been changed since.
  const today = todayIn(daysOfCohort(cohortId)[0]?.timeZone ?? cohort.timeZone, now);
  const form = formAt(moment);
  return {
    cohort,
    moment,
    today,
    likelyOn: [cohort.endsOn, today].sort()[0] as string,
    isClosed: closedAt(cohortId) !== null || cohort.canceledAt !== null,
    hasBegun: moment === "before" || cohort.startsOn <= today,
    title: form.title,
    questions: form.items.length,
    rows: rosterOf(user, cohortId).enrolled.map(({ personId, name }) => {
      const sitting = sittings.find((one) => one.personId === personId);
      return {
        personId,
        name,
        is: !sitting?.submittedAt ? null : sitting.way,
        sittingId: sitting?.way === "paper" ? sitting.id : null,
      };
    }),
  };
}

export type KeyedForms = { errors: Record<string, string>; saved: number };

/**
 * Writes paper forms down: `cell` gives what was typed for a person. When one cannot be read nothing is written, so that
 * it can be put right and sent again. `id` comes with the page: sent twice, each form counts once. A form that somebody
 * began here and did not hand in gives way to their paper.
 */
export function keyPaper(
  user: User,
  cohortId: string,
  moment: Moment,
  sent: { id: string; on: string; cell: (personId: string) => string },
  now = new Date(),
): KeyedForms {
  return transact((tx) => {
    const { cohort, isClosed, hasBegun, questions, rows, today } = paperGrid(user, cohortId, moment, now);
    if (isClosed) throw conflict("Before and after of this cohort are closed, so nothing can be added.");
    if (!hasBegun) throw conflict("The course has not begun, so there are no forms from after it.");
    const errors: Record<string, string> = {};
    const kept: { personId: string; id: string; letters: (number | null)[] | null; right: number | null }[] =
      [];
    for (const { personId, is } of rows) {
      const id = createHash("sha256").update(`${sent.id} ${personId}`).digest("hex").slice(0, 32);
      const read = readPaper(sent.cell(personId), questions);
      if (!read || isKnown(tx, id)) continue;
      if ("wrong" in read) errors[personId] = read.wrong;
      else if (is) errors[personId] = "A form of this person is in already.";
      else
        kept.push({
          personId,
          id,
          letters: "letters" in read ? read.letters : null,
          right: "right" in read ? read.right : null,
        });
    }
    if (moment === "after" && kept.length > 0 && !isDayFrom(sent.on, cohort.startsOn, today))
      errors.on =
        "Choose the day on which the forms were filled in: in the course or after it, and not ahead.";
    if (Object.keys(errors).length > 0) return { errors, saved: 0 };
    if (kept.length === 0) return { errors, saved: 0 };
    const { hash, form } = pinForm(tx, moment, now);
    for (const { personId, id, letters, right } of kept) {
      tx.update(formSitting)
        .set({ removedAt: now, removedBy: user.id })
        .where(isSittingOf(personId, cohortId, moment))
        .run();
      tx.insert(formSitting)
        .values({
          id,
          cohortId,
          personId,
          moment,
          way: "paper",
          contentHash: hash,
          optionOrder: {},
          right,
          startedAt: now,
          submittedAt: now,
          keyedBy: user.id,
        })
        .run();
      const answers = new Map<string, number>();
      letters?.forEach((option, place) => {
        const item = form.items[place];
        if (option === null || !item) return;
        answers.set(item.id, option);
        tx.insert(formAnswer).values({ id: newId(), sittingId: id, itemId: item.id, option, at: now }).run();
      });
      if (moment === "after")
        recordSitting(
          tx,
          user,
          {
            sittingId: id,
            personId,
            siteId: cohort.siteId,
            right: right ?? rightOf(form.items, answers),
            outOf: form.items.length,
            on: sent.on,
          },
          now,
        );
    }
    const personIds = kept.map(({ personId }) => personId);
    recordAudit(tx, user, "key-forms", cohortId, cohort.siteId, { moment, personIds }, now);
    return { errors, saved: kept.length };
  });
}

const isKnown = (tx: Writer, id: string): boolean =>
  tx.select({ id: formSitting.id }).from(formSitting).where(eq(formSitting.id, id)).get() !== undefined;

const isDayFrom = (on: string, first: string, last: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(on) && !Number.isNaN(Date.parse(`${on}T12:00:00Z`)) && on >= first && on <= last;

/** Takes a paper form off that was keyed in by mistake, with the result it brought. It stays on record. */
export function takeOffPaper(user: User, cohortId: string, sittingId: string, now = new Date()): void {
  transact((tx) => {
    const cohort = managed(user, cohortId, now);
    if (closedAt(cohortId, tx))
      throw conflict(`The comparison is closed, so the forms ${momentWords.before.lower} and after it stay.`);
    const found = tx
      .select()
      .from(formSitting)
      .where(
        and(eq(formSitting.id, sittingId), eq(formSitting.cohortId, cohortId), eq(formSitting.way, "paper")),
      )
      .get();
    if (!found) throw notFound();
    if (found.removedAt) return;
    tx.update(formSitting)
      .set({ removedAt: now, removedBy: user.id })
      .where(eq(formSitting.id, sittingId))
      .run();
    removeSittingFact(tx, user, sittingId, now);
    const detail = { personId: found.personId, moment: found.moment };
    recordAudit(tx, user, "take-off-form", cohortId, cohort.siteId, detail, now);
  });
}
