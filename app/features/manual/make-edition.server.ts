import { randomUUID } from "node:crypto";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { image, printCatalogue } from "#app/content/catalogue.server.ts";
import { openEdition } from "#app/content/editions.server.ts";
import type { Folio } from "#app/content/folio.ts";
import { makeCartridge } from "#app/features/packages/cartridge.server.ts";
import { makePackage } from "#app/features/packages/make-package.server.ts";
import { makeQuestions } from "#app/features/packages/qti.server.ts";
import { env } from "#app/lib/env.ts";
import { zipped } from "#app/lib/zip.ts";
import { collectBook, type FormSpec, formFileName, isPackage, isPaper, type PackageForm } from "./book.ts";
import { buildManual } from "./cache.server.ts";
import { writeChangedPages } from "./changed-pages.server.ts";
import { sheetDocx } from "./edition-docx.ts";
import { epubEdition } from "./edition-epub.ts";
import {
  type EditionFile,
  editionFile,
  editionOf,
  folder,
  keyOf,
  paperSpec,
  pathOf,
  recordOf,
  type Step,
  type Stored,
  stored,
} from "./edition-files.server.ts";
import { type Face, htmlEdition } from "./edition-html.ts";
import { foliate } from "./folio.ts";
import { packEdition } from "./pack.server.ts";
import { sheetFiles } from "./sheets.ts";
import { typesetBook } from "./typeset.ts";

/** Makes the file, or finds it made. The same texts give the same bytes. */
export async function makeEdition(spec: FormSpec, onStep: (step: Step) => void): Promise<EditionFile> {
  const ready = editionFile(spec);
  if (ready) return ready;
  if (spec.since) return kept(spec, (draft) => writeChangedPages(spec, draft, onStep));
  if (spec.edition) return keptEdition(spec, onStep);
  if (isPaper(spec.form)) {
    const manual = await buildManual(paperSpec(spec), ({ sentence, fraction }) =>
      onStep({ sentence, percent: Math.round(fraction * 100) }),
    );
    return { ...manual, sheets: [] };
  }
  return kept(spec, (draft) => write(spec, draft, onStep));
}

/** Makes a file as a draft and puts it in its place under the key that it had when it was asked for. */
async function kept(spec: FormSpec, make: (draft: string) => Promise<Written>): Promise<EditionFile> {
  const key = keyOf(spec);
  const fileName = formFileName(spec, editionOf(spec));
  mkdirSync(folder(), { recursive: true });
  const draft = join(folder(), `${key}.${randomUUID()}.tmp`);
  try {
    const { hash, sheets, pages = null } = await make(draft);
    const record: Stored = { fileName, hash, sheets, pages, bytes: statSync(draft).size };
    renameSync(draft, pathOf(key));
    writeFileSync(`${draft}.json`, JSON.stringify(record));
    renameSync(`${draft}.json`, recordOf(key));
    removeOlder(key, record.fileName);
    return { ...record, path: pathOf(key) };
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * A file of a frozen edition: this process works with its texts from here on, so it is a builder or a command. Made as every
 * other file, and kept under the name of the edition.
 */
function keptEdition(spec: FormSpec, onStep: (step: Step) => void): Promise<EditionFile> {
  return kept(spec, async (draft) => {
    onStep({ sentence: `Opening edition ${spec.edition}.`, percent: 2 });
    openEdition(spec.edition as string);
    const { path, hash, sheets, pages } = await makeEdition({ ...spec, edition: null }, onStep);
    copyFileSync(path, draft);
    return { hash, sheets, pages };
  });
}

type Written = Pick<EditionFile, "hash" | "sheets"> & { pages?: number | null };

function packageOf(form: PackageForm, of: { module: string | null; site: string | null }) {
  if (form === "common-cartridge") return makeCartridge({ ...of, version: "1.3" });
  if (form === "common-cartridge-11") return makeCartridge({ ...of, version: "1.1" });
  if (form === "qti") return makeQuestions(of);
  return makePackage({ ...of, system: form }, env.origin);
}

async function write(spec: FormSpec, path: string, onStep: (step: Step) => void): Promise<Written> {
  if (spec.form === "pack") return packEdition(spec, path, onStep);
  if (isPackage(spec.form)) {
    onStep({ sentence: "Writing the lessons.", percent: 20 });
    const { bytes, hash } = packageOf(spec.form, { module: spec.module ?? null, site: spec.site });
    writeFileSync(path, bytes);
    return { hash, sheets: [] };
  }
  onStep({ sentence: "Gathering the texts.", percent: 5 });
  const folio = folioOf(spec);
  const sheets: EditionFile["sheets"] = [];
  if (spec.form === "html") {
    onStep({ sentence: "Writing the page.", percent: 50 });
    writeFileSync(path, htmlEdition(folio, image, faces()));
  } else if (spec.form === "epub") {
    onStep({ sentence: "Writing the e-book.", percent: 50 });
    writeFileSync(path, epubEdition(folio, image));
  } else {
    const files: [string, Uint8Array][] = [];
    const wanted = sheetFiles(folio);
    for (const [at, sheet] of wanted.entries()) {
      onStep({
        sentence: `Writing ${wanted.length} documents.`,
        percent: 20 + Math.round((75 * at) / wanted.length),
      });
      files.push([sheet.name, await sheetDocx(folio, sheet, image)]);
      sheets.push({ name: sheet.name, title: sheet.title, group: sheet.group });
    }
    writeFileSync(path, zipped(files));
  }
  return { hash: folio.hash, sheets };
}

function folioOf({ book: name, site }: FormSpec): Folio {
  const content = printCatalogue(site);
  const book = collectBook(content, { book: name, site, paper: "letter" });
  const { contentHash } = typesetBook(content, book, env.origin, image);
  return foliate(content, book, env.origin, contentHash);
}

const dayMs = 86_400_000;

/** Files of the same name from older texts leave after a day, when nobody can be downloading them any more. */
function removeOlder(key: string, fileName: string): void {
  for (const file of readdirSync(folder())) {
    if (!/^edition-.*\.json$/u.test(file) || file === `${key}.json`) continue;
    const path = join(folder(), file);
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made < dayMs) continue;
    const record = stored(file.slice(0, -".json".length));
    if (record && record.fileName !== fileName) continue;
    rmSync(path, { force: true });
    rmSync(pathOf(file.slice(0, -".json".length)), { force: true });
  }
}

/** Our faces, in the Latin subset that the books are written in. */
function faces(): Face[] {
  const require = createRequire(import.meta.url);
  const read = (file: string) => readFileSync(require.resolve(file));
  const serif = "@fontsource/source-serif-4/files/source-serif-4-latin";
  return [
    {
      family: "Public Sans",
      weight: "100 900",
      style: "normal",
      bytes: read("@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2"),
    },
    { family: "Source Serif 4", weight: "400", style: "normal", bytes: read(`${serif}-400-normal.woff2`) },
    { family: "Source Serif 4", weight: "400", style: "italic", bytes: read(`${serif}-400-italic.woff2`) },
    { family: "Source Serif 4", weight: "600", style: "normal", bytes: read(`${serif}-600-normal.woff2`) },
  ];
}
