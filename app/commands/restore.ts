import { parseArgs } from "node:util";
import { env } from "#app/lib/env.ts";
import { restore } from "#db/backup.server.ts";

/** npm run restore -- FILE: puts a backup in the place of the database. The server must be stopped. */
try {
  const [file, ...more] = parseArgs({ allowPositionals: true }).positionals;
  if (!file || more.length > 0) throw new Error("Name one backup: npm run restore -- FILE");
  const { kept } = await restore(env.dataDir, file);
  console.log(`Restored ${file} into ${env.dataDir}.`);
  if (kept) console.log(`The database it replaced is kept in ${kept}.`);
} catch (error) {
  console.error(`Nothing was restored. ${(error as Error).message}`);
  process.exitCode = 1;
}
