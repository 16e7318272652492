import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import DatabaseFile from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "./client.server.ts";
import { keepJournalShort } from "./journal.ts";

test("what is written reaches the database file while people go on, and the journal begins anew", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-journal-"));
  const file = join(folder, "cairn.sqlite");
  const { $client: client } = openDatabase(file);
  client.exec("create table line (text text)");
  const stop = keepJournalShort(folder);
  onTestFinished(() => {
    stop();
    client.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (lines: number) => {
    for (let n = 0; n < lines; n += 1)
      client.prepare("insert into line values (?)").run("x".repeat(1_000_000));
  };
  // What somebody finds who has the database file alone, without its journal.
  const inTheFile = () => {
    const copy = join(folder, "copy.sqlite");
    copyFileSync(file, copy);
    const alone = new DatabaseFile(copy);
    const { count } = alone.prepare("select count(*) as count from line").get() as { count: number };
    alone.close();
    return count;
  };
  write(1);
  await expect.poll(inTheFile, { timeout: 20_000 }).toBe(1);
  write(12);
  await expect.poll(inTheFile, { timeout: 20_000 }).toBe(13);
  const longest = statSync(`${file}-wal`).size;
  expect(longest).toBeGreaterThan(8_000_000);
  write(1);
  expect(statSync(`${file}-wal`).size).toBe(longest);
  await expect.poll(inTheFile, { timeout: 20_000 }).toBe(14);
});
