import { diffArrays, diffWordsWithSpace } from "diff";
import type { Block, Unit } from "./blocks.ts";

/** What happened to one block between two editions. */
export type Change = {
  how: "added" | "removed" | "reworded" | "moved";
  /** The place in the newer edition; of what was removed, the place in the older one. */
  place: string;
  unit: string;
  unitTitle: string;
  group: string;
  section: string;
  old: Side | null;
  new: Side | null;
};

export type Side = Pick<Block, "place" | "kind" | "text" | "sources"> & {
  section: string;
  unitTitle: string;
};

/**
 * Every block that is in one edition and not, or not so, in the other, in the order of the newer one; what was removed
 * stands where it had been. Blocks are known by what they say, and otherwise by how much of it they still say. Pure.
 */
export function compareUnits(before: readonly Unit[], after: readonly Unit[]): Change[] {
  const older = new Map(before.map((unit) => [unit.id, unit]));
  const newer = new Set(after.map(({ id }) => id));
  const found: Change[] = [];
  const gone = before.filter(({ id }) => !newer.has(id));
  for (const unit of after) found.push(...inUnit(older.get(unit.id) ?? null, unit));
  for (const unit of gone) found.push(...inUnit(unit, null));
  return withMoves(found);
}

function inUnit(before: Unit | null, after: Unit | null): Change[] {
  const found: Change[] = [];
  const unit = (after ?? before) as Unit;
  const change = (how: Change["how"], old: Block | null, now: Block | null): Change => {
    const block = (now ?? old) as Block;
    return {
      how,
      place: block.place,
      unit: unit.id,
      unitTitle: unit.title,
      group: unit.group,
      section: block.section,
      old: old && sideOf(old, before ?? unit),
      new: now && sideOf(now, unit),
    };
  };
  let removed: Block[] = [];
  let added: Block[] = [];
  const settle = () => {
    const pairs = pairsOf(removed, added);
    for (const old of removed) if (!pairs.has(old)) found.push(change("removed", old, null));
    const partners = new Map([...pairs].map(([old, now]) => [now, old]));
    for (const now of added) {
      const old = partners.get(now) ?? null;
      found.push(change(old ? "reworded" : "added", old, now));
    }
    [removed, added] = [[], []];
  };
  const [old, now] = [before?.blocks ?? [], after?.blocks ?? []];
  let [atOld, atNow] = [0, 0];
  for (const part of diffArrays(
    old.map(({ hash }) => hash),
    now.map(({ hash }) => hash),
  )) {
    if (part.removed) {
      removed.push(...old.slice(atOld, atOld + part.count));
      atOld += part.count;
    } else if (part.added) {
      added.push(...now.slice(atNow, atNow + part.count));
      atNow += part.count;
    } else {
      settle();
      atOld += part.count;
      atNow += part.count;
    }
  }
  settle();
  return found;
}

const sideOf = ({ place, kind, text, sources, section }: Block, { title }: Unit): Side => ({
  place,
  kind,
  text,
  sources,
  section,
  unitTitle: title,
});

/** From this share of common words on, a block is the other one in new words. */
const leastAlike = 0.4;

/** Which removed block became which added one, the most alike first. */
function pairsOf(removed: readonly Block[], added: readonly Block[]): Map<Block, Block> {
  const pairs = new Map<Block, Block>();
  const taken = new Set<Block>();
  const candidates = removed
    .flatMap((old) => added.map((now) => ({ old, now, alike: alikeness(old.text, now.text) })))
    .filter(({ alike }) => alike >= leastAlike)
    .sort((a, b) => b.alike - a.alike);
  for (const { old, now } of candidates) {
    if (pairs.has(old) || taken.has(now)) continue;
    pairs.set(old, now);
    taken.add(now);
  }
  return pairs;
}

/** The share of words that two texts have in common, from 0 to 1; words that stand twice count twice. */
export function alikeness(one: string, other: string): number {
  const [a, b] = [wordsIn(one), wordsIn(other)];
  if (a.length + b.length === 0) return 1;
  return (2 * sharedWords(a, b)) / (a.length + b.length);
}

export function sharedWords(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of b) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared += 1;
    left.set(word, count - 1);
  }
  return shared;
}

export const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** What was removed in one place and added, word for word, in another has moved. */
function withMoves(changes: Change[]): Change[] {
  const key = (side: Side) => JSON.stringify([side.text, side.sources]);
  const waiting = new Map<string, Change[]>();
  for (const change of changes) {
    if (change.how !== "removed" || !change.old) continue;
    waiting.set(key(change.old), [...(waiting.get(key(change.old)) ?? []), change]);
  }
  const moved = new Set<Change>();
  const result = changes.map((change) => {
    const from = change.how === "added" && change.new ? waiting.get(key(change.new))?.shift() : undefined;
    if (!from) return change;
    moved.add(from);
    return { ...change, how: "moved" as const, old: from.old };
  });
  return result.filter((change) => !moved.has(change));
}

export type Word = { text: string; mark: "same" | "out" | "in" };

/** Two wordings as one row of words: what stayed, what went out and what came in. */
export function markedWords(before: string, after: string): Word[] {
  return diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({
    text: value,
    mark: added ? "in" : removed ? "out" : "same",
  }));
}
