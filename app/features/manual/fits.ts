import { createHash } from "node:crypto";
import kept from "./fits.json";

const levels: Record<string, number> = kept;
const begins = /(?=#segment\(|#\[#import "\/sheet\.typ")/u;
const name = /#segment\("([^"]+)"|"(handout-[^"]+)"/u;

/**
 * The segments of a book's Typst files, by id, with a hash of all that decides where their last page ends: paper, look
 * and text.
 */
export function segmentsOf(files: Record<string, string>): Map<string, string> {
  const { "/main.typ": main = "", ...look } = files;
  const setting = Object.values(look).map((source) => source.replace(/^#let imprint = .*$/mu, ""));
  const begun = createHash("sha256").update(JSON.stringify(setting));
  const segments = new Map<string, string>();
  for (const text of main.split(begins)) {
    const found = name.exec(text);
    const id = found?.[1] ?? found?.[2];
    if (!id) continue;
    segments.set(id, begun.copy().update(text).digest("hex").slice(0, 12));
  }
  return segments;
}

/**
 * How tight to set each segment from the start. Finding it out costs a second round of typesetting, a third of a long
 * book's time, so `npm run fits` did that for the shipped texts; what has changed since is found out as it always was.
 */
export function keptFits(files: Record<string, string>): Record<string, number> {
  const fits: Record<string, number> = {};
  for (const [id, hash] of segmentsOf(files)) {
    const level = levels[hash];
    if (level) fits[id] = level;
  }
  return fits;
}
