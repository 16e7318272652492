import { isIP } from "node:net";
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransportFuture,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { and, asc, eq, isNull } from "drizzle-orm";
import { env } from "#app/lib/env.ts";
import { isLoopback } from "#app/lib/origin.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { passkey, person } from "#db/schema/people.ts";
import { recordAudit } from "./allow.server.ts";
import type { User } from "./can.ts";
import { dropPending, findPending, startPending, takePending } from "./pending.server.ts";

// The verifier is large and rarely needed: it is loaded by the first passkey, not by every worker.
const webauthn = () => import("@simplewebauthn/server");

/**
 * Where passkeys of this request belong: the configured origin, or on a computer of one's own the address that was
 * typed. Null when that is a bare IP address, for which browsers make no passkeys.
 */
export function relyingParty(request: Request): { id: string; origin: string } | null {
  const asked = new URL(request.url);
  const own = !env.originIsSet && isLoopback(asked.hostname);
  const origin = own ? asked.origin : env.origin;
  const id = new URL(origin).hostname;
  return isIP(id.replaceAll(/[[\]]/g, "")) ? null : { id, origin };
}

function party(request: Request): { id: string; origin: string } {
  const found = relyingParty(request);
  if (!found)
    throw conflict("Passkeys need a site name such as cairn.example.org; this site is reached by a number.");
  return found;
}

export type PasskeyRow = { id: string; name: string; createdAt: Date; lastUsedAt: Date | null };

export const passkeysOf = (user: User): PasskeyRow[] =>
  db
    .select({
      id: passkey.id,
      name: passkey.name,
      createdAt: passkey.createdAt,
      lastUsedAt: passkey.lastUsedAt,
    })
    .from(passkey)
    .where(eq(passkey.personId, user.id))
    .orderBy(asc(passkey.createdAt))
    .all();

/** First half of adding a passkey: what the browser needs, and the token it comes back with. */
export async function offerPasskey(
  user: User,
  request: Request,
): Promise<{ token: string; options: PublicKeyCredentialCreationOptionsJSON }> {
  const { id } = party(request);
  const { generateRegistrationOptions } = await webauthn();
  const known = db.select().from(passkey).where(eq(passkey.personId, user.id)).all();
  const options = await generateRegistrationOptions({
    rpName: "CCIP Training",
    rpID: id,
    userName: user.email,
    userDisplayName: user.name,
    userID: new TextEncoder().encode(user.id),
    attestationType: "none",
    excludeCredentials: known.map((one) => ({
      id: one.id,
      transports: one.transports as AuthenticatorTransportFuture[],
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  const token = transact((tx) => {
    dropPending(tx, "passkey-register", user.id);
    return startPending(tx, "passkey-register", user.id, { challenge: options.challenge }, 5);
  });
  return { token, options };
}

/** Second half: keeps the passkey when the browser's answer is right. False when it is not. */
export async function addPasskey(
  user: User,
  request: Request,
  token: string,
  name: string,
  response: RegistrationResponseJSON,
  now = new Date(),
): Promise<boolean> {
  const { id, origin } = party(request);
  const open = findPending("passkey-register", token, now);
  if (open?.personId !== user.id) return false;
  const { verifyRegistrationResponse } = await webauthn();
  const checked = await verifyRegistrationResponse({
    response,
    expectedChallenge: open.payload.challenge ?? "",
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
  }).catch(() => null);
  const made = checked?.verified ? checked.registrationInfo.credential : null;
  if (!made) return false;
  return transact((tx) => {
    if (!takePending(tx, open.id, now)) return false;
    const { changes } = tx
      .insert(passkey)
      .values({
        id: made.id,
        personId: user.id,
        publicKey: Buffer.from(made.publicKey),
        counter: made.counter,
        transports: made.transports ?? [],
        name: name.trim().slice(0, 60) || "Passkey",
        createdAt: now,
      })
      .onConflictDoNothing()
      .run();
    if (changes > 0) recordAudit(tx, user, "add-passkey", made.id, null, {}, now);
    return changes > 0;
  });
}

export function renamePasskey(user: User, passkeyId: string, name: string, now = new Date()): void {
  transact((tx) => {
    const { changes } = tx
      .update(passkey)
      .set({ name: name.trim().slice(0, 60) || "Passkey" })
      .where(and(eq(passkey.id, passkeyId), eq(passkey.personId, user.id)))
      .run();
    if (changes === 0) throw notFound();
    recordAudit(tx, user, "rename-passkey", passkeyId, null, {}, now);
  });
}

export function removePasskey(user: User, passkeyId: string, now = new Date()): void {
  transact((tx) => {
    const { changes } = tx
      .delete(passkey)
      .where(and(eq(passkey.id, passkeyId), eq(passkey.personId, user.id)))
      .run();
    if (changes === 0) throw notFound("This passkey is already gone.");
    recordAudit(tx, user, "remove-passkey", passkeyId, null, {}, now);
  });
}

/** First half of signing in with a passkey. Says nothing about who has an account: the browser knows its passkeys. */
export async function askPasskey(
  request: Request,
): Promise<{ token: string; options: PublicKeyCredentialRequestOptionsJSON }> {
  const { id } = party(request);
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({ rpID: id, userVerification: "required" });
  const token = transact((tx) =>
    startPending(tx, "passkey-sign-in", null, { challenge: options.challenge }, 5),
  );
  return { token, options };
}

/** Second half: gives the person whose passkey signed the challenge, or null. */
export async function passPasskey(
  request: Request,
  token: string,
  response: AuthenticationResponseJSON,
  now = new Date(),
): Promise<string | null> {
  const { id, origin } = party(request);
  const open = findPending("passkey-sign-in", token, now);
  const row = db
    .select({ key: passkey, personId: person.id })
    .from(passkey)
    .innerJoin(person, eq(person.id, passkey.personId))
    .where(and(eq(passkey.id, String(response.id)), isNull(person.erasedAt)))
    .get();
  if (!open || !row) return null;
  const { verifyAuthenticationResponse } = await webauthn();
  const checked = await verifyAuthenticationResponse({
    response,
    expectedChallenge: open.payload.challenge ?? "",
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: {
      id: row.key.id,
      publicKey: new Uint8Array(row.key.publicKey),
      counter: row.key.counter,
      transports: row.key.transports as AuthenticatorTransportFuture[],
    },
  }).catch(() => null);
  if (!checked?.verified) return null;
  return transact((tx) => {
    if (!takePending(tx, open.id, now)) return null;
    tx.update(passkey)
      .set({ counter: checked.authenticationInfo.newCounter, lastUsedAt: now })
      .where(eq(passkey.id, row.key.id))
      .run();
    return row.personId;
  });
}
