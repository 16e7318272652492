import { and, eq, isNull } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { Recipient } from "#app/content/schema-follow-up.ts";
import { longDay, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { commitment, touchpoint } from "#db/schema/follow-up.ts";
import { trainerFact } from "#db/schema/trainers.ts";
import { isSamePerson, stopOrResume } from "./commitment.server.ts";
import {
  ensureTouch,
  followerByLink,
  followUpAfter,
  followUpFile,
  followUpOf,
  type LinkedFollower,
  questionSources,
} from "./follow-up.server.ts";
import { openToday } from "./follow-up.ts";
import { answersFrom, marksOf, type Question, questionsOf } from "./follow-up-questions.ts";

const gone =
  "This link does not work anymore. It may be older than half a year, or another sponsor was named since. Nothing is left for you to do.";

function follower(token: string, to: Recipient, now: Date, tx: Pick<Writer, "select"> = db): LinkedFollower {
  const found = followerByLink(token, to, now, tx);
  if (!found) throw notFound(gone);
  return found;
}

/**
 * What a letter's link opens without an account: the touchpoints that are open or answered, to mark, and nothing that
 * the person wrote in their own words.
 */
export function touchpointsPage(token: string, to: Recipient, now = new Date()) {
  const found = follower(token, to, now);
  const file = followUpAfter(found.variant);
  const follow = followUpOf(found);
  const today = todayIn(found.zone, now);
  const open = openToday(file, { ...follow, stopped: { learner: false, supervisor: false } }, to, today);
  const sources = questionSources();
  return {
    name: found.name,
    cohortId: found.cohortId,
    neverAsked: file.never_asked,
    stopped: follow.stopped[to] || follow.stopped.learner,
    touchpoints: file.touchpoints.flatMap((one) => {
      const message = one[to];
      const row = found.touches.find((touch) => touch.to === to && touch.touchpointId === one.id);
      const isOpen = open.some(({ id }) => id === one.id);
      const answered = row?.answeredAt ?? null;
      if (!message || one.id === "day-0" || (!isOpen && !answered)) return [];
      const parts = message.parts.map(({ id, kind, title, text, minutes }) => ({
        id,
        kind,
        title,
        text,
        minutes,
        questions: questionsOf(file, { id, kind }, sources).map((question) =>
          answered ? question : withoutKey(question),
        ),
      }));
      return [
        {
          id: one.id,
          day: one.day,
          title: one.title,
          minutes: parts.reduce((sum, part) => sum + part.minutes, 0),
          answered: answered ? longDay(todayIn(found.zone, answered)) : null,
          answers: Object.fromEntries(
            Object.entries(row?.answers ?? {}).map(([id, answer]) => [id, marksOf(answer)]),
          ),
          parts,
        },
      ];
    }),
  };
}

const withoutKey = ({ options, ...question }: Question): Question => ({
  ...question,
  options: options.map(({ id, label }) => ({ id, label })),
});

/**
 * Keeps what was marked, once: a second time says so. Sentences by question when something is missing, and then nothing
 * was kept.
 */
export function answerTouchpoint(
  token: string,
  to: Recipient,
  touchpointId: string,
  marks: (id: string) => string[],
  now = new Date(),
): Record<string, string> | null {
  return transact((tx) => {
    const found = follower(token, to, now, tx);
    const file = followUpAfter(found.variant);
    const one = file.touchpoints.find(({ id }) => id === touchpointId);
    const message = one?.[to];
    const today = todayIn(found.zone, now);
    const everything = { ...followUpOf(found), done: [], stopped: { learner: false, supervisor: false } };
    const hasCome = openToday(file, everything, to, today).some(({ id }) => id === touchpointId);
    if (!message || touchpointId === "day-0" || !hasCome) throw notFound();
    const questions = message.parts.flatMap((part) => questionsOf(file, part, questionSources()));
    const { answers, errors } = answersFrom(questions, marks);
    const known = found.touches.find((row) => row.to === to && row.touchpointId === touchpointId);
    if (known?.answeredAt) {
      if (JSON.stringify(known.answers) === JSON.stringify(answers)) return null;
      throw conflict("You have answered this already. It stays as it is.");
    }
    if (Object.keys(errors).length > 0) return errors;
    const id = ensureTouch(tx, found.commitment.id, touchpointId, to);
    tx.update(touchpoint).set({ answeredAt: now, answers }).where(eq(touchpoint.id, id)).run();
    recordAudit(
      tx,
      to === "learner" ? { id: found.personId } : null,
      "answer-touchpoint",
      found.commitment.id,
      found.siteId,
      { touchpoint: touchpointId, to },
      now,
    );
    return null;
  });
}

/** Stops the letters to the learner (and so to their sponsor), or lets them start again, from the link in a letter. */
export function setLettersByLink(token: string, stop: boolean, now = new Date()): void {
  transact((tx) => {
    const found = follower(token, "learner", now, tx);
    stopOrResume(tx, found, stop, { id: found.personId }, now);
  });
}

/** What a sponsor sees: who named them, what is asked, the form to sign, and the five questions once they are due. */
export function sponsorPage(token: string, now = new Date()) {
  const page = touchpointsPage(token, "supervisor", now);
  const found = follower(token, "supervisor", now);
  const own = found.commitment;
  const first = followUpFile().touchpoints.find(({ supervisor }) => supervisor)?.supervisor;
  return {
    ...page,
    sponsor: own.sponsorName ?? "",
    text: first?.text ?? "",
    parts: first?.parts.map(({ id, title, text }) => ({ id, title, text })) ?? [],
    signed: own.sponsorSignedAt ? longDay(todayIn(found.zone, own.sponsorSignedAt)) : null,
    stoppedByLearner: Boolean(own.optedOutAt),
    stopped: Boolean(own.sponsorOptedOutAt),
  };
}

/** What a sponsor signs. Source: competencies.yaml, step-4, and handout H4.6b. */
export const sponsorStatements = [
  { id: "teach", text: "There is time in their work to prepare and to teach." },
  { id: "observed", text: "They may be observed while they teach, by somebody from the program." },
  { id: "rest", text: "There is time to rest after a training, before other work." },
] as const;

/** Signs the sponsor form: a fact on the way to certification. Signing twice changes nothing. */
export function signSponsorForm(
  token: string,
  agreed: readonly string[],
  signature: string,
  now = new Date(),
): Record<string, string> | null {
  return transact((tx) => {
    const found = follower(token, "supervisor", now, tx);
    const own = found.commitment;
    if (own.sponsorSignedAt) return null;
    const errors: Record<string, string> = {};
    for (const { id } of sponsorStatements)
      if (!agreed.includes(id)) errors[id] = "The form can be signed once this line is true.";
    if (signature.trim().length < 2 || signature.length > 120)
      errors.signature = "Write your name as you would sign.";
    if (own.sponsorEmail && isSamePerson(tx, { id: found.personId, name: found.name }, own.sponsorEmail))
      errors.signature = `This link went to an address of ${found.name}’s own. Somebody else signs: ask them to name you with your address.`;
    if (Object.keys(errors).length > 0) return errors;
    tx.update(commitment)
      .set({ sponsorSignedAt: now, sponsorName: signature.trim() })
      .where(eq(commitment.id, own.id))
      .run();
    const known = tx
      .select({ id: trainerFact.id })
      .from(trainerFact)
      .where(
        and(
          eq(trainerFact.personId, found.personId),
          eq(trainerFact.kind, "sponsor-form"),
          isNull(trainerFact.removedAt),
        ),
      )
      .get();
    // A sponsor has no account, so the fact is recorded by the person whose link it came through.
    if (!known)
      tx.insert(trainerFact)
        .values({
          id: newId(),
          personId: found.personId,
          siteId: found.siteId,
          kind: "sponsor-form",
          on: todayIn(found.zone, now),
          recordedBy: found.personId,
          recordedAt: now,
        })
        .run();
    recordAudit(tx, null, "sign-sponsor-form", own.id, found.siteId, { personId: found.personId }, now);
    return null;
  });
}

/** The sponsor wants no more letters, or wants them again. */
export function setSponsorLetters(token: string, stop: boolean, now = new Date()): void {
  transact((tx) => {
    const found = follower(token, "supervisor", now, tx);
    if (Boolean(found.commitment.sponsorOptedOutAt) === stop) return;
    tx.update(commitment)
      .set({ sponsorOptedOutAt: stop ? now : null })
      .where(eq(commitment.id, found.commitment.id))
      .run();
    recordAudit(
      tx,
      null,
      stop ? "stop-sponsor-letters" : "resume-sponsor-letters",
      found.commitment.id,
      found.siteId,
      { personId: found.personId },
      now,
    );
  });
}
