import { join } from "node:path";
import { parseArgs } from "node:util";
import { env } from "#app/lib/env.ts";
import { backUp } from "#db/backup.server.ts";

/** npm run backup [-- --out FILE]: a checked copy of the database, also while the server runs. */
try {
  const { out } = parseArgs({ options: { out: { type: "string" } } }).values;
  const { file, bytes } = await backUp(env.dataDir, out);
  console.log(`${file} (${(bytes / 1e6).toFixed(2)} MB, checked)`);
  console.log(
    `Not in it: ${join(env.dataDir, "secret.key")} and credential-keys.json beside it. Keep copies where you keep passwords.`,
  );
} catch (error) {
  console.error(`No backup was made. ${(error as Error).message}`);
  process.exitCode = 1;
}
