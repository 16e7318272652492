import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { db } from "#db/client.server.ts";
import { evaluationForm, evaluationNote } from "#db/schema/evaluation.ts";
import { evaluationReturn } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, runningCohort } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { noteEvaluations } from "./credit.server.ts";
import {
  closeEvaluation,
  evaluationPage,
  keyEvaluation,
  myEvaluation,
  returnEvaluation,
  satisfactionForm,
  takeBackEvaluation,
} from "./evaluation.server.ts";
import { type Filled, readFilled, totalsOf } from "./evaluation.ts";
import { packetOf } from "./packet.server.ts";

const lastDay = atClass("16:00", "2026-11-26");
const filled = (change: Partial<Filled> = {}): Filled => ({
  answers: { S01: 5, S02: 4, SD1: 1 },
  about: { AY1: 0 },
  open: { SO1: "The timeline exercise" },
  ...change,
});

let cohortId: string;
beforeEach(() => {
  freshDb();
  const people = [...runningCohort.slice(0, 13), cast.trainee];
  cohortId = insertClassroom([...new Map(people.map((one) => [personIdOf(one), one])).values()]);
});

const send = (change?: Partial<Filled>, now = lastDay) =>
  returnEvaluation(as("trainee"), cohortId, filled(change), now);
const forms = () => db.select().from(evaluationForm).all();
const notes = () => db.select().from(evaluationNote).all();
const key = (id: number, change?: Partial<Filled>) =>
  keyEvaluation(as("trainer"), cohortId, id, filled(change), lastDay);
const actions = (action: string) => db.select().from(audit).where(eq(audit.action, action)).all();

describe("a form that is filled in here", () => {
  it("is kept once, without name and time, and only its return with a name", () => {
    send();
    send({ answers: { S01: 1 } });
    expect(forms()).toMatchObject([{ cohortId, way: "online", answers: { S01: 5 } }]);
    expect(
      notes()
        .map(({ item, text, formId }) => [item, text, formId])
        .sort(),
    ).toEqual([
      ["AY1", "0", null],
      ["SO1", "The timeline exercise", null],
    ]);
    expect(db.select().from(evaluationReturn).all()).toMatchObject([
      { personId: personIdOf(cast.trainee), way: "online" },
    ]);
    expect(actions("return-evaluation")).toMatchObject([{ subject: cohortId, detail: {} }]);
    const kept = JSON.stringify([forms(), notes()]);
    expect(kept).not.toContain(personIdOf(cast.trainee));
    expect(myEvaluation(as("trainee"), cohortId, lastDay)).toMatchObject({ isReturned: true });
  });

  it("opens on the last day, and not for others", () => {
    expect(refused(() => send({}, atClass("16:00", "2026-11-25")))).toBe(409);
    for (const who of ["trainer", "chicagoTrainee", "grantee"] as const)
      expect(refused(() => returnEvaluation(as(who), cohortId, filled(), lastDay))).toBe(404);
    expect(forms()).toEqual([]);
  });

  it("stays noted when a trainer notes paper forms", () => {
    send();
    noteEvaluations(as("trainer"), cohortId, [], lastDay);
    expect(db.select().from(evaluationReturn).all()).toHaveLength(1);
  });
});

describe("a paper form that is keyed in", () => {
  it("counts once, can be taken back, and never outnumbers the people", () => {
    key(1001);
    key(1001);
    expect(forms()).toMatchObject([{ id: 1001, way: "paper" }]);
    expect(notes()).toHaveLength(2);
    takeBackEvaluation(as("coordinator"), cohortId, 1001, lastDay);
    takeBackEvaluation(as("coordinator"), cohortId, 1001, lastDay);
    expect([forms(), notes()]).toEqual([[], []]);
    expect(actions("take-back-evaluation")).toHaveLength(1);
    const { enrolled } = evaluationPage(as("trainer"), cohortId, lastDay);
    for (let n = 0; n < enrolled; n += 1) key(2000 + n);
    expect(refused(() => key(9000))).toBe(409);
    expect(forms()).toHaveLength(enrolled);
  });

  it("is for those who may, at their site; what a person sent is not taken back", () => {
    send();
    const { id } = forms()[0] as { id: number };
    takeBackEvaluation(as("trainer"), cohortId, id, lastDay);
    expect(forms()).toHaveLength(1);
    for (const who of ["trainee", "grantee", "chicagoTrainer"] as const) {
      expect(refused(() => keyEvaluation(as(who), cohortId, 1, filled(), lastDay))).toBe(404);
      expect(refused(() => takeBackEvaluation(as(who), cohortId, id, lastDay))).toBe(404);
      expect(refused(() => closeEvaluation(as(who), cohortId, lastDay))).toBe(404);
      expect(refused(() => evaluationPage(as(who), cohortId, lastDay))).toBe(404);
    }
    expect(refused(() => keyEvaluation(as("chicagoTrainer"), "c-elsewhere", id, filled(), lastDay))).toBe(
      409,
    );
  });
});

describe("totals", () => {
  it("are shown after closing only, and then nothing comes in", () => {
    expect(refused(() => closeEvaluation(as("trainer"), cohortId, atClass("09:00")))).toBe(409);
    for (let n = 0; n < smallestGroup; n += 1) key(n + 1, { answers: { S01: n < 5 ? 5 : 4, S02: 3 } });
    expect(evaluationPage(as("trainer"), cohortId, lastDay).totals).toBeNull();
    const summary = () =>
      packetOf(as("trainer"), cohortId, lastDay).tables.find(({ id }) => id === "evaluation");
    expect(summary()).toMatchObject({ rows: [] });
    closeEvaluation(as("trainer"), cohortId, lastDay);
    closeEvaluation(as("coordinator"), cohortId, lastDay);
    expect(actions("close-evaluation")).toHaveLength(1);
    const { totals, stage } = evaluationPage(as("trainer"), cohortId, lastDay);
    expect(stage).toBe("closed");
    expect(totals?.items?.slice(0, 3)).toMatchObject([
      { id: "S01", answers: 11, mean: 4.5 },
      { id: "S02", answers: 11, mean: 3 },
      { id: "S03", answers: 0, mean: null },
    ]);
    expect(summary()?.rows.slice(0, 3)).toEqual([
      [satisfactionForm().items[0]?.text, 11, "4.5"],
      [satisfactionForm().items[1]?.text, 11, "3.0"],
      [satisfactionForm().items[2]?.text, "fewer than 11", "not shown"],
    ]);
    expect(refused(() => send())).toBe(409);
    expect(refused(() => key(9000))).toBe(409);
    expect(refused(() => takeBackEvaluation(as("trainer"), cohortId, 1, lastDay))).toBe(409);
  });

  it("show nothing that speaks of fewer than eleven", () => {
    const answers = fc.record(
      { S01: fc.integer({ min: 1, max: 5 }), SD1: fc.integer({ min: 0, max: 3 }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(answers, { maxLength: 40 }), (all) => {
        const totals = totalsOf(satisfactionForm(), all as Record<string, number>[], []);
        if (all.length < smallestGroup) expect(totals.items ?? totals.distress ?? totals.notes).toBeNull();
        for (const { answers: count, mean } of totals.items ?? [])
          expect(mean === null).toBe(count < smallestGroup);
        for (const { count } of totals.distress?.options ?? [])
          expect(count === 0 || count >= smallestGroup).toBe(true);
      }),
    );
  });
});

it("takes only answers that the form has, and asks for at least one", () => {
  const read = (sent: Record<string, string>) => readFilled(satisfactionForm(), (field) => sent[field] ?? "");
  expect(read({ S01: "3", SD1: "0", AY1: "2", SO1: " Less talk. " }).filled).toEqual({
    answers: { S01: 3, SD1: 0 },
    about: { AY1: 2 },
    open: { SO1: "Less talk." },
  });
  expect(Object.keys(read({ S01: "6", SD1: "9", AY2: "x", SO2: "x".repeat(1001) }).errors ?? {})).toEqual([
    "S01",
    "SD1",
    "AY2",
    "SO2",
  ]);
  expect(read({}).errors).toHaveProperty("form");
});
