import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  minutesIn,
  minutesWithin,
  newProblem,
  type PresenceEvent,
  presenceOf,
  problemWords,
} from "./segments.ts";

const at = (clock: string): number => Date.parse(`2026-11-24T${clock}Z`);
const event = (id: string, kind: "in" | "out", clock: string): PresenceEvent => ({ id, kind, at: at(clock) });
const spans = (events: PresenceEvent[], voided: string[] = []) => {
  const { state, segments, open, problems } = presenceOf(events, new Set(voided));
  const clock = (time: number) => new Date(time).toISOString().slice(11, 16);
  return {
    state,
    segments: segments.map(({ from, to }) => `${clock(from)}-${clock(to)}`),
    open: open ? clock(open.at) : null,
    problems: problems.map((one) => `${one.kind} ${clock(one.at)}`),
  };
};

describe("presenceOf", () => {
  it("knows nothing until something was recorded", () => {
    expect(spans([])).toEqual({ state: "unknown", segments: [], open: null, problems: [] });
    expect(spans([event("a", "in", "08:30")], ["a"]).state).toBe("unknown");
  });

  it("makes segments to the minute, with a break between", () => {
    const found = spans([
      event("a", "in", "08:31:59"),
      event("b", "out", "12:00:10"),
      event("c", "in", "13:05"),
      event("d", "out", "16:45"),
    ]);
    expect(found).toEqual({
      state: "left",
      segments: ["08:31-12:00", "13:05-16:45"],
      open: null,
      problems: [],
    });
  });

  it("leaves a sign-in without sign-out open and counts nothing for it", () => {
    const day = presenceOf([event("a", "in", "08:30")]);
    expect(day).toMatchObject({ state: "in", open: { id: "a", at: at("08:30") }, segments: [] });
    expect(minutesIn(day)).toBe(0);
  });

  it("counts nothing between two sign-ins without a sign-out", () => {
    expect(spans([event("a", "in", "08:30"), event("b", "in", "13:00"), event("c", "out", "16:45")])).toEqual(
      { state: "left", segments: ["13:00-16:45"], open: null, problems: ["in-twice 08:30"] },
    );
  });

  it("takes the first of two sign-outs", () => {
    expect(
      spans([event("a", "in", "08:30"), event("b", "out", "12:00"), event("c", "out", "16:45")]),
    ).toMatchObject({ state: "left", segments: ["08:30-12:00"], problems: ["out-without-in 16:45"] });
  });

  it("takes no sign-out before its sign-in, and none after more than 24 hours", () => {
    expect(spans([event("a", "out", "08:00"), event("b", "in", "08:30")])).toMatchObject({
      state: "in",
      open: "08:30",
      problems: ["out-without-in 08:00"],
    });
    const aDayLater = { id: "b", kind: "out" as const, at: at("08:31") + 24 * 60 * 60_000 };
    expect(spans([event("a", "in", "08:30"), aDayLater])).toMatchObject({
      segments: [],
      open: null,
      problems: ["too-long 08:31"],
    });
    expect(minutesIn(presenceOf([event("a", "in", "08:31"), aDayLater]))).toBe(24 * 60);
  });

  it("goes out and comes back in the same minute, or comes and goes", () => {
    const breakless = [
      event("a", "in", "08:30"),
      event("z", "out", "10:15"),
      event("b", "in", "10:15:30"),
      event("y", "out", "12:00"),
    ];
    expect(spans(breakless)).toMatchObject({ segments: ["08:30-10:15", "10:15-12:00"], problems: [] });
    expect(spans([event("b", "out", "08:30"), event("a", "in", "08:30")])).toMatchObject({
      state: "left",
      segments: ["08:30-08:30"],
      problems: [],
    });
  });

  it("takes two trainers' taps in the same minute as one", () => {
    const found = spans([
      event("b", "in", "08:30:40"),
      event("a", "in", "08:30:02"),
      event("c", "out", "12:00"),
    ]);
    expect(found).toMatchObject({ segments: ["08:30-12:00"], problems: [] });
  });
});

describe("problems", () => {
  it("names the one that a new event makes", () => {
    const before = [event("a", "in", "08:30"), event("b", "out", "12:00")];
    const after = presenceOf([...before, event("c", "out", "09:00")]);
    const problem = newProblem(presenceOf(before), after);
    expect(problem).toMatchObject({ kind: "out-without-in", id: "b" });
    expect(newProblem(after, after)).toBeNull();
  });

  it("says them in words", () => {
    const clock = (time: number) => new Date(time).toISOString().slice(11, 16);
    const [problem] = presenceOf([event("a", "in", "08:30"), event("b", "in", "13:00")]).problems;
    expect(problem && problemWords(problem, clock)).toBe(
      "Signed in at 08:30 and again at 13:00, without a sign-out between.",
    );
  });
});

it("finds the minutes within a block", () => {
  const { segments } = presenceOf([
    event("a", "in", "08:50"),
    event("b", "out", "10:00"),
    event("c", "in", "10:30"),
    event("d", "out", "11:00"),
  ]);
  expect(minutesWithin(segments, at("08:30"), at("09:00"))).toBe(10);
  expect(minutesWithin(segments, at("09:30"), at("10:45"))).toBe(45);
  expect(minutesWithin(segments, at("12:00"), at("13:00"))).toBe(0);
});

const someEvents = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    kind: fc.constantFrom("in" as const, "out" as const),
    at: fc.integer({ min: 0, max: 3 * 24 * 60 }).map((minutes) => at("00:00") + minutes * 60_000),
  }),
  { selector: ({ id }) => id, maxLength: 14 },
);

describe("whatever comes, in whatever order", () => {
  it("order and repetition change nothing", () => {
    fc.assert(
      fc.property(
        someEvents.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.array(fc.nat({ max: Math.max(0, events.length - 1) }), { maxLength: 20 }),
            fc.shuffledSubarray(events, { minLength: events.length }),
            fc.subarray(events.map(({ id }) => id)),
          ),
        ),
        ([events, again, shuffled, voided]) => {
          const repeated = [...shuffled, ...again.flatMap((index) => events[index] ?? [])];
          expect(presenceOf(repeated, new Set(voided))).toEqual(presenceOf(events, new Set(voided)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("segments are in order, do not overlap, and every event is in a segment, open, or a problem", () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const { segments, open, problems } = presenceOf(events);
        segments.forEach(({ from, to }, i) => {
          expect(from).toBeLessThanOrEqual(to);
          expect(to - from).toBeLessThanOrEqual(24 * 60 * 60_000);
          if (i > 0) expect(segments[i - 1]?.to).toBeLessThanOrEqual(from);
        });
        const told = new Set([
          ...segments.flatMap(({ from, to }) => [`in ${from}`, `out ${to}`]),
          ...(open ? [`in ${open.at}`] : []),
          ...problems.flatMap(({ kind, at, otherAt }) =>
            kind === "in-twice"
              ? [`in ${at}`]
              : [`out ${at}`, ...(otherAt === null ? [] : [`in ${otherAt}`])],
          ),
        ]);
        for (const { kind, at } of events) expect(told).toContain(`${kind} ${at}`);
      }),
      { numRuns: 1000 },
    );
  });
});
