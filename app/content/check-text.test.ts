import { describe, expect, test } from "vitest";
import { checkSources, inspectCurricula } from "./check.ts";
import {
  edited,
  handoutFile,
  moduleFile,
  planFile,
  printed,
  quizFile,
  sample,
  sampleText,
} from "./sample.ts";

type Rule = [name: string, change: Record<string, string>, problem: string];

const filler = "We learn to see the child first, and we ask what would help today. ";
const chapterFile = "response-guide/01-start/chapter.md";
const inModule = (from: string, to: string) => edited(moduleFile, from, to);
const inWhy = (text: string) => inModule("## Why {#why}\n", `## Why {#why}\n\n${text}\n`);
const inPlan = (from: string, to: string) => edited(planFile, from, to);
const inQuiz = (from: string, to: string) => edited(quizFile, from, to);
const inHandout = (from: string, to: string) => edited(handoutFile, from, to);
const shared = "Everybody at the table says in one sentence what would help a child today.";

const rules: Rule[] = [
  [
    "words to avoid",
    inWhy("A forbidden word."),
    `${moduleFile} line 19 "forbidden": It hurts. Write: allowed.`,
  ],
  ["words to avoid in a heading", inModule("## Third", "## Forbidden"), '"Forbidden": It hurts.'],
  ["words to avoid in a title", inModule('title="Talk"', 'title="Forbidden talk"'), '"Forbidden": It hurts.'],
  [
    "words to avoid in a quiz",
    inQuiz("It harms the child.", "It is forbidden."),
    `${quizFile} items[1.1-q1].options[1].feedback "forbidden": It hurts.`,
  ],
  [
    "words to avoid at a site",
    edited("sites/denver.yaml", "Ask for **help**", "Ask the forbidden"),
    'sites/denver.yaml slots.child_abuse_hotline.text "forbidden": It hurts.',
  ],
  [
    "folklore",
    inWhy("It happens every two minutes."),
    `${moduleFile} line 19 "every two minutes" has no sound source: Nobody knows.`,
  ],
  ["facts from memory", inWhy("See section 4242."), `${moduleFile} line 19 "section 4242" is from memory`],
  [
    "tags of the brief",
    inWhy("A claim [S:OJJDP]."),
    `${moduleFile} line 19 "[S:OJJDP]" must not stay in the text.`,
  ],
  [
    "unfinished text",
    edited("glossary.yaml", "A word that keeps", "TODO"),
    'glossary.yaml line 1 "TODO" must not stay in the text.',
  ],
  [
    "phone numbers",
    inWhy("Call 303-555-0123 now."),
    `${moduleFile} line 19 "303-555-0123" looks like a phone number`,
  ],
  [
    "phone numbers in letters",
    inWhy("Call 1-800-CHILDREN now."),
    `${moduleFile} line 19 "1-800-CHILDREN" looks like a phone number`,
  ],
  [
    "numbers to text",
    inWhy("Text HELP to 741741 now."),
    `${moduleFile} line 19 "741741" looks like a phone number`,
  ],

  [
    "words to avoid in the state of the edition",
    edited("ccip/course.yaml", "Not reviewed yet.", "Forbidden."),
    'ccip/course.yaml status "Forbidden": It hurts.',
  ],
  [
    "words to avoid in a misconception",
    { "misconceptions.yaml": "MC01: A forbidden idea\n" },
    'misconceptions.yaml MC01 "forbidden": It hurts.',
  ],
  ["a bare address", inWhy("See https://example.org."), `${moduleFile} line 19 Write an address as a link`],
  [
    "a bare address in a field",
    inQuiz("It keeps the child safe.", "See https://example.org."),
    `${quizFile} items[1.1-q1].options[0].feedback Write an address as a link`,
  ],
  [
    "a known mark in a field",
    inQuiz("It keeps the child safe.", "A note:this is one."),
    `${quizFile} items[1.1-q1].options[0].feedback ":this" is not a known mark`,
  ],

  [
    "a paragraph in one file",
    { ...inWhy(shared), ...inPlan("**Say.** Welcome.", shared) },
    `${planFile} line 16 "everybody at the table says in one sentence …" also stands in ${moduleFile} line 19.`,
  ],
  [
    "an item of a list in one file",
    { ...inWhy(`- ${shared}`), ...inHandout("- [ ] I asked.", `- [ ] **${shared.toUpperCase()}**`) },
    `${handoutFile} line 11 "everybody at the table says in one sentence …" also stands in`,
  ],
  [
    "a text in one field",
    { ...inWhy(shared), ...inQuiz("It keeps the child safe.", shared) },
    `${quizFile} items[1.1-q1].options[0].feedback "everybody at the table says in one sentence …" also`,
  ],
  [
    "a text of one site",
    {
      "sites/chicago.yaml": sampleText("sites/denver.yaml")
        .replace("id: denver", "id: chicago")
        .replace("Ask for **help** [@ONE].", shared),
      ...edited("sites/denver.yaml", "Ask for **help** [@ONE].", shared),
    },
    `sites/denver.yaml slots.child_abuse_hotline.text "everybody at the table says in one sentence …" also stands in sites/chicago.yaml slots.child_abuse_hotline.text.`,
  ],

  [
    "too few words",
    inModule(filler.repeat(25).trim(), "Short."),
    `${moduleFile} words Participant text is 1500 to 2500 words; this is`,
  ],
  [
    "too many words",
    inWhy(filler.repeat(80)),
    `${moduleFile} words Participant text is 1500 to 2500 words; this is`,
  ],
  [
    "hard text",
    inHandout(
      "- [ ] I asked.",
      "Multidisciplinary collaboration necessitates institutional accountability, organizational transparency and interdisciplinary communication. ".repeat(
        6,
      ),
    ),
    `${handoutFile} reading The reading grade is`,
  ],
];

/** Texts that look like trouble and are none. */
const fine: [string, Record<string, string>][] = [
  ["911 and 988", inWhy("Call 911, or call or text 988.")],
  ["a term to avoid that is taught", inWhy("We do not say :avoid[forbidden].")],
  [
    "quoted words",
    inWhy(
      ':quote[the forbidden word]{kind=historic source=ONE}\n\n:::quote{kind="statute" source="ONE"}\nForbidden every two minutes.\n:::',
    ),
  ],
  ["an avoided word in a title of a source", edited("references.yaml", "First source", "Forbidden source")],
  ["a paragraph that one file repeats", inWhy(`${shared}\n\n${shared}`)],
  [
    "a short line that two files share",
    {
      ...inWhy("We listen first, and then we ask."),
      ...inHandout("I asked.", "We listen first, and then we ask."),
    },
  ],
];

describe("texts have no", () => {
  test.each(rules)("%s", (_name, change, problem) => {
    expect(printed(sample(change))).toContainEqual(expect.stringContaining(problem));
  });

  test.each(fine)("problem with %s", (_name, change) => {
    expect(printed(sample(change))).toEqual([]);
  });

  test("words that only stand alone, whatever their letters", () => {
    const language = (pattern: string) => ({
      "language.yaml": `avoid: [{ pattern: '${pattern}', prefer: x, why: y }]\nfolklore: []\nrecalled: []\n`,
    });
    const found = (pattern: string, text: string) =>
      printed(sample({ ...language(pattern), ...inWhy(text) })).length > 0;
    expect(found("(?<!not )zebra", "A zebra.")).toBe(true);
    expect(found("(?<!not )zebra", "It is not zebra.")).toBe(false);
    expect(found("zebra(?!\\s+We learn)", "A zebra")).toBe(true);
    expect(found("^zebra", "Zebra first.")).toBe(true);
    expect(found("^zebra", "A zebra.")).toBe(false);
    expect(found("\\p{Lu}ebra", "A Zebra.")).toBe(true);
    expect(found("zebra\\s+crossing", "A zebra\n\ncrossing.")).toBe(false);
  });

  test("grades every text and every file of questions", () => {
    const graded = inspectCurricula(sample()).grades;
    const limitOf = (file: string) => graded.find((grade) => grade.file === file)?.limit;
    expect(limitOf(moduleFile)).toBe(10);
    expect(limitOf(handoutFile)).toBe(8);
    expect(limitOf(planFile)).toBeNull();
    for (const file of [
      quizFile,
      chapterFile,
      "ccip/front/about.md",
      "ccip/assessments/form-a.yaml",
      "ccip/assessments/boosters.yaml",
      "ccip/assessments/confidence.yaml",
      "ccip/assessments/attitudes.yaml",
      "ccip/instruments/satisfaction.yaml",
      "library/cards/P1-program.md",
      "library/cases/CS1-case.md",
      "library/pages/federal-law.md",
    ]) {
      expect(limitOf(file), file).toBe(10);
    }
  });
});

describe("the table of sources", () => {
  test("has one row for each file and source, in order", () => {
    const { sources } = inspectCurricula(sample(inWhy("A claim [@TWO]. The same [@TWO; @ONE].")));
    const rows = sources.split("\n").filter((line) => line.startsWith("| ccip/day-1/1.1"));
    expect(rows.map((row) => row.split("|").map((cell) => cell.trim()))).toEqual([
      ["", moduleFile, "ONE", "O official", "2020", "First source", ""],
      ["", moduleFile, "TWO", "S secondary", "no date", "(described) Second source", ""],
    ]);
    expect(sources).toContain("| glossary.yaml ");
    expect(sources).toContain("| support.yaml ");
    expect(sources).toContain("| library/library.yaml ");
  });

  test("is the same for the same files, and stale when a citation comes or goes", () => {
    const before = inspectCurricula(sample()).sources;
    const after = inspectCurricula(sample(inWhy("A claim [@TWO]."))).sources;
    expect(inspectCurricula(new Map([...sample()].reverse())).sources).toBe(before);
    expect(checkSources(before.replaceAll("\n", "\r\n"), before)).toEqual([]);
    for (const written of ["", after]) {
      expect(checkSources(written, before)).toEqual([
        {
          file: "docs/sources.md",
          field: "file",
          sentence: "It is not up to date; run npm run check:curricula -- --write-sources.",
        },
      ]);
    }
  });
});
