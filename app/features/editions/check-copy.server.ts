import { and, eq, gte, lt } from "drizzle-orm";
import { siteOf } from "#app/content/catalogue.server.ts";
import { comesAfter } from "#app/content/edition-file.ts";
import { editionRecords } from "#app/content/editions.server.ts";
import { type BookName, bookNames } from "#app/features/manual/book.ts";
import { editionFile } from "#app/features/manual/edition-files.server.ts";
import { bookTitles } from "#app/features/manual/names.ts";
import { longDay } from "#app/lib/dates.ts";
import { db } from "#db/client.server.ts";
import { manualDownload } from "#db/schema/trust.ts";
import { editions } from "./editions.server.ts";

/** What stands in the footer of a copy, as somebody typed it or as the code on its title page says it. */
export type Copy = { edition: string; hash: string; book: BookName | null; site: string | null };

export type CheckedCopy = ReturnType<typeof checkCopy>;

/** Reads an address or a form. Who asks is not looked at, and nothing is kept of it. */
export function copyIn(params: Record<string, string | undefined>, search: URLSearchParams): Copy {
  const said = (name: string) => (params[name] ?? search.get(name) ?? "").trim().slice(0, 80);
  const site = said("site");
  return {
    edition: said("edition").replace(/^edition\s+/iu, ""),
    hash: said("hash")
      .toLowerCase()
      .replace(/^content\s+/u, "")
      .replaceAll(/\s/gu, ""),
    book: bookNames.find((name) => name === said("book")) ?? null,
    site: siteOf(site) ? site : null,
  };
}

/** Whether a copy may still be used; null where nothing was asked. Of a hash alone we know the edition if it was given out. */
export function checkCopy(asked: Copy) {
  const { hash } = asked;
  if (!asked.edition && !hash) return null;
  const known = hash ? givenOut(asked) : null;
  const edition = asked.edition || known?.edition || "";
  const book = asked.book ?? known?.book ?? null;
  const site = asked.site ?? known?.site ?? null;
  const all = editions();
  const own = all.find(({ name }) => name === edition) ?? null;
  const newest = all.findLast(({ standing }) => standing === "released") ?? null;
  const newer = newest && comesAfter(newest.name, edition) ? newest : null;
  const isDraft = edition !== "" && /^\d{4}\.\d+-draft$/u.test(edition);
  const standing = own
    ? own.standing === "withdrawn" || own.standing === "retired"
      ? own.standing
      : newer
        ? ("superseded" as const)
        : ("current" as const)
    : isDraft
      ? ("draft" as const)
      : ("unknown" as const);
  const found = standing !== "unknown";
  return {
    edition,
    hash,
    standing,
    title: book && bookTitles[book],
    place: site ? (siteOf(site)?.name ?? null) : null,
    reason: own?.standing === "released" ? null : (own?.reason ?? null),
    decided: own?.since ? longDay(own.since.toISOString().slice(0, 10)) : null,
    /** The edition to use; null where it is this one, or where none is released. */
    instead: found && newest && newest.name !== edition ? newest.name : null,
    later: found
      ? all
          .filter(({ name, standing }) => standing === "released" && comesAfter(name, edition))
          .map(({ name, on, what }) => ({ name, on: longDay(on), what }))
      : [],
    changes: found && own ? changesOf(book, site, own.name) : null,
    take: book === "guide" && site === null ? "/response-guide" : book && !site ? "/shelf" : "/manuals",
    file: hash && found ? fileOf({ edition, hash, book, site }, known !== null) : null,
  };
}

const changesOf = (book: BookName | null, site: string | null, from: string): string =>
  book === "guide" && site === null
    ? `/response-guide/changes?from=${from}`
    : book
      ? `/manuals/${book}/${site ?? "national"}/changes?from=${from}`
      : `/response-guide/changes?from=${from}`;

/** From so many characters on, as they stand in a footer, a hash is looked up. */
const least = 12;

/** A file with this hash that was taken from here, or the hash of an edition itself. */
function givenOut({
  edition,
  hash,
}: Copy): { edition: string; book: BookName | null; site: string | null } | null {
  if (!/^[0-9a-f]+$/u.test(hash) || hash.length < least) return null;
  const row = db
    .select({ edition: manualDownload.edition, book: manualDownload.book, site: manualDownload.siteId })
    .from(manualDownload)
    .where(
      and(
        gte(manualDownload.contentHash, hash),
        lt(manualDownload.contentHash, `${hash}g`),
        ...(edition ? [eq(manualDownload.edition, edition)] : []),
      ),
    )
    .get();
  if (row) return row;
  const record = editionRecords().find(
    ({ name, content }) => content.startsWith(hash) && (!edition || edition === name),
  );
  return record ? { edition: record.name, book: null, site: null } : null;
}

/** Whether the file was given out here, and whether one that is made today would be another one. */
function fileOf(
  { edition, hash, book, site }: Copy,
  isKnown: boolean,
): "same" | "older" | "known" | "unknown" {
  // To know what a draft would be like today, it would have to be set.
  const isDraft = edition.endsWith("-draft");
  const today = book && !isDraft ? editionFile({ book, site, form: "letter", edition })?.hash : null;
  if (today?.startsWith(hash) && hash.length >= least) return "same";
  if (!isKnown) return "unknown";
  return today ? "older" : "known";
}
