/** Why a part of the day is never cut, whatever its mark. */
export type Guard = "opening" | "closing" | "notice" | "grounding" | "debrief";

export type RunStep = {
  id: string;
  title: string;
  minutes: number;
  mark: "core" | "adaptable";
  guard: Guard | null;
};

export type RunBlock = {
  /** The module's id; of a pause `break-1`, `break-2`, `lunch`. */
  id: string;
  kind: "opening" | "module" | "closing" | "break" | "lunch";
  title: string;
  /** Minutes after the day's start. */
  startsAfter: number;
  minutes: number;
  /** Empty for pauses. */
  steps: RunStep[];
};

export type RunDay = {
  /** The instant at which the day is planned to start, in milliseconds. */
  startsAt: number;
  blocks: RunBlock[];
};

export type RunKind = "start" | "done" | "undo" | "cut" | "keep" | "late" | "slide" | "end";

/**
 * Something that happened in the room, with an id from the device that saw it. `target` is a unit (a step, or a pause
 * by its block), of `slide` a slide, of `undo` the id of the event that is taken back. `minutes` are, of `cut`, those
 * that the unit loses in all, and of `late`, how far the room was behind in all at that moment.
 */
export type RunEvent = {
  id: string;
  kind: RunKind;
  target: string | null;
  minutes: number | null;
  at: number;
};

/** A step or a pause: what is started and done with one tap. */
export type Unit = {
  id: string;
  block: RunBlock;
  title: string;
  minutes: number;
  /** Null for pauses. */
  step: RunStep | null;
  /** Minutes after the day's start. */
  startsAfter: number;
};

export type UnitState = Unit & {
  /** `unmarked`: the room went past it, and nobody said that it was done. */
  state: "done" | "now" | "next" | "later" | "unmarked";
  /** Minutes taken out of it. */
  cut: number;
  plannedAt: number;
  /** When it really began, or else will begin as things stand. */
  beginsAt: number;
  endsAt: number;
};

export type RunState = {
  phase: "before" | "running" | "over";
  units: UnitState[];
  now: UnitState | null;
  next: UnitState | null;
  /** Minutes behind the plan where the room is now; negative when ahead. */
  late: number;
  /** Minutes by which the day ends after its plan, as things stand. */
  endsLate: number;
  plannedEnd: number;
  endsAt: number;
  /** The slide that was shown last. */
  slide: string | null;
  /** The last event that `undo` can take back, slides aside. */
  last: RunEvent | null;
};

const minute = 60_000;

/** The steps and pauses of a day in order. A block without steps is one unit. */
export function unitsOf({ blocks }: RunDay): Unit[] {
  return blocks.flatMap((block): Unit[] => {
    if (block.steps.length === 0)
      return [
        {
          id: block.id,
          block,
          title: block.title,
          minutes: block.minutes,
          step: null,
          startsAfter: block.startsAfter,
        },
      ];
    let startsAfter = block.startsAfter;
    return block.steps.map((step) => {
      const unit = { id: step.id, block, title: step.title, minutes: step.minutes, step, startsAfter };
      startsAfter += step.minutes;
      return unit;
    });
  });
}

/** Each event once, without those taken back, in the order of their moments: the same for any order of arrival. */
export function settled(events: readonly RunEvent[]): RunEvent[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const undone = new Set(
    [...byId.values()].filter(({ kind }) => kind === "undo").map(({ target }) => target),
  );
  return [...byId.values()]
    .filter(({ id, kind }) => kind !== "undo" && !undone.has(id))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

const fewMinutes = 5;

/** The whole minute in which a day really began, when that was five minutes or more after its plan; else null. */
export function lateStart(day: RunDay, events: readonly RunEvent[]): number | null {
  const first = settled(events).find(({ kind }) => kind === "start" || kind === "done")?.at;
  if (first === undefined || first - day.startsAt < fewMinutes * minute) return null;
  return Math.floor(first / minute) * minute;
}

/** Where the room is and how the day goes on. Depends on the set of events only, never on their order or repetition. */
export function runState(day: RunDay, events: readonly RunEvent[], now: number): RunState {
  const units = unitsOf(day);
  const places = new Map(units.map(({ id }, place) => [id, place]));
  const told = follow(units, places, settled(events));
  const planned = (unit: Unit): number => day.startsAt + unit.startsAfter * minute;
  const plannedEnd = Math.max(day.startsAt, ...units.map((unit) => planned(unit) + unit.minutes * minute));

  const place = placeOf(told, units);
  const over = told.endedAt !== null || place >= units.length;

  const current = told.begun && !over ? (units[place] as Unit) : null;
  let clock: number;
  if (told.endedAt !== null) clock = told.endedAt;
  else if (over) clock = told.since;
  else if (current) {
    const length = (current.minutes - (told.cuts.get(current.id) ?? 0)) * minute;
    const behind = planned(current) + (told.lateSince ?? Number.NEGATIVE_INFINITY) * minute;
    clock = Math.max(told.since + length, behind + length, now);
  } else clock = Math.max(day.startsAt + (told.lateSince ?? 0) * minute, now, day.startsAt);

  let upTo = clock;
  let nextSeen = false;
  const states = units.map((unit, at): UnitState => {
    const cut = Math.min(told.cuts.get(unit.id) ?? 0, unit.minutes);
    const own = { ...unit, cut, plannedAt: planned(unit) };
    const real = told.times.get(unit.id);
    if (unit === current) return { ...own, state: "now", beginsAt: told.since, endsAt: clock };
    if (told.begun && (at < place || over)) {
      const state = real ? "done" : "unmarked";
      return { ...own, state, beginsAt: real?.from ?? own.plannedAt, endsAt: real?.to ?? clock };
    }
    const beginsAt = upTo;
    upTo += (unit.minutes - cut) * minute;
    const isNext = !nextSeen && cut < unit.minutes;
    if (isNext) nextSeen = true;
    return { ...own, state: isNext ? "next" : "later", beginsAt, endsAt: upTo };
  });

  const here = current ?? (over ? null : (states.find(({ state }) => state === "next") ?? null));
  const expected = here ? planned(here) + (current ? current.minutes * minute : 0) : plannedEnd;
  return {
    phase: over ? "over" : told.begun ? "running" : "before",
    units: states,
    now: states.find(({ state }) => state === "now") ?? null,
    next: states.find(({ state }) => state === "next") ?? null,
    late: toMinutes(clock - expected + cutOfCurrent(current, told.cuts)),
    endsLate: toMinutes(upTo - plannedEnd),
    plannedEnd,
    endsAt: upTo,
    slide: told.slide,
    last: told.last,
  };
}

// Minutes taken out of the step that runs are not minutes by which the room is ahead until it ends.
const cutOfCurrent = (current: Unit | null, cuts: ReadonlyMap<string, number>): number =>
  current ? (cuts.get(current.id) ?? 0) * minute : 0;

const toMinutes = (milliseconds: number): number => Math.trunc(milliseconds / minute) || 0;

type Told = {
  begun: boolean;
  /** Place of the unit that runs; past the last one when all is done. */
  place: number;
  /** Whether that unit was started by its name, and not because the one before it was done. */
  started: boolean;
  since: number;
  lateSince: number | null;
  endedAt: number | null;
  cuts: Map<string, number>;
  times: Map<string, { from: number; to: number }>;
  slide: string | null;
  last: RunEvent | null;
};

function follow(units: Unit[], places: ReadonlyMap<string, number>, events: RunEvent[]): Told {
  const told: Told = {
    begun: false,
    place: 0,
    started: false,
    since: 0,
    lateSince: null,
    endedAt: null,
    cuts: new Map(),
    times: new Map(),
    slide: null,
    last: null,
  };
  for (const event of events) {
    const place = places.get(event.target ?? "");
    const unit = place === undefined ? undefined : units[place];
    if (event.kind !== "slide") told.last = event;
    switch (event.kind) {
      case "start":
        if (place === undefined || !unit) break;
        leave(told, units, event.at);
        if ((told.cuts.get(unit.id) ?? 0) >= unit.minutes) told.cuts.delete(unit.id);
        move(told, place, event.at, true);
        break;
      case "done":
        // A page that was not up to date may say again that something is done which the room left long ago.
        if (place === undefined || (told.begun && place < placeOf(told, units))) break;
        if (!told.begun) told.since = event.at;
        Object.assign(told, { begun: true, place, started: true });
        leave(told, units, event.at);
        move(told, place + 1, event.at, false);
        break;
      case "cut":
        if (unit && event.minutes && event.minutes > 0)
          told.cuts.set(unit.id, Math.min(event.minutes, unit.minutes));
        break;
      case "keep":
        if (unit) told.cuts.delete(unit.id);
        break;
      case "late":
        told.lateSince = event.minutes;
        break;
      case "slide":
        told.slide = event.target;
        break;
      case "end":
        leave(told, units, event.at);
        told.begun = true;
        told.endedAt = event.at;
        break;
    }
  }
  return told;
}

function move(told: Told, place: number, at: number, started: boolean): void {
  Object.assign(told, { begun: true, place, started, since: at, lateSince: null, endedAt: null });
}

/** Writes down when the unit that runs began and ended. */
function leave(told: Told, units: Unit[], at: number): void {
  const unit = units[placeOf(told, units)];
  if (!told.begun || !unit || told.endedAt !== null) return;
  told.times.set(unit.id, { from: told.times.get(unit.id)?.from ?? told.since, to: at });
}

/** Place of the unit that runs: what is done hands over to the next one that was not cut. */
function placeOf({ place, started, cuts }: Told, units: Unit[]): number {
  if (started) return place;
  const found = units.findIndex((unit, at) => at >= place && (cuts.get(unit.id) ?? 0) < unit.minutes);
  return found < 0 ? units.length : found;
}

/** Pauses are shortened to these minutes and no further: people who hear this need them. */
export const pauseFloor = { break: 10, lunch: 45 } as const;

/** A step is not shortened to less than this; below it, it is left out. */
const shortestStep = 2;

export type Cut = {
  target: string;
  title: string;
  block: string;
  kind: "step" | "pause";
  /** Minutes that the unit loses with this cut, on top of what it lost before. */
  minutes: number;
  /** Minutes that it loses in all: what the event says. */
  total: number;
  whole: boolean;
  /** Minutes that are left of it. */
  leaves: number;
};

export type CutPlan = {
  asked: number;
  cuts: Cut[];
  recovered: number;
  /** Minutes that no cut can give back: the day ends so much later, or they are made up another time. */
  left: number;
  /** Contact minutes of the day: as planned, with what was cut before, and with these cuts. */
  scheduled: number;
  taughtBefore: number;
  taught: number;
};

/** Whether anything may be taken out of a step: never a core step, and never one that keeps people safe. */
export const mayCut = (step: RunStep): boolean => step.mark === "adaptable" && step.guard === null;

/**
 * What to leave out to win back `minutes`: adaptable steps that have not begun, the longest first, whole or in part; then pauses down to their floor. Never a core step, never a part that keeps people safe. Gives back at most
 * `minutes` and one minute, where leaving that one in would keep a step too short to be of use.
 */
export function cutSafely(state: RunState, minutes: number): CutPlan {
  const open = state.units.filter(({ state }) => state === "next" || state === "later");
  const steps = open
    .filter(({ step, minutes, cut }) => step && mayCut(step) && cut < minutes)
    .map((unit) => ({ unit, most: unit.minutes - unit.cut }))
    .sort((a, b) => b.most - a.most);
  const pauses = open
    .map((unit) => ({ unit, most: unit.minutes - unit.cut - floorOf(unit) }))
    .filter(({ unit, most }) => unit.step === null && most > 0)
    .sort((a, b) => b.most - a.most);

  let left = Math.max(0, Math.floor(minutes));
  const cuts: Cut[] = [];
  const take = (unit: UnitState, taken: number) => {
    cuts.push(cutOf(unit, taken));
    left = Math.max(0, left - taken);
  };
  const spare: typeof steps = [];
  for (const one of steps) {
    if (one.most <= left) take(one.unit, one.most);
    else spare.push(one);
  }
  const part = left > 0 ? spare.at(-1) : undefined;
  if (part) take(part.unit, part.most - left < shortestStep ? part.most : left);
  for (const { unit, most } of pauses) if (left > 0) take(unit, Math.min(most, left));

  const place = new Map(state.units.map(({ id }, at) => [id, at]));
  cuts.sort((a, b) => (place.get(a.target) ?? 0) - (place.get(b.target) ?? 0));
  const scheduled = contactMinutes(state, () => 0);
  const taughtBefore = contactMinutes(state, ({ cut }) => cut);
  const fromSteps = cuts.filter(({ kind }) => kind === "step").reduce((sum, { minutes }) => sum + minutes, 0);
  return {
    asked: Math.max(0, Math.floor(minutes)),
    cuts,
    recovered: cuts.reduce((sum, { minutes }) => sum + minutes, 0),
    left,
    scheduled,
    taughtBefore,
    taught: taughtBefore - fromSteps,
  };
}

const floorOf = ({ block }: Unit): number =>
  block.kind === "break" || block.kind === "lunch" ? pauseFloor[block.kind] : block.minutes;

function cutOf(unit: UnitState, taken: number): Cut {
  const total = unit.cut + taken;
  return {
    target: unit.id,
    title: unit.title,
    block: unit.block.title,
    kind: unit.step ? "step" : "pause",
    minutes: taken,
    total,
    whole: total >= unit.minutes,
    leaves: unit.minutes - total,
  };
}

/** Contact minutes of a day without what `cut` takes: opening, modules and closing, never breaks and lunch. */
export function contactMinutes(
  state: RunState,
  cut: (unit: UnitState) => number = (unit) => unit.cut,
): number {
  return state.units
    .filter(({ block }) => block.kind !== "break" && block.kind !== "lunch")
    .reduce((sum, unit) => sum + unit.minutes - Math.min(cut(unit), unit.minutes), 0);
}

export const inMinutes = (minutes: number): string => (minutes === 1 ? "1 minute" : `${minutes} minutes`);

/** "6 hours 45 minutes" */
export function inHours(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const words = [
    hours ? `${hours} ${hours === 1 ? "hour" : "hours"}` : "",
    rest || !hours ? inMinutes(rest) : "",
  ];
  return words.filter(Boolean).join(" ");
}

/** "12 minutes late", "4 minutes early" or "on time". */
export function lateInWords(late: number): string {
  if (late === 0) return "on time";
  return late > 0 ? `${inHours(late)} late` : `${inHours(-late)} early`;
}

/** What one cut does, for the person who decides. */
export function cutInWords(cut: Cut): string {
  if (cut.kind === "pause")
    return `Make ${cut.title.toLowerCase()} ${inMinutes(cut.minutes)} shorter; ${inMinutes(cut.leaves)} stay.`;
  return cut.whole
    ? `Leave out “${cut.title}” (${inMinutes(cut.minutes)}).`
    : `Shorten “${cut.title}” by ${inMinutes(cut.minutes)}; ${inMinutes(cut.leaves)} stay.`;
}

/** What cuts do to credit, which counts what was taught. */
export function creditInWords({
  scheduled,
  taughtBefore,
  taught,
}: Pick<CutPlan, "scheduled" | "taughtBefore" | "taught">): string {
  if (taught === scheduled)
    return `Credit stays as planned: all ${scheduled} contact minutes (${inHours(scheduled)}) are taught. Breaks and lunch never count.`;
  const before =
    taughtBefore < scheduled
      ? ` Earlier cuts already took ${inMinutes(scheduled - taughtBefore)} of them.`
      : "";
  return `${taught} of ${scheduled} contact minutes are taught (${inHours(taught)} of ${inHours(scheduled)}), ${inMinutes(scheduled - taught)} fewer than planned.${before} Nobody can earn credit for minutes that are not taught.`;
}

export const guardWords: Record<Guard, string> = {
  opening: "Opening: notices and agreements stay",
  closing: "Closing: people leave the day behind here",
  notice: "Holds a content notice",
  grounding: "Holds a grounding moment",
  debrief: "Holds a debrief",
};
