import { and, asc, desc, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { catalogue, siteOf, slotHtml } from "#app/content/catalogue.server.ts";
import { emptyPack, written } from "#app/content/local.server.ts";
import { isUsable, type LocalValue } from "#app/content/local-site.ts";
import { type SlotGroup, slotGroups } from "#app/content/local-words.ts";
import { citedKeys } from "#app/content/markdown.ts";
import { type SlotName, slotNames } from "#app/content/schema.ts";
import { isLaw, slotNamed, slotRules } from "#app/content/slot-rules.ts";
import type { EntryState, Site } from "#app/content/tree.ts";
import { addDays, moment, shortDay, todayIn } from "#app/lib/dates.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { type LocalText, localAnswer, localValue } from "#db/schema/overlay.ts";
import { person, site } from "#db/schema/people.ts";
import { type EntryInput, longestReviewDays, plainWords, reminderDays } from "./overlay.ts";
import { siteFor } from "./sites.server.ts";

export type Row = typeof localValue.$inferSelect;

export type Entry = {
  slot: SlotName;
  title: string;
  group: SlotGroup;
  required: boolean;
  state: EntryState;
  reviewBy: string | null;
  /** Its review is near or over. */
  isDue: boolean;
  hasDraft: boolean;
  /** A correction by its owner that nobody has decided about. */
  waits: boolean;
};

export type Overlay = {
  site: { id: string; name: string; state: string };
  today: string;
  may: { edit: boolean };
  groups: ({ group: SlotGroup; entries: Entry[] } & Progress)[];
  /** Required entries that nobody can go by, in the order of the pack. */
  left: Entry[];
  required: number;
  /** What was written for entries that this edition no longer has. */
  unused: { slot: string; text: string; source: string }[];
};

/** The pack of a site as the curriculum ships it, before anything was written in the app. */
export function packFor(user: User, siteId: string): Site {
  const row = siteFor(user, siteId);
  return catalogue().sites.get(siteId) ?? emptyPack(row);
}

/** The same for jobs and for callers that have asked already; null where there is no such site. */
export function packOf(siteId: string): Site | null {
  const row = db.select().from(site).where(eq(site.id, siteId)).get();
  return catalogue().sites.get(siteId) ?? (row ? emptyPack(row) : null);
}

/** What is filled in and what is left at a site that the user may see. */
export function overlay(user: User, siteId: string, now = new Date()): Overlay {
  const row = siteFor(user, siteId);
  allow(user, "see-overlay", siteId);
  const entries = entriesOf(siteId, now);
  return {
    site: { id: row.id, name: row.name, state: stateOf(siteId, row.state) },
    today: todayIn(row.timeZone, now),
    may: { edit: can(user, "edit-overlay", siteId) },
    groups: slotGroups.map((group) => {
      const ofGroup = entries.filter((one) => one.group === group);
      return { group, entries: ofGroup, ...progressOf(ofGroup) };
    }),
    left: leftIn(entries),
    required: entries.filter(({ required }) => required).length,
    unused: unusedAt(siteId),
  };
}

export type Progress = { filled: number; all: number; due: number };

/** Of any entries: how many say something, and how many are to be tested again by now or soon. */
export const progressOf = (entries: readonly Entry[]): Progress => ({
  filled: entries.filter(({ state }) => state !== "missing").length,
  all: entries.length,
  due: entries.filter(({ isDue }) => isDue).length,
});

export const leftIn = (entries: Entry[]): Entry[] =>
  entries.filter(({ required, state }) => required && !isUsable(state));

/** Every entry of a site in the order of the pack. For jobs; pages ask `overlay`. */
export function entriesOf(siteId: string, now = new Date()): Entry[] {
  const place = siteOf(siteId, now);
  const today = todayIn(place?.time_zone ?? "UTC", now);
  const newest = newestRows(siteId);
  const waiting = new Set(openAnswers(siteId).map(({ slot }) => slotNamed(slot)));
  return slotNames.map((slot): Entry => {
    const shown = place?.slots[slot];
    const reviewBy = shown?.local?.reviewBy ?? null;
    return {
      slot,
      title: shown?.title ?? slotRules[slot].title,
      group: slotRules[slot].group,
      required: slotRules[slot].required,
      state: shown?.local?.state ?? "missing",
      reviewBy,
      isDue: reviewBy !== null && reviewBy <= addDays(today, reminderDays),
      hasDraft: newest.get(slot)?.kind === "draft",
      waits: waiting.has(slot),
    };
  });
}

/** The state whose law holds at a site, in words; empty where nobody has said it. */
export const stateOf = (siteId: string, ofRow: string | null): string =>
  catalogue().sites.get(siteId)?.state ?? ofRow ?? "";

/** By entry, the newest row that is not only a confirmation of its owner. */
function newestRows(siteId: string): Map<SlotName, Row> {
  const rows = new Map<SlotName, Row>();
  for (const row of rowsOf(siteId)) {
    const slot = slotNamed(row.slot);
    if (slot && row.kind !== "confirmed") rows.set(slot, row);
  }
  return rows;
}

const rowsOf = (siteId: string, tx: Writer = db): Row[] =>
  tx.select().from(localValue).where(eq(localValue.siteId, siteId)).orderBy(asc(localValue.number)).all();

const openAnswers = (siteId: string) =>
  db
    .select()
    .from(localAnswer)
    .where(and(eq(localAnswer.siteId, siteId), isNull(localAnswer.decision)))
    .all()
    .filter(({ correction }) => correction !== null);

function unusedAt(siteId: string): Overlay["unused"] {
  const newest = new Map<string, Row>();
  for (const row of rowsOf(siteId)) if (!slotNamed(row.slot)) newest.set(row.slot, row);
  return [...newest.values()].map(({ slot, content, source }) => ({ slot, text: content.text, source }));
}

export type EntryPage = {
  site: { id: string; name: string; timeZone: string };
  entry: Entry & { asks: string; fields: { id: string; label: string }[]; isLaw: boolean };
  may: { edit: boolean };
  /** What readers see now, as HTML. */
  shownHtml: string;
  /** What the form is filled with: the open draft, what counts now, or the words of the pack. */
  form: EntryInput;
  number: number;
  suggest: { verifiedOn: string; reviewBy: string };
  history: {
    number: number;
    what: string;
    who: string;
    when: string;
    content: LocalText;
    source: string;
    verifiedOn: string | null;
    reviewBy: string | null;
    /** Counts at the moment. */
    isNow: boolean;
  }[];
  hasPack: boolean;
  corrections: { id: string; name: string; when: string; content: LocalText }[];
};

const kindWords: Record<Row["kind"], string> = {
  draft: "Draft",
  dropped: "Draft dropped",
  saved: "Saved",
  removed: "Taken back to the text of the pack",
  confirmed: "Confirmed by its owner",
};

/** One entry with its history. 404 for an entry that there is none of. */
export function entryPage(user: User, siteId: string, name: string, now = new Date()): EntryPage {
  const row = siteFor(user, siteId);
  allow(user, "see-overlay", siteId);
  const slot = slotNames.find((one) => one === name);
  if (!slot) throw notFound("There is no such entry. The list of your site’s entries has them all.");
  const entry = entriesOf(siteId, now).find((one) => one.slot === slot) as Entry;
  const all = rowsOfSlot(db, siteId, slot);
  const draft = all.filter(({ kind }) => kind !== "confirmed").at(-1);
  const counts = all.filter(({ kind }) => kind !== "draft" && kind !== "dropped").at(-1);
  const today = todayIn(row.timeZone, now);
  const pack = packFor(user, siteId);
  const shown = siteOf(siteId, now)?.slots[slot];
  const value = currentValue(siteId, slot, pack);
  const form =
    draft?.kind === "draft"
      ? inputOf(draft)
      : (value ?? { text: "", fields: {}, source: "", verifiedOn: null, reviewBy: null });
  return {
    site: { id: row.id, name: row.name, timeZone: row.timeZone },
    entry: { ...entry, asks: slotRules[slot].asks, fields: slotRules[slot].fields, isLaw: isLaw(slot) },
    may: { edit: can(user, "edit-overlay", siteId) },
    shownHtml: shown ? slotHtml(siteId, shown) : "",
    form,
    number: all.at(-1)?.number ?? 0,
    suggest: { verifiedOn: today, reviewBy: addDays(today, longestReviewDays - 2) },
    history: [...all].reverse().map((one) => ({
      number: one.number,
      what: kindWords[one.kind],
      who: one.savedBy ? nameOf(one.savedBy) : one.kind === "confirmed" ? "the owner of the entry" : "a file",
      when: moment(one.savedAt, row.timeZone),
      content: one.content,
      source: one.source,
      verifiedOn: one.verifiedOn,
      reviewBy: one.reviewBy,
      isNow: one === counts && one.kind !== "removed",
    })),
    hasPack: (pack.slots[slot]?.status ?? "missing") !== "missing",
    corrections: openAnswers(siteId)
      .filter((one) => slotNamed(one.slot) === slot)
      .map((one) => ({
        id: one.id,
        name: one.name,
        when: moment(one.answeredAt, row.timeZone),
        content: one.correction as LocalText,
      })),
  };
}

const inputOf = ({ content, source, verifiedOn, reviewBy }: Row): EntryInput => ({
  ...content,
  source,
  verifiedOn,
  reviewBy,
});

/** What counts now, as words without marks; null where neither the site nor the pack has anything. */
export function currentValue(siteId: string, slot: SlotName, pack: Site): EntryInput | null {
  const value: LocalValue | undefined = written(siteId).values.get(slot);
  return value ?? packValue(slot, pack);
}

/** What the course brings for an entry, as words without marks; null where it brings nothing. */
function packValue(slot: SlotName, pack: Site): EntryInput | null {
  const shipped = pack.slots[slot];
  if (!shipped || shipped.status === "missing") return null;
  const source = citedKeys([shipped.root])
    .map((key) => catalogue().references.get(key)?.title ?? key)
    .join("; ");
  return {
    text: plainWords(shipped.text),
    fields: {},
    source,
    verifiedOn: shipped.verified_on,
    reviewBy: null,
  };
}

/** What the form of an entry was filled with when `number` was its newest version. */
export function formAt(
  rows: Row[],
  number: number,
  slot: SlotName,
  pack: Site,
): { input: EntryInput; isDraft: boolean } {
  const until = rows.filter((row) => row.number <= number);
  const newest = until.filter(({ kind }) => kind !== "confirmed").at(-1);
  if (newest?.kind === "draft") return { input: inputOf(newest), isDraft: true };
  const counts = lastInForce(until);
  return { input: counts ? inputOf(counts) : (packValue(slot, pack) ?? empty), isDraft: false };
}

/** The version that counts after these; null where the text of the pack does. */
export function lastInForce(rows: Row[]): Row | null {
  const last = rows.filter(({ kind }) => kind !== "draft" && kind !== "dropped").at(-1);
  return last && last.kind !== "removed" ? last : null;
}

const empty: EntryInput = { text: "", fields: {}, source: "", verifiedOn: null, reviewBy: null };

export const nameOf = (personId: string): string =>
  db.select({ name: person.name }).from(person).where(eq(person.id, personId)).get()?.name ?? "somebody";

/** Rows of one entry, oldest first, those of its former names included. */
export const rowsOfSlot = (tx: Writer, siteId: string, slot: SlotName): Row[] =>
  rowsOf(siteId, tx).filter((row) => slotNamed(row.slot) === slot);

/** What somebody else wrote since the form was filled. */
export type Stale = { stale: EntryInput & { number: number; who: string; what: string } };

/** Keeps an entry as a draft, or puts it in force. Sending the same form twice makes one version. */
export function saveEntry(
  user: User,
  siteId: string,
  slot: SlotName,
  sent: { id: string; number: number; kind: "draft" | "saved"; input: EntryInput },
  now = new Date(),
): Stale | null {
  siteFor(user, siteId);
  allow(user, "edit-overlay", siteId);
  const { text, fields, source, verifiedOn, reviewBy } = sent.input;
  return write(
    user,
    siteId,
    slot,
    sent,
    { kind: sent.kind, content: { text, fields }, source, verifiedOn, reviewBy },
    now,
  );
}

/** Puts an earlier version in force again; version 0 is the text of the pack. */
export function restoreEntry(
  user: User,
  siteId: string,
  slot: SlotName,
  sent: { id: string; number: number; to: number },
  now = new Date(),
): Stale | null {
  siteFor(user, siteId);
  allow(user, "edit-overlay", siteId);
  if (sent.to === 0) return write(user, siteId, slot, sent, { ...nothing, kind: "removed" }, now);
  const old = rowsOfSlot(db, siteId, slot).find(({ number }) => number === sent.to);
  if (!old?.verifiedOn || !old.reviewBy) throw notFound("There is no such version of this entry.");
  const { content, source, verifiedOn, reviewBy } = old;
  return write(user, siteId, slot, sent, { kind: "saved", content, source, verifiedOn, reviewBy }, now);
}

/** Drops the open draft; what is in force stays. */
export function dropDraft(
  user: User,
  siteId: string,
  slot: SlotName,
  sent: { id: string; number: number },
  now = new Date(),
): Stale | null {
  siteFor(user, siteId);
  allow(user, "edit-overlay", siteId);
  return write(user, siteId, slot, sent, { ...nothing, kind: "dropped" }, now);
}

export const nothing = { content: { text: "", fields: {} }, source: "", verifiedOn: null, reviewBy: null };

export type Version = Pick<Row, "kind" | "content" | "source" | "verifiedOn" | "reviewBy">;

const auditActions: Record<Row["kind"], string> = {
  draft: "draft-local-entry",
  dropped: "drop-local-draft",
  saved: "save-local-entry",
  removed: "remove-local-entry",
  confirmed: "confirm-local-entry",
};

function write(
  user: User,
  siteId: string,
  slot: SlotName,
  sent: { id: string; number: number },
  version: Version,
  now: Date,
): Stale | null {
  return transact((tx) => {
    if (tx.select({ id: localValue.id }).from(localValue).where(eq(localValue.id, sent.id)).get())
      return null;
    const newest = rowsOfSlot(tx, siteId, slot).at(-1);
    if (newest && newest.number !== sent.number) return { stale: staleOf(newest) };
    addVersion(tx, user, siteId, slot, { ...version, id: sent.id }, now);
    return null;
  });
}

export const staleOf = (newest: Row): Stale["stale"] => ({
  ...inputOf(newest),
  number: newest.number,
  who: newest.savedBy ? nameOf(newest.savedBy) : "The owner of the entry",
  what: kindWords[newest.kind],
});

/** The next version of an entry, in the caller's transaction. `user` is null for the owner of a contact and for a file. */
export function addVersion(
  tx: Writer,
  user: User | null,
  siteId: string,
  slot: SlotName,
  version: Version & { id: string },
  now: Date,
): void {
  const number = (rowsOfSlot(tx, siteId, slot).at(-1)?.number ?? 0) + 1;
  tx.insert(localValue)
    .values({ ...version, siteId, slot, number, savedBy: user?.id ?? null, savedAt: now })
    .run();
  recordAudit(tx, user, auditActions[version.kind], siteId, siteId, { slot, number }, now);
}

/** What is left and what is due at the sites whose pack the user fills: for the home page. */
export function overlayNews(user: User, now = new Date()) {
  const sites = user.grants.flatMap(({ role, siteId }) => (role === "coordinator" && siteId ? [siteId] : []));
  return [...new Set(sites)].map((siteId) => {
    const entries = entriesOf(siteId, now);
    return {
      siteId,
      name: siteOf(siteId, now)?.name ?? siteId,
      left: leftIn(entries).length,
      due: entries
        .filter(({ isDue }) => isDue)
        .map(({ slot, title, reviewBy, state }) => ({
          slot,
          title,
          by: shortDay(reviewBy ?? ""),
          isOver: state === "expired",
        })),
      corrections: entries.filter(({ waits }) => waits).map(({ slot, title }) => ({ slot, title })),
    };
  });
}

/** The newest versions first, for "my records". */
export const versionsBy = (personId: string) =>
  db
    .select()
    .from(localValue)
    .where(eq(localValue.savedBy, personId))
    .orderBy(desc(localValue.savedAt))
    .all();
