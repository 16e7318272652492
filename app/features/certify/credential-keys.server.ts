import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generate } from "@digitalbazaar/ed25519-multikey";
import { z } from "zod";
import { env } from "#app/lib/env.ts";
import { publishFirst } from "#app/lib/first-writer.server.ts";

const keySchema = z.strictObject({
  /** The public half as a Multikey, such as z6Mk…; also the key's name in the DID document. */
  publicKey: z.string().regex(/^z6Mk\w+$/),
  /** Kept for the newest key only: an old one signs nothing any more. */
  secretKey: z.string().nullable(),
  createdAt: z.iso.datetime(),
  retiredAt: z.iso.datetime().nullable(),
  /** Set when somebody else may have had it. It is no longer published, and what it signed stops being valid. */
  withdrawnAt: z.iso.datetime().nullable(),
});
const fileSchema = z.strictObject({ keys: z.array(keySchema).min(1) });

export type CredentialKey = z.infer<typeof keySchema>;
export type SigningKey = CredentialKey & { secretKey: string };

export const credentialKeyFile = (dataDir = env.dataDir): string => join(dataDir, "credential-keys.json");

let read: { file: string; mark: string; keys: CredentialKey[] } | null = null;

/**
 * The keys that credentials are signed with, oldest first; the first is made on first use. A rotation by another
 * process is noticed by the file's number, so that no server needs a restart.
 */
export async function credentialKeys(file = credentialKeyFile()): Promise<CredentialKey[]> {
  const mark = markOf(file);
  if (mark === null) await makeFirst(file);
  else if (read?.file === file && read.mark === mark) return read.keys;
  read = { file, mark: markOf(file) ?? "", keys: parse(file) };
  return read.keys;
}

/** The key that signs now. */
export async function signingKey(file = credentialKeyFile()): Promise<SigningKey> {
  const newest = (await credentialKeys(file)).at(-1);
  if (!newest?.secretKey || newest.withdrawnAt) throw damaged();
  return { ...newest, secretKey: newest.secretKey };
}

/** Makes a new key and forgets the secret half of the old one, whose public half stays published. */
export async function rotateKeys(now = new Date(), file = credentialKeyFile()): Promise<CredentialKey> {
  const keys = await credentialKeys(file);
  const next = await newKey(now);
  const at = now.toISOString();
  const old = keys.map((key) => ({ ...key, secretKey: null, retiredAt: key.retiredAt ?? at }));
  replace(file, [...old, next]);
  return next;
}

/**
 * Takes a retired key out of the DID document, because somebody else may have it. Everything it signed stops being
 * valid; holders download theirs again. Throws a sentence when there is no such key or it signs now.
 */
export async function withdrawKey(publicKey: string, now = new Date(), file = credentialKeyFile()) {
  const keys = await credentialKeys(file);
  const key = keys.find((one) => one.publicKey === publicKey);
  if (!key) throw new Error(`There is no key ${publicKey}.`);
  if (key === keys.at(-1)) throw new Error("This key signs now. Rotate first, then withdraw it.");
  const at = now.toISOString();
  replace(
    file,
    keys.map((one) => (one === key ? { ...one, withdrawnAt: one.withdrawnAt ?? at } : one)),
  );
}

async function newKey(now: Date): Promise<SigningKey> {
  const { publicKeyMultibase, secretKeyMultibase } = await generate();
  return {
    publicKey: publicKeyMultibase,
    secretKey: secretKeyMultibase,
    createdAt: now.toISOString(),
    retiredAt: null,
    withdrawnAt: null,
  };
}

async function makeFirst(file: string): Promise<void> {
  publishFirst(write(file, [await newKey(new Date())]), file);
}

const replace = (file: string, keys: CredentialKey[]): void => renameSync(write(file, keys), file);

function write(file: string, keys: CredentialKey[]): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600, flush: true });
  return draft;
}

function parse(file: string): CredentialKey[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).keys;
  } catch {
    throw damaged();
  }
}

/** Changes whenever another file takes this one's place; null while there is none. */
function markOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino}-${found.mtimeNs}` : null;
}

const damaged = () =>
  new Error("The file credential-keys.json in DATA_DIR is damaged. Restore it from a backup.");
