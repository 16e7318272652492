import { readFileSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { assembleCatalogue } from "./build-catalogue.server.ts";
import { catalogueFile, readCurricula } from "./files.server.ts";
import type { Catalogue } from "./tree.ts";

/**
 * Parsing curricula/ takes seconds of each process that starts, so the build does it once and keeps the result beside
 * its own code. It is read only by code of that build, and only while curricula/ is what it was: the file begins with
 * the hash of the tree that it was made from. Everybody else parses.
 */
const hashLength = 64;

/** For the build. Line numbers, which only the checker needs and which are half of the tree, stay out. */
export function storeCatalogue(file: string, files = readCurricula()): void {
  const catalogue = assembleCatalogue(files);
  writeFileSync(file, Buffer.concat([Buffer.from(catalogue.hash, "latin1"), serialize(bare(catalogue))]));
}

/** The catalogue with this hash, if the build of the running code has it. Not frozen. */
export function storedCatalogue(hash: string, file = catalogueFile()): Catalogue | null {
  if (!file) return null;
  try {
    const bytes = readFileSync(file);
    if (bytes.toString("latin1", 0, hashLength) !== hash) return null;
    return deserialize(bytes.subarray(hashLength)) as Catalogue;
  } catch {
    // No such file, or one that this Node cannot read: the tree is there to be parsed.
    return null;
  }
}

/** A copy without positions; what stands at several places of the tree does so in the copy. */
function bare<T>(value: T, copies = new Map<unknown, unknown>()): T {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known) return known as T;
  if (value instanceof Map) {
    const map = new Map();
    copies.set(value, map);
    for (const [key, entry] of value) map.set(key, bare(entry, copies));
    return map as T;
  }
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  copies.set(value, copy);
  for (const [key, entry] of Object.entries(value)) {
    if (key !== "position") Object.assign(copy, { [key]: bare(entry, copies) });
  }
  return copy as T;
}
