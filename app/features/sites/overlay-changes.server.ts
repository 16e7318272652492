import { asc, eq } from "drizzle-orm";
import { siteOf } from "#app/content/catalogue.server.ts";
import { slotGroupNames } from "#app/content/local-words.ts";
import { slotNames } from "#app/content/schema.ts";
import { isLaw, slotNamed, slotRules } from "#app/content/slot-rules.ts";
import { shortDay, todayIn } from "#app/lib/dates.ts";
import { db } from "#db/client.server.ts";
import { counselStamp } from "#db/schema/overlay.ts";
import { entriesOf, formAt, lastInForce, packOf, rowsOfSlot } from "./overlay.server.ts";
import { changedItems, typedFrom } from "./overlay-many.ts";

export type LocalChange = {
  slot: string;
  title: string;
  group: string;
  /** Whole sentences: what happened, and when. */
  what: string[];
  /** Empty for law, whose words only a signed page shows. */
  items: { label: string; from: string; to: string }[];
};

/**
 * What became different in a site's own facts since a calendar day at the site, that day included: other words, a day that is over, a
 * signature of counsel. Words that were put back, and tests that changed no word, are not told. Whoever calls has asked
 * whether the site's books may be read.
 */
export function localChanges(siteId: string, since: string, now = new Date()): LocalChange[] {
  const place = siteOf(siteId, now);
  const pack = packOf(siteId);
  if (!place || !pack) return [];
  const dayOf = (at: Date) => todayIn(place.time_zone, at);
  const today = dayOf(now);
  const entries = new Map(entriesOf(siteId, now).map((one) => [one.slot, one]));
  const signed = stampsAfter(siteId, since);
  return slotNames.flatMap((slot) => {
    const rows = rowsOfSlot(db, siteId, slot).filter(({ kind }) => kind !== "draft" && kind !== "dropped");
    const older = rows.filter(({ savedAt }) => dayOf(savedAt) < since);
    const newest = rows.at(-1);
    const before = typedFrom(formAt(rows, older.at(-1)?.number ?? 0, slot, pack).input);
    const after = typedFrom(formAt(rows, newest?.number ?? 0, slot, pack).input);
    const items = changedItems(slot, before, after)
      .filter(({ name }) => name !== "verifiedOn" && name !== "reviewBy")
      .map(({ name, label }) => ({ label, from: before[name] ?? "", to: after[name] ?? "" }));
    const counts = lastInForce(rows);
    const what: string[] = [];
    if (newest && items.length > 0) what.push(`Changed on ${shortDay(dayOf(newest.savedAt))}.`);
    const over = counts?.reviewBy ?? null;
    if (over && over < today && over >= since)
      what.push(`Its day was ${shortDay(over)}: it is left out of new prints until it is tested again.`);
    const stamp = signed.get(slot);
    if (stamp && entries.get(slot)?.state !== "waiting")
      what.push(`Signed by counsel on ${shortDay(stamp)}: new prints hold it.`);
    if (isLaw(slot) && entries.get(slot)?.state === "waiting" && items.length > 0)
      what.push("It waits for counsel, and new prints leave it out until it is signed.");
    if (what.length === 0) return [];
    const { title } = entries.get(slot) ?? slotRules[slot];
    const group = slotGroupNames[slotRules[slot].group];
    return [{ slot, title, group, what, items: isLaw(slot) ? [] : items }];
  });
}

/** The last day since `since` on which counsel signed, by entry. */
function stampsAfter(siteId: string, since: string): Map<string, string> {
  const days = new Map<string, string>();
  const rows = db
    .select()
    .from(counselStamp)
    .where(eq(counselStamp.siteId, siteId))
    .orderBy(asc(counselStamp.signedOn))
    .all();
  for (const row of rows) {
    const slot = slotNamed(row.slot);
    if (slot && row.signedOn >= since) days.set(slot, row.signedOn);
  }
  return days;
}
