import { sharedWords } from "#app/features/editions/compare.ts";

/** A section as its reader saw it: what a note or a bookmark holds on to. */
export type Passage = { moduleId: string; sectionId: string; title: string; blocks: readonly string[] };

export type Anchor =
  /** Where it was; `changed` when the words are others by now. */
  | { state: "stays"; at: Passage; changed: boolean }
  /** Most of what it said stands in another section now. */
  | { state: "moved"; at: Passage }
  /** What it said is not in the course anymore. */
  | { state: "taken-out" };

/** From this share of its words on, a section holds a passage. */
const most = 0.5;
/** A section that kept its name and less than this of its words may not be the one that was meant. */
const least = 0.3;

/**
 * Where a passage is in the sections of today: at its old address, where most of its words went, or nowhere. Whoever shows
 * a note shows it in each of these cases. Pure.
 */
export function anchorOf(passage: Passage, sections: readonly Passage[]): Anchor {
  const same = sections.find(
    ({ moduleId, sectionId }) => moduleId === passage.moduleId && sectionId === passage.sectionId,
  );
  if (same && isEqual(same.blocks, passage.blocks)) return { state: "stays", at: same, changed: false };
  const kept = same ? keptShare(passage, same) : 0;
  if (same && kept >= least) return { state: "stays", at: same, changed: true };
  const [best] = sections
    .filter((section) => section !== same)
    .map((section) => ({ section, share: keptShare(passage, section) }))
    .sort((a, b) => b.share - a.share);
  if (best && best.share >= most) return { state: "moved", at: best.section };
  // Every word may be new under a heading that kept its name: it is still what the note was written about.
  return same ? { state: "stays", at: same, changed: true } : { state: "taken-out" };
}

const isEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((block, at) => block === b[at]);

/** How much of a passage, from 0 to 1 by words, stands in a section, whole or reworded a little, split or joined. */
export function keptShare(passage: Passage, section: Passage): number {
  const there = section.blocks.map(pairsIn);
  let [kept, all] = [0, 0];
  for (const block of passage.blocks) {
    const pairs = pairsIn(block);
    all += pairs.length;
    const found = there.some((other, at) => {
      const shorter = Math.min(pairs.length, other.length);
      if (shorter < 4) return block === section.blocks[at];
      return sharedWords(pairs, other) >= shorter / 2;
    });
    if (found) kept += pairs.length;
  }
  return all === 0 ? 0 : kept / all;
}

/** Words that stand side by side: single words are the same in any two texts. */
function pairsIn(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word, at) => `${word} ${words[at + 1] ?? ""}`);
}
