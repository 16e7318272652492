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

/** "Tuesday, November 24, 2026 to Friday, November 27, 2026", or the one day. */
export const longDays = ({ startsOn, endsOn }: { startsOn: string; endsOn: string }): string =>
  startsOn === endsOn ? longDay(startsOn) : `${longDay(startsOn)} to ${longDay(endsOn)}`;

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

/** Minutes by which clocks in a time zone are ahead of UTC at an instant. */
function offsetIn(timeZone: string, at: Date): number {
  const parts = format("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return Math.round((wall - Math.floor(at.getTime() / 60_000) * 60_000) / 60_000);
}

/**
 * The instant when clocks in `timeZone` show `clock` (`HH:MM`) on `day` (`YYYY-MM-DD`). A time that the change to
 * daylight saving skips is moved on by the hour that was skipped; of a time that comes twice the first is taken.
 */
export function instantIn(timeZone: string, day: string, clock: string): Date {
  const key = `${timeZone} ${day} ${clock}`;
  const known = instants.get(key);
  if (known !== undefined) return new Date(known);
  const found = searchInstant(timeZone, day, clock);
  if (instants.size >= mostInstants) instants.clear();
  instants.set(key, found.getTime());
  return found;
}

/** Lists of hundreds of days ask for the same few thousand moments again and again, and each takes three look-ups. */
const instants = new Map<string, number>();
const mostInstants = 20_000;

function searchInstant(timeZone: string, day: string, clock: string): Date {
  const wall = Date.parse(`${day}T${clock}:00Z`);
  const aDay = 24 * 60 * 60_000;
  const offsets = [wall - aDay, wall + aDay].map((at) => offsetIn(timeZone, new Date(at)));
  const instants = offsets.map((offset) => ({ offset, at: new Date(wall - offset * 60_000) }));
  const shown = instants.find(({ offset, at }) => offsetIn(timeZone, at) === offset);
  return (shown ?? (instants[0] as { at: Date })).at;
}

/** `HH:MM` on the clocks of a time zone at an instant. */
export const clockIn = (timeZone: string, at: Date): string =>
  format("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/** "8:30 AM" on the clocks of a time zone at an instant. */
export const clockTime = (at: Date, timeZone: string): string =>
  format("en-US", { timeZone, hour: "numeric", minute: "2-digit" }).format(at).replace("\u202f", " ");

/** "8:30 AM" for minutes after midnight. */
export const clockOfMinutes = (minutes: number): string => clockTime(new Date(minutes * 60_000), "UTC");
/** The zone's name at an instant, such as "MST". */
export const zoneName = (timeZone: string, at: Date): string =>
  format("en-US", { timeZone, timeZoneName: "short" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value ?? timeZone;

/** "6.75" for minutes, as hours are printed. */
export const hoursWords = (minutes: number): string => String(Math.round((minutes / 60) * 100) / 100);
