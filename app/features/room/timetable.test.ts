import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { taughtDays } from "#app/content/catalogue.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { matrixOf } from "#app/features/cohorts/matrix.server.ts";
import { viewOf } from "#app/features/cohorts/matrix.ts";
import {
  cancelCohort,
  changeCohort,
  createCohort,
  tokenOf,
  variantChoices,
} from "#app/features/cohorts/plan-cohort.server.ts";
import { addPeople } from "#app/features/cohorts/roster.server.ts";
import { completionOf } from "#app/features/learn/progress.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { presence, sessionDay } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { sessionDayFor, sessionDaysOf } from "./session-days.server.ts";
import { cancelDay, changeDay, dayToken, timetableOf } from "./timetable.server.ts";
import { readDayForm } from "./timetable.ts";

const input = {
  name: "Spring cohort",
  startsOn: "2027-03-08",
  endsOn: "2027-03-17",
  venue: "Room 2",
  variant: "four-day",
  trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
};

let id: string;
beforeEach(() => {
  freshDb();
  id = createCohort(as("trainer"), "denver", newId(), input).id as string;
});

const days = () => sessionDaysOf(as("trainer"), id);
const dates = () => days().map(({ on }) => on);
const cohort = () => cohortFor(as("trainer"), id);
const audited = () =>
  db
    .select()
    .from(audit)
    .where(eq(audit.subject, id))
    .all()
    .map(({ action }) => action);
const change = (who: Parameters<typeof as>[0], position: number, next: object, token?: string) => {
  const day = sessionDayFor(as("trainer"), id, position);
  const { on, startsAt, venue } = day;
  return changeDay(as(who), id, position, token ?? dayToken(day), { on, startsAt, venue, ...next });
};
const edit = (next: Partial<typeof input>) => {
  const { startsOn, endsOn } = cohort();
  return changeCohort(as("trainer"), id, tokenOf(cohort()), { ...input, startsOn, endsOn, ...next });
};
function signIn(position: number): void {
  const at = new Date("2027-03-08T15:30:00Z");
  db.insert(presence)
    .values({
      id: newId(),
      sessionDayId: sessionDayFor(as("trainer"), id, position).id,
      personId: as("trainee").id,
      kind: "in",
      at,
      way: "desk",
      recordedBy: as("trainer").id,
      recordedAt: at,
      receivedAt: at,
    })
    .run();
}

describe("forms of the course", () => {
  test("each says the hours it really gives and what it leaves out", () => {
    expect(variantChoices().map(({ id, hours, trainsTrainers }) => [id, hours, trainsTrainers])).toEqual([
      ["four-day", "27", true],
      ["three-day", "20.25", false],
      ["two-day", expect.stringMatching(/^1[234]/), false],
    ]);
    const [whole, three] = variantChoices();
    expect(whole?.leavesOut).toEqual([]);
    expect(three?.leavesOut.map((title) => title.slice(0, 3))).toEqual(
      taughtDays("four-day")[3]?.modules.map(({ id }) => id),
    );
  });

  test("a cohort gets the days of its form, and its people are asked for nothing else", () => {
    expect(dates()).toEqual(["2027-03-08", "2027-03-11", "2027-03-14", "2027-03-17"]);
    expect(edit({ variant: "three-day" })).toBeNull();
    expect(days()).toHaveLength(3);
    expect(dates()).toEqual(["2027-03-08", "2027-03-13", "2027-03-17"]);
    addPeople(as("trainer"), id, [as("trainee").id]);
    const matrix = matrixOf(as("trainer"), id, viewOf(new URLSearchParams()));
    expect(matrix.days).toHaveLength(3);
    expect(matrix.modules).toBe(21);
    const overall = completionOf([as("trainee").id], "three-day").get(as("trainee").id)?.overall;
    expect(overall).toMatchObject({ modules: { total: 21 }, frames: { total: 6 } });
    expect(edit({ variant: "four-day" })).toBeNull();
    expect(days().map(({ canceledAt }) => canceledAt)).toEqual([null, null, null, null]);
  });

  test("a day that a shorter form drops stays for calendars as canceled, with a higher number", () => {
    edit({ variant: "two-day" });
    const rows = db.select().from(sessionDay).where(eq(sessionDay.cohortId, id)).all();
    expect(rows.map(({ canceledAt, sequence }) => [canceledAt !== null, sequence])).toEqual([
      [false, 1],
      [false, 1],
      [true, 1],
      [true, 1],
    ]);
  });

  test("neither form nor dates change once something is recorded", () => {
    signIn(1);
    expect(edit({ variant: "two-day" })?.errors?.variant).toMatch(/recorded/);
    expect(edit({ endsOn: "2027-03-20" })?.errors?.startsOn).toMatch(/recorded/);
    expect(edit({ name: "Other" })).toBeNull();
  });

  test("an unknown form, and fewer days than it takes, are answered beside the field", () => {
    expect(edit({ variant: "one-day" })?.errors).toHaveProperty("variant");
    expect(edit({ endsOn: "2027-03-10" })?.errors?.endsOn).toMatch(/takes 4 days/);
    expect(edit({ endsOn: "2027-03-10", variant: "three-day" })).toBeNull();
  });

  test("moving a cohort moves its days alike, and stretching it spreads them anew", () => {
    change("trainer", 2, { on: "2027-03-09" });
    expect(edit({ startsOn: "2027-04-08", endsOn: "2027-04-17" })).toBeNull();
    expect(dates()).toEqual(["2027-04-08", "2027-04-09", "2027-04-14", "2027-04-17"]);
    expect(edit({ endsOn: "2027-04-11" })).toBeNull();
    expect(dates()).toEqual(["2027-04-08", "2027-04-09", "2027-04-10", "2027-04-11"]);
  });
});

describe("a day", () => {
  test("changes date, start and place; the cohort’s own days follow, and calendars are told", () => {
    expect(change("coTrainer", 4, { on: "2027-03-20", startsAt: "09:15", venue: "Library" })).toBeNull();
    const day = sessionDayFor(as("trainer"), id, 4);
    expect(day).toMatchObject({ on: "2027-03-20", startsAt: "09:15", venue: "Library", sequence: 1 });
    expect(cohort().endsOn).toBe("2027-03-20");
    const shown = timetableOf(day, "Room 2");
    expect(shown).toMatchObject({
      from: "9:15 AM",
      to: "5:30 PM",
      zone: "MDT",
      venue: "Library",
      hours: "6.75",
    });
    expect(shown.lines[0]).toMatchObject({ kind: "opening", from: "9:15 AM" });
    expect(shown.lines.map(({ kind }) => kind)).toContain("lunch");
    expect(audited()).toEqual(["create-cohort", "change-day"]);
    expect(change("coTrainer", 4, {})).toBeNull();
    expect(audited()).toHaveLength(2);
  });

  test("of two editors the second sees what the first saved, and nothing is overwritten", () => {
    const token = dayToken(sessionDayFor(as("trainer"), id, 2));
    expect(change("trainer", 2, { venue: "Library" }, token)).toBeNull();
    expect(change("coTrainer", 2, { startsAt: "10:00" }, token)?.stale).toMatchObject({ venue: "Library" });
    expect(sessionDayFor(as("trainer"), id, 2)).toMatchObject({ venue: "Library", startsAt: "08:30" });
  });

  test("never falls on another day’s date, and keeps its date once somebody signed in", () => {
    expect(change("trainer", 2, { on: "2027-03-14" })?.errors?.on).toMatch(/Day 3 is on this date/);
    signIn(2);
    expect(change("trainer", 2, { on: "2027-03-12" })?.errors?.on).toMatch(/recorded/);
    expect(change("trainer", 2, { venue: "Library" })).toBeNull();
    expect(refused(() => cancelDay(as("trainer"), id, 2, true))).toBe(409);
  });

  test("is canceled and brought back, each once", () => {
    cancelDay(as("trainer"), id, 4, true);
    cancelDay(as("coTrainer"), id, 4, true);
    expect(cohort().endsOn).toBe("2027-03-14");
    change("trainer", 3, { on: "2027-03-17" });
    expect(refused(() => cancelDay(as("trainer"), id, 4, false))).toBe(409);
    change("trainer", 3, { on: "2027-03-14" });
    cancelDay(as("trainer"), id, 4, false);
    cancelDay(as("trainer"), id, 4, false);
    expect(cohort().endsOn).toBe("2027-03-17");
    expect(
      audited()
        .filter((action) => action.endsWith("-day"))
        .sort(),
    ).toEqual(["cancel-day", "change-day", "change-day", "restore-day"].sort());
  });

  test("is nobody else’s to change", () => {
    for (const who of ["chicagoTrainer", "trainee", "grantee", "reviewer"] as const) {
      expect(refused(() => change(who, 1, { venue: "Mine" }))).toBe(404);
      expect(refused(() => cancelDay(as(who), id, 1, true))).toBe(404);
    }
    expect(refused(() => sessionDayFor(as("trainer"), id, 5))).toBe(404);
    expect(refused(() => sessionDayFor(as("trainer"), id, "x"))).toBe(404);
  });
});

test("a canceled cohort keeps its days as they are, tells calendars, and comes back", () => {
  cancelCohort(as("trainer"), id, true);
  cancelCohort(as("coTrainer"), id, true);
  expect(cohort().phase).toBe("canceled");
  expect(days().map(({ sequence }) => sequence)).toEqual([1, 1, 1, 1]);
  expect(refused(() => change("trainer", 1, { venue: "Library" }))).toBe(409);
  expect(refused(() => edit({ name: "Other" }))).toBe(409);
  cancelCohort(as("trainer"), id, false);
  expect(cohort().canceledAt).toBeNull();
  expect(audited()).toEqual(["create-cohort", "cancel-cohort", "restore-cohort"]);
  expect(refused(() => cancelCohort(as("chicagoTrainer"), id, true))).toBe(404);
});

test.each([
  [{ on: "2027-02-30", startsAt: "08:30" }, "on"],
  [{ on: "", startsAt: "08:30" }, "on"],
  [{ on: "2027-02-03", startsAt: "24:00" }, "startsAt"],
  [{ on: "2027-02-03", startsAt: "08:30", venue: "x".repeat(161) }, "venue"],
])("a day’s form is answered beside the field: %j", (values, field) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  expect(Object.keys(readDayForm(form).errors ?? {})).toEqual([field]);
});
