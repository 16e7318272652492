import { createHash } from "node:crypto";
import { grouped } from "#app/lib/grouped.ts";
import kept from "./fits.json";

const levels: Record<string, number> = kept;
const begins = /(?=#segment\(|#\[#import "\/sheet\.typ")/u;
const name = /#segment\("([^"]+)"|"(handout-[^"]+)"/u;

/** A part of a book: a hash of all that decides where its last page ends (paper, look and text), and its place. */
export type FitKey = {
  hash: string;
  /** The same part in the same book on the same paper, whatever a site's own facts in it say. */
  place: string;
};

/** The segments of a book's Typst files, by id. */
export function segmentsOf(files: Record<string, string>): Map<string, FitKey> {
  const { "/main.typ": main = "", ...look } = files;
  const setting = Object.values(look).map((source) => source.replace(/^#let imprint = .*$/mu, ""));
  const begun = createHash("sha256").update(JSON.stringify(setting));
  const paper = begun.copy().digest("hex").slice(0, 12);
  const kind = /title: "[^"]*?(facilitator|participant|Guide)/u.exec(main)?.[1] ?? "";
  const segments = new Map<string, FitKey>();
  for (const text of main.split(begins)) {
    const found = name.exec(text);
    const id = found?.[1] ?? found?.[2];
    if (!id) continue;
    const hash = begun.copy().update(text).digest("hex").slice(0, 12);
    segments.set(id, { hash, place: `${paper} ${kind} ${id}` });
  }
  return segments;
}

/**
 * How tight to set each segment from the start. Finding it out costs a second round of typesetting, a third of a long
 * book's time, so `npm run fits` did that for the shipped texts. Where a site has changed a fact of its own, the segment
 * is set as most others are in its place; should it end badly all the same, that is found out as it always was.
 */
export function keptFits(files: Record<string, string>): Record<string, number> {
  const fits: Record<string, number> = {};
  for (const [id, { hash, place }] of segmentsOf(files)) {
    const level = levels[hash] ?? levels[place];
    if (level) fits[id] = level;
  }
  return fits;
}

/**
 * What is worth writing down of segments of which all is known (0: not tight): those that are tight, how most are set in
 * a place where any is, and those that differ from it.
 */
export function fitsToKeep(known: readonly (FitKey & { level: number })[]): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [place, variants] of grouped(known, (one) => one.place)) {
    const counts = [...grouped(variants, ({ level }) => level)].sort(([, a], [, b]) => b.length - a.length);
    const usual = counts[0]?.[0] ?? 0;
    if (usual > 0) kept[place] = usual;
    for (const { hash, level } of variants) if (level > 0 || usual > 0) kept[hash] = level;
  }
  return Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
}
