import {
  type EditionLog,
  type LogLine,
  nameOfDraft,
  type Reason,
  reasonFor,
} from "#app/content/edition-file.ts";
import { type BookName, bookNames } from "#app/features/manual/book.ts";
import type { Books } from "./blocks.ts";
import { type Change, compareUnits } from "./compare.ts";

/** A change with the reason that its author gave; null where nobody has written one yet. */
export type ReasonedChange = Change & { reason: Pick<Reason, "kind" | "reason"> | null };

/** What changed between two editions, book by book. Pure. */
export function comparedBooks(
  before: Books,
  after: Books,
  reasons: readonly Reason[],
): Record<BookName, ReasonedChange[]> {
  const books = bookNames.map((book) => {
    const changes = compareUnits(before[book], after[book]).map((change): ReasonedChange => {
      const places = [change.new?.place, change.old?.place].filter((place) => place !== undefined);
      const found = places.map((place) => reasonFor(place, reasons)).find((one) => one !== null);
      return { ...change, reason: found ? { kind: found.kind, reason: found.reason } : null };
    });
    return [book, changes] as const;
  });
  return Object.fromEntries(books) as Record<BookName, ReasonedChange[]>;
}

/**
 * What is printed in front of each book about its edition: the changes of a section that have the same reason are one line.
 * Changes without a reason are left out; a frozen edition has none. Pure.
 */
export function logOf(books: Record<BookName, readonly ReasonedChange[]>, since: string): EditionLog {
  const linesOf = (changes: readonly ReasonedChange[]): LogLine[] => {
    const lines = new Map<string, LogLine>();
    for (const { how, group, unit, unitTitle, section, reason } of changes) {
      if (!reason) continue;
      const key = JSON.stringify([unit, section, how, reason]);
      const places = (lines.get(key)?.places ?? 0) + 1;
      lines.set(key, { group, unit, title: unitTitle, section, how, places, ...reason });
    }
    return [...lines.values()];
  };
  return { since, books: Object.fromEntries(bookNames.map((book) => [book, linesOf(books[book])])) };
}

/** Places of changed blocks without a reason, each once, whichever books they stand in. */
export function withoutReason(books: Record<BookName, readonly ReasonedChange[]>): string[] {
  const places = bookNames.flatMap((book) =>
    books[book].filter(({ reason }) => reason === null).map(({ place }) => place),
  );
  return [...new Set(places)];
}

/** The hashes of all blocks, each once, in order. */
export function hashesOf(books: Books): string[] {
  const all = bookNames.flatMap((book) =>
    books[book].flatMap(({ blocks }) => blocks.map(({ hash }) => hash)),
  );
  return [...new Set(all)].sort();
}

/** The name under which the reasons for the texts of `edition` are kept. */
export const reasonsOf = (edition: string): string => nameOfDraft(edition);
