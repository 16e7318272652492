import { and, desc, eq, isNull } from "drizzle-orm";
import { catalogue, siteOf } from "#app/content/catalogue.server.ts";
import { editionRecords } from "#app/content/editions.server.ts";
import type { BookName } from "#app/features/manual/book.ts";
import { dayOf } from "#app/features/sites/overlay.ts";
import { localChanges } from "#app/features/sites/overlay-changes.server.ts";
import { shortDay, todayIn } from "#app/lib/dates.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { manualDownload } from "#db/schema/trust.ts";
import { changeGroups } from "./change-words.ts";
import { comparison } from "./comparison.server.ts";
import { editions } from "./editions.server.ts";

export type ChangesPage = Awaited<ReturnType<typeof changesPage>>;

/** The texts as they are, in a form and in an address. */
const now = "now";

/**
 * What changed in a book between two editions: from the one that was last taken for the site, to the newest. Whoever calls
 * has asked whether the book may be opened there. Throws 404 for an edition that was never frozen.
 */
export async function changesPage(book: BookName, site: string | null, search: URLSearchParams) {
  const names = editionRecords().map(({ name }) => name);
  if (names.length === 0) throw notFound("No edition is frozen yet, so there is nothing to compare with.");
  const from = search.get("from") ?? lastTaken(book, site, names) ?? (names.at(-1) as string);
  const newest = names.at(-1) as string;
  const to = search.get("to") ?? (from === newest ? now : newest);
  if (!names.includes(from) || (to !== now && !names.includes(to)))
    throw notFound("There is no such edition.");
  const changes = await comparison(book, from, to === now ? null : to);
  const part = search.get("part") ?? "";
  const { references, course } = catalogue();
  const standing = new Map(editions().map((one) => [one.name, one.standing]));
  const named = (name: string) => ({
    value: name,
    label: standing.get(name) === "released" ? name : `${name} (${standing.get(name) ?? "frozen"})`,
  });
  return {
    book,
    from,
    to,
    part,
    count: changes.length,
    material: changes.filter(({ reason }) => reason?.kind === "safety" || reason?.kind === "law").length,
    groups: changeGroups(changes, part, (key) => references.get(key)?.title ?? key),
    froms: names.map(named).reverse(),
    tos: [...names.map(named).reverse(), { value: now, label: `The texts as they are (${course.edition})` }],
  };
}

/**
 * What changed in the facts that a site wrote itself since a copy of a book was made. That day is asked for (`copy` in the
 * search), or it is that of the last download for the site, or else the day on which the edition was frozen.
 */
export function localChangesPage(book: BookName, siteId: string, search: URLSearchParams, edition: string) {
  const zone = siteOf(siteId)?.time_zone ?? "UTC";
  const taken = db
    .select({ at: manualDownload.at })
    .from(manualDownload)
    .where(
      and(
        eq(manualDownload.book, book),
        eq(manualDownload.siteId, siteId),
        eq(manualDownload.edition, edition),
      ),
    )
    .orderBy(desc(manualDownload.at))
    .get();
  const frozen = editionRecords().find(({ name }) => name === edition)?.frozen_on ?? todayIn(zone);
  const since = dayOf(search.get("copy") ?? "") ?? (taken ? todayIn(zone, taken.at) : frozen);
  return { since, sinceWords: shortDay(since), today: todayIn(zone), changes: localChanges(siteId, since) };
}
export type LocalChangesPage = ReturnType<typeof localChangesPage>;

/** The frozen edition of this book that was last downloaded for the site; null where none was. */
function lastTaken(book: BookName, site: string | null, names: readonly string[]): string | null {
  const rows = db
    .select({ edition: manualDownload.edition })
    .from(manualDownload)
    .where(
      and(
        eq(manualDownload.book, book),
        site === null ? isNull(manualDownload.siteId) : eq(manualDownload.siteId, site),
      ),
    )
    .orderBy(desc(manualDownload.at))
    .all();
  return rows.find(({ edition }) => names.includes(edition))?.edition ?? null;
}
