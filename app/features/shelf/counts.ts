import { shownParts } from "#app/features/sites/small-groups.ts";
import { notSaid } from "./words.ts";

/** Fewer downloads than this of one kind of agency in one state are not shown as a number. */
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

export type Cross = {
  states: string[];
  kinds: string[];
  /** By state, then by kind; null where it is small, or where a small one could be had by subtraction. */
  cells: (number | null)[][];
  byState: (number | null)[];
  byKind: (number | null)[];
  total: number;
};

/** The line of all states from which there are few downloads: which ones they are is not told either. */
export const fewStates = `States with fewer than ${smallestCount} each`;

/**
 * Kinds of agency by state; null for fewer than five downloads in all. A small count is hidden, and in each line and column with it as many others as it takes
 * until none can be had by subtraction; the margins are treated the same way. Hidden cells and shown ones together
 * are always the total.
 */
export function crossOf(downloads: readonly Pick<Counted, "agencyKind" | "state">[]): Cross | null {
  if (downloads.length < smallestCount) return null;
  const few = new Set(
    countBy(downloads.map(({ state }) => state)).flatMap(({ name, count }) =>
      count < smallestCount && name !== notSaid ? [name] : [],
    ),
  );
  const said = downloads.map((one) => (few.has(one.state) ? { ...one, state: fewStates } : one));
  const last = [fewStates, notSaid];
  const order = (names: string[]) =>
    [...new Set(names)].sort((a, b) => last.indexOf(a) - last.indexOf(b) || a.localeCompare(b, "en"));
  const states = order(said.map(({ state }) => state));
  const kinds = order(said.map(({ agencyKind }) => agencyKind));
  const counts = states.map((state) =>
    kinds.map((kind) => said.filter((one) => one.state === state && one.agencyKind === kind).length),
  );
  const withStates = counts.map((row) => [...row, row.reduce((sum, count) => sum + count, 0)]);
  const bottom = [...kinds, ""].map((_, place) =>
    withStates.reduce((sum, row) => sum + (row[place] as number), 0),
  );
  const hidden = hiddenIn([...withStates, bottom], states.length, kinds.length);
  const at = (row: number, column: number): number | null =>
    hidden.has(`${row} ${column}`) ? null : ([...withStates, bottom][row]?.[column] ?? 0);
  return {
    states,
    kinds,
    cells: states.map((_, row) => kinds.map((_, column) => at(row, column))),
    byState: states.map((_, row) => at(row, kinds.length)),
    byKind: kinds.map((_, column) => at(states.length, column)),
    total: said.length,
  };
}

/**
 * Places to hide, as "row column", margins included: each line and column of cells is an equation with its margin, and
 * each margin one with the total.
 */
function hiddenIn(table: readonly (readonly number[])[], rows: number, columns: number): Set<string> {
  const hidden = new Set<string>();
  const lines: [number, number][][] = [
    ...range(rows).map((row) => range(columns).map((column): [number, number] => [row, column])),
    ...range(columns).map((column) => range(rows).map((row): [number, number] => [row, column])),
    range(rows).map((row) => [row, columns]),
    range(columns).map((column) => [rows, column]),
  ];
  for (let before = -1; before < hidden.size; ) {
    before = hidden.size;
    for (const line of lines) {
      const counts = line.map(([row, column]) => table[row]?.[column] ?? 0);
      const already = line.flatMap(([row, column], place) => (hidden.has(`${row} ${column}`) ? [place] : []));
      shownParts(counts, smallestCount, already).forEach((count, place) => {
        const [row, column] = line[place] as [number, number];
        if (count === null) hidden.add(`${row} ${column}`);
      });
    }
  }
  return hidden;
}

const range = (length: number): number[] => Array.from({ length }, (_, place) => place);

/** "2026-2" for the second half of 2026: the reporting periods of the funder. */
export const halfOf = (month: string): string =>
  `${month.slice(0, 4)}-${Number(month.slice(5, 7)) <= 6 ? 1 : 2}`;

export const halfName = (half: string): string =>
  `${half.endsWith("1") ? "January to June" : "July to December"} ${half.slice(0, 4)}`;
