import type { LocalValue } from "#app/content/local-site.ts";
import type { SlotName } from "#app/content/schema.ts";
import { isLaw, slotRules } from "#app/content/slot-rules.ts";
import type { EntryState } from "#app/content/tree.ts";
import { addDays, shortDay } from "#app/lib/dates.ts";

/** Every entry is looked at again twice a year, and after each legislative session. */
export const longestReviewDays = 184;
/** Days before its review-by date in which an entry is asked for. */
export const reminderDays = 30;

export const stateNames: Record<EntryState, string> = {
  missing: "Still to find out",
  waiting: "Waits for counsel",
  expired: "Out of date",
  unconfirmed: "To be confirmed before use",
  untested: "Seen on a source, not tested",
  current: "Tested",
};

export const stateLooks: Record<EntryState, string> = {
  missing: "tag bad",
  waiting: "tag warn",
  expired: "tag warn",
  unconfirmed: "tag warn",
  untested: "tag",
  current: "tag good",
};

/** What is typed about an entry. Dates may be empty in a draft. */
export type EntryInput = Pick<LocalValue, "text" | "fields" | "source"> & {
  verifiedOn: string | null;
  reviewBy: string | null;
};

const longest = { text: 3000, field: 300, source: 300 };

/**
 * Reads the form of an entry. A draft may lack anything; what is saved has a text or a fact, a source, the day on which
 * somebody tested it, and a day by which it is tested again, at most six months later. `today` is a day at the site.
 */
export function readEntry(
  slot: SlotName,
  typed: Record<string, string>,
  today: string,
  isDraft: boolean,
): { input: EntryInput; errors: Record<string, string> } {
  const of = (name: string) => (typed[name] ?? "").trim();
  const fields: Record<string, string> = {};
  const errors: Record<string, string> = {};
  for (const { id, label } of slotRules[slot].fields) {
    const value = of(`field-${id}`).replaceAll(/\s+/g, " ");
    if (value) fields[id] = value;
    if (value.length > longest.field)
      errors[`field-${id}`] = `Keep “${label}” within ${longest.field} characters.`;
  }
  const text = of("text").replaceAll("\r\n", "\n");
  const source = of("source");
  const days = { verifiedOn: dayOf(of("verifiedOn")), reviewBy: dayOf(of("reviewBy")) };
  if (text.length > longest.text) errors.text = `Keep the text within ${longest.text} characters.`;
  if (source.length > longest.source) errors.source = `Keep the source within ${longest.source} characters.`;
  for (const name of ["verifiedOn", "reviewBy"] as const)
    if (of(name) && !days[name]) errors[name] = "Write a day of the calendar, such as 2026-11-30.";
  if (!isDraft) {
    if (!text && Object.keys(fields).length === 0)
      errors.text ??= "Write what people at your site need to know, or fill in one of the facts below.";
    if (!source) errors.source ??= "Say where this comes from: who told you, or which page you read.";
    if (!days.verifiedOn) errors.verifiedOn ??= "Give the day on which somebody tested or read this.";
    else if (days.verifiedOn > today)
      errors.verifiedOn ??= "This day is still to come. Give the day it was tested.";
    if (!days.reviewBy) errors.reviewBy ??= "Give the day by which this is tested again.";
    else if (days.reviewBy <= today)
      errors.reviewBy ??= "This day is over. Give a day that is still to come.";
    else if (days.verifiedOn && days.reviewBy > addDays(days.verifiedOn, longestReviewDays))
      errors.reviewBy ??= `Six months after the test at the latest: ${shortDay(addDays(days.verifiedOn, longestReviewDays))}.`;
  }
  return { input: { text, fields, source, ...days }, errors };
}

/** A calendar day `YYYY-MM-DD` that exists, or null. */
export function dayOf(value: string): string | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T12:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value) ? value : null;
}

/** The owner of a number or an office can say whether it is right. What the law says only counsel can. */
export const hasOwner = (slot: SlotName): boolean => !isLaw(slot);

/** Text of the shipped pack as words: without the marks of its authors, and without its citations. */
export const plainWords = (markdown: string): string =>
  markdown
    .replaceAll(/\s*\[@[^\]]*\]/g, "")
    .replaceAll(/\*+|`/g, "")
    .replaceAll(/([^\n])\n([^\n])/g, "$1 $2")
    .trim();

export const stateList: readonly string[] = [
  "Alabama",
  "Alaska",
  "American Samoa",
  "Arizona",
  "Arkansas",
  "California",
  "Colorado",
  "Connecticut",
  "Delaware",
  "District of Columbia",
  "Florida",
  "Georgia",
  "Guam",
  "Hawaii",
  "Idaho",
  "Illinois",
  "Indiana",
  "Iowa",
  "Kansas",
  "Kentucky",
  "Louisiana",
  "Maine",
  "Maryland",
  "Massachusetts",
  "Michigan",
  "Minnesota",
  "Mississippi",
  "Missouri",
  "Montana",
  "Nebraska",
  "Nevada",
  "New Hampshire",
  "New Jersey",
  "New Mexico",
  "New York",
  "North Carolina",
  "North Dakota",
  "Northern Mariana Islands",
  "Ohio",
  "Oklahoma",
  "Oregon",
  "Pennsylvania",
  "Puerto Rico",
  "Rhode Island",
  "South Carolina",
  "South Dakota",
  "Tennessee",
  "Texas",
  "US Virgin Islands",
  "Utah",
  "Vermont",
  "Virginia",
  "Washington",
  "West Virginia",
  "Wisconsin",
  "Wyoming",
];
