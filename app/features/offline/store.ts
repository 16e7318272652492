import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Entry } from "./outbox.ts";

/** An entry as the device keeps it. What is sent stays until the page it changed has been kept anew. */
export type KeptEntry = Entry & {
  /** The order in which things were done; given by the browser. */
  seq?: number;
  state: "waiting" | "sent" | "refused";
  /** Why the server refused it. */
  sentence?: string;
  sentAt?: number;
};

/** A day that a person took along. */
export type Taken = {
  personId: string;
  day: string;
  title: string;
  addresses: string[];
  bytes: number;
  at: number;
  build: string;
};

/** A page that is kept, for the list of them. */
export type KeptPage = { personId: string; path: string; title: string; bytes: number; at: number };

/** An event of a training day as a trainer's device keeps it; see app/features/offline/day-device.ts. */
export type KeptDayEvent = {
  id: string;
  personId: string;
  /** `cohort/position`. */
  day: string;
  seq: number;
  state: "waiting" | "sent" | "refused";
  sentence?: string;
  event: unknown;
};

interface Cairn extends DBSchema {
  entries: { key: number; value: KeptEntry; indexes: { id: string; person: string } };
  taken: { key: [string, string]; value: Taken };
  pages: { key: [string, string]; value: KeptPage };
  dayEvents: { key: string; value: KeptDayEvent; indexes: { day: [string, string] } };
  facts: { key: string; value: string };
}
export type Store = IDBPDatabase<Cairn>;

let opened: Promise<Store> | null = null;

/** This device's memory, shared by the pages and the service worker. */
export function store(): Promise<Store> {
  opened ??= openDB<Cairn>("cairn", 1, {
    upgrade(db) {
      const entries = db.createObjectStore("entries", { keyPath: "seq", autoIncrement: true });
      entries.createIndex("id", "id", { unique: true });
      entries.createIndex("person", "personId");
      db.createObjectStore("taken", { keyPath: ["personId", "day"] });
      db.createObjectStore("pages", { keyPath: ["personId", "path"] });
      const events = db.createObjectStore("dayEvents", { keyPath: "id" });
      events.createIndex("day", ["personId", "day"]);
      db.createObjectStore("facts");
    },
    terminated() {
      opened = null;
    },
  });
  return opened;
}

/** Whose pages are on this device; null when nobody's are. */
export const owner = async (): Promise<string | null> =>
  (await (await store()).get("facts", "owner")) ?? null;

/** Writes an entry down so that it outlives a flat battery, and only then returns. */
export async function keepEntry(entry: KeptEntry): Promise<void> {
  const tx = (await store()).transaction("entries", "readwrite", { durability: "strict" });
  await tx.store.add(entry);
  await tx.done;
}

export async function entriesOf(personId: string): Promise<KeptEntry[]> {
  const found = await (await store()).getAllFromIndex("entries", "person", personId);
  return found.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
}

export const waitingOf = async (personId: string): Promise<KeptEntry[]> =>
  (await entriesOf(personId)).filter(({ state }) => state === "waiting");

/** How many things of other people wait on this device. Only their number is told. */
export async function waitingOfOthers(personId: string | null): Promise<number> {
  const db = await store();
  const entries = await db.getAll("entries");
  const events = await db.getAll("dayEvents");
  return [...entries, ...events].filter((one) => one.personId !== personId && one.state !== "sent").length;
}

/** How many things this person did on this device that the server does not have, and how many it refused. */
export async function unsentOf(personId: string): Promise<{ waiting: number; refused: number }> {
  const db = await store();
  const entries = await db.getAllFromIndex("entries", "person", personId);
  const events = (await db.getAll("dayEvents")).filter((one) => one.personId === personId);
  const all = [...entries, ...events];
  return {
    waiting: all.filter(({ state }) => state === "waiting").length,
    refused: all.filter(({ state }) => state === "refused").length,
  };
}

/** Removes what is kept for a person: the lists, and with `unsent` also what was never sent. */
export async function forgetPerson(personId: string, { unsent }: { unsent: boolean }): Promise<void> {
  const tx = (await store()).transaction(["entries", "taken", "pages", "dayEvents", "facts"], "readwrite");
  const entries = tx.objectStore("entries");
  for (const one of await entries.index("person").getAll(personId))
    if (unsent || one.state === "sent") await entries.delete(one.seq as number);
  const events = tx.objectStore("dayEvents");
  for (const one of await events.getAll())
    if (one.personId === personId && (unsent || one.state === "sent")) await events.delete(one.id);
  for (const name of ["taken", "pages"] as const)
    for (const key of await tx.objectStore(name).getAllKeys())
      if (key[0] === personId) await tx.objectStore(name).delete(key);
  // The rosters of days that were taken along hold names.
  for (const key of await tx.objectStore("facts").getAllKeys())
    if (key.startsWith(`snapshot ${personId} `)) await tx.objectStore("facts").delete(key);
  if ((await tx.objectStore("facts").get("owner")) === personId)
    await tx.objectStore("facts").delete("owner");
  await tx.done;
}
