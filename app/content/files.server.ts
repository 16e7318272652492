import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CurriculaFiles } from "./documents.ts";

export function curriculaFolder(): string {
  return resolve(process.env.CURRICULA_DIR || "curricula");
}

/** Reads the whole tree at once; hidden files are left out. */
export function readCurricula(folder = curriculaFolder()): CurriculaFiles {
  const files = new Map<string, string | Uint8Array>();
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      if (entry.name.startsWith(".")) continue;
      const inside = path ? `${path}/${entry.name}` : entry.name;
      if (entry.isDirectory()) visit(inside);
      else {
        const bytes = readFileSync(join(folder, inside));
        files.set(inside, /\.(md|yaml)$/.test(entry.name) ? bytes.toString("utf8") : bytes);
      }
    }
  };
  visit("");
  return files;
}
