import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { addPeople } from "#app/features/cohorts/roster.server.ts";
import {
  addSupervision,
  removeSupervision,
  supervisionsIn,
} from "#app/features/cohorts/supervision.server.ts";
import { db, transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { seat } from "#db/schema/planning.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, runningCohort } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { makeTables, moveToTable, tablesOf } from "./tables.server.ts";

beforeEach(() => {
  freshDb();
  transact((tx) =>
    insertCohort(
      tx,
      {
        id: "c1",
        siteId: "denver",
        name: "Spring cohort",
        startsOn: "2027-03-08",
        endsOn: "2027-03-11",
        trainers: [cast.trainer, cast.coTrainer],
        people: runningCohort.slice(0, 20),
      },
      new Date("2027-01-08T18:00:00Z"),
    ),
  );
});

const tables = (position = 1) => tablesOf(as("trainer"), "c1", position);
const make = (position = 1, size = 5) =>
  makeTables(as("trainer"), "c1", position, size, tables(position).token);
const tableOf = (personId: string, position = 1) =>
  tables(position).tables.findIndex((table) => table.some(({ id }) => id === personId)) + 1;
const actions = () =>
  db
    .select()
    .from(audit)
    .where(eq(audit.subject, "c1"))
    .all()
    .map(({ action }) => action)
    .filter((action) => /table|supervision/.test(action));

test("seats everybody, rotates, and keeps supervisors apart", () => {
  const [a, b] = [personIdOf(cast.trainee), personIdOf(cast.secondTrainee)];
  expect(addSupervision(as("trainer"), "c1", a, b)).toBeNull();
  expect(addSupervision(as("coTrainer"), "c1", a, b)).toBeNull();
  expect(supervisionsIn(as("coordinator"), "c1")).toMatchObject([
    { supervisor: { name: "Tomás Rivera" }, person: { name: "Grace Lindqvist" } },
  ]);
  for (const position of [1, 2, 3, 4]) {
    expect(make(position)).toBe(true);
    const page = tables(position);
    expect(page.tables.map((table) => table.length)).toEqual([5, 5, 5, 5]);
    expect(page.unseated).toEqual([]);
    expect(tableOf(a, position)).not.toBe(tableOf(b, position));
  }
  const [only] = supervisionsIn(as("trainer"), "c1");
  removeSupervision(as("trainer"), "c1", only?.id as string);
  removeSupervision(as("trainer"), "c1", only?.id as string);
  expect(supervisionsIn(as("trainer"), "c1")).toEqual([]);
  expect(actions()).toEqual([
    "add-supervision",
    ...Array.from({ length: 4 }, () => "make-tables"),
    "remove-supervision",
  ]);
});

test("people are moved by hand and the page says what that breaks; newcomers wait to be seated", () => {
  const [a, b] = [personIdOf(cast.trainee), personIdOf(cast.secondTrainee)];
  addSupervision(as("trainer"), "c1", a, b);
  make();
  moveToTable(as("trainer"), "c1", 1, a, tableOf(b));
  moveToTable(as("trainer"), "c1", 1, a, tableOf(b));
  expect(tables().notes.join(" ")).toContain("Tomás Rivera supervises Grace Lindqvist");
  expect(actions().filter((action) => action === "move-to-table")).toHaveLength(1);
  moveToTable(as("trainer"), "c1", 1, a, 5);
  expect(tables().tables).toHaveLength(5);
  expect(refused(() => moveToTable(as("trainer"), "c1", 1, a, 7))).toBe(404);
  const late = personIdOf(runningCohort[22] as (typeof runningCohort)[number]);
  addPeople(as("trainer"), "c1", [late]);
  expect(tables().unseated.map(({ id }) => id)).toEqual([late]);
  moveToTable(as("trainer"), "c1", 1, late, 5);
  expect(tables().unseated).toEqual([]);
});

test("of two who seat at once the second is told, and each person has one seat", () => {
  const { token } = tables();
  expect(makeTables(as("trainer"), "c1", 1, 5, token)).toBe(true);
  expect(makeTables(as("coTrainer"), "c1", 1, 4, token)).toBe(false);
  expect(db.select().from(seat).all()).toHaveLength(20);
});

test("is for those who manage the cohort", () => {
  const [a, b] = [personIdOf(cast.trainee), personIdOf(cast.secondTrainee)];
  for (const who of ["chicagoTrainer", "trainee", "grantee", "reviewer", "administrator"] as const) {
    expect(refused(() => tablesOf(as(who), "c1", 1))).toBe(404);
    expect(refused(() => makeTables(as(who), "c1", 1, 5, tables().token))).toBe(404);
    expect(refused(() => moveToTable(as(who), "c1", 1, a, 1))).toBe(404);
    expect(refused(() => supervisionsIn(as(who), "c1"))).toBe(404);
    expect(refused(() => addSupervision(as(who), "c1", a, b))).toBe(404);
  }
  expect(addSupervision(as("trainer"), "c1", a, a)?.errors.supervision).toMatch(/themselves/);
  expect(addSupervision(as("trainer"), "c1", a, "")?.errors.supervision).toMatch(/both/);
  expect(refused(() => addSupervision(as("trainer"), "c1", a, personIdOf(cast.chicagoTrainee)))).toBe(404);
});
