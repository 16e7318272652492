import { createHash } from "node:crypto";
import { type Folio, insideOf, type Leaf, type Piece, wordsOf } from "./folio.ts";

/** A stretch of text that every format has to carry whole. */
export type TextBlock = {
  /** The piece that it stands in, and its place there: "m-1.1/12". */
  id: string;
  kind: "heading" | "paragraph" | "label" | "head" | "picture";
  /** Normalised. */
  text: string;
};

/** The blocks of a book in reading order. What is blank stands for room to write and is no text. */
export function textBlocks({ pieces }: Pick<Folio, "pieces">): TextBlock[] {
  return pieces.flatMap((piece) => blocksOf(piece));
}

/** sha256 over the hashes of all blocks, their order included. */
export function textHash(blocks: readonly TextBlock[]): string {
  const digest = createHash("sha256");
  for (const block of blocks) digest.update(blockHash(block));
  return digest.digest("hex");
}

export function blockHash({ text }: Pick<TextBlock, "text">): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Text as it can be compared between formats, which break lines, join letters and draw quotes and boxes to tick each in
 * their own way: ligatures apart, straight quotes, one hyphen, one space.
 */
export function normalised(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/gu, "")
    .replace(/[☐☑]/gu, " ")
    .replace(/[“”„«»″]/gu, '"')
    .replace(/[‘’‚′]/gu, "'")
    .replace(/[‐‑‒–—―−]/gu, "-")
    .replace(/\s+/gu, " ")
    .trim();
}

/** Letters and digits only, for formats that keep no spaces between lines and cells. */
export function squeezed(text: string): string {
  return normalised(text)
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
}

function blocksOf({ id, leaves }: Piece): TextBlock[] {
  const blocks: TextBlock[] = [];
  const add = (kind: TextBlock["kind"], words: string) => {
    const text = normalised(words);
    if (text) blocks.push({ id: `${id}/${blocks.length + 1}`, kind, text });
  };
  const visit = (leaf: Leaf): void => {
    switch (leaf.kind) {
      case "heading":
      case "paragraph":
        add(leaf.kind, wordsOf(leaf.runs));
        return;
      case "table":
        for (const head of leaf.head) add("head", wordsOf(head));
        break;
      case "facts":
        for (const { label, leaves } of leaf.entries) {
          add("label", wordsOf(label));
          leaves.forEach(visit);
        }
        return;
      case "box":
      case "write":
        add("label", leaf.label);
        break;
      case "choices":
        for (const option of leaf.options) add("label", option);
        return;
      case "scale":
        add("label", scaleText(leaf));
        return;
      case "picture":
        add("picture", leaf.alt);
        return;
    }
    for (const inner of insideOf(leaf)) inner.forEach(visit);
  };
  leaves.forEach(visit);
  return blocks;
}

/** "1 not at all, 2, 3, 4 very much" */
export function scaleText({ min, max, low, high }: Extract<Leaf, { kind: "scale" }>): string {
  return Array.from({ length: max - min + 1 }, (_, at) => {
    const value = min + at;
    return value === min ? `${value} ${low}` : value === max ? `${value} ${high}` : String(value);
  }).join(", ");
}
