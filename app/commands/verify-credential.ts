import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { unbaked } from "#app/features/certify/badge-picture.ts";
import type { Claims } from "#app/features/certify/credential.ts";
import { checkCredential, type Verdict } from "#app/features/certify/credential-check.server.ts";
import { env } from "#app/lib/env.ts";
import { isLoopback } from "#app/lib/origin.ts";

const usage = `npm run --silent verify-credential -- FILE [--did DID.json] [--status LIST.json]

FILE is a credential (.json) or a picture with one in it (.svg). Without --did and --status, both are asked of the
Cairn on this machine (--server ${env.origin}). Nothing else is asked: no network is used.
Ends with 0 when it is valid, 1 when it is not, 2 when that cannot be said.`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      did: { type: "string" },
      status: { type: "string", multiple: true },
      server: { type: "string", default: `http://127.0.0.1:${env.port}` },
    },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1) throw new Error(usage);
  const credential = readCredential(file);
  const did = values.did ? readJson(values.did) : await ask(values.server, "/.well-known/did.json");
  const lists = values.status
    ? values.status.map(readJson)
    : values.did
      ? []
      : [await askForList(values.server, credential)];
  const verdict = await checkCredential(credential, did, lists);
  tell(verdict, credential as Partial<Claims>);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

function tell({ is, why }: Verdict, credential: Partial<Claims>): void {
  const word = { valid: "Valid", "not-valid": "Not valid", unknown: "Cannot say" }[is];
  console.log(`${word}. ${plain(why)}`);
  process.exitCode = is === "valid" ? 0 : is === "not-valid" ? 1 : 2;
  if (is === "not-valid") return;
  const names = [credential.credentialSubject?.identifier ?? []].flat();
  const facts = {
    What: credential.name,
    For: names.find(({ identityType }) => identityType === "name")?.identityHash ?? "no name",
    Issuer: `${credential.issuer?.id} (${credential.issuer?.name})`,
    From: credential.validFrom,
    Until: credential.validUntil ?? "no end",
  };
  for (const [term, fact] of Object.entries(facts)) console.log(`  ${`${term}:`.padEnd(8)}${plain(fact)}`);
  console.log("Trust it only when that is the issuer you expect.");
}

/** Without the signs by which a text could steer the terminal it is printed on. */
function plain(text: unknown): string {
  return String(text).replaceAll(/\p{Cc}/gu, "�");
}

function readCredential(file: string): unknown {
  const text = readText(file);
  const json = text.trimStart().startsWith("<") ? unbaked(text) : text;
  if (json === null) throw new Error(`There is no credential in the picture ${file}.`);
  return parsed(json, file);
}

function readJson(file: string): unknown {
  return parsed(readText(file), file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Error(`${file} cannot be read.`);
  }
}

function parsed(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${from} holds no JSON, or it was cut off.`);
  }
}

/** The list that the credential names, by its path: the server here may listen on another address than its own name. */
async function askForList(server: string, credential: unknown): Promise<unknown> {
  const { credentialStatus } = credential as Partial<Claims>;
  const address = credentialStatus?.statusListCredential;
  if (typeof address !== "string" || !URL.canParse(address)) return null;
  const path = new URL(address).pathname;
  return /^\/credentials\/status\/\d+$/.test(path) ? ask(server, path) : null;
}

async function ask(server: string, path: string): Promise<unknown> {
  if (!URL.canParse(server) || !isLoopback(new URL(server).hostname))
    throw new Error("--server must be an address of this machine. Give --did and --status as files instead.");
  const response = await fetch(new URL(path, server), { redirect: "error" }).catch(() => null);
  if (!response) throw new Error(`No Cairn answers at ${server}. Give --did and --status as files instead.`);
  return response.ok ? parsed(await response.text(), `${server}${path}`) : null;
}
