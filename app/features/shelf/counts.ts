import { notSaid } from "./words.ts";

/** A state or kind of agency with fewer downloads than this from the public shelf is not named. */
export const smallestCount = 5;

/** One download, with nothing that names anybody. `site` is null on the public shelf. */
export type Counted = {
  month: string;
  book: string;
  form: string;
  edition: string;
  site: string | null;
  isPublic: boolean;
  agencyKind: string;
  state: string;
};

export type Count = { name: string; count: number };

/** How often each name occurs, most frequent first, then by name. The counts add up to the number of names. */
export function countBy(names: readonly string[]): Count[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, "en"));
}

/** The line of all names that few downloads have: which ones they are is not told. */
export const few = `Others, fewer than ${smallestCount} each`;

/**
 * How often each name occurs, without the name of any that occurs fewer than five times: those are one line together. Who
 * said nothing stands apart, whatever their number. The counts add up to the number of names. A table of kinds by states
 * is not made on purpose: beside these two, a small cell of it could be worked out.
 */
export function countByOpenly(names: readonly string[]): Count[] {
  const isFew = ({ name, count }: Count) => count < smallestCount && name !== notSaid;
  const all = countBy(names);
  const rest = all.filter(isFew).reduce((sum, { count }) => sum + count, 0);
  return [...all.filter((one) => !isFew(one)), ...(rest > 0 ? [{ name: few, count: rest }] : [])];
}

/** "2026-2" for the second half of 2026: the reporting periods of the funder. */
export const halfOf = (month: string): string =>
  `${month.slice(0, 4)}-${Number(month.slice(5, 7)) <= 6 ? 1 : 2}`;

export const halfName = (half: string): string =>
  `${half.endsWith("1") ? "January to June" : "July to December"} ${half.slice(0, 4)}`;
