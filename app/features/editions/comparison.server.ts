import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "#app/content/catalogue.server.ts";
import { nameOfDraft, type Reason } from "#app/content/edition-file.ts";
import { changesOf, editionRecords } from "#app/content/editions.server.ts";
import { type BookName, bookNames } from "#app/features/manual/book.ts";
import { codeHash } from "#app/features/manual/cache.server.ts";
import { env } from "#app/lib/env.ts";
import { processEntry } from "#app/lib/process-entry.ts";
import type { CompareJob } from "./compare-editions.ts";
import type { ReasonedChange } from "./compared.ts";

const longestMs = 120_000;
const underWay = new Map<string, Promise<void>>();

/**
 * What changed in a book from one frozen edition to another, or to the texts as they are (`to: null`). Compared once, in
 * a process of its own, and kept as a file until texts, reasons or program change.
 */
export async function comparison(book: BookName, from: string, to: string | null): Promise<ReasonedChange[]> {
  const job = jobFor(from, to);
  if (!isMade(job)) await made(job);
  return JSON.parse(readFileSync(job.files[book], "utf8"));
}

/** The reasons on the way from one edition to another, the newest first: of each edition after the first. */
export function reasonsBetween(from: string, to: string | null): Reason[] {
  const names = editionRecords().map(({ name }) => name);
  const draft = nameOfDraft(catalogue().course.edition);
  const all = names.includes(draft) ? names : [...names, draft];
  const last = to === null ? all.length : all.indexOf(to) + 1;
  return all
    .slice(all.indexOf(from) + 1, last)
    .reverse()
    .flatMap((name) => changesOf(name)?.changes ?? []);
}

function jobFor(from: string, to: string | null): CompareJob {
  const records = editionRecords();
  const fileOf = (name: string) => records.find((one) => one.name === name)?.file;
  const reasons = reasonsBetween(from, to);
  const parts = [codeHash(), fileOf(from), to === null ? catalogue().hash : fileOf(to), reasons];
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
  const files = bookNames.map((book) => [book, join(folder(), `changes-${key}-${book}.compared`)]);
  return { from, to, reasons, files: Object.fromEntries(files) as CompareJob["files"] };
}

const isMade = ({ files }: CompareJob): boolean => bookNames.every((book) => existsSync(files[book]));

function made(job: CompareJob): Promise<void> {
  const known = underWay.get(job.files.guide);
  if (known) return known;
  const run = runCompare(job).finally(() => underWay.delete(job.files.guide));
  underWay.set(job.files.guide, run);
  return run;
}

function runCompare(job: CompareJob): Promise<void> {
  mkdirSync(folder(), { recursive: true });
  removeOld();
  return new Promise((resolve, reject) => {
    const { entry, execArgv } = processEntry(import.meta.url, "compare-editions");
    const child = fork(entry, { execArgv, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), longestMs);
    child.once("error", reject);
    child.once("exit", () => {
      clearTimeout(timer);
      if (isMade(job)) resolve();
      else reject(new Error(`The editions ${job.from} and ${job.to ?? "now"} could not be compared.`));
    });
    child.send(job);
  });
}

const folder = () => join(env.dataDir, "manuals");

/** Comparisons of texts that are gone are quick to make again. */
function removeOld(): void {
  for (const file of readdirSync(folder())) {
    if (!file.endsWith(".compared")) continue;
    const path = join(folder(), file);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > 30 * 86_400_000) rmSync(path, { force: true });
  }
}
