import { and, asc, eq, isNull, lt, lte } from "drizzle-orm";
import type { createTransport as CreateTransport } from "nodemailer";
import { db, transact, type Writer } from "#db/client.server.ts";
import { outbox } from "#db/schema/trust.ts";
import { env } from "./env.ts";
import { newId } from "./ids.ts";
import { log } from "./log.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
/** Wait after the first, second, … failed try. After the last one the letter is given up. */
const backOff = [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60].map((minutes) => minutes * minute);
const mostTries = backOff.length + 1;

export const mailIsOn = (): boolean => env.smtpUrl !== undefined;

/** `stopAt` is an address that stops such letters when something is posted to it, without signing in. */
export type Letter = { to: string; subject: string; body: string; stopAt?: string };

/**
 * Writes a letter in the transaction of the change that causes it; without SMTP_URL it does nothing. The subject
 * must not name the topic: somebody else may see the inbox.
 */
export function queueMail(tx: Writer, letter: Letter, now = new Date()): void {
  // Addresses in .invalid stand for people who gave none.
  if (!mailIsOn() || letter.to.endsWith(".invalid")) return;
  tx.insert(outbox)
    .values({
      id: newId(),
      recipient: letter.to,
      subject: letter.subject,
      body: letter.body,
      stopAt: letter.stopAt ?? null,
      createdAt: now,
      sendAfter: now,
    })
    .run();
}

/** Takes the next letter that is due, so that another process leaves it alone for ten minutes. */
function nextDue(now: Date): typeof outbox.$inferSelect | null {
  return transact((tx) => {
    const letter = tx
      .select()
      .from(outbox)
      .where(and(isNull(outbox.sentAt), lte(outbox.sendAfter, now), lt(outbox.tries, mostTries)))
      .orderBy(asc(outbox.sendAfter))
      .limit(1)
      .get();
    if (!letter) return null;
    const tries = letter.tries + 1;
    const sendAfter = new Date(now.getTime() + 10 * minute);
    tx.update(outbox).set({ tries, sendAfter }).where(eq(outbox.id, letter.id)).run();
    return { ...letter, tries };
  });
}

/** Background chore: sends what is due. A letter that fails is tried again later, less and less often. */
export async function sendDueMail(now = new Date()): Promise<void> {
  if (!env.smtpUrl) return;
  let letter = nextDue(now);
  if (!letter) return;
  // Only the process that sends letters needs it, and only where there is a server to send them to.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport(env.smtpUrl, {
    from: env.mailFrom,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 30_000,
  } as Parameters<typeof createTransport>[1]);
  try {
    while (letter) {
      await deliver(transport, letter, now);
      letter = nextDue(now);
    }
  } finally {
    transport.close();
  }
}

/** One click in the reader's mail program, where it shows one (RFC 2369 and RFC 8058, which asks for https). */
function stopHeaders(stopAt: string | null): Record<string, string> {
  if (!stopAt) return {};
  const headers: Record<string, string> = { "List-Unsubscribe": `<${stopAt}>` };
  if (stopAt.startsWith("https:")) headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click";
  return headers;
}

async function deliver(
  transport: ReturnType<typeof CreateTransport>,
  letter: typeof outbox.$inferSelect,
  now: Date,
): Promise<void> {
  try {
    await transport.sendMail({
      from: env.mailFrom,
      to: letter.recipient,
      subject: letter.subject,
      text: letter.body,
      headers: { "Auto-Submitted": "auto-generated", ...stopHeaders(letter.stopAt) },
    });
    // The letter may hold a link that signs somebody in: only the fact that it went out is kept.
    db.update(outbox)
      .set({ sentAt: now, body: "", stopAt: null, lastError: null })
      .where(eq(outbox.id, letter.id))
      .run();
  } catch (error) {
    const code = (error as { code?: string }).code ?? "ESEND";
    const wait = backOff[letter.tries - 1];
    db.update(outbox)
      .set({
        lastError: code,
        sendAfter: new Date(now.getTime() + (wait ?? 0)),
        ...(wait ? {} : { body: "", stopAt: null }),
      })
      .where(eq(outbox.id, letter.id))
      .run();
    log.warn({ letter: letter.id, tries: letter.tries, code, givenUp: !wait }, "a letter could not be sent");
  }
}

/** Removes letters that are thirty days old, sent or given up. */
export function forgetOldMail(now = new Date()): void {
  db.delete(outbox)
    .where(lt(outbox.createdAt, new Date(now.getTime() - 30 * day)))
    .run();
}
