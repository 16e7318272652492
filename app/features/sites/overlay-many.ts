import Papa from "papaparse";
import type { SlotName } from "#app/content/schema.ts";
import { slotNamed, slotRules } from "#app/content/slot-rules.ts";
import { toCsv } from "#app/lib/csv.ts";
import { addDays } from "#app/lib/dates.ts";
import { dayOf, type EntryInput, longestReviewDays, readEntry } from "./overlay.ts";

/** An entry as its form holds it: every value a string under the name of its field. */
export type Typed = Record<string, string>;

/** What is asked about an entry, in the order in which it is filled in. */
export function itemsOf(slot: SlotName): { name: string; label: string }[] {
  return [
    { name: "text", label: "What people at your site need to know" },
    ...slotRules[slot].fields.map(({ id, label }) => ({ name: `field-${id}`, label })),
    { name: "source", label: "Source" },
    { name: "verifiedOn", label: "Tested on" },
    { name: "reviewBy", label: "Test again by" },
  ];
}

export function typedFrom({ text, fields, source, verifiedOn, reviewBy }: EntryInput): Typed {
  const facts = Object.entries(fields).map(([id, value]) => [`field-${id}`, value]);
  return {
    ...Object.fromEntries(facts),
    text,
    source,
    verifiedOn: verifiedOn ?? "",
    reviewBy: reviewBy ?? "",
  };
}

const plain = (typed: Typed, name: string): string => (typed[name] ?? "").replaceAll("\r\n", "\n").trim();

/** Items of an entry in which two of its forms differ. */
export const changedItems = (slot: SlotName, before: Typed, after: Typed) =>
  itemsOf(slot).filter(({ name }) => plain(before, name) !== plain(after, name));

export type Plan = {
  /** `done`: the same form came before. `overtaken`: somebody wrote since the form was filled. */
  act: "nothing" | "done" | "saved" | "draft" | "wrong" | "overtaken";
  input: EntryInput;
  errors: Record<string, string>;
};

/** Days that count for every changed entry of a form that has none of its own; never later than six months after its test. */
export type Dates = { verifiedOn: string; reviewBy: string };

/**
 * What one entry of a form does that holds many. An entry that says what the form was filled with is left alone, so that
 * a form for all does not write what nobody touched. `again`: it is right as it stands and was tested again, or its draft
 * is to come in force. `today` is a day at the site.
 */
export function planEntry(
  slot: SlotName,
  typed: Typed,
  of: {
    base: EntryInput;
    baseIsDraft: boolean;
    isOvertaken: boolean;
    over: "mine" | "theirs" | null;
    again: boolean;
    kind: "saved" | "draft";
    /** What lacks something is kept as a draft in place of being refused. */
    keepIncomplete: boolean;
    dates: Dates;
    today: string;
  },
): Plan {
  const base = typedFrom(of.base);
  const isChanged = of.again || changedItems(slot, base, typed).length > 0;
  if (!isChanged || of.over === "theirs") return { act: "nothing", input: of.base, errors: {} };
  const isRenewal = of.again && !of.baseIsDraft;
  const own = (name: keyof Dates): string => {
    const day = plain(typed, name);
    return isRenewal && day === plain(base, name) ? "" : day;
  };
  const verifiedOn = own("verifiedOn") || of.dates.verifiedOn;
  const reviewBy = own("reviewBy") || earlier(of.dates.reviewBy, lastReview(verifiedOn));
  const complete = { ...typed, verifiedOn, reviewBy };
  let kind = of.kind;
  let { input, errors } = readEntry(slot, complete, of.today, kind === "draft");
  if (Object.keys(errors).length > 0 && of.keepIncomplete) {
    kind = "draft";
    ({ input, errors } = readEntry(slot, complete, of.today, true));
  }
  if (of.isOvertaken && of.over !== "mine") return { act: "overtaken", input, errors };
  return { act: Object.keys(errors).length > 0 ? "wrong" : kind, input, errors };
}

/** The latest day for the next test, or empty where the day of the last one is none. */
const lastReview = (verifiedOn: string): string => {
  const day = dayOf(verifiedOn);
  return day ? addDays(day, longestReviewDays) : "";
};

/** Of two days the earlier; what is no day stays, so that the form can say so. */
const earlier = (day: string, limit: string): string => (dayOf(day) && limit && limit < day ? limit : day);

// ---- the spreadsheet -----------------------------------------------------------------------------------------------

export type SheetEntry = {
  slot: SlotName;
  title: string;
  needed: string;
  state: string;
  number: number;
  typed: Typed;
};

const header = ["Entry", "Needed", "State", "What to find out", "Item", "Value", "Key", "Version"];

/** One row for each item, so that every entry has room for what is asked about it. Brought back by `readSheet`. */
export function sheet(siteId: string, entries: SheetEntry[]): string {
  const rows = entries.flatMap(({ slot, title, needed, state, number, typed }) =>
    itemsOf(slot).map(({ name, label }) => [
      title,
      needed,
      state,
      slotRules[slot].asks,
      label,
      typed[name] ?? "",
      `${siteId}/${slot}/${name}`,
      number,
    ]),
  );
  return toCsv(header, rows);
}

/** Rows of one entry in a sheet. What the sheet leaves out stays as it was. */
export type SheetRows = { slot: SlotName; number: number; typed: Typed };
export type SheetRead = {
  entries: SheetRows[];
  /** Rows that cannot be used, by their number in the sheet. */
  unread: { line: number; why: string }[];
  problem: string | null;
};

/** Reads a sheet that `sheet` made, or a part of it, with its columns and rows in any order. */
export function readSheet(siteId: string, text: string): SheetRead {
  const none = (problem: string): SheetRead => ({ entries: [], unread: [], problem });
  if (text.trim() === "") return none("Choose the spreadsheet first, or paste its rows.");
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { delimitersToGuess: [",", ";", "\t"] });
  const [names = [], ...lines] = parsed.data;
  const column = (name: string) => names.findIndex((one) => one.trim().toLowerCase() === name);
  const [keyAt, valueAt, versionAt] = [column("key"), column("value"), column("version")];
  if (keyAt < 0 || valueAt < 0 || versionAt < 0)
    return none(
      "The columns Value, Key and Version are needed, as in the spreadsheet that you download here. Keep its first row as it is.",
    );
  const entries = new Map<SlotName, SheetRows>();
  const unread: SheetRead["unread"] = [];
  for (const [at, cells] of lines.entries()) {
    const line = at + 2;
    const key = (cells[keyAt] ?? "").trim();
    if (cells.every((cell) => cell.trim() === "")) continue;
    const [site = "", name = "", item = ""] = key.split("/");
    if (key !== "" && site !== siteId)
      return none(`Row ${line} is of the site “${site}”. Nothing is mixed; download the sheet of this site.`);
    const slot = slotNamed(name);
    if (!slot || !itemsOf(slot).some((one) => one.name === item)) {
      unread.push({
        line,
        why: `“${key || "(empty)"}” in the column Key is nothing that this edition asks.`,
      });
      continue;
    }
    const value = cellValue(cells[valueAt] ?? "", item);
    const number = Number((cells[versionAt] ?? "").trim() || Number.NaN);
    const entry = entries.get(slot) ?? { slot, number, typed: {} };
    if (!Number.isInteger(number) || number < 0) {
      unread.push({ line, why: "The column Version was changed. Download the sheet again." });
      continue;
    }
    if (entry.typed[item] !== undefined && entry.typed[item] !== value) {
      unread.push({ line, why: "This item stands twice in the sheet with two values. The first counts." });
      continue;
    }
    entry.typed[item] = value;
    entry.number = Math.min(entry.number, number);
    entries.set(slot, entry);
  }
  if (entries.size === 0 && unread.length === 0) return none("There is nothing below the first row.");
  return { entries: [...entries.values()], unread, problem: null };
}

/** Undoes what a spreadsheet does to a cell: the apostrophe before a sign, and days as Americans write them. */
function cellValue(cell: string, item: string): string {
  const value = cell.trim().replace(/^'(?=[=+\-@\t\r])/, "");
  if (item !== "verifiedOn" && item !== "reviewBy") return value;
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})$/.exec(value);
  if (!day) return value;
  const [, month = "", date = "", year = ""] = day;
  return `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
}
