import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "#app/lib/ids.ts";
import { db, transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { checklistLine } from "#db/schema/planning.ts";
import { audit } from "#db/schema/trust.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { addLine, checklistOf, removeLine, setLineDone, setLineDue } from "./checklist.server.ts";
import { dueOf, dueState, readLine } from "./checklist.ts";

const now = new Date("2027-02-20T18:00:00Z");

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
        people: [cast.trainee],
      },
      new Date("2027-01-08T18:00:00Z"),
    ),
  );
});

const list = () => checklistOf(as("trainer"), "c1", now);
const rows = () => list().groups.flatMap((group) => group.rows);
const row = (key: string) => rows().find((one) => one.key === key);
const actions = () =>
  db
    .select()
    .from(audit)
    .where(eq(audit.subject, "c1"))
    .all()
    .map(({ action }) => action)
    .filter((action) => action.endsWith("line"));

test("dates count back from the first day in the room and on from the last", () => {
  const days = { startsOn: "2027-03-08", endsOn: "2027-03-11" };
  expect(dueOf({ days_before: 14 }, days)).toBe("2027-02-22");
  expect(dueOf({ days_before: 0 }, days)).toBe("2027-03-08");
  expect(dueOf({ days_before: -1 }, days)).toBe("2027-03-12");
  expect(
    ["2027-02-19", "2027-02-20", "2027-02-27", "2027-02-28"].map((on) => dueState(on, false, "2027-02-20")),
  ).toEqual(["late", "soon", "soon", "later"]);
  expect(dueState("2027-02-19", true, "2027-02-20")).toBe("done");
});

describe("the checklist of a cohort", () => {
  test("has what the course asks for, with reasons, and what its activities need", () => {
    const page = list();
    expect(row("item-quiet-room")).toMatchObject({ due: "Feb 15, 2027", state: "late", own: false });
    expect(rows().every(({ own, why }) => own || (why ?? "").length > 20)).toBe(true);
    expect(page.materials.length).toBeGreaterThan(10);
    expect(page.materials.every(({ needs }) => needs.every((need) => need.includes(": ")))).toBe(true);
  });

  test("asks nothing for modules that its form leaves out", () => {
    expect(row("item-teach-back-slots")).toBeDefined();
    db.update(cohort).set({ variant: "three-day" }).where(eq(cohort.id, "c1")).run();
    expect(row("item-teach-back-slots")).toBeUndefined();
    expect(list().materials.some(({ moduleId }) => moduleId.startsWith("4."))).toBe(false);
    expect(refused(() => setLineDone(as("trainer"), "c1", "item-teach-back-slots", true, now))).toBe(404);
  });

  test("lines are done and opened again, once each, with who and when", () => {
    setLineDone(as("trainer"), "c1", "item-quiet-room", true, now);
    setLineDone(as("coTrainer"), "c1", "item-quiet-room", true, now);
    expect(row("item-quiet-room")).toMatchObject({
      state: "done",
      doneWords: "Amina Okafor, Feb 20, 2027, 11:00 AM MST",
    });
    expect(list().done).toBe(1);
    setLineDone(as("coordinator"), "c1", "item-quiet-room", false, now);
    setLineDone(as("coordinator"), "c1", "item-quiet-room", false, now);
    expect(row("item-quiet-room")?.doneWords).toBeNull();
    expect(actions()).toEqual(["do-line", "undo-line"]);
    expect(db.select().from(checklistLine).all()).toHaveLength(1);
  });

  test("dates move, and own lines come, go and come back", () => {
    setLineDue(as("trainer"), "c1", "item-quiet-room", "2027-03-01", now);
    setLineDue(as("trainer"), "c1", "item-quiet-room", "2027-03-01", now);
    expect(row("item-quiet-room")).toMatchObject({ due: "Mar 1, 2027", state: "later" });
    const id = newId();
    const line = { id, title: "Ask for the projector", dueOn: null };
    addLine(as("trainer"), "c1", line, now);
    addLine(as("trainer"), "c1", line, now);
    expect(row(`own-${id}`)).toMatchObject({ title: "Ask for the projector", due: "Mar 8, 2027" });
    removeLine(as("trainer"), "c1", `own-${id}`, true, now);
    removeLine(as("trainer"), "c1", `own-${id}`, true, now);
    expect(row(`own-${id}`)).toBeUndefined();
    removeLine(as("trainer"), "c1", `own-${id}`, false, now);
    expect(row(`own-${id}`)).toBeDefined();
    expect(refused(() => removeLine(as("trainer"), "c1", "item-quiet-room", true, now))).toBe(404);
    expect(actions()).toEqual(["date-line", "add-line", "remove-line", "put-back-line"]);
    expect(JSON.stringify(db.select().from(audit).all())).not.toContain("projector");
  });

  test("is nobody’s elsewhere or in another role", () => {
    for (const who of ["chicagoTrainer", "trainee", "grantee", "reviewer"] as const) {
      expect(refused(() => checklistOf(as(who), "c1", now))).toBe(404);
      expect(refused(() => setLineDone(as(who), "c1", "item-quiet-room", true, now))).toBe(404);
      expect(refused(() => addLine(as(who), "c1", { id: newId(), title: "Mine", dueOn: null }, now))).toBe(
        404,
      );
    }
    expect(refused(() => setLineDone(as("trainer"), "c1", "item-unknown", true, now))).toBe(404);
    expect(refused(() => setLineDone(as("trainer"), "c1", "own-unknown", true, now))).toBe(404);
  });
});

test.each([
  [{ id: newId(), title: "x", dueOn: "" }, "title"],
  [{ id: newId(), title: "Projector", dueOn: "soon" }, "dueOn"],
  [{ id: "1", title: "Projector", dueOn: "" }, "id"],
])("a line’s form is answered beside the field: %#", (values, field) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  expect(Object.keys(readLine(form).errors ?? {})).toEqual([field]);
});
