import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { evaluationClose, evaluationForm, evaluationNote } from "#db/schema/evaluation.ts";
import { insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { satisfactionForm } from "./evaluation.server.ts";
import { type ClosedCohort, partsOf, pooledTotals } from "./evaluation-pool.ts";
import { siteEvaluation } from "./evaluation-site.server.ts";

const closed = (id: string, minute: number, forms: number): ClosedCohort => ({
  id,
  closedAt: new Date(minute * 60_000),
  forms,
});

describe("the parts of a site's evaluations", () => {
  it("put small cohorts together in the order of their closing, two or more, until they have eleven", () => {
    const all = [
      closed("d", 4, 3),
      closed("a", 1, 6),
      closed("b", 2, 20),
      closed("c", 3, 5),
      closed("e", 5, 0),
    ];
    const { parts, waiting } = partsOf(all);
    expect(parts).toEqual([["b"], ["a", "c"]]);
    expect(waiting.map(({ id }) => id)).toEqual(["d"]);
    expect(partsOf([closed("a", 1, 10)]).parts).toEqual([]);
  });

  it("leave no small cohort over, whatever is compared with what", () => {
    const history = fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 20 });
    fc.assert(
      fc.property(history, (sizes) => {
        const cohorts = sizes.map((forms, n) => closed(String(n).padStart(2, "0"), n, forms));
        const forms = new Map(cohorts.map((one) => [one.id, one.forms]));
        let before = new Set<string>();
        for (let n = 1; n <= cohorts.length; n += 1) {
          const { parts } = partsOf(cohorts.slice(0, n));
          const now = new Set(parts.flat());
          for (const id of before) expect(now).toContain(id);
          const left = [...now].filter((id) => !before.has(id) && (forms.get(id) ?? 0) < smallestGroup);
          const leftForms = left.reduce((sum, id) => sum + (forms.get(id) ?? 0), 0);
          if (left.length > 0) expect([left.length >= 2, leftForms >= smallestGroup]).toEqual([true, true]);
          before = now;
        }
      }),
    );
  });
});

it("a question counts only where its part may be shown by itself", () => {
  const form = satisfactionForm();
  const part = (answered: number) => ({
    forms: Array.from({ length: 11 }, (_, n) => (n < answered ? { S01: 5 } : {}) as Record<string, number>),
    notes: [],
  });
  const s01 = (parts: number[]) => pooledTotals(form, parts.map(part))?.items?.find(({ id }) => id === "S01");
  expect(s01([11, 11])).toMatchObject({ answers: 22, mean: 5 });
  expect(s01([11, 10])).toMatchObject({ answers: 11, mean: 5 });
  expect(s01([10, 10])).toMatchObject({ answers: 0, mean: null });
  expect(pooledTotals(form, [])).toBeNull();
});

describe("a site's page", () => {
  let ids: string[];
  beforeEach(() => {
    freshDb();
    const first = insertClassroom();
    const row = db
      .select()
      .from(cohort)
      .all()
      .find(({ id }) => id === first) as typeof cohort.$inferSelect;
    db.insert(cohort)
      .values({ ...row, id: "c-second", name: "Second", joinToken: null, calendarToken: null })
      .run();
    ids = [first, "c-second"];
  });
  const fill = (cohortId: string, forms: number) => {
    for (let n = 0; n < forms; n += 1) {
      const id = Math.floor(Math.random() * 2 ** 46) + 1;
      db.insert(evaluationForm)
        .values({ id, cohortId, way: "online", answers: { S01: 4 } })
        .run();
    }
    db.insert(evaluationNote)
      .values({ id: forms, cohortId, item: "SO1", text: `<b>Words</b> of ${forms} 🌿` })
      .run();
    db.insert(evaluationClose)
      .values({ cohortId, closedBy: as("trainer").id, closedAt: new Date() })
      .run();
  };

  it("shows two small cohorts together, never one, and to nobody else", () => {
    fill(ids[0] as string, 8);
    expect(siteEvaluation(as("trainer"), "denver")).toMatchObject({ cohorts: 0, waiting: 1, totals: null });
    fill(ids[1] as string, 4);
    const page = siteEvaluation(as("coordinator"), "denver");
    expect(page).toMatchObject({ cohorts: 2, waiting: 0, totals: { forms: 12, about: null } });
    expect(page.totals?.items?.[0]).toMatchObject({ id: "S01", answers: 12, mean: 4 });
    expect(page.totals?.notes?.[0]?.said).toHaveLength(2);
    for (const who of ["chicagoTrainer", "trainee"] as const)
      expect(refused(() => siteEvaluation(as(who), "denver"))).toBe(404);
    expect(refused(() => siteEvaluation(as("grantee"), "nowhere"))).toBe(404);
  });
});
