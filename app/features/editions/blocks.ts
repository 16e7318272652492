import { createHash } from "node:crypto";
import { eachRun, type Leaf, type Piece, type Run } from "#app/content/folio.ts";
import type { FrozenUnit } from "#app/content/frozen-edition.ts";
import { slugOf } from "#app/content/markdown.ts";
import { normalised, scaleText } from "#app/content/text-blocks.ts";
import type { Catalogue } from "#app/content/tree.ts";
import { type BookName, bookNames, collectBook } from "#app/features/manual/book.ts";
import { changesId } from "#app/features/manual/book-changes.ts";
import { foliateCited } from "#app/features/manual/folio.ts";
import { sheetIndexTitle } from "#app/features/manual/typeset-back.ts";

/** A stretch of a book that a reader takes in at once: a paragraph, an item of a list, a row of a table. */
export type Block = {
  /** Where it stands: piece, section and place there, as "m-1.1/who-this-is-for/3". */
  place: string;
  /** The title of its section; empty above the first. */
  section: string;
  /** heading, text, item, row or label; editions of other years may know others. */
  kind: string;
  text: string;
  /** Keys of the sources that it cites. Their numbers in print are no part of the text: they move with every new source. */
  sources: string[];
  hash: string;
};

/** A piece of a book: a module, a handout, a chapter. `group` is the module or chapter that it belongs to. */
export type Unit = { id: string; title: string; group: string; blocks: Block[] };

export type Books = Record<BookName, Unit[]>;

/** 96 bits of the sha256 of what a block says and cites; where it stands and how it looks is no part of it. */
export function hashOfBlock({ text, sources }: Pick<Block, "text" | "sources">): string {
  return createHash("sha256")
    .update(JSON.stringify([text, sources]))
    .digest("hex")
    .slice(0, 24);
}

/** Books as an edition keeps them: the hash of a block follows from its text. */
export function keptBooks(books: Books): Record<string, FrozenUnit[]> {
  const list = bookNames.map((name) => [
    name,
    books[name].map((unit) => ({ ...unit, blocks: unit.blocks.map(({ hash: _, ...block }) => block) })),
  ]);
  return Object.fromEntries(list);
}

/** The books of a frozen edition. One that it did not have is empty, and one that we no longer have is left out. */
export function booksKept(kept: Record<string, FrozenUnit[]>): Books {
  const list = bookNames.map((name) => [
    name,
    (kept[name] ?? []).map((unit) => ({
      ...unit,
      blocks: unit.blocks.map((block) => ({ ...block, hash: hashOfBlock(block) })),
    })),
  ]);
  return Object.fromEntries(list) as Books;
}

/** The three books without local pages, as blocks. Pure. */
export function booksOf(catalogue: Catalogue): Books {
  const books = bookNames.map((name) => [name, unitsOf(catalogue, name)] as const);
  return Object.fromEntries(books) as Books;
}

/** What only frames a book, or is made from the rest of it. */
const frames = new Set(["title", "imprint"]);

/** One book as blocks, with the local pages of a site where one is named. Pure. */
export function unitsOf(catalogue: Catalogue, name: BookName, site: string | null = null): Unit[] {
  const book = collectBook(catalogue, { book: name, site, paper: "letter" });
  const { folio, cited } = foliateCited(catalogue, book, "", "");
  let group = "";
  return folio.pieces.flatMap((piece) => {
    if (piece.role !== "sheet") group = piece.title;
    if (frames.has(piece.role) || piece.id === changesId || piece.title === sheetIndexTitle(book)) return [];
    return { id: piece.id, title: piece.title, group, blocks: blocksOf(piece, cited) };
  });
}

/** The blocks of a piece in reading order. The list of sources counts by its words, because its numbers move. */
export function blocksOf(
  { id, role, leaves }: Pick<Piece, "id" | "role" | "leaves">,
  cited: readonly string[],
) {
  const blocks: Block[] = [];
  const counts = new Map<string, number>();
  let section = { id: "", title: "" };
  const add = (kind: Block["kind"], ...parts: Said[]) => {
    const text = normalised(parts.map(({ text }) => text).join(" "));
    if (!text) return;
    const sources = [...new Set(parts.flatMap(({ sources }) => sources))].sort();
    const at = (counts.get(section.id) ?? 0) + 1;
    counts.set(section.id, at);
    const place = [id, section.id, String(at)].filter(Boolean).join("/");
    const said = { text, sources };
    blocks.push({ place, section: section.title, kind, ...said, hash: hashOfBlock(said) });
  };
  const said = (runs: readonly Run[]) => saidIn(runs, cited);
  const visit = (leaf: Leaf, inside: boolean): void => {
    switch (leaf.kind) {
      case "heading": {
        const words = said(leaf.runs);
        const own = leaf.id?.startsWith(`${id}-`) ? leaf.id.slice(id.length + 1) : null;
        // A heading inside a box, or one of the piece as a whole, begins no section.
        if (!inside && leaf.id !== id)
          section = { id: own ?? leaf.id ?? slugOf(words.text), title: words.text };
        add("heading", words);
        return;
      }
      case "paragraph":
        add("text", said(leaf.runs));
        return;
      case "list":
        for (const item of leaf.items) {
          const first = item.findIndex(({ kind }) => kind !== "paragraph");
          const head = first === -1 ? item : item.slice(0, first);
          add("item", ...head.flatMap((one) => (one.kind === "paragraph" ? said(one.runs) : [])));
          for (const rest of first === -1 ? [] : item.slice(first)) visit(rest, true);
        }
        return;
      case "table":
        add("row", ...between(leaf.head.map(said)));
        for (const row of leaf.rows) add("row", ...between(row.map((cell) => allIn(cell, cited))));
        return;
      case "facts":
        for (const entry of leaf.entries) {
          const label = role === "sources" ? [] : [said(entry.label)];
          if (entry.leaves.every(({ kind }) => kind === "paragraph"))
            add("row", ...between([...label, ...entry.leaves.map((one) => allIn([one], cited))]));
          else {
            add("label", ...label);
            for (const one of entry.leaves) visit(one, true);
          }
        }
        return;
      case "box":
        add("label", plain(leaf.label));
        for (const one of leaf.leaves) visit(one, true);
        return;
      case "write":
        add("label", plain(leaf.label));
        return;
      case "choices":
        add("label", ...between(leaf.options.map(plain)));
        return;
      case "scale":
        add("label", plain(scaleText(leaf)));
        return;
      case "picture":
        add("label", plain(`Picture: ${leaf.alt}`));
        return;
      case "rule":
        return;
    }
  };
  for (const leaf of leaves) visit(leaf, false);
  return blocks;
}

type Said = { text: string; sources: string[] };

const plain = (text: string): Said => ({ text, sources: [] });

function saidIn(runs: readonly Run[], cited: readonly string[]): Said {
  const words: string[] = [];
  const sources: string[] = [];
  eachRun(runs, (run) => {
    if (run.kind === "text") words.push(run.text);
    else if (run.kind === "break") words.push(" ");
    else if (run.kind === "cite")
      for (const number of run.numbers) sources.push(cited[number - 1] ?? String(number));
  });
  return { text: words.join(""), sources };
}

function allIn(leaves: readonly Leaf[], cited: readonly string[]): Said {
  const parts = leaves.flatMap((leaf): Said[] => {
    if (leaf.kind === "paragraph" || leaf.kind === "heading") return [saidIn(leaf.runs, cited)];
    if (leaf.kind === "list") return leaf.items.map((item) => allIn(item, cited));
    return leaf.kind === "box" ? [plain(leaf.label), allIn(leaf.leaves, cited)] : [];
  });
  return {
    text: parts.map(({ text }) => text).join(" "),
    sources: parts.flatMap(({ sources }) => sources),
  };
}

/** Cells of a row, set apart for the eye. */
function between(cells: readonly Said[]): Said[] {
  return cells
    .filter(({ text, sources }) => text.trim() !== "" || sources.length > 0)
    .map((cell, at) => (at === 0 ? cell : { ...cell, text: `· ${cell.text}` }));
}
