import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { getDocument, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { AssessmentItem } from "#app/content/schema-assessments.ts";
import type { Catalogue } from "#app/content/tree.ts";
import { type Node, plain } from "#app/content/typst.ts";
import { pageRead, readPdf, type Tagged } from "#tests/read-pdf.ts";
import { collectBook, type ManualSpec, manualFileName } from "./book.ts";
import { buildManual, type Manual, manualStatus } from "./cache.server.ts";
import { tightness } from "./fit.ts";
import { coverageOf, fitToFonts } from "./fonts.ts";
import { pickPages } from "./pick-pages.ts";
import { typesetPdf } from "./small-pdf.server.ts";

const training: ManualSpec = { book: "training", site: "denver", paper: "letter" };
const participant: ManualSpec = { book: "participant", site: "denver", paper: "a4" };
const guide: ManualSpec = { book: "guide", site: "denver", paper: "letter" };

type Word = { text: string; x: number; y: number; width: number; height: number };
type Page = { width: number; height: number; words: Word[] };
type Read = { manual: Manual; pdf: PDFDocumentProxy; pages: string[]; text: string; layout: Page[] };

let facilitator: Read;
let trainee: Read;
let response: Read;

beforeAll(async () => {
  facilitator = await read(training);
  trainee = await read(participant);
  response = await read(guide);
}, 240_000);

afterAll(async () => {
  for (const book of [facilitator, trainee, response]) await book?.pdf.loadingTask.destroy();
});

describe("every manual", () => {
  it("is a tagged PDF/UA document with language, title and author", async () => {
    for (const { pdf, manual } of [facilitator, trainee, response]) {
      const { info, metadata } = await pdf.getMetadata();
      expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
      expect(info).toMatchObject({
        Language: expect.stringMatching(/^en/),
        Author: expect.stringContaining("authors"),
      });
      expect(info).toMatchObject({
        Title: expect.stringMatching(/Training Manual|Community Response Guide/),
      });
      expect(metadata?.get("pdfuaid:part") ?? raw(manual)).toMatch(/1|pdfuaid/);
      expect(pdf.numPages).toBe(manual.pages);
    }
  });

  it("has headings, tables with header cells, figures with alternative text, and contents in its structure", async () => {
    const roles = new Set<string>();
    const alts: string[] = [];
    for (let page = 1; page <= Math.min(60, facilitator.pdf.numPages); page += 1) {
      const tree = await (await facilitator.pdf.getPage(page)).getStructTree();
      walk(tree, (node) => {
        roles.add(node.role);
        if (node.alt) alts.push(node.alt);
      });
    }
    for (const role of [
      "H1",
      "H2",
      "H3",
      "H4",
      "Table",
      "TH",
      "TD",
      "L",
      "LI",
      "P",
      "Figure",
      "TOC",
      "TOCI",
      "Link",
    ])
      expect([...roles]).toContain(role);
    expect(alts.join()).toContain("QR code");
  });

  it("has bookmarks for days, modules and sections", async () => {
    const titles = await bookmarks(facilitator);
    for (const module of catalogue().modules.values())
      expect(titles.some((title) => title.includes(module.title))).toBe(true);
    for (const module of catalogue().modules.values()) {
      for (const section of module.sections) expect(titles.map(squeeze)).toContain(squeeze(section.title));
    }
  });

  it("carries page x of y, edition and hash at the foot of each page but the first", () => {
    for (const { pages, manual } of [facilitator, trainee, response]) {
      for (const [index, text] of pages.entries()) {
        if (index === 0) continue;
        expect(text).toContain(`Page ${index + 1} of ${manual.pages}`);
        expect(text).toContain(manual.hash.slice(0, 12));
      }
    }
  });

  it("keeps every word inside the page and off every other word", () => {
    const problems = [facilitator, trainee, response].flatMap(({ manual, layout }) =>
      layout.flatMap((page, index) =>
        [...outside(page), ...overlaps(page.words)].map(
          (problem) => `${manual.fileName} page ${index + 1}: ${problem}`,
        ),
      ),
    );
    expect(problems).toEqual([]);
  });

  it("leaves no page with a line or two", () => {
    const thin = [facilitator, response].flatMap(({ manual, layout }) =>
      layout.flatMap(({ height, words }, index) => {
        const lines = new Set(
          words.filter(({ y }) => y > 60 && y < height - 60).map(({ y }) => Math.round(y)),
        );
        return lines.size === 1 || lines.size === 2 ? [`${manual.fileName} page ${index + 1}`] : [];
      }),
    );
    expect(thin).toEqual([]);
  });

  it("gives away some of its pages as they are, with their tags", async () => {
    const { manual, pdf } = response;
    const { first, last } = manual.segments.find(({ id }) => id === "c-2") ?? { first: 0, last: 0 };
    const wanted = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    const sheet = await typesetPdf(
      `#set document(title: "A sheet")\n#set text(lang: "en", font: "Public Sans")\n= A sheet`,
    );
    const picked = await readPdf((await pickPages(sheet, readFileSync(manual.path), wanted)).bytes);
    expect(wanted.length).toBeGreaterThan(2);
    expect(await picked.getPageLabels()).toEqual(["i", ...wanted.map(String)]);
    const words = (tree: Tagged[]): string =>
      tree
        .map((node) => (typeof node === "string" ? "" : `${node.role}:${node.text}\n${words(node.kids)}`))
        .join("");
    for (const [at, number] of wanted.entries()) {
      const [here, there] = [await pageRead(picked, at + 2), await pageRead(pdf, number)];
      expect(here.text).toBe(there.text);
      expect(words(here.tree).replaceAll("Reference:", "Link:")).toBe(
        words(there.tree).replaceAll("Reference:", "Link:"),
      );
    }
    await picked.loadingTask.destroy();
  });

  it("says on its first page that nobody has reviewed it yet", () => {
    for (const { pages } of [facilitator, trainee, response]) expect(pages[0]).toContain("not yet reviewed");
    expect(squeeze(facilitator.pages[0] ?? "")).toContain(squeeze(catalogue().course.status));
  });

  it("shows its own site only", () => {
    for (const { text } of [facilitator, trainee, response]) {
      for (const site of catalogue().sites.values()) {
        for (const slot of Object.values(site.slots)) {
          const words = squeeze(
            plain({ type: "root", children: slot.root.children as readonly Node[] }).split(
              /["'“”‘’\n]/u,
            )[0] ?? "",
          );
          const shared = squeeze(
            JSON.stringify(
              Object.values(catalogue().sites.get("denver")?.slots ?? {}).map(({ text }) => text),
            ),
          );
          if (words.length < 30 || site.id === "denver" || shared.includes(words)) continue;
          expect(text.includes(words), `${site.id}: ${slot.title}`).toBe(false);
        }
      }
      expect(text).toContain(squeeze("Reviewed by local counsel on"));
    }
  });
});

describe("the training manual", () => {
  it("has every module and every handout, in both editions", () => {
    for (const { text } of [facilitator, trainee]) {
      for (const module of catalogue().modules.values()) {
        expect(text).toContain(squeeze(module.title));
        for (const handout of module.handouts)
          expect(text).toContain(
            squeeze(`Handout ${handout.id} ${handout.title}`.replace(/^Handout \S+ /u, "")),
          );
      }
    }
  });

  it("gives the plan with its slides, the keys and the feedback to facilitators", () => {
    for (const needle of secrets()) expect(facilitator.text, needle).toContain(squeeze(needle));
    for (const { slides } of catalogue().modules.values())
      for (const { title } of slides) expect(facilitator.text).toContain(squeeze(title));
  });

  it("gives participants none of it", async () => {
    const leaks = secrets().filter((needle) => trainee.text.includes(squeeze(needle)));
    expect(leaks).toEqual([]);
    expect(items()).toHaveLength(30 + 30 + 12 + 20);
    for (const { stem, options } of items()) {
      expect(trainee.text).not.toContain(squeeze(stem));
      for (const { feedback } of options) expect(trainee.text).not.toContain(squeeze(feedback));
    }
    const headings = (await bookmarks(trainee)).join("\n");
    for (const words of [
      "Facilitator plan",
      "Knowledge check, with key",
      "Answer keys",
      "Assessments",
      "Form A",
    ])
      expect(headings).not.toContain(words);
    expect(trainee.pages.filter((text) => text.includes("· Facilitator plan"))).toEqual([]);
    expect(trainee.text).not.toContain(squeeze("Facilitator note"));
    const { parts } = collectBook(catalogue(), participant);
    for (const kind of ["instruments", "assessments", "keys"])
      expect(parts.map((part) => part.kind as string)).not.toContain(kind);
    const book = JSON.stringify(
      parts.map((part) => {
        if (part.kind === "day")
          return part.modules.map(({ quiz, plan, slides }) => ({ quiz, plan, slides }));
        return part.kind === "library" ? part.library.cases.map((one) => one.facilitator_note) : null;
      }),
    );
    expect(book).not.toMatch(/"correct"|"feedback"|"misconception"|facilitator|"step"/);
  });

  it("leaves the pages for facilitators out of the participant edition, whatever their ids are", () => {
    const forFacilitators = catalogue().course.front.filter(({ audience }) => audience === "facilitator");
    expect(forFacilitators.map(({ id }) => id)).toContain("front-facilitator-pack");
    for (const page of forFacilitators) {
      const words = lines(page.root as Node)
        .map(longestRun)
        .filter((run) => run.length > 60)
        .map(squeeze);
      expect(facilitator.text).toContain(words[0]);
      expect(words.filter((run) => trainee.text.includes(run))).toEqual([]);
    }
    const front = collectBook(catalogue(), participant).parts.flatMap((part) =>
      part.kind === "front" ? part.pages : [],
    );
    expect(front.map(({ audience }) => audience)).toEqual(front.map(() => "everyone"));
    expect(front.length).toBeGreaterThan(3);
  });
});

describe("what stands behind the course", () => {
  it("has the library in all three books, and its pages and cases in both training manuals", () => {
    const { cards, cases, pages } = catalogue().library;
    for (const { id, title } of cards)
      for (const { text } of [facilitator, trainee, response])
        expect(text, title).toContain(squeeze(`Card ${id} ${title}`));
    for (const { title } of [...cases, ...pages])
      for (const { text } of [facilitator, trainee]) expect(text, title).toContain(squeeze(title));
  });

  it("has instruments and assessments in the facilitator edition, and the form to fill in in both", () => {
    const { assessments, instruments } = catalogue().course;
    const { boosters, ...forms } = assessments;
    for (const sheet of [...Object.values(instruments), ...Object.values(forms), ...(boosters?.sets ?? [])])
      expect(facilitator.text, sheet?.title).toContain(squeeze(sheet?.title ?? "missing"));
    for (const { stem } of items()) expect(facilitator.text, stem).toContain(squeeze(stem));
    for (const { text } of instruments.fidelity?.items ?? [])
      expect(facilitator.text, text).toContain(squeeze(text));
    for (const { text } of instruments.satisfaction?.items ?? [])
      for (const book of [facilitator, trainee]) expect(book.text, text).toContain(squeeze(text));
  });

  it("prints each form without a mark on the right answer, and its key on paper of its own", () => {
    const { formA } = catalogue().course.assessments;
    const pages = facilitator.pages.map(squeeze);
    const first = pages.findIndex((text) =>
      text.includes(squeeze(`Form A: ${formA?.title} ${formA?.instructions}`)),
    );
    const keys = pages.findIndex((text) => text.startsWith(squeeze("Answer keys For the people who score")));
    expect(first).toBeGreaterThan(0);
    expect(keys).toBeGreaterThan(first);
    // The number of a page that is printed on the front of a sheet.
    expect((keys + 1) % 2).toBe(1);
    const forms = pages.slice(first, keys).join("");
    for (const item of items()) {
      expect(forms).toContain(squeeze(longestRun(item.stem)));
      for (const { feedback } of item.options) expect(forms).not.toContain(squeeze(longestRun(feedback)));
    }
    expect(forms).not.toMatch(/misconception|objective\d/u);
    const parts = collectBook(catalogue(), training).parts.filter(({ kind }) => kind === "assessments");
    expect(JSON.stringify(parts)).not.toMatch(/"correct"|"feedback"|"misconception"|"direction"|"why"/);
  });
});

describe("the response guide", () => {
  it("has every chapter, every worksheet and each of its fields", () => {
    for (const chapter of catalogue().guide.chapters) {
      expect(response.text).toContain(squeeze(chapter.title));
      for (const worksheet of chapter.worksheets) {
        expect(response.text).toContain(squeeze(worksheet.title));
        for (const { label } of worksheet.fields) expect(response.text).toContain(squeeze(label));
      }
    }
  });

  it("has the measures, and no note for facilitators", () => {
    for (const { id, title } of catalogue().course.instruments.measures?.measures ?? [])
      expect(response.text).toContain(squeeze(`${id} ${title}`));
    expect(response.text).not.toContain(squeeze("Facilitator note"));
  });

  it("turns a worksheet that is too wide for a table into cards", () => {
    const page = response.pages.find((text) => /Worksheet W9\.1 · /u.test(text)) ?? "";
    expect(page.match(/Survivor role/gu)).toHaveLength(2);
    expect(page.match(/Not started/gu)).toHaveLength(2);
  });
});

describe("what is still to come", () => {
  it("is announced where something is planned, and is no part where nothing is", () => {
    const kinds = (of: Catalogue, spec: ManualSpec) => collectBook(of, spec).parts.map(({ kind }) => kind);
    const now = catalogue();
    const finished: Catalogue = {
      ...now,
      course: { ...now.course, planned: [] },
      guide: { ...now.guide, planned: [] },
    };
    const announced: Catalogue = {
      ...now,
      course: { ...now.course, planned: [{ day: 5, title: "Later", question: "When?", modules: [] }] },
      guide: {
        ...now.guide,
        planned: [{ chapter: 11, title: "Later", clock: "month 60", lead: "Nobody yet" }],
      },
    };
    expect(kinds(finished, training)).not.toContain("planned-days");
    expect(kinds(finished, guide)).not.toContain("planned-chapters");
    expect(kinds(announced, participant)).toContain("planned-days");
    expect(kinds(announced, guide)).toContain("planned-chapters");
  });
});

describe("the cache", () => {
  it("gives the same bytes when the book is made again", async () => {
    const first = sha(response.manual.path);
    rmSync(response.manual.path);
    expect(manualStatus(guide).state).toBe("absent");
    const again = await Promise.all([buildManual(guide), buildManual(guide), buildManual(guide)]);
    expect(new Set(again.map(({ path }) => path)).size).toBe(1);
    expect(sha(again[0].path)).toBe(first);
  }, 30_000);

  it("gives a neutral file name", async () => {
    const again = await buildManual(guide);
    expect(again.fileName).toBe(
      `ccip-community-response-guide-denver-letter-${catalogue().guide.edition}.pdf`,
    );
    expect(manualFileName(training, "2026.1-draft")).toBe(
      "ccip-training-manual-facilitator-denver-letter-2026.1-draft.pdf",
    );
  });

  it("refuses a site that it does not know", () => {
    expect(() => manualStatus({ ...guide, site: "nowhere" })).toThrow('There is no site called "nowhere".');
  });

  it("leaves no half-made files, and forgets a builder that was killed", () => {
    const folder = dirname(response.manual.path);
    expect(readdirSync(folder).filter((name) => /\.(tmp|progress)/u.test(name))).toEqual([]);
    const id = response.manual.path.slice(folder.length + 1, -".pdf".length);
    const progress = join(folder, `${id}.progress`);
    rmSync(join(folder, `${id}.json`));
    writeFileSync(
      progress,
      JSON.stringify({ step: "typesetting", sentence: "Setting the pages.", fraction: 0.3 }),
    );
    expect(manualStatus(guide)).toMatchObject({ state: "building", progress: { fraction: 0.3 } });
    utimesSync(progress, new Date(0), new Date(0));
    expect(manualStatus(guide)).toEqual({ state: "absent" });
  });
});

describe("pages", () => {
  it("are set tighter in a part whose last page has a few lines, and in no other", () => {
    const ends = [
      { id: "m-1.1", y: 90, pages: 9 },
      { id: "m-1.2", y: 200, pages: 9 },
      { id: "f-a", y: 100, pages: 1 },
      { id: "f-b", y: 170, pages: 2 },
      { id: "handout-H1.1a", y: 170, pages: 2 },
      { id: "handout-W1.1", y: 255, pages: 2 },
      { id: "handout-W1.1-blank", y: 255, pages: 2 },
    ];
    expect([...tightness(ends)]).toEqual([
      ["m-1.1", 1],
      ["handout-H1.1a", 2],
      ["handout-W1.1", 2],
    ]);
  });
});

describe("characters", () => {
  it("writes a character that no font has as its code", () => {
    expect(fitToFonts('#"é 漢\u200B\u200D"', new Set([0xe9]))).toBe('#"é [U+6F22]\u200B"');
    expect(coverageOf([]).size).toBe(0);
  });
});

/** Sentences that belong to facilitators: what they say, the feedback of each option, their notes on cases and answers. */
function secrets(): string[] {
  const { instruments, assessments } = catalogue().course;
  const said = [...catalogue().modules.values()].flatMap((module) =>
    (module.plan?.steps ?? []).flatMap((step) =>
      step.nodes.slice(0, 1).map((node) => plain(node as Node).replace(/^Say\.\s*/u, "")),
    ),
  );
  const quizzes = [...catalogue().modules.values()].flatMap((module) => module.quiz?.items ?? []);
  const feedback = [...quizzes, ...items()].flatMap((item) => item.options.map((option) => option.feedback));
  const statements = (assessments.attitudes?.vignettes ?? []).flatMap((one) => one.statements);
  const notes = [
    ...catalogue().library.cases.map((one) => one.facilitator_note),
    ...statements.flatMap(({ text, why }) => [text, why]),
    ...(assessments.attitudes?.scoring.split("\n") ?? []),
    ...(instruments.fidelity?.items ?? []).map(({ how_to_see }) => how_to_see),
    ...(instruments.rubric?.assessor_notes.split("\n\n") ?? []),
  ];
  return [...said, ...feedback, ...notes]
    .map((text) => longestRun(text.replace(/\s+/gu, " ")))
    .filter((text) => text.length > 35)
    .filter((text) => !participantText().includes(squeeze(text)));
}

function items(): AssessmentItem[] {
  const { formA, formB, formC, boosters } = catalogue().course.assessments;
  return [formA, formB, formC, ...(boosters?.sets ?? [])].flatMap((form) => form?.items ?? []);
}

let written: string | null = null;
function participantText(): string {
  written ??= squeeze(
    [...catalogue().modules.values()]
      .flatMap((module) => [module.root, ...module.handouts.map(({ root }) => root)])
      .map((root) => plain(root as Node))
      .join(" "),
  );
  return written;
}

/** The longest stretch without quotes or marks, which a page shows letter by letter. */
function longestRun(text: string): string {
  return text.split(/["'“”‘’*_`[\]]/u).reduce((best, run) => (run.length > best.length ? run : best), "");
}

async function bookmarks({ pdf }: Read): Promise<string[]> {
  return (await pdf.getOutline()).flatMap(function all(one): string[] {
    return [one.title, ...one.items.flatMap(all)];
  });
}

/** The paragraphs of a tree, one by one. */
function lines(node: Node): string[] {
  return node.type === "paragraph" ? [plain(node)] : (node.children ?? []).flatMap(lines);
}

/** Letters and digits only: line breaks, ligatures and hyphens do not matter. */
function squeeze(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
}

function sha(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function raw(manual: Manual): string {
  return readFileSync(manual.path, "latin1").includes("pdfuaid") ? "pdfuaid" : "";
}

async function read(spec: ManualSpec): Promise<Read> {
  const manual = await buildManual(spec);
  const data = new Uint8Array(readFileSync(manual.path));
  const pdf = await getDocument({ data, useSystemFonts: false, verbosity: 0 }).promise;
  const pages: string[] = [];
  const layout: Page[] = [];
  let text = "";
  for (let page = 1; page <= pdf.numPages; page += 1) {
    const sheet = await pdf.getPage(page);
    const [, , width = 0, height = 0] = sheet.view;
    const items = (await sheet.getTextContent()).items.flatMap((item): Word[] =>
      "str" in item
        ? [
            {
              text: `${item.str}${item.hasEOL ? "\n" : ""}`,
              x: Number(item.transform[4]),
              y: Number(item.transform[5]),
              width: item.width,
              height: item.height,
            },
          ]
        : [],
    );
    layout.push({ width, height, words: items.filter(({ text }) => text.trim() !== "") });
    pages.push(items.map(({ text }) => text).join(""));
    // Heads and feet would stand between the halves of a sentence that runs over a page.
    text += squeeze(
      items
        .filter(({ y }) => y > 52 && y < height - 52)
        .map(({ text }) => text)
        .join(""),
    );
  }
  return { manual, pdf, pages, text, layout };
}

type StructNode = { role: string; alt?: string; children?: unknown[] };
function walk(node: unknown, visit: (node: StructNode) => void): void {
  if (typeof node !== "object" || node === null || !("role" in node)) return;
  const one = node as StructNode;
  visit(one);
  for (const child of one.children ?? []) walk(child, visit);
}

function outside({ width, height, words }: Page): string[] {
  return words
    .filter((word) => word.x < 36 || word.x + word.width > width - 36 || word.y < 18 || word.y > height - 18)
    .map(({ text }) => `“${text.trim()}” is outside`);
}

/** Pairs of words that share ink: small marks above the line may touch, letters may not. */
function overlaps(words: Word[]): string[] {
  const found: string[] = [];
  const sorted = [...words].sort((a, b) => a.y - b.y);
  for (const [index, one] of sorted.entries()) {
    for (const other of sorted.slice(index + 1)) {
      if (other.y >= one.y + one.height) break;
      const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
      const down = Math.min(one.y + one.height, other.y + other.height) - other.y;
      if (across > 2 && down > 0.6 * Math.min(one.height, other.height))
        found.push(`“${one.text.trim()}” runs into “${other.text.trim()}”`);
    }
  }
  return found;
}
