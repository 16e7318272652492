import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { addDays } from "#app/lib/dates.ts";
import {
  type FollowUp,
  type Letter,
  lettersDue,
  openToday,
  recipients,
  type Touchpoints,
} from "./follow-up.ts";

const plan = catalogue().course.followUp as Touchpoints;
const start = "2026-11-19";
const fresh: FollowUp = {
  startedOn: start,
  hasSponsor: true,
  stopped: { learner: false, supervisor: false },
  sent: [],
  done: [],
};
const day = (number: number) => addDays(start, number);
const touch = (touchpoint: string, on: number, to: "learner" | "supervisor" = "learner") => ({
  touchpoint,
  to,
  kind: "touch" as const,
  on: day(on),
});

/** Asks on each of the days and keeps what is sent; `change` is what happens to the person on a day. */
function run(
  days: readonly number[],
  first: FollowUp = fresh,
  change = (one: FollowUp, _day: number) => one,
) {
  let one = first;
  const log: (Letter & { day: number })[] = [];
  for (const number of days) {
    one = change(one, number);
    for (const letter of lettersDue(plan, one, day(number))) {
      log.push({ ...letter, day: number });
      const on = day(number);
      const sent = (kind: "touch" | "reminder") => (touchpoint: string) => ({
        touchpoint,
        to: letter.to,
        kind,
        on,
      });
      one = {
        ...one,
        sent: [...one.sent, ...letter.touches.map(sent("touch")), ...letter.reminders.map(sent("reminder"))],
      };
    }
  }
  return { log, one };
}
const every = Array.from({ length: 131 }, (_, index) => index);
const written = ({ log }: ReturnType<typeof run>, to: Letter["to"]) =>
  log
    .filter((letter) => letter.to === to)
    .map(
      ({ day, touches, reminders }) =>
        `${day}: ${[...touches, ...reminders.map((id) => `(${id})`)].join(" ")}`,
    );

describe("ninety days with a clock that is turned by hand", () => {
  it("reach a learner who answers nothing with six letters and one reminder each, but none for a call", () => {
    expect(written(run(every), "learner")).toEqual([
      "0: day-0",
      "7: (day-0)",
      "30: day-30",
      "37: (day-30)",
      "45: day-45",
      "60: day-60",
      "67: (day-60)",
      "75: day-75",
      "82: (day-75)",
      "90: day-90",
      "97: (day-90)",
    ]);
  });

  it("reach a sponsor twice", () => {
    expect(written(run(every), "supervisor")).toEqual(["0: day-0", "60: day-60", "67: (day-60)"]);
    expect(written(run(every, { ...fresh, hasSponsor: false }), "supervisor")).toEqual([]);
    const named = run(every, { ...fresh, hasSponsor: false }, (one, at) =>
      at === 12 ? { ...one, hasSponsor: true } : one,
    );
    expect(written(named, "supervisor")).toEqual(["12: day-0", "60: day-60", "67: (day-60)"]);
  });

  it("send no reminder to somebody who is done", () => {
    const busy = run(every, fresh, (one) => ({
      ...one,
      done: one.sent.map(({ touchpoint, to }) => ({ touchpoint, to })),
    }));
    expect(written(busy, "learner")).toEqual([
      "0: day-0",
      "30: day-30",
      "45: day-45",
      "60: day-60",
      "75: day-75",
      "90: day-90",
    ]);
  });

  it("catch up in one letter after weeks without a server, and remind once of the newest ones", () => {
    const days = every.filter((number) => number < 3 || number > 80);
    expect(written(run(days), "learner")).toEqual([
      "0: day-0",
      "81: day-30 day-45 day-60 day-75",
      "88: (day-30) (day-60) (day-75)",
      "90: day-90",
      "97: (day-90)",
    ]);
    expect(written(run([400]), "learner")).toEqual(["400: day-0 day-30 day-45 day-60 day-75 day-90"]);
  });

  it("stop when asked, for the learner with the sponsor, and go on without a flood", () => {
    const stopAt = (at: number, who: "learner" | "supervisor") =>
      run(every, fresh, (one, number) =>
        number === at ? { ...one, stopped: { ...one.stopped, [who]: true } } : one,
      );
    expect(written(stopAt(31, "learner"), "learner")).toEqual(["0: day-0", "7: (day-0)", "30: day-30"]);
    expect(written(stopAt(31, "learner"), "supervisor")).toEqual(["0: day-0"]);
    expect(written(stopAt(31, "supervisor"), "supervisor")).toEqual(["0: day-0"]);
    expect(written(stopAt(31, "supervisor"), "learner")).toHaveLength(11);
    const back = run(every, fresh, (one, number) => ({
      ...one,
      stopped: { learner: number >= 10 && number < 70, supervisor: false },
    }));
    expect(written(back, "learner").slice(2, 4)).toEqual(["70: day-30 day-45 day-60", "75: day-75"]);
  });

  it("show what is open on the home page, and what waits longer", () => {
    const one: FollowUp = {
      ...fresh,
      done: [{ touchpoint: "day-0", to: "learner" }],
      sent: [touch("day-0", 0)],
    };
    expect(openToday(plan, one, "learner", day(45))).toEqual([
      { id: "day-30", day: 30, late: true },
      { id: "day-45", day: 45, late: false },
    ]);
    expect(openToday(plan, one, "supervisor", day(10))).toEqual([{ id: "day-0", day: 0, late: true }]);
    expect(openToday(plan, one, "learner", day(-1))).toEqual([]);
    const stopped = { ...one, stopped: { learner: true, supervisor: false } };
    expect(recipients.flatMap((to) => openToday(plan, stopped, to, day(90)))).toEqual([]);
  });
});

describe("always", () => {
  const days = fc
    .uniqueArray(fc.integer({ min: -5, max: 150 }), { maxLength: 60 })
    .map((list) => [...list, 150].sort((a, b) => a - b));
  const ids = plan.touchpoints.map(({ id }) => id);

  it("each touchpoint once to each of its people, reminders once, one letter a day, nothing early", () => {
    fc.assert(
      fc.property(days, (list) => {
        const { log } = run([...new Set(list)]);
        for (const to of recipients) {
          const mine = log.filter((letter) => letter.to === to);
          const wanted = plan.touchpoints.filter((touchpoint) => touchpoint[to]).map(({ id }) => id);
          expect(mine.flatMap(({ touches }) => touches)).toEqual(wanted);
          const reminders = mine.flatMap(({ reminders }) => reminders);
          expect(new Set(reminders).size).toBe(reminders.length);
          expect(new Set(mine.map((letter) => letter.day)).size).toBe(mine.length);
        }
        for (const { day: on, touches } of log)
          for (const id of touches)
            expect(plan.touchpoints.find((one) => one.id === id)?.day).toBeLessThanOrEqual(on);
      }),
    );
  });

  it("never after a stop, never about what is done, and asking twice a day sends nothing twice", () => {
    fc.assert(
      fc.property(days, fc.nat(150), fc.subarray(ids), (list, stopAt, done) => {
        const twice = list.flatMap((number) => [number, number]);
        const { log } = run(twice, fresh, (one, number) => ({
          ...one,
          done: done.map((touchpoint) => ({ touchpoint, to: "learner" as const })),
          stopped: { learner: number >= stopAt, supervisor: false },
        }));
        for (const letter of log) {
          expect(letter.day).toBeLessThan(stopAt);
          if (letter.to === "learner")
            expect([...letter.touches, ...letter.reminders].filter((id) => done.includes(id))).toEqual([]);
        }
        const touches = log.flatMap(({ to, touches }) => touches.map((id) => `${to} ${id}`));
        expect(new Set(touches).size).toBe(touches.length);
      }),
    );
  });
});
