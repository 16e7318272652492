import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { html, inlineHtml, slotStatus, sourceListHtml } from "./html.ts";
import { parseMarkdown } from "./markdown.ts";
import type { Reference } from "./schema.ts";
import type { Site, Term } from "./tree.ts";

const references = new Map<string, Reference>([
  ["ONE", { title: "First", publisher: "Bureau", date: "2020", kind: "O", where: "https://example.gov" }],
  [
    "TWO",
    { title: "Second", described: true, publisher: "Town", date: null, kind: "W", where: "example.org" },
  ],
]);
const glossary = new Map<string, Term>([
  [
    "safe-word",
    {
      id: "safe-word",
      term: "Safe word",
      definition: "A **kind** word.",
      references: ["TWO"],
      root: parseMarkdown("A **kind** word."),
    },
  ],
]);
const site: Site = {
  id: "denver",
  name: "Denver",
  city: "Denver",
  state: "Colorado",
  time_zone: "America/Denver",
  jurisdiction: "City",
  counsel: { name: null, reviewed_on: null },
  hash: "",
  slots: {
    cac: {
      title: "Center",
      text: "Go there.",
      status: "seen",
      verified_on: null,
      note: "Test it.",
      root: parseMarkdown("Go there."),
    },
    safe_harbor: {
      title: "Safe harbor",
      text: "Find out.",
      status: "missing",
      verified_on: null,
      root: parseMarkdown("Find out."),
    },
  },
};
const options = { references, glossary, site, sources: ["ONE", "TWO"] };
const draw = (text: string, more: Parameters<typeof html>[1] = {}) =>
  html(parseMarkdown(text).children, { ...options, ...more });

describe("blocks", () => {
  test("notice, pause, key point and alternative say what they are", () => {
    expect(draw(':::notice{level="A2"}\nText.\n:::')).toBe(
      '<div class="cr-notice" data-level="A2"><p class="cr-label">Content notice</p>\n<p>Text.</p>\n</div>',
    );
    expect(draw(":::pause\nText.\n:::")).toContain('<div class="cr-pause"><p class="cr-label">Pause</p>');
    expect(draw(":::keypoint\nText.\n:::")).toContain(
      '<div class="cr-keypoint"><p class="cr-label">Key point</p>',
    );
    expect(draw(":::alternative\nText.\n:::")).toContain("Written alternative");
  });

  test("a scenario is labelled as a fictional composite", () => {
    const drawn = draw(':::scenario{title="Jordan waits"}\nText.\n:::');
    expect(drawn).toContain(
      '<p class="cr-label">Fictional composite</p><p class="cr-title">Jordan waits</p>',
    );
  });

  test("an activity has a heading, and its parts stand below it", () => {
    const text = ':::activity{id="1.1-A" title="Talk" minutes="5" grouping="pairs"}\n### Steps\n1. Go.\n:::';
    const drawn = draw(text, { idPrefix: "s-" });
    expect(drawn).toContain('<div class="cr-activity" id="s-1-1-A"><h3 class="cr-title">');
    expect(drawn).toContain("5 minutes · pairs");
    expect(drawn).toContain("<h4>Steps</h4>");
  });

  test("headings keep their order under a heading and with an offset", () => {
    const activity =
      ':::activity{id="1.1-A" title="Talk" minutes="5" grouping="pairs"}\n### Steps\n1. Go.\n:::';
    expect(levels(draw(`### A\n\n${activity}\n\n### B`))).toEqual([3, 4, 5, 3]);
    expect(levels(draw(`### A\n\n${activity}\n\n### B`, { headingOffset: 1 }))).toEqual([4, 5, 6, 4]);
    expect(levels(draw("## A\n\n### B", { under: 1 }))).toEqual([2, 3]);
  });

  test("facilitator steps are for trainers", () => {
    const step = ':::facilitator{id="1.1-s1" minutes="5" mark="core" title="Welcome"}\n**Say.** Hello.\n:::';
    expect(draw(step)).toBe("");
    expect(draw(step, { role: "trainer" })).toContain("5 minutes · Core: never cut");
  });

  test("a handout is linked where it can be opened", () => {
    const handout = () => ({ title: "Card", href: "/handouts/H1.1a" });
    expect(draw(':::handout{id="H1.1a"}\nKeep it.\n:::', { handout })).toContain(
      '<a href="/handouts/H1.1a">Handout H1.1a: Card</a>',
    );
    expect(draw(':::handout{id="H1.1a"}\nKeep it.\n:::')).toContain('<p class="cr-title">Handout H1.1a</p>');
  });

  test("quotations are labelled, with their source", () => {
    expect(draw(':::quote{kind="historic" source="ONE"}\nOld words.\n:::')).toContain(
      "<figcaption>Historic wording: First",
    );
    expect(draw("He said :quote[words]{kind=statute source=ONE}.")).toContain(
      '<q class="cr-quote" data-kind="statute">words</q><span class="cr-quote-kind"> (words of the statute)</span>',
    );
  });

  test("a term to avoid is told apart for the ear as well", () => {
    expect(draw("Not :avoid[bad].")).toContain(
      '<span class="cr-avoid"><span class="usa-sr-only">a term to avoid: </span>bad</span>',
    );
  });
});

describe("lenses", () => {
  const three = ["human-services", "law-enforcement", "child-advocacy"]
    .map((name) => `:::discipline{${name}}\n${name} text\n:::`)
    .join("\n\n");

  test("one's own stands open and first, the others open without script", () => {
    const drawn = draw(three, { discipline: "child-advocacy" });
    const order = [...drawn.matchAll(/<(div|details) class="cr-lens" data-discipline="([a-z-]+)"/g)];
    expect(order.map((found) => [found[1], found[2]])).toEqual([
      ["div", "child-advocacy"],
      ["details", "human-services"],
      ["details", "law-enforcement"],
    ]);
    expect(drawn.match(/<summary>/g)).toHaveLength(2);
  });

  test("all stand open for nobody in particular", () => {
    expect(draw(three)).not.toContain("<details");
  });
});

describe("local text", () => {
  test("shows the site's words and how far they are checked", () => {
    const drawn = draw(':::local{slot="cac"}\nFallback.\n:::');
    expect(drawn).toContain("Denver: Center");
    expect(drawn).toContain('<span class="cr-status">Not verified</span>');
    expect(drawn).toContain("Go there.");
    expect(drawn).not.toContain("Fallback.");
    expect(drawn).not.toContain("Test it.");
  });

  test("shows the keeper's note to trainers", () => {
    expect(draw(':::local{slot="cac"}\nFallback.\n:::', { role: "trainer" })).toContain("Test it.");
  });

  test("falls back where the site has nothing, and says what counsel has seen of a law", () => {
    const drawn = draw(':::local{slot="safe_harbor"}\nFallback.\n:::');
    expect(drawn).toContain("Not localized: use the national numbers");
    expect(drawn).toContain("Fallback.");
    expect(drawn).not.toContain("Find out.");
    expect(drawn).toContain("Not yet reviewed by local counsel.");
    expect(draw(':::local{slot="cac"}\nFallback.\n:::', { site: null })).toContain("Fallback.");
  });

  test("names the day somebody tested it", () => {
    expect(slotStatus({ status: "seen", verified_on: "2026-03-01" })).toBe("Checked on March 1, 2026");
  });
});

describe("citations and terms", () => {
  test("a citation is a numbered link with a name", () => {
    expect(draw("A fact [@TWO].")).toContain(
      '<sup class="cr-cite"><a href="#source-TWO" aria-label="Source 2: Second">2</a></sup>',
    );
    expect(draw("A fact [@TWO].", { sources: [] })).toContain('<sup class="cr-cite">[Second]</sup>');
  });

  test("the source list has the anchors", () => {
    const list = sourceListHtml(["ONE", "TWO"], references, "m-");
    expect(list).toContain(
      '<li id="m-source-ONE"><cite>First</cite>. Bureau, 2020. <a href="https://example.gov"',
    );
    expect(list).toContain('<li id="m-source-TWO">Second. Town. example.org. Weak source: a lead only.</li>');
  });

  test("a term opens its definition without script, which stands once", () => {
    const drawn = draw(":term[A safe word]{id=safe-word} and :term[again]{id=safe-word}.", {
      idPrefix: "s-",
    });
    expect(
      drawn.match(/<button type="button" class="cr-term" popovertarget="s-term-safe-word">/g),
    ).toHaveLength(2);
    expect(drawn.match(/id="s-term-safe-word"/g)).toHaveLength(1);
    expect(drawn).toContain("<strong>kind</strong>");
    expect(drawn).toContain('popovertargetaction="hide"');
  });
});

describe("tables, pictures, links and blanks", () => {
  test("a table scrolls by keyboard and has scopes", () => {
    const drawn = draw("| A | B |\n| - | - |\n| **one** | |");
    expect(drawn).toContain('<div class="cr-table" role="group" aria-label="Table: A, B" tabindex="0">');
    expect(drawn).toContain('<th scope="col">A</th>');
    expect(drawn).toContain('<th scope="row"><strong>one</strong></th>');
    expect(drawn).toContain('<td class="cr-fill"></td>');
  });

  test("blanks are space, not controls", () => {
    expect(draw('::line{label="Name"}')).toBe(
      '<p class="cr-line"><span class="cr-label">Name</span><span class="cr-rule" aria-hidden="true"></span></p>',
    );
    expect(draw('::box{label="Notes" lines="3"}').match(/cr-rule/g)).toHaveLength(3);
    const ticks = draw("- [ ] One\n- [x] Two");
    expect(ticks).not.toContain("<input");
    expect(ticks.match(/cr-tick/g)).toHaveLength(2);
  });

  test("pictures have their text, links tell nobody where we come from", () => {
    expect(draw("![A map](images/m.png)", { asset: (path) => `/x/${path}` })).toContain(
      '<img src="/x/images/m.png" alt="A map" loading="lazy">',
    );
    expect(draw("[Page](https://example.org)")).toContain('rel="noreferrer"');
    expect(draw("[Bad](javascript:alert)")).not.toContain("javascript");
  });

  test("one line needs no paragraph", () => {
    expect(inlineHtml("A **bold** word")).toBe("A <strong>bold</strong> word");
  });
});

const tags = new Set(
  "a abbr blockquote br button cite code del details div em figcaption figure h1 h2 h3 h4 h5 h6 hr img li ol p pre q s span strong summary sup table tbody td th thead tr ul".split(
    " ",
  ),
);

test("nothing an author writes becomes HTML of its own", () => {
  const nasty = fc.constantFrom(
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<b onclick='x'>",
    "[x](javascript:alert(1))",
    '![" onload=x](y" onerror=z)',
    "&lt;script&gt;",
    ':::scenario{title="<script>alert(1)</script>"}\nx\n:::',
    ':::local{slot="cac"}\n<i>x</i>\n:::',
    ":term[<u>x</u>]{id=safe-word}",
    ':::quote{kind="<b>" source="<b>"}\nx\n:::',
    '::line{label="<input onfocus=x>"}',
    "[@ONE; @<b>]",
    "| <b> | x |\n| - | - |\n| <script> | x |",
    "<!-- x -->",
    "`<b>`",
  );
  const text = fc.array(fc.oneof(nasty, fc.string()), { maxLength: 6 }).map((parts) => parts.join("\n\n"));
  fc.assert(
    fc.property(text, (text) => {
      for (const role of ["trainee", "trainer"] as const) {
        for (const tag of tagsIn(draw(text, { role, discipline: "law-enforcement" }))) {
          expect(tags).toContain(tag.name);
          expect(tag.attributes.filter((name) => name.startsWith("on") || name === "style")).toEqual([]);
        }
      }
    }),
    { numRuns: 300 },
  );
});

/** Reads tags as a browser does: quoted values may hold anything. */
function tagsIn(text: string): { name: string; attributes: string[] }[] {
  return [...text.matchAll(/<\/?([a-zA-Z!?][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g)].map(
    ([, name, rest]) => ({
      name: (name ?? "").toLowerCase(),
      attributes: [...(rest ?? "").replace(/"[^"]*"|'[^']*'/g, "").matchAll(/([^\s=/]+)/g)].map(([, found]) =>
        (found ?? "").toLowerCase(),
      ),
    }),
  );
}

function levels(text: string): number[] {
  return [...text.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
}
