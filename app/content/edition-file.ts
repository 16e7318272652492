import { z } from "zod";
import { sentence } from "./schema-parts.ts";

/** Why a change was made, from the gravest on: the first two ask those who teach for a briefing. */
export const reasonKinds = ["safety", "law", "correction", "wording"] as const;
export type ReasonKind = (typeof reasonKinds)[number];

/** A change of one of these kinds changes what is taught. */
export const isMaterial = (kind: ReasonKind): boolean => kind === "safety" || kind === "law";

export const reasonSchema = z.strictObject({
  where: z
    .union([sentence, z.array(sentence).min(1)])
    .describe("A block, a section or a whole piece: m-1.1/who-this-is-for/3, m-1.1/who-this-is-for or m-1.1"),
  kind: z.enum(reasonKinds),
  reason: sentence.describe("What changed and why, for those who teach it"),
});

/** curricula/editions/changes-2026.2.yaml: written while an edition is made, and frozen with it. */
export const changesSchema = z.strictObject({
  summary: sentence.describe("The edition in two sentences, for those who teach it"),
  changes: z.array(reasonSchema).default([]),
});

/** curricula/editions/editions.yaml: what was frozen, the oldest first. Written by the command alone. */
export const recordsSchema = z.array(
  z.strictObject({
    name: z.string(),
    frozen_on: z.iso.date(),
    /** sha256 over all sources of the edition. */
    content: z.string(),
    /** How many blocks it has, and sha256 over their hashes. */
    blocks: z.int(),
    block_hashes: z.string(),
    /** sha256 of the compressed file, and of the reasons. */
    file: z.string(),
    reasons: z.string(),
    /** sha256 of the printed list of changes; the first edition has none. */
    log: z.string().optional(),
  }),
);

/**
 * curricula/editions/log-2026.2.json: what changed since the edition before, book by book, as it is printed in front of
 * each. Written when the edition is frozen, because by then every change has its reason.
 */
const logLineSchema = z.strictObject({
  /** The module or chapter, the piece in it and the section there, by their titles; `unit` is the id of the piece. */
  group: z.string(),
  unit: z.string(),
  title: z.string(),
  section: z.string(),
  how: z.enum(["added", "removed", "reworded", "moved"]),
  /** How many blocks changed so there. */
  places: z.int().positive(),
  kind: z.enum(reasonKinds),
  reason: z.string(),
});
export const logSchema = z.strictObject({
  since: z.string(),
  books: z.record(z.string(), z.array(logLineSchema)),
});
export type LogLine = z.infer<typeof logLineSchema>;
export type EditionLog = z.infer<typeof logSchema>;

export type Reason = z.infer<typeof reasonSchema>;
export type Changes = z.infer<typeof changesSchema>;
export type EditionRecord = z.infer<typeof recordsSchema>[number];

/** "2026.1", as a name that sorts and says that nothing is left to write. */
export const editionName = /^\d{4}\.\d+$/;

/** The draft that follows an edition: 2026.1 → 2026.2-draft. */
export function draftAfter(name: string): string {
  const [year, number] = name.split(".");
  return `${year}.${Number(number) + 1}-draft`;
}

/** The name under which a draft will be frozen: 2026.2-draft → 2026.2. */
export const nameOfDraft = (edition: string): string => edition.replace(/-draft$/u, "");

/** The reason that stands nearest to a place: its block, its section, its piece. */
export function reasonFor(place: string, reasons: readonly Reason[]): Reason | null {
  const at = (where: string) =>
    reasons.find((reason) => [reason.where].flat().some((named) => named === where)) ?? null;
  const parts = place.split("/");
  for (let length = parts.length; length > 0; length -= 1) {
    const found = at(parts.slice(0, length).join("/"));
    if (found) return found;
  }
  return null;
}

/** Whether one edition came after another; a draft comes before the edition that it becomes. */
export function comesAfter(one: string, other: string): boolean {
  const [a, b] = [orderOf(one), orderOf(other)];
  const at = a.findIndex((part, place) => part !== b[place]);
  return at !== -1 && (a[at] ?? 0) > (b[at] ?? 0);
}

const orderOf = (name: string): number[] => [
  ...nameOfDraft(name)
    .split(".")
    .map((part) => Number.parseInt(part, 10) || 0),
  name.endsWith("-draft") ? 0 : 1,
];
