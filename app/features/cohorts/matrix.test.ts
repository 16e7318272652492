import { copyFileSync } from "node:fs";
import { join } from "node:path";
import Papa from "papaparse";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { progressOf } from "#app/features/learn/progress.server.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { connect, db, transact } from "#db/client.server.ts";
import { lastWeeksMonday } from "#db/demo.ts";
import { answer, attempt, note } from "#db/schema/learning.ts";
import { personIdOf, seedDemo } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { type Matrix, matrixOf, progressCsv } from "./matrix.server.ts";
import { activeWords, disciplineWords, searchOf, type View, viewOf } from "./matrix.ts";
import { itemsCsv, moduleResults } from "./module-results.server.ts";
import { personProgress } from "./person-progress.server.ts";
import { withdraw } from "./roster.server.ts";

const now = new Date("2026-11-24T18:00:00Z");
const view = (search = ""): View => viewOf(new URLSearchParams(search));
const seen = (search = "", who: "trainer" | "coordinator" = "trainer"): Matrix =>
  matrixOf(as(who), "c-denver-running", view(search), now);

/** The demo programme in a database that has no people yet. */
function plantDemo(): void {
  freshDb();
  for (const table of ["audit", "role_grant", "person", "site"])
    db.$client.prepare(`delete from ${table}`).run();
  transact((tx) => seedDemo(tx, "hash", now));
}

const planted = join(env.dataDir, "planted.sqlite");
beforeAll(() => {
  plantDemo();
  db.$client.prepare("vacuum into ?").run(planted);
});

/** A copy of the planted demo for each test. */
function demoDb(): void {
  const file = join(env.dataDir, `${newId()}.sqlite`);
  copyFileSync(planted, file);
  connect(file);
}

beforeEach(demoDb);

describe("the demo", () => {
  test("is the same each time it is planted", () => {
    const first = seen().rows;
    plantDemo();
    expect(seen().rows).toEqual(first);
  });

  test("has lifelike progress: complete, on the way, stuck, not begun", () => {
    const { rows, enrolled, cohort } = seen();
    expect(cohort).toMatchObject({ phase: "running", startsOn: "2026-11-16" });
    expect(enrolled).toBe(24);
    expect(rows.filter(({ done }) => done >= 7).length).toBeGreaterThanOrEqual(5);
    const state = (who: keyof typeof cast, moduleId: string) =>
      rows
        .find(({ personId }) => personId === personIdOf(cast[who]))
        ?.cells.find((cell) => cell.moduleId === moduleId);
    expect(state("trainee", "1.2")?.state).toBe("complete");
    expect(state("trainee", "1.3")?.state).toBe("begun");
    expect(state("secondTrainee", "1.4")?.stuck).toBe("two-tries");
    const reasons = rows.flatMap(({ cells }) => cells.flatMap(({ stuck }) => stuck ?? []));
    expect(reasons.filter((one) => one === "two-tries")).toHaveLength(2);
    expect(reasons.filter((one) => one === "not-started")).toHaveLength(4);
    expect(reasons).toContain("quiet");
  });

  test("leaves four trainees untouched, and everything lies in the past", () => {
    for (const who of [
      "chicagoTrainee",
      "chicagoSecondTrainee",
      "sanDiegoTrainee",
      "sanDiegoSecondTrainee",
    ] as const) {
      const mine = progressOf([personIdOf(cast[who])]).get(personIdOf(cast[who]));
      expect([...(mine?.values() ?? [])].every(({ firstSeenAt }) => firstSeenAt === null)).toBe(true);
    }
    const newest = db.$client
      .prepare("select max(at) as at from (select at from section_log union all select at from answer)")
      .get() as { at: number };
    expect(newest.at).toBeLessThan(now.getTime());
  });

  test.each([
    ["2026-11-23", "2026-11-16"],
    ["2026-11-24", "2026-11-16"],
    ["2026-11-29", "2026-11-16"],
    ["2026-11-30", "2026-11-23"],
  ])("on %s its cohort began on %s", (today, monday) => expect(lastWeeksMonday(today)).toBe(monday));
});

describe("the matrix", () => {
  test("takes its progress from the one place that decides it", () => {
    const { rows } = seen();
    const progress = progressOf(rows.map(({ personId }) => personId));
    for (const row of rows) {
      for (const cell of row.cells)
        expect(cell.progress).toEqual(progress.get(row.personId)?.get(cell.moduleId));
      expect(row.done).toBe(row.cells.filter((cell) => cell.state === "complete").length);
    }
  });

  test("searches without accents and filters by discipline", () => {
    expect(seen("q=tomas").rows.map(({ name }) => name)).toEqual(["Tomás Rivera"]);
    expect(seen("q=night+harbor").rows).toHaveLength(2);
    const officers = seen("discipline=law-enforcement");
    expect(officers.rows.length).toBeGreaterThan(3);
    expect(officers.rows.every(({ discipline }) => discipline === "law-enforcement")).toBe(true);
    expect(officers.enrolled).toBe(24);
    expect(officers.days[0]?.modules).toEqual(seen().days[0]?.modules);
  });

  test("sorts by name, discipline, progress and last active, both ways", () => {
    const by = <T>(search: string, pick: (row: Matrix["rows"][number]) => T) => seen(search).rows.map(pick);
    const names = by("", ({ name }) => name);
    expect(names[0]).toBe("Abigail Stone");
    expect(by("dir=desc", ({ name }) => name)).toEqual([...names].reverse());
    const done = by("sort=progress&dir=desc", (row) => row.done);
    expect(done).toEqual([...done].sort((a, b) => b - a));
    const disciplines = by("sort=discipline", (row) => disciplineWords(row.discipline));
    expect(disciplines).toEqual([...disciplines].sort());
    const active = by("sort=active", (row) => row.lastActiveOn ?? "");
    expect(active).toEqual([...active].sort());
    expect(active[0]).toBe("");
  });

  test("who withdrew is not in it, and what they did is kept", () => {
    withdraw(as("trainer"), "c-denver-running", personIdOf(cast.trainee), null);
    expect(seen("q=tomas").rows).toEqual([]);
    const page = personProgress(as("trainer"), "c-denver-running", personIdOf(cast.trainee), now);
    expect(page).toMatchObject({ done: 2, withdrawn: { by: "Amina Okafor", reason: null } });
  });

  test("the file says what the page says, in the same order", () => {
    for (const search of ["", "sort=progress&dir=desc", "discipline=child-advocacy", "q=ri&sort=active"]) {
      const matrix = seen(search, "coordinator");
      const { data: lines } = Papa.parse<string[]>(progressCsv(matrix).replace("\uFEFF", "").trim());
      expect(lines.slice(1)).toEqual(
        matrix.rows.map((row) => [
          row.name,
          disciplineWords(row.discipline),
          row.agency,
          ...row.cells.map(({ words }) => words),
          String(row.done),
          String(matrix.modules),
          row.lastActiveOn ?? "",
        ]),
      );
      expect(lines[0]).toHaveLength(6 + matrix.modules);
    }
  });

  test("an address keeps a view", () => {
    const whole = view("q=a&discipline=law-enforcement&sort=active&dir=desc&day=d2");
    expect(view(searchOf(whole))).toEqual(whole);
    expect(searchOf(view("sort=nonsense&discipline=police&day=<b>"))).toBe("");
    expect(searchOf(whole, { sort: "name", desc: false, q: "" })).toBe("?discipline=law-enforcement&day=d2");
  });

  test.each([
    [null, "Not yet"],
    ["2026-11-24", "Today"],
    ["2026-11-23", "Yesterday"],
    ["2026-11-10", "14 days ago"],
    ["2026-11-09", "on 2026-11-09"],
  ])("last active %s reads %s", (day, words) => {
    expect(activeWords(day, "2026-11-24", (one) => `on ${one}`)).toBe(words);
  });
});

describe("one person", () => {
  test("shows sections and attempts, and nothing that is theirs alone", () => {
    const grace = personIdOf(cast.secondTrainee);
    const secret = "My own private thought";
    db.insert(note)
      .values({
        id: "n1",
        personId: grace,
        moduleId: "1.4",
        sectionId: "forms",
        body: secret,
        contentHash: "x",
        createdAt: now,
        updatedAt: now,
      })
      .run();
    const page = personProgress(as("trainer"), "c-denver-running", grace, now);
    const module = page.days[0]?.modules.find(({ id }) => id === "1.4");
    expect(module?.attempts.map(({ passed }) => passed)).toEqual([false, false]);
    expect(module?.attempts.every(({ percent }) => percent < 80)).toBe(true);
    expect(module?.stuck).toBe("two-tries");
    expect(JSON.stringify(page)).not.toMatch(/private thought|alternative|set-aside/);
  });

  test("is there only in their own cohort, and only for who may see it", () => {
    const grace = personIdOf(cast.secondTrainee);
    const renee = personIdOf(cast.chicagoTrainee);
    expect(refused(() => personProgress(as("trainer"), "c-denver-running", renee, now))).toBe(404);
    expect(refused(() => personProgress(as("trainer"), "c-chicago", renee, now))).toBe(404);
    for (const who of ["chicagoTrainer", "trainee", "secondTrainee", "grantee", "administrator"] as const) {
      expect(refused(() => personProgress(as(who), "c-denver-running", grace, now))).toBe(404);
      expect(refused(() => matrixOf(as(who), "c-denver-running", view(), now))).toBe(404);
      expect(refused(() => moduleResults(as(who), "c-denver-running", "1.4", now))).toBe(404);
    }
  });
});

describe("a module", () => {
  const results = (moduleId = "1.4") => moduleResults(as("trainer"), "c-denver-running", moduleId, now);

  test("counts each person once, by their newest handed-in attempt", () => {
    const [version, ...more] = results().versions;
    expect(more).toEqual([]);
    expect(version?.current).toBe(true);
    const handedIn = new Set(
      db
        .select()
        .from(attempt)
        .all()
        .filter((one) => one.moduleId === "1.4")
        .filter((one) => results().rows.some(({ personId }) => personId === one.personId))
        .map(({ personId }) => personId),
    );
    expect(version?.people).toBe(handedIn.size);
    for (const item of version?.items ?? []) {
      expect(item.answered).toBe(handedIn.size);
      expect(item.options.reduce((sum, { count }) => sum + count, 0)).toBe(item.answered);
      expect(item.options.filter(({ correct }) => correct)).toHaveLength(1);
    }
    expect(version?.items.some(({ drew }) => drew?.misconception)).toBe(true);
  });

  test("a corrected answer counts as corrected, and an open attempt does not count", () => {
    const before = results().versions[0]?.items[0];
    const grace = personIdOf(cast.secondTrainee);
    const last = db
      .select()
      .from(attempt)
      .all()
      .filter((one) => one.personId === grace && one.moduleId === "1.4")
      .at(-1);
    if (!last || !before) throw new Error("No attempt");
    const right = before.options.findIndex(({ correct }) => correct);
    const wrong = (right + 1) % 4;
    for (const [n, option] of [wrong, right, wrong].entries())
      db.insert(answer)
        .values({ id: `zz${n}`, attemptId: last.id, itemId: before.id, option, at: now })
        .run();
    db.insert(attempt)
      .values({ ...last, id: "open", startedAt: now, submittedAt: null })
      .run();
    const after = results().versions[0]?.items[0];
    expect(after?.answered).toBe(before.answered);
    expect(after?.options[wrong]?.count).toBeGreaterThanOrEqual(1);
  });

  test("attempts at an earlier text of the quiz are counted apart", () => {
    const person = personIdOf(cast.secondTrainee);
    db.$client
      .prepare(
        "insert into content_version (hash, module_id, quiz, created_at) select 'old', module_id, quiz, created_at from content_version where module_id = '1.4'",
      )
      .run();
    db.$client
      .prepare("update attempt set content_hash = 'old' where person_id = ? and module_id = '1.4'")
      .run(person);
    const { versions } = results();
    expect(versions.map(({ current }) => current)).toEqual([true, false]);
    expect(versions[1]?.people).toBe(1);
  });

  test("the file of items says what the page says", () => {
    const page = results();
    const { data: lines } = Papa.parse<string[]>(itemsCsv(page).replace("\uFEFF", "").trim());
    const wanted = page.versions.flatMap(({ people, items }) =>
      items.flatMap((item) =>
        item.options.map(({ letter, count, percent, correct, misconception }) => [
          String(people),
          item.id,
          letter,
          correct ? "yes" : "no",
          misconception ?? "",
          String(count),
          String(percent),
        ]),
      ),
    );
    expect(lines.slice(1).map((line) => [1, 2, 4, 6, 7, 8, 9].map((column) => line[column]))).toEqual(wanted);
  });

  test("opening, closing and unknown modules have no such page", () => {
    for (const id of ["d1-open", "d4-close", "9.9"]) expect(refused(() => results(id))).toBe(404);
    for (const { id } of catalogue().course.days.flatMap((day) => day.modules))
      expect(results(id).module.id).toBe(id);
  });
});
