/**
 * A book as every format but the typeset one carries it: pieces with blocks of text in reading order. What a format
 * draws is here; how it draws it is its own affair.
 */
export type Run =
  | { kind: "text"; text: string }
  | { kind: "strong" | "emphasis" | "strike" | "code" | "avoid" | "mark"; runs: Run[] }
  | { kind: "link"; href: string; runs: Run[] }
  /** A place in the same book, by its id. */
  | { kind: "ref"; to: string; runs: Run[] }
  | { kind: "cite"; numbers: number[] }
  | { kind: "break" };

export type ParagraphLook = "lead" | "label" | "meta" | "small" | "warning" | "title" | "subtitle";

export type BoxLook =
  | "notice"
  | "alternative"
  | "scenario"
  | "lens"
  | "activity"
  | "step"
  | "move"
  | "handout"
  | "pause"
  | "keypoint"
  | "local"
  | "quote"
  | "question"
  | "card"
  | "facilitator"
  | "stamp"
  | "verdict";

export type Leaf =
  | { kind: "heading"; level: number; id: string | null; toc: boolean; runs: Run[] }
  | { kind: "paragraph"; look: ParagraphLook | null; runs: Run[] }
  | { kind: "list"; mark: "bullet" | "number" | "letter" | "tick"; start: number; items: Leaf[][] }
  /** `name` says what it holds to those who cannot see it; a form has cells to write in, which are empty. */
  | { kind: "table"; name: string; form: boolean; head: Run[][]; rows: Cell[][] }
  /** Pairs of a label and its matter. An entry with an id can be pointed to. */
  | { kind: "facts"; entries: { id: string | null; label: Run[]; leaves: Leaf[] }[] }
  | { kind: "box"; look: BoxLook; id: string | null; label: string; leaves: Leaf[] }
  /** Room to write. */
  | { kind: "write"; label: string; lines: number; ruled: boolean }
  | { kind: "choices"; options: string[] }
  | { kind: "scale"; min: number; max: number; low: string; high: string }
  | { kind: "picture"; owner: string; path: string; alt: string }
  | { kind: "rule" };

/** An empty cell is room to write. */
export type Cell = Leaf[];

export type Piece = {
  id: string;
  title: string;
  role: "title" | "imprint" | "front" | "part" | "chapter" | "appendix" | "sheet" | "glossary" | "sources";
  /** A sheet can stand alone: a handout, a worksheet, a form, a card. */
  sheet: Sheet | null;
  leaves: Leaf[];
};

export type Sheet = { kind: "handout" | "worksheet" | "instrument" | "form" | "card"; id: string };

export type Folio = {
  title: string;
  author: string;
  description: string;
  language: "en-US";
  programme: string;
  edition: string;
  /** When the texts were last reviewed, as 2026-01-31: a file made twice carries the same day. */
  date: string;
  /** Which content it carries; its first 12 characters stand in every format and in the footer of the PDF. */
  hash: string;
  /** What every sheet of it says while the site's local facts are not complete. */
  notice: string | null;
  pieces: Piece[];
};

export const text = (value: string): Run[] => (value === "" ? [] : [{ kind: "text", text: value }]);

export function paragraph(of: string | Run[], look: ParagraphLook | null = null): Leaf {
  return { kind: "paragraph", look, runs: typeof of === "string" ? text(of) : of };
}

export function heading(
  level: number,
  of: string | Run[],
  { id = null, toc = false }: { id?: string | null; toc?: boolean } = {},
): Leaf {
  return { kind: "heading", level, id, toc, runs: typeof of === "string" ? text(of) : of };
}

export function box(look: BoxLook, label: string, leaves: Leaf[], id: string | null = null): Leaf {
  return { kind: "box", look, id, label, leaves };
}

/** A table of single-paragraph cells. */
export function table(name: string, head: string[], rows: Run[][][], form = false): Leaf {
  return {
    kind: "table",
    name,
    form,
    head: head.map(text),
    rows: rows.map((row) => row.map((runs) => (runs.length > 0 ? [paragraph(runs)] : []))),
  };
}

export const strong = (of: string | Run[]): Run[] => [
  { kind: "strong", runs: typeof of === "string" ? text(of) : of },
];

export const ref = (to: string, of: string): Run[] => [{ kind: "ref", to, runs: text(of) }];

/** The words of some runs, as a reader sees them. */
export function wordsOf(runs: readonly Run[]): string {
  return runs
    .map((run) => {
      if (run.kind === "text") return run.text;
      if (run.kind === "break") return " ";
      return run.kind === "cite" ? run.numbers.join(",") : wordsOf(run.runs);
    })
    .join("");
}

/** Visits every run in reading order, those inside marks and links as well. */
export function eachRun(runs: readonly Run[], visit: (run: Run) => void): void {
  for (const run of runs) {
    visit(run);
    if ("runs" in run) eachRun(run.runs, visit);
  }
}

/** Visits every leaf in reading order, those inside lists, tables and boxes after what holds them. */
export function eachLeaf(leaves: readonly Leaf[], visit: (leaf: Leaf) => void): void {
  for (const leaf of leaves) {
    visit(leaf);
    for (const inner of insideOf(leaf)) eachLeaf(inner, visit);
  }
}

export function insideOf(leaf: Leaf): readonly (readonly Leaf[])[] {
  if (leaf.kind === "list") return leaf.items;
  if (leaf.kind === "table") return leaf.rows.flat();
  if (leaf.kind === "facts") return leaf.entries.map(({ leaves }) => leaves);
  return leaf.kind === "box" ? [leaf.leaves] : [];
}

/** Every id that a reference can lead to, with the piece that holds it. */
export function placesOf(pieces: readonly Piece[]): Map<string, Piece> {
  const places = new Map<string, Piece>();
  for (const piece of pieces) {
    places.set(piece.id, piece);
    eachLeaf(piece.leaves, (leaf) => {
      if ((leaf.kind === "heading" || leaf.kind === "box") && leaf.id) places.set(leaf.id, piece);
      if (leaf.kind === "facts") for (const { id } of leaf.entries) if (id) places.set(id, piece);
    });
  }
  return places;
}

export type Entry = { id: string; title: string; level: number; piece: string; inside: Entry[] };

/** The table of contents: two levels, as in the printed book. */
export function contentsOf(pieces: readonly Piece[]): Entry[] {
  const top: Entry[] = [];
  for (const piece of pieces) {
    for (const leaf of piece.leaves) {
      if (leaf.kind !== "heading" || !leaf.toc || !leaf.id) continue;
      const entry = {
        id: leaf.id,
        title: wordsOf(leaf.runs),
        level: leaf.level,
        piece: piece.id,
        inside: [],
      };
      const last = top.at(-1);
      if (leaf.level === 1 || !last) top.push(entry);
      else if (leaf.level === 2) last.inside.push(entry);
    }
  }
  return top;
}
