import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "cairn-test-"));
process.env.DATA_DIR = folder;
process.env.LOG_LEVEL = "silent";
process.env.ORIGIN = "http://127.0.0.1:3000";
afterAll(() => rmSync(folder, { recursive: true, force: true }));
