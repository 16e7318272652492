import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CurriculaFiles } from "./documents.ts";

export function curriculaFolder(): string {
  return resolve(process.env.CURRICULA_DIR || "curricula");
}

/** build/catalogue, beside build/bin and build/server; code that runs from its sources has what its tests made. */
export function catalogueFile(): string | null {
  if (import.meta.url.endsWith(".ts")) return process.env.CAIRN_TEST_CATALOGUE ?? null;
  // The packer puts code of the server into build/server or into a folder there, as it sees fit.
  const places = ["../catalogue", "../../catalogue"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find(existsSync) ?? null;
}

/** Older editions stand here, in files of their own, and are no part of the tree. */
export const editionsFolder = "editions";

/** Reads the whole tree at once; hidden files and frozen editions are left out. */
export function readCurricula(folder = curriculaFolder()): CurriculaFiles {
  const files = new Map<string, string | Uint8Array>();
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      if (entry.name.startsWith(".") || (path === "" && entry.name === editionsFolder)) continue;
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
