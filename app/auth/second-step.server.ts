import { randomInt } from "node:crypto";
import { and, count, eq, isNotNull, isNull, lt, or } from "drizzle-orm";
import { Secret, TOTP } from "otpauth";
import { newId } from "#app/lib/ids.ts";
import { conflict, forbidden } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { oneTimeCode, recoveryCode } from "#db/schema/people.ts";
import { recordAudit } from "./allow.server.ts";
import { mayUseSecondStep, type User } from "./can.ts";
import { findPending, startPending, takePending } from "./pending.server.ts";
import { forgiveTry, limitsOf, takeTry } from "./rate-limit.server.ts";
import { fingerprint, seal, unseal } from "./seal.server.ts";

const period = 30_000;
const recoveryCodes = 10;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: "CCIP Training", label, secret: Secret.fromBase32(secret), digits: 6, period: 30 });

export type SecondStep = {
  state: "off" | "waiting" | "on";
  /** While waiting for the first code: what the authenticator app needs. */
  setup: { uri: string; secret: string } | null;
  codesLeft: number;
};

export function secondStepOf(user: User): SecondStep {
  const row = db.select().from(oneTimeCode).where(eq(oneTimeCode.personId, user.id)).get();
  if (!row) return { state: "off", setup: null, codesLeft: 0 };
  if (row.confirmedAt) return { state: "on", setup: null, codesLeft: codesLeft(user.id) };
  const secret = unseal(row.secret, user.id);
  return { state: "waiting", setup: { uri: totpOf(secret, user.email).toString(), secret }, codesLeft: 0 };
}

const codesLeft = (personId: string): number =>
  db
    .select({ n: count() })
    .from(recoveryCode)
    .where(and(eq(recoveryCode.personId, personId), isNull(recoveryCode.usedAt)))
    .get()?.n ?? 0;

/** Whether this person is asked for a second step after the password. */
export const hasSecondStep = (personId: string, tx: Writer = db): boolean =>
  tx
    .select({ id: oneTimeCode.personId })
    .from(oneTimeCode)
    .where(and(eq(oneTimeCode.personId, personId), isNotNull(oneTimeCode.confirmedAt)))
    .get() !== undefined;

/** Makes the secret. Nothing is asked at sign-in until the first code was right. */
export function beginSecondStep(user: User, now = new Date()): void {
  if (!mayUseSecondStep(user))
    throw forbidden("A second step is offered to trainers, coordinators and program staff.");
  transact((tx) => {
    const { changes } = tx
      .insert(oneTimeCode)
      .values({ personId: user.id, secret: seal(new Secret({ size: 20 }).base32, user.id) })
      .onConflictDoNothing()
      .run();
    if (changes > 0) recordAudit(tx, user, "begin-second-step", user.id, null, {}, now);
  });
}

/** Turns the second step on with the first right code. Gives the recovery codes, which are never shown again. */
export function confirmSecondStep(user: User, code: string, now = new Date()): string[] | null {
  return transact((tx) => {
    if (hasSecondStep(user.id, tx) || !isRightTotp(tx, user.id, code, now)) return null;
    tx.update(oneTimeCode).set({ confirmedAt: now }).where(eq(oneTimeCode.personId, user.id)).run();
    recordAudit(tx, user, "turn-on-second-step", user.id, null, {}, now);
    return replaceCodes(tx, user.id);
  });
}

/** New recovery codes; the old ones stop working. */
export function renewRecoveryCodes(user: User, now = new Date()): string[] {
  return transact((tx) => {
    if (!hasSecondStep(user.id, tx)) throw forbidden("Set up the second step first.");
    recordAudit(tx, user, "renew-recovery-codes", user.id, null, {}, now);
    return replaceCodes(tx, user.id);
  });
}

/** Turns the second step off, for oneself or (with the permission asked before) for somebody who lost the phone. */
export function endSecondStep(
  tx: Writer,
  actor: User,
  personId: string,
  siteId: string | null,
  now = new Date(),
): void {
  const { changes } = tx.delete(oneTimeCode).where(eq(oneTimeCode.personId, personId)).run();
  tx.delete(recoveryCode).where(eq(recoveryCode.personId, personId)).run();
  if (changes > 0) recordAudit(tx, actor, "turn-off-second-step", personId, siteId, {}, now);
}

// Without 0, 1, i, l and o, which look alike on paper.
const letters = "23456789abcdefghjkmnpqrstuvwxyz";

function replaceCodes(tx: Writer, personId: string): string[] {
  tx.delete(recoveryCode).where(eq(recoveryCode.personId, personId)).run();
  const codes = Array.from({ length: recoveryCodes }, () =>
    Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join(""),
  );
  for (const code of codes)
    tx.insert(recoveryCode)
      .values({ id: newId(), personId, codeHash: codeHash(personId, code) })
      .run();
  return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`);
}

const codeHash = (personId: string, code: string): string => fingerprint(`recovery:${personId}:${code}`);

function isRightTotp(tx: Writer, personId: string, code: string, now: Date): boolean {
  const row = tx.select().from(oneTimeCode).where(eq(oneTimeCode.personId, personId)).get();
  if (!row) return false;
  const token = code.replaceAll(/\D/g, "");
  const delta = totpOf(unseal(row.secret, personId), "").validate({
    token,
    timestamp: now.getTime(),
    window: 1,
  });
  if (delta === null) return false;
  const step = Math.floor(now.getTime() / period) + delta;
  return (
    tx
      .update(oneTimeCode)
      .set({ lastStep: step })
      .where(
        and(
          eq(oneTimeCode.personId, personId),
          or(isNull(oneTimeCode.lastStep), lt(oneTimeCode.lastStep, step)),
        ),
      )
      .run().changes === 1
  );
}

function isRightRecoveryCode(tx: Writer, personId: string, code: string, now: Date): boolean {
  const plain = code.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return (
    tx
      .update(recoveryCode)
      .set({ usedAt: now })
      .where(
        and(
          eq(recoveryCode.personId, personId),
          eq(recoveryCode.codeHash, codeHash(personId, plain)),
          isNull(recoveryCode.usedAt),
        ),
      )
      .run().changes === 1
  );
}

/** Opens the ten minutes in which the second step can be passed. Gives the token for the browser's cookie. */
export const askSecondStep = (personId: string, now = new Date()): string =>
  transact((tx) => startPending(tx, "second-step", personId, {}, 10, now));

/** Whether a second step is open for this token. */
export const isSecondStepOpen = (token: string, now = new Date()): boolean =>
  findPending("second-step", token, now) !== null;

export type SecondStepAnswer =
  | { kind: "in"; personId: string; codesLeft: number | null }
  | { kind: "wrong" }
  | { kind: "over" }
  | { kind: "wait"; seconds: number };

/** A six-digit code or a recovery code after the right password. Each works once. */
export function passSecondStep(
  token: string,
  code: string,
  address: string,
  now = new Date(),
): SecondStepAnswer {
  const open = findPending("second-step", token, now);
  if (!open?.personId) return { kind: "over" };
  const personId = open.personId;
  const limits = limitsOf("code", personId, address);
  const seconds = takeTry(limits, now);
  if (seconds > 0) return { kind: "wait", seconds };
  const byApp = /^[\d\s]{6,8}$/.test(code.trim());
  const right = transact((tx) => {
    const fits = byApp ? isRightTotp(tx, personId, code, now) : isRightRecoveryCode(tx, personId, code, now);
    if (!fits) return false;
    if (!takePending(tx, open.id, now)) throw conflict("This sign-in was already finished in another tab.");
    if (!byApp) recordAudit(tx, { id: personId }, "use-recovery-code", personId, null, {}, now);
    return true;
  });
  if (!right) return { kind: "wrong" };
  forgiveTry(limits);
  return { kind: "in", personId, codesLeft: byApp ? null : codesLeft(personId) };
}
