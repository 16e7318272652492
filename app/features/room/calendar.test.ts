import { eq } from "drizzle-orm";
import ICAL from "ical.js";
import { beforeEach, describe, expect, test } from "vitest";
import { cancelCohort, createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { addPeople, withdraw } from "#app/features/cohorts/roster.server.ts";
import { clockIn, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { calendarFeed } from "#db/schema/planning.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf, pilotSites } from "#db/seed.ts";
import { type CastKey, cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import {
  calendarPage,
  cohortCalendar,
  cohortFeed,
  cohortFeedAddress,
  myCalendar,
  privateFeed,
  renewFeed,
  setCohortFeed,
  stopFeed,
} from "./calendar.server.ts";
import { calendarText } from "./calendar.ts";
import { sessionDaysOf } from "./session-days.server.ts";
import { cancelDay, changeDay, dayToken } from "./timetable.server.ts";

const trainersAt: Record<string, [CastKey, CastKey]> = {
  denver: ["trainer", "coTrainer"],
  chicago: ["chicagoTrainer", "chicagoCoTrainer"],
  "san-diego": ["sanDiegoTrainer", "sanDiegoCoTrainer"],
  "atlantic-city": ["atlanticCityTrainer", "atlanticCityCoTrainer"],
  "washington-dc": ["washingtonTrainer", "washingtonCoTrainer"],
};

function plan(siteId: string, startsOn: string, endsOn: string, variant = "four-day"): string {
  const [first, second] = trainersAt[siteId] as [CastKey, CastKey];
  const made = createCohort(as(first), siteId, newId(), {
    name: "Spring cohort",
    startsOn,
    endsOn,
    venue: "Room 2, “Main; Hall”, 1st floor",
    variant,
    trainerIds: [personIdOf(cast[first]), personIdOf(cast[second])],
  });
  if (!made.id) throw new Error(JSON.stringify(made.errors));
  return made.id;
}

type Read = {
  uid: string;
  sequence: number;
  status: string;
  starts: Date;
  ends: Date;
  summary: string;
  location: string;
};

/** What another parser reads in a file. */
function read(text: string): Read[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: Number(component.getFirstPropertyValue("sequence")),
      status: String(component.getFirstPropertyValue("status")),
      starts: event.startDate.toJSDate(),
      ends: event.endDate.toJSDate(),
      summary: event.summary,
      location: event.location,
    };
  });
}

beforeEach(freshDb);

describe("a file of a cohort", () => {
  test.each(pilotSites)("is right across the change of clocks at $id", ({ id: siteId, timeZone }) => {
    // Clocks go forward on March 14, 2027 and back on November 7.
    for (const [startsOn, endsOn] of [
      ["2027-03-13", "2027-03-16"],
      ["2027-11-05", "2027-11-08"],
    ] as const) {
      const id = plan(siteId, startsOn, endsOn);
      const [first] = trainersAt[siteId] as [CastKey, CastKey];
      const days = sessionDaysOf(as(first), id);
      const entries = read(cohortCalendar(as(first), id));
      expect(entries).toHaveLength(4);
      entries.forEach(({ starts, ends, status, location }, i) => {
        expect(todayIn(timeZone, starts)).toBe(days[i]?.on);
        expect(clockIn(timeZone, starts)).toBe("08:30");
        expect(clockIn(timeZone, ends)).toBe("16:45");
        expect(status).toBe("CONFIRMED");
        expect(location).toBe("Room 2, “Main; Hall”, 1st floor");
      });
    }
  });

  test("keeps ids, and counts each change people must see", () => {
    const id = plan("denver", "2027-03-08", "2027-03-11");
    const trainer = as("trainer");
    const before = read(cohortCalendar(trainer, id));
    const [, second] = sessionDaysOf(trainer, id);
    if (!second) throw new Error("There is no second day");
    changeDay(trainer, id, 2, dayToken(second), { on: "2027-03-12", startsAt: "10:00", venue: null });
    cancelDay(trainer, id, 3, true);
    const after = read(cohortCalendar(trainer, id));
    expect(after.map(({ uid }) => uid)).toEqual(before.map(({ uid }) => uid));
    expect(new Set(after.map(({ uid }) => uid)).size).toBe(4);
    expect(after.map(({ sequence }) => sequence)).toEqual([0, 1, 1, 0]);
    expect(after.map(({ status }) => status)).toEqual(["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]);
    expect(after[1]?.starts.toISOString()).toBe("2027-03-12T17:00:00.000Z");
    cancelCohort(trainer, id, true);
    const canceled = read(cohortCalendar(trainer, id));
    expect(new Set(canceled.map(({ status }) => status))).toEqual(new Set(["CANCELLED"]));
    canceled.forEach(({ sequence }, i) => {
      expect(sequence).toBeGreaterThan(after[i]?.sequence ?? 0);
    });
  });

  test("never names the topic or a person", () => {
    const id = plan("denver", "2027-03-08", "2027-03-11");
    addPeople(as("trainer"), id, [as("trainee").id]);
    const text = cohortCalendar(as("trainer"), id).replaceAll(/\r\n /g, "");
    expect(text).not.toMatch(/exploit|traffick|sexual|child|Rivera|Okafor|rivera@/i);
    expect(read(text).map(({ summary }) => summary)).toEqual(
      [1, 2, 3, 4].map((day) => `Training, Day ${day}`),
    );
  });

  test("opens for who may see the cohort, and by its key until that is renewed", () => {
    const id = plan("denver", "2027-03-08", "2027-03-11");
    for (const who of ["chicagoTrainer", "trainee", "grantee"] as const) {
      expect(refused(() => cohortCalendar(as(who), id))).toBe(404);
      expect(refused(() => setCohortFeed(as(who), id, true))).toBe(404);
    }
    expect(cohortFeedAddress(as("trainer"), id)).toBeNull();
    expect(refused(() => cohortFeed(id, ""))).toBe(404);
    setCohortFeed(as("trainer"), id, true);
    const key = (): string =>
      new URL(cohortFeedAddress(as("trainer"), id) as string).searchParams.get("key") as string;
    const old = key();
    expect(read(cohortFeed(id, old))).toHaveLength(4);
    setCohortFeed(as("coTrainer"), id, true);
    expect(refused(() => cohortFeed(id, old))).toBe(404);
    expect(refused(() => cohortFeed(plan("denver", "2027-04-08", "2027-04-11"), key()))).toBe(404);
    setCohortFeed(as("trainer"), id, false);
    expect(cohortFeedAddress(as("trainer"), id)).toBeNull();
    const rows = db.select().from(audit).where(eq(audit.subject, id)).all();
    expect(rows.map(({ action }) => action).slice(1)).toEqual([
      "renew-cohort-calendar",
      "renew-cohort-calendar",
      "stop-cohort-calendar",
    ]);
    expect(JSON.stringify(rows)).not.toContain(old);
  });
});

describe("a person’s calendar", () => {
  test("holds the days they attend and teach; who leaves gets the days ahead as canceled", () => {
    const id = plan("denver", "2027-03-08", "2027-03-11");
    const trainee = as("trainee");
    addPeople(as("trainer"), id, [trainee.id]);
    expect(read(myCalendar(trainee))).toHaveLength(4);
    expect(read(myCalendar(as("coTrainer")))).toHaveLength(4);
    expect(read(myCalendar(as("secondTrainee")))).toEqual([]);
    expect(
      calendarPage(trainee, new Date("2027-03-10T18:00:00Z")).days.map(({ position }) => position),
    ).toEqual([2, 3, 4]);
    withdraw(as("trainer"), id, trainee.id, null, new Date("2027-03-09T23:00:00Z"));
    const left = read(myCalendar(trainee));
    expect(left.map(({ status, sequence }) => [status, sequence])).toEqual([
      ["CANCELLED", 1],
      ["CANCELLED", 1],
    ]);
  });

  test("has one private address, renewed and stopped by its owner", () => {
    const id = plan("denver", "2027-03-08", "2027-03-11");
    const trainee = as("trainee");
    addPeople(as("trainer"), id, [trainee.id]);
    expect(calendarPage(trainee).feed).toBeNull();
    renewFeed(trainee);
    const token = () => /calendar\/([\w-]+)\.ics$/.exec(calendarPage(trainee).feed ?? "")?.[1] as string;
    const old = token();
    expect(read(privateFeed(old))).toHaveLength(4);
    renewFeed(trainee);
    expect(refused(() => privateFeed(old))).toBe(404);
    expect(read(privateFeed(token()))).toHaveLength(4);
    expect(db.select().from(calendarFeed).all()).toHaveLength(1);
    stopFeed(trainee);
    stopFeed(trainee);
    expect(calendarPage(trainee).feed).toBeNull();
    const actions = db.select().from(audit).where(eq(audit.subject, trainee.id)).all();
    expect(actions.map(({ action }) => action)).toEqual([
      "renew-calendar",
      "renew-calendar",
      "stop-calendar",
    ]);
  });
});

test("lines stay within 75 bytes, as the standard asks", () => {
  const at = new Date("2027-03-08T15:30:00Z");
  const entry = { id: "a", starts: at, ends: at, canceled: false, sequence: 0, changedAt: at };
  const text = calendarText("Training days", "example.org", [
    { ...entry, title: "Training", place: "Ü".repeat(100), note: "x".repeat(300) },
  ]);
  expect(Math.max(...text.split("\r\n").map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(read(text)[0]?.location).toBe("Ü".repeat(100));
});
