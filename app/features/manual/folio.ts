import type { Folio, Leaf, Piece } from "#app/content/folio.ts";
import { folioWriter } from "#app/content/folio-writer.ts";
import type { Catalogue } from "#app/content/tree.ts";
import { type Book, modulesOf, type Part } from "./book.ts";
import { foliateAssessments, foliateKeys } from "./folio-assessments.ts";
import {
  foliateGlossary,
  foliateSheetIndex,
  foliateSite,
  foliateSources,
  foliateSupport,
} from "./folio-back.ts";
import {
  foliateDay,
  foliateFront,
  foliateModule,
  foliatePlannedDays,
  foliateShorterForms,
} from "./folio-course.ts";
import { foliateChapter, foliateIntroduction, foliatePlannedChapters } from "./folio-guide.ts";
import { foliateInstruments, foliateMeasures, foliateSatisfaction } from "./folio-instruments.ts";
import { foliateCards, foliateLibrary } from "./folio-library.ts";
import { foliateChanges, foliateImprint, foliateTitle } from "./folio-opening.ts";
import type { FolioPress } from "./folio-press.ts";
import { dateOf, lookUpsFor, noticeOf } from "./press.ts";
import { authorOf, documentTitle } from "./typeset-opening.ts";

/**
 * A book as pieces with blocks of text, for every format that is not typeset. Pure. `hash` is the content hash that the
 * typeset book carries, so that two copies can be compared whatever their formats are.
 */
export function foliate(catalogue: Catalogue, book: Book, origin: string, hash: string): Folio {
  return foliateCited(catalogue, book, origin, hash).folio;
}

/** The same, with the keys of the sources in the order of their numbers. */
export function foliateCited(
  catalogue: Catalogue,
  book: Book,
  origin: string,
  hash: string,
): { folio: Folio; cited: readonly string[] } {
  const press = pressFor(catalogue, book);
  // The title page and the imprint take the first heading level before the parts, as in print.
  const title = foliateTitle(book, origin, hash);
  const changes = foliateChanges(press);
  const parts = book.parts.flatMap((part, at) => foliatePart(press, part, `part-${at}`));
  const folio: Folio = {
    title: documentTitle(book),
    author: authorOf(book),
    description: book.status,
    language: "en-US",
    programme: book.programme,
    edition: book.edition,
    date: dateOf(catalogue, book),
    hash,
    notice: noticeOf(book.site),
    pieces: named([title, foliateImprint(press, hash), changes, ...parts]),
  };
  return { folio, cited: press.cited };
}

function pressFor(catalogue: Catalogue, book: Book): FolioPress {
  const { cited, lookUps } = lookUpsFor(catalogue, book, modulesOf(book));
  const writer = folioWriter(lookUps);
  return { book, catalogue, writer, facilitator: book.spec.book === "training", cited };
}

function foliatePart(press: FolioPress, part: Part, id: string): Piece[] {
  switch (part.kind) {
    case "front":
      return foliateFront(press, part.pages);
    case "day":
      return [
        foliateDay(press, part),
        ...part.modules.flatMap((module) => foliateModule(press, part.day, module)),
      ];
    case "shorter-forms":
      return [
        foliateShorterForms(press, part),
        ...part.modules.flatMap((module) => foliateModule(press, null, module)),
      ];
    case "chapter":
      return foliateChapter(press, part.chapter);
    case "library":
      return foliateLibrary(press, part.library);
    case "cards":
      return foliateCards(press, part.cards, 1, "Appendix");
    case "instruments":
      return foliateInstruments(press, part.instruments);
    case "satisfaction":
      return [foliateSatisfaction(press, part.form, 1)];
    case "measures":
      return [foliateMeasures(press, part.measures, 1)];
    case "assessments":
      return foliateAssessments(press, part);
    case "keys":
      return foliateKeys(press, part.assessments);
    case "introduction":
      return [foliateIntroduction(press, part.guide, id)];
    case "planned-days":
      return [foliatePlannedDays(press, part.planned, id)];
    case "planned-chapters":
      return [foliatePlannedChapters(press, part.planned, id)];
    case "site":
      return [foliateSite(press, part.site)];
    case "support":
      return [foliateSupport(press)];
    case "glossary":
      return [foliateGlossary(press)];
    case "sources":
      return [foliateSources(press)];
    case "sheets":
      return [foliateSheetIndex(press, id)];
  }
}

/** A heading of the contents without an id of its own is pointed to by the piece that it is in. */
function named(pieces: Piece[]): Piece[] {
  return pieces.map((piece) => {
    let at = 0;
    const leaves = piece.leaves.map((leaf): Leaf => {
      if (leaf.kind !== "heading" || !leaf.toc || leaf.id) return leaf;
      at += 1;
      return { ...leaf, id: `${piece.id}-h${at}` };
    });
    return { ...piece, leaves };
  });
}
