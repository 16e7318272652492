import { markup, str } from "#app/content/typst.ts";
import type { Unit } from "#app/features/editions/blocks.ts";
import { type Change, compareUnits } from "#app/features/editions/compare.ts";
import type { Book } from "./book.ts";
import type { Segment } from "./build-pdf.ts";

/** A book as it is printed: what it says, and on which pages each part of it stands. */
export type Printed = { units: readonly Unit[]; segments: readonly Segment[]; book: Pick<Book, "parts"> };

/** One line of the sheet: the pages to take out of the binder, and those to put in. */
export type Exchange = { title: string; out: Segment | null; in: Segment | null; changes: number };

/** Parts without a name of their own in print. */
const partOf: Record<string, Book["parts"][number]["kind"]> = {
  "local-pages": "site",
  "support-lines": "support",
  terms: "glossary",
  "source-list": "sources",
};

/** Which pages changed, in the order of the newer book; what is in it no more comes last. Pure. */
export function exchanges(before: Printed, after: Printed): Exchange[] {
  const changed = new Map<string, number>();
  const count = (unit: string) => changed.set(unit, (changed.get(unit) ?? 0) + 1);
  for (const change of compareUnits(before.units, after.units))
    for (const unit of unitsIn(change)) count(unit);
  const titles = new Map([...before.units, ...after.units].map(({ id, title }) => [id, title]));
  const lines = new Map<string, Exchange>();
  for (const { id } of [...after.units, ...before.units]) {
    const changes = changed.get(id);
    if (!changes) continue;
    const [out, put] = [segmentOf(before, id), segmentOf(after, id)];
    const key = put?.id ?? out?.id ?? id;
    const known = lines.get(key);
    lines.set(key, {
      title: known?.title ?? titles.get(id) ?? id,
      out: known?.out ?? out,
      in: known?.in ?? put,
      changes: (known?.changes ?? 0) + (known ? 0 : changes),
    });
  }
  return [...lines.values()];
}

const unitsIn = ({ unit, old, new: now }: Change): string[] => [
  ...new Set([unit, ...[old, now].flatMap((side) => side?.place.split("/")[0] ?? [])]),
];

/** The pages of a unit, or of the unit before it that has pages of its own and holds it. */
function segmentOf({ units, segments, book }: Printed, id: string): Segment | null {
  const named = (name: string) => segments.find((one) => one.id === name) ?? null;
  const kind = partOf[id];
  if (kind) return named(`part-${book.parts.findIndex((part) => part.kind === kind)}`);
  const at = units.findIndex((unit) => unit.id === id);
  for (let place = at; place >= 0; place -= 1) {
    const found = named(units[place]?.id ?? "");
    if (found) return found;
  }
  return null;
}

/** The sheet and the new pages in Typst; the newer book lies beside it as /book.pdf. Pure. */
export function exchangeSheet(
  list: readonly Exchange[],
  facts: { title: string; since: string; edition: string; paper: "us-letter" | "a4" },
): string {
  const { title, since, edition, paper } = facts;
  const rows = list.map(
    (one) => `[${markup(one.title)}], [${markup(pagesOf(one.out))}], [${markup(pagesOf(one.in))}]`,
  );
  const pages = list.flatMap(({ title, in: put }) =>
    put
      ? Array.from({ length: put.last - put.first + 1 }, (_, at) => ({ title, number: put.first + at }))
      : [],
  );
  const sheets = pages.map(
    ({ title, number }) =>
      `#page(margin: 0pt, footer: none)[#image("/book.pdf", page: ${number}, width: 100%, alt: ${str(`Page ${number} of the manual: ${title}. The page What changed since my copy says the same in words.`)})]`,
  );
  return `#set document(title: ${str(`${title}: pages changed since ${since}`)})
#set page(paper: ${str(paper)}, margin: 0.9in)
#set text(font: ("Public Sans", "Source Serif 4"), size: 10pt, lang: "en", region: "us", fallback: false)
#show heading: set text(fill: rgb("#1d4f4b"))
= What to change in your binder
#text(size: 11pt)[${markup(`${title}. From edition ${since} to ${edition}.`)}]

Print this file on one side of the paper. Take out the old pages of each line, and put the new ones in their place. Pages that are not named stay, with the numbers they have.

${
  list.length === 0
    ? "Nothing changed. There is nothing to take out."
    : `#table(columns: (1fr, 1.3in, 1.3in), inset: 6pt, stroke: (x: none, y: 0.5pt + rgb("#cfc8ba")), table.header([*What*], [*Take out*], [*Put in*]), ${rows.join(", ")})`
}

Is your binder printed on both sides? Where a sheet also holds a page that stays, leave it and cross out the old side.

The small numbers on the new pages belong to the new list of sources. Keep the old list beside it for the pages that stay.
${sheets.join("\n")}
`;
}

const pagesOf = (segment: Segment | null): string => {
  if (!segment) return "nothing";
  const { first, last } = segment;
  return first === last ? `page ${first}` : `pages ${first} to ${last}`;
};
