import type { Leaf, Piece, Run, Sheet } from "#app/content/folio.ts";
import { box, heading, paragraph, text } from "#app/content/folio.ts";
import { type FolioWriter, words } from "#app/content/folio-writer.ts";
import type { Catalogue } from "#app/content/tree.ts";
import type { Book } from "./book.ts";

/** What every part of a book is written with. */
export type FolioPress = {
  book: Book;
  catalogue: Catalogue;
  writer: FolioWriter;
  facilitator: boolean;
  cited: string[];
};

export function piece(
  id: string,
  title: string,
  role: Piece["role"],
  leaves: Leaf[],
  sheet: Sheet | null = null,
): Piece {
  return { id, title, role, sheet, leaves };
}

/** The head of a page that people copy and write on. */
export function sheetHead(
  level: number,
  head: { label: string; title: string; target: string; purpose: Run[]; use: string | null; toc?: boolean },
): Leaf[] {
  const { label, title, target, purpose, use, toc = false } = head;
  return [
    paragraph(words(label), "label"),
    heading(level, words(title), { id: target, toc }),
    ...(use ? [paragraph(words(use), "small")] : []),
    ...(purpose.length > 0 ? [paragraph(purpose, "lead")] : []),
  ];
}

/** Blanks at the head of a form, each with room to write. */
export function blanks(...labels: string[]): Leaf[] {
  return labels.map((label) => ({ kind: "write", label, lines: 1, ruled: true }));
}

export function entry(label: string | Run[], leaves: Leaf[], id: string | null = null) {
  return { id, label: typeof label === "string" ? text(label) : label, leaves };
}

export function bullets(items: readonly Run[][], mark: "bullet" | "number" | "tick" = "bullet"): Leaf {
  return { kind: "list", mark, start: 1, items: items.map((runs) => [paragraph(runs)]) };
}

/** Statements to agree with, each with a ring for every step of the scale. */
export function scaleTable(
  name: string,
  { min, max, low, high }: { min: number; max: number; low: string; high: string },
  statements: readonly Run[][],
): Leaf[] {
  const steps = Array.from({ length: max - min + 1 }, (_, at) => String(min + at));
  return [
    paragraph(words(`${min} = ${low} · ${max} = ${high}`), "small"),
    {
      kind: "table",
      name,
      form: true,
      head: [text("Sentence"), ...steps.map(text)],
      rows: statements.map((one) => [[paragraph(one)], ...steps.map(() => [])]),
    },
  ];
}

export const verdict = (rules: readonly string[], results: readonly string[]): Leaf =>
  box("verdict", "", [bullets(rules.map(words), "tick"), { kind: "choices", options: [...results] }]);
