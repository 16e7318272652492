import { eachLeaf, type Folio, heading, type Leaf, type Piece, type Run } from "#app/content/folio.ts";

export type SheetFile = { name: string; title: string; group: string; leaves: Leaf[] };

const groups = {
  handout: "Handouts",
  worksheet: "Worksheets",
  instrument: "Instruments",
  form: "Assessments",
  card: "Program cards",
};

/** The sheets of a book as files that stand alone, each with the sources that it cites under their numbers in the book. */
export function sheetFiles(folio: Folio): SheetFile[] {
  return folio.pieces.flatMap((piece) => {
    if (!piece.sheet) return [];
    const { kind, id } = piece.sheet;
    const slug = piece.title
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/gu, "-")
      .replace(/^-|-$/gu, "");
    const name = `${groups[kind].toLowerCase().replace(" ", "-")}/${id}${slug && slug !== id ? `-${slug}` : ""}.docx`;
    const title = /\d/u.test(id) ? `${id} ${piece.title}` : piece.title;
    return [{ name, title, group: groups[kind], leaves: alone(folio, piece) }];
  });
}

function alone({ pieces }: Folio, { leaves }: Piece): Leaf[] {
  const cited = citedIn(leaves);
  let first = 0;
  eachLeaf(leaves, (leaf) => {
    if (leaf.kind === "heading") first ||= leaf.level;
  });
  if (cited.size === 0) return leaves;
  const list = pieces.find(({ role }) => role === "sources")?.leaves.find(({ kind }) => kind === "facts");
  const entries = list?.kind === "facts" ? list.entries.filter(({ id }) => cited.has(id ?? "")) : [];
  return [
    ...leaves,
    heading(first + 1, "Sources"),
    { kind: "facts", entries: entries.map((one) => ({ ...one, id: null })) },
  ];
}

function citedIn(leaves: readonly Leaf[]): ReadonlySet<string> {
  const cited = new Set<string>();
  const look = (runs: readonly Run[]): void => {
    for (const run of runs) {
      if (run.kind === "cite") for (const number of run.numbers) cited.add(`source-${number}`);
      else if ("runs" in run) look(run.runs);
    }
  };
  eachLeaf(leaves, (leaf) => {
    if ("runs" in leaf) look(leaf.runs);
    if (leaf.kind === "table") leaf.head.forEach(look);
    if (leaf.kind === "facts") for (const { label } of leaf.entries) look(label);
  });
  return cited;
}
