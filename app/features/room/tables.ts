import { type Discipline, disciplineNames, disciplines } from "#app/content/discipline.ts";

export type Guest = { id: string; discipline: Discipline | null };

/** Who supervises whom; the order does not matter for seating. */
export type Pair = readonly [supervisor: string, person: string];

/** People by table, in the order of the tables. */
export type Seating = string[][];

/**
 * Seats everyone once, at tables whose sizes differ by one at most. In this order it looks for: nobody beside their
 * supervisor, the disciplines spread evenly, and as few pairs as possible who shared a table on an earlier day. The
 * same people and days give the same tables. `size` is how many should sit at a table.
 */
export function seat(
  people: readonly Guest[],
  size: number,
  pairs: readonly Pair[],
  earlier: readonly Seating[],
): Seating {
  const count = Math.max(1, Math.ceil(people.length / Math.max(1, size)));
  const room = roomOf(people, count, pairs, earlier);
  let best: Seating | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < starts; start += 1) {
    const seating = improve(room, deal(people, count, start));
    const cost = costOf(room, seating);
    if (cost < least) [best, least] = [seating, cost];
  }
  // A search from the spread may miss a rare way to part everybody from their supervisor; this one looks at all ways.
  if (best && least >= weights.supervisor) {
    const parted = part(people, count, room);
    if (parted) best = improve(room, parted);
  }
  return best ?? [];
}

const starts = 8;
const weights = { supervisor: 1e9, discipline: 1e5, again: 1 };

type Room = {
  count: number;
  discipline: Map<string, Discipline | null>;
  apart: Map<string, Set<string>>;
  /** How often two people have shared a table. */
  met: Map<string, Map<string, number>>;
};

function roomOf(
  people: readonly Guest[],
  count: number,
  pairs: readonly Pair[],
  earlier: readonly Seating[],
): Room {
  const here = new Set(people.map(({ id }) => id));
  const apart = new Map(people.map(({ id }) => [id, new Set<string>()]));
  for (const [a, b] of pairs) {
    if (!here.has(a) || !here.has(b) || a === b) continue;
    apart.get(a)?.add(b);
    apart.get(b)?.add(a);
  }
  const met = new Map(people.map(({ id }) => [id, new Map<string, number>()]));
  for (const day of earlier)
    for (const table of day)
      for (const a of table)
        for (const b of table) if (a !== b && here.has(b)) met.get(a)?.set(b, (met.get(a)?.get(b) ?? 0) + 1);
  return { count, discipline: new Map(people.map(({ id, discipline }) => [id, discipline])), apart, met };
}

/** Deals people out like cards, one discipline after the other: sizes and disciplines come out even. */
function deal(people: readonly Guest[], count: number, start: number): Seating {
  const tables: Seating = Array.from({ length: count }, () => []);
  const sorted = [...people].sort((a, b) => (a.id < b.id ? -1 : 1));
  const groups = [...disciplines, null].map((one) => sorted.filter(({ discipline }) => discipline === one));
  let next = 0;
  for (const group of groups)
    for (const { id } of turned(group, start)) {
      tables[next % count]?.push(id);
      next += 1;
    }
  return tables;
}

/** Another order for each start, always the same one. */
function turned<T>(list: T[], start: number): T[] {
  const shift = (start * 7) % Math.max(1, list.length);
  const moved = [...list.slice(shift), ...list.slice(0, shift)];
  return start % 2 === 1 ? moved.reverse() : moved;
}

/** Swaps two people at a time while that makes the seating better. Sizes stay as they are. */
function improve(room: Room, seating: Seating): Seating {
  const tables = seating.map((table) => [...table]);
  for (let round = 0; round < 40; round += 1) {
    let better = false;
    for (let t = 0; t < tables.length; t += 1)
      for (let u = t + 1; u < tables.length; u += 1)
        for (let i = 0; i < (tables[t] as string[]).length; i += 1)
          for (let j = 0; j < (tables[u] as string[]).length; j += 1)
            if (swapIfBetter(room, tables[t] as string[], i, tables[u] as string[], j)) better = true;
    if (!better) break;
  }
  return tables;
}

function swapIfBetter(room: Room, first: string[], i: number, second: string[], j: number): boolean {
  const before = tableCost(room, first) + tableCost(room, second);
  const [a, b] = [first[i] as string, second[j] as string];
  first[i] = b;
  second[j] = a;
  if (tableCost(room, first) + tableCost(room, second) < before) return true;
  first[i] = a;
  second[j] = b;
  return false;
}

const costOf = (room: Room, seating: Seating): number =>
  seating.reduce((sum, table) => sum + tableCost(room, table), 0);

/** Squares of the counts are least when a discipline is spread evenly, because its number of people is fixed. */
function tableCost({ discipline, apart, met }: Room, table: readonly string[]): number {
  let cost = 0;
  const counts = new Map<Discipline | null, number>();
  for (let i = 0; i < table.length; i += 1) {
    const a = table[i] as string;
    const field = discipline.get(a) ?? null;
    counts.set(field, (counts.get(field) ?? 0) + 1);
    for (let j = i + 1; j < table.length; j += 1) {
      const b = table[j] as string;
      if (apart.get(a)?.has(b)) cost += weights.supervisor;
      cost += (met.get(a)?.get(b) ?? 0) ** 2 * weights.again;
    }
  }
  for (const count of counts.values()) cost += count ** 2 * weights.discipline;
  return cost;
}

const mostTries = 50_000;

/** Any seating without supervisor pairs, the people with pairs first; null when there is none (or it is too hard to find). */
function part(people: readonly Guest[], count: number, { apart }: Room): Seating | null {
  const sizes = Array.from({ length: count }, (_, t) => Math.floor((people.length + count - 1 - t) / count));
  const tables: Seating = Array.from({ length: count }, () => []);
  const degree = (id: string) => apart.get(id)?.size ?? 0;
  const order = people.map(({ id }) => id).sort((a, b) => degree(b) - degree(a) || (a < b ? -1 : 1));
  let tries = 0;
  const place = (index: number): boolean => {
    const id = order[index];
    if (id === undefined) return true;
    tries += 1;
    if (tries > mostTries) return false;
    return tables.some((table, t) => {
      if (table.length >= (sizes[t] as number) || table.some((other) => apart.get(id)?.has(other)))
        return false;
      table.push(id);
      if (place(index + 1)) return true;
      table.pop();
      return false;
    });
  };
  return place(0) ? tables : null;
}

/** What is true of a seating, however it was made. */
export function explain(
  people: readonly Guest[],
  seating: Seating,
  pairs: readonly Pair[],
  earlier: readonly Seating[],
  nameOf: (id: string) => string,
): string[] {
  const tables = seating.length;
  if (tables === 0) return [];
  const said: string[] = [];
  if (tables === 1 && people.length > 1) said.push("There is one table, so everybody shares it.");
  const at = new Map(seating.flatMap((table, t) => table.map((id) => [id, t] as const)));
  for (const one of disciplines) {
    const field = disciplineNames[one].toLowerCase();
    const all = people.filter(({ discipline }) => discipline === one).length;
    const without = seating.filter(
      (table) => !table.some((id) => people.find((guest) => guest.id === id)?.discipline === one),
    ).length;
    if (all === 0) said.push(`Nobody in this cohort is from ${field}, so no table has somebody from there.`);
    else if (without > 0)
      said.push(
        all < tables
          ? `${counted(all, "person is", "people are")} from ${field} and there are ${tables} tables, so ${counted(without, "table goes", "tables go")} without.`
          : `${counted(without, "table has", "tables have")} nobody from ${field}, although there are enough people.`,
      );
  }
  const unsaid = people.filter(({ discipline }) => !discipline).length;
  if (unsaid > 0)
    said.push(
      `${counted(unsaid, "person has", "people have")} not said their field of work. You can add it under People.`,
    );
  for (const [supervisor, person] of pairs)
    if (at.has(supervisor) && at.get(supervisor) === at.get(person))
      said.push(
        `${nameOf(supervisor)} supervises ${nameOf(person)}, and both sit at Table ${(at.get(person) as number) + 1}. With these tables they could not be parted, or somebody was moved by hand.`,
      );
  const again = repeats(seating, earlier);
  if (again > 0)
    said.push(
      `${counted(again, "pair shares", "pairs share")} a table again after an earlier day. Smaller tables make fewer.`,
    );
  return said;
}

/** Pairs who share a table now and did so on an earlier day. */
export function repeats(seating: Seating, earlier: readonly Seating[]): number {
  const key = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const pairsIn = (day: Seating) =>
    new Set(day.flatMap((table) => table.flatMap((a, i) => table.slice(i + 1).map((b) => key(a, b)))));
  const before = new Set(earlier.flatMap((day) => [...pairsIn(day)]));
  return [...pairsIn(seating)].filter((pair) => before.has(pair)).length;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
