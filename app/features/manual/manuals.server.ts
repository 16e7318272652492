import { createReadStream } from "node:fs";
import { createReadableStreamFromReadable } from "@remix-run/node";
import { asc, isNull } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { type Action, can, canSomewhere, type User } from "#app/auth/can.ts";
import { catalogue, shortHash } from "#app/content/catalogue.server.ts";
import { newId } from "#app/lib/ids.ts";
import { log } from "#app/lib/log.ts";
import { forbidden, notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { site } from "#db/schema/people.ts";
import { manualDownload } from "#db/schema/trust.ts";
import { type BookName, bookNames, type ManualSpec, papers } from "./book.ts";
import { buildManual, type Manual, type ManualStatus, manualStatus } from "./cache.server.ts";

const needs: Record<BookName, Action> = {
  training: "download-facilitator-manual",
  participant: "download-participant-manual",
  guide: "read-curriculum",
};

/** Reads the parts of an address into a spec; "national" stands for no site. Throws 404 for anything unknown. */
export function specOf(parts: { book?: string; site?: string; paper?: string }): ManualSpec {
  const book = bookNames.find((name) => name === parts.book);
  const paper = papers.find((name) => name === parts.paper);
  const known = parts.site === "national" || catalogue().sites.has(parts.site ?? "");
  if (!book || !paper || !known) throw notFound();
  return { book, paper, site: parts.site === "national" ? null : (parts.site as string) };
}

/** The sites whose manuals the user may open, and which books there. The national edition has no local pages. */
export function shelf(user: User): { site: string; name: string; books: BookName[] }[] {
  const open = db.select().from(site).where(isNull(site.closedAt)).orderBy(asc(site.name)).all();
  const local = open
    .filter((one) => catalogue().sites.has(one.id))
    .map((one) => ({
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
export function mayOpen(user: User, spec: ManualSpec): void {
  const seesSite = spec.site === null || can(user, "read-curriculum", spec.site);
  if (!seesSite) throw notFound();
  const may =
    spec.site === null ? canSomewhere(user, needs[spec.book]) : can(user, needs[spec.book], spec.site);
  if (!may) throw forbidden("This edition is for facilitators. The participant edition is open to you.");
}

export function statusFor(user: User, spec: ManualSpec): ManualStatus {
  mayOpen(user, spec);
  return manualStatus(spec);
}

/** Starts making the manual and returns at once; `manualStatus` tells how far it is. */
export function startManual(user: User, spec: ManualSpec): void {
  mayOpen(user, spec);
  buildManual(spec).catch((error) =>
    log.error({ err: error, book: spec.book, paper: spec.paper }, "manual failed"),
  );
}

/** Notes who took which edition (nobody, for the public guide), then sends the file. */
export function sendManual(user: User | null, spec: ManualSpec, manual: Manual): Response {
  const edition = spec.book === "guide" ? catalogue().guide.edition : catalogue().course.edition;
  const id = newId();
  transact((tx) => {
    tx.insert(manualDownload)
      .values({
        id,
        at: new Date(),
        personId: user?.id ?? null,
        siteId: spec.site,
        book: spec.book,
        paper: spec.paper,
        edition,
        contentHash: manual.hash,
      })
      .run();
    recordAudit(tx, user, "download-manual", id, spec.site, { book: spec.book, paper: spec.paper });
  });
  return new Response(
    createReadableStreamFromReadable(createReadStream(manual.path, { highWaterMark: 1_048_576 })),
    {
      headers: {
        "Content-Type": "application/pdf",
        "Content-Length": String(manual.bytes),
        "Content-Disposition": `attachment; filename="${manual.fileName}"`,
        "Cache-Control": user ? "private, no-store" : "public, max-age=3600",
      },
    },
  );
}

export const editionOf = (book: BookName): string =>
  book === "guide" ? catalogue().guide.edition : catalogue().course.edition;

/** What the download page says of a finished manual. */
export const factsOf = (manual: Manual) => ({
  fileName: manual.fileName,
  pages: manual.pages,
  megabytes: Math.max(0.1, Math.round(manual.bytes / 100_000) / 10),
  hash: shortHash(manual.hash),
});
