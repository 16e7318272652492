import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkCurricula, checkSources, inspectCurricula } from "./check.ts";
import { idsOf } from "./check-ids.ts";
import { readDocuments } from "./documents.ts";
import { readCurricula } from "./files.server.ts";
import {
  edited,
  handoutFile,
  moduleFile,
  moduleFolder,
  planFile,
  printed,
  quizFile,
  sample,
  sampleDocuments,
  sampleText,
} from "./sample.ts";

type Rule = [name: string, change: Record<string, string | Uint8Array | null>, problem: string];

const chapterFile = "response-guide/01-start/chapter.md";
const worksheetFile = "response-guide/01-start/worksheets/W1.1-map.yaml";
const dayFile = "ccip/day-1/day.yaml";
const inModule = (from: string, to: string) => edited(moduleFile, from, to);
const inWhy = (text: string) => inModule("## Why {#why}\n", `## Why {#why}\n\n${text}\n`);
const inPlan = (from: string, to: string) => edited(planFile, from, to);
const inQuiz = (from: string, to: string) => edited(quizFile, from, to);
const inHandout = (from: string, to: string) => edited(handoutFile, from, to);
const inChapter = (from: string, to: string) => edited(chapterFile, from, to);
const inWorksheet = (from: string, to: string) => edited(worksheetFile, from, to);
const inDay = (from: string, to: string) => edited(dayFile, from, to);

const wholeGuide = edited(
  "response-guide/guide.yaml",
  "planned: [{ chapter: 2, title: Next, clock: months 2–4, lead: The convener }]",
  "planned: []",
);

/** Each rule with one change that breaks it, and the problem as it is printed. */
const rules: Rule[] = [
  [
    "a known field",
    inModule("version: 1", "version: 1\nmood: good"),
    `${moduleFile} mood This field is not known here.`,
  ],
  ["a missing field", inModule("version: 1\n", ""), `${moduleFile} version This field is missing.`],
  [
    "a field of the right kind",
    inModule("minutes: 40", 'minutes: "40"'),
    `${moduleFile} minutes This must be a number.`,
  ],
  [
    "a field of known values",
    inHandout("use: to keep", "use: often"),
    `${handoutFile} use This must be in the room or`,
  ],
  ["YAML that can be read", inQuiz("pass: 80", "pass: [80"), `${quizFile} line 3 This is no YAML`],
  ["front matter", { [handoutFile]: "Hello" }, `${handoutFile} line 1 The file needs front matter`],
  [
    "a site's time zone",
    edited("sites/denver.yaml", "America/Denver", "Denver"),
    "time_zone This must be an IANA time zone",
  ],
  ["a file in its place", { "ccip/notes.txt": "x" }, "ccip/notes.txt name This is no place"],
  ["the shared files", { "glossary.yaml": null }, "glossary.yaml file This file is missing."],
  [
    "the front page about the edition",
    { "ccip/front/about.md": null },
    "ccip/front file The manual needs the front page front-about",
  ],

  ["ids used once", inQuiz("id: 1.1-q2", "id: 1.1-q1"), `${quizFile} 1.1-q1 The id 1.1-q1 is already used`],
  [
    "ids that are accepted",
    { "ids.yaml": "active: []\nretired: []\n" },
    `${moduleFile} id The id 1.1 is new; run npm run check:curricula -- --accept-ids.`,
  ],
  [
    "ids that are retired",
    { "ids.yaml": "active: []\nretired: [H1.1a]\n" },
    `${handoutFile} id The id H1.1a is retired`,
  ],
  [
    "ids that left",
    { "ids.yaml": "active: [H9.9z]\nretired: []\n" },
    "ids.yaml H9.9z It is no longer in the tree; move it to retired.",
  ],

  [
    "an objective without an item",
    inModule(
      "domain: knowledge }",
      "domain: knowledge }\n  - { id: 1.1-b, verb: Name, text: it, domain: skill }",
    ),
    `${moduleFile} objectives.1.1-b No item of the quiz`,
  ],
  [
    "an item without an objective",
    inQuiz("objective: 1.1-a", "objective: 1.1-z"),
    `${quizFile} 1.1-q1 objective The module has no objective 1.1-z.`,
  ],
  [
    "an item without a section",
    inQuiz("section: why", "section: nowhere"),
    `${quizFile} 1.1-q1 section The module has no section nowhere.`,
  ],
  [
    "an item above the advisory",
    { ...edited(moduleFile, "level: A3, text", "level: A2, text"), ...inQuiz("level: A1", "level: A3") },
    `${quizFile} 1.1-q1 level It says A3`,
  ],

  [
    "minutes of the steps",
    inPlan('minutes="20" mark="core" title="Step"}', 'minutes="19" mark="core" title="Step"}'),
    `${planFile} minutes The steps make 39 minutes and the module 40.`,
  ],
  [
    "a block of a variant that is no module",
    edited("ccip/variants.yaml", '"1.1"', '"9.9"'),
    "ccip/variants.yaml whole There is no module 9.9.",
  ],
  [
    "a variant that names a block twice",
    edited("ccip/variants.yaml", '"1.1", lunch', '"1.1", "1.1", lunch'),
    "ccip/variants.yaml whole 1.1 stands twice.",
  ],
  [
    "a day of a variant without its closing",
    edited("ccip/variants.yaml", ", d1-close", ""),
    "ccip/variants.yaml whole Seeing A day begins with its one opening and ends with its one closing.",
  ],
  [
    "a line of the checklist in no group",
    edited("ccip/checklist.yaml", "group: place, days_before: -1", "group: people, days_before: -1"),
    "ccip/checklist.yaml cards There is no group people.",
  ],
  [
    "a line of the checklist for a module that is not there",
    edited("ccip/checklist.yaml", '"1.1"', '"9.9"'),
    "ccip/checklist.yaml cards There is no module 9.9.",
  ],
  [
    "a folder of frames without any",
    edited("ccip/course.yaml", "planned:", "frames: short\nplanned:"),
    "ccip/course.yaml frames There is no opening or closing in this folder.",
  ],
  [
    "a first variant that is not the whole course",
    edited("ccip/variants.yaml", "lunch, d1-close", "d1-close"),
    "ccip/variants.yaml whole The first variant is the whole course, with its days as they stand.",
  ],
  [
    "minutes of the day",
    inDay("minutes: 80", "minutes: 90"),
    `${dayFile} minutes Opening, modules and closing make 80 minutes, not 90.`,
  ],
  [
    "times of the agenda",
    inDay('start: "1:30"', 'start: "1:40"'),
    `${dayFile} agenda.d1-close It starts at 1:40, but what stands before it ends at 1:30.`,
  ],
  [
    "minutes of the agenda",
    inDay("minutes: 40", "minutes: 45"),
    `${dayFile} agenda.1.1 The agenda gives 45 minutes and the module 40.`,
  ],
  [
    "a module outside the agenda",
    inDay('  - { start: "11:50", minutes: 40, block: "1.1" }\n', ""),
    `${moduleFile} id The day's agenda does not list this module.`,
  ],
  [
    "a block that is not there",
    inDay("d1-close", "d2-close"),
    `${dayFile} agenda.d2-close There is no such module in this day.`,
  ],
  [
    "a day that begins with its opening",
    edited("ccip/day-1/opening/module.md", "kind: opening", "kind: closing"),
    `${dayFile} agenda A day begins with its one opening`,
  ],
  [
    "a day that is not there",
    edited("ccip/course.yaml", "[day-1]", "[day-1, day-2]"),
    "ccip/course.yaml days There is no day-2/day.yaml.",
  ],
  [
    "minutes of an activity",
    inModule('minutes="15"', 'minutes="25"'),
    `${planFile} activity 1.1-A It takes 25 minutes and its steps give 20.`,
  ],
  [
    "an activity that no step runs",
    inPlan(' activity="1.1-A"', ""),
    `${planFile} activity 1.1-A No step runs this activity.`,
  ],
  [
    "a step that runs nothing",
    inPlan('activity="1.1-A"', 'activity="1.1-B"'),
    `${planFile} line 19 There is no activity 1.1-B`,
  ],
  [
    "headings of a plan",
    inPlan("## The plan", "## The way"),
    `${planFile} line 13 "The way" is no heading of a plan`,
  ],
  [
    "points that must be said",
    inPlan("- Three points.\n", ""),
    `${planFile} Must say It lists three to six points; here are 2.`,
  ],
  ["a plan", { [planFile]: null }, `${planFile} file This file is missing.`],
  ["a quiz", { [quizFile]: null }, `${quizFile} file This file is missing.`],

  [
    "a citation that is known",
    inWhy("A claim [@THREE]."),
    `${moduleFile} line 19 THREE is not in references.yaml.`,
  ],
  [
    "a citation in a quiz",
    inQuiz("It keeps the child safe.", "It keeps the child safe [@THREE]."),
    `${quizFile} items[1.1-q1].options[0].feedback THREE is not in references.yaml.`,
  ],
  [
    "a citation that can be read",
    inWhy("A claim [@one two]."),
    `${moduleFile} line 19 "[@one two]" is no citation`,
  ],
  [
    "a reference that is cited",
    edited("references.yaml", "TWO:", "NEW: { title: x, publisher: x, date: null, kind: O, where: x }\nTWO:"),
    "references.yaml NEW No text cites this source.",
  ],
  [
    "the source of a quotation",
    inWhy(":quote[the words]{kind=statute source=NONE}"),
    `${moduleFile} line 19 NONE is not in references.yaml.`,
  ],
  [
    "a link",
    inWhy("See [the page](http://example.org)."),
    `${moduleFile} line 19 "http://example.org" is no address`,
  ],
  [
    "a link to a section",
    inWhy("See [the end](#nowhere)."),
    `${moduleFile} line 19 There is no section #nowhere`,
  ],
  [
    "a picture",
    inWhy("![A map](images/map.png)"),
    `${moduleFile} line 19 There is no picture images/map.png here.`,
  ],
  [
    "an alternative text",
    { ...inWhy("![](images/map.png)"), [`${moduleFolder}/images/map.png`]: new Uint8Array([1]) },
    `${moduleFile} line 19 The picture images/map.png needs an alternative text.`,
  ],
  [
    "a picture that is shown",
    { [`${moduleFolder}/images/map.png`]: new Uint8Array([1]) },
    `${moduleFolder}/images/map.png file No text shows this picture.`,
  ],

  [
    "headings in order",
    inWhy("#### Too deep"),
    `${moduleFile} line 19 This heading jumps from level 2 to level 4.`,
  ],
  ["no title in the text", inWhy("# Title"), `${moduleFile} line 19 The title is in the front matter`],
  [
    "ids of sections",
    inModule("## Third {#third}", "## Third"),
    "This section needs an id that never changes",
  ],
  ["ids of sections used once", inModule("{#third}", "{#why}"), "The id why stands twice in this file."],
  [
    "text in sections",
    inModule("## Why {#why}", "Before.\n\n## Why {#why}"),
    `${moduleFile} line 17 Text must stand in a section`,
  ],
  [
    "the number of sections",
    inModule("## Third {#third}", "### Third {#third}"),
    `${moduleFile} sections A module has five to eight sections; this one has 4.`,
  ],
  [
    "an empty section",
    edited("ccip/day-1/opening/module.md", "We begin in peace.", ""),
    "section welcome This section is empty.",
  ],

  [
    "four options",
    inQuiz(
      '      - { text: "A wrong idea: by telling everyone 1", misconception: MC01, feedback: "It harms the child." }\n',
      "",
    ),
    `${quizFile} items[0].options This must be exactly four options.`,
  ],
  [
    "one right option",
    inQuiz(
      'misconception: MC01, feedback: "It harms the child." }',
      'correct: true, feedback: "It harms the child." }',
    ),
    `${quizFile} 1.1-q1 options Exactly one option is right; here are 2.`,
  ],
  [
    "feedback for each",
    inQuiz('feedback: "It harms the child."', 'feedback: ""'),
    `${quizFile} items[0].options[1].feedback This must not be empty.`,
  ],
  [
    "short feedback",
    inQuiz("It harms the child.", "harm ".repeat(36)),
    `${quizFile} 1.1-q1 option 2 Its feedback has 36 words; at most 35.`,
  ],
  [
    "a misconception for each distractor",
    inQuiz("misconception: MC01, ", ""),
    `${quizFile} 1.1-q1 option 2 A wrong option names its misconception.`,
  ],
  [
    "a known misconception",
    inQuiz("misconception: MC01", "misconception: MC77"),
    `${quizFile} 1.1-q1 option 2 MC77 is not in misconceptions.yaml.`,
  ],
  [
    "no misconception on the right one",
    inQuiz("correct: true,", "correct: true, misconception: MC01,"),
    `${quizFile} 1.1-q1 option 1 The right option names no misconception.`,
  ],
  [
    "a right option that is not always the longest",
    {
      [quizFile]: sampleText(quizFile).replaceAll(
        "Right: ",
        "Right, and with many more words than the others: ",
      ),
    },
    `${quizFile} options The right option is the longest in 6 of 6 items`,
  ],
  [
    "no all of the above",
    inQuiz("A wrong idea: by asking about all 1", "All of the above"),
    `${quizFile} 1.1-q1 option 2 "All of the above" is no answer`,
  ],
  [
    "no option twice",
    inQuiz("A wrong idea: by asking about all 1", "A wrong idea: by waiting a week 1!"),
    `${quizFile} 1.1-q1 option 3 Another option says the same.`,
  ],
  [
    "no true or false",
    inQuiz("A wrong idea: by asking about all 1", "True"),
    `${quizFile} 1.1-q1 option 2 There are no true/false items.`,
  ],
  [
    "no exception",
    inQuiz("How does a child feel safe 1?", "Which of these is not safe?"),
    `${quizFile} 1.1-q1 stem Ask for what is right`,
  ],
  [
    "six items",
    { [quizFile]: sampleText(quizFile).split("  - id: 1.1-q6")[0] ?? "" },
    `${quizFile} items This must be six items or more.`,
  ],

  [
    "a handout that is there",
    inModule('handout{id="H1.1a"}', 'handout{id="H1.1b"}'),
    "There is no handout H1.1b in handouts/.",
  ],
  [
    "a handout that is used",
    inModule(':::handout{id="H1.1a"}\nKeep it.\n:::\n', ""),
    `${handoutFile} id No :::handout in module.md points to this handout.`,
  ],
  [
    "a handout in its module",
    inHandout('module: "1.1"', 'module: "1.2"'),
    `${handoutFile} module It stands in module 1.1, not 1.2.`,
  ],
  [
    "a term of the glossary",
    inModule("{id=safe-word}", "{id=other-word}"),
    "The glossary has no term other-word.",
  ],
  [
    "a slot",
    inModule('slot="child_abuse_hotline"', 'slot="hotline"'),
    '":::local" slot names no known slot: "hotline".',
  ],
  [
    "every slot at a site",
    edited(
      "sites/denver.yaml",
      '  cac: { title: A title, text: "Ask for **help** [@ONE].", status: seen, verified_on: null }\n',
      "",
    ),
    "sites/denver.yaml slots.cac This slot is missing",
  ],

  [
    "a known block",
    inWhy(":::warning\nCareful.\n:::"),
    `${moduleFile} line 19 ":::warning" is not a known block.`,
  ],
  [
    "a known mark",
    inWhy("A note:this is one."),
    `${moduleFile} line 19 ":this" is not a known mark; write a space after the colon.`,
  ],
  [
    "a known attribute",
    inWhy(':::pause{mood="calm"}\nBreathe.\n:::'),
    `${moduleFile} line 19 ":::pause" has no mood.`,
  ],
  ["an attribute that is needed", inModule(' grouping="pairs"', ""), '":::activity" needs grouping="…".'],
  [
    "a value that is allowed",
    inModule('notice{level="A3"}', 'notice{level="A9"}'),
    '":::notice" level must be A2 or A3, not "A9".',
  ],
  [
    "a block that is closed",
    { [moduleFile]: `${sampleText(moduleFile)}\n:::pause\nBreathe.\n` },
    '":::pause" is never closed.',
  ],
  [
    "a block in its kind of file",
    inWhy('::line{label="Name"}'),
    '"::line" has no place in this kind of file.',
  ],
  ["no raw HTML", inWhy("A <b>bold</b> word."), `${moduleFile} line 19 Raw HTML is not allowed`],
  ["no footnotes", inWhy("A note.[^1]\n\n[^1]: Below."), `${moduleFile} line 19 Footnotes are not used here`],
  [
    "all three lenses",
    inModule(":::discipline{child-advocacy}\nThree.\n:::\n", ""),
    "The lenses always stand together; missing: child-advocacy.",
  ],

  [
    "a notice before a scenario",
    inModule(':::notice{level="A3"}\nA story follows.\n:::\n', ""),
    `${moduleFile} section story A section with a scenario needs a notice.`,
  ],
  [
    "a notice that comes first",
    inModule("## A story {#story}\n", "## A story {#story}\n\nFirst.\n"),
    `${moduleFile} section story The notice must be the first block`,
  ],
  [
    "an alternative at A3",
    inModule(":::alternative\nRead this instead.\n:::\n", ""),
    `${moduleFile} section story A section at A3 needs a written alternative.`,
  ],
  [
    "an alternative that comes last",
    inModule("Read this instead.\n:::\n", "Read this instead.\n:::\n\nLast.\n"),
    `${moduleFile} section story The alternative must be the last block`,
  ],
  [
    "an advisory as high as its notices",
    inModule("level: A3, text", "level: A1, text"),
    `${moduleFile} section story The notice says A3, but the module's advisory only A1.`,
  ],
  [
    "one key point",
    inWhy(":::keypoint\nOne.\n:::\n\n:::keypoint\nTwo.\n:::"),
    `${moduleFile} section why A section has at most one :::keypoint.`,
  ],
  [
    "parts of an activity",
    inModule("### Debrief\n", "### Talk\n"),
    'Activity 1.1-A needs "### Debrief" with text under it.',
  ],
  ["numbered steps", inModule("1. Talk.", "- Talk."), "The steps of activity 1.1-A must be a numbered list."],

  [
    "folders named after modules",
    inModule("slug: first-steps", "slug: other-steps"),
    `${moduleFile} id The folder must be called 1.1-other-steps.`,
  ],
  [
    "a chapter's example",
    inChapter("{#example}", "{#ending}"),
    `${chapterFile} sections A chapter ends with its example`,
  ],
  [
    "a chapter's purpose",
    inChapter("Begin together today. ".repeat(20), "Begin."),
    `${chapterFile} purpose The purpose is about 80 words; this is 1.`,
  ],
  [
    "a chapter that is not there",
    edited("response-guide/guide.yaml", "[01-start]", "[01-start, 02-next]"),
    "response-guide/guide.yaml chapters There is no 02-next/chapter.md.",
  ],
  [
    "ten chapters of a whole guide",
    wholeGuide,
    "response-guide/guide.yaml chapters A whole guide has the chapters 1 to 10; here are 1.",
  ],
  [
    "48 worksheets of a whole guide",
    wholeGuide,
    "response-guide/guide.yaml chapters A whole guide has 48 worksheets; here are 1.",
  ],
  [
    "keys of a worksheet",
    inWorksheet("fields:\n", "fields:\n  - { key: sector, type: text, label: Sector }\n"),
    `${worksheetFile} fields.sector This key stands twice.`,
  ],
  [
    "rows of a table",
    inWorksheet("rows: 12\n", ""),
    `${worksheetFile} rows A table says how many blank rows are printed.`,
  ],
  [
    "examples of a choice",
    inWorksheet("example: Health", "example: Law"),
    `${worksheetFile} fields.sector The example must be one of the options.`,
  ],
];

/** Changes that look like trouble and are none. */
const fine: [string, Record<string, string | Uint8Array>][] = [
  ["times and ratios", inWhy("We start at 8:30 with a 1:1 talk.")],
  [
    "a picture with its text",
    { ...inWhy("![A map](images/map.png)"), [`${moduleFolder}/images/map.png`]: new Uint8Array([1]) },
  ],
  [
    "a course and a guide of which nothing is planned",
    edited("ccip/course.yaml", "planned: []", "planned: [ ]"),
  ],
  ["a section that is linked", inWhy("See [the end](#fifth) and [a page](https://example.org/x).")],
  [
    "a nested block",
    inModule(
      ':::scenario{title="Jordan"}\nJordan waits.\n:::',
      '::::scenario{title="Jordan"}\nJordan waits.\n\n:::pause\nBreathe.\n:::\n::::',
    ),
  ],
  [
    "an activity in two steps",
    inPlan(
      'minutes="20" mark="core" title="Step"}',
      'minutes="20" mark="adaptable" title="Step" activity="1.1-A"}',
    ),
  ],
];

describe("check:curricula", () => {
  test("finds nothing in the sample", () => {
    expect(checkCurricula(sample())).toEqual([]);
  });

  test("reads a changed sample as it reads any other tree", () => {
    for (const change of [inWhy("New."), { [quizFile]: null }, { "glossary.yaml": "[]\n" }]) {
      const files = sample(change);
      expect(sampleDocuments(files)).toEqual(readDocuments(files));
    }
  });

  test.each(rules)("%s", (_name, change, problem) => {
    expect(printed(sample(change))).toContainEqual(expect.stringContaining(problem));
  });

  test.each(fine)("allows %s", (_name, change) => {
    expect(printed(sample(change))).toEqual([]);
  });

  test("right options stand at every place over the course", () => {
    const quiz = sampleText(quizFile).split("  - id: 1.1-q2")[0] ?? "";
    const [head = "", first = ""] = quiz.split(/(?= {2}- id: 1\.1-q1)/);
    const items = Array.from({ length: 12 }, (_, index) => first.replaceAll("1.1-q1", `1.1-q${index + 1}`));
    const problems = printed(sample({ [quizFile]: head + items.join("") }));
    expect(problems).toContain(
      "ccip/course.yaml quizzes The right option stands at place 1 in 12 of 12 items; vary it.",
    );
  });

  test("lists every problem at once", () => {
    const problems = printed(
      sample({
        ...inWhy("A forbidden word [@THREE]. Call 303-555-0123."),
        ...inDay("minutes: 80", "minutes: 90"),
      }),
    );
    expect(problems.length).toBeGreaterThanOrEqual(4);
  });

  test("knows an id for everything that answers, pages and people point to", () => {
    const ids = idsOf(readDocuments(sample())).map(({ id }) => id);
    const some =
      "1.1 1.1-a 1.1#why 1.1-A 1.1-s1 1.1-q1 H1.1a W1.1 chapter:1#example form-a A01 B30 C12 boosters booster-14 K20 " +
      "confidence CF1 attitudes V1 V4-b instrument:rubric rubric:S1 competencies:K1 competencies:step-1 fidelity:F25 " +
      "satisfaction:S01 satisfaction:SO1 satisfaction:SD1 satisfaction:years certificate:name certificate:board " +
      "badge:participant measure:PM26 instrument:calibration calibration:CAL3 follow-up follow-up:day-90 " +
      "follow-up:day-0-sponsor follow-up:OB02 follow-up:AC01 follow-up:SF05 library:library card:P1 card:M6#take case:CS6#happened page:federal-law#begin";
    expect(ids).toEqual(expect.arrayContaining(some.split(" ")));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("finds nothing in curricula/, and docs/sources.md is its newest", () => {
    const { problems, sources } = inspectCurricula(readCurricula());
    expect(problems.map(({ file, field, sentence }) => `${file} ${field} ${sentence}`)).toEqual([]);
    expect(checkSources(readFileSync("docs/sources.md", "utf8"), sources)).toEqual([]);
  });
});
