import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { catalogue, image, printCatalogue } from "#app/content/catalogue.server.ts";
import type { Catalogue } from "#app/content/tree.ts";
import { env } from "#app/lib/env.ts";
import { collectBook, type ManualSpec, manualFileName } from "./book.ts";
import type { PdfJob, PdfStep, Segment } from "./build-pdf.ts";
import { fitLimits } from "./fit.ts";
import { keptFits } from "./fits.ts";
import { runPdfBuilder } from "./pdf-process.server.ts";
import { type Typeset, typesetBook } from "./typeset.ts";

export type Manual = {
  path: string;
  /** What a download is called, for example ccip-training-manual-facilitator-denver-letter-2026.1-draft.pdf */
  fileName: string;
  /** Content hash; its first 12 characters stand in the footer of every page. */
  hash: string;
  bytes: number;
  pages: number;
  /** Where each part of the book stands; none in large print. */
  segments: Segment[];
};

export type ManualProgress = {
  step: "waiting" | PdfStep;
  sentence: string;
  /** From 0 to 1. */
  fraction: number;
};

export type ManualStatus =
  | { state: "ready"; manual: Manual }
  | { state: "building"; progress: ManualProgress }
  | { state: "absent" };

const sentences: Record<ManualProgress["step"], string> = {
  waiting: "Waiting for a build that is already running.",
  typesetting: "Setting the pages.",
  fitting: "Balancing the last pages of each part.",
  writing: "Writing the PDF.",
};
/** From where to where each step moves the bar, and about how many seconds it takes. */
const spans: Record<ManualProgress["step"], { from: number; to: number; seconds: number }> = {
  waiting: { from: 0, to: 0.02, seconds: 10 },
  typesetting: { from: 0.02, to: 0.65, seconds: 3 },
  fitting: { from: 0.65, to: 0.88, seconds: 1.5 },
  writing: { from: 0.88, to: 0.99, seconds: 1 },
};
// Large print has three times the pages, and a small machine may be busy; what waits for it says how far it is.
const longestBuildMs = 20 * 60_000;
const dayMs = 86_400_000;

const building = new Map<string, Promise<Manual>>();
const listeners = new Map<string, Set<(progress: ManualProgress) => void>>();
const keys = new WeakMap<Catalogue, Map<string, Key>>();
/** The book that was set last: whoever asked for its key is often about to make it. */
let latest: { content: Catalogue; name: string; typeset: Typeset } | null = null;

/** Whether a manual is ready, being made (by any process), or still to be asked for. */
export function manualStatus(spec: ManualSpec): ManualStatus {
  const key = knownKey(spec);
  if (!key) return { state: "absent" };
  const manual = stored(key);
  if (manual) return { state: "ready", manual };
  const progress = progressOf(key);
  return progress ? { state: "building", progress } : { state: "absent" };
}

/** The manual from the cache, or made now. Everybody who asks at the same time, in any process, gets one build. */
export function buildManual(
  spec: ManualSpec,
  onProgress: (progress: ManualProgress) => void = () => {},
): Promise<Manual> {
  const key = keyOf(spec);
  const manual = stored(key);
  if (manual) return Promise.resolve(manual);
  const heard = listeners.get(key.id) ?? new Set();
  listeners.set(key.id, heard.add(onProgress));
  const running =
    building.get(key.id) ??
    makeOnce(spec, key).finally(() => {
      building.delete(key.id);
      listeners.delete(key.id);
    });
  building.set(key.id, running);
  return running;
}

/** A PDF of a few pages, such as the slides of a day: from the cache, or made now and kept under the hash of its source. */
export async function printedPages({ files, images }: Pick<Typeset, "files" | "images">): Promise<Buffer> {
  const digest = createHash("sha256").update(compilerVersion);
  for (const [name, source] of Object.entries(files)) digest.update(name).update(source);
  for (const [name, bytes] of Object.entries(images)) digest.update(name).update(bytes);
  const id = digest.digest("hex").slice(0, 32);
  const path = join(folder(), `pages-${id}.pdf`);
  if (existsSync(path)) return readFileSync(path);
  mkdirSync(folder(), { recursive: true });
  const unlock = await lock({ id, fileName: "" });
  const draft = join(folder(), `pages-${id}.${randomUUID()}.tmp`);
  try {
    removeLeftovers();
    if (!existsSync(path)) {
      await compileApart({ files, images, fits: {}, out: draft });
      renameSync(draft, path);
    }
    return readFileSync(path);
  } finally {
    unlock();
    rmSync(draft, { force: true });
  }
}

type Key = { id: string; fileName: string };

/** The key is the hash of the typeset source itself, look included: what would print the same has the same key. */
function keyOf(spec: ManualSpec): Key {
  const known = knownKey(spec);
  if (known) return known;
  const key = newKey(typeset(spec), spec);
  remember(spec, key);
  const file = notePath(spec);
  if (!file) return key;
  mkdirSync(folder(), { recursive: true });
  const draft = `${file}.${randomUUID()}.tmp`;
  writeFileSync(draft, JSON.stringify(key));
  renameSync(draft, file);
  return key;
}

/**
 * Setting a whole book only to learn its key takes the better part of a second, so whoever makes it writes the key down,
 * under all that it is made of: the program, the curriculum, the address and the spec. Null where nobody has: then there
 * is no such book either. From source there is no hash of the program, and the key is found out.
 */
function knownKey(spec: ManualSpec): Key | null {
  const kept = keys.get(printCatalogue(spec.site))?.get(nameOf(spec));
  if (kept) return kept;
  const file = notePath(spec);
  const found = file ? readJson<Key>(file) : newKey(typeset(spec), spec);
  if (found) remember(spec, found);
  return found;
}

function remember(spec: ManualSpec, key: Key): void {
  const content = printCatalogue(spec.site);
  const known = keys.get(content) ?? new Map<string, Key>();
  keys.set(content, known.set(nameOf(spec), key));
}

function notePath(spec: ManualSpec): string | null {
  const program = codeHash();
  if (program === "source") return null;
  const made = JSON.stringify([program, printCatalogue(spec.site).hash, env.origin, nameOf(spec)]);
  return join(folder(), `${createHash("sha256").update(made).digest("hex").slice(0, 32)}.key`);
}

/**
 * The program, as a hash: what it made before may look different now. The build stamps all of its sources in one file,
 * whichever of its entries this runs in. "source" where nothing is built.
 */
export function codeHash(): string {
  const own = fileURLToPath(import.meta.url);
  if (own.endsWith(".ts")) return "source";
  const stamp = ["../stamp", "../../stamp"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  code ??= createHash("sha256")
    .update(readFileSync(stamp ?? own))
    .digest("hex");
  return code;
}
let code: string | null = null;

function newKey({ files, contentHash }: Typeset, spec: ManualSpec): Key {
  const digest = createHash("sha256")
    .update(compilerVersion)
    .update(JSON.stringify(fitLimits))
    .update(contentHash);
  for (const [name, source] of Object.entries(files)) digest.update(name).update(source);
  digest.update(JSON.stringify(keptFits(files)));
  const { course, guide } = catalogue();
  const edition = spec.book === "guide" ? guide.edition : course.edition;
  return { id: digest.digest("hex").slice(0, 32), fileName: manualFileName(spec, edition) };
}
const compilerVersion = "typst-ts-node-compiler 0.7";

function typeset(spec: ManualSpec): Typeset {
  const content = printCatalogue(spec.site);
  const name = nameOf(spec);
  if (latest?.content !== content || latest.name !== name)
    latest = { content, name, typeset: typesetBook(content, collectBook(content, spec), env.origin, image) };
  return latest.typeset;
}

function nameOf({ book, site, paper }: ManualSpec): string {
  return JSON.stringify([book, site, paper]);
}

async function makeOnce(spec: ManualSpec, key: Key): Promise<Manual> {
  mkdirSync(folder(), { recursive: true });
  const unlock = await lock(key);
  try {
    return stored(key) ?? (await make(spec, key));
  } finally {
    unlock();
  }
}

async function make(spec: ManualSpec, key: Key): Promise<Manual> {
  removeLeftovers();
  const { files, images, contentHash } = typeset(spec);
  const draft = join(folder(), `${key.id}.${randomUUID()}.tmp`);
  const tell = report(key);
  try {
    const { pages, bytes, segments } = await compileApart(
      { files, images, fits: keptFits(files), out: draft },
      tell.step,
    );
    const record: Omit<Manual, "path"> = {
      fileName: key.fileName,
      hash: contentHash,
      bytes,
      pages,
      segments,
    };
    renameSync(draft, pdfPath(key));
    writeFileSync(`${draft}.json`, JSON.stringify(record));
    renameSync(`${draft}.json`, recordPath(key));
    removeOlder(key);
    return { ...record, path: pdfPath(key) };
  } finally {
    tell.end();
    rmSync(draft, { force: true });
  }
}

/**
 * One build at a time on this machine: a long book takes hundreds of megabytes. The lock is a write lock on a SQLite
 * file, so the kernel lets go of it when its process ends, however it ends.
 */
async function lock(key: Key): Promise<() => void> {
  const database = new Database(join(folder(), "building.lock"), { timeout: 0 });
  for (let first = true; ; first = false) {
    try {
      database.exec("BEGIN EXCLUSIVE");
      return () => database.close();
    } catch (error) {
      if (!(error instanceof Database.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) {
        database.close();
        throw error;
      }
    }
    if (first) announce(key, progressAt("waiting", 0));
    await wait(120);
    // The process that held the lock may have been making this very book.
    if (stored(key)) {
      database.close();
      return () => {};
    }
  }
}

/** The machine's lock of this name, which its process holds until it lets go or ends; null while another has it. */
export function fileLock(name: string): (() => void) | null {
  const database = new Database(join(folder(), name), { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
    return () => database.close();
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) return null;
    throw error;
  }
}

const compileApart = (job: PdfJob, onStep?: (step: PdfStep) => void) =>
  runPdfBuilder(job, {
    longestMs: longestBuildMs,
    unfinished: (end) => `The manual was not finished: its builder ended early (${end}). Please try again.`,
    yields: true,
    onStep,
  });

// ---- what is stored -------------------------------------------------------------------------------------------------

function folder(): string {
  return join(env.dataDir, "manuals");
}

function pdfPath(key: Key): string {
  return join(folder(), `${key.id}.pdf`);
}

function recordPath(key: Key): string {
  return join(folder(), `${key.id}.json`);
}

function stored(key: Key): Manual | null {
  const record: Omit<Manual, "path"> | null = readJson(recordPath(key));
  const path = pdfPath(key);
  if (!record || statSync(path, { throwIfNoEntry: false })?.size !== record.bytes) return null;
  return { ...record, path };
}

/** Books of the same name from older content leave after a day, when nobody can be downloading them any more. */
function removeOlder(key: Key): void {
  for (const file of readdirSync(folder()).filter((name) => name.endsWith(".json"))) {
    const id = file.slice(0, -".json".length);
    const record: Omit<Manual, "path"> | null = readJson(join(folder(), file));
    if (id === key.id || record?.fileName !== key.fileName || isYounger(file, dayMs)) continue;
    rmSync(join(folder(), file), { force: true });
    rmSync(join(folder(), `${id}.pdf`), { force: true });
  }
}

function removeLeftovers(): void {
  for (const file of readdirSync(folder())) {
    // Pages are quick to make again, and those of last month are rarely asked for.
    const isOld = file.startsWith("pages-")
      ? !isYounger(file, 30 * dayMs)
      : /\.(tmp|tmp\.json|progress)$/u.test(file) && !isYounger(file, dayMs / 24);
    if (isOld) rmSync(join(folder(), file), { force: true });
    if (file.endsWith(".key") && !isYounger(file, dayMs * 90)) rmSync(join(folder(), file), { force: true });
  }
}

function isYounger(file: string, ms: number): boolean {
  const made = statSync(join(folder(), file), { throwIfNoEntry: false })?.mtimeMs;
  return made === undefined || Date.now() - made < ms;
}

function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

// ---- progress, also for other processes -----------------------------------------------------------------------------

function report(key: Key): { step: (step: PdfStep) => void; end: () => void } {
  const file = progressPath(key);
  let step: PdfStep = "typesetting";
  let since = Date.now();
  const say = () => {
    const progress = progressAt(step, (Date.now() - since) / 1000);
    announce(key, progress);
    writeFileSync(file, JSON.stringify(progress));
  };
  const timer = setInterval(say, 400);
  timer.unref();
  say();
  return {
    step: (next) => {
      step = next;
      since = Date.now();
      say();
    },
    end: () => {
      clearInterval(timer);
      rmSync(file, { force: true });
    },
  };
}

function progressAt(step: ManualProgress["step"], seconds: number): ManualProgress {
  const { from, to, seconds: usual } = spans[step];
  const fraction = from + (to - from) * (1 - Math.exp(-seconds / usual));
  return { step, sentence: sentences[step], fraction: Math.round(fraction * 100) / 100 };
}

function announce(key: Key, progress: ManualProgress): void {
  for (const listener of listeners.get(key.id) ?? []) listener(progress);
}

function progressOf(key: Key): ManualProgress | null {
  // A builder that was killed stops writing: five silent seconds, and it is no longer at work.
  const progress: ManualProgress | null = isFresh(progressPath(key), 5000)
    ? readJson(progressPath(key))
    : null;
  if (progress) return progress;
  return building.has(key.id) ? progressAt("waiting", 0) : null;
}

function isFresh(path: string, ms: number): boolean {
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made < ms;
}

function progressPath(key: Key): string {
  return join(folder(), `${key.id}.progress`);
}
