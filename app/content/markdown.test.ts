import fc from "fast-check";
import type { Heading, Nodes, Paragraph, Root } from "mdast";
import { describe, expect, test } from "vitest";
import {
  citedKeys,
  disciplineOf,
  type Lenses,
  parseField,
  parseInline,
  parseMarkdown,
  sectionsOf,
  textBlocks,
} from "./markdown.ts";
import { readingOf, sentencesIn } from "./reading.ts";

const first = (text: string) => parseMarkdown(text).children[0];
const problems = (text: string) => (parseMarkdown(text).data?.problems ?? []).map(({ sentence }) => sentence);

describe("citations", () => {
  test("become nodes with their keys, and take the space before them", () => {
    const { children } = first("A fact [@ONE; @TWO-2]. More.") as Paragraph;
    expect(
      children.map((node) => (node.type === "citation" ? node.keys : "value" in node && node.value)),
    ).toEqual(["A fact", ["ONE", "TWO-2"], ". More."]);
  });

  test("are collected once, in order, with the sources of quotations", () => {
    const root = parseMarkdown(
      'B [@TWO]. A [@ONE; @TWO].\n\n:::quote{kind="statute" source="LAW"}\nWords.\n:::',
    );
    expect(citedKeys([root])).toEqual(["TWO", "ONE", "LAW"]);
  });

  test("that cannot be read stay as text", () => {
    expect(problems("A [@lower case].")).toHaveLength(1);
    expect(JSON.stringify(parseMarkdown("A [@lower case]."))).toContain("[@lower case]");
  });
});

describe("headings", () => {
  test("take their id out of the text", () => {
    const heading = first("## Why we meet {#why-meet}") as Heading;
    expect(heading.data?.id).toBe("why-meet");
    expect(textBlocks([heading])[0]?.text).toBe("Why we meet");
  });

  test("refuse an id that is no slug", () => {
    expect(problems("## Why {#Why_Meet}")).toEqual([expect.stringContaining("lower-case words")]);
  });
});

describe("lenses", () => {
  const lens = (name: string) => `:::discipline{${name}}\nText.\n:::\n\n`;

  test("are grouped, three together", () => {
    const root = parseMarkdown(lens("law-enforcement") + lens("human-services") + lens("child-advocacy"));
    expect(root.children).toHaveLength(1);
    expect((root.children[0] as Lenses).children.map(disciplineOf)).toEqual([
      "law-enforcement",
      "human-services",
      "child-advocacy",
    ]);
    expect(root.data?.problems).toEqual([]);
  });

  test("stand in groups of their own", () => {
    const three = lens("law-enforcement") + lens("human-services") + lens("child-advocacy");
    expect(parseMarkdown(three + three).children).toHaveLength(2);
  });

  test("are missed when one is missing or twice", () => {
    expect(problems(lens("law-enforcement") + lens("law-enforcement") + lens("human-services"))).toEqual([
      "The lenses always stand together; missing: child-advocacy.",
    ]);
  });
});

describe("what is no directive", () => {
  test.each(["Start at 8:30 sharp.", "A 1:1 talk.", "At 8:30, in a 1:1 talk: listen."])("%s", (text) => {
    expect(problems(text)).toEqual([]);
    expect(textBlocks([parseMarkdown(text)])[0]?.text).toBe(text);
  });

  test("raw HTML stays as text and is told", () => {
    const root = parseMarkdown("<div>Hi</div>\n\nA <b>word</b>.");
    expect(root.data?.problems?.map(({ line }) => line)).toEqual([1, 3, 3]);
    expect(JSON.stringify(root)).not.toContain('"html"');
  });

  test("a stray fence is told", () => {
    expect(problems(":::pause\nBreathe.\n:::\n\n:::")).not.toEqual([]);
  });
});

describe("sections", () => {
  const [section, plain] = sectionsOf(
    parseMarkdown(`## One {#one}

:::notice{level="A2"}
A story.
:::

Five words are here now.

:::activity{id="1.1-A" title="T" minutes="5" grouping="pairs"}
Not counted.
:::

:::alternative
Not counted.
:::

## Two

${"word ".repeat(420)}`),
  );

  test("know their id, level, notice and alternative", () => {
    expect(section).toMatchObject({ id: "one", title: "One", advisory: "A2" });
    expect(section?.notice?.name).toBe("notice");
    expect(section?.alternative?.name).toBe("alternative");
    expect(plain).toMatchObject({ id: "two", advisory: null, notice: null, alternative: null });
  });

  test("count participant words and minutes", () => {
    expect(section?.words).toBe(7);
    expect(section?.minutes).toBe(1);
    expect(plain).toMatchObject({ words: 420, minutes: 2 });
  });
});

test("inline Markdown is one paragraph, or plain text", () => {
  const kinds = (text: string) => parseInline(text).map(({ type }: Nodes) => type);
  expect(kinds("Plain words, no marks.")).toEqual(["text"]);
  expect(kinds("A **bold** word [@ONE]")).toEqual(["text", "strong", "text", "citation"]);
  expect(kinds("- no list")).toEqual(["text"]);
});

test("exempt words are left out of the prose", () => {
  const root = parseMarkdown("We avoid :avoid[bad] and :quote[worse]{kind=historic source=ONE} [@ONE].");
  expect(textBlocks([root])[0]?.text).toBe("We avoid … and ….");
});

test("an address is written as a link", () => {
  expect(problems("See [the page](https://example.org:8080/x) and <https://example.org>.")).toEqual([]);
  for (const text of ["See https://example.org.", "See www.example.org.", "**http://example.org**"]) {
    expect(problems(text)).toEqual(["Write an address as a link: [words](https://…)."]);
  }
  expect(parseMarkdown("Write to team@example.org.").children[0]).toMatchObject({
    children: [{ type: "text", value: "Write to team@example.org." }],
  });
});

test("a plain field is what the parser would make of it", () => {
  const marks = [..."ab1é ,;.!?’‘“”\"'()%$§·+=/…–—-:#*_[]\\<>&|@`~\n".split(""), "1. ", "2) ", ": ", " - "];
  const line = fc
    .array(fc.constantFrom(...marks), { minLength: 1, maxLength: 12 })
    .map((all) => all.join(""));
  fc.assert(
    fc.property(line, (text) => {
      const shown = (root: Root) =>
        JSON.stringify(root.children, (key, value) => (key === "position" ? undefined : value));
      expect(shown(parseField(text))).toBe(shown(parseMarkdown(text)));
    }),
    { numRuns: 3000 },
  );
});

describe("reading grade", () => {
  test("follows the published formula", () => {
    // 2 sentences, 12 words, 13 syllables: 0.39 × 6 + 11.8 × 13/12 − 15.59
    const { words, sentences, grade } = readingOf(
      textBlocks([parseMarkdown("The cat sat on the mat. A child can read this paper.")]),
    );
    expect({ words, sentences }).toEqual({ words: 12, sentences: 2 });
    expect(grade).toBeCloseTo(0.39 * 6 + 11.8 * (13 / 12) - 15.59, 1);
  });

  test("does not stop at abbreviations", () => {
    expect(sentencesIn("It ends at 4 p.m. on Day 1. Dr. Lee of the U.S. Department spoke.")).toHaveLength(2);
  });

  test("reads no tables, lines, citations or quotations", () => {
    const root = parseMarkdown(
      '| a | b |\n| - | - |\n| institutional | accountability |\n\n::line{label="Organizational responsibility"}\n\nWe go home [@ONE].',
    );
    expect(readingOf(textBlocks([root]))).toMatchObject({ words: 3, sentences: 1 });
  });
});
