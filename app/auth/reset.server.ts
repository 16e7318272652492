import { and, eq, isNull } from "drizzle-orm";
import { moment } from "#app/lib/dates.ts";
import { mailIsOn, queueMail } from "#app/lib/mail.server.ts";
import { type QrCode, qrCode } from "#app/lib/qr.server.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { recordAudit } from "./allow.server.ts";
import type { User } from "./can.ts";
import { linkTo } from "./invitations.server.ts";
import { hashPassword } from "./passwords.server.ts";
import { passwordProblem } from "./passwords.ts";
import { dropPending, findPending, startPending, takePending } from "./pending.server.ts";
import { networkOf, takeTry } from "./rate-limit.server.ts";
import { endOtherSessions } from "./session.server.ts";
import { plainEmail } from "./sign-in.server.ts";

const resetMinutes = 60;

function startReset(tx: Writer, personId: string, now: Date): string {
  dropPending(tx, "password-reset", personId);
  return linkTo(`/reset/${startPending(tx, "password-reset", personId, {}, resetMinutes, now)}`);
}

/**
 * Mails a reset link when the account exists. Gives the seconds to wait after too many requests from one address,
 * else 0; nothing in the answer tells whether there is an account. At most three letters per account in 15 minutes.
 */
export function askReset(typedEmail: string, address: string, now = new Date()): number {
  const seconds = takeTry([{ kind: "reset:address", of: networkOf(address), tries: 20 }], now);
  if (seconds > 0 || !mailIsOn()) return seconds;
  const email = plainEmail(typedEmail);
  if (takeTry([{ kind: "reset:account", of: email, tries: 3 }], now) > 0) return 0;
  transact((tx) => {
    const found = tx
      .select({ id: person.id, name: person.name })
      .from(person)
      .where(and(eq(person.email, email), isNull(person.erasedAt)))
      .get();
    if (!found) return;
    const link = startReset(tx, found.id, now);
    recordAudit(tx, null, "ask-password-reset", found.id, null, {}, now);
    queueMail(
      tx,
      {
        to: email,
        subject: "Your course account",
        body: `Hello ${found.name},\n\nOpen this link to choose a new password. It works once, for one hour:\n\n${link}\n\nIf you did not ask for it, you can ignore this letter: your password stays as it is.`,
      },
      now,
    );
  });
  return 0;
}

export type ResetSlip = { link: string; qr: QrCode; expires: string };

/** A reset link to hand over on paper; the permission was asked before. An earlier link stops working. */
export function handReset(
  tx: Writer,
  user: User,
  personId: string,
  place: { siteId: string | null; zone: string },
  now = new Date(),
): ResetSlip {
  const link = startReset(tx, personId, now);
  recordAudit(tx, user, "make-reset-link", personId, place.siteId, {}, now);
  return {
    link,
    qr: qrCode(link),
    expires: moment(new Date(now.getTime() + resetMinutes * 60_000), place.zone),
  };
}

/** Whether a reset link still works. */
export const isResetOpen = (token: string, now = new Date()): boolean =>
  findPending("password-reset", token, now) !== null;

/** Sets the new password and ends every session of the person. Null when done, else a sentence for the field. */
export async function resetPassword(
  token: string,
  password: string,
  now = new Date(),
): Promise<"done" | "over" | { problem: string }> {
  const open = findPending("password-reset", token, now);
  const owner = open?.personId
    ? db
        .select({ id: person.id, email: person.email, name: person.name })
        .from(person)
        .where(eq(person.id, open.personId))
        .get()
    : undefined;
  if (!open || !owner) return "over";
  const problem = passwordProblem(password, owner);
  if (problem) return { problem };
  const passwordHash = await hashPassword(password);
  return transact((tx) => {
    if (!takePending(tx, open.id, now)) return "over";
    tx.update(person).set({ passwordHash }).where(eq(person.id, owner.id)).run();
    endOtherSessions(owner.id, undefined, tx);
    recordAudit(tx, owner, "reset-password", owner.id, null, {}, now);
    queueMail(
      tx,
      {
        to: owner.email,
        subject: "Your course account",
        body: `Hello ${owner.name},\n\nThe password of your account was changed and all sign-ins have ended. If this was not you, tell your site coordinator now.`,
      },
      now,
    );
    return "done";
  });
}
