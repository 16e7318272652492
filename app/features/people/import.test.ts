import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { invite } from "#app/auth/invitations.server.ts";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { hashToken } from "#app/lib/ids.ts";
import { db, transact } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { invitation, peopleImport } from "#db/schema/people.ts";
import { audit } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { acceptAsNewPerson } from "./accept-invitation.server.ts";
import {
  confirmImport,
  dryRun,
  importPage,
  importPlaces,
  recentImports,
  undoImport,
} from "./import.server.ts";
import { readList } from "./import.ts";

beforeEach(freshDb);
const now = new Date("2026-11-24T15:00:00Z");

describe("reading a list", () => {
  const first = (text: string) => readList(text).rows[0];

  test.each([
    ["commas", "name,email\nAlex Morgan,Alex@Example.org"],
    ["semicolons", "E-Mail;Full Name\nalex@example.org;Alex Morgan"],
    ["tabs, as a spreadsheet pastes", "Name\tE-mail address\nAlex Morgan\talex@example.org"],
    [
      "first and last name, a byte order mark, Windows line ends",
      "\uFEFFFirst name,Last name,Email\r\nAlex,Morgan,alex@example.org\r\n",
    ],
    ["quotes and spare spaces", '"Name ","Email"\n"Alex   Morgan"," alex@example.org "'],
  ])("takes %s", (_, text) => {
    expect(first(text)).toMatchObject({
      name: "Alex Morgan",
      email: "alex@example.org",
      problem: null,
      line: 2,
    });
  });

  test("takes names of roles and disciplines as people type them", () => {
    const text =
      "name,email,Organisation,discipline,role\nA B,a@b.co,Office,Law Enforcement,Site Coordinator\n\nC D,c@d.co,,child advocacy,";
    expect(readList(text).rows).toMatchObject([
      { agency: "Office", discipline: "law-enforcement", role: "coordinator" },
      { agency: null, discipline: "child-advocacy", role: "trainee", line: 4 },
    ]);
  });

  test.each([
    ["A B,", /address is missing/],
    [",a@b.co", /name is missing/],
    ["A B,a at b.co", /not an e-mail/],
    ["A B,a@b.co,plumber", /discipline is not known/],
    ["A B,a@b.co,,king", /role is not known/],
  ])("says what is wrong with %s", (row, sentence) => {
    expect(first(`name,email,discipline,role\n${row}`)?.problem).toMatch(sentence);
  });

  test.each([
    ["", /Paste a list/],
    ["Alex Morgan,alex@example.org", /first row must name/],
    ["name,email\n\n", /nobody below/],
    [`name,email\n${"A B,a@b.co\n".repeat(1001)}`, /more than 1000/],
  ])("says what is wrong with the list", (text, sentence) => {
    expect(readList(text).problem).toMatch(sentence);
  });

  test("never throws, whatever is pasted", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        readList(text);
        readList(`name,email\n${text}`);
      }),
    );
  });
});

function addCohort(siteId = "denver"): string {
  db.insert(cohort)
    .values({
      id: "c1",
      siteId,
      name: "December",
      edition: "2026.1",
      startsOn: "2026-12-01",
      endsOn: "2026-12-04",
      createdBy: as("coordinator").id,
      createdAt: now,
    })
    .run();
  return "c1";
}

const list = `name,email,agency,role
Alex Morgan,alex@example.org,Night Harbor shelter,
=SUM(1),formula@example.org,,
Grace Lindqvist,grace.lindqvist@example.org,,
Renée Dupree,renee.dupree@example.org,,
Invited Already,invited@example.org,,
Alex Again,alex@example.org,,
Tomás Rivera,t.rivera@example.org,"Metro Police, youth unit",
Someone Else,keisha.monroe@example.org,,
Nobody,,,
New Trainer,trainer@example.org,,trainer`;

const prepare = () =>
  invite(
    as("coordinator"),
    {
      name: "Invited Already",
      email: "invited@example.org",
      role: "trainee",
      siteId: "denver",
      cohortId: null,
      discipline: null,
      agency: null,
    },
    now,
  );
const look = (cohortId: string | null, text = list, who: Parameters<typeof as>[0] = "trainer") =>
  dryRun(as(who), "denver", cohortId, text, now);
const decisions = { 8: `same:p-tomas.rivera`, 9: "skip" };

describe("the dry run", () => {
  test("says row by row what would happen, and writes nothing", () => {
    prepare();
    const rows = look(addCohort()).rows.map(({ name, outcome, act }) => [name, outcome, act]);
    expect(rows).toEqual([
      ["Alex Morgan", "new", "invite"],
      ["=SUM(1)", "new", "invite"],
      ["Grace Lindqvist", "here", "enrol"],
      ["Renée Dupree", "elsewhere", "invite"],
      ["Invited Already", "invited", "nothing"],
      ["Alex Again", "duplicate", "nothing"],
      ["Tomás Rivera", "maybe", "ask"],
      ["Someone Else", "maybe", "ask"],
      ["Nobody", "problem", "nothing"],
      ["New Trainer", "problem", "nothing"],
    ]);
    expect(db.select().from(peopleImport).all()).toEqual([]);
    expect(db.select().from(invitation).all()).toHaveLength(1);
  });

  test("a coordinator may bring in trainers, a trainer may not, and nobody an administrator", () => {
    const text = "name,email,role\nA B,a@b.co,trainer\nC D,c@d.co,administrator";
    expect(look(null, text, "coordinator").rows.map(({ outcome }) => outcome)).toEqual(["new", "problem"]);
    expect(look(null, text, "trainer").rows.map(({ outcome }) => outcome)).toEqual(["problem", "problem"]);
  });

  test("tells nothing about people elsewhere but that they have an account", () => {
    const row = look(null).rows[3];
    expect(row?.choices).toEqual([]);
    expect(row?.personId).toBeNull();
    expect(row?.why).not.toMatch(/chicago/i);
  });

  test("two rows of one name and agency are for a person to decide", () => {
    const text = "name,email,agency\nA B,a@b.co,Office\nA  b,a2@b.co,office\nA B,a3@b.co,Another";
    expect(look(null, text).rows.map(({ outcome }) => outcome)).toEqual(["new", "maybe", "new"]);
  });
});

describe("confirming", () => {
  const confirm = (
    cohortId: string | null,
    seen = look(cohortId).seen,
    chosen: Record<string, string> = decisions,
  ) => confirmImport(as("trainer"), "denver", cohortId, list, seen, chosen, now);

  test("asks for each decision, then does it all at once, once", () => {
    prepare();
    const c1 = addCohort();
    const { seen } = look(c1);
    expect(confirm(c1, seen, {})).toMatchObject({ missing: [8, 9] });
    expect(confirm(c1, seen, { 8: "same:p-ruth.abernathy", 9: "add" })).toMatchObject({ missing: [8, 9] });
    expect(db.select().from(peopleImport).all()).toEqual([]);
    const done = confirm(c1, seen);
    expect(confirm(c1, seen)).toMatchObject({
      sentence: expect.stringMatching(/changed since/),
      missing: [],
    });
    const states = importPage(as("trainer"), done.id ?? "", now).rows.map(({ name, state }) => [name, state]);
    expect(Object.fromEntries(states)).toEqual({
      "Tomás Rivera": "in the cohort",
      "Grace Lindqvist": "in the cohort",
      "Alex Morgan": "waiting",
      "=SUM(1)": "waiting",
      "Renée Dupree": "waiting",
    });
    expect(db.select().from(enrolment).all()).toHaveLength(2);
    expect(
      db
        .select()
        .from(invitation)
        .where(eq(invitation.importId, done.id ?? ""))
        .all(),
    ).toHaveLength(3);
    expect(
      db
        .select()
        .from(audit)
        .all()
        .map(({ action }) => action),
    ).toContain("import-people");
    expect(recentImports(as("coordinator"))).toMatchObject([{ people: 5, undone: false }]);
    expect(recentImports(as("chicagoTrainer"))).toEqual([]);
  });

  test("without a cohort people who are here are left as they are", () => {
    const done = confirm(null);
    expect(db.select().from(enrolment).all()).toEqual([]);
    expect(importPage(as("trainer"), done.id ?? "").rows).toHaveLength(4);
  });

  test("is refused for the wrong role, site and cohort", () => {
    const c1 = addCohort();
    expect(refused(() => confirmImport(as("trainee"), "denver", c1, list, "", {}))).toBe(404);
    expect(refused(() => confirmImport(as("trainee"), "denver", null, list, "", {}))).toBe(403);
    expect(refused(() => confirmImport(as("chicagoTrainer"), "denver", c1, list, "", {}))).toBe(404);
    expect(refused(() => confirmImport(as("chicagoTrainer"), "denver", null, list, "", {}))).toBe(403);
    expect(refused(() => dryRun(as("trainer"), "chicago", c1, list))).toBe(403);
    expect(refused(() => dryRun(as("grantee"), "denver", null, list))).toBe(403);
    expect(importPlaces(as("administrator"), null)).toHaveLength(5);
    db.update(cohort).set({ archivedAt: now }).run();
    expect(refused(() => look(c1))).toBe(409);
  });
});

describe("undo", () => {
  test("takes back what nobody accepted, says what stays, and happens once", async () => {
    const c1 = addCohort();
    transact((tx) => enrol(tx, as("trainer"), { id: c1, siteId: "denver" }, as("secondTrainee").id, now));
    const done = confirmImport(as("trainer"), "denver", c1, list, look(c1).seen, decisions, now);
    const id = done.id ?? "";
    const token = "a-token-of-the-test";
    db.update(invitation)
      .set({ tokenHash: hashToken(token) })
      .where(eq(invitation.email, "alex@example.org"))
      .run();
    await acceptAsNewPerson(token, { name: "Alex Morgan", email: "", password: "three green stones" }, now);
    expect(refused(() => undoImport(as("chicagoTrainer"), id))).toBe(404);
    expect(refused(() => undoImport(as("trainee"), id))).toBe(404);
    undoImport(as("coordinator"), id, now);
    expect(refused(() => undoImport(as("trainer"), id))).toBe(409);
    const page = importPage(as("trainer"), id, now);
    expect(Object.fromEntries(page.rows.map(({ name, state }) => [name, state]))).toEqual({
      "Tomás Rivera": "left the cohort",
      "Alex Morgan": "accepted",
      "=SUM(1)": "taken back",
      "Renée Dupree": "taken back",
      "Invited Already": "taken back",
    });
    const left = db
      .select()
      .from(enrolment)
      .where(eq(enrolment.personId, as("secondTrainee").id))
      .get();
    expect(left?.withdrawnAt).toBeNull();
    expect(
      db
        .select()
        .from(audit)
        .all()
        .map(({ action }) => action),
    ).toContain("undo-import");
  });
});
