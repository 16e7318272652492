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

type Row = typeof site.$inferSelect & { written: number | null; signed: number | null };
type Known = {
  catalogue: Catalogue;
  row: Row | undefined;
  today: string;
  minute: number;
  sites: LocalSites | null;
};
const known = new WeakMap<Database, Map<string, Known>>();

/**
 * The site with what its coordinators wrote, or null where there is no such site. Every process asks the database each
 * time whether something was written since: one look-up by key and two by the end of a table.
 */
export function localSites(catalogue: Catalogue, siteId: string, now = new Date()): LocalSites | null {
  const ofDb = known.get(db) ?? new Map<string, Known>();
  known.set(db, ofDb);
  const pack = catalogue.sites.get(siteId);
  const row = hasTables() ? siteQuery().get({ siteId }) : undefined;
  const before = ofDb.get(siteId);
  const minute = Math.floor(now.getTime() / 60_000);
  const same = before?.catalogue === catalogue && isSame(before.row, row);
  if (before && same && before.minute === minute) return before.sites;
  const zone = row?.timeZone ?? pack?.time_zone ?? "UTC";
  const today = todayIn(zone, now);
  if (before && same && before.today === today) {
    before.minute = minute;
    return before.sites;
  }
  const base = pack ?? (row ? emptyPack(row) : null);
  const sites = base && bothSites(base, row ? written(siteId) : nothingWritten, today);
  ofDb.set(siteId, { catalogue, row, today, minute, sites });
  return sites;
}

/** Rows are only ever added, so the last of each table tells whether anything is new. */
const isSame = (a: Row | undefined, b: Row | undefined): boolean =>
  a?.written === b?.written &&
  a?.signed === b?.signed &&
  a?.name === b?.name &&
  a?.state === b?.state &&
  a?.timeZone === b?.timeZone;

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
      `select id, name, time_zone as timeZone, state, created_at as createdAt, closed_at as closedAt,
        (select max(rowid) from local_value) as written, (select max(rowid) from counsel_stamp) as signed
      from site where id = @siteId`,
    );
    return { get: (of: { siteId: string }) => query.get(of) as Row | undefined };
  },
}));

/** False in a folder without a database, where the command for manuals may run. */
const migrated = new WeakSet<Database>();
function hasTables(): boolean {
  if (migrated.has(db)) return true;
  const found = db.$client.prepare("select 1 from sqlite_master where name = 'counsel_stamp'").get();
  if (found) migrated.add(db);
  return found !== undefined;
}
