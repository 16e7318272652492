import { describe, expect, test } from "vitest";
import { edited, printed, sample } from "./sample.ts";

type Rule = [name: string, change: Record<string, string | null>, problem: string];

const names = ["rubric", "competencies", "fidelity", "satisfaction", "certificate", "measures"];
const file = (name: string) => `ccip/instruments/${name}.yaml`;
const change = (name: string) => (from: string, to: string) => edited(file(name), from, to);
const inRubric = change("rubric");
const inFidelity = change("fidelity");
const inMeasures = change("measures");
const inCertificate = change("certificate");
const criterion = (id: string) => `- { id: ${id}, title: A criterion, safety:`;

const rules: Rule[] = [
  ...names.map(
    (name): Rule => [
      `the file ${name}.yaml`,
      { [file(name)]: null },
      `${file(name)} file This file is missing.`,
    ],
  ),
  ...names.map(
    (name): Rule => [
      `known fields in ${name}.yaml`,
      change(name)("version: 1", "version: 1\nmood: x"),
      `${file(name)} mood This field is not known here.`,
    ],
  ),
  ...names.map(
    (name): Rule => [
      `reviews in ${name}.yaml`,
      change(name)(", counsel: null }", " }"),
      `${file(name)} reviews.counsel This field is missing.`,
    ],
  ),

  [
    "four levels in order",
    inRubric("{ value: 1, name: Not yet }, ", ""),
    "levels The levels are 1, 2, 3 and 4, in this order.",
  ],
  ["a text for each level", inRubric('"3": Good., ', ""), "criteria[0].levels.3 This field is missing."],
  ["behavior to look for", inRubric("look_for: [Listens.]", "look_for: []"), "criteria[0].look_for"],
  [
    "eight criteria",
    inRubric(
      `  - { id: C6, title: A criterion, safety: false, levels: { "1": Not., "2": Some., "3": Good., "4": Great. }, look_for: [Listens.] }\n`,
      "",
    ),
    "criteria The rubric has 8 criteria; here are 7.",
  ],
  ["criteria in order", inRubric("id: C2,", "id: C9,"), "rubric.yaml C9 Here C2 was expected."],
  [
    "safety where it says so",
    inRubric(`${criterion("S1")} true`, `${criterion("S1")} false`),
    "rubric.yaml S1 A criterion with the letter S is one of safety.",
  ],
  [
    "a criterion of safety",
    inRubric(
      `${criterion("S1")} true, levels: { "1": Not., "2": Some., "3": Good., "4": Great. }, look_for: [Listens.] }\n  ${criterion("S2")} true`,
      `${criterion("C7")} false, levels: { "1": Not., "2": Some., "3": Good., "4": Great. }, look_for: [Listens.] }\n  ${criterion("C8")} false`,
    ),
    "criteria No criterion is one of safety.",
  ],
  [
    "pass values that are levels",
    inRubric("proficient: 3,", "proficient: 5,"),
    "pass.proficient There is no level 5.",
  ],
  [
    "a floor below proficient",
    inRubric("none_below: 2", "none_below: 4"),
    "pass.none_below It is above the level",
  ],
  [
    "safety above the floor",
    inRubric("safety_at_least: 3", "safety_at_least: 1"),
    "pass.safety_at_least Safety asks for more",
  ],
  [
    "no more proficient than there are",
    inRubric("proficient_count: 6", "proficient_count: 9"),
    "pass.proficient_count There are only 8 criteria.",
  ],

  [
    "three levels of trainers",
    change("competencies")(
      "{ id: lead, title: Lead, meaning: Coaches. }",
      "{ id: certified, title: Lead, meaning: Coaches. }",
    ),
    "levels The levels are apprentice, certified and lead",
  ],
  [
    "domains in order",
    change("competencies")("id: K1", "id: K2"),
    "competencies.yaml K2 Here K1 was expected.",
  ],
  [
    "steps in order",
    change("competencies")("id: step-1", "id: step-2"),
    "competencies.yaml step-2 Here step-1 was expected.",
  ],

  [
    "25 items of fidelity",
    inFidelity("  - { id: F25, text: It was done., critical: false, how_to_see: Look. }\n", ""),
    "fidelity.yaml F25 F25 is missing.",
  ],
  [
    "a critical item",
    inFidelity("critical: true", "critical: false"),
    "fidelity.yaml items No item is critical.",
  ],
  [
    "answers in order",
    inFidelity("{ id: partly, label: Partly, points: 0.5 }, ", ""),
    "fidelity.yaml no Here partly was expected.",
  ],
  [
    "no points for what does not apply",
    inFidelity("points: null", "points: 0"),
    "fidelity.yaml answers.na What does not apply",
  ],
  [
    "half a point for partly",
    inFidelity("points: 0.5", "points: 1"),
    "fidelity.yaml answers Yes is 1 point, no is 0",
  ],
  ["a percentage to pass", inFidelity("percent: 85", "percent: 120"), "fidelity.yaml pass.percent"],

  [
    "a scale that goes up",
    change("satisfaction")("max: 5", "max: 1"),
    "satisfaction.yaml scale The scale must go up.",
  ],
  [
    "questions in order",
    change("satisfaction")("id: S01", "id: S02"),
    "satisfaction.yaml S02 Here S01 was expected.",
  ],
  [
    "open questions in order",
    change("satisfaction")("id: SO1", "id: SO2"),
    "satisfaction.yaml SO2 Here SO1 was expected.",
  ],
  [
    "nobody asked who they are",
    change("satisfaction")("optional: true", "optional: false"),
    "about_you[0].optional This must be true.",
  ],

  [
    "badges without words that are never printed",
    inCertificate("title: Participant", "title: Rescuer 1"),
    'badges.participant "rescuer" stands on no certificate',
  ],
  [
    "fields without them",
    inCertificate("label: Full name", "label: The rescuer"),
    'fields.name "rescuer" stands on no',
  ],
  [
    "no approval without a number",
    inCertificate("statement: null", "statement: Approved."),
    "bodies.board A statement of approval needs the number",
  ],
  ["a known type of field", inCertificate("type: text", "type: file"), "fields[0].type This must be text or"],

  ["26 measures", inMeasures("id: PM26", "id: PM27"), "measures.yaml PM27 Here PM26 was expected."],
  ["a numerator", inMeasures("numerator: Those., ", ""), "measures[0].numerator This field is missing."],
  [
    "a denominator for a percentage",
    inMeasures("denominator: All.", "denominator: null"),
    "PM02 denominator A percentage needs to say of how many.",
  ],
  [
    "none for a plain count",
    inMeasures("denominator: null", "denominator: All."),
    "PM01 denominator A plain count has none: null.",
  ],

  [
    "ids used once",
    change("satisfaction")("id: years", "id: S01"),
    "satisfaction.yaml S01 The id satisfaction:S01 is already used",
  ],
  [
    "no words to avoid",
    inRubric("Score two together.", "It is forbidden."),
    `${file("rubric")} calibration "forbidden": It hurts.`,
  ],
  [
    "known sources",
    inMeasures("purpose: To see.", 'purpose: "To see [@THREE]."'),
    `${file("measures")} purpose THREE is not in references.yaml.`,
  ],
  [
    "no phone numbers",
    inFidelity("Add up.", "Call 303-555-0123."),
    `${file("fidelity")} scoring "303-555-0123" looks like a phone number`,
  ],
  [
    "questions that can be read",
    change("satisfaction")(
      "It was clear.",
      "Multidisciplinary collaboration necessitates institutional accountability and organizational transparency. ".repeat(
        6,
      ),
    ),
    `${file("satisfaction")} reading The reading grade is`,
  ],
];

describe("instruments need", () => {
  test.each(rules)("%s", (_name, change, problem) => {
    expect(printed(sample(change))).toContainEqual(expect.stringContaining(problem));
  });
});
