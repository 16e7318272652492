import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockIn, instantIn, todayIn } from "./dates.ts";

const zones = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Los_Angeles",
  "America/Phoenix",
  "UTC",
];

describe("the instant of a clock time in a zone", () => {
  it.each([
    ["America/Denver", "2026-11-24", "08:30", "2026-11-24T15:30:00.000Z"],
    ["America/Denver", "2026-07-01", "08:30", "2026-07-01T14:30:00.000Z"],
    // The night of the change to daylight saving skips 2:30, and the night back has 1:30 twice.
    ["America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30:00.000Z"],
    ["America/New_York", "2026-03-08", "08:30", "2026-03-08T12:30:00.000Z"],
    ["America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00.000Z"],
    ["America/New_York", "2026-11-01", "08:30", "2026-11-01T13:30:00.000Z"],
  ])("%s %s %s", (zone, day, clock, wanted) => {
    expect(instantIn(zone, day, clock).toISOString()).toBe(wanted);
  });

  it("is read back as the same day and time in every zone, on every day", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date("2024-01-01"), max: new Date("2030-12-31"), noInvalidDate: true }),
        fc.integer({ min: 4 * 60, max: 23 * 60 }),
        (zone, date, minutes) => {
          const day = date.toISOString().slice(0, 10);
          const clock = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
          const at = instantIn(zone, day, clock);
          expect([todayIn(zone, at), clockIn(zone, at)]).toEqual([day, clock]);
        },
      ),
    );
  });
});
