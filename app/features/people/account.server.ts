import { and, eq, isNull } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { linkTo } from "#app/auth/invitations.server.ts";
import { hashPassword } from "#app/auth/passwords.server.ts";
import { passwordProblem } from "#app/auth/passwords.ts";
import { dropPending, findPending, startPending, takePending } from "#app/auth/pending.server.ts";
import { endSecondStep } from "#app/auth/second-step.server.ts";
import { endOneSession, endOtherSessions, type SignedIn } from "#app/auth/session.server.ts";
import { plainEmail } from "#app/auth/sign-in.server.ts";
import type { Discipline } from "#app/content/discipline.ts";
import { mailIsOn, queueMail } from "#app/lib/mail.server.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { emailProblem, replaceEmail } from "./people.server.ts";

export type Profile = {
  name: string;
  discipline: Discipline | null;
  agency: string | null;
  quizLayout: "steps" | "page";
};

export const agencyOf = (user: User): string | null =>
  db.select({ agency: person.agency }).from(person).where(eq(person.id, user.id)).get()?.agency ?? null;

export function saveProfile(user: User, profile: Profile, now = new Date()): void {
  transact((tx) => {
    const before = tx.select().from(person).where(eq(person.id, user.id)).get();
    const fields = (Object.keys(profile) as (keyof Profile)[]).filter(
      (key) => before?.[key] !== profile[key],
    );
    if (fields.length === 0) return;
    tx.update(person).set(profile).where(eq(person.id, user.id)).run();
    recordAudit(tx, user, "change-profile", user.id, null, { fields }, now);
  });
}

/** A new password after the current one was confirmed; every other session ends. Null, or a sentence. */
export async function changePassword(
  me: SignedIn,
  password: string,
  now = new Date(),
): Promise<string | null> {
  const { user, sessionId } = me;
  const problem = passwordProblem(password, user);
  if (problem) return problem;
  const passwordHash = await hashPassword(password);
  transact((tx) => {
    tx.update(person).set({ passwordHash }).where(eq(person.id, user.id)).run();
    endOtherSessions(user.id, sessionId, tx);
    dropPending(tx, "password-reset", user.id);
    recordAudit(tx, user, "change-password", user.id, null, {}, now);
    tellOwner(tx, user, "The password of your account was changed, and other sign-ins have ended.", now);
  });
  return null;
}

/** Tells the owner of an account about a change, so that they notice one that was not theirs. */
export function tellOwner(tx: Writer, user: User, what: string, now = new Date()): void {
  queueMail(
    tx,
    {
      to: user.email,
      subject: "Your course account",
      body: `Hello ${user.name},\n\n${what} If this was not you, tell your site coordinator now.`,
    },
    now,
  );
}

const confirmHours = 24;

/** Sends a link to the new address; nothing changes before it is opened. Null, or a sentence. */
export function askEmailChange(user: User, typed: string, now = new Date()): string | null {
  if (!mailIsOn())
    throw conflict("This site sends no letters. Ask your coordinator to change the address for you.");
  const email = plainEmail(typed);
  const problem = emailProblem(email);
  if (problem) return problem;
  if (email === user.email) return "This is your address already.";
  transact((tx) => {
    dropPending(tx, "email-change", user.id);
    recordAudit(tx, user, "ask-email-change", user.id, null, {}, now);
    // Whether somebody has the address is not told here: it would show who has an account.
    if (tx.select({ id: person.id }).from(person).where(eq(person.email, email)).get()) return;
    const token = startPending(tx, "email-change", user.id, { email }, confirmHours * 60, now);
    queueMail(
      tx,
      {
        to: email,
        subject: "Your course account",
        body: `Hello ${user.name},\n\nOpen this link to use this address for your account. It works once, for one day:\n\n${linkTo(`/confirm-email/${token}`)}\n\nIf you did not ask for it, you can ignore this letter.`,
      },
      now,
    );
  });
  return null;
}

/** The address behind a confirmation link, or null when the link does not work any more. */
export const emailToConfirm = (token: string, now = new Date()): string | null =>
  findPending("email-change", token, now)?.payload.email ?? null;

/** Puts the confirmed address in place and tells the old one. False when the link does not work any more. */
export function confirmEmail(token: string, now = new Date()): boolean {
  const open = findPending("email-change", token, now);
  if (!open?.personId) return false;
  const personId = open.personId;
  return transact((tx) => {
    if (!takePending(tx, open.id, now)) return false;
    const owner = tx
      .select()
      .from(person)
      .where(and(eq(person.id, personId), isNull(person.erasedAt)))
      .get();
    if (!owner) return false;
    return replaceEmail(tx, owner, owner, open.payload.email ?? "", null, now);
  });
}

/** Ends one of my sessions, or all but this one. */
export function endMySession(me: SignedIn, mark: string | "others", now = new Date()): void {
  if (mark === "others") endOtherSessions(me.user.id, me.sessionId);
  else if (!endOneSession(me.user, mark)) throw notFound("This sign-in has ended already.");
  transact((tx) =>
    recordAudit(
      tx,
      me.user,
      "end-session",
      me.user.id,
      null,
      { which: mark === "others" ? "others" : "one" },
      now,
    ),
  );
}

/** Turns my second step off, or stops setting it up. The password was confirmed before. */
export function turnOffMySecondStep(user: User, now = new Date()): void {
  transact((tx) => {
    endSecondStep(tx, user, user.id, null, now);
    tellOwner(tx, user, "The second step of your sign-in was turned off.", now);
  });
}
