import { createHash } from "node:crypto";
import { asc, eq } from "drizzle-orm";
import { todayIn } from "#app/lib/dates.ts";
import { type Database, db, prepared } from "#db/client.server.ts";
import { counselStamp, localValue } from "#db/schema/overlay.ts";
import type { site } from "#db/schema/people.ts";
import { type LocalValue, localSite, type Stamp, type Written } from "./local-site.ts";
import type { SlotName } from "./schema.ts";
import { slotNamed } from "./slot-rules.ts";
import type { Catalogue, Site } from "./tree.ts";

/** A site as its pages show it today. `hash` changes with everything that is shown. */
export type LocalSites = { screen: Site; print: Site };

type Known = { catalogue: Catalogue; state: string; sites: LocalSites | null };
const known = new WeakMap<Database, Map<string, Known>>();

/**
 * The site with what its coordinators wrote, or null where there is no such site. Every process asks the database each
 * time whether something was written since: two look-ups by the end of a table, about 20 microseconds.
 */
export function localSites(catalogue: Catalogue, siteId: string, now = new Date()): LocalSites | null {
  const ofDb = known.get(db) ?? new Map<string, Known>();
  known.set(db, ofDb);
  const version = versionNow();
  const row = version === null ? null : (siteQuery().get({ siteId }) ?? null);
  const zone = row?.timeZone ?? catalogue.sites.get(siteId)?.time_zone ?? "UTC";
  const state = JSON.stringify([version, row?.name, row?.state, zone, todayIn(zone, now)]);
  const before = ofDb.get(siteId);
  if (before && before.catalogue === catalogue && before.state === state) return before.sites;
  const pack = catalogue.sites.get(siteId) ?? (row ? emptyPack(row) : null);
  const sites =
    pack && bothSites(pack, version === null ? nothingWritten : written(siteId), todayIn(zone, now));
  ofDb.set(siteId, { catalogue, state, sites });
  return sites;
}

/** What the coordinators of a site wrote and its counsel signed, as of now. */
export function written(siteId: string): Written {
  const values = new Map<SlotName, LocalValue>();
  const rows = db
    .select()
    .from(localValue)
    .where(eq(localValue.siteId, siteId))
    .orderBy(asc(localValue.number))
    .all();
  for (const row of rows) {
    const slot = slotNamed(row.slot);
    if (!slot || row.kind === "draft" || row.kind === "dropped") continue;
    if (row.kind === "removed") values.delete(slot);
    else {
      values.set(slot, {
        ...row.content,
        source: row.source,
        verifiedOn: row.verifiedOn ?? "",
        reviewBy: row.reviewBy ?? "",
      });
    }
  }
  const stamps = new Map<string, Stamp>();
  for (const row of db.select().from(counselStamp).where(eq(counselStamp.siteId, siteId)).all()) {
    const { name, barState, signedOn } = row;
    stamps.set(row.textHash, { name, barState, signedOn });
  }
  return { values, stampOn: (_, lawText) => stamps.get(hashOf(lawText)) ?? null };
}

/** The site's name and zone from the row that an administrator made, without any local text. */
export function emptyPack({ id, name, timeZone, state }: typeof site.$inferSelect): Site {
  return {
    id,
    name,
    city: name,
    state: state ?? "",
    time_zone: timeZone,
    jurisdiction: name,
    counsel: { name: null, reviewed_on: null },
    slots: {},
    hash: "",
  };
}

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const nothingWritten: Written = { values: new Map(), stampOn: () => null };

function bothSites(pack: Site, of: Written, today: string): LocalSites {
  const make = (where: "screen" | "print"): Site => {
    const made = localSite(pack, of, today, where);
    return { ...made, hash: hashOf(JSON.stringify(made)) };
  };
  return { screen: make("screen"), print: make("print") };
}

const siteQuery = prepared((from) => ({
  prepare: () => {
    const query = from.$client.prepare(
      "select id, name, time_zone as timeZone, state, created_at as createdAt, closed_at as closedAt from site where id = @siteId",
    );
    return { get: (of: { siteId: string }) => query.get(of) as typeof site.$inferSelect | undefined };
  },
}));

/**
 * Rows are only ever added, so the last of each table tell whether anything is new; null in a folder without a
 * database, where the command for manuals may run.
 */
function versionNow(): string | null {
  if (!hasTables()) return null;
  const last = lastRows().get() as Record<string, number | null>;
  return JSON.stringify(last);
}

const lastRows = prepared((from) => ({
  prepare: () =>
    from.$client.prepare(
      "select (select max(rowid) from local_value) as written, (select max(rowid) from counsel_stamp) as signed",
    ),
}));

const migrated = new WeakSet<Database>();
function hasTables(): boolean {
  if (migrated.has(db)) return true;
  const found = db.$client.prepare("select 1 from sqlite_master where name = 'counsel_stamp'").get();
  if (found) migrated.add(db);
  return found !== undefined;
}
