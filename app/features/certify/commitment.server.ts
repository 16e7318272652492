import { and, eq, isNull, sql } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { addDays, longDay, todayIn } from "#app/lib/dates.ts";
import { fold } from "#app/lib/fold.ts";
import { mailIsOn } from "#app/lib/mail.server.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { type CardAction, commitment, touchpoint } from "#db/schema/follow-up.ts";
import { person } from "#db/schema/people.ts";
import {
  ensureCommitment,
  type Follower,
  followersWhere,
  followUpAfter,
  followUpOf,
  linkPath,
} from "./follow-up.server.ts";
import { openToday } from "./follow-up.ts";

/** Days after the last letter for which the follow-up stands on the home page. */
const shownFor = 120;

/** The user's own follow-up in each course that they attend, the newest first. */
export function myFollowUp(user: User, now = new Date()) {
  return followersWhere(eq(enrolment.personId, user.id))
    .reverse()
    .map((one) => {
      const file = followUpAfter(one.variant);
      const follow = followUpOf(one);
      const own = one.commitment;
      const open = openToday(file, follow, "learner", todayIn(one.zone, now));
      return {
        cohortId: one.cohortId,
        cohort: one.cohort,
        endsOn: longDay(one.endsOn),
        actions: own?.actions ?? [],
        letter: letterOf(one, now),
        sponsor: own?.sponsorEmail
          ? {
              name: own.sponsorName ?? "",
              email: own.sponsorEmail,
              hasMyName: fold(own.sponsorName ?? "") === fold(user.name),
            }
          : null,
        sponsorSigned: own?.sponsorSignedAt ? longDay(todayIn(one.zone, own.sponsorSignedAt)) : null,
        sponsorStopped: Boolean(own?.sponsorOptedOutAt),
        stopped: follow.stopped.learner,
        sendsMail: mailIsOn(),
        link: own ? linkPath(own, "learner") : null,
        steps: file.touchpoints.map(({ id, day, title, with: partner }) => ({
          id,
          day,
          title,
          partner,
          on: longDay(addDays(one.endsOn, day)),
          state: follow.done.some((done) => done.to === "learner" && done.touchpoint === id)
            ? ("done" as const)
            : open.some((other) => other.id === id)
              ? ("open" as const)
              : ("later" as const),
        })),
      };
    });
}

/** The letter to oneself: written until the course is over, then closed, and opened on day 30. */
function letterOf({ commitment: own, endsOn, zone }: Follower, now: Date) {
  const today = todayIn(zone, now);
  const opensOn = addDays(endsOn, 30);
  const isOpen = today >= opensOn;
  return {
    mayWrite: !isOpen,
    isWritten: Boolean(own?.letter),
    opensOn: longDay(opensOn),
    text: isOpen ? (own?.letter ?? null) : null,
  };
}

/** One course of the user; 404 for another's. */
export function myFollowUpIn(user: User, cohortId: string, now = new Date()) {
  const found = myFollowUp(user, now).find((one) => one.cohortId === cohortId);
  if (!found) throw notFound();
  return found;
}

/** What is open today, for the home page. Nothing after letters were stopped, or long after the course. */
export function followUpToday(user: User, now = new Date()) {
  return followersWhere(eq(enrolment.personId, user.id))
    .filter(({ endsOn, zone }) => {
      const today = todayIn(zone, now);
      return endsOn <= today && today <= addDays(endsOn, shownFor);
    })
    .flatMap((one) => {
      const file = followUpAfter(one.variant);
      const open = openToday(file, followUpOf(one), "learner", todayIn(one.zone, now));
      if (open.length === 0) return [];
      return [
        {
          cohortId: one.cohortId,
          cohort: one.cohort,
          open: open.map(({ id, day }) => ({
            id,
            day,
            title: file.touchpoints.find((touchpoint) => touchpoint.id === id)?.title ?? id,
            to:
              id === "day-0" || !one.commitment
                ? `/my-follow-up/${one.cohortId}`
                : `${linkPath(one.commitment, "learner")}#${id}`,
          })),
        },
      ];
    });
}

const longest = 300;
export const longestLetter = 4000;
const cardFields = ["what", "where", "by", "noticedBy", "obstacle", "plan"] as const;

/** Keeps the card. An action needs what, where, by when and who would notice; an empty second one is left out. */
export function writeCard(
  user: User,
  cohortId: string,
  actions: CardAction[],
  now = new Date(),
): Record<string, string> | null {
  const errors: Record<string, string> = {};
  const filled = actions.map((action) => cardFields.some((field) => action[field] !== ""));
  for (const [place, action] of actions.entries()) {
    if (place > 0 && !filled[place]) continue;
    if (action.what.length < 3) errors[`what-${place}`] = "Write what you will do.";
    if (!action.where) errors[`where-${place}`] = "Write where.";
    if (!action.by) errors[`by-${place}`] = "Write by which day.";
    if (!action.noticedBy) errors[`noticedBy-${place}`] = "Write who would notice, as a role.";
    for (const field of cardFields)
      if (action[field].length > longest)
        errors[`${field}-${place}`] = `Keep it under ${longest} characters.`;
  }
  return transact((tx) => {
    const own = mine(tx, user, cohortId);
    if (Object.keys(errors).length > 0) return errors;
    const kept = actions.filter((_, place) => filled[place]);
    const row = ensureCommitment(tx, own, now);
    if (JSON.stringify(row.actions) === JSON.stringify(kept)) return null;
    tx.update(commitment).set({ actions: kept, updatedAt: now }).where(eq(commitment.id, row.id)).run();
    recordAudit(tx, user, "write-commitment", row.id, own.siteId, {}, now);
    return null;
  });
}

/** Keeps the letter to oneself, until day 30; an empty one takes it away. */
export function writeLetter(user: User, cohortId: string, text: string, now = new Date()): string | null {
  return transact((tx) => {
    const own = mine(tx, user, cohortId);
    if (!letterOf(own, now).mayWrite) return "Your letter has been opened. It stays as it is.";
    if (text.length > longestLetter) return `Keep it under ${longestLetter} characters.`;
    const row = ensureCommitment(tx, own, now);
    if ((row.letter ?? "") === text) return null;
    tx.update(commitment)
      .set({ letter: text || null, updatedAt: now })
      .where(eq(commitment.id, row.id))
      .run();
    recordAudit(tx, user, "write-commitment", row.id, own.siteId, {}, now);
    return null;
  });
}

/**
 * Names the sponsor. Somebody else than before gets a link of their own, starts unsigned, and is written to anew; the
 * earlier link stops working.
 */
export function nameSponsor(
  user: User,
  cohortId: string,
  input: { name: string; email: string },
  now = new Date(),
): Record<string, string> | null {
  const name = input.name.trim();
  const email = input.email.trim().toLowerCase();
  const errors: Record<string, string> = {};
  if (name.length < 2 || name.length > 120) errors.name = "Write their name.";
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 200)
    errors.email = "Write an e-mail address, such as name@agency.org.";
  else if (email === user.email.toLowerCase()) errors.email = "A sponsor is somebody else than you.";
  return transact((tx) => {
    const own = mine(tx, user, cohortId);
    if (!errors.email && isSamePerson(tx, user, email))
      errors.email =
        "That address belongs to an account in your own name. A sponsor is somebody else than you.";
    if (Object.keys(errors).length > 0) return errors;
    const row = ensureCommitment(tx, own, now);
    if (row.sponsorEmail === email && row.sponsorName === name) return null;
    const isNew = row.sponsorEmail !== email;
    tx.update(commitment)
      .set({
        sponsorName: name,
        sponsorEmail: email,
        updatedAt: now,
        ...(isNew ? { sponsorSignedAt: null, sponsorOptedOutAt: null } : {}),
      })
      .where(eq(commitment.id, row.id))
      .run();
    if (isNew)
      tx.delete(touchpoint)
        .where(
          and(
            eq(touchpoint.commitmentId, row.id),
            eq(touchpoint.to, "supervisor"),
            isNull(touchpoint.answeredAt),
          ),
        )
        .run();
    recordAudit(tx, user, "name-sponsor", row.id, own.siteId, {}, now);
    return null;
  });
}

/** Whether an address is the person's own, or that of another account in their name. */
export function isSamePerson(
  tx: Pick<Writer, "select">,
  { id, name }: { id: string; name: string },
  email: string,
): boolean {
  const holder = tx
    .select({ id: person.id, name: person.name })
    .from(person)
    .where(and(sql`lower(${person.email}) = ${email.toLowerCase()}`, isNull(person.erasedAt)))
    .get();
  return holder !== undefined && (holder.id === id || fold(holder.name) === fold(name));
}

/** Stops the letters to the user and to their sponsor, or lets them start again. */
export function setLetters(user: User, cohortId: string, stop: boolean, now = new Date()): void {
  transact((tx) => {
    const own = mine(tx, user, cohortId);
    stopOrResume(tx, own, stop, user, now);
  });
}

/** The same for callers that know whose letters they are. Doing it twice changes nothing. */
export function stopOrResume(
  tx: Writer,
  own: Follower,
  stop: boolean,
  actor: { id: string },
  now: Date,
): void {
  const row = ensureCommitment(tx, own, now);
  if (Boolean(row.optedOutAt) === stop) return;
  tx.update(commitment)
    .set({ optedOutAt: stop ? now : null })
    .where(eq(commitment.id, row.id))
    .run();
  recordAudit(tx, actor, stop ? "stop-letters" : "resume-letters", row.id, own.siteId, {}, now);
}

function mine(tx: Pick<Writer, "select">, user: User, cohortId: string): Follower {
  const [found] = followersWhere(and(eq(enrolment.personId, user.id), eq(cohort.id, cohortId)), tx);
  if (!found) throw notFound();
  return found;
}

/** What somebody who erases their account wrote goes, with the address of their sponsor. Marks on lists stay as totals. */
export function forgetCommitments(tx: Writer, personId: string, now: Date): void {
  tx.update(commitment)
    .set({
      actions: [],
      letter: null,
      sponsorName: null,
      sponsorEmail: null,
      optedOutAt: now,
      updatedAt: now,
    })
    .where(eq(commitment.personId, personId))
    .run();
}

/** The touchpoints of a person's own follow-up, for their records. */
export const touchpointsForRecords = (user: User) =>
  db
    .select({
      id: touchpoint.id,
      touchpointId: touchpoint.touchpointId,
      to: touchpoint.to,
      sentOn: touchpoint.sentOn,
      remindedOn: touchpoint.remindedOn,
      answeredAt: touchpoint.answeredAt,
      answers: touchpoint.answers,
    })
    .from(touchpoint)
    .innerJoin(commitment, eq(commitment.id, touchpoint.commitmentId))
    .where(and(eq(commitment.personId, user.id), eq(touchpoint.to, "learner")))
    .all();
