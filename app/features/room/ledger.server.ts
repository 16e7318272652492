import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { addDays, clockTime, shortDay, todayIn } from "#app/lib/dates.ts";
import { grouped } from "#app/lib/grouped.ts";
import { among, db, transact, type Writer } from "#db/client.server.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { personJoin } from "#db/schema/planning.ts";
import { presence, presenceVoid, sessionDay } from "#db/schema/room.ts";
import {
  newProblem,
  type PresenceEvent,
  presenceOf,
  problemWords,
  type Segment,
  wholeMinute,
} from "./segments.ts";
import { type SessionDay, sessionDayFor } from "./session-days.server.ts";

export type Entry = { id: string; personId: string; kind: "in" | "out"; at: Date; recordedAt?: Date };
export type Removal = { id: string; presenceId: string; reason: string; recordedAt?: Date };
export type Batch = { events?: Entry[]; voids?: Removal[] };

/** What became of one entry. `sentence` says why it was refused, or what does not fit although it was kept. */
export type Answer = { id: string; is: "kept" | "known" | "refused"; sentence: string | null };

export type Way = "desk" | "phone" | "paper" | "correction";

type How = {
  way: Way;
  /** Refuses what does not fit with the rest; without it such entries are kept, and do not count until corrected. */
  strict: boolean;
  /** Writes nothing at all when one entry is refused. */
  whole?: boolean;
  reason?: string;
};

/**
 * Writes sign-ins and sign-outs of a day down. The ids come from the device: an entry that is known changes nothing.
 * Each entry is answered for itself. Entries of one person that do not fit with what is recorded (overlap, out before
 * in) are refused together when `strict`; a device that was cut off sends without it, because what two devices saw
 * must end the same in whatever order it arrives.
 */
export function recordPresence(
  user: User,
  cohortId: string,
  position: number | string,
  batch: Batch,
  how: How = { way: "desk", strict: true },
  now = new Date(),
): Answer[] {
  const cohort = cohortFor(user, cohortId);
  const { siteId } = cohort;
  allow(user, "record-attendance", cohort);
  return transact((tx) => {
    const day = sessionDayFor(user, cohortId, position);
    const { archivedAt } = cohortFor(user, cohortId);
    const closed = archivedAt ? "This cohort is archived. Bring it back to record anything." : whyClosed(day);
    return writeDown(tx, user, { ...day, siteId, closed }, batch, how, now);
  });
}

const whyClosed = (day: SessionDay): string | null =>
  day.canceledAt ? "This day was canceled. Bring it back in the timetable to record anything." : null;

type OpenDay = Pick<SessionDay, "id" | "cohortId" | "position" | "on" | "timeZone"> & {
  siteId: string;
  /** Why nothing can be recorded, or null. */
  closed: string | null;
};

/** `recordPresence` for callers that have asked for permission and hold the transaction. */
export function writeDown(
  tx: Writer,
  actor: { id: string },
  day: OpenDay,
  { events = [], voids = [] }: Batch,
  { way, strict, whole, reason }: How,
  now = new Date(),
): Answer[] {
  const answers = new Map<string, Answer>();
  const people = membersOf(tx, day.cohortId);
  const ledger = entriesOf([day.id], tx).get(day.id) ?? noEntries();
  const voided = new Set(ledger.voided);
  const fresh = new Map<string, Entry[]>();

  const newVoids = voids.filter((one) => {
    const answer = judgeVoid(tx, one, day, ledger);
    if (answer) answers.set(one.id, answer);
    else if (voided.has(one.presenceId)) answers.set(one.id, { id: one.id, is: "known", sentence: null });
    else voided.add(one.presenceId);
    return !answers.has(one.id);
  });
  const joined = joinedInto(tx, [...new Set(events.map(({ personId }) => personId))]);
  for (const one of events) {
    const entry = { ...one, at: new Date(wholeMinute(one.at.getTime())) };
    const personId = joined.get(one.personId) ?? one.personId;
    const answer = answers.get(one.id) ?? judge(tx, entry, personId, day, people, now);
    if (answer) answers.set(one.id, answer);
    else if (!(fresh.get(personId) ?? []).some(({ id }) => id === one.id))
      fresh.set(personId, [...(fresh.get(personId) ?? []), { ...entry, personId }]);
  }

  const kept: Entry[] = [];
  for (const [personId, entries] of fresh) {
    const known = ledger.byPerson.get(personId) ?? [];
    const clock = (at: number) => clockTime(new Date(at), day.timeZone);
    const problem = newProblem(
      presenceOf(known.map(plain), ledger.voided),
      presenceOf([...known, ...entries].map(plain), voided),
    );
    const name = people.get(personId)?.name ?? "This person";
    const sentence = problem ? `${name}: ${problemWords(problem, clock)}` : null;
    const is = problem && strict ? "refused" : "kept";
    for (const { id } of entries) answers.set(id, { id, is, sentence });
    if (is === "kept") kept.push(...entries);
  }

  if (whole && [...answers.values()].some(({ is }) => is === "refused"))
    return [...answers.values()].filter(({ is }) => is === "refused");

  for (const { id, presenceId, reason, recordedAt } of newVoids) {
    tx.insert(presenceVoid)
      .values({
        id,
        presenceId,
        sessionDayId: day.id,
        reason,
        voidedBy: actor.id,
        recordedAt: recordedAt ?? now,
        receivedAt: now,
      })
      .run();
    answers.set(id, { id, is: "kept", sentence: null });
  }
  for (const { id, personId, kind, at, recordedAt } of kept)
    tx.insert(presence)
      .values({
        id,
        sessionDayId: day.id,
        personId,
        kind,
        at,
        way,
        reason: reason ?? null,
        recordedBy: actor.id,
        recordedAt: recordedAt ?? now,
        receivedAt: now,
      })
      .run();
  if (kept.length + newVoids.length > 0)
    recordAudit(
      tx,
      actor,
      way === "correction" ? "correct-attendance" : "record-attendance",
      day.cohortId,
      day.siteId,
      {
        day: day.position,
        personIds: [...new Set(kept.map(({ personId }) => personId))],
        entries: kept.map(({ id }) => id),
        voided: newVoids.map(({ presenceId }) => presenceId),
      },
      now,
    );
  return [...new Set([...voids, ...events].map(({ id }) => id))].flatMap((id) => answers.get(id) ?? []);
}

const plain = ({ id, kind, at }: Entry): PresenceEvent => ({ id, kind, at: at.getTime() });

const idShape = /^[0-9a-z][0-9a-z-]{15,63}$/i;
/** How far the clock of a device may be ahead of ours, in milliseconds. */
const clockSlack = 2 * 60_000;

/** Of these people those who turned out to be somebody else of the cohort, and who that is. */
function joinedInto(tx: Pick<Writer, "select">, personIds: string[]): Map<string, string> {
  if (personIds.length === 0) return new Map();
  const rows = tx.select().from(personJoin).where(inArray(personJoin.personId, personIds)).all();
  return new Map(rows.map(({ personId, intoId }) => [personId, intoId]));
}

/**
 * What is wrong with an entry whatever else is recorded, or null. `standsFor` is the person it counts for: the same,
 * unless they were joined with somebody.
 */
function judge(
  tx: Writer,
  { id, personId, kind, at }: Entry,
  standsFor: string,
  day: OpenDay,
  people: Map<string, Member>,
  now: Date,
): Answer | null {
  const refuse = (sentence: string): Answer => ({ id, is: "refused", sentence });
  if (!idShape.test(id)) return refuse("This entry has no proper number. Record it again.");
  const known = tx.select().from(presence).where(eq(presence.id, id)).get();
  if (known) {
    const isSame =
      known.sessionDayId === day.id &&
      (known.personId === personId || known.personId === standsFor) &&
      known.kind === kind &&
      known.at.getTime() === at.getTime();
    return isSame
      ? { id, is: "known", sentence: null }
      : refuse("Another entry has the same number. Record this one again.");
  }
  const member = people.get(personId);
  if (!member) return refuse("This person is not in this cohort. Add them as a walk-in first.");
  if (day.closed) return refuse(day.closed);
  if (Number.isNaN(at.getTime())) return refuse("This entry has no time. Record it again.");
  if (at.getTime() > now.getTime() + clockSlack)
    return refuse(
      `${member.name}: ${clockTime(at, day.timeZone)} is still to come. Check the clock of this device.`,
    );
  if (todayIn(day.timeZone, at) !== day.on)
    return refuse(
      `${member.name}: this time is on ${shortDay(todayIn(day.timeZone, at))}, and Day ${day.position} is on ${shortDay(day.on)}.`,
    );
  return null;
}

function judgeVoid(tx: Writer, { id, presenceId }: Removal, day: OpenDay, ledger: DayEntries): Answer | null {
  if (!idShape.test(id) || !idShape.test(presenceId))
    return { id, is: "refused", sentence: "This entry has no proper number. Try again." };
  if (day.closed) return { id, is: "refused", sentence: day.closed };
  if (tx.select({ id: presenceVoid.id }).from(presenceVoid).where(eq(presenceVoid.id, id)).get())
    return { id, is: "known", sentence: null };
  if (ledger.voided.has(presenceId)) return { id, is: "known", sentence: null };
  const target = tx
    .select({ dayId: presence.sessionDayId })
    .from(presence)
    .where(eq(presence.id, presenceId))
    .get();
  const taken = tx
    .select({ id: presenceVoid.id })
    .from(presenceVoid)
    .where(eq(presenceVoid.presenceId, presenceId))
    .get();
  return (target && target.dayId !== day.id) || taken
    ? { id, is: "refused", sentence: "This entry belongs to another day." }
    : null;
}

/**
 * Puts an entry right: takes `presenceId` out, and writes `instead` down in its place. Without `presenceId` it adds what
 * was forgotten, without `instead` it only takes out. What was recorded before stays on record with who and why.
 */
export function correctPresence(
  user: User,
  cohortId: string,
  position: number | string,
  correction: {
    voidId: string;
    presenceId: string | null;
    instead: Entry | null;
    reason: string;
  },
  now = new Date(),
): Answer[] {
  const { voidId, presenceId, instead, reason } = correction;
  return transact((tx) => {
    const before = presenceId
      ? tx
          .select({ id: presenceVoid.id })
          .from(presenceVoid)
          .where(eq(presenceVoid.presenceId, presenceId))
          .get()
      : null;
    if (before && before.id !== voidId) {
      allow(user, "record-attendance", cohortFor(user, cohortId));
      return [
        {
          id: voidId,
          is: "refused",
          sentence: "Somebody else has corrected this entry in the meantime. Look at the list again.",
        },
      ];
    }
    return recordPresence(
      user,
      cohortId,
      position,
      {
        voids: presenceId ? [{ id: voidId, presenceId, reason }] : [],
        events: instead ? [instead] : [],
      },
      { way: "correction", strict: true, whole: true, reason },
      now,
    );
  });
}

type Member = { name: string };

/** Everybody who is or was enrolled: somebody who withdrew at noon was there in the morning. */
function membersOf(tx: Writer, cohortId: string): Map<string, Member> {
  const rows = tx
    .select({ id: person.id, name: person.name })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(eq(enrolment.cohortId, cohortId))
    .all();
  return new Map(rows.map(({ id, name }) => [id, { name }]));
}

export type DayEntries = {
  byPerson: Map<string, Entry[]>;
  /** Ids of the entries that were taken out. */
  voided: Set<string>;
};

const noEntries = (): DayEntries => ({ byPerson: new Map(), voided: new Set() });

/** The ledger of some days, by day. For callers that have already asked who may see it. */
export function entriesOf(dayIds: string[], tx: Pick<Writer, "select"> = db): Map<string, DayEntries> {
  const days = new Map(dayIds.map((id) => [id, noEntries()]));
  if (dayIds.length === 0) return days;
  const entries = tx
    .select({
      dayId: presence.sessionDayId,
      id: presence.id,
      personId: presence.personId,
      kind: presence.kind,
      at: presence.at,
      recordedAt: presence.recordedAt,
    })
    .from(presence)
    .where(among(presence.sessionDayId, dayIds))
    .all();
  for (const { dayId, ...entry } of entries) {
    const known = days.get(dayId)?.byPerson.get(entry.personId);
    if (known) known.push(entry);
    else days.get(dayId)?.byPerson.set(entry.personId, [entry]);
  }
  const voids = tx
    .select({ dayId: presenceVoid.sessionDayId, presenceId: presenceVoid.presenceId })
    .from(presenceVoid)
    .where(among(presenceVoid.sessionDayId, dayIds))
    .all();
  for (const { dayId, presenceId } of voids) days.get(dayId)?.voided.add(presenceId);
  return days;
}

/** Where a person stands in the ledger of a day. */
export const standing = (entries: DayEntries | undefined, personId: string) =>
  presenceOf((entries?.byPerson.get(personId) ?? []).map(plain), entries?.voided);

/**
 * When these people were in the room of another cohort on one of these calendar days or the days beside them. Nobody is
 * in two rooms at once, so such time counts in neither. The caller has decided that credit may be computed.
 */
export function timeElsewhere(
  cohortId: string,
  dates: readonly string[],
  personIds: readonly string[],
): Map<string, Segment[]> {
  const found = new Map<string, Segment[]>();
  const near = [...new Set(dates.flatMap((date) => [addDays(date, -1), date, addDays(date, 1)]))];
  if (near.length === 0 || personIds.length === 0) return found;
  const dayIds = db
    .selectDistinct({ id: sessionDay.id })
    .from(presence)
    .innerJoin(sessionDay, eq(sessionDay.id, presence.sessionDayId))
    .where(
      and(
        inArray(presence.personId, [...personIds]),
        ne(sessionDay.cohortId, cohortId),
        inArray(sessionDay.on, near),
      ),
    )
    .all();
  for (const entries of entriesOf(dayIds.map(({ id }) => id)).values())
    for (const personId of personIds) {
      const { segments } = standing(entries, personId);
      if (segments.length > 0) found.set(personId, [...(found.get(personId) ?? []), ...segments]);
    }
  return found;
}

/**
 * Who of these people was recorded in two cohorts on one of the same days or the days beside them, by cohort: those for
 * whom `timeElsewhere` can find anything. One look over many cohorts, where nearly nobody is.
 */
export function seenElsewhere(personIds: readonly string[]): Map<string, Set<string>> {
  const several = db
    .select({ id: presence.personId })
    .from(presence)
    .innerJoin(sessionDay, eq(sessionDay.id, presence.sessionDayId))
    .where(among(presence.personId, personIds))
    .groupBy(presence.personId)
    .having(sql`count(distinct ${sessionDay.cohortId}) > 1`)
    .all()
    .map(({ id }) => id);
  const rows = db
    .selectDistinct({ personId: presence.personId, cohortId: sessionDay.cohortId, on: sessionDay.on })
    .from(presence)
    .innerJoin(sessionDay, eq(sessionDay.id, presence.sessionDayId))
    .where(among(presence.personId, several))
    .all();
  const found = new Map<string, Set<string>>();
  for (const mine of grouped(rows, ({ personId }) => personId).values())
    for (const { personId, cohortId, on } of mine) {
      const near = [addDays(on, -1), on, addDays(on, 1)];
      if (!mine.some((other) => other.cohortId !== cohortId && near.includes(other.on))) continue;
      found.set(cohortId, (found.get(cohortId) ?? new Set()).add(personId));
    }
  return found;
}

/** What a device needs to keep the ledger of a day by itself: who is in the cohort, and all that was recorded. */
export function ledgerForDevice(user: User, cohortId: string, position: number | string, now = new Date()) {
  const { timeZone: _, ...cohort } = cohortFor(user, cohortId);
  allow(user, "record-attendance", cohort);
  const day = sessionDayFor(user, cohortId, position);
  const roster = db
    .selectDistinct({ personId: person.id, name: person.name, discipline: person.discipline })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(eq(enrolment.cohortId, cohortId))
    .orderBy(asc(person.name), asc(person.id))
    .all();
  const events = db
    .select({
      id: presence.id,
      personId: presence.personId,
      kind: presence.kind,
      at: presence.at,
      way: presence.way,
    })
    .from(presence)
    .where(eq(presence.sessionDayId, day.id))
    .orderBy(asc(presence.id))
    .all();
  const voids = db
    .select({ id: presenceVoid.id, presenceId: presenceVoid.presenceId })
    .from(presenceVoid)
    .where(eq(presenceVoid.sessionDayId, day.id))
    .orderBy(asc(presenceVoid.id))
    .all();
  return {
    now: now.getTime(),
    cohort: { id: cohort.id, name: cohort.name },
    day: {
      id: day.id,
      position: day.position,
      on: day.on,
      startsAt: day.startsAt,
      timeZone: day.timeZone,
      canceled: day.canceledAt !== null,
      endsAt: day.plan.endsAt,
    },
    roster,
    events: events.map((one) => ({ ...one, at: one.at.getTime() })),
    voids,
  };
}
