import { addDays, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { cast } from "#tests/cast.ts";
import type { Writer } from "./client.server.ts";
import { localValue } from "./schema/overlay.ts";
import { personIdOf } from "./seed.ts";

const dayMs = 24 * 3600_000;
const example = "Example of the demo, not a real service.";

type Version = {
  slot: string;
  number: number;
  kind: "saved" | "draft";
  fields: Record<string, string>;
  text: string;
  source: string;
  /** Days ago. */
  saved: number;
  /** Days until it is to be tested again. */
  review: number;
};

const versions: Version[] = [
  {
    slot: "interpreter_access",
    number: 1,
    kind: "saved",
    fields: {
      contact: "303-555-0171",
      languages: "Spanish and 40 more by telephone",
      hours: "Weekdays, 8 to 6",
    },
    text: example,
    source: "The office manager of the service, by phone",
    saved: 70,
    review: 110,
  },
  {
    slot: "interpreter_access",
    number: 2,
    kind: "saved",
    fields: {
      contact: "303-555-0172",
      languages: "Spanish and 40 more by telephone; American Sign Language with a day’s notice",
      hours: "Day and night",
    },
    text: `${example} The number changed, and the line is now open at night.`,
    source: "The office manager of the service, by phone",
    saved: 9,
    review: 170,
  },
  {
    slot: "foreign_minor_route",
    number: 1,
    kind: "saved",
    fields: { contact: "303-555-0173, also on holidays" },
    text: `${example} The county’s duty supervisor sends the federal referral within 24 hours.`,
    source: "The duty supervisor, in a meeting",
    saved: 165,
    review: 12,
  },
  {
    slot: "survivor_leadership_contacts",
    number: 1,
    kind: "draft",
    fields: { contact: "Asked, waiting for an answer" },
    text: "",
    source: "",
    saved: 3,
    review: 0,
  },
];

/** What the coordinator at Denver wrote over half a year: a number that changed, a test that comes up, and a draft. */
export function insertDemoLocal(tx: Writer, now: Date): void {
  const today = todayIn("America/Denver", now);
  for (const { slot, number, kind, fields, text, source, saved, review } of versions)
    tx.insert(localValue)
      .values({
        id: newId(),
        siteId: "denver",
        slot,
        number,
        kind,
        content: { text, fields },
        source,
        verifiedOn: kind === "draft" ? null : addDays(today, -saved),
        reviewBy: kind === "draft" ? null : addDays(today, review),
        savedBy: personIdOf(cast.coordinator),
        savedAt: new Date(now.getTime() - saved * dayMs),
      })
      .run();
}
