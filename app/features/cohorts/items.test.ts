import { describe, expect, test } from "vitest";
import type { Quiz } from "#app/content/schema.ts";
import { type Answered, analyseItems } from "./items.ts";

const option = (text: string, misconception?: string): Quiz["items"][number]["options"][number] =>
  misconception
    ? { text, misconception, feedback: "Because." }
    : { text, correct: true as const, feedback: "Because." };

const item = (id: string) => ({
  id,
  objective: "9.1-a",
  section: "one",
  level: "A1" as const,
  stem: "Which?",
  options: [option("w", "MC01"), option("x"), option("y", "MC02"), option("z", "MC03")],
});

const quiz: Quiz = {
  module: "9.1",
  pass: 80,
  retake: "unlimited",
  items: [item("9.1-q1"), item("9.1-q2")],
};
const ideas = { MC01: "First idea", MC02: "Second idea", MC03: "Third idea" };

describe("analyseItems", () => {
  test("counts each option over people, with the mistaken idea in words", () => {
    const people: Answered[] = [
      { "9.1-q1": 1, "9.1-q2": 0 },
      { "9.1-q1": 2, "9.1-q2": 0 },
      { "9.1-q1": 2 },
      { "9.1-q1": 3, "9.1-q2": 2 },
    ];
    const [first, second] = analyseItems(quiz, people, ideas);
    expect(first?.options.map(({ letter, count, percent }) => [letter, count, percent])).toEqual([
      ["A", 0, 0],
      ["B", 1, 25],
      ["C", 2, 50],
      ["D", 1, 25],
    ]);
    expect(first).toMatchObject({
      answered: 4,
      right: 1,
      drew: { letter: "C", misconception: "Second idea" },
    });
    expect(first?.options[1]?.misconception).toBeNull();
    expect(second).toMatchObject({
      answered: 3,
      right: 0,
      drew: { letter: "A", misconception: "First idea" },
    });
    expect(second?.options.map(({ percent }) => percent)).toEqual([67, 0, 33, 0]);
  });

  test("names no distractor when two drew the same, or none drew anybody", () => {
    const [first, second] = analyseItems(
      quiz,
      [
        { "9.1-q1": 0, "9.1-q2": 1 },
        { "9.1-q1": 2, "9.1-q2": 1 },
      ],
      ideas,
    );
    expect(first?.drew).toBeNull();
    expect(second?.drew).toBeNull();
  });

  test("with nobody, every figure is zero", () => {
    for (const one of analyseItems(quiz, [], ideas)) {
      expect(one.answered).toBe(0);
      expect(one.options.every(({ count, percent }) => count === 0 && percent === 0)).toBe(true);
    }
  });

  test("an option out of range counts for no option and hides nobody", () => {
    const [first] = analyseItems(quiz, [{ "9.1-q1": 9 }], ideas);
    expect(first?.options.every(({ count }) => count === 0)).toBe(true);
  });
});
