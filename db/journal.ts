import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import DatabaseFile from "better-sqlite3";

const pauseMs = 1_000;
/** Half a megabyte: what is moved sooner costs more than it saves. */
const fewBytes = 500_000;
const manyBytes = 8_000_000;

/**
 * Moves what was written from the journal (cairn.sqlite-wal) into the database, once a second while people write. SQLite
 * would do so inside every hundredth answer or so, which then waits for the disk ten times as long as the others.
 * Workers do it themselves only should this process fail to (`wal_autocheckpoint` in db/client.server.ts). Gives the function that ends it.
 */
export function keepJournalShort(dataDir: string): () => void {
  const file = join(dataDir, "cairn.sqlite");
  const journal = `${file}-wal`;
  const database = new DatabaseFile(file, { fileMustExist: true, timeout: 1_000 });
  const move = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
  const moveAndBeginAnew = database.prepare("PRAGMA wal_checkpoint(RESTART)");
  let writtenAt = 0;
  const timer = setInterval(() => {
    try {
      if (!existsSync(journal)) return;
      const { size, mtimeMs } = statSync(journal);
      if (size < fewBytes || mtimeMs === writtenAt) return;
      writtenAt = mtimeMs;
      // Passive waits for nobody and makes nobody wait. What it left, which is little, is moved while others wait.
      const [{ log } = { log: 0 }] = move.all() as { log: number }[];
      if (log * 4096 > manyBytes) moveAndBeginAnew.all();
    } catch {
      // The next second tries again, and a full disk is told by whoever writes.
    }
  }, pauseMs).unref();
  return () => {
    clearInterval(timer);
    database.close();
  };
}
