import { createHash } from "node:crypto";
import type { Catalogue } from "#app/content/tree.ts";
import { str, typstWriter } from "#app/content/typst.ts";
import { type Book, type BookModule, copyPath, modulesOf, type Part } from "./book.ts";
import { changesId, changesTitle } from "./book-changes.ts";
import { foliate } from "./folio.ts";
import { isLarge, typesetLarge } from "./large-print.ts";
import { dateOf, lookUpsFor, noticeOf, type Press, segment } from "./press.ts";
import { template } from "./template.ts";
import { setAssessments, setKeys } from "./typeset-assessments.ts";
import {
  setGlossary,
  setSheetIndex,
  setSite,
  setSources,
  setSupport,
  sheetIndexTitle,
} from "./typeset-back.ts";
import {
  setDay,
  setFront,
  setHandout,
  setModule,
  setPlannedDays,
  setShorterForms,
} from "./typeset-course.ts";
import { setChapter, setIntroduction, setPlannedChapters } from "./typeset-guide.ts";
import { setInstruments, setMeasuresPart, setSatisfactionPart } from "./typeset-instruments.ts";
import { setCardsPart, setLibrary } from "./typeset-library.ts";
import {
  authorOf,
  documentTitle,
  imprintPage,
  runningTitle,
  setChanges,
  titlePage,
} from "./typeset-opening.ts";

/** A book ready for the Typst compiler: its files by name. */
export type Typeset = {
  /** sha256 of everything that is printed, without paper and look. */
  contentHash: string;
  files: Record<string, string>;
  images: Record<string, Uint8Array>;
};

/** A picture of a module or chapter, as `image` of the catalogue gives it. */
export type Pictures = (owner: string, path: string) => Uint8Array | null;

/** Sets a book in Typst. Pure; `origin` is the address of the online edition. */
export function typesetBook(catalogue: Catalogue, book: Book, origin: string, pictures: Pictures): Typeset {
  const { press, images } = pressFor(catalogue, book, modulesOf(book), pictures);
  const parts = [
    segment(changesId, ["", changesTitle], setChanges(press)),
    ...book.parts.map((part, index) => setPart(press, part, `part-${index}`)),
  ];
  const body = withLeadIns(parts.join("\n\n"));
  const imprint = imprintPage(press);
  const opening = (copy: string) =>
    [
      `#show: manual.with(title: ${str(documentTitle(book))}, author: ${str(authorOf(book))}, ` +
        `date: ${datetimeOf(catalogue, book)}, ` +
        `description: ${str(book.status)})`,
      titlePage(book, origin, copy),
      imprint,
      `#contents-head\n#contents()`,
    ].join("\n\n");

  // The code on the title page names the hash, so the hash is of a title page without it.
  const digest = createHash("sha256").update(`${opening(origin)}\n${body}`);
  for (const file of Object.keys(images).sort()) digest.update(file).update(images[file] ?? "");
  const contentHash = digest.digest("hex");
  if (isLarge(book.spec.paper)) {
    const folio = foliate(catalogue, book, origin, contentHash);
    return { contentHash, ...typesetLarge(folio, book.spec.paper, pictures) };
  }
  return {
    contentHash,
    images,
    files: {
      ...kits(book, contentHash),
      "/main.typ": `#import "/book.typ": *\n\n${opening(origin + copyPath(book, contentHash))}\n\n${body}\n`,
    },
  };
}

/** One kit hangs headings and labels in the margin column; the other is for sheets, which use the whole page. */
function kits(book: Book, contentHash: string): Record<string, string> {
  const constants = [
    `#let paper = ${str(book.spec.paper === "a4" ? "a4" : "us-letter")}`,
    `#let imprint = (programme: ${str(runningTitle(book, noticeOf(book.site)))}, edition: ${str(book.edition)}, hash: ${str(contentHash.slice(0, 12))}, full: ${str(contentHash)})`,
  ].join("\n");
  return {
    "/book.typ": `${constants}\n#let hang = 1.38in\n${template}`,
    "/sheet.typ": `${constants}\n#let hang = 0in\n${template}`,
  };
}

function datetimeOf(catalogue: Catalogue, book: Book): string {
  const [year, month, day] = dateOf(catalogue, book).split("-").map(Number);
  return `datetime(year: ${year}, month: ${month}, day: ${day})`;
}

/** What the parts of a book, or a pack of its sheets, are set with. `modules` are those whose sheets it holds. */
function pressFor(
  catalogue: Catalogue,
  book: Book,
  modules: readonly BookModule[],
  pictures: Pictures,
): { press: Press; images: Record<string, Uint8Array> } {
  const images: Record<string, Uint8Array> = {};
  const { cited, lookUps } = lookUpsFor(catalogue, book, modules);
  const writer = typstWriter({
    ...lookUps,
    image: (url, owner) => {
      const bytes = pictures(owner, url);
      if (!bytes) return null;
      const file = `/images/${owner}/${url.replace(/^images\//u, "")}`;
      images[file] = bytes;
      return file;
    },
  });
  const press: Press = { book, catalogue, writer, facilitator: book.spec.book === "training", cited };
  return { press, images };
}

/** The handouts of some modules as a pack to print, with the sources they cite. Pure; null where there are none. */
export function typesetHandouts(
  catalogue: Catalogue,
  book: Book,
  pack: { title: string; day: { order: number; title: string }; moduleIds: readonly string[] },
  pictures: Pictures,
): Pick<Typeset, "files" | "images"> | null {
  const modules = modulesOf(book).filter(({ id }) => pack.moduleIds.includes(id));
  if (modules.every(({ handouts }) => handouts.length === 0)) return null;
  const { press, images } = pressFor(catalogue, book, modules, pictures);
  const sheets = modules.flatMap((module) =>
    module.handouts.map((handout) => setHandout(press, handout, module, pack.day)),
  );
  const sources =
    press.cited.length > 0 ? segment("sources", [pack.title, "Sources"], setSources(press)) : "";
  const opening = `#show: manual.with(title: ${str(pack.title)}, author: ${str(authorOf(book))}, date: ${datetimeOf(catalogue, book)}, description: ${str(book.status)})`;
  const main = `#import "/book.typ": *\n\n${opening}\n\n${[...sheets, sources].join("\n\n")}\n`;
  return {
    images,
    files: { ...kits(book, createHash("sha256").update(main).digest("hex")), "/main.typ": main },
  };
}

function setPart(press: Press, part: Part, id: string): string {
  switch (part.kind) {
    case "front":
      return setFront(press, part.pages);
    case "day":
      return [setDay(press, part), ...part.modules.map((module) => setModule(press, part.day, module))].join(
        "\n\n",
      );
    case "shorter-forms":
      return [
        setShorterForms(press, part),
        ...part.modules.map((module) => setModule(press, null, module)),
      ].join("\n\n");
    case "chapter":
      return setChapter(press, part.chapter);
    case "library":
      return setLibrary(press, part.library);
    case "cards":
      return setCardsPart(press, part.cards);
    case "instruments":
      return setInstruments(press, part.instruments);
    case "satisfaction":
      return setSatisfactionPart(press, part.form);
    case "measures":
      return setMeasuresPart(press, part.measures);
    case "assessments":
      return setAssessments(press, part);
    case "keys":
      return setKeys(press, part.assessments);
    case "introduction":
      return segment(id, ["", "How to use this guide"], setIntroduction(press, part.guide));
    case "planned-days":
      return segment(id, ["", "Still to come"], setPlannedDays(press, part.planned));
    case "planned-chapters":
      return segment(id, ["", "Still to come"], setPlannedChapters(press, part.planned));
    case "site":
      return segment(id, ["", `${part.site.name}: local law and routes`], setSite(press, part.site));
    case "support":
      return segment(id, ["", "Support lines"], setSupport(press));
    case "glossary":
      return segment(id, ["", "Glossary"], setGlossary(press));
    case "sources":
      return segment(id, ["", "Sources"], setSources(press));
    case "sheets":
      return segment(id, ["", sheetIndexTitle(press.book)], setSheetIndex(press));
  }
}

/** A paragraph that is nothing but bold words is a small heading: it must not end a page. */
function withLeadIns(typst: string): string {
  return typst.replace(/(?<=\n\n)#strong(\[(?:#"(?:[^"\\]|\\.)*"(?:#zw)?)+\])(?=\n\n)/gu, "#lead-in$1");
}
