import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "#app/lib/dates.ts";
import { type Decision, type Edition, type Facts, levels, readyList, standingOf } from "./pipeline.ts";
import { addWorkingDays, addYears, rulesFrom } from "./pipeline-rules.ts";

const rules = rulesFrom({ valid_years: 2 }, { pass: 80 });
const now = (today: string, editions: Edition[] = []) => ({ today, rules, editions });
const nothing: Facts = {
  attendance: null,
  postAssessment: [],
  teachBacks: [],
  sponsorSignedOn: null,
  observed: [],
  deliveries: [],
  mentees: [],
  calibrated: false,
  knowledgeChecks: [],
  briefedOn: [],
  courseEndedOn: null,
  decisions: [],
};
const decided = (...list: [Decision["kind"], string][]): Decision[] =>
  list.map(([kind, on], index) => ({ id: `d${index}`, kind, on }));

/** All five steps, on days from January to March 2026. */
const five: Facts = {
  ...nothing,
  attendance: { attended: 1_540, of: 1_620, missedModules: [] },
  postAssessment: [{ percent: 70 }, { percent: 83 }],
  teachBacks: [
    { on: "2026-01-08", outcome: "not-yet" },
    { on: "2026-01-30", outcome: "pass" },
  ],
  sponsorSignedOn: "2026-02-02",
  observed: [{ on: "2026-03-20", meets: true }],
  briefedOn: ["2026-01-08"],
  courseEndedOn: "2026-01-08",
};
const certified: Facts = { ...five, decisions: decided(["certify", "2026-04-01"]) };
const at = (facts: Facts, today: string, editions: Edition[] = []) => standingOf(facts, now(today, editions));

describe("on the way", () => {
  it.each<[string, Partial<Facts>, string, string | null, RegExp]>([
    ["nothing", nothing, "none", null, /95 percent of the contact minutes/],
    [
      "94.9 percent of the minutes",
      { attendance: { attended: 1_538, of: 1_620, missedModules: [] } },
      "none",
      null,
      /95 percent/,
    ],
    [
      "a module to be made up",
      { attendance: { attended: 1_620, of: 1_620, missedModules: ["2.5"] } },
      "none",
      null,
      /Make up what you missed: 2\.5/,
    ],
    ["no assessment", { postAssessment: [] }, "none", null, /two tries/],
    ["one try too low", { postAssessment: [{ percent: 79 }] }, "none", null, /two tries/],
    [
      "two tries too low",
      { postAssessment: [{ percent: 79 }, { percent: 60 }, { percent: 99 }] },
      "none",
      null,
      /Meet a coach/,
    ],
    ["no teach-back", { teachBacks: [] }, "none", null, /eight-minute slice/],
    [
      "a not yet",
      { teachBacks: [{ on: "2026-01-08", outcome: "not-yet" }] },
      "none",
      "2026-02-07",
      /once more/,
    ],
    ["no sponsor", { sponsorSignedOn: null }, "apprentice", null, /sponsor to sign/],
    ["no delivery", { observed: [] }, "apprentice", "2026-03-24", /first delivery/],
    [
      "a delivery below the standard",
      { observed: [{ on: "2026-03-01", meets: false }] },
      "apprentice",
      "2026-03-24",
      /first delivery/,
    ],
    [
      "a delivery before the teach-back",
      { observed: [{ on: "2026-01-20", meets: true }] },
      "apprentice",
      "2026-03-24",
      /first delivery/,
    ],
  ])("with %s", (_name, change, level, by, what) => {
    const found = at({ ...five, ...change }, "2026-05-01");
    expect(found).toMatchObject({ level, status: "current", ready: [], next: { by } });
    expect(found.next.what).toMatch(what);
  });

  it("a third try counts after coaching", () => {
    const tries = [{ percent: 60 }, { percent: 70 }, { percent: 90, afterCoaching: true }];
    expect(at({ ...five, postAssessment: tries }, "2026-05-01").ready).toEqual(["certify"]);
  });

  it("exactly 95 percent is enough, and 80 percent is enough", () => {
    const edge = {
      ...five,
      attendance: { attended: 1_539, of: 1_620, missedModules: [] },
      postAssessment: [{ percent: 80 }],
    };
    expect(at(edge, "2026-05-01").ready).toEqual(["certify"]);
  });

  it("all five make a person ready; who decides is said", () => {
    expect(at(five, "2026-03-31")).toMatchObject({
      level: "apprentice",
      mayTeach: "co-train",
      ready: ["certify"],
      next: { decides: "The staff who certify trainers" },
    });
    expect(readyList([five, nothing, certified], (one) => one, now("2026-05-01"))).toEqual([
      { person: five, decision: "certify" },
    ]);
  });
});

describe("certified", () => {
  it("holds for two years to the day, then lapses and may still co-train", () => {
    expect(at(certified, "2026-04-01")).toMatchObject({
      level: "certified",
      status: "current",
      mayTeach: "lead",
      expiresOn: "2028-04-01",
      renewalOpensOn: "2028-01-02",
      ready: [],
    });
    expect(at(certified, "2028-04-01").status).toBe("current");
    expect(at(certified, "2028-04-02")).toMatchObject({
      level: "certified",
      status: "lapsed",
      mayTeach: "co-train",
    });
    expect(at(certified, "2026-03-31").level).toBe("apprentice");
  });

  it("renews in the window with an observed delivery and a knowledge check since, and loses no days", () => {
    const fit: Facts = {
      ...certified,
      observed: [...certified.observed, { on: "2027-10-01", meets: true }],
      knowledgeChecks: [{ on: "2027-12-01", percent: 90 }],
    };
    expect(at(certified, "2028-01-02").next.what).toBe(
      "To renew, this is open: a delivery observed at the standard; a knowledge check at 90 percent.",
    );
    expect(at(fit, "2028-01-01").ready).toEqual([]);
    expect(at(fit, "2028-01-02").ready).toEqual(["renew"]);
    expect(at(fit, "2029-01-01")).toMatchObject({ status: "lapsed", ready: ["renew"] });
    const renewed = (on: string) =>
      at({ ...fit, decisions: [...certified.decisions, { id: "r", kind: "renew", on }] }, "2030-06-01");
    expect(renewed("2028-02-01").expiresOn).toBe("2030-04-01");
    expect(renewed("2028-05-10").expiresOn).toBe("2030-05-10");
    expect(renewed("2027-05-10").expiresOn).toBe("2029-05-10");
    expect(renewed("2028-02-01").ready).toEqual([]);
  });

  it("is ready for lead after six deliveries, two mentees and calibration", () => {
    const deliveries = Array.from({ length: 6 }, (_, index) => ({ id: `t${index}`, on: "2026-06-01" }));
    const fit: Facts = { ...certified, deliveries, mentees: ["a", "b"], calibrated: true };
    expect(at(fit, "2026-07-01").ready).toEqual(["lead"]);
    const five6 = {
      ...fit,
      deliveries: [...deliveries.slice(1), deliveries[1] as { id: string; on: string }],
    };
    expect(at(five6, "2026-07-01").ready).toEqual([]);
    expect(at({ ...fit, mentees: ["a", "a"] }, "2026-07-01").ready).toEqual([]);
    expect(at({ ...fit, calibrated: false }, "2026-07-01").next.what).toBe(
      "Toward lead trainer: 6 of 6 deliveries since certification, 2 of 2 apprentices certified, calibration open.",
    );
    expect(at({ ...fit, decisions: [] }, "2026-07-01").ready).toEqual(["certify"]);
    const early = { ...fit, deliveries: deliveries.map((one) => ({ ...one, on: "2026-03-01" })) };
    expect(at(early, "2026-07-01").ready).toEqual([]);
    const lead = { ...fit, decisions: decided(["certify", "2026-04-01"], ["lead", "2026-07-02"]) };
    expect(at(lead, "2026-08-01")).toMatchObject({ level: "lead", ready: [], expiresOn: "2028-04-01" });
    expect(at(lead, "2026-08-01").next.what).toBe(
      "Nothing is open. Renewal opens on Sunday, January 2, 2028.",
    );
  });

  it("is briefed when an edition changes materially, within 60 days", () => {
    const editions: Edition[] = [
      { name: "2025.2", on: "2025-12-01", material: true },
      { name: "2026.2", on: "2026-06-01", material: true },
      { name: "2026.3", on: "2026-07-01", material: false },
    ];
    expect(at(certified, "2026-05-31", editions).rebrief).toBeNull();
    expect(at(certified, "2026-07-31", editions)).toMatchObject({
      rebrief: { edition: "2026.2", by: "2026-07-31", overdue: false },
      mayTeach: "lead",
      next: { what: "Take the briefing on what changed in edition 2026.2.", by: "2026-07-31" },
    });
    expect(at(certified, "2026-08-01", editions)).toMatchObject({
      rebrief: { overdue: true },
      mayTeach: "no",
    });
    const briefed = { ...certified, briefedOn: [...certified.briefedOn, "2026-06-15"] };
    expect(at(briefed, "2026-08-01", editions)).toMatchObject({ rebrief: null, mayTeach: "lead" });
    const sameDay = { ...certified, briefedOn: ["2026-06-01"] };
    expect(at(sameDay, "2026-08-01", editions).rebrief).toBeNull();
    expect(at(nothing, "2026-08-01", editions).rebrief).toBeNull();
  });
});

describe("suspension", () => {
  it("pauses at once, with a hearing within ten working days", () => {
    const paused = {
      ...certified,
      decisions: decided(["certify", "2026-04-01"], ["suspend", "2026-06-05"]),
    };
    expect(at(paused, "2026-06-04").status).toBe("current");
    expect(at(paused, "2026-06-05")).toMatchObject({
      level: "certified",
      status: "paused",
      mayTeach: "no",
      next: { by: "2026-06-19" },
    });
    const back = { ...paused, decisions: [...paused.decisions, ...decided(["reinstate", "2026-06-18"])] };
    expect(at(back, "2026-06-18")).toMatchObject({ status: "current", mayTeach: "lead" });
    expect(at(back, "2028-04-02").status).toBe("lapsed");
  });

  it("an end stays an end until another panel says otherwise", () => {
    const ended = decided(
      ["certify", "2026-04-01"],
      ["suspend", "2026-06-05"],
      ["end", "2026-06-18"],
      ["suspend", "2026-07-01"],
    );
    expect(at({ ...certified, decisions: ended }, "2026-08-01")).toMatchObject({
      status: "ended",
      mayTeach: "no",
      ready: [],
    });
  });
});

describe("always", () => {
  const day = fc.integer({ min: 0, max: 1_500 }).map((days) => addDays("2026-01-01", days));
  const kinds: Decision["kind"][] = ["certify", "renew", "lead", "suspend", "reinstate", "end"];
  const facts = fc.record<Facts>({
    attendance: fc.option(
      fc.record({
        attended: fc.integer({ min: 1_500, max: 1_620 }),
        of: fc.constant(1_620),
        missedModules: fc.subarray(["2.5"]),
      }),
    ),
    postAssessment: fc.array(
      fc.record({ percent: fc.integer({ min: 60, max: 100 }), afterCoaching: fc.boolean() }),
      { maxLength: 3 },
    ),
    teachBacks: fc.array(fc.record({ on: day, outcome: fc.constantFrom("pass", "not-yet") }), {
      maxLength: 2,
    }),
    sponsorSignedOn: fc.option(day),
    observed: fc.array(fc.record({ on: day, meets: fc.boolean() }), { maxLength: 3 }),
    deliveries: fc.array(fc.record({ id: fc.constantFrom(..."abcdefgh"), on: day }), { maxLength: 12 }),
    mentees: fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
    calibrated: fc.boolean(),
    knowledgeChecks: fc.array(fc.record({ on: day, percent: fc.integer({ min: 80, max: 100 }) }), {
      maxLength: 2,
    }),
    briefedOn: fc.array(day, { maxLength: 2 }),
    courseEndedOn: fc.option(day),
    decisions: fc
      .array(fc.record({ on: day, kind: fc.constantFrom("certify" as const, ...kinds) }), { maxLength: 4 })
      .map((list) => list.map((one, index) => ({ ...one, id: `d${index}` }))),
  });
  const editions = fc.array(fc.record({ name: fc.constantFrom("a", "b"), on: day, material: fc.boolean() }), {
    maxLength: 2,
  });

  /** The rule once more, as plainly as it can be said. */
  function meetsFive(one: Facts): boolean {
    const { attendance, postAssessment, teachBacks } = one;
    const counted = [
      ...postAssessment.slice(0, 2),
      ...postAssessment.slice(2).filter((taken) => taken.afterCoaching),
    ];
    const passes = teachBacks.filter(({ outcome }) => outcome === "pass");
    return (
      attendance !== null &&
      attendance.attended / attendance.of >= 0.95 &&
      attendance.missedModules.length === 0 &&
      counted.some(({ percent }) => percent >= 80) &&
      one.sponsorSignedOn !== null &&
      one.observed.some(({ on, meets }) => meets && passes.some((pass) => pass.on <= on))
    );
  }
  const standing = (one: Facts, today: string) =>
    one.decisions.filter(({ on }) => on <= today).sort((a, b) => (a.on + a.id < b.on + b.id ? -1 : 1));

  it("who meets the five steps is on the ready list, and nobody else", () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 6 }), day, (people, today) => {
        const list = readyList(people, (one) => one, now(today))
          .filter(({ decision }) => decision === "certify")
          .map(({ person }) => person);
        const wanted = people.filter((one) => {
          const past = standing(one, today).map(({ kind }) => kind);
          const bar = past.filter((kind) => ["suspend", "end", "reinstate"].includes(kind)).at(-1);
          return meetsFive(one) && !past.includes("certify") && (bar === undefined || bar === "reinstate");
        });
        expect(list).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it("who is paused or ended is ready for nothing and may not teach", () => {
    fc.assert(
      fc.property(facts, day, editions, (one, today, list) => {
        const barred = {
          ...one,
          decisions: [...one.decisions, { id: "z", on: today, kind: "suspend" as const }],
        };
        expect(standingOf(barred, now(today, list))).toMatchObject({ ready: [], mayTeach: "no" });
        expect(["paused", "ended"]).toContain(standingOf(barred, now(today, list)).status);
      }),
    );
  });

  it("one more good thing never sets anybody back", () => {
    const better: ((one: Facts) => Facts)[] = [
      (one) => ({ ...one, attendance: { attended: 1_620, of: 1_620, missedModules: [] } }),
      (one) => ({ ...one, postAssessment: [...one.postAssessment, { percent: 100, afterCoaching: true }] }),
      (one) => ({ ...one, teachBacks: [{ on: "2026-01-01", outcome: "pass" }, ...one.teachBacks] }),
      (one) => ({ ...one, teachBacks: [...one.teachBacks, { on: "2026-03-01", outcome: "not-yet" }] }),
      (one) => ({ ...one, sponsorSignedOn: "2026-01-01" }),
      (one) => ({ ...one, observed: [...one.observed, { on: "2027-01-01", meets: true }] }),
      (one) => ({ ...one, observed: [...one.observed, { on: "2027-01-01", meets: false }] }),
      (one) => ({ ...one, deliveries: [...one.deliveries, { id: "new", on: "2027-01-01" }] }),
      (one) => ({ ...one, mentees: [...one.mentees, "new"] }),
      (one) => ({ ...one, calibrated: true }),
      (one) => ({ ...one, knowledgeChecks: [...one.knowledgeChecks, { on: "2027-01-01", percent: 95 }] }),
      (one) => ({ ...one, briefedOn: [...one.briefedOn, "2027-01-01"] }),
    ];
    const may = ["no", "co-train", "lead"];
    fc.assert(
      fc.property(facts, day, editions, fc.constantFrom(...better), (one, today, list, change) => {
        const [before, after] = [
          standingOf(one, now(today, list)),
          standingOf(change(one), now(today, list)),
        ];
        expect(levels.indexOf(after.level)).toBeGreaterThanOrEqual(levels.indexOf(before.level));
        for (const [index, step] of before.steps.entries())
          if (step.done) expect(after.steps[index]?.done).toBe(true);
        expect(after.ready).toEqual(expect.arrayContaining(before.ready));
        // An apprentice on an edition that has changed is briefed first; before that there was nothing to brief.
        if (before.level !== "none")
          expect(may.indexOf(after.mayTeach)).toBeGreaterThanOrEqual(may.indexOf(before.mayTeach));
      }),
      { numRuns: 500 },
    );
  });

  it("does not depend on the order of what is on record, and always says what is next", () => {
    fc.assert(
      fc.property(facts, day, editions, (one, today, list) => {
        const turned = {
          ...one,
          teachBacks: [...one.teachBacks].reverse(),
          observed: [...one.observed].reverse(),
          deliveries: [...one.deliveries].reverse(),
          decisions: [...one.decisions].reverse(),
        };
        const found = standingOf(one, now(today, list));
        expect(standingOf(turned, now(today, list))).toEqual(found);
        expect(found.next.what).toMatch(/\.$/);
        expect(found.next.decides).not.toBe("");
      }),
    );
  });
});

describe("days", () => {
  it("count years and working days", () => {
    expect(addYears("2024-02-29", 2)).toBe("2026-02-28");
    expect(addYears("2026-12-31", 2)).toBe("2028-12-31");
    expect(addYears("2024-02-29", 4)).toBe("2028-02-29");
    expect(addWorkingDays("2026-11-27", 1)).toBe("2026-11-30");
    expect(addWorkingDays("2026-11-28", 10)).toBe("2026-12-11");
  });
});
