import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { and, asc, eq, isNull } from "drizzle-orm";
import { unzipSync } from "fflate";
import { recordAudit } from "#app/auth/allow.server.ts";
import { type Action, can, canSomewhere, type User } from "#app/auth/can.ts";
import { moduleOf, shortHash, siteOf } from "#app/content/catalogue.server.ts";
import { editionRecords } from "#app/content/editions.server.ts";
import { refuseWithdrawn } from "#app/features/editions/editions.server.ts";
import { numberOf } from "#app/features/learn/reader.ts";
import { lessonTitle } from "#app/features/packages/package.ts";
import { newId } from "#app/lib/ids.ts";
import { forbidden, notFound } from "#app/lib/refuse.ts";
import { isForTheRest, wholeFile } from "#app/lib/whole.ts";
import { db, transact } from "#db/client.server.ts";
import { site } from "#db/schema/people.ts";
import { manualDownload } from "#db/schema/trust.ts";
import {
  type BookName,
  bookNames,
  type FileForm,
  type FormSpec,
  forms,
  isPackage,
  type PackageForm,
  packageForms,
} from "./book.ts";
import { askForBuild, type BuildState, buildState, myBuilds } from "./builds.server.ts";
import { type EditionFile, editionFile, editionOf } from "./edition-files.server.ts";
import { formNames, titleOf } from "./names.ts";

const needs: Record<BookName, Action> = {
  training: "download-facilitator-manual",
  participant: "download-participant-manual",
  guide: "read-curriculum",
};

/**
 * Reads the parts of an address into a spec; "national" stands for no site, and `search` may name a frozen edition. Throws
 * 404 for anything unknown.
 */
export function specOf(
  parts: { book?: string; site?: string; form?: string; module?: string },
  search = new URLSearchParams(),
): FormSpec {
  const book = bookNames.find((name) => name === parts.book);
  const form = [...forms, ...packageForms].find((name) => name === parts.form);
  const known = parts.site === "national" || siteOf(parts.site ?? null) !== null;
  const [edition, since] = [search.get("edition"), search.get("since")];
  const frozen = new Set(editionRecords().map(({ name }) => name));
  const named = [edition, since].every((name) => !name || frozen.has(name));
  if (!book || !form || !known || !named || (since && form !== "letter" && form !== "a4")) throw notFound();
  const { module } = parts;
  if (isPackage(form) ? book !== "training" || (module && !isPackaged(form, module)) : module)
    throw notFound();
  return {
    book,
    form,
    ...(edition ? { edition } : {}),
    ...(since ? { since } : {}),
    ...(module ? { module } : {}),
    site: parts.site === "national" ? null : (parts.site as string),
  };
}

/** Whether there is such a module, and for questions alone whether it has any. */
export function isPackaged(form: PackageForm, module: string): boolean {
  const found = moduleOf(module);
  return found !== null && (form !== "qti" || found.quiz !== null);
}

/** The sites whose manuals the user may open, and which books there. The national edition has no local pages. */
export function shelf(user: User): { site: string; name: string; books: BookName[] }[] {
  const open = db.select().from(site).where(isNull(site.closedAt)).orderBy(asc(site.name)).all();
  const local = open.map((one) => ({
    site: one.id,
    name: one.name,
    books: bookNames.filter((book) => can(user, needs[book], one.id)),
  }));
  const national = {
    site: "national",
    name: "National edition, without local pages",
    books: bookNames.filter((book) => canSomewhere(user, needs[book])),
  };
  return [...local, national].filter((one) => one.books.length > 0);
}

/** Throws unless the user may have this manual: 404 for another site, 403 for a book their role does not open. */
export function mayOpen(user: User, spec: Pick<FormSpec, "book" | "site">): void {
  const seesSite = spec.site === null || can(user, "read-curriculum", spec.site);
  if (!seesSite) throw notFound();
  const may =
    spec.site === null ? canSomewhere(user, needs[spec.book]) : can(user, needs[spec.book], spec.site);
  if (!may) throw forbidden("This edition is for facilitators. The participant edition is open to you.");
}

export function statusFor(user: User, spec: FormSpec): BuildState {
  mayOpen(user, spec);
  return buildState(user, spec);
}

/** Puts the file into the queue and returns at once; `statusFor` tells how far it is. */
export function startManual(user: User, spec: FormSpec): void {
  mayOpen(user, spec);
  refuseWithdrawn(editionOf(spec));
  if (!editionFile(spec)) askForBuild(user, spec);
}

/** What a file is called on its page. */
export function headOf(spec: FormSpec): string {
  const module = spec.module ? moduleOf(spec.module) : null;
  return titleOf(spec, module && lessonTitle({ ...module, number: numberOf(module) }));
}

/** What the user asked for lately and may still open, with how it went. */
export function asked(user: User) {
  return myBuilds(user).flatMap((row) => {
    const { edition, since, module } = row;
    const spec: FormSpec = { book: row.book, site: row.siteId, form: row.form, edition, since, module };
    const may =
      row.siteId === null ? canSomewhere(user, needs[row.book]) : can(user, needs[row.book], row.siteId);
    if (!may) return [];
    const place = siteOf(row.siteId)?.name ?? "National edition";
    return {
      id: row.id,
      to: addressOf(spec),
      name: `${headOf(spec)}, ${place}${edition ? `, edition ${edition}` : ""}: ${since ? `pages changed since ${since}` : formNames[spec.form]}`,
      state: !row.endedAt ? "being made" : row.reason ? "not made" : "made",
    };
  });
}

/** Where a file is made and taken. */
export function addressOf({ book, site, form, edition, since, module }: FormSpec): string {
  const search = new URLSearchParams({ ...(edition ? { edition } : {}), ...(since ? { since } : {}) });
  return `/manuals/${book}/${site ?? "national"}/${form}${module ? `/${module}` : ""}${search.size > 0 ? `?${search}` : ""}`;
}

/**
 * Notes who took which edition in which form (nobody, for the public guide), then sends the file. `sheet` names one of the
 * Word documents in it; `said` is what somebody without an account told about their agency, and null for what is not
 * counted: a program, or the rest of a file.
 */
export function sendManual(
  user: User | null,
  spec: FormSpec,
  file: EditionFile,
  sheet?: string | null,
  said: Said | null = nothingSaid,
): Response {
  refuseWithdrawn(editionOf(spec));
  const one = sheet ? sheetIn(file, sheet) : null;
  if (said) noteDownload(user, spec, file, said);
  const headers = {
    "Content-Type": one ? types.sheet : types[spec.form],
    "Content-Length": String(one ? one.bytes.length : file.bytes),
    "Content-Disposition": `attachment; filename="${one?.fileName ?? file.fileName}"`,
    "Cache-Control": user ? "private, no-store" : "no-store",
  };
  return one ? new Response(new Uint8Array(one.bytes), { headers }) : wholeFile(file.path, { headers });
}

/** What to note of somebody with an account: nothing for the rest of a file whose first part is noted already. */
export function saidBy(user: User, { book, form }: FormSpec, { hash }: EditionFile, request: Request) {
  const taken = and(
    eq(manualDownload.personId, user.id),
    eq(manualDownload.contentHash, hash),
    eq(manualDownload.book, book),
    eq(manualDownload.form, form),
  );
  const isNoted = () => db.select({ id: manualDownload.id }).from(manualDownload).where(taken).get();
  return isForTheRest(request) && isNoted() ? null : nothingSaid;
}

type Said = { agencyKind: string | null; state: string | null };
const nothingSaid: Said = { agencyKind: null, state: null };

/**
 * Of somebody without an account neither the time nor the order is kept: the row has the month and a random id, and the
 * audit row, which has the time, does not name the row.
 */
function noteDownload(user: User | null, spec: FormSpec, { hash }: EditionFile, said: Said): void {
  const now = new Date();
  const id = user ? newId() : randomBytes(16).toString("hex");
  const { book, site, form, module } = spec;
  transact((tx) => {
    tx.insert(manualDownload)
      .values({
        id,
        at: user ? now : new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())),
        personId: user?.id ?? null,
        siteId: site,
        book,
        form,
        module,
        edition: editionOf(spec),
        contentHash: hash,
        ...said,
      })
      .run();
    const subject = user ? id : "public-shelf";
    recordAudit(tx, user, "download-manual", subject, site, { book, form, ...(module && { module }) }, now);
  });
}

function sheetIn(file: EditionFile, wanted: string): { fileName: string; bytes: Uint8Array } {
  const name = file.sheets.find(({ name }) => name === wanted)?.name;
  const bytes = name && unzipSync(readFileSync(file.path), { filter: (one) => one.name === name })[name];
  if (!name || !bytes) throw notFound();
  return { fileName: `ccip-${name.slice(name.lastIndexOf("/") + 1)}`, bytes };
}

const types: Record<FileForm | "sheet", string> = {
  letter: "application/pdf",
  a4: "application/pdf",
  "letter-large": "application/pdf",
  "a4-large": "application/pdf",
  html: "text/html; charset=utf-8",
  epub: "application/epub+zip",
  docx: "application/zip",
  pack: "application/zip",
  "scorm-12": "application/zip",
  "scorm-2004": "application/zip",
  cmi5: "application/zip",
  "common-cartridge": "application/zip",
  "common-cartridge-11": "application/zip",
  qti: "application/zip",
  sheet: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

/** What the download page says of a finished file. */
export const factsOf = (file: EditionFile) => ({
  fileName: file.fileName,
  pages: file.pages,
  megabytes: Math.max(0.1, Math.round(file.bytes / 100_000) / 10),
  hash: shortHash(file.hash),
  sheets: file.sheets,
});
