import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import DatabaseFile from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { env } from "#app/lib/env.ts";
import * as cohorts from "./schema/cohorts.ts";
import * as learning from "./schema/learning.ts";
import * as people from "./schema/people.ts";
import * as trust from "./schema/trust.ts";

export const schema = { ...people, ...cohorts, ...learning, ...trust };

export type Database = BetterSQLite3Database<typeof schema> & { $client: DatabaseFile.Database };
/** The database or a transaction in it: what a function takes that can be called inside another's transaction. */
export type Writer = Pick<Database, "select" | "insert" | "update" | "delete">;

export const databasePath = (dataDir = env.dataDir): string => join(dataDir, "cairn.sqlite");

export function openDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true });
  const client = new DatabaseFile(file);
  client.pragma("busy_timeout = 10000");
  client.pragma("journal_mode = WAL");
  client.pragma("foreign_keys = ON");
  // FULL: an acknowledged answer must survive a power cut, not only a killed process.
  client.pragma("synchronous = FULL");
  client.pragma("cache_size = -8000");
  return drizzle(client, { schema });
}

/** This process's database. A live binding: `connect` replaces it (tests, restore). */
export let db: Database = openDatabase(databasePath());

export function connect(file: string): Database {
  db.$client.close();
  db = openDatabase(file);
  return db;
}

/**
 * Runs `work` in one transaction that takes the write lock at once, so that what it reads stays true until it commits.
 * Synchronous; a thrown error or Response rolls everything back.
 */
export function transact<T>(work: (tx: Writer) => T): T {
  return db.transaction((tx) => work(tx), { behavior: "immediate" });
}
