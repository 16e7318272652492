import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import DatabaseFile from "better-sqlite3";
import { waitToBeAlone } from "#app/server/alone.ts";
import { databasePath, db } from "./client.server.ts";
import { copyDatabase, inOneStep, whatIsBroken } from "./copy.server.ts";
import { appliedMigrations, knowsAll, migrateDatabase } from "./migrate.server.ts";

const fileTime = (now: Date): string => now.toISOString().replaceAll(":", "-");

/** A checked copy of the database in `dataDir`, made while servers use it. Gives its path and size in bytes. */
export async function backUp(
  dataDir: string,
  out = join(dataDir, "backups", `cairn-${fileTime(new Date())}.sqlite`),
): Promise<{ file: string; bytes: number }> {
  const from = databasePath(dataDir);
  const file = resolve(out);
  if (!existsSync(from)) throw new Error(`There is no database in ${dataDir}.`);
  if (existsSync(file)) throw new Error(`${file} exists already. Choose another name.`);
  const client = new DatabaseFile(from, { timeout: 10_000 });
  try {
    if (appliedMigrations(client).length === 0) throw new Error(`There is no Cairn database in ${dataDir}.`);
    await copyDatabase(client, file);
  } finally {
    client.close();
  }
  return { file, bytes: statSync(file).size };
}

/**
 * Puts a backup in the place of the database in `dataDir`, which is kept as `backups/before-restore-….sqlite`. Refuses
 * a file that is not whole, not Cairn's or newer than this program, and a data folder that a server is using.
 */
export async function restore(dataDir: string, backup: string): Promise<{ kept: string | null }> {
  const source = openBackup(backup);
  try {
    try {
      waitToBeAlone(dataDir, 0);
    } catch {
      throw inUse();
    }
    // This process has it open as well, since it was started with the same data folder.
    db.$client.close();
    const target = new DatabaseFile(databasePath(dataDir), { timeout: 0 });
    let kept: string | null = null;
    try {
      leaveWriteAheadLog(target);
      if (appliedMigrations(target).length > 0) {
        kept = join(dataDir, "backups", `before-restore-${fileTime(new Date())}.sqlite`);
        await copyDatabase(target, kept);
      }
    } finally {
      target.close();
    }
    await source.backup(databasePath(dataDir), inOneStep);
    await migrateDatabase(dataDir);
    return { kept };
  } finally {
    source.close();
  }
}

const inUse = () =>
  new Error("A server is using this data folder. Stop it, restore, and start it again. Nothing was changed.");

/** Works only while nobody else has the database open, which is how a running server is noticed. */
function leaveWriteAheadLog(client: DatabaseFile.Database): void {
  try {
    client.pragma("journal_mode = DELETE");
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("SQLITE_BUSY")) throw inUse();
    throw error;
  }
}

function openBackup(file: string): DatabaseFile.Database {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  const client = new DatabaseFile(file, { readonly: true });
  try {
    const sentence = refusal(client);
    if (sentence) throw new Error(`${file} ${sentence} Nothing was changed.`);
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

function refusal(client: DatabaseFile.Database): string | null {
  let applied: string[];
  try {
    applied = appliedMigrations(client);
  } catch {
    return "is not a database.";
  }
  if (applied.length === 0) return "is not a Cairn database.";
  if (!knowsAll(applied)) return "was made by a newer or different Cairn. Update the program first.";
  const broken = whatIsBroken(client);
  return broken ? `is damaged: ${broken}.` : null;
}
