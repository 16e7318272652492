import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { archiveCohort, createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { addPeople } from "#app/features/cohorts/roster.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { dayChange } from "#db/schema/planning.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { contactBlocks, contactMinutes } from "./contact.ts";
import { eventOf, recordRun, runPage } from "./run.server.ts";
import { lateStart } from "./run-plan.ts";
import { sessionDayFor } from "./session-days.server.ts";
import { countFromRealStart } from "./start-late.server.ts";

/** 8:52 AM in Denver; the plan says 8:30. */
const began = new Date("2026-11-23T15:52:20Z");
let id: string;
beforeEach(() => {
  freshDb();
  id = createCohort(as("trainer"), "denver", newId(), {
    name: "Winter cohort",
    startsOn: "2026-11-23",
    endsOn: "2026-11-26",
    venue: "Room 2",
    variant: "four-day",
    trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
  }).id as string;
  addPeople(as("trainer"), id, [as("trainee").id], new Date("2026-11-01T12:00:00Z"));
});
const day = () => sessionDayFor(as("trainer"), id, 1);
const start = (at: Date) =>
  recordRun(as("trainer"), id, 1, [eventOf(newId(), "start", "d1-open-s1", null, at)], at);
const page = () => runPage(as("trainer"), id, "1", null, began);
const audited = () => db.select().from(audit).where(eq(audit.action, "count-from-start")).all();

test("a day that began late counts from its real start, once, with the plan on record", () => {
  const from = Date.parse("2026-11-23T15:52:00Z");
  const whole = [{ from, to: from + 12 * 3600_000, inId: "in", outId: "out" }];
  countFromRealStart(as("trainer"), id, 1, began);
  expect(day().startsAt).toBe("08:30");
  start(began);
  expect(lateStart(page().run, page().events)).toBe(Date.parse("2026-11-23T15:52:00Z"));
  expect(contactMinutes(contactBlocks(day()), whole)).toBe(405 - 22);
  countFromRealStart(as("coordinator"), id, 1, began);
  countFromRealStart(as("trainer"), id, 1, began);
  expect(day()).toMatchObject({ startsAt: "08:52", sequence: 1 });
  expect(contactMinutes(contactBlocks(day()), whole)).toBe(405);
  expect(lateStart(page().run, page().events)).toBeNull();
  expect(audited().map(({ detail }) => detail)).toEqual([
    { day: day().id, position: 1, from: "08:30", to: "08:52" },
  ]);
  expect(db.select().from(dayChange).all()).toEqual([]);
});

test("a few minutes are no late start", () => {
  start(new Date("2026-11-23T15:34:00Z"));
  expect(lateStart(page().run, page().events)).toBeNull();
});

test("a day is not moved over midnight, by strangers, or in an archived cohort", () => {
  start(new Date("2026-11-24T01:00:00Z"));
  expect(refused(() => countFromRealStart(as("trainer"), id, 1, began))).toBe(409);
  for (const who of ["chicagoTrainer", "trainee", "grantee"] as const)
    expect(refused(() => countFromRealStart(as(who), id, 1, began))).toBe(404);
  archiveCohort(as("trainer"), id, true);
  expect(refused(() => countFromRealStart(as("trainer"), id, 1, began))).toBe(409);
});
