import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { describe, expect, it } from "vitest";
import { buildCatalogue } from "#app/content/build-catalogue.server.ts";
import { catalogue, image } from "#app/content/catalogue.server.ts";
import type { LogLine } from "#app/content/edition-file.ts";
import { contentsOf, eachLeaf, type Folio, placesOf } from "#app/content/folio.ts";
import { sample } from "#app/content/sample.ts";
import { normalised, squeezed, textBlocks, textHash } from "#app/content/text-blocks.ts";
import type { Catalogue } from "#app/content/tree.ts";
import { all, docxBlocks, epubBlocks, epubPages, fromXml, htmlBlocks, textOf } from "#tests/read-formats.ts";
import { type Book, type BookName, collectBook, type Part } from "./book.ts";
import { sheetDocx } from "./edition-docx.ts";
import { epubEdition } from "./edition-epub.ts";
import { htmlEdition } from "./edition-html.ts";
import { foliate } from "./folio.ts";
import { runPdfBuilder } from "./pdf-process.server.ts";
import { sheetFiles } from "./sheets.ts";
import { type Typeset, typesetBook } from "./typeset.ts";

const origin = "https://ccip.example.org";
const books: BookName[] = ["training", "participant", "guide"];
const small = buildCatalogue(sample());

type Made = { book: Book; folio: Folio; content: Catalogue };

function made(content: Catalogue, name: BookName, site: string | null): Made {
  return folioOf(content, collectBook(content, { book: name, site, paper: "letter" }));
}

function folioOf(content: Catalogue, book: Book): Made {
  const { contentHash } = typesetBook(content, book, origin, image);
  return { book, content, folio: foliate(content, book, origin, contentHash) };
}

/** The part of a real book that one module is, with all that it points to. */
function oneModule(): Made {
  const content = catalogue();
  const book = collectBook(content, { book: "training", site: "denver", paper: "letter" });
  const others = book.parts.filter(({ kind }) => ["support", "glossary", "sources", "site"].includes(kind));
  const first = book.parts.find(({ kind }) => kind === "day");
  if (first?.kind !== "day") throw new Error("There is no first day.");
  const modules = first.modules.slice(0, 2);
  const isThere = (id: string) => modules.some((module) => module.id === id);
  const agenda = first.day.agenda.filter(({ module }) => !module || isThere(module.id));
  const day: Part = { ...first, modules, day: { ...first.day, agenda } };
  return folioOf(content, { ...book, parts: [day, ...others] });
}

/** The guide of an edition that followed another one, so that it begins with a list of what changed. */
function secondEdition(): Made {
  const { course, guide } = small;
  const edition = (name: string) => ({
    name,
    on: "2030-01-31",
    material: true,
    what: `Two laws changed in ${name}.`,
  });
  const line = {
    unit: "c-1",
    group: "Chapter one",
    title: "Chapter one",
    section: "Who does what",
    places: 2,
  };
  const lines: LogLine[] = [
    {
      ...line,
      how: "reworded",
      kind: "law",
      reason: "The state’s law says so since the first of May of this year.",
    },
    {
      ...line,
      unit: "gone",
      title: "A sheet",
      how: "removed",
      places: 1,
      kind: "wording",
      reason: "Nobody used it.",
    },
  ];
  const content = {
    ...small,
    course: { ...course, edition: "2030.2", editions: [edition("2030.1"), edition("2030.2")] },
    guide: { ...guide, edition: "2030.2" },
    log: { since: "2030.1", books: { guide: lines } },
  };
  return made(content, "guide", site);
}

const texts = ({ folio }: Made) => textBlocks(folio).map(({ text }) => text);
const site = [...small.sites.keys()][0] ?? null;
const whole: [string, () => Made][] = [
  ...books.map((name): [string, () => Made] => [`the sample ${name} book`, () => made(small, name, site)]),
  ["the guide of a second edition", secondEdition],
  ["a real module for facilitators", oneModule],
];

describe.each(whole)("%s", (_, of) => {
  const one = of();

  it("carries the same blocks of text in HTML and EPUB", () => {
    const expected = texts(one);
    expect(expected.length).toBeGreaterThan(30);
    const html = htmlBlocks(htmlEdition(one.folio, image, []));
    expect(html).toEqual(expected);
    expect(epubBlocks(epubEdition(one.folio, image))).toEqual(expected);
    const block = (text: string) => ({ id: "", kind: "paragraph" as const, text });
    expect(textHash(html.map(block))).toBe(textHash(textBlocks(one.folio)));
  });

  it("carries the same blocks in each Word document", async () => {
    const sheets = sheetFiles(one.folio);
    expect(sheets.length).toBeGreaterThan(0);
    for (const sheet of sheets) {
      const piece = { id: "s", title: "", role: "sheet" as const, sheet: null, leaves: sheet.leaves };
      const expected = textBlocks({ pieces: [piece] }).map(({ text }) => text);
      expect(await docxBlocks(await sheetDocx(one.folio, sheet, image)), sheet.name).toEqual(expected);
    }
  });

  it("carries each block in the printed book, long ones in the same order", async () => {
    const printed = await pdfText(one);
    const blocks = textBlocks(one.folio)
      .filter(({ kind }) => kind !== "picture")
      .map(({ id, text }) => ({ name: `${id}: ${text}`, text: squeezed(text) }));
    expect(blocks.filter(({ text }) => !printed.includes(text)).map(({ name }) => name)).toEqual([]);
    let at = 0;
    const moved = blocks
      .filter(({ text }) => text.length > 60)
      .filter(({ text }) => {
        const found = printed.indexOf(text, at);
        if (found >= 0) at = found;
        return found < 0;
      });
    expect(moved.map(({ name }) => name)).toEqual([]);
  });

  it("has no id twice, and no reference into nothing", () => {
    const { folio } = one;
    const source = htmlEdition(folio, image, []);
    const ids = [...source.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const targets = [...source.matchAll(/ href="#([^"]+)"/gu)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe.each(whole)("large print of %s", (_, of) => {
  it("has every block in 18 points or more, inside the margins", async () => {
    const { book, content, folio } = of();
    const large: Book = { ...book, spec: { ...book.spec, paper: "a4-large" } };
    const words = await pdfWords(typesetBook(content, large, origin, image));
    const text = squeezed(words.map((word) => word.text).join(""));
    const missing = textBlocks(folio)
      .filter(({ kind, text }) => kind !== "picture" && text.length > 20)
      .filter((block) => !text.includes(squeezed(block.text)));
    expect(missing.filter(({ text }) => !/\d/u.test(text)).map(({ id, text }) => `${id}: ${text}`)).toEqual(
      [],
    );
    const seen = words.filter((word) => word.text.trim() !== "");
    expect(seen.filter(({ size }) => size < 17.9).map((word) => word.text)).toEqual([]);
    expect(
      seen.filter(({ x, width, page }) => x < 50 || x + width > page - 50).map((word) => word.text),
    ).toEqual([]);
  });
});

describe("text blocks", () => {
  it("are the same whatever a format does with quotes, hyphens, ligatures and spaces", () => {
    expect(normalised("“The ﬁrst”  non‑breaking\u00A0co\u00ADworker’s — ☐ box")).toBe(
      '"The first" non-breaking coworker\'s - box',
    );
  });

  it("have a hash that changes with one letter and with the order", () => {
    const blocks = textBlocks(made(small, "guide", null).folio);
    const [first, second, ...rest] = blocks;
    if (!first || !second) throw new Error("too few");
    expect(textHash([second, first, ...rest])).not.toBe(textHash(blocks));
    expect(textHash([{ ...first, text: `${first.text}.` }, second, ...rest])).not.toBe(textHash(blocks));
    expect(new Set(blocks.map(({ id }) => id)).size).toBe(blocks.length);
  });
});

describe("the list of changes", () => {
  it("stands in front of the parts and in the contents, with kind, place, count and reason", () => {
    const { folio } = secondEdition();
    expect(folio.pieces.map(({ id }) => id).indexOf("changes")).toBe(2);
    expect(contentsOf(folio.pieces)[0]?.title).toBe("What changed in this edition");
    const html = squeezed(htmlEdition(folio, image, []));
    for (const words of [
      "What changed in this edition",
      "Two laws changed in 2030.2.",
      "since the first of May",
      "“Who does what” · Other words · 2 places",
      "Taken out",
    ])
      expect(html).toContain(squeezed(words));
    const first = textBlocks(made(small, "guide", site).folio)
      .map(({ text }) => text)
      .join(" ");
    expect(first).toMatch(/This is a draft|This is the first edition/u);
  });
});

describe("the participant edition", () => {
  it("holds no answer, no feedback, no plan and no note for facilitators, in any format", async () => {
    const { folio } = made(catalogue(), "participant", "denver");
    const html = squeezed(htmlEdition(folio, image, []));
    const secrets = [...catalogue().modules.values()].flatMap(({ plan, quiz }) => [
      ...(plan?.steps ?? []).map(({ title, id }) => `${id} ${title}`),
      ...(quiz?.items ?? []).flatMap(({ options }) => options.map(({ feedback }) => feedback)),
    ]);
    const notes = catalogue().library.cases.map(({ facilitator_note }) => facilitator_note);
    const told = squeezed(
      textBlocks(made(catalogue(), "training", "denver").folio)
        .map(({ text }) => text)
        .join(" "),
    );
    const plainOf = (text: string) => squeezed(text.split(/[*_`[]/u)[0] ?? "");
    const known = [...secrets, ...notes]
      .map(plainOf)
      .filter((text) => text.length > 30 && told.includes(text));
    expect(known.length).toBeGreaterThan(300);
    expect(known.filter((text) => html.includes(text))).toEqual([]);
    const names = sheetFiles(folio).map(({ group }) => group);
    expect(new Set(names)).toEqual(new Set(["Handouts", "Instruments", "Program cards"]));
    expect(folio.pieces.filter(({ id }) => /^key|assessments|rubric/u.test(id))).toEqual([]);
    let steps = 0;
    for (const { leaves } of folio.pieces)
      eachLeaf(leaves, (leaf) => {
        if (leaf.kind === "box" && ["step", "move", "facilitator"].includes(leaf.look)) steps += 1;
      });
    expect(steps).toBe(0);
  });
});

describe("the EPUB", () => {
  const { folio } = oneModule();
  const bytes = epubEdition(folio, image);
  const { files, opf, pages, nav, read } = epubPages(bytes);

  it("begins with its media type, stored as it is, and has all that its package lists and nothing else", () => {
    expect(Buffer.from(bytes.slice(30, 58)).toString("latin1")).toBe("mimetypeapplication/epub+zip");
    expect(Buffer.from(bytes.slice(8, 10)).readUInt16LE()).toBe(0);
    expect(read("META-INF/container.xml")).toContain('full-path="EPUB/package.opf"');
    const listed = all(opf, "item").map(({ attributes }) => `EPUB/${attributes.href}`);
    expect(new Set(listed).size).toBe(listed.length);
    expect(Object.keys(files).sort()).toEqual(
      ["mimetype", "META-INF/container.xml", "EPUB/package.opf", ...listed].sort(),
    );
    // The contents stand among the pages, after the title.
    expect(pages.map(({ file }) => file).indexOf("EPUB/nav.xhtml")).toBe(1);
    expect(pages).toHaveLength(folio.pieces.length + 1);
  });

  it("says in its metadata what it is and how it can be read", () => {
    const of = (name: string) => all(opf, name).map(textOf);
    expect(of("dc:title")).toEqual([folio.title]);
    expect(of("dc:language")).toEqual(["en-US"]);
    expect(of("dc:identifier")[0]).toMatch(/^urn:uuid:[0-9a-f-]{36}$/u);
    const metas = all(opf, "meta").map((meta) => `${meta.attributes.property} ${textOf(meta)}`);
    for (const meta of [
      "schema:accessMode textual",
      "schema:accessModeSufficient textual",
      "schema:accessibilityHazard none",
      "schema:accessibilityFeature tableOfContents",
      "schema:accessibilityFeature structuralNavigation",
    ])
      expect(metas).toContain(meta);
    expect(metas.filter((meta) => /^dcterms:modified \d{4}-\d\d-\d\dT00:00:00Z$/u.test(meta))).toHaveLength(
      1,
    );
  });

  it("has a table of contents and links that lead somewhere, and headings that skip no level", () => {
    const ids = new Map(pages.map(({ file, root }) => [file, new Set(idsIn(root))]));
    const links = (file: string, node: ReturnType<typeof textNode>) =>
      all(node, "a").flatMap(({ attributes: { href = "" } }) => {
        if (/^(https?|tel|mailto):/u.test(href)) return [];
        const [path, id] = href.split("#");
        const target = path ? `EPUB/${path}` : file;
        const isThere = ids.has(target) && (!id || ids.get(target)?.has(id));
        return isThere ? [] : [`${file}: ${href}`];
      });
    expect(links("EPUB/nav.xhtml", nav)).toEqual([]);
    expect(pages.flatMap(({ file, root }) => links(file, root))).toEqual([]);
    expect(all(nav, "a").length).toBeGreaterThan(contentsOf(folio.pieces).length);
    for (const { file, root } of pages) {
      const levels = headingsIn(root);
      const skips = levels.filter((level, at) => at > 0 && level > (levels[at - 1] ?? 0) + 1);
      expect(skips, file).toEqual([]);
      expect(root.attributes["xml:lang"]).toBe("en-US");
    }
    expect(placesOf(folio.pieces).size).toBeGreaterThan(20);
  });
});

describe("a Word document", () => {
  it("has real headings, heads of tables that repeat, lists, a language, a title and a footer", async () => {
    const { folio } = made(small, "training", site);
    const sheet = sheetFiles(folio).find(({ name }) => name.startsWith("instruments/fidelity"));
    if (!sheet) throw new Error("There is no checklist.");
    const files = unzipSync(await sheetDocx(folio, sheet, image));
    const xml = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    const document = xml("word/document.xml");
    expect(document.match(/w:val="Heading1"/gu)).toHaveLength(1);
    expect(document).toContain("<w:tblHeader/>");
    expect(document).toMatch(/<w:numPr>/u);
    expect(xml("word/styles.xml")).toMatch(/<w:lang w:val="en-US"/u);
    expect(xml("docProps/core.xml")).toContain(`<dc:title>${sheet.title}</dc:title>`);
    expect(xml("docProps/core.xml")).toContain("<dc:language>en-US</dc:language>");
    const footer = Object.keys(files).find((name) => /^word\/footer\d\.xml$/u.test(name)) ?? "";
    expect(xml(footer)).toMatch(/PAGE.*NUMPAGES/su);
    expect(xml(footer)).toContain(folio.hash.slice(0, 12));
    expect(xml(footer)).toContain(folio.edition);
    for (const [name, content] of Object.entries(files))
      if (/\.(xml|rels)$/u.test(name)) expect(() => fromXml(strFromU8(content)), name).not.toThrow();
  });
});

describe("a build that is repeated", () => {
  it("gives the same bytes", async () => {
    const one = made(small, "training", site);
    const again = made(small, "training", site);
    expect(sha(epubEdition(again.folio, image))).toBe(sha(epubEdition(one.folio, image)));
    expect(sha(htmlEdition(again.folio, image, []))).toBe(sha(htmlEdition(one.folio, image, [])));
    for (const sheet of sheetFiles(one.folio)) {
      const first = await sheetDocx(one.folio, sheet, image);
      expect(sha(await sheetDocx(again.folio, sheet, image)), sheet.name).toBe(sha(first));
    }
  });
});

const textNode = () => epubPages(new Uint8Array()).nav;

function idsIn(node: ReturnType<typeof textNode>): string[] {
  return [
    ...(node.attributes.id ? [node.attributes.id] : []),
    ...node.children.flatMap((child) => (typeof child === "string" ? [] : idsIn(child))),
  ];
}

function headingsIn(node: ReturnType<typeof textNode>): number[] {
  return node.children.flatMap((child) => {
    if (typeof child === "string") return [];
    const level = /^h([1-6])$/u.exec(child.name)?.[1];
    return level ? [Number(level)] : headingsIn(child);
  });
}

const sha = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");

/** The text of the typeset book without its heads and feet, which would stand in sentences that run over a page. */
async function pdfText({ book, content }: Made): Promise<string> {
  return squeezed(
    (await pdfWords(typesetBook(content, book, origin, image))).map(({ text }) => text).join(""),
  );
}

type Word = { text: string; x: number; width: number; size: number; page: number };

async function pdfWords({ files, images }: Pick<Typeset, "files" | "images">): Promise<Word[]> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-formats-"));
  const out = join(folder, "out.pdf");
  try {
    await runPdfBuilder({ files, images, fits: {}, out }, { longestMs: 120_000, unfinished: (end) => end });
    const pdf = await getDocument({ data: new Uint8Array(readFileSync(out)), verbosity: 0 }).promise;
    const words: Word[] = [];
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number);
      const [, , width = 0, height = 0] = page.view;
      const isLarge = "/large.typ" in files;
      for (const item of (await page.getTextContent()).items) {
        if (!("str" in item)) continue;
        const [, , , size = 0, x = 0, y = 0] = item.transform.map(Number);
        if (y <= (isLarge ? 88 : 52) || y >= height - 52) continue;
        words.push({ text: item.str, x, width: item.width, size: Math.abs(size), page: width });
      }
    }
    await pdf.loadingTask.destroy();
    return words;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
