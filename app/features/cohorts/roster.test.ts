import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { archiveCohort } from "./plan-cohort.server.ts";
import { addPeople, bringBack, peopleToAdd, rosterOf, withdraw } from "./roster.server.ts";

const tomas = personIdOf(cast.trainee);
const grace = personIdOf(cast.secondTrainee);
const renee = personIdOf(cast.chicagoTrainee);

beforeEach(() => {
  freshDb();
  insertCohort(
    db,
    {
      id: "c1",
      siteId: "denver",
      name: "Spring cohort",
      startsOn: "2026-11-23",
      endsOn: "2026-11-26",
      trainers: [cast.trainer],
      people: [],
    },
    new Date("2026-11-01T15:00:00Z"),
  );
});

const audited = (action: string) =>
  db
    .select()
    .from(audit)
    .where(and(eq(audit.subject, "c1"), eq(audit.action, action)))
    .all();

describe("adding people", () => {
  test("finds trainees of the site by name without accents, or by agency", () => {
    expect(peopleToAdd(as("trainer"), "c1", "tomas riv").map(({ id }) => id)).toEqual([tomas]);
    expect(peopleToAdd(as("trainer"), "c1", "night harbor").map(({ name }) => name)).toEqual([
      "Jamal Rivers",
      "Marcus Hill",
    ]);
    expect(peopleToAdd(as("trainer"), "c1", "Renée")).toEqual([]);
    expect(peopleToAdd(as("trainer"), "c1", "Ruth")).toEqual([]);
  });

  test("adds them with an audit row each; who is in stays once", () => {
    expect(addPeople(as("trainer"), "c1", [tomas, grace, tomas])).toBe(2);
    expect(addPeople(as("coordinator"), "c1", [tomas])).toBe(0);
    expect(rosterOf(as("trainer"), "c1").enrolled.map(({ name }) => name)).toEqual([
      "Grace Lindqvist",
      "Tomás Rivera",
    ]);
    expect(audited("add-to-cohort").map(({ detail }) => detail.personId)).toEqual([tomas, grace]);
    expect(peopleToAdd(as("trainer"), "c1", "Rivera")).toEqual([]);
  });

  test("one person from elsewhere refuses all", () => {
    expect(refused(() => addPeople(as("trainer"), "c1", [tomas, renee]))).toBe(404);
    expect(refused(() => addPeople(as("trainer"), "c1", ["p-nobody"]))).toBe(404);
    expect(rosterOf(as("trainer"), "c1").enrolled).toEqual([]);
  });

  test("somebody whose role has ended is not offered", () => {
    db.update(roleGrant).set({ endedAt: new Date() }).where(eq(roleGrant.personId, tomas)).run();
    expect(peopleToAdd(as("trainer"), "c1", "Rivera")).toEqual([]);
    expect(refused(() => addPeople(as("trainer"), "c1", [tomas]))).toBe(404);
  });

  test.each(["chicagoTrainer", "trainee", "reviewer", "grantee", "administrator"] as const)(
    "%s finds no such cohort",
    (who) => {
      expect(refused(() => addPeople(as(who), "c1", [tomas]))).toBe(404);
      expect(refused(() => peopleToAdd(as(who), "c1", ""))).toBe(404);
      expect(refused(() => rosterOf(as(who), "c1"))).toBe(404);
    },
  );
});

describe("withdrawing and bringing back", () => {
  beforeEach(() => {
    addPeople(as("trainer"), "c1", [tomas]);
  });

  test("ends the enrollment and keeps it; the reason is not in the audit", () => {
    withdraw(as("trainer"), "c1", tomas, "schedule");
    withdraw(as("coTrainer"), "c1", tomas, "mistake");
    const { enrolled, left } = rosterOf(as("trainer"), "c1");
    expect(enrolled).toEqual([]);
    expect(left).toMatchObject([{ personId: tomas, withdrawnReason: "schedule" }]);
    expect(audited("withdraw").map(({ detail }) => detail)).toEqual([{ personId: tomas }]);
  });

  test("coming back is a new enrollment, once", () => {
    withdraw(as("trainer"), "c1", tomas, null);
    bringBack(as("coTrainer"), "c1", tomas);
    bringBack(as("trainer"), "c1", tomas);
    expect(rosterOf(as("trainer"), "c1")).toMatchObject({ enrolled: [{ personId: tomas }], left: [] });
    expect(db.select().from(enrolment).where(eq(enrolment.personId, tomas)).all()).toHaveLength(2);
    expect(audited("bring-back")).toHaveLength(1);
  });

  test("the database itself refuses a second open enrollment", () => {
    const row = db.select().from(enrolment).where(eq(enrolment.personId, tomas)).get();
    if (!row) throw new Error("Nobody is enrolled");
    expect(() =>
      db
        .insert(enrolment)
        .values({ ...row, id: "again" })
        .run(),
    ).toThrow(/UNIQUE/);
  });

  test("whoever was never here cannot be withdrawn or brought back", () => {
    expect(refused(() => withdraw(as("trainer"), "c1", grace, null))).toBe(404);
    expect(refused(() => bringBack(as("trainer"), "c1", grace))).toBe(404);
  });

  test("an erased account does not come back", () => {
    withdraw(as("trainer"), "c1", tomas, null);
    db.update(person).set({ erasedAt: new Date() }).where(eq(person.id, tomas)).run();
    expect(refused(() => bringBack(as("trainer"), "c1", tomas))).toBe(409);
  });

  test("another site, another role and an archived cohort are refused", () => {
    expect(refused(() => withdraw(as("chicagoTrainer"), "c1", tomas, null))).toBe(404);
    expect(refused(() => bringBack(as("trainee"), "c1", tomas))).toBe(404);
    archiveCohort(as("trainer"), "c1", true);
    expect(refused(() => withdraw(as("trainer"), "c1", tomas, null))).toBe(409);
    expect(refused(() => addPeople(as("trainer"), "c1", [grace]))).toBe(409);
  });
});
