import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import DatabaseFile from "better-sqlite3";

/** Every page at once: in steps, each write by a running server would make the copy start over. */
export const inOneStep = { progress: ({ remainingPages }: { remainingPages: number }) => remainingPages };

/**
 * Copies a database that may be in use to `out`, as one file of its own, and checks the copy. It gets its name only
 * when it is whole.
 */
export async function copyDatabase(client: DatabaseFile.Database, out: string): Promise<void> {
  mkdirSync(dirname(out), { recursive: true });
  const unfinished = `${out}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    await client.backup(unfinished, inOneStep);
    const copy = new DatabaseFile(unfinished);
    try {
      copy.pragma("journal_mode = DELETE");
      const sentence = whatIsBroken(copy);
      if (sentence) throw new Error(`The copy is not whole: ${sentence}`);
    } finally {
      copy.close();
    }
    renameSync(unfinished, out);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** What the database itself finds wrong with its pages, or null. */
export function whatIsBroken(client: DatabaseFile.Database): string | null {
  const found = client.pragma("integrity_check", { simple: true });
  return found === "ok" ? null : String(found);
}
