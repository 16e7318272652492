import { mkdirSync } from "node:fs";
import { join } from "node:path";
import DatabaseFile from "better-sqlite3";

/**
 * Makes this process the only one that prepares, restores or seeds this data folder, until it ends. A second one waits
 * up to `patience`. The lock is the system's own lock on a file, so it ends with the process, even by `kill -9`.
 */
export function waitToBeAlone(dataDir: string, patience = 120_000): void {
  mkdirSync(dataDir, { recursive: true });
  const lock = new DatabaseFile(join(dataDir, "prepare.lock"), { timeout: patience });
  lock.exec("BEGIN EXCLUSIVE");
  held.push(lock);
}

/** Kept from the garbage collector, which would let the lock go. */
const held: DatabaseFile.Database[] = [];
