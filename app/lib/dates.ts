const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes longer than a hundred uses of it, so each is made once. */
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, known);
  return known;
}

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** Today as `YYYY-MM-DD` in an IANA time zone. */
export const todayIn = (timeZone: string, now = new Date()): string =>
  format("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);

/** "Tuesday, November 24, 2026" for a calendar day `YYYY-MM-DD`. */
export const longDay = (day: string): string =>
  format("en-US", { dateStyle: "full", timeZone: "UTC" }).format(noon(day));

/** "Nov 24, 2026" for a calendar day. */
export const shortDay = (day: string): string =>
  format("en-US", { dateStyle: "medium", timeZone: "UTC" }).format(noon(day));

/** "Nov 24, 2026, 3:45 PM MST" for an instant, in a time zone. */
export const moment = (at: Date, timeZone: string): string =>
  format("en-US", {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(at);

/** A calendar day `days` later. */
export function addDays(day: string, days: number): string {
  const at = noon(day);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
