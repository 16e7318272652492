import { beforeEach, describe, expect, it } from "vitest";
import { addSupervision } from "#app/features/cohorts/supervision.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { teachBackSlot } from "#db/schema/teach-back.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, runningCohort } from "#tests/cast.ts";
import { insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { chooseSlice, menuNow, myTeachBack } from "./teach-back-slice.server.ts";
import {
  giveSlot,
  lastDayFor,
  previewTeachBacks,
  saveTeachBacks,
  slotsOf,
  teachBackPlanPage,
  undoTeachBacks,
  whenOf,
} from "./teach-backs.server.ts";

const now = new Date("2026-11-20T17:00:00Z");
const [amina, daniel] = [personIdOf(cast.trainer), personIdOf(cast.coTrainer)];
const tomas = personIdOf(cast.trainee);
const input = { on: "2026-11-26", at: "10:40", rooms: ["Room 2"], assessorIds: [amina, daniel] };
let cohortId: string;

beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
});

const look = (more = {}) => previewTeachBacks(as("trainer"), cohortId, { ...input, ...more });
const seen = (more = {}) => look(more).preview?.seen as string;
const save = (planId = newId()) => saveTeachBacks(as("trainer"), cohortId, planId, input, seen(), now);
const actions = () =>
  db
    .select()
    .from(audit)
    .all()
    .map(({ action }) => action)
    .filter((action) => /teach-back|slice/.test(action));

describe("slots", () => {
  it("are shown before they are kept, on the clocks of the site, with two assessors each", () => {
    const { preview } = look();
    expect(preview?.problems).toEqual([]);
    expect(preview?.groups[0]?.slots).toHaveLength(3);
    expect(slotsOf({ cohortId })).toEqual([]);
    expect(save()).toBe(null);
    const slots = slotsOf({ cohortId });
    expect(slots).toHaveLength(3);
    for (const { assessors } of slots)
      expect(assessors.map(({ name }) => name).sort()).toEqual(["Amina Okafor", "Daniel Whitehorse"]);
    // 10:40 and 12 minutes to set up.
    expect(whenOf(slots[0] as (typeof slots)[number], "America/Denver")).toMatchObject({
      from: "10:52 AM",
      to: "11:06 AM",
      zone: "MST",
    });
    expect(actions()).toEqual(["plan-teach-backs"]);
  });

  it("are kept once when the form is sent twice, and for nobody who has one", () => {
    const plan = newId();
    const hash = seen();
    saveTeachBacks(as("trainer"), cohortId, plan, input, hash, now);
    saveTeachBacks(as("coTrainer"), cohortId, plan, input, hash, now);
    expect(slotsOf({ cohortId })).toHaveLength(3);
    expect(actions()).toEqual(["plan-teach-backs"]);
    expect(look().preview?.groups).toEqual([]);
  });

  it("come back as a new plan when the roster changed after somebody looked", () => {
    const changed = saveTeachBacks(as("trainer"), cohortId, newId(), input, "an older plan", now);
    expect(changed?.seen).toBe(seen());
    expect(slotsOf({ cohortId })).toEqual([]);
  });

  it("never seat a supervisor, say why, and cannot be kept then", () => {
    addSupervision(as("trainer"), cohortId, amina, tomas, now);
    const { preview } = look();
    expect(preview?.problems).toEqual([
      expect.stringContaining("For Tomás Rivera, only Daniel Whitehorse may assess"),
    ]);
    expect(refused(() => save())).toBe(409);
    expect(slotsOf({ cohortId })).toEqual([]);
    const given = giveSlot(
      as("trainer"),
      cohortId,
      newId(),
      { personId: tomas, on: "2026-11-26", at: "13:00", room: "Room 2", assessorIds: [amina, daniel] },
      null,
      now,
    );
    expect(given?.assessor).toContain("supervises");
  });

  it("ask for a day, a time, rooms and two assessors", () => {
    expect(look({ on: "soon", at: "25:00", rooms: [], assessorIds: [amina] }).errors).toEqual({
      on: expect.any(String),
      at: expect.any(String),
      rooms: expect.any(String),
      assessor: expect.any(String),
    });
    expect(look({ rooms: ["A", "A"] }).errors?.rooms).toContain("a name of its own");
  });

  it("can be taken back and planned anew, and what somebody chose to teach stays", () => {
    save();
    const mine = slotsOf({ cohortId, personId: tomas })[0]?.id as string;
    chooseSlice(as("trainee"), mine, "1", now);
    expect(teachBackPlanPage(as("trainer"), cohortId).mayUndo).toBe(true);
    undoTeachBacks(as("trainer"), cohortId, now);
    undoTeachBacks(as("trainer"), cohortId, now);
    expect(slotsOf({ cohortId })).toEqual([]);
    save();
    expect(slotsOf({ cohortId, personId: tomas })[0]?.slice?.title).toBe("Words that protect");
    expect(db.select().from(teachBackSlot).all()).toHaveLength(6);
    expect(actions()).toEqual(["plan-teach-backs", "choose-slice", "undo-teach-backs", "plan-teach-backs"]);
  });

  it("are planned by those who may, at their own site", () => {
    for (const [key, status] of [
      ["trainee", 404],
      ["reviewer", 404],
      ["chicagoTrainer", 404],
    ] as const) {
      expect(
        refused(() => teachBackPlanPage(as(key), cohortId)),
        key,
      ).toBe(status);
      expect(
        refused(() => previewTeachBacks(as(key), cohortId, input)),
        key,
      ).toBe(status);
      expect(
        refused(() => saveTeachBacks(as(key), cohortId, newId(), input, "", now)),
        key,
      ).toBe(status);
      expect(
        refused(() => undoTeachBacks(as(key), cohortId, now)),
        key,
      ).toBe(status);
      expect(
        refused(() =>
          giveSlot(
            as(key),
            cohortId,
            newId(),
            { personId: tomas, on: "2026-11-26", at: "13:00", room: "A", assessorIds: [amina, daniel] },
            null,
            now,
          ),
        ),
        key,
      ).toBe(status);
    }
    expect(teachBackPlanPage(as("coordinator"), cohortId).mayPlan).toBe(true);
  });

  it("are given to one person by hand, once, and a repeat only within its days", () => {
    const form = newId();
    const one = {
      personId: tomas,
      on: "2026-11-26",
      at: "13:00",
      room: "Room 2",
      assessorIds: [amina, daniel],
    };
    expect(giveSlot(as("trainer"), cohortId, form, one, null, now)).toBe(null);
    expect(giveSlot(as("trainer"), cohortId, form, one, null, now)).toBe(null);
    expect(slotsOf({ cohortId })).toHaveLength(1);
    expect(refused(() => giveSlot(as("trainer"), cohortId, newId(), one, null, now))).toBe(409);
    const repeat = { round: 2, lastDay: "2026-12-20" };
    expect(
      giveSlot(as("trainer"), cohortId, newId(), { ...one, on: "2026-12-21" }, repeat, now)?.on,
    ).toContain("within 30 days");
    expect(giveSlot(as("trainer"), cohortId, newId(), { ...one, on: "2026-12-20" }, repeat, now)).toBe(null);
    expect(slotsOf({ cohortId }).map(({ round }) => round)).toEqual([1, 2]);
    expect(lastDayFor(now, "America/Denver", 30, now)).toBe("2026-12-20");
    expect(lastDayFor(now, "America/Denver", 30, new Date("2027-01-10T12:00:00Z"))).toBe(null);
  });

  it("come for a whole roster in mixed groups", () => {
    freshDb();
    cohortId = insertClassroom(runningCohort);
    const { preview } = look({ rooms: ["A", "B"] });
    expect(preview?.groups).toHaveLength(4);
    expect(preview?.groups.flatMap(({ slots }) => slots)).toHaveLength(24);
    expect(preview?.notes.join(" ")).toContain("there are not more pairs of assessors");
  });
});

describe("my slice", () => {
  it("is one of the menu, one’s own, and one audit row when chosen twice", () => {
    save();
    const mine = slotsOf({ cohortId, personId: tomas })[0]?.id as string;
    expect(chooseSlice(as("trainee"), mine, "99", now)).toBe(false);
    expect(chooseSlice(as("trainee"), mine, "12", now)).toBe(true);
    expect(chooseSlice(as("trainee"), mine, "12", now)).toBe(true);
    expect(myTeachBack(as("trainee")).slots[0]?.slice).toEqual({
      id: "12",
      title: "Four levels",
      modules: ["4.1", "4.4"],
    });
    expect(actions()).toEqual(["plan-teach-backs", "choose-slice"]);
    for (const key of ["secondTrainee", "trainer", "chicagoTrainee"] as const)
      expect(
        refused(() => chooseSlice(as(key), mine, "1", now)),
        key,
      ).toBe(404);
    expect(menuNow()).toHaveLength(12);
    expect(myTeachBack(as("trainee")).slots[0]?.group).toHaveLength(2);
    expect(myTeachBack(as("chicagoTrainee")).slots).toEqual([]);
  });
});
