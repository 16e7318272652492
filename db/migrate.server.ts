import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { type Database, databasePath, openDatabase } from "./client.server.ts";

export const migrationsFolder = resolve("db/migrations");

const planned = (): number =>
  (JSON.parse(readFileSync(join(migrationsFolder, "meta/_journal.json"), "utf8")) as { entries: unknown[] })
    .entries.length;

function applied(database: Database): number {
  const known = database.$client
    .prepare("select count(*) as n from sqlite_master where name = '__drizzle_migrations'")
    .get() as { n: number };
  if (known.n === 0) return 0;
  return (database.$client.prepare("select count(*) as n from __drizzle_migrations").get() as { n: number })
    .n;
}

/**
 * Brings the database in `dataDir` up to date. A database that already holds something is first copied to
 * `backups/before-migration-….sqlite`. Returns that copy's path, or null when none was needed.
 */
export async function migrateDatabase(dataDir: string, now = new Date()): Promise<string | null> {
  const file = databasePath(dataDir);
  const isNew = !existsSync(file);
  const database = openDatabase(file);
  try {
    const before = applied(database);
    if (before === planned()) return null;
    let copy: string | null = null;
    if (!isNew && before > 0) {
      mkdirSync(join(dataDir, "backups"), { recursive: true });
      copy = join(dataDir, "backups", `before-migration-${now.toISOString().replaceAll(":", "-")}.sqlite`);
      await database.$client.backup(copy);
    }
    migrate(database, { migrationsFolder });
    return copy;
  } finally {
    database.$client.close();
  }
}
