import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import DatabaseFile from "better-sqlite3";
import { type SQL, sql } from "drizzle-orm";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { env } from "#app/lib/env.ts";
import * as beforeAfter from "./schema/before-after.ts";
import * as certify from "./schema/certify.ts";
import * as cohorts from "./schema/cohorts.ts";
import * as editions from "./schema/editions.ts";
import * as evaluation from "./schema/evaluation.ts";
import * as fidelity from "./schema/fidelity.ts";
import * as followUp from "./schema/follow-up.ts";
import * as learning from "./schema/learning.ts";
import * as offline from "./schema/offline.ts";
import * as overlay from "./schema/overlay.ts";
import * as people from "./schema/people.ts";
import * as planning from "./schema/planning.ts";
import * as room from "./schema/room.ts";
import * as run from "./schema/run.ts";
import * as shelf from "./schema/shelf.ts";
import * as teachBack from "./schema/teach-back.ts";
import * as trainers from "./schema/trainers.ts";
import * as trust from "./schema/trust.ts";

export const schema = {
  ...people,
  ...cohorts,
  ...followUp,
  ...learning,
  ...trust,
  ...planning,
  ...room,
  ...run,
  ...certify,
  ...teachBack,
  ...fidelity,
  ...offline,
  ...overlay,
  ...editions,
  ...evaluation,
  ...beforeAfter,
  ...trainers,
  ...shelf,
};

export type Database = BetterSQLite3Database<typeof schema> & { $client: DatabaseFile.Database };
/** The database or a transaction in it: what a function takes that can be called inside another's transaction. */
export type Writer = Pick<Database, "select" | "insert" | "update" | "delete">;

export const databasePath = (dataDir = env.dataDir): string => join(dataDir, "cairn.sqlite");

/** Milliseconds to wait for another process that writes. */
const longestWait = 10_000;

export function openDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true });
  const client = new DatabaseFile(file);
  client.pragma(`busy_timeout = ${longestWait}`);
  client.pragma("journal_mode = WAL");
  client.pragma("foreign_keys = ON");
  // FULL: an acknowledged answer must survive a power cut, not only a killed process.
  client.pragma("synchronous = FULL");
  client.pragma("cache_size = -8000");
  // 32 MB: the first process of the server empties the journal long before (db/journal.ts).
  client.pragma("wal_autocheckpoint = 8000");
  keepStatements(client);
  return drizzle(client, { schema });
}

const mostStatements = 500;

/**
 * SQLite compiles a statement for about as long as it then runs it, and drizzle asks for the same texts again and
 * again: each is compiled once. Safe because every query is read to its end before the next one starts.
 */
function keepStatements(client: DatabaseFile.Database): void {
  const prepare = client.prepare.bind(client) as (text: string) => DatabaseFile.Statement;
  const kept = new Map<string, DatabaseFile.Statement>();
  client.prepare = ((text: string) => {
    const statement = kept.get(text) ?? prepare(text);
    if (kept.size >= mostStatements) kept.clear();
    kept.set(text, statement);
    // As new: drizzle switches a statement to rows without names and never back.
    return statement.reader ? statement.raw(false) : statement;
  }) as typeof client.prepare;
}

/** This process's database. A live binding: `connect` replaces it (tests, restore). */
export let db: Database = openDatabase(databasePath());

export function connect(file: string): Database {
  db.$client.close();
  db = openDatabase(file);
  return db;
}

/**
 * A question that is built once for a database instead of each time it is asked: drizzle takes longer to build one
 * than SQLite to answer it. What differs from one asking to the next is a `sql.placeholder`.
 */
export function prepared<Question>(build: (from: Database) => { prepare(): Question }): () => Question {
  let kept: { for: Database; question: Question } | null = null;
  return () => {
    if (kept?.for !== db) kept = { for: db, question: build(db).prepare() };
    return kept.question;
  };
}

/** For a placeholder that stands for a list: `inArray(column, listed("ids"))`, asked with `{ ids: JSON.stringify(ids) }`. */
export const listed = (placeholder: string) =>
  sql`(select value from json_each(${sql.placeholder(placeholder)}))`;

/** The condition that a column holds one of these ids, however many they are. */
export const among = (column: SQLiteColumn, ids: readonly string[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(ids)}))`;

/**
 * Runs `work` in one transaction that takes the write lock at once, so that what it reads stays true until it commits.
 * Synchronous; a thrown error or Response rolls everything back.
 */
export function transact<T>(work: (tx: Writer) => T): T {
  const client = db.$client;
  if (client.inTransaction) return db.transaction((tx) => work(tx));
  takeWriteLock(client);
  return commit(client, work);
}

function commit<T>(client: DatabaseFile.Database, work: (tx: Writer) => T): T {
  try {
    const result = work(db);
    if (result instanceof Promise) throw new TypeError("A transaction is synchronous: no await inside.");
    client.prepare("COMMIT").run();
    return result;
  } finally {
    if (client.inTransaction) client.prepare("ROLLBACK").run();
  }
}

type Waiting = {
  work: (tx: Writer) => unknown;
  keep: (result: never) => void;
  refuse: (error: unknown) => void;
};
const waiting: Waiting[] = [];

/**
 * `transact` for small writes that many people make at once. Those that come together share a transaction, because the
 * disk takes as long for twenty as for one. Each has a savepoint: one that throws takes nothing of the others with it.
 * Resolves when it is on disk, and not before.
 */
export function transactTogether<T>(work: (tx: Writer) => T): Promise<T> {
  return new Promise<T>((keep, refuse) => {
    if (waiting.length === 0) {
      const until = performance.now() + longestWait;
      setImmediate(() => commitTogether(until));
    }
    waiting.push({ work, keep, refuse });
  });
}

function commitTogether(until: number): void {
  const client = db.$client;
  try {
    // While another process writes, this one does other things, and more may join.
    if (!withoutWaiting(client, () => begins(client, until))) {
      setTimeout(() => commitTogether(until), 1);
      return;
    }
  } catch (error) {
    for (const { refuse } of waiting.splice(0)) refuse(error);
    return;
  }
  const group = waiting.splice(0);
  let answers: (() => void)[] = [];
  try {
    commit(client, () => {
      answers = group.map((one) => inSavepoint(client, one));
    });
  } catch (error) {
    answers = group.map(
      ({ refuse }) =>
        () =>
          refuse(error),
    );
  }
  for (const answer of answers) answer();
}

/** Does one work of a group and gives what to say about it once the group is on disk. */
function inSavepoint(client: DatabaseFile.Database, { work, keep, refuse }: Waiting): () => void {
  try {
    const result = transact(work) as never;
    return () => keep(result);
  } catch (error) {
    // A full disk ends the whole transaction, and a refusal only its own savepoint.
    if (!client.inTransaction) throw error;
    return () => refuse(error);
  }
}

const bell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Another process writes for a fifth of a millisecond, and SQLite's own waiting doubles up to a tenth of a second:
 * under load some answers would wait for nothing. So it is asked again at once, a little apart.
 */
function takeWriteLock(client: DatabaseFile.Database): void {
  const until = performance.now() + longestWait;
  withoutWaiting(client, () => {
    while (!begins(client, until)) Atomics.wait(bell, 0, 0, 0.2);
  });
}

/** Switches SQLite's own waiting for others off while `work` runs. */
function withoutWaiting<T>(client: DatabaseFile.Database, work: () => T): T {
  client.pragma("busy_timeout = 0");
  try {
    return work();
  } finally {
    client.pragma(`busy_timeout = ${longestWait}`);
  }
}

function begins(client: DatabaseFile.Database, until: number): boolean {
  try {
    client.prepare("BEGIN IMMEDIATE").run();
    return true;
  } catch (error) {
    const isBusy = error instanceof DatabaseFile.SqliteError && error.code.startsWith("SQLITE_BUSY");
    if (!isBusy || performance.now() > until) throw error;
    return false;
  }
}
