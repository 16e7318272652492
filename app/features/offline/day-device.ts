import { type DayAnswer, type DayEvent, inSendingOrder, meanwhile, type Snapshot } from "./day-events.ts";
import { post } from "./flush.ts";
import { type KeptDayEvent, store } from "./store.ts";
import type { Why } from "./words.ts";

const most = 200;
const snapshotKey = (personId: string, day: string): string => `snapshot ${personId} ${day}`;

/** Writes an event down so that it outlives a flat battery, and only then returns. */
export async function keepDayEvent(personId: string, day: string, event: DayEvent): Promise<void> {
  const tx = (await store()).transaction("dayEvents", "readwrite", { durability: "strict" });
  await tx.store.put({ id: event.id, personId, day, seq: Date.now(), state: "waiting", event });
  await tx.done;
}

export async function dayEventsOf(personId: string, day: string): Promise<KeptDayEvent[]> {
  const found = await (await store()).getAllFromIndex("dayEvents", "day", [personId, day]);
  return found.sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
}

/** What the server knew when this device last heard from it; the page's own knowledge where it is newer. */
export async function snapshotFor(personId: string, day: string, page: Snapshot): Promise<Snapshot> {
  const kept = await (await store()).get("facts", snapshotKey(personId, day));
  const known = kept ? (JSON.parse(kept) as Snapshot) : null;
  return known && known.now > page.now ? known : page;
}

export type Merge = {
  why: Why;
  kept: number;
  known: number;
  refused: number;
  meanwhile: string[];
  doubtful: string[];
};

/**
 * Sends what waits for a day and hears what others recorded. One tab at a time. When the answer is lost the events stay
 * and are sent again: the server knows their ids.
 */
export async function syncDay(personId: string, day: string, before: Snapshot): Promise<Merge> {
  return await navigator.locks.request(`cairn-day ${day}`, async (): Promise<Merge> => {
    const merge: Merge = { why: null, kept: 0, known: 0, refused: 0, meanwhile: [], doubtful: [] };
    const [cohort, position] = day.split("/");
    for (;;) {
      const all = await dayEventsOf(personId, day);
      const waiting = all.filter(({ state }) => state === "waiting");
      const events = inSendingOrder(waiting.map(({ event }) => event as DayEvent)).slice(0, most);
      const answer = await post(`/cohorts/${cohort}/days/${position}/device.json`, {
        person: personId,
        events,
      });
      if (typeof answer === "string") return { ...merge, why: answer };
      const { answers, snapshot } = answer as { answers: DayAnswer[]; snapshot: Snapshot };
      await settle(answers);
      await (await store()).put("facts", JSON.stringify(snapshot), snapshotKey(personId, day));
      for (const one of answers) {
        merge[one.is] += 1;
        if (one.is === "kept" && one.sentence) merge.doubtful.push(one.sentence);
      }
      if (waiting.length > most && answers.length > 0) continue;
      merge.meanwhile = meanwhile(before, snapshot, new Set(all.map(({ id }) => id)));
      return merge;
    }
  });
}

async function settle(answers: readonly DayAnswer[]): Promise<void> {
  const tx = (await store()).transaction("dayEvents", "readwrite", { durability: "strict" });
  for (const { id, is, sentence } of answers) {
    const kept = await tx.store.get(id);
    if (!kept) continue;
    if (is === "refused") await tx.store.put({ ...kept, state: "refused", sentence: sentence ?? "" });
    else await tx.store.put({ ...kept, state: "sent" });
  }
  await tx.done;
}

/** What a trainer decides about an event that the server refused. */
export async function decideDayEvent(id: string, what: "again" | "discard"): Promise<void> {
  const db = await store();
  const kept = await db.get("dayEvents", id);
  if (!kept) return;
  if (what === "discard") await db.delete("dayEvents", id);
  else await db.put("dayEvents", { ...kept, state: "waiting" });
}
