import { createHash } from "node:crypto";
import { and, eq, like } from "drizzle-orm";
import { allow } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import type { SlotGroup } from "#app/content/local-words.ts";
import { type SlotName, slotNames } from "#app/content/schema.ts";
import { isLaw, slotNamed, slotRules } from "#app/content/slot-rules.ts";
import type { Site } from "#app/content/tree.ts";
import { addDays, moment, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { localValue } from "#db/schema/overlay.ts";
import {
  addVersion,
  type Entry,
  entriesOf,
  formAt,
  lastInForce,
  nameOf,
  nothing,
  packFor,
  progressOf,
  type Row,
  rowsOfSlot,
  type Stale,
  staleOf,
  type Version,
} from "./overlay.server.ts";
import { longestReviewDays, readEntry, stateNames } from "./overlay.ts";
import {
  changedItems,
  type Dates,
  itemsOf,
  type Plan,
  planEntry,
  readSheet,
  sheet,
  type Typed,
  typedFrom,
} from "./overlay-many.ts";
import { siteFor } from "./sites.server.ts";

export type GroupEntry = Entry & {
  asks: string;
  items: { name: string; label: string }[];
  isLaw: boolean;
  /** What its fields are filled with, and the version that this is. */
  typed: Typed;
  number: number;
};

/** One part of a site's pack to be filled in on one page. */
export function groupPage(user: User, siteId: string, group: SlotGroup, now = new Date()) {
  const row = editable(user, siteId);
  const entries = entriesOf(siteId, now);
  const filled = filledEntries(siteId, packFor(user, siteId), now);
  const today = todayIn(row.timeZone, now);
  return {
    site: { id: row.id, name: row.name },
    group,
    entries: filled.filter((one) => one.group === group),
    here: progressOf(entries.filter((one) => one.group === group)),
    inAll: progressOf(entries),
    today,
    suggest: addDays(today, longestReviewDays - 2),
  };
}

function editable(user: User, siteId: string) {
  const row = siteFor(user, siteId);
  allow(user, "edit-overlay", siteId);
  return row;
}

const filledEntries = (siteId: string, pack: Site, now: Date): GroupEntry[] =>
  entriesOf(siteId, now).map((entry) => {
    const rows = rowsOfSlot(db, siteId, entry.slot);
    const number = rows.at(-1)?.number ?? 0;
    return {
      ...entry,
      asks: slotRules[entry.slot].asks,
      items: itemsOf(entry.slot),
      isLaw: isLaw(entry.slot),
      typed: typedFrom(formAt(rows, number, entry.slot, pack).input),
      number,
    };
  });

/** One entry of a form or of a sheet. `number`: the version it was filled from. Items left out stay as they were. */
export type Wanted = {
  slot: SlotName;
  number: number;
  typed: Typed;
  over: "mine" | "theirs" | null;
  again: boolean;
};
type How = {
  id: string;
  kind: "saved" | "draft";
  keepIncomplete: boolean;
  dates: Dates;
  /** Over what somebody else wrote meanwhile, take only the items that were changed. */
  merges: boolean;
};

export type Planned = Plan & {
  slot: SlotName;
  title: string;
  /** The version that it was compared with. */
  number: number;
  /** What the site says now: before the change, or after somebody else's. */
  now: Typed;
  typed: Typed;
  stale: Stale["stale"] | null;
};

function planned(tx: Writer, siteId: string, pack: Site, wanted: Wanted[], how: How, today: string) {
  return wanted.map((one): Planned => {
    const rows = rowsOfSlot(tx, siteId, one.slot);
    const newest = rows.at(-1);
    const base = formAt(rows, one.number, one.slot, pack);
    const now = typedFrom(formAt(rows, newest?.number ?? 0, one.slot, pack).input);
    const isOvertaken = newest !== undefined && newest.number !== one.number;
    const whole = { ...typedFrom(base.input), ...one.typed };
    const mine = changedItems(one.slot, typedFrom(base.input), whole).map(({ name }) => [name, whole[name]]);
    const typed: Typed =
      how.merges && isOvertaken && mine.length > 0 ? { ...now, ...Object.fromEntries(mine) } : whole;
    const plan: Plan = rows.some(({ id }) => id === rowId(how.id, one.slot))
      ? { act: "done", input: base.input, errors: {} }
      : planEntry(one.slot, typed, {
          base: base.input,
          baseIsDraft: base.isDraft,
          isOvertaken,
          over: one.over,
          again: one.again,
          kind: how.kind,
          keepIncomplete: how.keepIncomplete,
          dates: how.dates,
          today,
        });
    return {
      ...plan,
      slot: one.slot,
      number: one.number,
      title: pack.slots[one.slot]?.title ?? slotRules[one.slot].title,
      now,
      typed,
      stale: isOvertaken && newest ? staleOf(newest) : null,
    };
  });
}

/** Versions written together carry the id of their form, so that it is taken once and undone as one. */
const rowId = (batch: string, slot: SlotName): string => `${batch}.${slot}`;
const undoneId = (batch: string, slot: SlotName): string => `${batch}.${slot}.undone`;
const isBatchId = (id: string): boolean => /^[0-9a-z]{26}$/.test(id);

/** The id that a form brought, or a new one where it is none of ours. */
export const batchId = (sent: string): string => (isBatchId(sent) ? sent : newId());

/**
 * Writes what was changed in a form for many entries. Each entry stands for itself: the right ones are saved, and what
 * is wrong, or was changed by somebody else meanwhile, comes back with what was typed. Sending it twice writes once.
 */
export function saveBatch(
  user: User,
  siteId: string,
  wanted: Wanted[],
  how: How,
  now = new Date(),
): Planned[] {
  const row = editable(user, siteId);
  const pack = packFor(user, siteId);
  return transact((tx) => {
    const plans = planned(tx, siteId, pack, wanted, how, todayIn(row.timeZone, now));
    writePlans(tx, user, siteId, how.id, plans, now);
    return plans;
  });
}

function writePlans(
  tx: Writer,
  user: User,
  siteId: string,
  batch: string,
  plans: Planned[],
  now: Date,
): number {
  let written = 0;
  for (const { act, slot, input } of plans) {
    if (act !== "saved" && act !== "draft") continue;
    written += 1;
    const { text, fields, source, verifiedOn, reviewBy } = input;
    const version = { kind: act, content: { text, fields }, source, verifiedOn, reviewBy };
    addVersion(tx, user, siteId, slot, { ...version, id: rowId(batch, slot) }, now);
  }
  return written;
}

// ---- the spreadsheet -----------------------------------------------------------------------------------------------

/** All entries of a site as a spreadsheet to send round. */
export function sheetFile(user: User, siteId: string, now = new Date()): { name: string; text: string } {
  editable(user, siteId);
  const entries = filledEntries(siteId, packFor(user, siteId), now).map((one) => ({
    ...one,
    needed: one.required ? "yes" : "if there is one",
    state: stateNames[one.state],
  }));
  return { name: `local-facts-${siteId}.csv`, text: sheet(siteId, entries) };
}

/** Where a sheet is downloaded and brought back. */
export function sheetPage(user: User, siteId: string) {
  const { id, name } = editable(user, siteId);
  return { site: { id, name } };
}

export type SheetPlan = {
  problem: string | null;
  plans: (Planned & {
    changes: { label: string; from: string; to: string }[];
    /** Why it cannot come in force. */
    lacks: Record<string, string>;
  })[];
  unread: { line: number; why: string }[];
  /** Of everything above, so that what is confirmed is what was seen. */
  seen: string;
};
export type SheetChoices = { keepIncomplete: boolean; takeMine: readonly string[] };

const noDates: Dates = { verifiedOn: "", reviewBy: "" };

/** Says entry by entry what a sheet would do. Writes nothing. */
export function sheetPlan(
  user: User,
  siteId: string,
  text: string,
  choices: SheetChoices,
  now = new Date(),
): SheetPlan {
  const row = editable(user, siteId);
  const today = todayIn(row.timeZone, now);
  return planOf(db, siteId, packFor(user, siteId), text, choices, newId(), today);
}

function planOf(
  tx: Writer,
  siteId: string,
  pack: Site,
  text: string,
  { keepIncomplete, takeMine }: SheetChoices,
  id: string,
  today: string,
): SheetPlan {
  const { entries, unread, problem } = readSheet(siteId, text);
  if (problem) return { problem, plans: [], unread: [], seen: "" };
  const wanted = entries.map(
    (one): Wanted => ({ ...one, over: takeMine.includes(one.slot) ? "mine" : null, again: false }),
  );
  const how: How = { id, kind: "saved", keepIncomplete, dates: noDates, merges: true };
  const plans = planned(tx, siteId, pack, wanted, how, today).map((one) => ({
    ...one,
    lacks: one.act === "draft" ? readEntry(one.slot, one.typed, today, false).errors : one.errors,
    changes: changedItems(one.slot, one.now, one.typed).map(({ name, label }) => ({
      label,
      from: one.now[name] ?? "",
      to: one.typed[name] ?? "",
    })),
  }));
  const facts = plans.map(({ slot, typed, now, stale }) => [slot, typed, now, stale?.number ?? null]);
  const seen = createHash("sha256")
    .update(JSON.stringify([siteId, facts, unread]))
    .digest("hex");
  return { problem, plans, unread, seen };
}

/**
 * Does what the dry run said. When something changed since it was seen, nothing is written and the new plan comes back.
 * Sending it twice writes once.
 */
export function takeSheet(
  user: User,
  siteId: string,
  text: string,
  sent: SheetChoices & { id: string; seen: string },
  now = new Date(),
): { plan: SheetPlan | null; written: number } {
  const row = editable(user, siteId);
  const pack = packFor(user, siteId);
  return transact((tx) => {
    const before = batchRows(tx, siteId, sent.id).length;
    if (before > 0) return { plan: null, written: before };
    const plan = planOf(tx, siteId, pack, text, sent, sent.id, todayIn(row.timeZone, now));
    if (plan.problem || plan.seen !== sent.seen) return { plan, written: 0 };
    return { plan: null, written: writePlans(tx, user, siteId, sent.id, plan.plans, now) };
  });
}

// ---- what was written together -------------------------------------------------------------------------------------

const batchRows = (tx: Writer, siteId: string, id: string): Row[] =>
  isBatchId(id)
    ? tx
        .select()
        .from(localValue)
        .where(and(eq(localValue.siteId, siteId), like(localValue.id, `${id}.%`)))
        .all()
    : [];

/** What a form or a sheet wrote, entry by entry, and whether it still stands. */
export function batchPage(user: User, siteId: string, id: string) {
  const place = editable(user, siteId);
  const rows = batchRows(db, siteId, id);
  const first = rows[0];
  if (!first) throw notFound("Nothing was written together under this address.");
  const undone = new Set(rows.map((row) => row.id));
  const entries = rows.flatMap((row) => {
    const slot = slotNamed(row.slot);
    if (!slot || row.id !== rowId(id, slot)) return [];
    const isUndone = undone.has(undoneId(id, slot));
    const stands = rowsOfSlot(db, siteId, slot).at(-1)?.id === row.id;
    const state = isUndone ? "undone" : stands ? "stands" : "changed since";
    return [{ slot, title: slotRules[slot].title, isDraft: row.kind === "draft", state } as const];
  });
  return {
    id,
    site: { id: place.id, name: place.name },
    when: moment(first.savedAt, place.timeZone),
    who: first.savedBy ? nameOf(first.savedBy) : "somebody",
    entries: entries.sort((a, b) => slotNames.indexOf(a.slot) - slotNames.indexOf(b.slot)),
  };
}

/** Puts back what stood before, where nobody has written since. Doing it twice does it once. */
export function undoBatch(user: User, siteId: string, id: string, now = new Date()): void {
  editable(user, siteId);
  transact((tx) => {
    const rows = batchRows(tx, siteId, id);
    if (rows.length === 0) throw notFound("Nothing was written together under this address.");
    for (const row of rows) {
      const slot = slotNamed(row.slot);
      if (!slot || row.id !== rowId(id, slot)) continue;
      const all = rowsOfSlot(tx, siteId, slot);
      if (all.at(-1)?.id !== row.id) continue;
      addVersion(tx, user, siteId, slot, { ...versionBefore(row, all), id: undoneId(id, slot) }, now);
    }
  });
}

function versionBefore(row: Row, all: Row[]): Version {
  if (row.kind === "draft") return { ...nothing, kind: "dropped" };
  const before = lastInForce(all.filter(({ number }) => number < row.number));
  if (!before) return { ...nothing, kind: "removed" };
  const { content, source, verifiedOn, reviewBy } = before;
  return { kind: "saved", content, source, verifiedOn, reviewBy };
}
