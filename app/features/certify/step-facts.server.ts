import { and, asc, desc, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { shortDay, todayIn } from "#app/lib/dates.ts";
import { conflict, forbidden, notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { mentorship, trainerFact } from "#db/schema/trainers.ts";
import { personInPipeline } from "./people-in-pipeline.server.ts";
import { editionsNow, mayTeach, standingOfPerson, zonesOf } from "./trainers.server.ts";

/** What is entered here; results of the post-assessment have a page of their own. */
export const stepKinds = ["sponsor-form", "make-up", "briefing", "knowledge-check"] as const;
export type StepKind = (typeof stepKinds)[number];
export const isStepKind = (value: unknown): value is StepKind =>
  (stepKinds as readonly unknown[]).includes(value);

export type StepInput = {
  /** Comes with the form: the same form sent twice is one entry. */
  id: string;
  personId: string;
  kind: StepKind;
  on: string;
  moduleId?: string;
  right?: string;
  outOf?: string;
};

/** The newest edition whose meaning changed, or the one of today. */
const briefedEdition = (): string =>
  editionsNow()
    .filter(({ material }) => material)
    .at(-1)?.name ?? catalogue().course.edition;

/**
 * Notes a step that was seen outside of here. Gives a sentence by field when something is wrong, and then nothing was
 * kept. Nobody notes their own steps.
 */
export function recordStep(user: User, input: StepInput, now = new Date()): Record<string, string> | null {
  return transact((tx) => {
    const { id, personId, kind } = input;
    const { records, sites, isMe } = personInPipeline(user, personId);
    if (isMe) throw forbidden("Nobody notes their own steps. Ask a trainer or the coordinator of your site.");
    const siteId = records[0];
    if (!siteId) {
      allow(user, "record-step", sites[0] ?? null);
      throw forbidden();
    }
    const known = tx.select().from(trainerFact).where(eq(trainerFact.id, id)).get();
    if (known && known.personId !== personId)
      throw conflict("This form was used for somebody else. Open the page again.");
    if (known) return null;
    const errors = whyNotRecord(input, todayIn(zonesOf([personId]).get(personId) ?? "UTC", now));
    if (Object.keys(errors).length > 0) return errors;
    const isScored = kind === "knowledge-check";
    tx.insert(trainerFact)
      .values({
        id,
        personId,
        siteId,
        kind,
        on: input.on,
        moduleId: kind === "make-up" ? (input.moduleId ?? null) : null,
        edition: kind === "briefing" ? briefedEdition() : null,
        right: isScored ? Number(input.right) : null,
        outOf: isScored ? Number(input.outOf) : null,
        recordedBy: user.id,
        recordedAt: now,
      })
      .run();
    recordAudit(tx, user, "record-step", personId, siteId, { kind, fact: id }, now);
    return null;
  });
}

function whyNotRecord(
  { kind, on, moduleId, right, outOf }: StepInput,
  today: string,
): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!/^\d{4}-\d{2}-\d{2}$/.test(on) || Number.isNaN(Date.parse(`${on}T12:00:00Z`)))
    errors.on = "Choose the day on which it was.";
  else if (on > today) errors.on = "This day has not come yet.";
  if (kind === "make-up" && !taughtModules().some(({ id }) => id === moduleId))
    errors.moduleId = "Choose the module that was made up.";
  if (kind !== "knowledge-check") return errors;
  const whole = (text: string | undefined) => /^\s*\d{1,3}\s*$/.test(text ?? "");
  if (!whole(outOf) || Number(outOf) < 1) errors.outOf = "Type how many questions there were.";
  if (!whole(right)) errors.right = "Type how many answers were right.";
  else if (!errors.outOf && Number(right) > Number(outOf))
    errors.right = `There were only ${Number(outOf)} questions.`;
  return errors;
}

/** Takes an entry back that was made by mistake. It stays on record and counts no longer. Twice changes nothing. */
export function undoStep(user: User, personId: string, factId: string, now = new Date()): void {
  transact((tx) => {
    const { records } = personInPipeline(user, personId);
    const found = tx
      .select()
      .from(trainerFact)
      .where(and(eq(trainerFact.id, factId), eq(trainerFact.personId, personId)))
      .get();
    if (!found || !isStepKind(found.kind)) throw notFound();
    if (!records.includes(found.siteId))
      throw forbidden(
        "This was entered at another site, or is about you. Ask somebody else there to take it back.",
      );
    if (found.removedAt) return;
    tx.update(trainerFact)
      .set({ removedAt: now, removedBy: user.id })
      .where(eq(trainerFact.id, factId))
      .run();
    recordAudit(tx, user, "undo-step", personId, found.siteId, { kind: found.kind, fact: factId }, now);
  });
}

/** The modules of the course, in order. */
export const taughtModules = (): { id: string; title: string }[] =>
  catalogue().course.days.flatMap(({ modules }) => modules.map(({ id, title }) => ({ id, title })));

const kindNames: Record<string, string> = {
  "sponsor-form": "Sponsor form signed",
  "make-up": "Module made up",
  briefing: "Briefed on a changed edition",
  "knowledge-check": "Knowledge check",
  "post-assessment": "Post-assessment",
};

/** What was entered for a person, the newest first, for callers that may see them. */
export function stepsOnRecord(personId: string) {
  const titles = new Map(taughtModules().map(({ id, title }) => [id, title]));
  return db
    .select({ fact: trainerFact, by: person.name })
    .from(trainerFact)
    .innerJoin(person, eq(person.id, trainerFact.recordedBy))
    .where(and(eq(trainerFact.personId, personId), isNull(trainerFact.removedAt)))
    .orderBy(desc(trainerFact.on), desc(trainerFact.recordedAt), asc(trainerFact.id))
    .all()
    .map(({ fact, by }) => ({
      id: fact.id,
      kind: fact.kind,
      title: kindNames[fact.kind] ?? fact.kind,
      what:
        fact.moduleId !== null
          ? `${fact.moduleId} ${titles.get(fact.moduleId) ?? ""}`.trim()
          : fact.outOf !== null
            ? `${fact.right} of ${fact.outOf}${fact.afterCoaching ? ", after time with a coach" : ""}`
            : (fact.edition ?? ""),
      on: shortDay(fact.on),
      by,
      siteId: fact.siteId,
    }));
}

/** Whether a trainer may coach, today: certified or lead, and neither paused, lapsed nor behind on a briefing. */
const mayCoach = (personId: string, now: Date): boolean => mayTeach([personId], now).get(personId) === "lead";

/** Makes a certified trainer the mentor of somebody. Gives a sentence when it cannot be. Twice changes nothing. */
export function addMentor(
  user: User,
  input: { id: string; mentorId: string; apprenticeId: string },
  now = new Date(),
): Record<string, string> | null {
  return transact((tx) => {
    const { id, mentorId, apprenticeId } = input;
    const { decides, sites, isMe } = personInPipeline(user, apprenticeId);
    if (decides.length === 0) allow(user, "decide-trainer", sites[0] ?? null);
    if (isMe) throw forbidden("Somebody else chooses who coaches you.");
    if (!mentorId) return { mentorId: "Choose a certified trainer." };
    if (mentorId === apprenticeId) return { mentorId: "Nobody coaches themselves." };
    if (!mayCoach(mentorId, now))
      return { mentorId: "Only a trainer whose certification is current coaches others." };
    const { level } = standingOfPerson(apprenticeId, now);
    if (level === "lead") return { mentorId: "A lead trainer has no mentor." };
    const { changes } = tx
      .insert(mentorship)
      .values({ id, mentorId, apprenticeId, addedBy: user.id, addedAt: now })
      .onConflictDoNothing()
      .run();
    if (changes > 0)
      recordAudit(
        tx,
        user,
        "add-mentor",
        apprenticeId,
        decides[0] ?? null,
        { mentorId, mentorship: id },
        now,
      );
    return null;
  });
}

/** Ends it; that it was stays on record. Twice changes nothing. */
export function endMentor(user: User, apprenticeId: string, id: string, now = new Date()): void {
  transact((tx) => {
    const { decides, sites } = personInPipeline(user, apprenticeId);
    if (decides.length === 0) allow(user, "decide-trainer", sites[0] ?? null);
    const found = tx
      .select()
      .from(mentorship)
      .where(and(eq(mentorship.id, id), eq(mentorship.apprenticeId, apprenticeId)))
      .get();
    if (!found) throw notFound();
    if (found.endedAt) return;
    tx.update(mentorship).set({ endedAt: now }).where(eq(mentorship.id, id)).run();
    const detail = { mentorId: found.mentorId, mentorship: id };
    recordAudit(tx, user, "end-mentor", apprenticeId, decides[0] ?? null, detail, now);
  });
}
