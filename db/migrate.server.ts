import { join, resolve } from "node:path";
import type DatabaseFile from "better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { databasePath, openDatabase } from "./client.server.ts";
import { copyDatabase } from "./copy.server.ts";

export const migrationsFolder = resolve("db/migrations");

/** The hashes of the migrations a database has had, oldest first; empty when it is not a Cairn database. */
export function appliedMigrations(client: DatabaseFile.Database): string[] {
  const known = client
    .prepare("select 1 from sqlite_master where type = 'table' and name = '__drizzle_migrations'")
    .get();
  if (!known) return [];
  const rows = client.prepare("select hash from __drizzle_migrations order by created_at").all();
  return (rows as { hash: string }[]).map(({ hash }) => hash);
}

/** Whether this code knows every migration in the list. An older program must not write into a newer database. */
export function knowsAll(applied: string[], folder = migrationsFolder): boolean {
  const known = new Set(readMigrationFiles({ migrationsFolder: folder }).map(({ hash }) => hash));
  return applied.every((hash) => known.has(hash));
}

/**
 * Brings the database in `dataDir` up to date. A database that already holds something is first copied to
 * `backups/before-migration-….sqlite`. Returns that copy's path, or null when none was needed.
 */
export async function migrateDatabase(
  dataDir: string,
  now = new Date(),
  folder = migrationsFolder,
): Promise<string | null> {
  const database = openDatabase(databasePath(dataDir));
  const client = database.$client;
  try {
    const before = appliedMigrations(client);
    if (!knowsAll(before, folder))
      throw new Error(
        "The database in DATA_DIR was made by a newer or different Cairn. Update the program, or restore a backup that this one made.",
      );
    if (before.length === readMigrationFiles({ migrationsFolder: folder }).length) return null;
    let copy: string | null = null;
    if (before.length > 0) {
      copy = join(dataDir, "backups", `before-migration-${now.toISOString().replaceAll(":", "-")}.sqlite`);
      await copyDatabase(client, copy);
    }
    // SQLite rebuilds a table by dropping the old one, which foreign keys would turn into deleted rows elsewhere.
    client.pragma("foreign_keys = OFF");
    migrate(database, { migrationsFolder: folder });
    const broken = client.pragma("foreign_key_check") as unknown[];
    if (broken.length > 0)
      throw new Error(
        `The migration left ${broken.length} rows that point at nothing.${copy ? ` The database as it was is in ${copy}.` : ""}`,
      );
    return copy;
  } finally {
    client.close();
  }
}
