import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMarkdown } from "./markdown.ts";
import { breakable, content, smarten, str, typstWriter, type WriterOptions } from "./typst.ts";

const require = createRequire(import.meta.url);
const {
  NodeCompiler,
}: typeof import("@myriaddreamin/typst-ts-node-compiler") = require("@myriaddreamin/typst-ts-node-compiler");

const options: WriterOptions = {
  cite: (key) => (key === "UNKNOWN" ? null : key.length),
  slot: (name) =>
    name === "cac"
      ? {
          site: "Denver",
          title: "Children's advocacy center",
          status: "Seen",
          nodes: parseMarkdown("Call **now**.").children,
        }
      : null,
  handout: (id) => (id === "H1.1a" ? { title: "Four goals" } : null),
  activity: (id) => (id === "1.1-A" ? { title: "One wall", minutes: 15 } : null),
  hasTerm: (id) => id === "cascade",
  image: () => null,
};
const write = (markdown: string) =>
  typstWriter(options).blocks(parseMarkdown(markdown).children, { shift: 1 });

/** What `str` may do to a text: control characters become spaces, what no font can hold becomes U+FFFD. */
function kept(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Co}\p{Cn}\uFEFF]/gu, "\uFFFD");
}

const nasty = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(..."#$\\\"'[]{}()*_`<>@=-+/~.,;:|\n\t%&0a é") }),
  fc.constantFrom(
    "#panic()",
    '")#panic("',
    "\\u{41}",
    "// no comment",
    "/* open",
    "$x^2$",
    "<label>",
    "@ref",
    "```raw",
    "]#[",
  ),
);

describe("any text survives", () => {
  it("as a Typst string literal, read back by the compiler", () => {
    const texts = fc.sample(nasty, 400);
    const compiler = NodeCompiler.create({ workspace: "/typst-test" });
    const source = texts.map((text) => `#metadata(${str(text)}) <text>`).join("\n");
    const result = compiler.compile({ mainFileContent: source });
    expect(result.hasError()).toBe(false);
    const document = result.result;
    if (!document) throw new Error("nothing was compiled");
    expect(compiler.query(document, { selector: "<text>", field: "value" })).toEqual(texts.map(kept));
  });

  it("as content, but for typographic quotes and places to break", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const literal = content(text);
        const inner = literal === "[]" ? '""' : literal.slice(2, -1).replaceAll('"#zw#"', "");
        const back: string = inner.slice(1, -1).replace(/\\(.)/gu, "$1");
        const plain = (value: string) =>
          value
            .replace(/[“”"]/gu, '"')
            .replace(/[‘’']/gu, "'")
            .replace(/\u200B/gu, "");
        expect(plain(back).trim()).toBe(plain(kept(text.replace(/\s+/gu, " ").trim())).trim());
      }),
    );
  });

  it("in a whole tree: whatever Markdown says, the markup compiles", () => {
    const names = [
      "cited",
      "term",
      "avoid",
      "quoted-inline",
      "web",
      "notice",
      "alternative",
      "scenario",
      "lenses",
      "activity",
    ];
    const more = [
      "step",
      "handout-ref",
      "pause",
      "keypoint",
      "local",
      "quoted",
      "write-line",
      "write-box",
      "tick-list",
      "grid-table",
    ];
    const headings = ["h-section", "h-sub", "h-minor", "small"];
    const stubs = [...names, ...more, ...headings].map((name) => `#let ${name}(..all) = []`).join("\n");
    const compiler = NodeCompiler.create({ workspace: "/typst-test" });
    for (const markdown of fc.sample(nasty, 60)) {
      const result = compiler.compile({
        mainFileContent: `${stubs}\n#let zw = []\n#let rule = []\n${write(`${markdown}\n\n**${markdown}**`)}`,
      });
      expect(result.hasError(), markdown).toBe(false);
    }
  });
});

describe("words", () => {
  it("sets typographic quotes", () => {
    expect(smarten(`"It's his," she said. 'No.'`, "")).toBe("“It’s his,” she said. ‘No.’");
  });

  it("lets an address break", () => {
    expect(breakable("see https://example.org/a/very/long/path/to/page")).toContain("/\u200Bpath/");
    expect(breakable("short words stay")).toBe("short words stay");
  });
});

describe("blocks", () => {
  it("sets a citation after the punctuation that follows it", () => {
    expect(write("A claim [@ABC; @ABCDE].")).toBe('#"A claim"#"."#cited(3, 5)');
    expect(write("A claim [@UNKNOWN].")).toBe('#"A claim"#"."');
  });

  it("labels a fictional scenario, a notice and its alternative", () => {
    expect(write(':::scenario{title="Jordan"}\nText.\n:::')).toBe('#scenario([#"Jordan"])[#"Text."]');
    expect(write(':::notice{level="A2"}\nText.\n:::')).toContain('#notice("A2")');
    expect(write(":::alternative\nText.\n:::")).toContain("#alternative[");
  });

  it("shows the three lenses, by name", () => {
    const lens = (name: string) => `:::discipline{${name}}\nFor ${name}.\n:::`;
    const typst = write(["human-services", "law-enforcement", "child-advocacy"].map(lens).join("\n\n"));
    expect(typst.match(/"(Human services|Law enforcement|Child advocacy)"/g)).toHaveLength(3);
  });

  it("cuts a facilitator step into say, do and watch for, on a running clock", () => {
    const step = (id: string, minutes: number) =>
      `:::facilitator{id="${id}" minutes="${minutes}" mark="core" title="Start" activity="1.1-A"}\n**Say.** Hello.\n\n**Do.** Wait.\n\nStill do.\n\n**Watch for.** Haste.\n:::`;
    const { typst, to } = typstWriter(options).planNodes(
      parseMarkdown(`${step("1.1-s1", 5)}\n\n${step("1.1-s2", 60)}`).children,
      { shift: 1 },
      0,
    );
    expect(to).toBe(65);
    expect(typst).toContain('"0:05–1:05"');
    expect(typst).toContain(
      '("Say", [#"Hello."]), ("Do", [#"Wait."\n\n#"Still do."]), ("Watch for", [#"Haste."])',
    );
    expect(typst).toContain("Runs activity 1.1-A, One wall");
  });

  it("names the parts of an activity", () => {
    const typst = write(
      ':::activity{id="1.1-A" title="Wall" minutes="15" grouping="pairs"}\n### Materials\n- Pens\n\n### Steps\n1. Draw.\n:::',
    );
    expect(typst).toContain('[#"15 minutes · pairs"]');
    expect(typst).toContain('([#"Materials"], [#list([#"Pens"])])');
    expect(typst).toContain('([#"Steps"], [#enum(start: 1, [#"Draw."])])');
  });

  it("puts the site's own text into a slot, and the fallback where it has none", () => {
    expect(write(':::local{slot="cac"}\nAsk.\n:::')).toContain('#strong[#"now"]');
    expect(write(':::local{slot="cac"}\nAsk.\n:::')).not.toContain("Ask.");
    expect(write(':::local{slot="safe_harbor"}\nAsk.\n:::')).toContain("Ask.");
  });

  it("leaves room to write", () => {
    expect(write('::line{label="My role"}')).toBe('#write-line([#"My role"], false)');
    expect(write('::box{label="Notes" lines="4"}')).toBe('#write-box([#"Notes"], 4)');
    expect(write("- [ ] One\n- [x] Two")).toBe('#tick-list((false, [#"One"]), (true, [#"Two"]),)');
    expect(write("| A | B |\n| --- | --- |\n| One | |")).toContain("fillable: true");
  });

  it("never skips a heading level", () => {
    expect(write("#### Deep")).toContain("(1)");
    expect(write("## One\n\n#### Three")).toMatch(/h-section\(1\).*h-minor\(2\)/s);
  });

  it("links a glossary term only when the glossary has it", () => {
    expect(write(":term[a cascade]{id=cascade}")).toBe('#term("cascade")[#"a cascade"]');
    expect(write(":term[a word]{id=nothing}")).toBe('#term(none)[#"a word"]');
    expect(write(":avoid[the word]")).toBe('#avoid[#"the word"]');
  });
});
