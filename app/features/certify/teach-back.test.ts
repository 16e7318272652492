import { beforeEach, describe, expect, it } from "vitest";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords } from "#app/features/people/records.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { rubricVersion, teachBackForm } from "#db/schema/teach-back.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { type CastKey, cast } from "#tests/cast.ts";
import { insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { rubricNow } from "./rubric.server.ts";
import {
  agreementIn,
  handInForm,
  newestOutcome,
  repeatDue,
  statesOf,
  teachBackPage,
} from "./teach-back.server.ts";
import { chooseSlice } from "./teach-back-slice.server.ts";
import { previewTeachBacks, saveTeachBacks, slotsOf } from "./teach-backs.server.ts";

const now = new Date("2026-11-26T20:00:00Z");
const tomas = personIdOf(cast.trainee);
let cohortId: string;
let slotId: string;

beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
  const input = {
    on: "2026-11-26",
    at: "10:40",
    rooms: ["Room 2"],
    assessorIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
  };
  const { preview } = previewTeachBacks(as("trainer"), cohortId, input);
  saveTeachBacks(as("trainer"), cohortId, newId(), input, preview?.seen as string, now);
  slotId = slotsOf({ cohortId, personId: tomas })[0]?.id as string;
  chooseSlice(as("trainee"), slotId, "1", now);
});

const levels = (level: number, other = {}) => ({
  ...Object.fromEntries(rubricNow().criteria.map(({ id }) => [id, level])),
  ...other,
});
const handIn = (
  key: CastKey,
  scores: Record<string, number>,
  more: { id?: string; at?: Date; nextStep?: string } = {},
) =>
  handInForm(
    as(key),
    slotId,
    more.id ?? newId(),
    {
      scores,
      heard: { say: [0], notSay: [] },
      strengths: ["You gave a task.", "You stopped on time."],
      nextStep: more.nextStep ?? "Start at minute three.",
    },
    more.at ?? now,
  );
const page = (key: CastKey) => teachBackPage(as(key), slotId, now);
const bothHandIn = (scores = levels(3)) => [handIn("trainer", scores), handIn("coTrainer", scores)];

describe("scoring a teach-back", () => {
  it("gives each their part, with the points of the module", () => {
    expect([
      page("trainee").part,
      page("secondTrainee").part,
      page("trainer").part,
      page("coordinator").part,
    ]).toEqual(["self", "peer", "assessor", null]);
    expect(page("trainer").points.say[1]).toBe(
      "Consent is not the question, because a child cannot agree to be bought.",
    );
    for (const key of ["chicagoTrainer", "chicagoTrainee", "reviewer", "grantee", "administrator"] as const)
      expect(
        refused(() => page(key)),
        key,
      ).toBe(404);
    expect(refused(() => handIn("coordinator", levels(3)))).toBe(404);
    expect(refused(() => handIn("chicagoTrainee", levels(3)))).toBe(404);
  });

  it("hides the forms from each other until both assessors are in, and from peers for good", () => {
    handIn("trainee", { C1: 3 });
    handIn("secondTrainee", { C3: 2 });
    handIn("trainer", levels(3));
    for (const key of ["trainee", "secondTrainee", "trainer"] as const) {
      expect(
        page(key).forms.map(({ isMine }) => isMine),
        key,
      ).toEqual([true]);
      expect(page(key).result, key).toBe(null);
    }
    expect(page("coTrainer").forms).toEqual([]);
    expect(page("coordinator").forms).toEqual([]);
    expect(page("coTrainer").waitingFor).toEqual(["Daniel Whitehorse"]);
    expect(myRecords(as("trainee"), now).tables.teach_back_form).toHaveLength(1);
    handIn("coTrainer", levels(3));
    expect(page("trainee").forms).toHaveLength(4);
    expect(page("trainee").result?.outcome).toBe("pass");
    expect(page("coordinator").forms).toHaveLength(4);
    expect(page("secondTrainee").forms).toHaveLength(1);
    expect(page("secondTrainee").result).toBe(null);
    expect(myRecords(as("trainee"), now).tables.teach_back_form).toHaveLength(4);
    expect(myRecords(as("secondTrainee"), now).tables.teach_back_form).toHaveLength(1);
  });

  it("does not let other levels make up for safety, and asks for a repeat within thirty days", () => {
    bothHandIn(levels(4, { S1: 2 }));
    const { result, repeatBy } = page("trainee");
    expect(result?.outcome).toBe("not-yet");
    expect(result?.changes.map(({ criterion }) => criterion)).toEqual(["S1"]);
    expect(repeatBy).toBe("Saturday, December 26, 2026");
    expect(repeatDue(cohortId, tomas, now)).toEqual({ round: 2, lastDay: "2026-12-26" });
    expect(newestOutcome(tomas)?.outcome).toBe("not-yet");
    expect(refused(() => repeatDue(cohortId, personIdOf(cast.secondTrainee), now))).toBe(409);
  });

  it("shows how alike the assessors scored", () => {
    handIn("trainer", levels(3));
    handIn("coTrainer", levels(3, { C1: 4, C2: 1 }));
    const { agreement } = page("coordinator");
    expect(agreement?.exact).toEqual({ value: 6 / 8, n: 8 });
    expect(agreement?.withinOne).toEqual({ value: 7 / 8, n: 8 });
    expect(agreementIn(slotsOf({ cohortId })).scores).toBe(8);
    expect(page("trainee").result).toMatchObject({ outcome: "not-yet" });
    expect([...statesOf(slotsOf({ cohortId })).values()].map(({ outcome }) => outcome).sort()).toEqual([
      "not-yet",
      "waiting",
      "waiting",
    ]);
  });

  it("keeps one form per person, with one audit row that holds no words", () => {
    const id = newId();
    expect(handIn("trainer", levels(3), { id })).toBe(null);
    expect(handIn("trainer", levels(4), { id })).toBe(null);
    expect(refused(() => handIn("trainer", levels(4)))).toBe(409);
    expect(refused(() => handIn("coTrainer", levels(4), { id }))).toBe(409);
    expect(db.select().from(teachBackForm).all()).toMatchObject([{ id, scores: levels(3) }]);
    const rows = db
      .select()
      .from(audit)
      .all()
      .filter(({ action }) => action === "score-teach-back");
    expect(rows).toMatchObject([
      { subject: slotId, siteId: "denver", detail: { personId: tomas, part: "assessor" } },
    ]);
  });

  it("asks an assessor for every criterion, others for one, and everybody for words", () => {
    expect(handIn("trainer", { C1: 3 })).toHaveProperty("score-S1");
    expect(handIn("secondTrainee", {})).toHaveProperty("score-C1");
    expect(handIn("secondTrainee", { C1: 7 })).toHaveProperty("score-C1");
    expect(handIn("trainer", levels(3), { nextStep: "" })).toEqual({ nextStep: "Write one next step." });
    expect(db.select().from(teachBackForm).all()).toEqual([]);
  });

  it("opens on its own day, and fixes the slice once somebody has scored", () => {
    expect(refused(() => handIn("trainer", levels(3), { at: new Date("2026-11-26T05:00:00Z") }))).toBe(409);
    handIn("trainer", levels(3));
    expect(refused(() => chooseSlice(as("trainee"), slotId, "2", now))).toBe(409);
  });

  it("is scored with the rubric of its first form, whatever the curriculum says later", () => {
    handIn("trainer", levels(3));
    const older = { ...rubricNow(), hash: "older", title: "The rubric of that day" };
    db.insert(rubricVersion).values({ hash: "older", rubric: older, firstUsedAt: now }).run();
    db.update(teachBackForm).set({ rubricHash: "older" }).run();
    handIn("coTrainer", levels(3));
    expect(
      db
        .select()
        .from(teachBackForm)
        .all()
        .map(({ rubricHash }) => rubricHash),
    ).toEqual(["older", "older"]);
  });

  it("takes what was written about somebody with their account, and keeps the levels", () => {
    bothHandIn();
    eraseMe(as("trainee"), now);
    expect(db.select().from(teachBackForm).all()).toMatchObject([
      { strengths: [], nextStep: "", scores: levels(3) },
      { strengths: [], nextStep: "" },
    ]);
    eraseMe(as("secondTrainee"), now);
    expect(slotsOf({ cohortId }).map(({ personId }) => personId)).not.toContain(
      personIdOf(cast.secondTrainee),
    );
  });
});
