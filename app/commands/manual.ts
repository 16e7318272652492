import { copyFileSync, createReadStream, renameSync } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { catalogue, moduleOf, siteOf } from "#app/content/catalogue.server.ts";
import { editionRecords } from "#app/content/editions.server.ts";
import {
  type BookName,
  bookNames,
  type FileForm,
  type FormSpec,
  type Paper,
  packageForms,
  papers,
} from "#app/features/manual/book.ts";
import { makeEdition } from "#app/features/manual/make-edition.server.ts";

const formats = ["pdf", "html", "epub", "docx", "pack", ...packageForms] as const;

/**
 * npm run --silent manual -- --book training|participant|guide [--site denver] [--format pdf|html|epub|docx|pack]
 * [--paper letter|a4|letter-large|a4-large] [--edition 2026.1] [--since 2026.1] --out FILE|-
 * npm run --silent manual -- --format scorm-12|scorm-2004|cmi5|common-cartridge|common-cartridge-11|qti
 * [--module 1.3] [--site denver] [--edition 2026.1] --out FILE|-
 */
try {
  const { spec, out } = readArguments(process.argv.slice(2));
  const manual = await makeEdition(spec, showProgress());
  const pages = manual.pages === null ? `${manual.bytes} bytes` : `${manual.pages} pages`;
  process.stderr.write(`\n${out === "-" ? manual.path : resolve(out)}\n${pages} · ${manual.hash}\n`);
  if (out === "-") await pipeline(createReadStream(manual.path), process.stdout);
  else placeFile(manual.path, out);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function readArguments(argv: string[]): { spec: FormSpec; out: string } {
  const options = {
    book: { type: "string" },
    site: { type: "string" },
    format: { type: "string", default: "pdf" },
    paper: { type: "string", default: "letter" },
    edition: { type: "string" },
    since: { type: "string" },
    module: { type: "string" },
    out: { type: "string" },
  } as const;
  const { site, format, paper, edition, since, module, out, ...given } = parseArgs({
    args: argv,
    options,
    strict: true,
  }).values;
  const isForSystems = packageForms.some((one) => one === format);
  const book = given.book ?? (isForSystems ? "training" : undefined);
  if (isForSystems && book !== "training") throw new Error("A package holds the training: leave --book out.");
  if (module !== undefined && !isForSystems)
    throw new Error(`--module goes with --format ${packageForms.join(", ")}.`);
  if (module !== undefined && !moduleOf(module))
    throw new Error(`There is no module called "${module}". A module is called 1.3, an opening d1-open.`);
  if (module !== undefined && format === "qti" && !moduleOf(module)?.quiz)
    throw new Error(`"${module}" has no quiz, so there are no questions to take.`);
  if (!isBook(book)) throw new Error(`--book must be one of ${bookNames.join(", ")}.`);
  if (!isPaper(paper)) throw new Error(`--paper must be one of ${papers.join(", ")}.`);
  if (!isFormat(format)) throw new Error(`--format must be one of ${formats.join(", ")}.`);
  if (!out) throw new Error("--out must name the file to write, or - for standard output.");
  if (site !== undefined && !siteOf(site)) {
    const sites = [...catalogue().sites.keys()];
    throw new Error(
      `There is no site called "${site}". The sites are ${sites.join(", ")}, and those added in the app.`,
    );
  }
  const form: FileForm = format === "pdf" ? paper : format;
  const frozen = editionRecords().map(({ name }) => name);
  for (const name of [edition, since])
    if (name !== undefined && !frozen.includes(name))
      throw new Error(`There is no frozen edition ${name}. There are ${frozen.join(", ") || "none yet"}.`);
  if (since && format !== "pdf") throw new Error("--since needs paper: leave --format out.");
  return { spec: { book, site: site ?? null, form, edition, since, module: module ?? null }, out };
}

function isFormat(value: string): value is (typeof formats)[number] {
  return formats.some((name) => name === value);
}

function isBook(value: string | undefined): value is BookName {
  return bookNames.some((name) => name === value);
}

function isPaper(value: string | undefined): value is Paper {
  return papers.some((name) => name === value);
}

function placeFile(from: string, out: string): void {
  try {
    copyFileSync(from, `${out}.part`);
    renameSync(`${out}.part`, out);
  } catch (error) {
    throw new Error(
      `The file ${out} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function showProgress() {
  let last = "";
  return ({ sentence }: { sentence: string }) => {
    if (sentence !== last) process.stderr.write(`${sentence} `);
    last = sentence;
  };
}
