import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { mayCut, type RunDay, unitsOf } from "#app/features/room/run-plan.ts";
import { newDeviceId } from "#app/lib/device-id.ts";
import { db } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { presence } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { dayForDevice, keepDay, snapshotOf } from "./day.server.ts";
import {
  type DayAnswer,
  type DayEvent,
  type DayState,
  dayMarks,
  dayState,
  inSendingOrder,
  meanwhile,
  type Snapshot,
} from "./day-events.ts";

const people = [cast.trainee, cast.secondTrainee, cast.thirdTrainee].map(personIdOf);
const morning = atClass("08:00").getTime();
const evening = atClass("20:00");
const at = (minutes: number): number => morning + minutes * 60_000;

const signed = (kind: "in" | "out", minutes: number, personId = people[0] as string): DayEvent => ({
  type: "presence",
  id: newDeviceId(),
  personId,
  kind,
  at: at(minutes),
  recordedAt: at(minutes),
});

describe("what a trainer's device wrote down", () => {
  let cohortId: string;
  beforeEach(() => {
    freshDb();
    cohortId = insertClassroom();
  });
  const keep = (events: DayEvent[], who: Parameters<typeof as>[0] = "trainer") =>
    keepDay(as(who), cohortId, "2", events, evening);

  it("is kept once: sign-ins, what was taken back, a walk-in with their sign-in, the run-of-show", () => {
    const wrong = signed("in", 5);
    const walkIn = newDeviceId();
    const events: DayEvent[] = [
      signed("in", 30, walkIn),
      wrong,
      { type: "void", id: newDeviceId(), presenceId: wrong.id, reason: "Wrong person", recordedAt: at(6) },
      { type: "walk-in", id: walkIn, name: "Dana Whitfield", discipline: "child-advocacy", at: at(29) },
      { type: "run", id: newDeviceId(), kind: "start", target: "d2-open-s1", minutes: null, at: at(30) },
    ];
    const { run } = dayForDevice(as("trainer"), cohortId, "2", evening);
    const first = unitsOf(run)[0]?.id ?? "";
    for (const one of events) if (one.type === "run") one.target = first;
    expect(keep(inSendingOrder(events)).map(({ is }) => is)).toEqual([
      "kept",
      "kept",
      "kept",
      "kept",
      "kept",
    ]);
    expect(keep(events).map(({ is }) => is)).toEqual(["known", "known", "known", "known", "known"]);
    const { rows } = dayState(run, snapshotOf(as("trainer"), cohortId, "2", evening), [], evening.getTime());
    const stateOf = (personId: string) => rows.find((row) => row.personId === personId)?.presence.state;
    expect(stateOf(walkIn)).toBe("in");
    expect(stateOf(people[0] as string)).toBe("unknown");
    const actions = db
      .select()
      .from(audit)
      .all()
      .map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(["walk-in", "record-attendance", "run-day"]));
    expect(JSON.stringify(db.select().from(audit).all())).not.toContain("Whitfield");
    expect(db.select().from(person).where(eq(person.id, walkIn)).all()).toHaveLength(1);
  });

  it("keeps a correction with its reason, once, and what stood there before", () => {
    const wrong = signed("in", 65);
    const right = { ...signed("in", 45), reason: "Read the clock wrong" };
    const taken = { type: "void" as const, id: newDeviceId(), presenceId: wrong.id, recordedAt: at(70) };
    const events: DayEvent[] = [
      right,
      { ...taken, reason: "Read the clock wrong" },
      wrong,
      signed("out", 300),
    ];
    expect(keep(events).map(({ is }) => is)).toEqual(["kept", "kept", "kept", "kept"]);
    expect(keep([...events].reverse()).map(({ is }) => is)).toEqual(["known", "known", "known", "known"]);
    expect(db.select().from(presence).where(eq(presence.id, right.id)).all()).toMatchObject([
      { way: "correction", reason: "Read the clock wrong" },
    ]);
    expect(db.select().from(presence).where(eq(presence.id, wrong.id)).all()).toMatchObject([
      { way: "desk" },
    ]);
    const { run } = dayForDevice(as("trainer"), cohortId, "2", evening);
    const { rows } = dayState(run, snapshotOf(as("trainer"), cohortId, "2", evening), [], evening.getTime());
    const row = rows.find(({ personId }) => personId === people[0]);
    expect(row?.entries.map(({ at: when }) => when)).toEqual([at(45), at(300)]);
    expect(row?.presence.problems).toEqual([]);
    expect(db.select().from(audit).where(eq(audit.action, "correct-attendance")).all()).toHaveLength(1);
  });

  it("has the content notices of the day with it, and none where there is nothing to say", () => {
    const { notices, run } = dayForDevice(as("trainer"), cohortId, "2", evening);
    const known = run.blocks.map(({ id }) => id);
    expect(Object.keys(notices).length).toBeGreaterThan(0);
    for (const [id, { level, html }] of Object.entries(notices)) {
      expect(known).toContain(id);
      expect(["A2", "A3"]).toContain(level);
      expect(html.length).toBeGreaterThan(20);
    }
  });

  it("is refused one by one, with a sentence", () => {
    const stranger = signed("in", 1, "p-nobody");
    const tomorrow = signed("in", 24 * 60);
    const good = signed("in", 2);
    const answers = keep([stranger, tomorrow, good]);
    expect(answers.map(({ is }) => is)).toEqual(["refused", "refused", "kept"]);
    expect(answers[0]?.sentence).toMatch(/not in this cohort/);
    expect(answers[1]?.sentence).toBeTruthy();
  });

  it("is not open to trainees or to another site", () => {
    expect(refused(() => keep([signed("in", 1)], "trainee"))).toBe(404);
    expect(refused(() => keep([signed("in", 1)], "chicagoTrainer"))).toBe(404);
    expect(refused(() => dayForDevice(as("chicagoTrainer"), cohortId, "2"))).toBe(404);
  });

  it("keeps taps about steps once, whatever their order, and the moment of a tap decides", () => {
    const { run } = dayForDevice(as("trainer"), cohortId, "2", evening);
    const [first, second] = unitsOf(run).filter(({ step }) => step) as unknown as [
      { id: string },
      { id: string },
    ];
    const tap = (target: string, mark: "covered" | "skipped" | "none", minutes: number): DayEvent => ({
      type: "mark",
      id: newDeviceId(),
      target,
      mark,
      reason: mark === "skipped" ? "time" : null,
      minutes: null,
      at: at(minutes),
    });
    const taps = [tap(first.id, "covered", 40), tap(first.id, "skipped", 50), tap(second.id, "covered", 60)];
    expect(keep([...taps].reverse()).map(({ is }) => is)).toEqual(["kept", "kept", "kept"]);
    expect(keep(taps, "coTrainer").map(({ is }) => is)).toEqual(["known", "known", "known"]);
    const told = () => {
      const snapshot = snapshotOf(as("trainer"), cohortId, "2", evening);
      return dayMarks(run, snapshot, [], evening.getTime()).flatMap(({ id, state, reason }) =>
        state ? [[id, state, reason]] : [],
      );
    };
    expect(told()).toEqual([
      [first.id, "skipped", "time"],
      [second.id, "covered", null],
    ]);
    const late = tap(first.id, "covered", 45);
    expect(
      dayMarks(run, snapshotOf(as("trainer"), cohortId, "2", evening), [late], evening.getTime()),
    ).toEqual(dayMarks(run, snapshotOf(as("trainer"), cohortId, "2", evening), [], evening.getTime()));
    keep([late, tap(second.id, "none", 70)]);
    expect(told()).toEqual([[first.id, "skipped", "time"]]);
    expect(keep([tap("9.9-s1", "covered", 5)])).toMatchObject([{ is: "refused" }]);
    const rows = db
      .select()
      .from(audit)
      .all()
      .filter(({ action }) => action === "mark-step");
    expect(rows).toHaveLength(5);
    expect(refused(() => keep([late], "trainee"))).toBe(404);
  });

  it("says what another trainer recorded meanwhile", () => {
    const before = snapshotOf(as("trainer"), cohortId, "2", evening);
    const mine = signed("in", 3);
    keep([mine]);
    keep([signed("in", 4, people[1])], "coTrainer");
    const after = snapshotOf(as("trainer"), cohortId, "2", evening);
    expect(meanwhile(before, after, new Set([mine.id]))).toEqual([
      `${cast.secondTrainee.name} was signed in by another trainer.`,
    ]);
  });
});

// Random histories --------------------------------------------------------------------------------------------------

type Fate = "arrives" | "is lost" | "answer is lost" | "arrives later too";
type Turn = { device: number; size: number; fate: Fate; lateFirst: boolean };
type History = { devices: DayEvent[][]; turns: Turn[] };
/** Keeps a batch, as the server does or as a model of it. */
type Server = { keep(events: DayEvent[], device: number): DayAnswer[]; snapshot(): Snapshot };

/** A step that may be left out, and its minutes. */
type Cuttable = { id: string; minutes: number };

function histories(units: string[], cuttable: Cuttable[]): fc.Arbitrary<History> {
  const minutes = fc.integer({ min: 0, max: 700 });
  const deed = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        what: fc.constant("sign" as const),
        who: fc.nat(3),
        out: fc.boolean(),
        corrects: fc.boolean(),
        which: fc.nat(30),
        minutes,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant("take back" as const), which: fc.nat(30), minutes }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constant("walk-in" as const), minutes }) },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constant("run" as const),
        kind: fc.constantFrom("start", "done", "undo", "late", "end", "keep", "cut"),
        unit: fc.nat(units.length - 1),
        which: fc.nat(30),
        minutes,
      }),
    },
  );
  const turn = fc.record({
    device: fc.nat(2),
    size: fc.integer({ min: 1, max: 6 }),
    fate: fc.constantFrom<Fate>("arrives", "is lost", "answer is lost", "arrives later too"),
    lateFirst: fc.boolean(),
  });
  return fc
    .record({
      deeds: fc.array(fc.record({ device: fc.nat(2), deed }), { minLength: 1, maxLength: 16 }),
      turns: fc.array(turn, { maxLength: 12 }),
    })
    .map(({ deeds, turns }) => {
      const devices: DayEvent[][] = [[], [], []];
      const presences: string[] = [];
      const runs: string[] = [];
      for (const [i, { device, deed }] of deeds.entries()) {
        const own = devices[device] as DayEvent[];
        // Ids that do not sort by time, and moments that often coincide.
        const id = `${((i * 7919) % 1000).toString().padStart(4, "0")}device${device}-event${i}`;
        const moment = at(deed.minutes);
        if (deed.what === "sign") {
          const walkIn = own.find(({ type }) => type === "walk-in");
          const personId =
            deed.who === 3 ? (walkIn?.id ?? (people[0] as string)) : (people[deed.who] as string);
          const wrong = deed.corrects ? presences[deed.which] : undefined;
          const reason = "Read the clock wrong";
          if (wrong)
            own.push({ type: "void", id: `${id}-void`, presenceId: wrong, reason, recordedAt: moment });
          own.push({
            type: "presence",
            id,
            personId,
            kind: deed.out ? "out" : "in",
            at: moment,
            recordedAt: moment,
            ...(wrong ? { reason } : {}),
          });
          presences.push(id);
        } else if (deed.what === "take back") {
          const presenceId = presences[deed.which % Math.max(1, presences.length)];
          if (presenceId)
            own.push({ type: "void", id, presenceId, reason: "By mistake", recordedAt: moment });
        } else if (deed.what === "walk-in")
          own.push({ type: "walk-in", id, name: `Walk-in ${i}`, discipline: "child-advocacy", at: moment });
        else {
          const target =
            deed.kind === "undo" ? runs[deed.which % Math.max(1, runs.length)] : units[deed.unit];
          const kind = deed.kind as "start";
          const isLate = deed.kind === "late";
          const cut = cuttable[deed.unit % cuttable.length] as Cuttable;
          own.push({
            type: "run",
            id,
            kind,
            target: isLate || deed.kind === "end" ? null : deed.kind === "cut" ? cut.id : (target ?? id),
            minutes: isLate
              ? 1 + (deed.minutes % 60)
              : deed.kind === "cut"
                ? 1 + (deed.minutes % cut.minutes)
                : null,
            at: moment,
          });
          if (deed.kind !== "undo") runs.push(id);
        }
      }
      return { devices, turns };
    });
}

/** Ten thousand histories ask this a million times, for which `expect` is too slow. */
function mustBe<T extends string | number>(found: T, wanted: T, what: string): void {
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
}

/** Plays a history: batches are lost, repeated, delayed and reordered, then everything gets through at last. */
function play({ devices, turns }: History, server: Server): void {
  const waiting = devices.map((events) => inSendingOrder(events));
  const late: [DayEvent[], number][] = [];
  const send = (device: number, size: number, fate: Fate) => {
    const batch = (waiting[device] as DayEvent[]).slice(0, size);
    if (fate === "is lost") return;
    if (fate === "arrives later too") late.push([batch, device]);
    const answers = server.keep(batch, device);
    const idsOf = (all: { id: string }[]) =>
      all
        .map(({ id }) => id)
        .sort()
        .join();
    mustBe(answers.filter(({ is }) => is === "refused").length, 0, "refused");
    mustBe(idsOf(answers), idsOf(batch), "answered");
    if (fate === "answer is lost") return;
    const settled = new Set(answers.map(({ id }) => id));
    waiting[device] = (waiting[device] as DayEvent[]).filter(({ id }) => !settled.has(id));
  };
  for (const { device, size, fate, lateFirst } of turns) {
    const delayed = lateFirst ? late.pop() : undefined;
    if (delayed) server.keep([...delayed[0]].reverse(), delayed[1]);
    send(device, size, fate);
  }
  for (const device of [2, 0, 1]) send(device, 1000, "arrives");
  for (const [batch, device] of late) server.keep(batch, device);
}

/** Everything that may not be lost or come twice, whoever asks. */
function expectWhole(run: RunDay, { devices }: History, server: Server, roster: Snapshot["roster"]): void {
  const all = devices.flat();
  const snapshot = server.snapshot();
  const list = (ids: string[]) => ids.sort().join();
  const ids = (type: DayEvent["type"]) => list(all.flatMap((one) => (one.type === type ? [one.id] : [])));
  mustBe(list(snapshot.events.map(({ id }) => id)), ids("presence"), "sign-ins kept");
  mustBe(list(snapshot.run.map(({ id }) => id)), ids("run"), "run-of-show kept");
  const taken = all.flatMap((one) => (one.type === "void" ? [one.presenceId] : []));
  const voided = snapshot.voids.map(({ presenceId }) => presenceId);
  mustBe(list([...new Set(voided)]), list([...new Set(taken)]), "taken back");
  const nothing = { roster, events: [], voids: [], run: [] };
  const truth = plain(dayState(run, nothing, all, evening.getTime()));
  for (const own of [[], ...devices])
    mustBe(plain(dayState(run, snapshot, own, evening.getTime())), truth, "shown");
}

/** As text, which is quick to compare ten thousand times; the same state is the same text. */
const plain = ({ rows, run }: DayState): string =>
  JSON.stringify({
    rows: rows.map(({ personId, name, discipline, presence }) => [personId, name, discipline, presence]),
    units: run.units.map(({ id, state, cut, beginsAt, endsAt }) => [id, state, cut, beginsAt, endsAt]),
    run: [run.phase, run.late, run.endsLate, run.endsAt, run.now?.id, run.next?.id, run.last?.id],
  });

/** The part of a day that the histories are about. */
const morningOf = (run: RunDay): RunDay => ({ ...run, blocks: run.blocks.slice(0, 4) });

function model(roster: Snapshot["roster"]): Server {
  const known = new Map<string, DayEvent>();
  return {
    keep: (events) =>
      events.map((one) => {
        const is = known.has(one.id) ? "known" : "kept";
        if (is === "kept") known.set(one.id, one);
        return { id: one.id, is, sentence: null };
      }),
    snapshot: () => {
      const all = [...known.values()];
      const of = <T extends DayEvent["type"]>(type: T) =>
        all.filter((one): one is Extract<DayEvent, { type: T }> => one.type === type);
      const walkIns = of("walk-in").map(({ id, name, discipline }) => ({ personId: id, name, discipline }));
      return {
        now: 0,
        roster: [...roster, ...walkIns],
        events: of("presence"),
        voids: of("void"),
        run: of("run"),
      };
    },
  };
}

describe("10,000 random histories of three devices lose nothing and end the same", () => {
  let cohortId: string;
  let run: RunDay;
  let roster: Snapshot["roster"];
  let units: string[];
  let cuttable: Cuttable[];
  beforeEach(() => {
    freshDb();
    cohortId = insertClassroom();
    ({ run } = dayForDevice(as("trainer"), cohortId, "2", evening));
    ({ roster } = snapshotOf(as("trainer"), cohortId, "2", evening));
    units = unitsOf(run)
      .slice(0, 8)
      .map(({ id }) => id);
    cuttable = unitsOf(morningOf(run)).filter(({ step }) => step && mayCut(step));
    if (cuttable.length === 0) throw new Error("Nothing may be left out in the morning");
  });

  it("9,800 of them against the merge itself", () => {
    fc.assert(
      fc.property(histories(units, cuttable), (history) => {
        const server = model(roster);
        play(history, server);
        expectWhole(morningOf(run), history, server, roster);
      }),
      { numRuns: 9_800 },
    );
  }, 240_000);

  it("200 of them against the server's own functions on SQLite files", () => {
    const trainers = ["trainer", "coTrainer", "coordinator"] as const;
    fc.assert(
      fc.property(histories(units, cuttable), (history) => {
        freshDb();
        // What outlives a power cut is asked elsewhere (tests/kill.test.ts); here only what ends the same.
        db.$client.pragma("synchronous = OFF");
        cohortId = insertClassroom();
        const users = trainers.map(as);
        const server: Server = {
          keep: (events, device) =>
            keepDay(users[device] as (typeof users)[0], cohortId, "2", events, evening),
          snapshot: () => snapshotOf(as("trainer"), cohortId, "2", evening),
        };
        play(history, server);
        expectWhole(run, history, server, roster);
      }),
      { numRuns: 200 },
    );
  }, 240_000);
});
