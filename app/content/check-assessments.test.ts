import { describe, expect, test } from "vitest";
import { edited, printed, quizFile, sample, sampleText } from "./sample.ts";

type Rule = [name: string, change: Record<string, string | null>, problem: string];

const formA = "ccip/assessments/form-a.yaml";
const formB = "ccip/assessments/form-b.yaml";
const formC = "ccip/assessments/form-c.yaml";
const boosters = "ccip/assessments/boosters.yaml";
const confidence = "ccip/assessments/confidence.yaml";
const attitudes = "ccip/assessments/attitudes.yaml";
const inA = (from: string, to: string) => edited(formA, from, to);
const inB = (from: string, to: string) => edited(formB, from, to);
const inC = (from: string, to: string) => edited(formC, from, to);
const inBoosters = (from: string, to: string) => edited(boosters, from, to);
const inAttitudes = (from: string, to: string) => edited(attitudes, from, to);
/** The whole text of one item of a sample form. */
const itemOf = (file: string, id: string) =>
  new RegExp(`( *)- id: ${id}\\n[\\s\\S]*?(?=\\n\\1- id: |$)`).exec(sampleText(file))?.[0] ?? "";
/** A piece of one item changed; the same piece stands in the others too. */
const inItem = (file: string, id: string, from: string, to: string) =>
  edited(file, itemOf(file, id), itemOf(file, id).replace(from, to));

const rules: Rule[] = [
  ...[formA, formB, formC, boosters, confidence, attitudes].map(
    (file): Rule => [`the file ${file}`, { [file]: null }, `${file} file This file is missing.`],
  ),
  ["its own id", inA("id: form-a", "id: form-b"), `${formA} id The file's id is form-a.`],
  [
    "its own moment",
    inB("moment: post", "moment: pre"),
    `${formB} moment This form is asked at the moment post.`,
  ],
  [
    "nobody to pass before the course",
    inA("pass: null", "pass: 80"),
    `${formA} pass Only the form after the course`,
  ],
  [
    "somebody to pass after it",
    inB("pass: 80", "pass: null"),
    `${formB} pass Only the form after the course`,
  ],
  ["ids in order", inA("- id: A07", "- id: A31"), `${formA} A31 Here A07 was expected.`],
  ["all of its items", edited(formA, itemOf(formA, "A30"), ""), `${formA} A30 A30 is missing.`],
  [
    "no item more",
    edited(
      formC,
      itemOf(formC, "C12"),
      `${itemOf(formC, "C12")}${itemOf(formC, "C12").replaceAll("12", "13")}`,
    ),
    `${formC} C13 The last one is C12; this one is too many.`,
  ],
  [
    "nothing above A1",
    inItem(formA, "A02", "level: A1", "level: A2"),
    `${formA} A02 level An assessment has no items above A1`,
  ],
  [
    "an objective of the course",
    inItem(formA, "A02", "1.1-a", "1.1-z"),
    `${formA} A02 objective There is no objective 1.1-z.`,
  ],
  [
    "four options",
    inA('      - { text: "A01: by listening", correct: true, feedback: "It keeps the child safe." }\n', ""),
    `${formA} items[0].options This must be exactly four options.`,
  ],
  [
    "a misconception for each distractor",
    inA("misconception: MC01, ", ""),
    `${formA} A01 option 2 A wrong option names its misconception.`,
  ],
  [
    "a known misconception",
    inA("misconception: MC01", "misconception: MC77"),
    `${formA} A01 option 2 MC77 is not in`,
  ],
  [
    "short feedback",
    inA("It harms the child.", "harm ".repeat(36)),
    `${formA} A01 option 2 Its feedback has 36 words`,
  ],
  [
    "a positive stem",
    inA("What comes first for A01?", "Which is not first for A01?"),
    `${formA} A01 stem Ask for what is right`,
  ],
  [
    "a right option that is not always the longest",
    { [formA]: sampleText(formA).replace(/"(A\d\d): by/g, '"$1, with more words than any other option: by') },
    `${formA} options The right option is the longest in 30 of 30 items`,
  ],
  [
    "right options at every place",
    { [formA]: rightAtFirst(sampleText(formA)) },
    `${formA} options The right option stands at place 1 in 30 of 30 items; vary it.`,
  ],
  [
    "the weights of the blueprint",
    { [formA]: sampleText(formA).replaceAll("weight: judgment", "weight: knowledge") },
    `${formA} weights 53 percent ask for knowledge; the blueprint wants 40, give or take 5.`,
  ],
  [
    "parallel objectives",
    inItem(formB, "B07", "objective: 1.1-a", "objective: 1.1-b"),
    `${formB} B07 objective A07 has 1.1-a; parallel items have the same.`,
  ],
  ["parallel domains", inItem(formB, "B07", "Principles", "Law"), `${formB} B07 domain A07 has Principles`],
  [
    "parallel weights",
    inItem(formB, "B07", "weight: application", "weight: judgment"),
    `${formB} B07 weight A07 has application`,
  ],
  [
    "no parallel named in form B",
    inItem(formB, "B07", "level: A1", "level: A1\n    parallel: A07"),
    `${formB} B07 parallel Only form C names`,
  ],
  [
    "a parallel for each item of form C",
    inC("    parallel: A05\n", ""),
    `${formC} C05 parallel It names the item of form A`,
  ],
  [
    "a parallel that is there",
    inC("parallel: A05", "parallel: A55"),
    `${formC} C05 parallel Form A has no item A55.`,
  ],
  [
    "a parallel of its own",
    inC("parallel: A05", "parallel: A06"),
    `${formC} C06 parallel Another item is already parallel to A06.`,
  ],
  [
    "a parallel with its objective",
    inItem(formA, "A05", "1.1-a", "1.1-b"),
    `${formC} C05 parallel A05 asks for the objective 1.1-b, and this item for 1.1-a.`,
  ],

  [
    "right options at every place of the boosters",
    { [boosters]: rightAtFirst(sampleText(boosters)) },
    `${boosters} options The right option stands at place 1 in 20 of 20 items; vary it.`,
  ],
  [
    "no parallel named in a booster",
    inItem(boosters, "K03", "level: A1", "level: A1\n        parallel: A07"),
    `${boosters} K03 parallel Only form C names`,
  ],
  [
    "a scale of attitudes that goes up",
    inAttitudes("max: 5", "max: 1"),
    `${attitudes} scale The scale must go up.`,
  ],
  [
    "four sets",
    inBoosters("after_days: 60", "after_days: 90"),
    `${boosters} sets The sets come after 14, 60, 180, 365 days, not 14, 90`,
  ],
  [
    "five in a set",
    edited(boosters, `${itemOf(boosters, "K03")}\n`, ""),
    `${boosters} booster-14 A set has 5 items; here are 4.`,
  ],
  ["boosters in order", inBoosters("- id: K03", "- id: K33"), `${boosters} K33 Here K03 was expected.`],
  [
    "boosters at A1",
    inItem(boosters, "K03", "level: A1", "level: A3"),
    `${boosters} K03 level An assessment has no items above A1`,
  ],
  [
    "boosters with an objective",
    inItem(boosters, "K03", "1.1-a", "1.1-z"),
    `${boosters} K03 objective There is no objective 1.1-z.`,
  ],

  [
    "statements in order",
    edited(confidence, "id: CF1", "id: CF2"),
    `${confidence} CF2 Here CF1 was expected.`,
  ],
  [
    "statements with an objective",
    edited(confidence, "1.1-a", "1.1-z"),
    `${confidence} CF1 objective There is no objective 1.1-z.`,
  ],
  [
    "a scale that goes up",
    edited(confidence, "max: 5", "max: 1"),
    `${confidence} scale The scale must go up.`,
  ],
  ["four vignettes", edited(attitudes, itemOf(attitudes, "V4"), ""), `${attitudes} V4 V4 is missing.`],
  [
    "vignettes at A1",
    inAttitudes("level: A1", "level: A2"),
    `${attitudes} V1 level An assessment has no vignettes above A1`,
  ],
  [
    "statements of a vignette in order",
    inAttitudes("id: V1-b", "id: V1-c"),
    `${attitudes} V1-c Here V1-b was expected.`,
  ],
  [
    "statements of both directions",
    inAttitudes("direction: blaming", "direction: accountable"),
    `${attitudes} V1 It has no blaming statement`,
  ],

  [
    "stems of their own in a form",
    inA("What comes first for A02?", "What comes first for A01?"),
    `${formA} A02 stem It asks the same as A01 in ${formA}.`,
  ],
  [
    "stems of their own everywhere",
    inBoosters("What comes first for K01?", "How does a child feel SAFE 1?"),
    `${boosters} K01 stem It asks the same as 1.1-q1 in ${quizFile}.`,
  ],
  [
    "stems that do not hold the words of an answer",
    {
      ...inA('"A01: by listening"', '"A01 meets quietly, offering water and an unhurried chair"'),
      ...inB(
        "What comes first for B09?",
        "An unhurried worker offers a chair, some water and meets A01 quietly. Then?",
      ),
    },
    `${formB} B09 stem It gives away the answer of A01 in ${formA}; say it in other words.`,
  ],
  [
    "stems that do not repeat an answer",
    {
      ...inA(
        '"A01: by listening"',
        '"After the unhurried worker quietly offers some water and much more time than others ever would"',
      ),
      ...edited(
        quizFile,
        "How does a child feel safe 3?",
        "The unhurried worker quietly offers water. What next?",
      ),
    },
    `${quizFile} 1.1-q3 stem It gives away the answer of A01 in ${formA}; say it in other words.`,
  ],

  [
    "ids used once",
    inBoosters("id: booster-60", "id: booster-14"),
    `${boosters} booster-14 The id booster-14 is already used`,
  ],
  [
    "no words to avoid",
    inA("What comes first for A01?", "What is forbidden for A01?"),
    `${formA} items[A01].stem "forbidden": It hurts.`,
  ],
  [
    "no words to avoid in a vignette",
    inAttitudes("Jordan waits (V1)", "A forbidden word"),
    `${attitudes} vignettes[V1].text "forbidden"`,
  ],
  [
    "known sources",
    edited(confidence, "text: I can listen.", 'text: "I can listen [@THREE]."'),
    `${confidence} statements[CF1].text THREE is not in`,
  ],
  [
    "Markdown that can be read",
    edited(attitudes, "Turn the blaming ones round.", "note:this"),
    `${attitudes} scoring ":this" is not a known mark`,
  ],
  [
    "words that can be read",
    edited(
      confidence,
      "Only for you.",
      "Multidisciplinary collaboration necessitates institutional accountability and organizational transparency. ".repeat(
        6,
      ),
    ),
    `${confidence} reading The reading grade is`,
  ],
];

const allowed: [string, Record<string, string>][] = [
  [
    "a stem with words that a wrong option has as well",
    {
      ...inA('"A01: by listening"', '"The unhurried worker quietly offers water, with A01"'),
      ...inA(
        '"A wrong idea A01: by waiting a week"',
        '"The unhurried worker quietly offers water, without A01"',
      ),
      ...inB("What comes first for B09?", "The unhurried worker quietly offers water. What next, B09?"),
    },
  ],
  [
    "objectives of a module that is only announced",
    {
      ...edited(
        "ccip/course.yaml",
        "planned: []",
        'planned: [{ day: 2, title: T, question: Q, modules: [{ id: "2.1", title: M, minutes: 30 }] }]',
      ),
      ...edited(confidence, "1.1-a", "2.1-a"),
    },
  ],
];

describe("assessments need", () => {
  test.each(rules)("%s", (_name, change, problem) => {
    expect(printed(sample(change))).toContainEqual(expect.stringContaining(problem));
  });

  test.each(allowed)("and may have %s", (_name, change) => {
    expect(printed(sample(change))).toEqual([]);
  });
});

/** Puts the right option of every item first. */
function rightAtFirst(text: string): string {
  return text.replace(/(?: +- \{ text: .*\n){4}/g, (options) =>
    options
      .trimEnd()
      .split("\n")
      .sort((a, b) => Number(b.includes("correct")) - Number(a.includes("correct")))
      .map((line) => `${line}\n`)
      .join(""),
  );
}
