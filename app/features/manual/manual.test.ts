import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { getDocument, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { type Node, plain } from "#app/content/typst.ts";
import { collectBook, type ManualSpec, manualFileName } from "./book.ts";
import { buildManual, type Manual, manualStatus } from "./cache.server.ts";
import { tightness } from "./fit.ts";
import { coverageOf, fitToFonts } from "./fonts.ts";

const training: ManualSpec = { book: "training", site: "denver", paper: "letter" };
const participant: ManualSpec = { book: "participant", site: "denver", paper: "a4" };
const guide: ManualSpec = { book: "guide", site: "denver", paper: "letter" };

type Read = { manual: Manual; pdf: PDFDocumentProxy; pages: string[]; text: string };

let facilitator: Read;
let trainee: Read;
let response: Read;

beforeAll(async () => {
  facilitator = await read(training);
  trainee = await read(participant);
  response = await read(guide);
}, 90_000);

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
    const titles = (await facilitator.pdf.getOutline()).flatMap(function all(one): string[] {
      return [one.title, ...one.items.flatMap(all)];
    });
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

  it("gives the plan, the key and the feedback to facilitators", () => {
    for (const needle of secrets()) expect(facilitator.text, needle).toContain(squeeze(needle));
  });

  it("gives participants none of it", () => {
    const leaks = secrets().filter((needle) => trainee.text.includes(squeeze(needle)));
    expect(leaks).toEqual([]);
    expect(trainee.text).not.toContain(
      squeeze("If you do not have all three, postpone the sensitive modules."),
    );
    const { formA, formB, formC, boosters } = catalogue().course.assessments;
    const items = [formA, formB, formC, ...(boosters?.sets ?? [])].flatMap((form) => form?.items ?? []);
    expect(items).toHaveLength(30 + 30 + 12 + 20);
    for (const { stem, options } of items) {
      expect(trainee.text).not.toContain(squeeze(stem));
      for (const { feedback } of options) expect(trainee.text).not.toContain(squeeze(feedback));
    }
    for (const study of catalogue().library.cases)
      expect(trainee.text).not.toContain(
        squeeze(study.facilitator_note.replaceAll(/\[@[^\]]*\]/g, "").slice(0, 60)),
      );
    const book = JSON.stringify(
      collectBook(catalogue(), participant).parts.flatMap((part) =>
        part.kind === "day" ? part.modules.map(({ quiz, plan }) => ({ quiz, plan })) : [],
      ),
    );
    expect(book).not.toMatch(/"correct"|"feedback"|"misconception"|facilitator/);
  });
});

describe("what stands behind the course", () => {
  it("has the library in all three books, and its pages and cases in both training manuals", () => {
    const { cards, cases, pages } = catalogue().library;
    for (const { title } of cards)
      for (const { text } of [facilitator, trainee, response]) expect(text, title).toContain(squeeze(title));
    for (const { title } of [...cases, ...pages])
      for (const { text } of [facilitator, trainee]) expect(text, title).toContain(squeeze(title));
  });

  it("has instruments and assessments in the facilitator edition, each form before any key", () => {
    const { assessments, instruments } = catalogue().course;
    const { boosters, ...forms } = assessments;
    for (const sheet of [...Object.values(instruments), ...Object.values(forms)])
      expect(facilitator.text, sheet?.title).toContain(squeeze(sheet?.title ?? "missing"));
    for (const { stem } of boosters?.sets.flatMap(({ items }) => items) ?? [])
      expect(facilitator.text).toContain(squeeze(stem));
    const { text } = facilitator;
    const place = (words: string) => text.indexOf(squeeze(words));
    const tests = [forms.formA, forms.formB, forms.formC].flatMap((form) => form ?? []);
    const lastStem = Math.max(...tests.flatMap(({ items }) => items.map(({ stem }) => place(stem))));
    for (const { items } of tests)
      for (const { stem, options } of items) {
        expect(place(stem), stem).toBeGreaterThan(0);
        expect(place(options.find(({ correct }) => correct)?.feedback ?? ""), stem).toBeGreaterThan(lastStem);
      }
  });
});

describe("the response guide", () => {
  it("has every chapter and every worksheet", () => {
    for (const chapter of catalogue().guide.chapters) {
      expect(response.text).toContain(squeeze(chapter.title));
      for (const worksheet of chapter.worksheets) expect(response.text).toContain(squeeze(worksheet.title));
    }
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
  it("tightens a part whose last page has a few lines, and no other", () => {
    const ends = [
      { id: "m-1.1", y: 90, pages: 9 },
      { id: "m-1.2", y: 500, pages: 9 },
      { id: "f-a", y: 100, pages: 1 },
      { id: "f-b", y: 200, pages: 2 },
      { id: "handout-H1.1a", y: 170, pages: 2 },
    ];
    expect([...tightness(ends)]).toEqual([
      ["m-1.1", 1],
      ["handout-H1.1a", 2],
    ]);
  });

  it("writes a character that no font has as its code", () => {
    expect(fitToFonts('#"é 漢\u200B\u200D"', new Set([0xe9]))).toBe('#"é [U+6F22]\u200B"');
    expect(coverageOf([]).size).toBe(0);
  });
});

/** Sentences that belong to facilitators: what they say, the feedback of each option. */
function secrets(): string[] {
  const said = [...catalogue().modules.values()].flatMap((module) =>
    (module.plan?.steps ?? []).flatMap((step) =>
      step.nodes.slice(0, 1).map((node) => plain(node as Node).replace(/^Say\.\s*/u, "")),
    ),
  );
  const feedback = [...catalogue().modules.values()].flatMap((module) =>
    (module.quiz?.items ?? []).flatMap((item) => item.options.map((option) => option.feedback)),
  );
  return [...said, ...feedback]
    .map((text) => longestRun(text))
    .filter((text) => text.length > 35)
    .filter((text) => !participantText().includes(squeeze(text)));
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
  let text = "";
  for (let page = 1; page <= pdf.numPages; page += 1) {
    const sheet = await pdf.getPage(page);
    const [, , , height = 0] = sheet.view;
    const items = (await sheet.getTextContent()).items.flatMap((item) =>
      "str" in item ? [{ text: `${item.str}${item.hasEOL ? "\n" : ""}`, y: Number(item.transform[5]) }] : [],
    );
    pages.push(items.map(({ text }) => text).join(""));
    // Heads and feet would stand between the halves of a sentence that runs over a page.
    text += squeeze(
      items
        .filter(({ y }) => y > 52 && y < height - 52)
        .map(({ text }) => text)
        .join(""),
    );
  }
  return { manual, pdf, pages, text };
}

type StructNode = { role: string; alt?: string; children?: unknown[] };
function walk(node: unknown, visit: (node: StructNode) => void): void {
  if (typeof node !== "object" || node === null || !("role" in node)) return;
  const one = node as StructNode;
  visit(one);
  for (const child of one.children ?? []) walk(child, visit);
}
