import type { Discipline } from "#app/content/discipline.ts";
import { cheapestSeating, never } from "./assignment.ts";

export type Presenter = {
  id: string;
  name: string;
  discipline: Discipline | null;
  /** People who supervise them, or whom they asked not to be assessed by. */
  notBy: readonly string[];
};

export type Assessor = { id: string; name: string };

export type SlotPlan = {
  rooms: readonly string[];
  /** Minutes after midnight when the practicum begins. */
  startsAt: number;
  /** Before the first slot of each group: rubric, order of slots, consent. */
  setup: number;
  teaching: number;
  feedback: number;
  /** Between two groups in the same room. */
  pause: number;
  groupSize: number;
};

/** Groups of six with 8 minutes of teaching and 6 of feedback each, after 12 minutes to set up. Source: brief, 4.3. */
export const usualPlan = { setup: 12, teaching: 8, feedback: 6, pause: 10, groupSize: 6 } as const;

export type Slot = {
  presenter: string;
  startsAt: number;
  feedbackAt: number;
  endsAt: number;
  /** Two, or fewer where a problem says why. */
  assessors: string[];
};

export type Group = { room: string; startsAt: number; slots: Slot[] };

export type Slots = {
  groups: Group[];
  /** What keeps the plan from being whole, as sentences with what to do. */
  problems: string[];
  /** What is worth knowing though the plan is whole. */
  notes: string[];
};

const seatsPerSlot = 2;

/**
 * Slots for everyone on the roster, each with a room, a time and a pair of assessors.
 *
 * - Groups are as even as can be, at most `groupSize`, and mixed: each discipline is dealt round the groups.
 * - A pair stays with its group where it can, so that a presenter is not scored by somebody who has just come in. Each
 *   new round of groups takes the assessors who have sat least.
 * - Nobody is assessed by themselves or by anyone in `notBy`. Where that clashes, members of a group change places,
 *   then assessors change rooms for a slot, and at last fewer rooms run at once. So a seat stays empty only when a
 *   presenter has fewer than two other assessors at all; it is never filled with a supervisor.
 * - Whoever presents that day does not assess that day.
 *
 * The same input gives the same plan.
 */
export function teachBackSlots(
  presenters: readonly Presenter[],
  named: readonly Assessor[],
  plan: SlotPlan,
): Slots {
  const presents = new Set(presenters.map(({ id }) => id));
  const assessors = named.filter(({ id }) => !presents.has(id));
  const notes = named
    .filter(({ id }) => presents.has(id))
    .map(({ name }) => `${name} teaches back that day and so does not assess.`);
  const nothing = (...problems: string[]): Slots => ({ groups: [], problems, notes });
  if (presenters.length === 0) return nothing("Nobody is on the roster yet.");
  if (plan.rooms.length === 0) return nothing("Name at least one room.");
  if (assessors.length < seatsPerSlot)
    return nothing(
      `Each teach-back is scored by two assessors; ${assessors.length === 1 ? "one is" : "none is"} named. Add ${assessors.length === 1 ? "one more" : "two"}.`,
    );

  const problems = presenters.flatMap((presenter) => {
    const free = assessors.filter(({ id }) => !presenter.notBy.includes(id));
    if (free.length >= seatsPerSlot) return [];
    const who = free[0] ? `only ${free[0].name} may assess` : "nobody may assess";
    return [
      `For ${presenter.name}, ${who}: the others supervise them or are on their list. Add an assessor who does not.`,
    ];
  });

  const groups = mixedGroups(presenters, plan.groupSize);
  const most = Math.min(plan.rooms.length, Math.floor(assessors.length / seatsPerSlot), groups.length);
  let best: { rooms: number; seated: Seated } | null = null;
  for (let rooms = most; rooms >= 1; rooms -= 1) {
    const seated = seat(groups, assessors, rooms);
    if (!best || seated.empty < best.seated.empty) best = { rooms, seated };
    // A presenter without two possible assessors leaves empty seats however few rooms there are.
    if (best.seated.empty <= unavoidable(presenters, assessors)) break;
  }
  const { rooms, seated } = best as { rooms: number; seated: Seated };
  const wanted = Math.min(plan.rooms.length, groups.length);
  if (rooms < wanted) {
    const why =
      most < wanted ? "there are not more pairs of assessors" : "nobody is scored by a supervisor then";
    notes.push(`${rooms} of ${wanted} rooms ${rooms === 1 ? "is" : "are"} used at once, because ${why}.`);
  }
  return { groups: timed(seated.waves, plan), problems, notes };
}

/** Minutes after midnight when the last group is done. */
export const endOf = (groups: readonly Group[]): number =>
  Math.max(0, ...groups.flatMap(({ slots }) => slots.map(({ endsAt }) => endsAt)));

type Seat = { presenter: Presenter; assessors: string[] };
type Seated = { waves: Seat[][][]; empty: number };

/** Deals one discipline after the other round the groups, so that sizes and disciplines differ by one at most. */
function mixedGroups(presenters: readonly Presenter[], size: number): Presenter[][] {
  const count = Math.ceil(presenters.length / size);
  const groups: Presenter[][] = Array.from({ length: count }, () => []);
  const order = (one: Presenter) => one.discipline ?? "~";
  const dealt = [...presenters].sort((a, b) => order(a).localeCompare(order(b)) || (a.id < b.id ? -1 : 1));
  for (const [index, presenter] of dealt.entries()) groups[index % count]?.push(presenter);
  return groups;
}

const unavoidable = (presenters: readonly Presenter[], assessors: readonly Assessor[]): number =>
  presenters.reduce((empty, { notBy }) => {
    const free = assessors.filter(({ id }) => !notBy.includes(id)).length;
    return empty + Math.max(0, seatsPerSlot - free);
  }, 0);

/** Seats assessors for all groups with `rooms` of them at once. */
function seat(groups: readonly Presenter[][], assessors: readonly Assessor[], rooms: number): Seated {
  const load = new Map(assessors.map(({ id }) => [id, 0]));
  const waves: Seat[][][] = [];
  let empty = 0;
  for (let first = 0; first < groups.length; first += rooms) {
    const wave = inGoodOrder(groups.slice(first, first + rooms), assessors);
    const homes = homesOf(wave, assessors, load);
    const seats = wave.map((group) => group.map((presenter): Seat => ({ presenter, assessors: [] })));
    for (let turn = 0; turn < Math.max(...wave.map(({ length }) => length)); turn += 1) {
      const now = seats.map((group) => group[turn]);
      const rows = now.flatMap((one, group) =>
        Array.from({ length: one ? seatsPerSlot : 0 }, () => ({ one: one as Seat, group })),
      );
      const cost = rows.map(({ one, group }) =>
        assessors.map(({ id }) => {
          if (one.presenter.notBy.includes(id)) return never;
          return homes[group]?.includes(id) ? 0 : 1000 + (load.get(id) as number);
        }),
      );
      for (const [row, found] of cheapestSeating(cost).entries()) {
        const who = found === null ? null : (assessors[found]?.id as string);
        if (who === null) empty += 1;
        else {
          rows[row]?.one.assessors.push(who);
          load.set(who, (load.get(who) as number) + 1);
        }
      }
    }
    waves.push(seats);
  }
  return { waves, empty };
}

/** A pair for each group of a wave: fewest clashes with its members first, then those who have sat least. */
function homesOf(
  wave: readonly Presenter[][],
  assessors: readonly Assessor[],
  load: ReadonlyMap<string, number>,
): string[][] {
  const most = Math.max(0, ...load.values()) + 1;
  const rows = wave.flatMap((group) => Array.from({ length: seatsPerSlot }, () => group));
  const cost = rows.map((group) =>
    assessors.map(({ id }) => {
      const clashes = group.filter(({ notBy }) => notBy.includes(id)).length;
      return clashes * most * rows.length + (load.get(id) as number);
    }),
  );
  const found = cheapestSeating(cost);
  return wave.map((_, group) =>
    found
      .slice(group * seatsPerSlot, (group + 1) * seatsPerSlot)
      .flatMap((one) => (one === null ? [] : [assessors[one]?.id as string])),
  );
}

/** Lets members of a group change places while that leaves fewer seats empty in the wave. */
function inGoodOrder(groups: readonly Presenter[][], assessors: readonly Assessor[]): Presenter[][] {
  const wave = groups.map((group) => [...group]);
  let empty = emptySeats(wave, assessors);
  for (let better = empty > 0; better; ) {
    better = false;
    for (const group of wave) {
      for (let a = 0; a < group.length && empty > 0; a += 1) {
        for (let b = a + 1; b < group.length && empty > 0; b += 1) {
          swap(group, a, b);
          const now = emptySeats(wave, assessors);
          if (now < empty) [empty, better] = [now, true];
          else swap(group, a, b);
        }
      }
    }
  }
  return wave;
}

function emptySeats(wave: readonly Presenter[][], assessors: readonly Assessor[]): number {
  let empty = 0;
  for (let turn = 0; turn < Math.max(...wave.map(({ length }) => length)); turn += 1) {
    const cost = wave.flatMap((group) => {
      const presenter = group[turn];
      if (!presenter) return [];
      const row = assessors.map(({ id }) => (presenter.notBy.includes(id) ? never : 0));
      return Array.from({ length: seatsPerSlot }, () => row);
    });
    empty += cheapestSeating(cost).filter((one) => one === null).length;
  }
  return empty;
}

function swap(list: Presenter[], a: number, b: number): void {
  [list[a], list[b]] = [list[b] as Presenter, list[a] as Presenter];
}

/** Rooms in their order; the next wave begins when every group of the one before is done. */
function timed(waves: readonly Seat[][][], plan: SlotPlan): Group[] {
  let next = plan.startsAt;
  return waves.flatMap((wave) => {
    const startsAt = next;
    const groups = wave.map(
      (group, index): Group => ({
        room: plan.rooms[index] as string,
        startsAt,
        slots: group.map(({ presenter, assessors }, turn): Slot => {
          const begins = startsAt + plan.setup + turn * (plan.teaching + plan.feedback);
          const feedbackAt = begins + plan.teaching;
          return {
            presenter: presenter.id,
            startsAt: begins,
            feedbackAt,
            endsAt: feedbackAt + plan.feedback,
            assessors,
          };
        }),
      }),
    );
    next = endOf(groups) + plan.pause;
    return groups;
  });
}
