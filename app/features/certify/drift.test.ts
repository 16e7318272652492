import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { variantOf } from "#app/content/catalogue.server.ts";
import type { VariantDay } from "#app/content/tree.ts";
import { createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { recordMarks } from "#app/features/room/marks.server.ts";
import type { MarkKind } from "#app/features/room/marks.ts";
import { eventOf, recordRun } from "#app/features/room/run.server.ts";
import { runDayOf } from "#app/features/room/run-day.ts";
import { mayCut, unitsOf } from "#app/features/room/run-plan.ts";
import { newId } from "#app/lib/ids.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { driftCsv, driftPage, readDriftView } from "./drift.server.ts";
import { overInWords, sharesOf } from "./drift.ts";

const now = new Date("2026-11-30T18:00:00Z");
const all = { site: "", day: "", variant: "" };

beforeEach(freshDb);

/** A two-day cohort at Denver whose first day is `on`. */
function training(on: string): string {
  const made = createCohort(
    as("trainer"),
    "denver",
    newId(),
    {
      name: `Training ${on}`,
      startsOn: on,
      endsOn: "2026-12-20",
      venue: null,
      variant: "two-day",
      trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
    },
    new Date("2026-11-01T15:00:00Z"),
  );
  return made.id as string;
}
const days = ["2026-11-24", "2026-11-25", "2026-11-26"];
const tap = (cohortId: string, target: string, mark: MarkKind, reason: string | null = null) =>
  recordMarks(as("trainer"), cohortId, 1, newId(), [{ target, mark, reason }], now);

describe("driftPage", () => {
  it("adds up what was tapped and what was cut, says what falls away, and leaves out what was always covered", () => {
    for (const [index, day] of days.entries()) {
      const id = training(day);
      tap(id, "1.3-s2", index === 0 ? "covered" : "skipped", index === 0 ? null : "questions");
      tap(id, "1.3-s1", "covered");
      tap(id, "1.4-s1", "adapted", "local");
    }
    const page = driftPage(as("coordinator"), all, now);
    expect(page).toMatchObject({ deliveries: 3, steps: 3, whole: 1, hidden: 0 });
    expect(
      page.rows.map(({ activity, covered, adapted, skipped }) => [activity, covered, adapted, skipped]),
    ).toEqual([
      ["1.3-s2", 1, 0, 2],
      ["1.4-s1", 0, 3, 0],
    ]);
    expect(page.falling.map(({ activity, reasons }) => [activity, reasons[0]?.count])).toEqual([
      ["1.3-s2", 2],
    ]);
    const csv = driftCsv(as("coordinator"), all, now);
    expect(csv.trim().split("\r\n")).toHaveLength(3);
    expect(csv).toContain("Questions or talk took longer (2)");
  });

  it("knows a cut of the run-of-show without a tap", () => {
    const id = training("2026-11-30");
    const plan = variantOf("two-day")?.days[0] as VariantDay;
    const loose = unitsOf(runDayOf(plan, now)).find(({ step }) => step && mayCut(step));
    const target = loose?.id as string;
    const cut = eventOf(newId(), "cut", target, loose?.minutes ?? 0, now);
    expect(recordRun(as("trainer"), id, 1, [cut], now)).toMatchObject([{ is: "kept" }]);
    expect(driftPage(as("trainer"), all, now).rows).toMatchObject([
      { activity: target, skipped: 1, reasons: [{ label: "Time ran short", count: 1 }] },
    ]);
  });

  it("filters by site, day and form", () => {
    tap(training("2026-11-24"), "1.3-s2", "skipped");
    const steps = (view: Partial<typeof all>) =>
      driftPage(as("trainer"), { ...all, ...view }, now).rows.length;
    expect([steps({}), steps({ day: "1" }), steps({ day: "2" })]).toEqual([1, 1, 0]);
    expect([steps({ variant: "two-day" }), steps({ variant: "four-day" })]).toEqual([1, 0]);
    expect([steps({ site: "denver" }), steps({ site: "chicago" })]).toEqual([1, 0]);
    expect(readDriftView(new URLSearchParams("day=9&variant=one-hour&site=denver"))).toEqual({
      ...all,
      site: "denver",
    });
  });

  it("shows another site nothing, the program nothing of few days, and is refused to others", () => {
    tap(training("2026-11-24"), "1.3-s2", "skipped");
    expect(driftPage(as("chicagoTrainer"), all, now)).toMatchObject({ rows: [], hidden: 0, steps: 0 });
    expect(driftPage(as("chicagoTrainer"), { ...all, site: "denver" }, now).rows).toEqual([]);
    expect(driftPage(as("grantee"), all, now)).toMatchObject({ rows: [], hidden: 1, deliveries: null });
    expect(driftCsv(as("grantee"), all, now)).not.toContain("1.3-s2");
    for (const who of ["trainee", "reviewer", "administrator"] as const)
      expect(refused(() => driftPage(as(who), all, now))).toBe(403);
  });
});

describe("the drawing", () => {
  it("has shares that add up to the whole, whatever the counts", () => {
    const count = fc.nat({ max: 400 });
    fc.assert(
      fc.property(count, count, count, (covered, adapted, skipped) => {
        const deliveries = covered + adapted + skipped;
        fc.pre(deliveries > 0);
        const row = {
          day: 1,
          activity: "1.1-s1",
          covered,
          adapted,
          skipped,
          deliveries,
          skippedPercent: 0,
          minutesOver: null,
        };
        const shares = sharesOf(row);
        expect(shares.covered + shares.adapted + shares.skipped).toBe(100);
        for (const [share, part] of [
          [shares.covered, covered],
          [shares.adapted, adapted],
          [shares.skipped, skipped],
        ] as const)
          expect(Math.abs(share - (part * 100) / deliveries)).toBeLessThan(1);
      }),
    );
  });

  it("says minutes in words", () => {
    expect([null, 0, 1, 4, -2].map(overInWords)).toEqual([
      "Not timed",
      "On time",
      "1 minute over",
      "4 minutes over",
      "2 minutes under",
    ]);
  });
});
