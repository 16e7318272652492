import { z } from "zod";
import { siteOf } from "#app/content/catalogue.server.ts";
import { written } from "#app/content/local.server.ts";
import { slotNamed } from "#app/content/slot-rules.ts";
import { todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { transact } from "#db/client.server.ts";
import { addVersion } from "./overlay.server.ts";
import { readEntry } from "./overlay.ts";

const fileSchema = z.strictObject({
  site: z.string(),
  entries: z.array(
    z.strictObject({
      slot: z.string(),
      text: z.string(),
      fields: z.record(z.string(), z.string()),
      source: z.string(),
      verifiedOn: z.string(),
      reviewBy: z.string(),
    }),
  ),
});
export type OverlayFile = z.infer<typeof fileSchema>;

/** What a site wrote over its pack and is in force. Counsel's stamps are not in it: they hold for one installation. */
export function exportOverlay(siteId: string): OverlayFile {
  const entries = [...written(siteId).values].map(([slot, value]) => ({ slot, ...value }));
  return { site: siteId, entries };
}

/**
 * Takes a file in, all of it or nothing; the rules are those of the form. Entries that say what is in force already are
 * left alone, so taking the same file in twice changes nothing.
 */
export function importOverlay(
  siteId: string,
  json: string,
  now = new Date(),
): { taken: number; same: number; problems: string[] } {
  const read = fileSchema.safeParse(parsed(json));
  if (!read.success) return { taken: 0, same: 0, problems: ["This is not a file that the export made."] };
  if (read.data.site !== siteId)
    return {
      taken: 0,
      same: 0,
      problems: [`This file is of the site “${read.data.site}”. Nothing is mixed.`],
    };
  const today = todayIn(siteOf(siteId, now)?.time_zone ?? "UTC", now);
  const before = written(siteId).values;
  const problems: string[] = [];
  const fresh = read.data.entries.flatMap((entry) => {
    const slot = slotNamed(entry.slot);
    if (!slot) {
      problems.push(`${entry.slot}: this edition has no such entry.`);
      return [];
    }
    const fields = Object.fromEntries(
      Object.entries(entry.fields).map(([id, value]) => [`field-${id}`, value]),
    );
    const { text, source, verifiedOn, reviewBy } = entry;
    const { input, errors } = readEntry(
      slot,
      { text, source, verifiedOn, reviewBy, ...fields },
      today,
      false,
    );
    for (const [field, sentence] of Object.entries(errors))
      problems.push(`${entry.slot}, ${field}: ${sentence}`);
    const old = before.get(slot);
    const isSame = old && JSON.stringify(inOrder(old)) === JSON.stringify(inOrder({ ...input }));
    return isSame ? [] : [{ slot, input }];
  });
  if (problems.length > 0) return { taken: 0, same: 0, problems };
  transact((tx) => {
    for (const { slot, input } of fresh) {
      const { text, fields, source, verifiedOn, reviewBy } = input;
      addVersion(
        tx,
        null,
        siteId,
        slot,
        { id: newId(), kind: "saved", content: { text, fields }, source, verifiedOn, reviewBy },
        now,
      );
    }
  });
  return { taken: fresh.length, same: read.data.entries.length - fresh.length, problems };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

type Comparable = {
  text: string;
  fields: Record<string, string>;
  source: string;
  verifiedOn: string | null;
  reviewBy: string | null;
};
const inOrder = ({ text, fields, source, verifiedOn, reviewBy }: Comparable) => [
  text,
  Object.entries(fields).sort(([a], [b]) => a.localeCompare(b)),
  source,
  verifiedOn,
  reviewBy,
];
