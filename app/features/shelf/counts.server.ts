import { asc } from "drizzle-orm";
import { allow } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { siteOf } from "#app/content/catalogue.server.ts";
import { bookTitles, formNames } from "#app/features/manual/names.ts";
import { toCsv } from "#app/lib/csv.ts";
import { db } from "#db/client.server.ts";
import { site } from "#db/schema/people.ts";
import { manualDownload } from "#db/schema/trust.ts";
import { type Counted, countBy, countByOpenly, halfName, halfOf } from "./counts.ts";
import { kindName, notSaid, stateName } from "./words.ts";

const national = "National edition, signed in";

function counted(): Counted[] {
  const names = new Map(
    db
      .select({ id: site.id, name: site.name })
      .from(site)
      .all()
      .map((one) => [one.id, one.name]),
  );
  return db
    .select()
    .from(manualDownload)
    .orderBy(asc(manualDownload.at))
    .all()
    .map((row) => ({
      month: row.at.toISOString().slice(0, 7),
      book: bookTitles[row.book],
      form: formNames[row.form],
      edition: row.edition,
      site: row.personId === null ? null : row.siteId ? (names.get(row.siteId) ?? row.siteId) : national,
      isPublic: row.personId === null,
      agencyKind: kindName(row.agencyKind),
      state: row.siteId ? (siteOf(row.siteId)?.state ?? notSaid) : stateName(row.state),
    }));
}

/**
 * Downloads of one half-year, or of the newest one that has any. Counts of what is downloaded are exact; who downloaded
 * it without an account is told by kind of agency and by state, without the names of those that have few, and only for
 * whole half-years, because periods that overlap could be subtracted from each other.
 */
export function downloadCounts(user: User, wanted: string | null) {
  allow(user, "count-downloads", null);
  const all = counted();
  const halves = [...new Set(all.map(({ month }) => halfOf(month)))].sort().reverse();
  const half = halves.find((one) => one === wanted) ?? halves[0] ?? null;
  const rows = all.filter(({ month }) => halfOf(month) === half);
  const open = rows.filter(({ isPublic }) => isPublic);
  const sites = rows.filter(({ isPublic }) => !isPublic);
  return {
    halves: halves.map((value) => ({ value, label: halfName(value) })),
    half,
    name: half && halfName(half),
    total: rows.length,
    shelf: open.length,
    atSites: sites.length,
    byMonth: countBy(rows.map(({ month }) => month)).sort((a, b) => a.name.localeCompare(b.name)),
    byBook: countBy(rows.map(({ book }) => book)),
    byForm: countBy(rows.map(({ form }) => form)),
    byEdition: countBy(rows.map(({ edition }) => edition)),
    bySite: countBy(sites.map(({ site }) => site ?? national)),
    bySiteState: countBy(sites.map(({ state }) => state)),
    byKind: countByOpenly(open.map(({ agencyKind }) => agencyKind)),
    byState: countByOpenly(open.map(({ state }) => state)),
    everything: all.length,
  };
}
export type DownloadCounts = ReturnType<typeof downloadCounts>;

/** The same as CSV, one count a line. The lines of each table add up to the total above. */
export function countsCsv(user: User, wanted: string | null): { name: string; text: string } {
  const page = downloadCounts(user, wanted);
  const table = (name: string, counts: { name: string; count: number }[]) =>
    counts.map((one): (string | number)[] => [page.half ?? "", name, one.name, one.count]);
  const rows = [
    [page.half ?? "", "All downloads", "", page.total],
    [page.half ?? "", "Public shelf", "", page.shelf],
    [page.half ?? "", "Signed in at sites", "", page.atSites],
    ...table("Month", page.byMonth),
    ...table("Book", page.byBook),
    ...table("Format", page.byForm),
    ...table("Edition", page.byEdition),
    ...table("Site", page.bySite),
    ...table("Public shelf by kind of agency", page.byKind),
    ...table("Public shelf by state", page.byState),
  ];
  return {
    name: `ccip-downloads-${page.half ?? "none"}.csv`,
    text: toCsv(["Half-year", "Table", "Name", "Downloads"], rows),
  };
}
