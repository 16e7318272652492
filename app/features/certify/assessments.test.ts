import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { myRecords } from "#app/features/people/records.server.ts";
import { db } from "#db/client.server.ts";
import { trainerFact } from "#db/schema/trainers.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { hasPassed } from "./assessment.ts";
import {
  assessmentsOf,
  passedAssessments,
  postAssessment,
  recordAssessments,
  removeAssessment,
} from "./assessments.server.ts";

const tomas = personIdOf(cast.trainee);
const grace = personIdOf(cast.secondTrainee);
const after = atClass("09:00", "2026-11-28");

let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
});

type Cells = Record<string, { right: string; on?: string; afterCoaching?: boolean }>;
const record = (id: string, cells: Cells, who = as("trainer")) =>
  recordAssessments(
    who,
    cohortId,
    id,
    (personId) => ({
      on: "2026-11-26",
      afterCoaching: false,
      ...(cells[personId] ?? { right: "" }),
    }),
    after,
  );
const rows = () => db.select().from(trainerFact).all();

it("reads the form of the course: thirty questions, 80 percent", () => {
  expect(postAssessment()).toMatchObject({ outOf: 30, percent: 80 });
});

describe("recordAssessments", () => {
  it("writes a row for whoever has something typed, once for the same form", () => {
    const cells = { [tomas]: { right: "24" }, [grace]: { right: " 23 " } };
    expect(record("form-1", cells)).toEqual({ errors: {}, saved: 2 });
    expect(record("form-1", cells)).toEqual({ errors: {}, saved: 0 });
    expect(rows()).toHaveLength(2);
    expect(assessmentsOf([tomas, grace]).get(tomas)).toMatchObject([
      { right: 24, outOf: 30, on: "2026-11-26", afterCoaching: false },
    ]);
    expect([...passedAssessments([tomas, grace, "p-nobody"])]).toEqual([
      [tomas, true],
      [grace, false],
    ]);
    expect(db.select().from(audit).where(eq(audit.action, "record-assessments")).all()).toMatchObject([
      { subject: cohortId, siteId: "denver", detail: { personIds: [grace, tomas] } },
    ]);
    expect(myRecords(as("trainee")).tables.trainer_fact).toHaveLength(1);
  });

  it("writes nothing when one cell is wrong, and says which", () => {
    const { errors, saved } = record("form-1", {
      [tomas]: { right: "24" },
      [grace]: { right: "31", on: "2026-12-24" },
    });
    expect(saved).toBe(0);
    expect(Object.keys(errors)).toEqual([`${grace} right`, `${grace} on`]);
    expect(rows()).toEqual([]);
    for (const right of ["-1", "abc", "2.5"])
      expect(Object.keys(record("form-2", { [tomas]: { right } }).errors)).toEqual([`${tomas} right`]);
    for (const on of ["2026-11-22", "", "2026-13-40"])
      expect(Object.keys(record("form-2", { [tomas]: { right: "24", on } }).errors)).toEqual([`${tomas} on`]);
  });

  it("lets a third sitting count after time with a coach only", () => {
    record("form-1", { [tomas]: { right: "20" } });
    record("form-2", { [tomas]: { right: "22", on: "2026-11-27" } });
    expect(Object.keys(record("form-3", { [tomas]: { right: "28" } }).errors)).toEqual([`${tomas} coach`]);
    const coached = { right: "28", on: "2026-11-28", afterCoaching: true };
    expect(record("form-3", { [tomas]: coached }).saved).toBe(1);
    expect(passedAssessments([tomas]).get(tomas)).toBe(true);
  });

  it("is refused for other roles, other sites and other people", () => {
    for (const who of ["trainee", "grantee", "administrator", "reviewer", "chicagoTrainer"] as const)
      expect(refused(() => record("form-1", { [tomas]: { right: "24" } }, as(who)))).toBe(404);
    expect(record("form-1", { [personIdOf(cast.chicagoTrainee)]: { right: "24" } }).saved).toBe(0);
    expect(rows()).toEqual([]);
  });
});

describe("removeAssessment", () => {
  it("takes a result out of the count and keeps the row, once", () => {
    record("form-1", { [tomas]: { right: "24" } });
    const { id } = rows()[0] as { id: string };
    for (const who of ["trainee", "grantee", "chicagoTrainer"] as const)
      expect(refused(() => removeAssessment(as(who), cohortId, id, after))).toBe(404);
    expect(refused(() => removeAssessment(as("chicagoTrainer"), "c-elsewhere", id, after))).toBe(404);
    removeAssessment(as("coordinator"), cohortId, id, after);
    removeAssessment(as("trainer"), cohortId, id, after);
    expect(assessmentsOf([tomas]).size).toBe(0);
    expect(rows()).toMatchObject([{ removedAt: after, removedBy: as("coordinator").id }]);
    expect(db.select().from(audit).where(eq(audit.action, "remove-assessment")).all()).toHaveLength(1);
  });
});

it("passes by the exact fraction of a sitting that counts, and by nothing else", () => {
  const sitting = fc.record({
    on: fc.constant("2026-11-26"),
    right: fc.integer({ min: 0, max: 30 }),
    outOf: fc.constant(30),
    afterCoaching: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(sitting, { maxLength: 6 }), (taken) => {
      const counts = taken.filter(({ afterCoaching }, index) => index < 2 || afterCoaching);
      const expected = taken.length === 0 ? null : counts.some(({ right }) => right >= 24);
      expect(hasPassed(taken, 80)).toBe(expected);
    }),
  );
});
