import { type LogLine, type ReasonKind, reasonKinds } from "#app/content/edition-file.ts";
import type { Catalogue } from "#app/content/tree.ts";
import { grouped } from "#app/lib/grouped.ts";
import type { BookName } from "./book.ts";

/** What a book says about its edition before it begins. */
export type BookChanges =
  | { kind: "first"; edition: string; what: string }
  | { kind: "draft"; since: string | null }
  | { kind: "list"; since: string; what: string; groups: ChangeGroup[] };
/** The changes of a module or chapter, the gravest reason first; each reason once, with the places that it stands for. */
export type ChangeGroup = { title: string; entries: ChangeEntry[] };
export type ChangeEntry = { kind: ReasonKind; reason: string; at: ChangePlace[] };
/** `unit` is the id of the piece, and its label in print where it is in the book. */
export type ChangePlace = { where: string; unit: string; facts: string };

export function changesInBook(
  { course, log }: Pick<Catalogue, "course" | "log">,
  book: BookName,
): BookChanges {
  const at = course.editions.findIndex(({ name }) => name === course.edition);
  const own = course.editions[at];
  if (!own) return { kind: "draft", since: course.editions.at(-1)?.name ?? null };
  const before = course.editions[at - 1];
  if (!before) return { kind: "first", edition: own.name, what: own.what };
  const groups = changeGroupsOf(log?.books[book] ?? []);
  return { kind: "list", since: before.name, what: own.what, groups };
}

/** A reason of more modules or chapters than this is told once for the whole book. */
const mostGroups = 4;

function changeGroupsOf(lines: readonly LogLine[]): ChangeGroup[] {
  const byReason = grouped(lines, ({ kind, reason }) => JSON.stringify([kind, reason]));
  const isEverywhere = (of: readonly LogLine[]) => new Set(of.map(({ group }) => group)).size > mostGroups;
  const everywhere = [...byReason.values()].filter(isEverywhere);
  const told = new Set(everywhere.flat());
  const throughout: ChangeGroup = {
    title: "Throughout the book",
    entries: everywhere.map((of) =>
      entryOf(
        of,
        [...grouped(of, ({ group }) => group)].map(([group, own]) => ({
          where: group,
          unit: own[0]?.unit ?? "",
          facts: countOf(own.reduce((sum, { places }) => sum + places, 0)),
        })),
      ),
    ),
  };
  const local = [
    ...grouped(
      lines.filter((line) => !told.has(line)),
      ({ group }) => group,
    ),
  ].map(
    ([title, own]): ChangeGroup => ({
      title,
      entries: [...grouped(own, ({ kind, reason }) => JSON.stringify([kind, reason])).values()].map((of) =>
        entryOf(of, placesIn(title, of)),
      ),
    }),
  );
  return [throughout, ...local]
    .filter(({ entries }) => entries.length > 0)
    .map(({ title, entries }) => ({
      title,
      entries: entries.sort((a, b) => reasonKinds.indexOf(a.kind) - reasonKinds.indexOf(b.kind)),
    }));
}

/** The places of one reason in a module or chapter. A piece that changed all over is one place. */
function placesIn(group: string, lines: readonly LogLine[]): ChangePlace[] {
  const pieces = [...grouped(lines, ({ unit, how }) => `${unit} ${how}`).values()];
  return pieces.flatMap((of): ChangePlace[] => {
    const [{ title, unit, how }] = of as [LogLine];
    const facts = (places: number) => `${howNames[how]} · ${countOf(places)}`;
    if (of.length > mostSections)
      return [{ where: title, unit, facts: facts(of.reduce((sum, { places }) => sum + places, 0)) }];
    return of.map((line) => {
      const inGroup = whereOf({ ...line, title: title === group ? "" : title });
      return { where: inGroup || "At the beginning", unit, facts: facts(line.places) };
    });
  });
}
const mostSections = 4;

function entryOf(lines: readonly LogLine[], at: ChangePlace[]): ChangeEntry {
  const { kind, reason } = lines[0] as LogLine;
  return { kind, reason, at };
}

const countOf = (places: number): string => (places === 1 ? "1 place" : `${places} places`);

export const changesTitle = "What changed in this edition";
export const changesId = "changes";

const online = "In the online edition, What changed since my copy shows the old words beside the new ones.";

/** The sentences above the list; the first one leads. */
export function changesSentences(changes: BookChanges): [string, ...string[]] {
  if (changes.kind === "first")
    return [
      `This is the first edition, ${changes.edition}.`,
      changes.what,
      "There is no earlier one to compare it with. In later editions this page lists what changed, and why.",
    ];
  if (changes.kind === "draft")
    return changes.since === null
      ? ["This is a draft.", "No edition has been frozen yet, and these texts may still change."]
      : [
          "This is a draft of the next edition.",
          `It began as edition ${changes.since} and may still change, so please do not hand out copies of it.`,
          online,
        ];
  const { since, what, groups } = changes;
  return groups.length === 0
    ? [what, `Nothing in this book is different from edition ${since}, except the name of the edition.`]
    : [
        what,
        `Here is each place in this book that is different from edition ${since}, with the reason. ${online}`,
      ];
}

export const kindNames: Record<ReasonKind, string> = {
  safety: "Safety",
  law: "Law",
  correction: "Correction",
  wording: "Wording",
};

export const howNames: Record<LogLine["how"], string> = {
  added: "New",
  removed: "Taken out",
  reworded: "Other words",
  moved: "Moved",
};

/** Where a change stands, for somebody who has the book in hand. */
export const whereOf = ({ title, section }: Pick<LogLine, "title" | "section">): string =>
  section && section !== title ? [title, `“${section}”`].filter(Boolean).join(", ") : title;
