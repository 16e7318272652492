import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, todayIn } from "#app/lib/dates.ts";
import { pilotSites } from "#db/seed.ts";
import { classDay, daysBetween, type Phase, phaseOf, sortCohorts } from "./cohort.ts";

const open = { archivedAt: null };

describe("phaseOf", () => {
  test.each([
    ["2026-03-01", "planned"],
    ["2026-03-02", "running"],
    ["2026-03-05", "running"],
    ["2026-03-06", "finished"],
  ] as const)("on %s it is %s", (today, phase) => {
    expect(phaseOf({ startsOn: "2026-03-02", endsOn: "2026-03-05", ...open }, today)).toBe(phase);
  });

  test("archived wins over every day", () => {
    const cohort = { startsOn: "2026-03-02", endsOn: "2026-03-05", archivedAt: new Date() };
    for (const today of ["2026-03-01", "2026-03-03", "2026-03-09"])
      expect(phaseOf(cohort, today)).toBe("archived");
  });

  test("turns over at local midnight, also on the days when clocks change", () => {
    const cohort = { startsOn: "2026-03-08", endsOn: "2026-11-01", ...open };
    const at = (iso: string, zone: string) => phaseOf(cohort, todayIn(zone, new Date(iso)));
    expect(at("2026-03-08T06:59:59Z", "America/Denver")).toBe("planned");
    expect(at("2026-03-08T07:00:00Z", "America/Denver")).toBe("running");
    expect(at("2026-03-08T05:00:00Z", "America/New_York")).toBe("running");
    expect(at("2026-03-08T07:59:59Z", "America/Los_Angeles")).toBe("planned");
    // November 1 has 25 hours: it begins in daylight time and ends in standard time.
    expect(at("2026-11-02T06:59:59Z", "America/Denver")).toBe("running");
    expect(at("2026-11-02T07:00:00Z", "America/Denver")).toBe("finished");
    expect(at("2026-11-02T05:59:59Z", "America/Chicago")).toBe("running");
    expect(at("2026-11-02T06:00:00Z", "America/Chicago")).toBe("finished");
  });

  const zones = [...new Set(pilotSites.map(({ timeZone }) => timeZone)), "Pacific/Honolulu"];

  test("never goes back in time, in five time zones", () => {
    const order: Phase[] = ["planned", "running", "finished"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 364 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: -3 * 24 * 60, max: 45 * 24 * 60 }),
        fc.integer({ min: 0, max: 36 * 60 }),
        (zone, start, length, minutes, later) => {
          const startsOn = addDays("2026-01-01", start);
          const cohort = { startsOn, endsOn: addDays(startsOn, length), ...open };
          const first = Date.parse(`${startsOn}T12:00:00Z`) + minutes * 60_000;
          const phase = (at: number) => order.indexOf(phaseOf(cohort, todayIn(zone, new Date(at))));
          expect(phase(first + later * 60_000)).toBeGreaterThanOrEqual(phase(first));
        },
      ),
    );
  });

  test("runs exactly on its days, read on the clock of the site", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }),
        fc.integer({ min: 0, max: 3 }),
        (zone, now, length) => {
          const local = new Date(now.toLocaleString("en-US", { timeZone: zone }));
          const pad = (n: number) => String(n).padStart(2, "0");
          const today = `${local.getFullYear()}-${pad(local.getMonth() + 1)}-${pad(local.getDate())}`;
          const phase = (startsOn: string) =>
            phaseOf({ startsOn, endsOn: addDays(startsOn, length), ...open }, todayIn(zone, now));
          expect(phase(today)).toBe("running");
          expect(phase(addDays(today, -length))).toBe("running");
          expect(phase(addDays(today, 1))).toBe("planned");
          expect(phase(addDays(today, -length - 1))).toBe("finished");
        },
      ),
    );
  });
});

test("daysBetween counts calendar days over a change of clocks", () => {
  expect(daysBetween("2026-03-07", "2026-03-09")).toBe(2);
  expect(daysBetween("2026-11-02", "2026-10-31")).toBe(-2);
});

test("running comes first; what is over is sorted newest first", () => {
  const one = (name: string, startsOn: string, phase: Phase, trainees = 0) => ({
    name,
    startsOn,
    phase,
    trainees,
  });
  const all = [
    one("D", "2025-01-01", "finished", 9),
    one("B", "2026-05-01", "planned", 3),
    one("E", "2025-06-01", "finished", 4),
    one("C", "2026-04-01", "planned", 8),
    one("A", "2026-01-01", "running", 2),
  ];
  const names = (sort: "starts" | "name" | "people") =>
    sortCohorts(all, sort)
      .map(({ name }) => name)
      .join("");
  expect(names("starts")).toBe("ACBED");
  expect(names("name")).toBe("ABCDE");
  expect(names("people")).toBe("ACBDE");
});

test.each([
  ["2026-11-26", ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]],
  ["2026-12-18", ["2026-11-23", "2026-12-01", "2026-12-10", "2026-12-18"]],
  ["2026-11-23", ["2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23"]],
])("the days of a course that ends on %s are spread over the cohort", (endsOn, wanted) => {
  expect([1, 2, 3, 4].map((order) => classDay({ startsOn: "2026-11-23", endsOn }, order, 4))).toEqual(wanted);
  expect(classDay({ startsOn: "2026-11-23", endsOn }, 1, 1)).toBe("2026-11-23");
});
