import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EditionLog, logSchema } from "./edition-file.ts";
import { curriculaFolder, editionsFolder } from "./files.server.ts";

export const logName = (edition: string) => `log-${edition}.json`;

/** What changed in a frozen edition since the one before, as it was written when it was frozen; null for every other name. */
export function editionLog(edition: string, curricula = curriculaFolder()): EditionLog | null {
  const file = join(curricula, editionsFolder, logName(edition));
  return existsSync(file) ? logSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}
