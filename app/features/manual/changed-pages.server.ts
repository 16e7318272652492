import { readFileSync, writeFileSync } from "node:fs";
import { printCatalogue, reloadCatalogue } from "#app/content/catalogue.server.ts";
import { openEdition } from "#app/content/editions.server.ts";
import { unitsOf } from "#app/features/editions/blocks.ts";
import { collectBook, type FormSpec } from "./book.ts";
import { buildManual } from "./cache.server.ts";
import { exchangeSheet, exchanges, type Printed, pagesIn, shifts } from "./changed-pages.ts";
import { editionOf, paperSpec, type Step } from "./edition-files.server.ts";
import { bookTitles } from "./names.ts";
import { pickPages } from "./pick-pages.ts";
import { dateOf } from "./press.ts";
import { typesetPdf } from "./small-pdf.server.ts";
import { authorOf, placeName } from "./typeset-opening.ts";

/**
 * Writes the pages that changed since a frozen edition to `path`, with a sheet that says which pages to take out. Both
 * books are set first, because only then it is known on which pages their parts stand.
 */
export async function writeChangedPages(
  spec: FormSpec,
  path: string,
  onStep: (step: Step) => void,
): Promise<{ hash: string; sheets: []; pages: number }> {
  const since = spec.since as string;
  const edition = editionOf(spec);
  if (spec.edition) openEdition(spec.edition);
  const now = await printed(spec, (share) =>
    onStep({ sentence: `Setting edition ${edition}.`, percent: Math.round(2 + 44 * share) }),
  );
  openEdition(since);
  const before = await printed(spec, (share) =>
    onStep({ sentence: `Setting edition ${since}.`, percent: Math.round(46 + 44 * share) }),
  );
  reloadCatalogue();
  onStep({ sentence: "Picking the pages that changed.", percent: 92 });
  const list = exchanges(before, now);
  const source = exchangeSheet(list, shifts(before, now, list), {
    title: `${bookTitles[spec.book]}, ${placeName(now.book.site)}`,
    author: authorOf(now.book),
    date: dateOf(now.catalogue, now.book),
    since,
    edition,
    paper: spec.form === "a4" ? "a4" : "us-letter",
  });
  const sheet = await typesetPdf(source);
  const { bytes, pages } = await pickPages(sheet, readFileSync(now.path), pagesIn(list));
  writeFileSync(path, bytes);
  return { hash: now.hash, sheets: [], pages };
}

async function printed(spec: FormSpec, onShare: (share: number) => void) {
  const paper = paperSpec(spec);
  const catalogue = printCatalogue(spec.site);
  const { path, hash, segments } = await buildManual(paper, ({ fraction }) => onShare(fraction));
  const book = collectBook(catalogue, paper);
  const units = unitsOf(catalogue, spec.book, spec.site);
  return { path, hash, segments, book, units, catalogue } satisfies Printed & Record<string, unknown>;
}
