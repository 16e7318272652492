import { PDFArray, PDFDict, PDFDocument, PDFName, type PDFObject, PDFRef, PDFStream } from "@cantoo/pdf-lib";
import { beforeAll, describe, expect, it } from "vitest";
import { pageRead, type ReadPage, readPdf } from "#tests/read-pdf.ts";
import { pickPages } from "./pick-pages.ts";
import { typesetPdf } from "./small-pdf.server.ts";

const look = `#set page(paper: "us-letter", footer: context [Page #here().page()])
#set text(font: ("Public Sans", "Source Serif 4"), lang: "en", region: "us")
`;

/** Eight pages with all that a manual has: contents, tables with heads and empty cells, lists, pictures, links. */
const book = `#set document(title: "A small book", author: "Its authors")
${look}
= Contents
#outline(title: none)
#pagebreak()
${[2, 3, 4, 5, 6, 7, 8]
  .map(
    (page) => `= Part ${page} <part-${page}>
== Section ${page}
Words of page ${page}, with *strong*, _leaning_ and #link("https://example.org/${page}")[a link to the web].
See #link(<part-3>)[part three] and #link(<part-${page === 8 ? 2 : page + 1}>)[another part].
- One
- Two of ${page}
#table(columns: 3, table.header([*A${page}*], [*B*], [*C*]), [1], [], [3], [4], [5], [])
#rect(width: 10pt)
#image(bytes("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4' cx='4' cy='4'/></svg>"), format: "svg", width: 1cm, alt: "A disc of page ${page}")
${page === 8 ? "" : "#pagebreak()"}`,
  )
  .join("\n")}`;

const sheet = `#set document(title: "What changed", author: "Its authors")
${look}
= What to change
#table(columns: 2, table.header([*Out*], [*In*]), [page 3], [page 3])`;

const wanted = [3, 4, 7];
let made: Uint8Array;
let read: ReadPage[];
let whole: ReadPage[];

beforeAll(async () => {
  const source = await typesetPdf(book);
  made = (await pickPages(await typesetPdf(sheet), source, wanted)).bytes;
  [read, whole] = [await pages(made), await pages(source)];
}, 60_000);

async function pages(bytes: Uint8Array): Promise<ReadPage[]> {
  const pdf = await readPdf(bytes);
  const all: ReadPage[] = [];
  for (let page = 1; page <= pdf.numPages; page += 1) all.push(await pageRead(pdf, page));
  await pdf.loadingTask.destroy();
  return all;
}

describe("pages picked from a book", () => {
  it("say what they say in the book, with the same structure, behind the sheet", () => {
    expect(read).toHaveLength(1 + wanted.length);
    expect(read[0]?.text).toContain("What to change");
    for (const [at, page] of wanted.entries()) {
      const [here, there] = [read[at + 1], whole[page - 1]];
      expect(here?.text).toBe(there?.text);
      expect(here?.text).toContain(`Page ${page}`);
      // Only a link whose page is not here has another tag.
      const dead = page === 3 ? [] : ["another part"];
      expect(here?.tree).toEqual(withDeadLinks(there?.tree ?? [], dead));
      expect(JSON.stringify(here?.tree)).toContain(`A disc of page ${page}`);
    }
  });

  it("keep the links that lead to the web or to a page that is here", () => {
    const links = read.slice(1).map((one) => one.links);
    expect(links).toEqual([
      ["https://example.org/3", "page 2", "page 3"],
      ["https://example.org/4", "page 2"],
      ["https://example.org/7", "page 2"],
    ]);
  });

  it("are a PDF/UA-1 document with title, language, bookmarks and the page numbers of the book", async () => {
    const pdf = await readPdf(made);
    const { info, metadata } = await pdf.getMetadata();
    expect(info).toMatchObject({ Title: "What changed", Language: "en-US", PDFFormatVersion: "1.7" });
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    expect(metadata?.getRaw()).toContain("<pdfuaid:part>1</pdfuaid:part>");
    expect(metadata?.getRaw()).toContain("<xmpTPg:NPages>4</xmpTPg:NPages>");
    expect(await pdf.getPageLabels()).toEqual(["i", "3", "4", "7"]);
    type Bookmark = { title: string; items: Bookmark[] };
    const titles = (items: Bookmark[]): unknown[] =>
      items.map(({ title, items }) => [title, ...titles(items)]);
    expect(titles(await pdf.getOutline())).toEqual([
      ["What to change"],
      ["Part 3", ["Section 3"]],
      ["Part 4", ["Section 4"]],
      ["Part 7", ["Section 7"]],
    ]);
    await pdf.loadingTask.destroy();
  });

  it("may be none at all, when nothing changed", async () => {
    const alone = await pickPages(await typesetPdf(sheet), await typesetPdf(book), []);
    expect(alone.pages).toBe(1);
    expect((await pages(alone.bytes))[0]?.tree).toEqual(read[0]?.tree);
  });

  it("hold nothing of other pages, and nothing that points nowhere", async () => {
    const doc = await PDFDocument.load(made, { updateMetadata: false });
    const { context } = doc;
    const seen = new Set<PDFRef>();
    const lost: string[] = [];
    const visit = (object: PDFObject | undefined): void => {
      if (object instanceof PDFRef) {
        if (seen.has(object)) return;
        seen.add(object);
        const found = context.lookup(object);
        if (found) visit(found);
        else lost.push(object.toString());
      } else if (object instanceof PDFArray) for (const one of object.asArray()) visit(one);
      else if (object instanceof PDFStream) visit(object.dict);
      else if (object instanceof PDFDict) for (const one of object.values()) visit(one);
    };
    visit(context.trailerInfo.Root);
    visit(context.trailerInfo.Info);
    expect(lost).toEqual([]);
    const inTree = new Set(doc.getPages().map(({ ref }) => ref));
    const all = context.enumerateIndirectObjects();
    const dicts = all.flatMap(([ref, one]) => (one instanceof PDFDict ? [{ ref, one }] : []));
    const isType = (one: PDFDict, type: string) => one.get(PDFName.of("Type")) === PDFName.of(type);
    expect(dicts.filter(({ ref, one }) => isType(one, "Page") && !inTree.has(ref))).toEqual([]);
    for (const { one } of dicts) {
      const page = one.get(PDFName.of("Pg"));
      if (page) expect(inTree.has(page as PDFRef)).toBe(true);
    }
    const loose = all
      .filter(([ref, one]) => !seen.has(ref) && !isStreamOfFile(one))
      .map(([, one]) => String(one));
    expect(loose).toEqual([]);
    const ids = dicts.flatMap(({ one }) => one.get(PDFName.of("ID"))?.toString() ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const heads = all.flatMap(([, one]) =>
      [...String(one).matchAll(/\/Headers \[([^\]]*)\]/gu)].map(([, list]) => list ?? ""),
    );
    for (const id of heads.flatMap((list) => list.match(/\([^)]*\)/gu) ?? [])) expect(ids).toContain(id);
  });
});

const isStreamOfFile = (one: PDFObject): boolean =>
  one instanceof PDFStream && /\/Type \/(?:ObjStm|XRef)/u.test(one.dict.toString());

type Tree = ReadPage["tree"];

/** A structure in which the links of these words are references. */
function withDeadLinks(tree: Tree, words: readonly string[]): Tree {
  return tree.map((node) => {
    if (typeof node === "string") return node;
    const kids = withDeadLinks(node.kids, words);
    const isDead = node.role === "Link" && words.includes(node.text.trim());
    return isDead
      ? { ...node, role: "Reference", kids: kids.filter((kid) => kid !== "link") }
      : { ...node, kids };
  });
}
