import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { catalogue, printCatalogue } from "#app/content/catalogue.server.ts";
import { editionRecords } from "#app/content/editions.server.ts";
import { env } from "#app/lib/env.ts";
import { type FormSpec, isPaper, type ManualSpec } from "./book.ts";
import { codeHash, manualStatus } from "./cache.server.ts";

/** A finished file. What makes it is in make-edition.server.ts, which the processes that answer people never load. */
export type EditionFile = {
  path: string;
  fileName: string;
  /** Content hash of the book. */
  hash: string;
  bytes: number;
  pages: number | null;
  /** The Word documents that it holds. */
  sheets: { name: string; title: string; group: string }[];
};

export type Step = { sentence: string; percent: number };

/** The file, if it has been made from the present texts by the present program. */
export function editionFile(spec: FormSpec): EditionFile | null {
  if (isPaper(spec.form) && !isOfEditions(spec)) {
    const status = manualStatus(paperSpec(spec));
    return status.state === "ready" ? { ...status.manual, sheets: [] } : null;
  }
  return stored(keyOf(spec));
}

/** Whether a file is of a frozen edition, or of what changed since one: its key follows from theirs. */
export const isOfEditions = ({ edition, since }: Pick<FormSpec, "edition" | "since">): boolean =>
  Boolean(edition) || Boolean(since);

export const editionOf = ({ book, edition }: Pick<FormSpec, "book" | "edition">): string =>
  edition ?? (book === "guide" ? catalogue().guide.edition : catalogue().course.edition);

export function paperSpec({ book, site, form }: FormSpec): ManualSpec {
  if (!isPaper(form)) throw new Error(`${form} is no paper.`);
  return { book, site, paper: form };
}

export type Stored = Omit<EditionFile, "path">;

// ---- what is stored -------------------------------------------------------------------------------------------------

export const folder = () => join(env.dataDir, "manuals");
export const pathOf = (key: string) => join(folder(), `${key}.edition`);
export const recordOf = (key: string) => join(folder(), `${key}.json`);

/** All that a file depends on: the program, the curriculum, the site's own texts as of today, the address, which file it is. */
export function keyOf({ book, site, form, edition, since, module }: FormSpec): string {
  const frozen = (name: string) => editionRecords().find((one) => one.name === name)?.file ?? name;
  const now = edition && site === null ? "" : printCatalogue(site).hash;
  const named = [
    ...(edition ? [frozen(edition)] : []),
    ...(since ? ["since", frozen(since)] : []),
    ...(module ? ["module", module] : []),
  ];
  const parts = [codeHash(), now, env.origin, book, site, form, ...named];
  return `edition-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
}

export function stored(key: string): EditionFile | null {
  try {
    const record: Stored = JSON.parse(readFileSync(recordOf(key), "utf8"));
    const path = pathOf(key);
    return statSync(path, { throwIfNoEntry: false })?.size === record.bytes ? { ...record, path } : null;
  } catch {
    return null;
  }
}
