import { describe, expect, test } from "vitest";
import { edited, printed, sample, sampleText } from "./sample.ts";

type Rule = [name: string, change: Record<string, string | null>, problem: string];

const libraryFile = "library/library.yaml";
const cardFile = "library/cards/P1-program.md";
const caseFile = "library/cases/CS1-case.md";
const pageFile = "library/pages/federal-law.md";
const inLibrary = (from: string, to: string) => edited(libraryFile, from, to);
const inCard = (from: string, to: string) => edited(cardFile, from, to);
const inCase = (from: string, to: string) => edited(caseFile, from, to);
const inPage = (from: string, to: string) => edited(pageFile, from, to);
const sentence = "At P1 the partners met to see the child first and to ask what would help. ";

const rules: Rule[] = [
  ["its list", { [libraryFile]: null }, `${libraryFile} file This file is missing.`],
  [
    "known fields",
    inLibrary("title: Library", "title: Library\nmood: x"),
    `${libraryFile} mood This field is not known`,
  ],
  ["every card", inLibrary("P1, P2", "P2"), `${libraryFile} cards P1 is missing.`],
  ["a file for every card", { [cardFile]: null }, `${libraryFile} cards There is no file with the id P1.`],
  ["every card once", inLibrary("P1, P2", "P1, P2, P2"), `${libraryFile} cards P2 stands twice.`],
  ["every case", inLibrary("CS1, ", ""), `${libraryFile} cases CS1 is missing.`],
  ["a file for every case", { [caseFile]: null }, `${libraryFile} cases There is no file with the id CS1.`],
  ["its pages", inLibrary(", federal-law", ""), `${libraryFile} pages federal-law is missing.`],
  [
    "a file for every page",
    { [pageFile]: null },
    `${libraryFile} pages There is no file with the id federal-law.`,
  ],
  ["pages that are listed", inLibrary(", federal-law", ""), `${pageFile} id library.yaml does not list it.`],
  ["cards that are listed", inLibrary("P1, P2", "P2"), `${cardFile} id library.yaml does not list it.`],

  ["known ids of cards", inCard("id: P1", "id: P13"), `${cardFile} id This must look like "P1".`],
  [
    "files named after cards",
    inCard("slug: program", "slug: other"),
    `${cardFile} id The file must be called P1-other.md.`,
  ],
  [
    "the kind of a card",
    inCard("kind: program-2008", "kind: comparison"),
    `${cardFile} kind A card with the id P1 is of the kind program-2008.`,
  ],
  [
    "three questions",
    inCard("[Who?, What?, When?]", "[Who?, What?]"),
    `${cardFile} questions This must be three or four questions.`,
  ],
  [
    "four at most",
    inCard("[Who?, What?, When?]", "[A?, B?, C?, D?, E?]"),
    `${cardFile} questions This must be three or four questions.`,
  ],
  [
    "enough words on a card",
    inCard(sentence.repeat(6).trim(), "They met."),
    `${cardFile} words A card has 150 to 250 words; this is`,
  ],
  [
    "few words on a card",
    inCard(sentence, sentence.repeat(9)),
    `${cardFile} words A card has 150 to 250 words; this is`,
  ],
  [
    "the sections of a card",
    inCard("{#take}", "{#taken}"),
    `${cardFile} sections A card has the sections {#what} and {#take}`,
  ],
  [
    "what came after in its place",
    inCard("## What it did {#what}", "## What came after {#after}\n\nMore.\n\n## What it did {#what}"),
    `${cardFile} sections A card has the sections`,
  ],
  ["an award or null", inCard("award: null\n", ""), `${cardFile} award This field is missing.`],

  [
    "files named after cases",
    inCase("slug: case", "slug: other"),
    `${caseFile} id The file must be called CS1-other.md.`,
  ],
  [
    "cards that a case is made from",
    inCase("cards: [P1]", "cards: [P77]"),
    `${caseFile} cards There is no card P77.`,
  ],
  [
    "enough words in a case",
    inCase(sentence.replace("P1", "CS1").repeat(50).trim(), "They met."),
    `${caseFile} words A case study has 700 to 1100 words; this is 2.`,
  ],
  [
    "few words in a case",
    inCase("{#happened}\n", `{#happened}\n\n${sentence.replace("P1", "noon").repeat(30)}\n`),
    `${caseFile} words A case study has 700 to 1100 words; this is`,
  ],
  ["minutes of a case", inCase("minutes: 30\n", ""), `${caseFile} minutes This field is missing.`],

  [
    "files named after pages",
    inPage("id: federal-law", "id: law"),
    `${pageFile} id The file must be called law.md.`,
  ],
  [
    "a known audience",
    inPage("audience: everyone", "audience: some"),
    `${pageFile} audience This must be everyone or facilitator.`,
  ],
  [
    "text in sections",
    inPage("## Begin", "Before.\n\n## Begin"),
    `${pageFile} line 10 Text must stand in a section`,
  ],
  ["text under its headings", inPage("Words.\n", ""), `${pageFile} section begin This section is empty.`],
  ["pages with text", inPage("## Begin {#begin}\n\nWords.\n", ""), `${pageFile} file This page is empty.`],
  [
    "ids of sections",
    inPage(" {#begin}", ""),
    `${pageFile} line 10 This section needs an id that never changes`,
  ],
  [
    "ids used once",
    edited("library/cards/P2-program.md", "id: P2", "id: P1"),
    "library/cards/P2-program.md id The id card:P1 is already used",
  ],

  [
    "blocks in their place",
    inPage("Words.", ':::notice{level="A2"}\nA story.\n:::'),
    `${pageFile} line 12 ":::notice" has no place in this kind of file.`,
  ],
  [
    "known terms",
    inPage("Words.", ":term[A word]{id=other-word}"),
    `${pageFile} line 12 The glossary has no term other-word.`,
  ],
  [
    "no words to avoid in a page",
    inPage("Words.", "A forbidden word."),
    `${pageFile} line 12 "forbidden": It hurts.`,
  ],
  [
    "no words to avoid on a card",
    inCard("take: Meet first.", "take: It is forbidden."),
    `${cardFile} take "forbidden": It hurts.`,
  ],
  [
    "known sources in a case",
    inCase("facilitator_note: Wait.", 'facilitator_note: "Wait [@THREE]."'),
    `${caseFile} facilitator_note THREE is not in`,
  ],
  [
    "known sources in the introduction",
    inLibrary("[@TWO]", "[@THREE]"),
    `${libraryFile} intro THREE is not in references.yaml.`,
  ],
  [
    "no phone numbers",
    inPage("Words.", "Call 303-555-0123."),
    `${pageFile} line 12 "303-555-0123" looks like`,
  ],
  [
    "pages that can be read",
    inPage(
      "Words.",
      "Multidisciplinary collaboration necessitates institutional accountability and organizational transparency. ".repeat(
        8,
      ),
    ),
    `${pageFile} reading The reading grade is`,
  ],
];

describe("the library needs", () => {
  test.each(rules)("%s", (_name, change, problem) => {
    expect(printed(sample(change))).toContainEqual(expect.stringContaining(problem));
  });

  test("and may say what came after, and count its cards in two digits", () => {
    const card = sampleText(cardFile);
    const renamed = {
      [cardFile]: null,
      "library/cards/P01-program.md": `${card}\n## What came after {#after}\n\nMore came.\n`,
    };
    expect(printed(sample(renamed))).toEqual([]);
  });
});
