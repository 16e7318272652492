import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { cohort, cohortTrainer } from "#db/schema/cohorts.ts";
import { roleGrant, site } from "#db/schema/people.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { readCohortForm } from "./cohort-form.ts";
import { cohortFor, cohortsIAttend, cohortsITrain, myCohorts } from "./cohorts.server.ts";
import {
  archiveCohort,
  changeCohort,
  createCohort,
  sitesToPlanAt,
  tokenOf,
  trainersAt,
} from "./plan-cohort.server.ts";
import { addPeople } from "./roster.server.ts";

const amina = personIdOf(cast.trainer);
const daniel = personIdOf(cast.coTrainer);
const victor = personIdOf(cast.chicagoTrainer);

const input = {
  name: "Spring cohort",
  startsOn: "2026-11-23",
  endsOn: "2026-11-26",
  venue: "Room 2",
  variant: "four-day",
  trainerIds: [amina, daniel],
};

function planned(change: Partial<typeof input> = {}): string {
  const made = createCohort(as("trainer"), "denver", newId(), { ...input, ...change });
  if (!made.id) throw new Error(JSON.stringify(made.errors));
  return made.id;
}

/** A third trainer at Denver. */
function third(): string {
  const personId = personIdOf(cast.washingtonTrainer);
  db.insert(roleGrant)
    .values({ id: newId(), personId, role: "trainer", siteId: "denver", grantedAt: new Date() })
    .onConflictDoNothing()
    .run();
  return personId;
}

const audited = (subject: string) =>
  db
    .select()
    .from(audit)
    .where(eq(audit.subject, subject))
    .all()
    .map(({ action }) => action);

beforeEach(freshDb);

describe("createCohort", () => {
  test("plans a cohort with its trainers and an audit row", () => {
    const id = planned();
    const made = cohortFor(as("trainer"), id, new Date("2026-11-24T18:00:00Z"));
    expect(made).toMatchObject({
      name: "Spring cohort",
      siteId: "denver",
      timeZone: "America/Denver",
      phase: "running",
      trainees: 0,
      venue: "Room 2",
    });
    expect(made.trainers.map(({ name }) => name)).toEqual(["Amina Okafor", "Daniel Whitehorse"]);
    expect(made.edition).toMatch(/^2026/);
    expect(audited(id)).toEqual(["create-cohort"]);
  });

  test("the same form twice makes one cohort", () => {
    const id = newId();
    expect(createCohort(as("trainer"), "denver", id, input)).toEqual({ id });
    expect(createCohort(as("trainer"), "denver", id, input)).toEqual({ id });
    expect(db.select().from(cohort).all()).toHaveLength(1);
    expect(db.select().from(cohortTrainer).all()).toHaveLength(2);
    expect(audited(id)).toEqual(["create-cohort"]);
  });

  test("an id of somebody else’s form is refused", () => {
    const id = planned();
    expect(refused(() => createCohort(as("coTrainer"), "denver", id, input))).toBe(409);
  });

  test.each(["trainee", "reviewer", "grantee", "administrator", "chicagoTrainer"] as const)(
    "is refused for %s at Denver",
    (who) => {
      expect(refused(() => createCohort(as(who), "denver", newId(), input))).toBe(403);
      expect(db.select().from(cohort).all()).toHaveLength(0);
    },
  );

  test("is open to the coordinator", () => {
    expect(createCohort(as("coordinator"), "denver", newId(), input).errors).toBeUndefined();
  });

  test("a trainer of another site is not taken, and neither is a site that is closed", () => {
    const wrong = createCohort(as("trainer"), "denver", newId(), { ...input, trainerIds: [victor, daniel] });
    expect(wrong.errors?.trainer).toMatch(/may not train at this site/);
    db.update(site).set({ closedAt: new Date() }).where(eq(site.id, "denver")).run();
    expect(refused(() => createCohort(as("trainer"), "denver", newId(), input))).toBe(409);
    expect(sitesToPlanAt(as("trainer"))).toEqual([]);
  });

  test("the same name on the same day at the same site is asked to differ", () => {
    planned();
    const twin = createCohort(as("coTrainer"), "denver", newId(), input);
    expect(twin.errors?.name).toMatch(/same day/);
    expect(planned({ startsOn: "2026-11-24", endsOn: "2026-11-27" })).toBeTruthy();
  });
});

describe("what a person sees", () => {
  test("trainers and coordinators see the cohorts of their site only", () => {
    const id = planned();
    expect(myCohorts(as("coTrainer")).map((one) => one.id)).toEqual([id]);
    expect(myCohorts(as("coordinator")).map((one) => one.id)).toEqual([id]);
    for (const who of ["chicagoTrainer", "trainee", "grantee", "administrator", "reviewer"] as const) {
      expect(myCohorts(as(who))).toEqual([]);
      expect(refused(() => cohortFor(as(who), id))).toBe(404);
    }
  });

  test("the home page finds what I train and what I attend", () => {
    const id = planned({ trainerIds: [amina, third()] });
    addPeople(as("trainer"), id, [personIdOf(cast.trainee)]);
    expect(cohortsITrain(as("trainer")).map((one) => one.id)).toEqual([id]);
    expect(cohortsITrain(as("coTrainer"))).toEqual([]);
    expect(cohortsIAttend(as("trainee"))).toMatchObject([{ id, trainees: 1 }]);
    expect(cohortsIAttend(as("secondTrainee"))).toEqual([]);
  });
});

describe("changeCohort", () => {
  const change = (who: Parameters<typeof as>[0], id: string, next: Partial<typeof input>, token?: string) =>
    changeCohort(as(who), id, token ?? tokenOf(cohortFor(as("trainer"), id)), { ...input, ...next });

  test("changes fields and trainers together, and says which in the audit", () => {
    const id = planned();
    expect(change("coTrainer", id, { name: "Fall cohort", trainerIds: [daniel, third()] })).toBeNull();
    expect(cohortFor(as("trainer"), id)).toMatchObject({
      name: "Fall cohort",
      trainers: [{ name: "Camille Baptiste" }, { name: "Daniel Whitehorse" }],
    });
    const [, row] = db.select().from(audit).where(eq(audit.subject, id)).all();
    expect(row).toMatchObject({
      action: "change-cohort",
      siteId: "denver",
      detail: { fields: ["name"], added: [third()], removed: [amina] },
    });
    expect(JSON.stringify(row?.detail)).not.toContain("Fall");
    const [kept] = db.select().from(cohortTrainer).where(eq(cohortTrainer.personId, amina)).all();
    expect(kept?.removedBy).toBe(daniel);
  });

  test("saving what was there writes nothing", () => {
    const id = planned();
    expect(change("trainer", id, {})).toBeNull();
    expect(audited(id)).toEqual(["create-cohort"]);
  });

  test("the second of two editors gets what the first saved, and nothing is overwritten", () => {
    const id = planned();
    const token = tokenOf(cohortFor(as("trainer"), id));
    expect(change("trainer", id, { venue: "Room 9" }, token)).toBeNull();
    const outcome = change("coTrainer", id, { venue: "Room 5" }, token);
    expect(outcome?.stale).toMatchObject({ venue: "Room 9" });
    expect(cohortFor(as("trainer"), id).venue).toBe("Room 9");
    if (!outcome?.stale) throw new Error("It was not stale");
    expect(change("coTrainer", id, { venue: "Room 5" }, tokenOf(outcome.stale))).toBeNull();
    expect(cohortFor(as("trainer"), id).venue).toBe("Room 5");
  });

  test("a change of trainers by somebody else is noticed too", () => {
    const id = planned();
    const token = tokenOf(cohortFor(as("trainer"), id));
    change("trainer", id, { trainerIds: [amina, daniel, third()] });
    expect(change("coTrainer", id, { name: "Other" }, token)?.stale?.trainers).toHaveLength(3);
  });

  test("two trainers stay", () => {
    expect(change("trainer", planned(), { trainerIds: [amina] })?.errors?.trainer).toMatch(/at least two/);
    const made = createCohort(as("trainer"), "denver", newId(), { ...input, trainerIds: [daniel] });
    expect(made.errors?.trainer).toMatch(/at least two/);
  });

  test("a trainer whose role has ended can stay until somebody takes them off", () => {
    const id = planned();
    db.update(roleGrant).set({ endedAt: new Date() }).where(eq(roleGrant.personId, daniel)).run();
    expect(trainersAt(as("trainer"), "denver").map(({ id }) => id)).not.toContain(daniel);
    expect(trainersAt(as("trainer"), "denver", id).map(({ id }) => id)).toContain(daniel);
    expect(change("trainer", id, { name: "Fall cohort" })).toBeNull();
  });

  test("another site gets 404, another role 404, an archived cohort 409", () => {
    const id = planned();
    for (const who of ["chicagoTrainer", "trainee", "grantee"] as const)
      expect(refused(() => change(who, id, { name: "Mine" }))).toBe(404);
    archiveCohort(as("trainer"), id, true);
    expect(refused(() => change("trainer", id, { name: "Mine" }))).toBe(409);
  });
});

describe("archiveCohort", () => {
  test("puts away and takes back, each once", () => {
    const id = planned();
    archiveCohort(as("trainer"), id, true);
    archiveCohort(as("coTrainer"), id, true);
    expect(cohortFor(as("trainer"), id).phase).toBe("archived");
    archiveCohort(as("trainer"), id, false);
    archiveCohort(as("trainer"), id, false);
    expect(cohortFor(as("trainer"), id).archivedAt).toBeNull();
    expect(audited(id)).toEqual(["create-cohort", "archive-cohort", "unarchive-cohort"]);
  });

  test("is refused elsewhere", () => {
    const id = planned();
    expect(refused(() => archiveCohort(as("chicagoTrainer"), id, true))).toBe(404);
    expect(refused(() => archiveCohort(as("trainee"), id, true))).toBe(404);
  });
});

describe("readCohortForm", () => {
  const form = (values: Record<string, string>, trainers = ["t", "u"]) => {
    const typed = new FormData();
    for (const [name, value] of Object.entries(values)) typed.set(name, value);
    for (const id of trainers) typed.append("trainer", id);
    return readCohortForm(typed);
  };
  const right = { name: " Fall ", startsOn: "2026-02-28", endsOn: "2026-03-01", venue: "" };

  test("trims, and an empty place is no place", () => {
    expect(form(right, ["a", "b", "a"]).input).toEqual({
      name: "Fall",
      startsOn: "2026-02-28",
      endsOn: "2026-03-01",
      venue: null,
      variant: "four-day",
      trainerIds: ["a", "b"],
    });
  });

  test.each([
    ["no name", { ...right, name: " " }, "name"],
    ["a name of 81 characters", { ...right, name: "x".repeat(81) }, "name"],
    ["a day that does not exist", { ...right, startsOn: "2026-02-30" }, "startsOn"],
    ["a day in words", { ...right, endsOn: "tomorrow" }, "endsOn"],
    ["the last day before the first", { ...right, endsOn: "2026-02-27" }, "endsOn"],
    ["a slip of the year", { ...right, endsOn: "2028-03-01" }, "endsOn"],
  ])("%s is answered beside the field", (_, values, field) => {
    expect(Object.keys(form(values).errors ?? {})).toEqual([field]);
  });

  test("asks for two trainers", () => {
    expect(form(right, ["a", "a"]).errors?.trainer).toMatch(/at least two/);
  });
});
