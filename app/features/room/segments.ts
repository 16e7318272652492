/** A sign-in or sign-out as a device wrote it down. The id is made there, so the same event may come twice. */
export type PresenceEvent = {
  id: string;
  kind: "in" | "out";
  /** Milliseconds since 1970; seconds do not count. */
  at: number;
};

/** Time in the room from a sign-in to its sign-out, in milliseconds since 1970. */
export type Segment = { from: number; to: number; inId: string; outId: string };

/**
 * What does not fit together. None of it counts until somebody corrects it.
 * `in-twice`: signed in at `at`, and again later without a sign-out between the two.
 * `out-without-in`: signed out at `at` while not signed in.
 * `too-long`: signed out at `at`, more than 24 hours after the sign-in.
 */
export type Problem = {
  kind: "in-twice" | "out-without-in" | "too-long";
  at: number;
  /** The event that stands without its partner. */
  id: string;
  /** The other event, where there is one. */
  otherAt: number | null;
};

export type DayPresence = {
  /** `unknown` until something was recorded: nobody is present by default. */
  state: "unknown" | "in" | "left";
  /** In order, never overlapping. */
  segments: Segment[];
  /** The sign-in that waits for its sign-out. */
  open: { id: string; at: number } | null;
  problems: Problem[];
};

const minute = 60_000;
const longest = 24 * 60 * minute;

export const wholeMinute = (at: number): number => Math.floor(at / minute) * minute;

/**
 * Where one person stands on one day. `voided` are the ids of events that were taken out. The answer depends on the
 * set of events alone: not on their order, and not on how often one is given.
 */
export function presenceOf(
  events: Iterable<PresenceEvent>,
  voided: { has(id: string): boolean } = new Set(),
): DayPresence {
  const segments: Segment[] = [];
  const problems: Problem[] = [];
  let open: { id: string; at: number } | null = null;
  const minutes = byMinute(events, voided);

  const signIn = (id: string, at: number) => {
    if (open) problems.push({ kind: "in-twice", at: open.at, id: open.id, otherAt: at });
    open = { id, at };
  };
  const signOut = (id: string, at: number) => {
    if (!open) problems.push({ kind: "out-without-in", at, id, otherAt: null });
    else if (at - open.at > longest) problems.push({ kind: "too-long", at, id, otherAt: open.at });
    else segments.push({ from: open.at, to: at, inId: open.id, outId: id });
    open = null;
  };

  for (const [at, found] of minutes) {
    // In one minute somebody who is in goes out and comes back, and somebody who is not comes in and goes out.
    const order = open ? (["out", "in"] as const) : (["in", "out"] as const);
    for (const kind of order) {
      const id = found[kind];
      if (id) (kind === "in" ? signIn : signOut)(id, at);
    }
  }
  return { state: open ? "in" : minutes.length > 0 ? "left" : "unknown", segments, open, problems };
}

type Minute = Partial<Record<PresenceEvent["kind"], string>>;

/** Of several events of one kind in one minute, that with the lowest id stands for all: they say the same. */
function byMinute(events: Iterable<PresenceEvent>, voided: { has(id: string): boolean }): [number, Minute][] {
  const minutes = new Map<number, Minute>();
  for (const { id, kind, at } of events) {
    if (voided.has(id)) continue;
    const key = wholeMinute(at);
    const found = minutes.get(key) ?? {};
    const known = found[kind];
    if (known === undefined || id < known) found[kind] = id;
    minutes.set(key, found);
  }
  return [...minutes].sort(([a], [b]) => a - b);
}

/** Whole minutes in the room that count: a stretch without a sign-out counts none. */
export const minutesIn = ({ segments }: Pick<DayPresence, "segments">): number =>
  segments.reduce((sum, { from, to }) => sum + (to - from) / minute, 0);

/** The minutes of `segments` that lie between two instants. */
export const minutesWithin = (segments: readonly Segment[], from: number, to: number): number =>
  segments.reduce(
    (sum, one) => sum + Math.max(0, Math.min(one.to, to) - Math.max(one.from, from)) / minute,
    0,
  );

/** What is left of `segments` without the time of others, whose order does not matter. */
export function withoutTime(
  segments: readonly Segment[],
  others: readonly { from: number; to: number }[],
): Segment[] {
  return others.reduce<Segment[]>(
    (left, { from, to }) =>
      left.flatMap((one) =>
        to <= one.from || from >= one.to || from >= to
          ? [one]
          : [
              { ...one, to: Math.min(one.to, from) },
              { ...one, from: Math.max(one.from, to) },
            ].filter((piece) => piece.from < piece.to),
      ),
    [...segments],
  );
}

/** The first problem that `after` has and `before` had not. */
export function newProblem(before: DayPresence, after: DayPresence): Problem | null {
  const key = ({ kind, id, at }: Problem) => `${kind} ${id} ${at}`;
  const known = new Set(before.problems.map(key));
  return after.problems.find((problem) => !known.has(key(problem))) ?? null;
}

/** Such as "Signed in at 8:30 AM and again at 1:00 PM, without a sign-out between." */
export function problemWords({ kind, at, otherAt }: Problem, clock: (at: number) => string): string {
  if (kind === "in-twice")
    return `Signed in at ${clock(at)} and again at ${clock(otherAt ?? at)}, without a sign-out between.`;
  if (kind === "out-without-in") return `Signed out at ${clock(at)} without being signed in.`;
  return `Signed out at ${clock(at)}, more than 24 hours after the sign-in.`;
}
