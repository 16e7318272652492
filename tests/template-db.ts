import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const kept = "node_modules/.cache/cairn-test-catalogue";

/** A file with the parsed curricula/: parsing takes seconds, so it is done again only when they or the parser changed. */
async function testCatalogue(): Promise<string> {
  const { readCurricula } = await import("#app/content/files.server.ts");
  const hash = createHash("sha256").update(process.version).update(readFileSync("package-lock.json"));
  for (const [file, text] of readCurricula()) hash.update(file).update("\0").update(text);
  for (const name of readdirSync("app/content").sort())
    if (!name.includes(".test.")) hash.update(name).update(readFileSync(join("app/content", name)));
  const file = join(kept, hash.digest("hex"));
  if (existsSync(file)) return file;
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const { storeCatalogue } = await import("#app/content/stored-catalogue.server.ts");
  storeCatalogue(`${file}.new`);
  renameSync(`${file}.new`, file);
  return file;
}

/** Makes the migrated database with the cast that every test copies, and parses curricula/ once for all of them. */
export default async function setup() {
  const folder = mkdtempSync(join(tmpdir(), "cairn-template-"));
  process.env.DATA_DIR = folder;
  const { migrateDatabase } = await import("#db/migrate.server.ts");
  await migrateDatabase(folder);
  const { databasePath, openDatabase } = await import("#db/client.server.ts");
  const { insertCast } = await import("#db/seed.ts");
  const database = openDatabase(databasePath(folder));
  insertCast(database, null, new Date("2026-01-05T15:00:00Z"));
  database.$client.pragma("wal_checkpoint(TRUNCATE)");
  database.$client.close();
  process.env.CAIRN_TEMPLATE = databasePath(folder);
  process.env.CAIRN_TEST_CATALOGUE = resolve(await testCatalogue());
  return () => rmSync(folder, { recursive: true, force: true });
}
