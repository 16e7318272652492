import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { type Form, formsShownTo, type Rubric, resultOf, type Scores, unscored } from "./teach-back-score.ts";

const rubric = catalogue().course.instruments.rubric as Rubric;
const ids = rubric.criteria.map(({ id }) => id);

/** Levels in the order of the rubric: C1 C2 C3 C4 S1 S2 C5 C6. */
const scores = (levels: string): Scores =>
  Object.fromEntries(ids.map((id, index) => [id, Number(levels[index])]));
const form = (by: string, levels: string, part: Form["part"] = "assessor"): Form => ({
  by,
  part,
  scores: scores(levels),
});
const scored = (...levels: string[]) => {
  const result = resultOf(
    rubric,
    levels.map((_, index) => `a${index}`),
    levels.map((one, index) => form(`a${index}`, one)),
  );
  if (result.state !== "scored") throw new Error("not all in");
  return result;
};

describe("the pass rule of rubric.yaml (brief, 7.1)", () => {
  it.each([
    ["33333333", "pass"],
    ["33333322", "pass"],
    ["22333333", "pass"],
    ["44444444", "pass"],
    ["33332322", "not-yet"],
    ["33332333", "not-yet"],
    ["33333233", "not-yet"],
    ["44442444", "not-yet"],
    ["33333331", "not-yet"],
    ["44444441", "not-yet"],
    ["22233322", "not-yet"],
    ["33323222", "not-yet"],
  ])("%s is %s", (levels, outcome) => {
    expect(scored(levels, levels).outcome).toBe(outcome);
  });

  it("says which rule and which criteria, and the words of the level to reach", () => {
    const result = scored("33332222", "33332222");
    expect(result.reasons).toEqual([
      "S1 Trauma-informed safety and S2 Response to the curveball stand at 2 and need 3. Safety cannot be made up for by other scores.",
      "4 of 8 criteria stand at 3 or higher, and 6 are needed. 2 more of these: S1 Trauma-informed safety, S2 Response to the curveball, C5 Inclusion and access and C6 Survivor engagement and reflection.",
    ]);
    expect(result.changes.map(({ criterion, from, to }) => `${criterion} ${from}→${to}`)).toEqual([
      "S1 2→3",
      "S2 2→3",
      "C5 2→3",
      "C6 2→3",
    ]);
    expect(result.changes[0]?.look).toBe(rubric.criteria.find(({ id }) => id === "S1")?.levels["3"]);
  });

  it("asks of a 1 only what the rule asks", () => {
    const result = scored("33133333", "33133333");
    expect(result.reasons).toEqual(["C3 Active practice stands below 2. No criterion may."]);
    expect(result.changes).toMatchObject([{ criterion: "C3", from: 1, to: 2 }]);
  });

  it("follows the rubric and no number of its own", () => {
    const strict: Rubric = { ...rubric, pass: { ...rubric.pass, proficient_count: 8, safety_at_least: 4 } };
    const [a, levels] = ["a", "33333333"];
    expect(resultOf(strict, [a], [form(a, levels)])).toMatchObject({
      outcome: "not-yet",
      reasons: [expect.stringContaining("stand at 3 and need 4")],
    });
  });
});

describe("several assessors", () => {
  it.each([
    // C1 and S1 as each gave them; the score of each
    [["3", "4"], 3, 3],
    [["2", "4"], 2, 2],
    [["4", "2", "3"], 3, 2],
    [["1", "4", "4"], 4, 1],
    [["1", "2", "4"], 2, 1],
    [["3"], 3, 3],
  ])("%j: the lower median, and for safety the lowest", (given, plain, safe) => {
    const result = scored(...given.map((level) => level.repeat(8)));
    expect(result.criteria.find(({ id }) => id === "C1")?.score).toBe(plain);
    expect(result.criteria.find(({ id }) => id === "S1")?.score).toBe(safe);
  });

  it("marks where they are more than one level apart", () => {
    const result = scored("33333333", "33433323");
    expect(result.criteria.filter(({ apart }) => apart).map(({ id }) => id)).toEqual([]);
    expect(scored("33333333", "33333313").criteria.filter(({ apart }) => apart)).toMatchObject([
      { id: "C5", given: [3, 1] },
    ]);
  });

  it("waits for every assessor, and for a whole form", () => {
    const half: Form = { by: "b", part: "assessor", scores: { C1: 3 } };
    expect(resultOf(rubric, ["a", "b"], [form("a", "33333333")])).toEqual({
      state: "waiting",
      waitingFor: ["b"],
    });
    expect(resultOf(rubric, ["a", "b"], [form("a", "33333333"), half])).toMatchObject({ waitingFor: ["b"] });
    expect(resultOf(rubric, [], [])).toEqual({ state: "waiting", waitingFor: [] });
    expect(unscored(rubric, { C1: 3, C2: 5 })).toEqual(ids.filter((id) => id !== "C1"));
  });

  it("takes an assessor's newest form", () => {
    const forms = [form("a", "11111111"), form("a", "33333333")];
    expect(resultOf(rubric, ["a"], forms)).toMatchObject({ outcome: "pass" });
  });
});

describe("who sees what", () => {
  const forms = [form("a", "33333333"), form("p", "44444444", "peer"), form("me", "22222222", "self")];
  const seen = (viewer: string, all: Form[]) =>
    formsShownTo(viewer, rubric, ["a", "b"], all).map(({ by }) => by);

  it("only the own form until all assessors are in", () => {
    expect(["a", "b", "p", "me", "else"].map((viewer) => seen(viewer, forms))).toEqual([
      ["a"],
      [],
      ["p"],
      ["me"],
      [],
    ]);
    expect(seen("me", [...forms, form("b", "33333333")])).toEqual(["a", "p", "me", "b"]);
  });
});

describe("always", () => {
  const level = fc.integer({ min: 1, max: 4 });
  const sheet = fc.array(level, { minLength: 8, maxLength: 8 }).map((list) => list.join(""));
  const sheets = fc.array(sheet, { minLength: 1, maxLength: 3 });

  it("passes exactly when the rule holds", () => {
    fc.assert(
      fc.property(sheets, (given) => {
        const { outcome, criteria, reasons, changes } = scored(...given);
        const at = (id: string) => criteria.find((one) => one.id === id)?.score ?? 0;
        const holds =
          criteria.every(({ score }) => score >= 2) &&
          criteria.filter(({ score }) => score >= 3).length >= 6 &&
          at("S1") >= 3 &&
          at("S2") >= 3;
        expect(outcome).toBe(holds ? "pass" : "not-yet");
        expect(reasons.length === 0 && changes.length === 0).toBe(holds);
      }),
    );
  });

  it("does as the changes say, and passes", () => {
    fc.assert(
      fc.property(sheets, (given) => {
        const { criteria, changes } = scored(...given);
        const mended = criteria.map(
          ({ id, score }) => changes.find(({ criterion }) => criterion === id)?.to ?? score,
        );
        expect(scored(mended.join("")).outcome).toBe("pass");
      }),
    );
  });

  it("gives no better result for a lower score, and none for peers, self or the order of assessors", () => {
    fc.assert(
      fc.property(sheets, sheet, fc.nat(7), (given, other, place) => {
        const before = scored(...given);
        const lower = given.map((one, index) =>
          index === 0 ? `${one.slice(0, place)}1${one.slice(place + 1)}` : one,
        );
        if (before.outcome === "not-yet") expect(scored(...lower).outcome).toBe("not-yet");
        const assessors = given.map((_, index) => `a${index}`);
        const forms = given.map((one, index) => form(`a${index}`, one));
        const more = [form("p", other, "peer"), ...forms, form("me", other, "self")];
        expect(resultOf(rubric, assessors, more)).toEqual(resultOf(rubric, assessors, forms));
        const turned = resultOf(rubric, [...assessors].reverse(), forms);
        expect(turned.state === "scored" && turned.criteria.map(({ score }) => score)).toEqual(
          before.criteria.map(({ score }) => score),
        );
      }),
    );
  });

  it("never lets safety be outweighed", () => {
    fc.assert(
      fc.property(sheets, fc.constantFrom("S1", "S2"), (given, id) => {
        const unsafe = form("b", "44444444");
        const forms = [
          ...given.map((one, index) => form(`a${index}`, one)),
          { ...unsafe, scores: { ...unsafe.scores, [id]: 2 } },
        ];
        const result = resultOf(rubric, [...given.map((_, index) => `a${index}`), "b"], forms);
        expect(result).toMatchObject({ state: "scored", outcome: "not-yet" });
      }),
    );
  });
});
