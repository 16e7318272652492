import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes the migrated database with the cast that every test copies. */
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
  return () => rmSync(folder, { recursive: true, force: true });
}
