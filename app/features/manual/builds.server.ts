import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { and, asc, desc, eq, isNull, lt } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { log } from "#app/lib/log.ts";
import { lowerPriority, processEntry } from "#app/lib/process-entry.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { build } from "#db/schema/trust.ts";
import type { FormSpec } from "./book.ts";
import type { EditionMessage } from "./build-edition.ts";
import { fileLock } from "./cache.server.ts";
import { type EditionFile, editionFile } from "./edition-files.server.ts";

/** The queue of editions to make. Rows are the queue; whichever process holds the lock of this machine works on them. */
type Row = typeof build.$inferSelect;

export type BuildState =
  | { state: "ready"; file: EditionFile }
  | { state: "building"; id: string; sentence: string; percent: number; mine: boolean; ahead: number }
  | { state: "stopped"; id: string; sentence: string }
  | { state: "absent" };

const longestBuildMs = 30 * 60_000;
const mostTries = 3;
const beatMs = 400;
const hidden = "It could not be made. The people who run this server find the reason in its log.";

/** How far a file is. Of several askings the newest counts. */
export function buildState(user: User | null, spec: FormSpec): BuildState {
  const file = editionFile(spec);
  if (file) return { state: "ready", file };
  const row = db.select().from(build).where(ofSpec(spec)).orderBy(desc(build.askedAt), desc(build.id)).get();
  if (!row) return { state: "absent" };
  if (!row.endedAt) {
    const ahead = db
      .select({ id: build.id })
      .from(build)
      .where(and(isNull(build.endedAt), lt(build.askedAt, row.askedAt)))
      .all().length;
    const sentence = row.startedAt ? (row.sentence ?? "Starting.") : "Waiting for a builder.";
    return { state: "building", id: row.id, sentence, percent: row.percent, mine: isMine(user, row), ahead };
  }
  // Made once, and gone or out of date since.
  return row.reason === null ? { state: "absent" } : { state: "stopped", id: row.id, sentence: row.reason };
}

/** Puts a file into the queue, or finds it there: two tabs and a double click make one row. Gives the row's id. */
export function askForBuild(user: User | null, spec: FormSpec, now = new Date()): string {
  const id = transact((tx) => {
    const open = tx
      .select({ id: build.id })
      .from(build)
      .where(and(ofSpec(spec), isNull(build.endedAt), isNull(build.cancelledAt)))
      .get();
    if (open) return open.id;
    const id = newId();
    const { book, site, form, edition = null, since = null, module = null } = spec;
    const asked = { askedAt: now, askedBy: user?.id ?? null };
    tx.insert(build)
      .values({ id, book, siteId: site, form, edition, since, module, ...asked })
      .run();
    recordAudit(tx, user, "ask-for-build", id, site, { book, form, ...(module ? { module } : {}) });
    return id;
  });
  workOnBuilds();
  return id;
}

/** Only who asked may stop it; others may be waiting for files of their own. */
export function cancelBuild(user: User, id: string, now = new Date()): void {
  transact((tx) => {
    const row = tx.select().from(build).where(eq(build.id, id)).get();
    if (!row || !isMine(user, row)) throw notFound();
    if (row.cancelledAt) return;
    if (row.endedAt) throw conflict("It has ended already. Load the page again to see how.");
    const ended = row.startedAt ? null : { endedAt: now, reason: cancelled };
    tx.update(build)
      .set({ cancelledAt: now, cancelledBy: user.id, ...ended })
      .where(eq(build.id, id))
      .run();
    recordAudit(tx, user, "cancel-build", id, row.siteId, { book: row.book, form: row.form });
  });
}

const cancelled = "It was canceled. Nothing is lost; you can make it again.";

/** What the user asked for lately, newest first. */
export function myBuilds(
  user: User,
): Pick<Row, "id" | "book" | "siteId" | "form" | "edition" | "since" | "module" | "endedAt" | "reason">[] {
  return db
    .select({
      id: build.id,
      book: build.book,
      siteId: build.siteId,
      form: build.form,
      edition: build.edition,
      since: build.since,
      module: build.module,
      endedAt: build.endedAt,
      reason: build.reason,
    })
    .from(build)
    .where(eq(build.askedBy, user.id))
    .orderBy(desc(build.askedAt), desc(build.id))
    .limit(8)
    .all();
}

/** Waits for a file that is in the queue: for visitors whose browser has no page to wait on. */
export async function builtEdition(spec: FormSpec, longestMs = 240_000): Promise<EditionFile> {
  const until = Date.now() + longestMs;
  const ready = editionFile(spec);
  if (ready) return ready;
  const id = askForBuild(null, spec);
  while (Date.now() < until) {
    await wait(300);
    const row = db.select().from(build).where(eq(build.id, id)).get();
    if (!row?.endedAt) continue;
    const file = editionFile(spec);
    if (file) return file;
    throw conflict(row.reason ?? hidden);
  }
  throw conflict("This takes longer than usual. Please try again in a few minutes.");
}

function ofSpec({ book, site, form, edition, since, module }: FormSpec) {
  return and(
    edition ? eq(build.edition, edition) : isNull(build.edition),
    since ? eq(build.since, since) : isNull(build.since),
    eq(build.book, book),
    site === null ? isNull(build.siteId) : eq(build.siteId, site),
    eq(build.form, form),
    module ? eq(build.module, module) : isNull(build.module),
  );
}

const isMine = (user: User | null, { askedBy }: Pick<Row, "askedBy">): boolean =>
  user !== null && askedBy === user.id;

// ---- working on the queue -------------------------------------------------------------------------------------------

let working: Promise<void> | null = null;
let child: ChildProcess | null = null;
let stopping = false;

/** Starts working on the queue unless this process or another of this machine does; returns at once. */
export function workOnBuilds(): void {
  if (working || stopping || !nextRow()) return;
  working = work()
    .catch((error) => log.error({ err: error }, "the queue of builds stopped"))
    .finally(() => {
      working = null;
    });
}

/** Ends the build under way; its row stays open, and the next process begins with it anew. */
export async function stopBuilds(): Promise<void> {
  stopping = true;
  child?.kill("SIGKILL");
  await working;
  stopping = false;
}

/** For tests and commands: returns when the queue is empty. */
export async function buildsDone(): Promise<void> {
  while (nextRow()) {
    workOnBuilds();
    await (working ?? wait(100));
  }
}

const nextRow = (): Row | undefined =>
  db.select().from(build).where(isNull(build.endedAt)).orderBy(asc(build.askedAt), asc(build.id)).get();

async function work(): Promise<void> {
  mkdirSync(join(env.dataDir, "manuals"), { recursive: true });
  const unlock = fileLock("builds.lock");
  if (!unlock) return;
  try {
    for (let row = nextRow(); row && !stopping; row = nextRow()) await workOn(row);
  } finally {
    unlock();
  }
}

async function workOn(row: Row): Promise<void> {
  const spec: FormSpec = {
    book: row.book,
    site: row.siteId,
    form: row.form,
    edition: row.edition,
    since: row.since,
    module: row.module,
  };
  if (row.cancelledAt) return end(row.id, cancelled);
  if (row.tries >= mostTries)
    return end(row.id, `Its builder was interrupted ${mostTries} times. Please try again later.`);
  update(row.id, { startedAt: new Date(), tries: row.tries + 1, sentence: "Starting.", percent: 1 });
  const result = await run(spec, row.id);
  if (result !== "interrupted") end(row.id, result.reason);
}

/** A build that was interrupted keeps its place in the queue; one that ended says why there is no file, if there is none. */
type Result = "interrupted" | { reason: string | null };

/** Makes the file in a process of its own. */
function run(spec: FormSpec, id: string): Promise<Result> {
  return new Promise((resolve) => {
    const { entry, execArgv } = processEntry(import.meta.url, "build-edition");
    const made = fork(entry, { execArgv, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child = made;
    let answer: EditionMessage | null = null;
    let said: { sentence: string; percent: number } | null = null;
    let stopped: string | null = null;
    const stop = (reason: string) => {
      stopped = reason;
      made.kill("SIGKILL");
    };
    const beat = setInterval(() => {
      const now = db.select({ at: build.cancelledAt }).from(build).where(eq(build.id, id)).get();
      if (now?.at) return stop(cancelled);
      if (said) update(id, said);
      said = null;
    }, beatMs);
    const longest = setTimeout(
      () =>
        stop(
          `It took longer than ${longestBuildMs / 60_000} minutes. Please tell the people who run this server.`,
        ),
      longestBuildMs,
    );
    if (made.pid) lowerPriority(made.pid);
    made.on("message", (message: EditionMessage) => {
      if (message.kind === "step") said = { sentence: message.sentence, percent: message.percent };
      else answer = message;
    });
    const finish = (result: Result) => {
      clearInterval(beat);
      clearTimeout(longest);
      child = null;
      resolve(result);
    };
    made.once("error", (error) => {
      log.error({ err: error, ...spec }, "a build did not start");
      finish({ reason: hidden });
    });
    made.once("exit", (code, signal) => {
      if (answer?.kind === "done") return finish({ reason: null });
      if (stopped) return finish({ reason: stopped });
      if (!stopping) log.error({ answer, code, signal, ...spec }, "a build did not finish");
      finish(answer?.kind === "failed" ? { reason: answer.sentence } : "interrupted");
    });
    made.send(spec);
  });
}

function update(id: string, values: Partial<Row>): void {
  transact((tx) => tx.update(build).set(values).where(eq(build.id, id)).run());
}

function end(id: string, reason: string | null): void {
  update(id, { endedAt: new Date(), reason, percent: reason === null ? 100 : 0 });
}

/** Rows of long ago say nothing any more. */
export function forgetOldBuilds(now = new Date()): void {
  const isOld = lt(build.endedAt, new Date(now.getTime() - 90 * 86_400_000));
  if (!db.select({ id: build.id }).from(build).where(isOld).get()) return;
  transact((tx) => tx.delete(build).where(isOld).run());
}
