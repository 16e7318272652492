import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

// One folder for each process, however many files it runs, because settings are read once. It goes with the template,
// and what is in it after each file.
process.env.CAIRN_TEST_FOLDER ??= mkdtempSync(
  join(dirname(process.env.CAIRN_TEMPLATE as string), "process-"),
);
const folder = process.env.CAIRN_TEST_FOLDER;
process.env.DATA_DIR = folder;
process.env.LOG_LEVEL = "silent";
process.env.ORIGIN = "http://127.0.0.1:3000";
afterAll(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
});
