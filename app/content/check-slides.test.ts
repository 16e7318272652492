import { describe, expect, test } from "vitest";
import { edited, moduleFile, planFile, printed, quizFile, sample, sampleText, slidesFile } from "./sample.ts";

type Rule = [name: string, change: Record<string, string | null>, problem: string];

const inSlides = (from: string, to: string) => edited(slidesFile, from, to);
const fourth = "kind: question, title: Slide 4, lines: [";
const slide = (lines: string) => inSlides(`${fourth}"See the child first"]`, `${fourth}${lines}]`);

const rules: Rule[] = [
  ["every module", { [slidesFile]: null }, `${slidesFile} file This file is missing.`],
  ["its module", inSlides('"1.1"', '"1.2"'), `${slidesFile} module It stands in module 1.1, not 1.2.`],
  [
    "known kinds",
    inSlides("kind: pause", "kind: video"),
    `${slidesFile} slides[4].kind This must be title or`,
  ],
  [
    "known fields",
    inSlides("kind: pause,", "kind: pause, note: x,"),
    `${slidesFile} slides[4].note This field`,
  ],
  [
    "known steps",
    inSlides("step: 1.1-s2", "step: 1.1-s9"),
    "slides[5].step There is no step 1.1-s9 in plan.md.",
  ],
  [
    "the order of the plan",
    inSlides("step: 1.1-s1, kind: title", "step: 1.1-s2, kind: title"),
    "slides[1].step The plan has 1.1-s1 earlier; keep its order.",
  ],
  [
    "every step of the plan",
    { [slidesFile]: sampleText(slidesFile).replaceAll("1.1-s2", "1.1-s1") },
    `${slidesFile} slides The step 1.1-s2 has no slide.`,
  ],
  [
    "no fewer than eight",
    inSlides('  - { step: 1.1-s1, kind: question, title: Slide 4, lines: ["See the child first"] }\n', ""),
    `${slidesFile} slides A module has 8 to 20 slides; here are 7.`,
  ],
  [
    "no more than twenty",
    inSlides(
      "  - { step: 1.1-s1, kind: words",
      `${"  - { step: 1.1-s1, kind: words, title: More }\n".repeat(13)}  - { step: 1.1-s1, kind: words`,
    ),
    `${slidesFile} slides A module has 8 to 20 slides; here are 21.`,
  ],
  [
    "short titles",
    inSlides("title: Slide 4", "title: One two three four five six seven eight nine"),
    "slides[3] Its title has 9 words; at most 8.",
  ],
  ["four lines", slide("One, Two, Three, Four, Five"), "slides[3] It has 5 lines; at most 4."],
  [
    "short lines",
    slide("One two three four five six seven eight nine ten"),
    "slides[3] Line 1 has 10 words; at most 9.",
  ],
  [
    "few words",
    slide(Array.from({ length: 4 }, () => "One two three four five six seven eight").join(", ")),
    "slides[3] Its lines have 32 words; at most 30.",
  ],
  ["a title first", inSlides("kind: title", "kind: words"), "slides The first slide is a title."],
  ["a close last", inSlides("kind: close", "kind: words"), "slides The last slide is a close."],
  [
    "a notice where the module is not calm",
    inSlides("kind: notice", "kind: words"),
    "slides The module is at A3; a notice says what is coming.",
  ],
  [
    "what to do",
    inSlides(', lines: ["Talk in pairs, 15 minutes"]', ""),
    "slides[5] An activity slide says what to do.",
  ],
  [
    "for how long",
    inSlides("Talk in pairs, 15 minutes", "Talk in pairs"),
    "slides[5] An activity slide says for how long",
  ],
  [
    "no words to avoid",
    slide('"A forbidden word"'),
    `${slidesFile} slides[3].lines[0] "forbidden": It hurts.`,
  ],
  [
    "no phone numbers",
    slide('"Call 303-555-0123"'),
    `${slidesFile} slides[3].lines[0] "303-555-0123" looks like`,
  ],
  ["known sources", slide('"A claim [@THREE]"'), `${slidesFile} slides[3].lines[0] THREE is not in`],
];

describe("slides need", () => {
  test.each(rules)("%s", (_name, change, problem) => {
    expect(printed(sample(change))).toContainEqual(expect.stringContaining(problem));
  });

  test("a notice before the activity that stands under one", () => {
    // The activity moves into the section with the notice, and the notice behind the activity's slide.
    const activity = /:::activity[\s\S]*?\n:::\n/.exec(sampleText(moduleFile))?.[0] ?? "";
    const moved = sampleText(moduleFile)
      .replace(activity, "")
      .replace(":::alternative\n", `${activity}\n:::alternative\n`);
    const late = sampleText(slidesFile)
      .replace("kind: notice, title: Slide 2", "kind: words, title: Slide 2")
      .replace("1.1-s2, kind: words, title: Slide 7", "1.1-s2, kind: notice, title: Slide 7");
    const problem = `${slidesFile} slides The step 1.1-s2 runs 1.1-A, which has a content notice; a notice slide comes before it.`;
    expect(printed(sample({ [moduleFile]: moved }))).toEqual([]);
    expect(printed(sample({ [moduleFile]: moved, [slidesFile]: late }))).toEqual([problem]);
  });

  test("no notice in a module at A1, and a frame needs none at all", () => {
    const calm = {
      ...edited(planFile, "**Say.** Welcome.", "**Say.** Hello."),
      [moduleFile]: sampleText(moduleFile)
        .replace("level: A3, text", "level: A1, text")
        .replace(/## A story [\s\S]*?(?=## Third)/, "## A story {#story}\n\nWe learn together.\n\n"),
      [slidesFile]: sampleText(slidesFile).replace("kind: notice", "kind: words"),
      [quizFile]: sampleText(quizFile),
    };
    expect(printed(sample(calm)).filter((line) => line.includes("slides"))).toEqual([]);
    const frame = "module: d1-open\nslides:\n  - { step: d1-open-s1, kind: title, title: Hello }\n";
    expect(printed(sample({ "ccip/day-1/opening/slides.yaml": frame }))).toEqual([
      "ccip/day-1/opening/slides.yaml slides The last slide is a close.",
    ]);
  });
});
