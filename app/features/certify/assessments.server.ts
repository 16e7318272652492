import { createHash } from "node:crypto";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { trainerFact } from "#db/schema/trainers.ts";
import { type Assessment, countingOf, freeSittings, hasPassed } from "./assessment.ts";
import { issueParticipantBadges } from "./participant-badge.server.ts";

/** The form that is given after the course: its title, how many questions, and what passes, in percent. */
export function postAssessment(): { title: string; outOf: number; percent: number } {
  const form = catalogue().course.assessments.formB;
  if (!form || form.pass === null) throw new Error("The curriculum has no post-assessment.");
  return { title: form.title, outOf: form.items.length, percent: form.pass };
}

export type RecordedAssessment = Assessment & { id: string };

/** Every post-assessment that is on record for these people, in the order taken. The caller decided who may see it. */
export function assessmentsOf(
  personIds: readonly string[],
  tx: Pick<Writer, "select"> = db,
): Map<string, RecordedAssessment[]> {
  const found = new Map<string, RecordedAssessment[]>();
  const rows = tx
    .select()
    .from(trainerFact)
    .where(
      and(
        inArray(trainerFact.personId, [...personIds]),
        eq(trainerFact.kind, "post-assessment"),
        isNull(trainerFact.removedAt),
      ),
    )
    .orderBy(asc(trainerFact.on), asc(trainerFact.recordedAt), asc(trainerFact.id))
    .all();
  for (const { personId, id, on, right, outOf, afterCoaching } of rows) {
    if (right === null || outOf === null) continue;
    found.set(personId, [...(found.get(personId) ?? []), { id, on, right, outOf, afterCoaching }]);
  }
  return found;
}

/** Whether these people passed the post-assessment; who is not in the answer has none on record. */
export function passedAssessments(personIds: readonly string[]): Map<string, boolean> {
  const { percent } = postAssessment();
  return new Map(
    [...assessmentsOf(personIds)].map(([id, taken]) => [id, hasPassed(taken, percent) === true]),
  );
}

/** The grid of a cohort: everybody enrolled, with what is on record. */
export function assessmentGrid(user: User, cohortId: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId, now);
  allow(user, "record-assessment", cohort.siteId);
  const people = rosterOf(user, cohortId).enrolled;
  const taken = assessmentsOf(people.map(({ personId }) => personId));
  const form = postAssessment();
  const today = todayIn(cohort.timeZone, now);
  return {
    cohort,
    form,
    today,
    /** The day that a sitting most likely was. */
    likelyOn: [cohort.endsOn, today].sort()[0] as string,
    rows: people.map(({ personId, name }) => {
      const mine = taken.get(personId) ?? [];
      return {
        personId,
        name,
        taken: mine,
        passed: hasPassed(mine, form.percent),
        needsCoach: mine.length >= freeSittings,
      };
    }),
  };
}

export type Typed = { right: string; on: string; afterCoaching: boolean };
export type KeyedAssessments = { errors: Record<string, string>; saved: number };

/**
 * Writes results down that were keyed in from paper: `cell` gives what was typed for a person, and who has nothing
 * typed is left alone. When one cell is wrong nothing is written, so that it can be put right and sent again. `id` comes
 * with the form, so that the same form sent twice makes one row per person.
 */
export function recordAssessments(
  user: User,
  cohortId: string,
  id: string,
  cell: (personId: string) => Typed,
  now = new Date(),
): KeyedAssessments {
  return transact((tx) => {
    const { cohort, form, today, rows } = assessmentGrid(user, cohortId, now);
    const errors: Record<string, string> = {};
    const kept: (typeof trainerFact.$inferInsert)[] = [];
    for (const { personId, taken } of rows) {
      const { right, on, afterCoaching } = cell(personId);
      if (right.trim() === "") continue;
      const factId = createHash("sha256").update(`${id} ${personId}`).digest("hex").slice(0, 32);
      const isKnown = tx.select().from(trainerFact).where(eq(trainerFact.id, factId)).get();
      if (isKnown) continue;
      const wrong = wrongWith({ right, on, afterCoaching }, form.outOf, cohort.startsOn, today, taken);
      for (const [field, sentence] of Object.entries(wrong)) errors[`${personId} ${field}`] = sentence;
      kept.push({
        id: factId,
        personId,
        siteId: cohort.siteId,
        kind: "post-assessment",
        afterCoaching,
        right: Number(right),
        outOf: form.outOf,
        on,
        recordedBy: user.id,
        recordedAt: now,
      });
    }
    if (Object.keys(errors).length > 0) return { errors, saved: 0 };
    for (const fact of kept) tx.insert(trainerFact).values(fact).run();
    const personIds = kept.map(({ personId }) => personId);
    if (kept.length > 0)
      recordAudit(tx, user, "record-assessments", cohortId, cohort.siteId, { personIds }, now);
    issueParticipantBadges(tx, user, personIds, now);
    return { errors, saved: kept.length };
  });
}

/**
 * Writes one sitting down that was handed in here or keyed in answer by answer. A result of the same day with the same
 * count is the same sitting and stays alone, and so does one that is known by its id.
 */
export function recordSitting(
  tx: Writer,
  actor: User,
  taken: { sittingId: string; personId: string; siteId: string; right: number; outOf: number; on: string },
  now: Date,
): void {
  const { sittingId, personId, siteId, right, outOf, on } = taken;
  const known = assessmentsOf([personId], tx).get(personId) ?? [];
  if (known.some((one) => one.on === on && one.right === right)) return;
  const fact = { personId, siteId, kind: "post-assessment" as const, right, outOf, on };
  const { changes } = tx
    .insert(trainerFact)
    .values({ id: factOf(sittingId), ...fact, recordedBy: actor.id, recordedAt: now })
    .onConflictDoNothing()
    .run();
  if (changes === 0) return;
  recordAudit(tx, actor, "record-sitting", personId, siteId, { fact: factOf(sittingId) }, now);
  issueParticipantBadges(tx, actor, [personId], now);
}

/** Takes the result off that came with a sitting that was keyed in by mistake. */
export function removeSittingFact(tx: Writer, user: User, sittingId: string, now: Date): void {
  tx.update(trainerFact)
    .set({ removedAt: now, removedBy: user.id })
    .where(and(eq(trainerFact.id, factOf(sittingId)), isNull(trainerFact.removedAt)))
    .run();
}

const factOf = (sittingId: string): string => `sitting-${sittingId}`;

function wrongWith(
  { right, on, afterCoaching }: Typed,
  outOf: number,
  firstDay: string,
  today: string,
  taken: Assessment[],
): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (!/^\s*\d{1,3}\s*$/.test(right) || Number(right) > outOf)
    wrong.right = `Type how many answers were right, from 0 to ${outOf}.`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(on) || Number.isNaN(Date.parse(`${on}T12:00:00Z`)))
    wrong.on = "Choose the day on which it was taken.";
  else if (on > today) wrong.on = "This day has not come yet.";
  else if (on < firstDay) wrong.on = "This day is before the course.";
  if (countingOf(taken).length >= freeSittings && !afterCoaching)
    wrong.coach = "There were two sittings already. Another one counts after time with a coach: tick it.";
  return wrong;
}

/** Takes a result off that was keyed in by mistake. It stays on record, out of the count. Twice changes nothing. */
export function removeAssessment(user: User, cohortId: string, factId: string, now = new Date()): void {
  transact((tx) => {
    const { cohort, rows } = assessmentGrid(user, cohortId, now);
    const found = tx
      .select()
      .from(trainerFact)
      .where(and(eq(trainerFact.id, factId), eq(trainerFact.kind, "post-assessment")))
      .get();
    if (!found || !rows.some(({ personId }) => personId === found.personId)) throw notFound();
    if (found.siteId !== cohort.siteId)
      throw conflict("This result was recorded at another site. Ask there to have it taken off.");
    if (found.removedAt) return;
    tx.update(trainerFact)
      .set({ removedAt: now, removedBy: user.id })
      .where(eq(trainerFact.id, factId))
      .run();
    const detail = { personId: found.personId, fact: factId };
    recordAudit(tx, user, "remove-assessment", cohortId, cohort.siteId, detail, now);
  });
}
