import { and, asc, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { linkTo } from "#app/auth/invitations.server.ts";
import { variantOf } from "#app/content/catalogue.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { addDays, clockTime, longDay, todayIn, zoneName } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { newToken } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { site } from "#db/schema/people.ts";
import { calendarFeed } from "#db/schema/planning.ts";
import { sessionDay } from "#db/schema/room.ts";
import { type CalendarEntry, calendarText } from "./calendar.ts";
import { startOf } from "./day-times.ts";

const minute = 60_000;
/** A discreet name: somebody else may see the calendar. */
const calendarName = "Training days";

/** The file of a cohort that the user may see. */
export function cohortCalendar(user: User, cohortId: string): string {
  return fileOf(entriesOf(cohortFor(user, cohortId).id));
}

/** The same for whoever holds the address with the cohort's key; otherwise 404. */
export function cohortFeed(cohortId: string, key: string): string {
  const found = db
    .select({ id: cohort.id })
    .from(cohort)
    .where(and(eq(cohort.id, cohortId), eq(cohort.calendarToken, key)))
    .get();
  if (!found || key === "") throw notFound();
  return fileOf(entriesOf(found.id));
}

/** Every day in the room that the user attends or teaches, canceled ones and those of cohorts just left too. */
export function myCalendar(user: { id: string }): string {
  return fileOf(myEntries(user));
}

/** The same for whoever holds the private address; otherwise 404. */
export function privateFeed(token: string): string {
  const found = db
    .select({ id: calendarFeed.personId })
    .from(calendarFeed)
    .where(eq(calendarFeed.token, token))
    .get();
  if (!found) throw notFound();
  return fileOf(myEntries(found));
}

const fileOf = (entries: CalendarEntry[]): string =>
  calendarText(calendarName, new URL(env.origin).hostname, entries);

function entriesOf(cohortId: string): CalendarEntry[] {
  return db
    .select({
      day: sessionDay,
      variant: cohort.variant,
      venue: cohort.venue,
      canceledAt: cohort.canceledAt,
      siteName: site.name,
    })
    .from(sessionDay)
    .innerJoin(cohort, eq(cohort.id, sessionDay.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(eq(sessionDay.cohortId, cohortId))
    .orderBy(asc(sessionDay.position))
    .all()
    .map(({ day, variant, venue, canceledAt, siteName }) => {
      const plan = variantOf(variant)?.days[day.position - 1];
      const starts = startOf(day);
      // Clocks never change during class, so the length of the day is the length of its plan.
      const ends = new Date(starts.getTime() + (plan ? plan.endsAt - plan.startsAt : 60) * minute);
      return {
        id: day.id,
        title: `Training, Day ${day.position}`,
        starts,
        ends,
        place: day.venue ?? venue,
        note: `${clockTime(starts, day.timeZone)} to ${clockTime(ends, day.timeZone)} ${zoneName(day.timeZone, starts)}, ${siteName}. Details: ${linkTo("/calendar")}`,
        canceled: day.canceledAt !== null || canceledAt !== null || !plan,
        sequence: day.sequence,
        changedAt: day.changedAt,
      };
    });
}

function myEntries({ id }: { id: string }): CalendarEntry[] {
  const { now, left } = myCohortIds(id);
  return [
    ...now.flatMap(entriesOf),
    ...left.flatMap(({ cohortId, at }) =>
      entriesOf(cohortId)
        .filter(({ starts }) => starts > at)
        .map((entry) => ({ ...entry, canceled: true, sequence: entry.sequence + 1, changedAt: at })),
    ),
  ].sort((a, b) => a.starts.getTime() - b.starts.getTime());
}

/** The cohorts that a person attends or teaches now, and those that they left. */
function myCohortIds(personId: string): { now: string[]; left: { cohortId: string; at: Date }[] } {
  const teaches = db
    .select({ cohortId: cohortTrainer.cohortId, leftAt: cohortTrainer.removedAt })
    .from(cohortTrainer)
    .where(eq(cohortTrainer.personId, personId))
    .all();
  const attends = db
    .select({ cohortId: enrolment.cohortId, leftAt: enrolment.withdrawnAt })
    .from(enrolment)
    .where(eq(enrolment.personId, personId))
    .all();
  const all = [...teaches, ...attends];
  const now = [...new Set(all.filter(({ leftAt }) => !leftAt).map(({ cohortId }) => cohortId))];
  const left = new Map<string, Date>();
  for (const { cohortId, leftAt } of all)
    if (leftAt && !now.includes(cohortId)) {
      const known = left.get(cohortId);
      left.set(cohortId, known && known > leftAt ? known : leftAt);
    }
  return { now, left: [...left].map(([cohortId, at]) => ({ cohortId, at })) };
}

/** What the page of one's own calendar shows: days from yesterday on, and the private address when there is one. */
export function calendarPage(user: User, now = new Date()) {
  const zones = new Map(
    db
      .select({
        id: sessionDay.id,
        zone: sessionDay.timeZone,
        position: sessionDay.position,
        cohort: cohort.name,
      })
      .from(sessionDay)
      .innerJoin(cohort, eq(cohort.id, sessionDay.cohortId))
      .all()
      .map((row) => [row.id, row]),
  );
  const days = myEntries(user).flatMap((entry) => {
    const row = zones.get(entry.id);
    if (!row) return [];
    const on = todayIn(row.zone, entry.starts);
    if (on < addDays(todayIn(row.zone, now), -1)) return [];
    return [
      {
        id: entry.id,
        cohort: row.cohort,
        position: row.position,
        when: longDay(on),
        from: clockTime(entry.starts, row.zone),
        to: clockTime(entry.ends, row.zone),
        zone: zoneName(row.zone, entry.starts),
        place: entry.place,
        canceled: entry.canceled,
      },
    ];
  });
  const feed = db.select().from(calendarFeed).where(eq(calendarFeed.personId, user.id)).get();
  return { days, feed: feed ? linkTo(`/calendar/${feed.token}.ics`) : null };
}

/** Makes the user's private address, or a new one in its place; the old one stops working at once. */
export function renewFeed(user: User, now = new Date()): void {
  const token = newToken();
  transact((tx) => {
    tx.insert(calendarFeed)
      .values({ personId: user.id, token, madeAt: now })
      .onConflictDoUpdate({ target: calendarFeed.personId, set: { token, madeAt: now } })
      .run();
    recordAudit(tx, user, "renew-calendar", user.id, null, {}, now);
  });
}

/** Takes the private address away. Doing it twice changes nothing. */
export function stopFeed(user: User, now = new Date()): void {
  transact((tx) => {
    const { changes } = tx.delete(calendarFeed).where(eq(calendarFeed.personId, user.id)).run();
    if (changes > 0) recordAudit(tx, user, "stop-calendar", user.id, null, {}, now);
  });
}

/** The address of a cohort's feed, for those who manage it; null while there is none. */
export function cohortFeedAddress(user: User, cohortId: string): string | null {
  const { id, siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  const row = db.select({ token: cohort.calendarToken }).from(cohort).where(eq(cohort.id, id)).get();
  return row?.token ? linkTo(`/cohorts/${id}/calendar.ics?key=${row.token}`) : null;
}

/** Makes or renews the address of a cohort's feed, or takes it away. */
export function setCohortFeed(user: User, cohortId: string, on: boolean, now = new Date()): void {
  const { id, siteId, archivedAt } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  if (archivedAt)
    throw conflict("This cohort is archived. Bring it back before you change its calendar address.");
  transact((tx) => {
    const { changes } = tx
      .update(cohort)
      .set({ calendarToken: on ? newToken() : null })
      .where(and(eq(cohort.id, id), isNull(cohort.archivedAt)))
      .run();
    if (changes > 0)
      recordAudit(tx, user, on ? "renew-cohort-calendar" : "stop-cohort-calendar", id, siteId, {}, now);
  });
}
