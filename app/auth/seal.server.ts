import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "#app/lib/env.ts";
import { publishFirst } from "#app/lib/first-writer.server.ts";

export const keyFile = (dataDir = env.dataDir): string => join(dataDir, "secret.key");

/**
 * The installation's own key, made on first use. It is written whole under another name and then linked, so that
 * several processes that start at once agree on one key and none reads half of it.
 */
export function readKey(file = keyFile()): Buffer {
  try {
    return wholeKey(readFileSync(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, randomBytes(32), { mode: 0o600, flush: true });
  publishFirst(draft, file);
  return wholeKey(readFileSync(file));
}

function wholeKey(bytes: Buffer): Buffer {
  if (bytes.length !== 32)
    throw new Error("The file secret.key in DATA_DIR is damaged. Restore it from a backup.");
  return bytes;
}

let known: Buffer | undefined;
function key(): Buffer {
  known ??= readKey();
  return known;
}

/** Encrypts a secret for the database. `owner` binds it: the row of another person cannot be swapped in. */
export function seal(secret: string, owner: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key(), iv).setAAD(Buffer.from(owner));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64url");
}

/** Gives back what `seal` took; throws when it was changed or belongs to somebody else. */
export function unseal(sealed: string, owner: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key(), bytes.subarray(0, 12))
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}

/** A fingerprint that only this installation can compute: for addresses, which are too few to hide behind a plain hash. */
export const fingerprint = (text: string): string => createHmac("sha256", key()).update(text).digest("hex");
