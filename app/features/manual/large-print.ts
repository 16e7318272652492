import { type Folio, type Leaf, type Piece, type Run, wordsOf } from "#app/content/folio.ts";
import { scaleText } from "#app/content/text-blocks.ts";
import { markup, str } from "#app/content/typst.ts";
import type { Paper } from "./book.ts";
import { largeTemplate } from "./template-large.ts";
import type { Pictures } from "./typeset.ts";

export const isLarge = (paper: Paper): boolean => paper.endsWith("-large");

type Set = { files: Record<string, string>; images: Record<string, Uint8Array> };

/**
 * A book in large print: one column of 18 points or more, nothing beside anything else, and tables with words too long
 * for their columns as entries one below the other. Pure.
 */
export function typesetLarge(folio: Folio, paper: Paper, pictures: Pictures): Set {
  const images: Set["images"] = {};
  const page: Page = {
    places: new Map(),
    picture: (owner, path) => {
      const bytes = pictures(owner, path);
      const file = `/images/${owner}/${path.replace(/^images\//u, "")}`;
      if (bytes) images[file] = bytes;
      return bytes ? file : null;
    },
  };
  for (const place of placesIn(folio)) page.places.set(place, `place-${page.places.size}`);
  const [title, ...pieces] = folio.pieces;
  const date = folio.date.split("-").map(Number);
  const opening = [
    `#show: large-print.with(title: ${str(folio.title)}, author: ${str(folio.author)}, description: ${str(folio.description)}, date: datetime(year: ${date[0]}, month: ${date[1]}, day: ${date[2]}), paper: ${str(paper.startsWith("a4") ? "a4" : "us-letter")}, foot: ${str(`${folio.edition} · ${folio.hash.slice(0, 12)}`)}, notice: ${folio.notice ? str(folio.notice) : "none"})`,
    title ? `${blocks(title.leaves, page)}\n\n#pagebreak()\n\n#contents` : "",
    ...pieces.map(
      (one) => `${startsPage(one) ? "#pagebreak(weak: true)\n\n" : ""}${blocks(one.leaves, page)}`,
    ),
  ];
  const main = `#import "/large.typ": *\n\n${opening.join("\n\n")}\n\n#metadata(()) <segment-ends>\n`;
  return { images, files: { "/large.typ": largeTemplate, "/main.typ": main } };
}

/** What is copied or opened by itself. Cards follow each other: on a page each, most of the last page would be empty. */
const startsPage = ({ role, sheet }: Piece): boolean =>
  role !== "title" && role !== "imprint" && role !== "front" && sheet?.kind !== "card";

type Page = {
  /** The label of each place that a reference may lead to. */
  places: Map<string, string>;
  picture: (owner: string, path: string) => string | null;
};

function placesIn({ pieces }: Folio): string[] {
  const ids: string[] = [];
  const look = (leaf: Leaf): void => {
    if (leaf.kind === "heading" && leaf.id) ids.push(leaf.id);
    if (leaf.kind === "facts")
      for (const { id, leaves } of leaf.entries) {
        if (id) ids.push(id);
        leaves.forEach(look);
      }
    if (leaf.kind === "box") leaf.leaves.forEach(look);
  };
  for (const { leaves } of pieces) leaves.forEach(look);
  return ids;
}

const blocks = (leaves: readonly Leaf[], page: Page): string =>
  leaves.map((leaf) => block(leaf, page)).join("\n\n");

function block(leaf: Leaf, page: Page): string {
  switch (leaf.kind) {
    case "heading": {
      const label = leaf.id ? page.places.get(leaf.id) : undefined;
      return `#head(${leaf.level}, ${leaf.toc}, ${label ? str(label) : "none"})[${inline(leaf.runs, page)}]`;
    }
    case "paragraph":
      return leaf.look ? `#${leaf.look}-text[${inline(leaf.runs, page)}]` : inline(leaf.runs, page);
    case "list":
      return list(leaf, page);
    case "table":
      return table(leaf, page);
    case "facts":
      return leaf.entries
        .map(({ id, label, leaves }) => {
          const place = id ? page.places.get(id) : undefined;
          return `#fact(${place ? str(place) : "none"}, [${inline(label, page)}])[${blocks(leaves, page)}]`;
        })
        .join("\n\n");
    case "box":
      return `#boxed(${str(leaf.look)}, ${leaf.label ? `[${markup(leaf.label)}]` : "none"})[${blocks(leaf.leaves, page)}]`;
    case "write":
      return `#room(${leaf.label ? `[${markup(leaf.label)}]` : "none"}, ${leaf.lines})`;
    case "choices":
      return `#ticks(${leaf.options.map((one) => `[${markup(one)}]`).join(", ")})`;
    case "scale":
      return markup(scaleText(leaf));
    case "picture": {
      const file = page.picture(leaf.owner, leaf.path);
      return file ? `#picture(${str(file)}, ${str(leaf.alt)})` : markup(leaf.alt);
    }
    case "rule":
      return "#rule";
  }
}

function list({ mark, start, items }: Extract<Leaf, { kind: "list" }>, page: Page): string {
  const bodies = items.map((leaves) => `[${blocks(leaves, page)}]`).join(", ");
  if (mark === "tick") return `#ticks(${bodies})`;
  if (mark === "bullet") return `#list(${bodies})`;
  return `#enum(start: ${start}, numbering: ${mark === "letter" ? '"A."' : '"1."'}, ${bodies})`;
}

type TableLeaf = Extract<Leaf, { kind: "table" }>;

/** In letters across the column of text. */
const lineLength = 44;
/** Of a cell, left and right together. */
const margins = 2;
/** A row with a longer cell would be too tall to stay in one piece. */
const longestCell = 200;
/** More blank entries than these would fill pages; they can be copied. */
const mostBlankEntries = 3;

function table(leaf: TableLeaf, page: Page): string {
  const { head, rows, form } = leaf;
  const columns = head.length;
  const steps = head.slice(1).map(wordsOf);
  const filled = (row: readonly Leaf[][]) => row.filter(({ length }) => length > 0).length;
  const isScale =
    form && columns > 2 && steps.every(({ length }) => length <= 2) && rows.every((row) => filled(row) === 1);
  if (isScale)
    return rows
      .map(
        ([first = []]) =>
          `#statement([${blocks(first, page)}], ${steps.map((one) => `[${markup(one)}]`).join(", ")})`,
      )
      .join("\n\n");
  const shares = columnShares(leaf);
  const isShort = rows.every((row) => row.every((leaves) => lettersIn(leaves).length < longestCell));
  if (
    columns > 0 &&
    shares.reduce((sum, one) => sum + one, 0) <= lineLength - margins * columns &&
    columns <= 3 &&
    isShort
  ) {
    const cells = rows.flatMap((row) => row.map((leaves) => `[${blocks(leaves, page)}]`));
    return `#grid-table((${columnWidths(leaf, shares)
      .map((width) => `${width}fr`)
      .join(
        ", ",
      )},), (${head.map((runs) => `[${inline(runs, page)}]`).join(", ")},), ${form}, ${cells.join(", ")})`;
  }
  const blank = rows.filter((row) => filled(row) === 0);
  const shown = rows.filter((row) => filled(row) > 0 || blank.indexOf(row) < mostBlankEntries);
  return shown.map((row) => entry(leaf, row, page)).join("\n\n");
}

/** A row as an entry: what stands in each column below the head of that column. */
function entry({ head, form }: TableLeaf, row: readonly Leaf[][], page: Page): string {
  if (head.length === 0) {
    const [label = [], ...others] = row;
    return `#record([${blocks(label, page)}], [${others.map((leaves) => blocks(leaves, page)).join("\n\n")}], ${others.every(({ length }) => length === 0)})`;
  }
  const room = row.filter(({ length }) => length === 0).length > 2 ? 1 : 2;
  const cells: string[] = [];
  let boxes: string[] = [];
  const endBoxes = () => {
    if (boxes.length > 0) cells.push(`(none, choose(${boxes.join(", ")}))`);
    boxes = [];
  };
  for (const [at, leaves] of row.entries()) {
    const name = `[${inline(head[at] ?? [], page)}]`;
    if (isBox(leaves)) {
      boxes.push(name);
      continue;
    }
    endBoxes();
    if (leaves.length > 0) cells.push(`(${name}, [${blocks(leaves, page)}])`);
    else if (form) cells.push(`(${name}, ${room})`);
  }
  endBoxes();
  return `#entry(${cells.join(", ")},)`;
}

/** A box to tick and nothing else: its name is the head of its column. */
const isBox = ([leaf, ...others]: readonly Leaf[]): boolean =>
  others.length === 0 &&
  leaf?.kind === "list" &&
  leaf.mark === "tick" &&
  leaf.items.every(({ length }) => length === 0);

/** In letters: each column has room for its longest word and its margins; the rest of the line goes where the most is said. */
function columnWidths({ head, rows }: TableLeaf, shares: readonly number[]): number[] {
  const said = head.map((runs, at) =>
    Math.max(wordsOf(runs).length, ...rows.map((row) => lettersIn(row[at] ?? []).length)),
  );
  const all = said.reduce((sum, one) => sum + one, 0) || 1;
  const rest = lineLength - shares.reduce((sum, one) => sum + one + margins, 0);
  return shares.map((share, at) => Math.round(share + margins + (rest * (said[at] ?? 0)) / all));
}

/** The longest word of each column, in letters. */
function columnShares({ head, rows }: TableLeaf): number[] {
  return head.map((runs, at) => {
    const words = [wordsOf(runs), ...rows.map((row) => lettersIn(row[at] ?? []))].join(" ").split(/\s+/u);
    return Math.max(...words.map(({ length }) => length), 4);
  });
}

function lettersIn(leaves: readonly Leaf[]): string {
  return leaves
    .map((leaf) => {
      if (leaf.kind === "paragraph") return wordsOf(leaf.runs);
      return leaf.kind === "list" ? leaf.items.map(lettersIn).join(" ") : "";
    })
    .join(" ");
}

function inline(runs: readonly Run[], page: Page): string {
  return runs
    .map((run) => {
      switch (run.kind) {
        case "text":
          return markup(run.text);
        case "break":
          return "#linebreak()";
        case "cite":
          return `#cited(${run.numbers.map((number) => `(${number}, ${str(page.places.get(`source-${number}`) ?? "")})`).join(", ")},)`;
        case "link":
          return `#web(${str(run.href)})[${inline(run.runs, page)}]`;
        case "ref": {
          const place = page.places.get(run.to);
          const words = `[${inline(run.runs, page)}]`;
          if (!place) return words.slice(1, -1);
          return `#see(${str(place)}, ${!run.to.startsWith("term-")})${words}`;
        }
        case "strong":
          return `#strong[${inline(run.runs, page)}]`;
        case "emphasis":
          return `#emph[${inline(run.runs, page)}]`;
        case "strike":
          return `#strike[${inline(run.runs, page)}]`;
        case "mark":
          return `#mark-text[${inline(run.runs, page)}]`;
        default:
          return inline(run.runs, page);
      }
    })
    .join("");
}
