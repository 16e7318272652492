import { type Zippable, zipSync } from "fflate";

/**
 * A zip whose bytes depend on nothing but its files: their order, and one date for all of them. Files that are packed
 * already are only stored; so are those named in `plain`.
 */
export function zipped(
  files: readonly (readonly [name: string, bytes: Uint8Array | string])[],
  plain: readonly string[] = [],
): Uint8Array {
  const entries: Zippable = {};
  for (const [name, bytes] of files) {
    const isPacked =
      plain.includes(name) || /\.(png|jpe?g|webp|gif|woff2|pdf|epub|docx|pptx|zip)$/iu.test(name);
    entries[name] = [
      typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
      { level: isPacked ? 0 : 6, mtime: zipDate },
    ];
  }
  return zipSync(entries);
}

/** By the local clock, as zip files count: the same bytes in every time zone. */
export const zipDate = new Date(2020, 0, 1);
