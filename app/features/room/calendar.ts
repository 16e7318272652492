import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";

/** One day in the room as a calendar shows it. */
export type CalendarEntry = {
  /** Of the session day; it never changes, so that a calendar knows the entry again. */
  id: string;
  title: string;
  starts: Date;
  ends: Date;
  place: string | null;
  note: string;
  canceled: boolean;
  /** Grows with each change that people must see (RFC 5545, SEQUENCE). */
  sequence: number;
  changedAt: Date;
};

/**
 * An iCalendar file (RFC 5545). Times are written in UTC, so no reader has to know the rules of a time zone, also on
 * the weekend when clocks change. `host` makes the ids unique in the world.
 */
export function calendarText(name: string, host: string, entries: CalendarEntry[]): string {
  const calendar = ical({
    name,
    prodId: { company: "Cairn", product: "Training calendar", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 60 * 60,
  });
  for (const entry of entries)
    calendar.createEvent({
      id: `${entry.id}@${host}`,
      sequence: entry.sequence,
      stamp: entry.changedAt,
      lastModified: entry.changedAt,
      start: entry.starts,
      end: entry.ends,
      summary: entry.title,
      description: entry.note,
      status: entry.canceled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      ...(entry.place ? { location: entry.place } : {}),
    });
  return calendar.toString();
}

/** The answer that carries a calendar file. */
export const calendarResponse = (text: string, fileName: string): Response =>
  new Response(text, {
    headers: {
      "Content-Type": "text/calendar; charset=utf-8",
      "Content-Disposition": `attachment; filename="${fileName}.ics"`,
      "Cache-Control": "private, no-cache",
    },
  });
