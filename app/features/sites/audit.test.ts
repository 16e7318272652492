import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { recordAudit } from "#app/auth/allow.server.ts";
import { db } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { type AuditFilter, auditAbout, auditChoices, auditPage } from "./audit.server.ts";
import { auditWords, learningActions } from "./audit-words.ts";

const all: AuditFilter = { who: "", action: "", siteId: "", from: "", to: "", page: 1 };
const read = (filter: Partial<AuditFilter> = {}) => auditPage(as("administrator"), { ...all, ...filter });

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
      people: [cast.trainee],
    },
    new Date("2026-11-01T15:00:00Z"),
  );
  recordAudit(
    db,
    as("chicagoTrainer"),
    "withdraw",
    "c9",
    "chicago",
    { personId: "p-gone" },
    new Date("2026-11-03T23:59:59Z"),
  );
  recordAudit(
    db,
    null,
    "ask-password-reset",
    personIdOf(cast.trainee),
    null,
    {},
    new Date("2026-11-04T00:00:00Z"),
  );
});

describe("the audit page", () => {
  test("is for administrators", () => {
    for (const who of ["trainer", "coordinator", "grantee", "reviewer", "trainee"] as const)
      expect(refused(() => auditPage(as(who), all))).toBe(403);
  });

  test("tells in words who did what where, newest first", () => {
    expect(read().lines.map(({ who, what, site }) => `${who} ${what} (${site})`)).toEqual([
      "Cairn sent Tomás Rivera a link to choose a new password (null)",
      "Victor Szymanski withdrew somebody or something removed from somebody or something removed (Chicago, Illinois)",
      "Amina Okafor added Tomás Rivera to Spring cohort (Denver, Colorado)",
      "Amina Okafor planned Spring cohort with Amina Okafor (Denver, Colorado)",
    ]);
  });

  test("filters by who, what, where and when", () => {
    const count = (filter: Partial<AuditFilter>) => read(filter).total;
    expect(count({ who: "amina" })).toBe(2);
    expect(count({ who: "nobody by that name" })).toBe(0);
    expect(count({ action: "withdraw" })).toBe(1);
    expect(count({ siteId: "denver" })).toBe(2);
    expect(count({ siteId: "none" })).toBe(1);
    expect(count({ from: "2026-11-03", to: "2026-11-03" })).toBe(1);
    expect(count({ to: "2026-11-03" })).toBe(3);
    expect(auditChoices(as("administrator")).sites.map(({ value }) => value)).toEqual(["chicago", "denver"]);
  });

  test("comes in pages, and a page beyond the last is the last", () => {
    for (let n = 0; n < 120; n += 1)
      recordAudit(db, as("trainer"), "change-cohort", "c1", "denver", { fields: ["name"] });
    expect(read()).toMatchObject({ total: 124, pages: 3, page: 1 });
    expect(read().lines).toHaveLength(50);
    expect(read({ page: 3 }).lines).toHaveLength(24);
    expect(read({ page: 99 }).page).toBe(3);
    const ids = [1, 2, 3].flatMap((page) => read({ page }).lines.map(({ id }) => id));
    expect(new Set(ids).size).toBe(124);
  });

  test("leaves learning out, in the list and in the filter", () => {
    for (const action of learningActions) recordAudit(db, as("trainee"), action, "1.4", "denver", {});
    expect(read().total).toBe(4);
    expect(auditChoices(as("administrator")).actions.map(({ value }) => value)).not.toContain("read-section");
  });

  test("every deed of learning in the code is left out", () => {
    const files = ["app/features/learn", "app/features/quiz"].flatMap((folder) =>
      readdirSync(folder).flatMap((file) => (/\.server\.ts$/.test(file) ? [`${folder}/${file}`] : [])),
    );
    const verbs = files.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/recordAudit\(([^;]*?)\);/gs)].flatMap(([, args = ""]) =>
        [...args.matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)].map(([, verb]) => verb),
      ),
    );
    expect(verbs.length).toBeGreaterThan(5);
    expect(verbs.filter((verb) => !(learningActions as readonly string[]).includes(verb ?? ""))).toEqual([]);
  });
});

test("the history of one thing holds nothing of others", () => {
  expect(auditAbout("c1", "denver").map(({ what }) => what)).toEqual([
    "added Tomás Rivera to Spring cohort",
    "planned Spring cohort with Amina Okafor",
  ]);
  expect(auditAbout("c1", "chicago")).toEqual([]);
});

test("a change of a cohort is told field by field", () => {
  const row = {
    id: "1",
    at: new Date(),
    actorId: "a",
    action: "change-cohort",
    siteId: "denver",
    subject: "c1",
    detail: { fields: ["name", "startsOn", "venue"], added: ["b"], removed: ["c"] },
  };
  const names: Record<string, string> = { b: "Bea", c: "Cy", c1: "Spring cohort" };
  expect(auditWords(row, (id) => names[id] ?? null)).toBe(
    "changed the name, changed the first day, changed the place, added Bea as trainer and took Cy off the trainers (Spring cohort)",
  );
});

test("a deed that nobody gave words to is still told", () => {
  const row = {
    id: "1",
    at: new Date(),
    actorId: "a",
    action: "mark-attendance",
    siteId: "denver",
    subject: "c1",
    detail: { personId: "b" },
  };
  expect(auditWords(row, (id) => ({ b: "Bea", c1: "Spring cohort" })[id] ?? null)).toBe(
    "mark attendance: Spring cohort and Bea",
  );
});
