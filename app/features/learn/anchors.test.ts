import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anchorOf, type Passage } from "./anchors.ts";

/** Every word of the first texts is there once, so that a test can say where each of them went. */
type Section = { moduleId: string; sectionId: string; title: string; blocks: string[][] };

function firstTexts(): Section[] {
  let word = 0;
  const block = () => Array.from({ length: 8 + (word % 7) }, () => `w${word++}`);
  return Array.from({ length: 5 }, (_, m) =>
    Array.from({ length: 5 }, (_, s) => ({
      moduleId: `1.${m + 1}`,
      sectionId: `section-${s + 1}`,
      title: `Section ${s + 1}`,
      blocks: Array.from({ length: 2 + ((m + s) % 3) }, block),
    })),
  ).flat();
}

const passageOf = ({ blocks, ...section }: Section): Passage => ({
  ...section,
  blocks: blocks.map((words) => words.join(" ")),
});

type Edit = { what: (typeof kinds)[number]; of: "block" | "section"; a: number; b: number; c: number };
const kinds = ["insert", "delete", "move", "reword", "split", "merge"] as const;
let fresh = 0;

/** One edit, as an author makes it. */
function edited(sections: Section[], { what, of, a, b, c }: Edit): Section[] {
  const list = sections.map((section) => ({ ...section, blocks: section.blocks.map((words) => [...words]) }));
  if (list.length < 3) return list;
  const section = list[a % list.length] as Section;
  const other = list[b % list.length] as Section;
  const newWords = (count: number) => Array.from({ length: count }, () => `n${fresh++}`);
  if (of === "section") {
    if (what === "insert")
      list.splice(b % list.length, 0, {
        ...section,
        sectionId: `new-${fresh++}`,
        title: "New",
        blocks: [newWords(12), newWords(9)],
      });
    if (what === "delete") list.splice(a % list.length, 1);
    if (what === "move") Object.assign(section, { moduleId: other.moduleId, sectionId: `moved-${fresh++}` });
    if (what === "reword") section.title = `Title ${fresh++}`;
    if (what === "split" && section.blocks.length > 1)
      list.splice(a % list.length, 0, {
        ...section,
        sectionId: `split-${fresh++}`,
        blocks: section.blocks.splice(Math.ceil(section.blocks.length / 2)),
      });
    if (what === "merge" && section !== other) {
      other.blocks.push(...section.blocks);
      list.splice(a % list.length, 1);
    }
    return list;
  }
  const { blocks } = section;
  const at = c % Math.max(1, blocks.length);
  if (what === "insert") blocks.splice(at, 0, newWords(10));
  if (blocks.length === 0) return list;
  const block = blocks[at] as string[];
  if (what === "delete") blocks.splice(at, 1);
  if (what === "move") other.blocks.push(...blocks.splice(at, 1));
  if (what === "reword") block.splice(b % block.length, 1 + (c % 2), ...newWords(2));
  if (what === "split") blocks.splice(at, 1, block.slice(0, block.length / 2), block.slice(block.length / 2));
  if (what === "merge" && blocks.length > at + 1) blocks.splice(at, 2, [...block, ...(blocks[at + 1] ?? [])]);
  return list;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom(...kinds),
  of: fc.constantFrom("block", "section"),
  a: fc.nat(1000),
  b: fc.nat(1000),
  c: fc.nat(1000),
});

/** The share of a passage's words that stand in a section now. */
function wordsThere(passage: Passage, section: Passage): number {
  const there = new Set(section.blocks.join(" ").split(" "));
  const words = passage.blocks.join(" ").split(" ");
  return words.filter((word) => there.has(word)).length / words.length;
}

describe("a note or bookmark", () => {
  it("is lost by none of 1,000 random edits: it stays, moves, or is listed with what its passage said", () => {
    const before = firstTexts();
    const seen = { stays: 0, moved: 0, "taken-out": 0 };
    let edits = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 10, maxLength: 10 }), (list) => {
        edits += list.length;
        const now = list.reduce(edited, before).map(passageOf);
        for (const passage of before.map(passageOf)) {
          const anchor = anchorOf(passage, now);
          seen[anchor.state] += 1;
          if (anchor.state === "taken-out") {
            // Nobody may be told that a passage is gone while most of it stands somewhere.
            for (const section of now) expect(wordsThere(passage, section)).toBeLessThan(0.75);
            expect(passage.blocks.join("")).not.toBe("");
          } else expect(now).toContain(anchor.at);
          if (anchor.state === "moved") expect(wordsThere(passage, anchor.at)).toBeGreaterThan(0.3);
          if (anchor.state === "stays")
            expect([anchor.at.moduleId, anchor.at.sectionId]).toEqual([passage.moduleId, passage.sectionId]);
        }
      }),
      { numRuns: 100 },
    );
    expect(edits).toBeGreaterThanOrEqual(1000);
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  });

  it("stays where nothing changed, and says when the words are others", () => {
    const sections = firstTexts().map(passageOf);
    const [first] = sections as [Passage];
    expect(anchorOf(first, sections)).toEqual({ state: "stays", at: first, changed: false });
    const other = { ...first, blocks: ["Not one word of it is left in this place."] };
    expect(anchorOf(first, [other])).toEqual({ state: "stays", at: other, changed: true });
    expect(anchorOf(first, sections.slice(1))).toEqual({ state: "taken-out" });
  });
});
