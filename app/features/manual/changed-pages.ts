import { markup, str } from "#app/content/typst.ts";
import type { Unit } from "#app/features/editions/blocks.ts";
import { type Change, compareUnits } from "#app/features/editions/compare.ts";
import type { Book } from "./book.ts";
import { changesId } from "./book-changes.ts";
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
  if (lines.size === 0) return [];
  const opening = { title: "Title page, about this manual, contents, and what changed", changes: 0 };
  return [
    { ...opening, out: openingOf(before), in: openingOf(after) },
    ...[...lines.values()].sort((a, b) => placeOf(a) - placeOf(b)),
  ];
}

/** The pages before the first part, with the list of changes. They name the edition and say where everything stands, so they always change. */
const openingOf = ({ segments }: Printed): Segment => ({
  id: "opening",
  first: 1,
  last: Math.min(...segments.flatMap(({ id, first }) => (id === changesId ? [] : first))) - 1,
});

const placeOf = (one: Exchange): number => one.in?.first ?? Number.POSITIVE_INFINITY;

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

/** Pages that stay in the binder while the new edition counts them differently. */
export type Shift = { out: Segment; first: number };

/** What the pages that stay are called now, runs of them with the same shift in one. Pure. */
export function shifts(before: Printed, after: Printed, list: readonly Exchange[]): Shift[] {
  const replaced = new Set(list.flatMap(({ in: put }) => put?.id ?? []));
  const found: Shift[] = [];
  for (const now of after.segments.filter(({ id }) => id !== changesId)) {
    const old = before.segments.find(({ id }) => id === now.id);
    if (!old || replaced.has(now.id) || old.first === now.first) continue;
    const last = found.at(-1);
    if (last && old.first === last.out.last + 1 && now.first - old.first === last.first - last.out.first)
      found[found.length - 1] = { ...last, out: { ...last.out, last: old.last } };
    else found.push({ out: old, first: now.first });
  }
  return found;
}

/** The pages to print, in the order of the book, each once. */
export function pagesIn(list: readonly Exchange[]): number[] {
  const pages = list.flatMap(({ in: put }) =>
    put ? Array.from({ length: put.last - put.first + 1 }, (_, at) => put.first + at) : [],
  );
  return [...new Set(pages)].sort((a, b) => a - b);
}

/** The sheet that goes in front, in Typst. Pure. */
export function exchangeSheet(
  list: readonly Exchange[],
  moved: readonly Shift[],
  facts: {
    title: string;
    author: string;
    date: string;
    since: string;
    edition: string;
    paper: "us-letter" | "a4";
  },
): string {
  const { title, author, date, since, edition, paper } = facts;
  const [year, month, day] = date.split("-").map(Number);
  const table = (heads: readonly string[], rows: readonly string[]) =>
    `#table(columns: (1fr${", 1.4in".repeat(heads.length - 1)}), inset: (x: 0pt, y: 6pt), column-gutter: 12pt, stroke: (x: none, y: 0.5pt + rgb("#cfc8ba")), table.header(${heads.map((head) => `[*${head}*]`).join(", ")}), ${rows.join(", ")})`;
  const exchanged = list.map(
    (one) => `[${markup(one.title)}], [${markup(pagesOf(one.out))}], [${markup(pagesOf(one.in))}]`,
  );
  const shifted = moved.map(({ out, first }) => {
    const now = { ...out, first, last: first + out.last - out.first };
    return `[${markup(pagesOf(out))}], [${markup(pagesOf(now))}]`;
  });
  const count = pagesIn(list).length;
  return `#set document(title: ${str(`${title}: pages changed since ${since}`)}, author: ${str(author)}, date: datetime(year: ${year}, month: ${month}, day: ${day}))
#set page(paper: ${str(paper)}, margin: (x: 0.9in, y: 1in), footer: text(size: 7.6pt, fill: rgb("#4a585c"))[What to change in your binder #h(1fr) ${markup(`Edition ${since} to ${edition}`)}])
#set text(font: ("Public Sans", "Source Serif 4"), size: 10pt, fill: rgb("#1f2a2e"), lang: "en", region: "us", fallback: false, hyphenate: false)
#set par(leading: 0.66em, spacing: 1.06em)
#show heading: set text(fill: rgb("#1d4f4b"))
#show heading.where(level: 1): set text(size: 20pt)
#show heading: set block(above: 1.6em, below: 0.9em)
#show table.cell: set par(leading: 0.5em)
= What to change in your binder
#text(size: 11.5pt)[${markup(`${title}. From edition ${since} to edition ${edition}.`)}]

${
  list.length === 0
    ? "Nothing changed. There is nothing to take out."
    : `${markup(`Behind this sheet ${count === 1 ? "is one page" : `are ${count} pages`} of the new edition. Print them on one side of the paper, with this sheet, at full size.`)} Take out the old pages of each line, and put the new ones in their place. Pages that are not named stay.

${table(["What", "Take out", "Put in"], exchanged)}`
}
${
  shifted.length === 0
    ? ""
    : `
== Pages that stay, and have another number now
The new contents and the cross-references on new pages count as the new edition does. Nothing is written on the pages that stay, so keep this sheet in the binder.

${table(["Printed on them", "Called now"], shifted)}`
}
${
  list.length === 0
    ? ""
    : `
== Good to know
The old numbers are those of edition ${markup(since)} as it is printed today. If your copy was printed long ago and its numbers differ, go by the titles: each line is a whole part of the book.

Is your binder printed on both sides? Where a sheet also holds a page that stays, leave it and cross out the old side.

The small numbers on the new pages belong to the new list of sources. Keep the old list beside it for the pages that stay.

On a screen, links lead to the pages that are in this file. Where one leads to a page that stays in your binder, it is printed as words with the number of that page.`
}
`;
}

const pagesOf = (segment: Segment | null): string => {
  if (!segment) return "nothing";
  const { first, last } = segment;
  return first === last ? `page ${first}` : `pages ${first} to ${last}`;
};
