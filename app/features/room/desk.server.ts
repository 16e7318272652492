import { createHash } from "node:crypto";
import { and, asc, desc, eq, inArray } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { clockOf, parseClock } from "#app/lib/clock.ts";
import { clockTime, instantIn, moment, shortDay } from "#app/lib/dates.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { presence, presenceVoid, sessionDay } from "#db/schema/room.ts";
import { plannedEnd, startOf, whenOf } from "./day-times.ts";
import {
  type Answer,
  correctPresence,
  type Entry,
  entriesOf,
  recordPresence,
  standing,
} from "./ledger.server.ts";
import { type DayPresence, minutesIn, problemWords, wholeMinute } from "./segments.ts";
import { dayAt, type SessionDay, sessionDayFor, sessionDaysOf } from "./session-days.server.ts";

export type DeskRow = {
  personId: string;
  name: string;
  discipline: string | null;
  agency: string | null;
  state: DayPresence["state"];
  /** Such as "In since 8:31 AM", empty while unknown. */
  words: string;
  minutes: number;
  problem: string | null;
  /** The newest entry that counts, which Undo takes back. */
  last: { id: string; words: string } | null;
};

export type Counts = { present: number; unknown: number; left: number };

/** The sign-in desk of a day: everybody who is enrolled, and who has left but was there, with where they stand. */
export function deskOf(user: User, cohortId: string, position: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId, now);
  const days = sessionDaysOf(user, cohortId);
  const day = dayAt(days, position);
  const entries = entriesOf([day.id]).get(day.id);
  const { enrolled, left } = rosterOf(user, cohortId);
  const people = [...enrolled, ...left.filter(({ personId }) => entries?.byPerson.has(personId))];
  const rows = people.map(({ personId, name, discipline, agency }): DeskRow => {
    const stand = standing(entries, personId);
    const last = newest(entries?.byPerson.get(personId) ?? [], entries?.voided ?? new Set());
    return {
      personId,
      name,
      discipline,
      agency,
      state: stand.state,
      words: standWords(stand, day.timeZone),
      minutes: minutesIn(stand),
      problem: stand.problems.map((one) => problemWords(one, clockIn(day))).join(" ") || null,
      last: last && {
        id: last.id,
        words: `${last.kind === "in" ? "signed in" : "signed out"} at ${clockTime(last.at, day.timeZone)}`,
      },
    };
  });
  const end = plannedEnd(day);
  return {
    cohort: { id: cohort.id, name: cohort.name, archived: cohort.archivedAt !== null },
    day: {
      position: day.position,
      title: day.plan.title,
      on: day.on,
      venue: day.venue,
      canceled: day.canceledAt !== null,
      closed: day.closedAt !== null,
      startsAt: clockTime(startOf(day), day.timeZone),
      endsAt: clockTime(end, day.timeZone),
    },
    days: days.map(({ position, on }) => ({ position, on: shortDay(on) })),
    when: whenOf(day, now),
    mayRecord: can(user, "record-attendance", cohort) && !cohort.archivedAt && !day.canceledAt,
    counts: countsOf(rows),
    rows: rows.sort((a, b) => a.name.localeCompare(b.name, "en")),
    clock: clockTime(now, day.timeZone),
    /** What "sign everybody out" proposes: the planned end, or now while it is still to come. */
    outAt: clockTime(end < now ? end : now, day.timeZone),
  };
}

export type Desk = ReturnType<typeof deskOf>;

const clockIn = (day: SessionDay) => (at: number) => clockTime(new Date(at), day.timeZone);

export const countsOf = (rows: { state: DayPresence["state"] }[]): Counts => ({
  present: rows.filter(({ state }) => state === "in").length,
  unknown: rows.filter(({ state }) => state === "unknown").length,
  left: rows.filter(({ state }) => state === "left").length,
});

export function standWords({ state, open, segments }: DayPresence, timeZone: string): string {
  const clock = (at: number) => clockTime(new Date(at), timeZone);
  if (open) return `In since ${clock(open.at)}`;
  const last = segments.at(-1);
  if (last) return `Left at ${clock(last.to)}`;
  return state === "unknown" ? "" : "Times to correct";
}

function newest(entries: Entry[], voided: Set<string>): Entry | null {
  const live = entries.filter(({ id }) => !voided.has(id));
  return live.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)).at(-1) ?? null;
}

/**
 * One tap at the desk: now. The id comes with the button, so that a double tap is one entry; and a sign-out in the
 * minute of the sign-in is taken for a finger that was too quick.
 */
export function signAtDesk(
  user: User,
  cohortId: string,
  position: string,
  tap: { id: string; personId: string; kind: "in" | "out" },
  now = new Date(),
): Answer {
  return transact(() => {
    const known = db.select().from(presence).where(eq(presence.id, tap.id)).get();
    const isSame = known?.personId === tap.personId && known.kind === tap.kind;
    const at = isSame ? known.at : now;
    if (!isSame && tap.kind === "out") {
      const day = sessionDayFor(user, cohortId, position);
      const { open } = standing(entriesOf([day.id]).get(day.id), tap.personId);
      if (open && wholeMinute(now.getTime()) === open.at)
        return {
          id: tap.id,
          is: "refused",
          sentence: "They were signed in this very minute. If that was a slip, undo it.",
        };
    }
    const [answer] = recordPresence(user, cohortId, position, { events: [{ ...tap, at }] }, undefined, now);
    if (!answer) throw notFound();
    return answer;
  });
}

/** Takes the newest entry of somebody back, when it is still the newest. */
export function undoAtDesk(
  user: User,
  cohortId: string,
  position: string,
  presenceId: string,
  now = new Date(),
): Answer {
  const voidId = madeFrom(presenceId, "undo");
  const [answer] = recordPresence(
    user,
    cohortId,
    position,
    { voids: [{ id: voidId, presenceId, reason: "Undone at the desk" }] },
    undefined,
    now,
  );
  if (!answer) throw notFound();
  return answer;
}

/** An id that is the same each time it is made from the same parts. */
const madeFrom = (...parts: string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);

export type Reading = { at: Date; error?: undefined } | { at?: undefined; error: string };

/** A time of the day as it was typed, as an instant of that day. */
export function readTime(day: SessionDay, text: string, now: Date): Reading {
  const minutes = parseClock(text);
  if (minutes === null) return { error: "Write a time such as 8:30, 830 or 4:45p." };
  const at = instantIn(day.timeZone, day.on, clockOf(minutes));
  return at.getTime() > now.getTime() + 60_000
    ? { error: `${clockTime(at, day.timeZone)} is still to come.` }
    : { at };
}

export type SignOutPlan = {
  at: Date;
  /** Who is in, and came before that time. */
  who: { personId: string; name: string }[];
  /** Who is in, and came only after it. */
  later: { personId: string; name: string }[];
};

/** Who would be signed out at a time of the day. */
export function signOutPlan(
  user: User,
  cohortId: string,
  position: string,
  typed: string,
  now = new Date(),
): { plan: SignOutPlan; error?: undefined } | { plan?: undefined; error: string } {
  const day = sessionDayFor(user, cohortId, position);
  const { at, error } = readTime(day, typed, now);
  if (error !== undefined) return { error };
  const entries = entriesOf([day.id]).get(day.id);
  const { enrolled, left } = rosterOf(user, cohortId);
  const inside = [...enrolled, ...left].flatMap(({ personId, name }) => {
    const { open } = standing(entries, personId);
    return open ? [{ personId, name, since: open.at }] : [];
  });
  return {
    plan: {
      at,
      who: inside.filter(({ since }) => since <= at.getTime()).map(({ since: _, ...one }) => one),
      later: inside.filter(({ since }) => since > at.getTime()).map(({ since: _, ...one }) => one),
    },
  };
}

/** Signs these people out at one time of the day. `id` comes with the form: sent twice, it is done once. */
export function signOutAll(
  user: User,
  cohortId: string,
  position: string,
  form: { id: string; typed: string; personIds: string[] },
  now = new Date(),
): { answers: Answer[]; error?: undefined } | { answers?: undefined; error: string } {
  const day = sessionDayFor(user, cohortId, position);
  const { at, error } = readTime(day, form.typed, now);
  if (error !== undefined) return { error };
  const events = [...new Set(form.personIds)].map(
    (personId): Entry => ({ id: madeFrom(form.id, personId), personId, kind: "out", at }),
  );
  return { answers: recordPresence(user, cohortId, position, { events }, undefined, now) };
}

/** Says that nothing is left to enter for a day, or opens it again. Doing it twice changes nothing. */
export function closeDay(
  user: User,
  cohortId: string,
  position: string,
  closed: boolean,
  now = new Date(),
): void {
  const cohort = cohortFor(user, cohortId);
  const { siteId, archivedAt } = cohort;
  allow(user, "record-attendance", cohort);
  if (archivedAt) throw conflict("This cohort is archived. Bring it back to record anything.");
  transact((tx) => {
    const day = sessionDayFor(user, cohortId, position);
    if ((day.closedAt !== null) === closed) return;
    tx.update(sessionDay)
      .set(closed ? { closedAt: now, closedBy: user.id } : { closedAt: null, closedBy: null })
      .where(eq(sessionDay.id, day.id))
      .run();
    recordAudit(tx, user, closed ? "close-day" : "reopen-day", cohortId, siteId, { day: day.position }, now);
  });
}

const wayNames = {
  desk: "desk",
  phone: "own phone",
  paper: "paper sheet",
  correction: "correction",
} as const;

/** Everything that was recorded about one person on a day, taken out or not, in the order of their times. */
export function personDay(
  user: User,
  cohortId: string,
  position: string,
  personId: string,
  now = new Date(),
) {
  const cohort = cohortFor(user, cohortId);
  const day = sessionDayFor(user, cohortId, position);
  const { enrolled, left } = rosterOf(user, cohortId);
  const who = [...enrolled, ...left].find((row) => row.personId === personId);
  if (!who) throw notFound();
  const rows = db
    .select({ entry: presence, by: person.name })
    .from(presence)
    .innerJoin(person, eq(person.id, presence.recordedBy))
    .where(and(eq(presence.sessionDayId, day.id), eq(presence.personId, personId)))
    .orderBy(asc(presence.at), desc(presence.kind), asc(presence.id))
    .all();
  const voids = new Map(
    db
      .select({ one: presenceVoid, by: person.name })
      .from(presenceVoid)
      .innerJoin(person, eq(person.id, presenceVoid.voidedBy))
      .where(
        inArray(
          presenceVoid.presenceId,
          rows.map(({ entry }) => entry.id),
        ),
      )
      .all()
      .map((found) => [found.one.presenceId, found]),
  );
  const stand = standing(entriesOf([day.id]).get(day.id), personId);
  const at = (time: Date) => moment(time, day.timeZone);
  return {
    cohort: { id: cohort.id, name: cohort.name },
    day: { position: day.position, on: shortDay(day.on), when: whenOf(day, now) },
    who: { personId, name: who.name },
    mayRecord: can(user, "record-attendance", cohort) && !cohort.archivedAt && !day.canceledAt,
    words:
      stand.open && whenOf(day, now) === "over"
        ? `Signed in at ${clockIn(day)(stand.open.at)}, and never out`
        : standWords(stand, day.timeZone) || "Nothing recorded",
    segments: segmentWords(stand, day.timeZone),
    problems: stand.problems.map((one) => problemWords(one, clockIn(day))),
    entries: rows.map(({ entry, by }) => {
      const taken = voids.get(entry.id);
      return {
        id: entry.id,
        kind: entry.kind,
        at: clockTime(entry.at, day.timeZone),
        way: wayNames[entry.way],
        by: entry.recordedBy === personId ? "themselves" : by,
        recorded: at(entry.recordedAt),
        reason: entry.reason,
        taken: taken ? { by: taken.by, at: at(taken.one.recordedAt), reason: taken.one.reason } : null,
      };
    }),
  };
}

/** Such as "8:31 AM to 12:00 PM". */
export const segmentWords = ({ segments }: DayPresence, timeZone: string): string[] =>
  segments.map(
    ({ from, to }) => `${clockTime(new Date(from), timeZone)} to ${clockTime(new Date(to), timeZone)}`,
  );

/** A correction as it was typed; errors by field. */
export function correctAtDesk(
  user: User,
  cohortId: string,
  position: string,
  personId: string,
  form: { id: string; presenceId: string | null; kind: string; time: string; reason: string; out: boolean },
  now = new Date(),
): Record<string, string> | null {
  const day = sessionDayFor(user, cohortId, position);
  const errors: Record<string, string> = {};
  const reason = form.reason.trim();
  if (reason.length < 3) errors.reason = "Say in a few words why, for whoever reads the record later.";
  if (reason.length > 300) errors.reason = "Keep the reason under 300 characters.";
  const reading = form.out ? null : readTime(day, form.time, now);
  if (reading?.error) errors.time = reading.error;
  if (!form.out && form.kind !== "in" && form.kind !== "out") errors.kind = "Choose sign-in or sign-out.";
  if (Object.keys(errors).length > 0) return errors;
  const answers = correctPresence(
    user,
    cohortId,
    position,
    {
      voidId: madeFrom(form.id, "void"),
      presenceId: form.presenceId,
      instead: reading?.at
        ? { id: madeFrom(form.id, "entry"), personId, kind: form.kind as "in" | "out", at: reading.at }
        : null,
      reason,
    },
    now,
  );
  const no = answers.find(({ is }) => is === "refused");
  return no ? { [form.out ? "form" : "time"]: no.sentence ?? "This was refused." } : null;
}
