import { createHash } from "node:crypto";
import { and, asc, eq, inArray, isNull, lt } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import type { Discipline } from "#app/content/discipline.ts";
import { cohortFor, refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { supervisionsIn } from "#app/features/cohorts/supervision.server.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { seat as seatRow } from "#db/schema/planning.ts";
import { sessionDay } from "#db/schema/room.ts";
import { sessionDayFor } from "./session-days.server.ts";
import { explain, type Pair, type Seating, seat } from "./tables.ts";

export type Sitting = { id: string; name: string; discipline: Discipline | null; agency: string | null };

export const smallestTable = 2;
export const largestTable = 20;

/** The tables of a day, for those who manage the cohort. */
export function tablesOf(user: User, cohortId: string, position: number | string) {
  const { cohort, day } = dayToSeat(user, cohortId, position);
  const people = peopleOf(cohort.id);
  const byId = new Map(people.map((one) => [one.id, one]));
  const rows = rowsOf([day.id]);
  const seating = seatingOf(rows);
  const tables = seating.map((ids) => ids.flatMap((id) => byId.get(id) ?? []));
  const seated = new Set(rows.map(({ personId }) => personId));
  const pairs = pairsOf(user, cohort.id);
  const shown = tables.map((table) => table.map(({ id }) => id));
  return {
    cohort,
    position: day.position,
    title: day.plan.title,
    on: day.on,
    tables,
    token: tokenOf(rows),
    /** Enrolled since the tables were made, or never seated. */
    unseated: people.filter(({ id }) => !seated.has(id)),
    people: people.length,
    size: Math.max(smallestTable, ...tables.map((table) => table.length)),
    notes:
      rows.length > 0
        ? explain(
            people,
            shown,
            pairs,
            earlierOf(cohort.id, day.position),
            (id) => byId.get(id)?.name ?? "Somebody",
          )
        : [],
  };
}

function dayToSeat(user: User, cohortId: string, position: number | string) {
  const cohort = cohortFor(user, cohortId);
  allow(user, "manage-cohort", cohort.siteId);
  return { cohort, day: sessionDayFor(user, cohortId, position) };
}

const peopleOf = (cohortId: string): Sitting[] =>
  db
    .select({ id: person.id, name: person.name, discipline: person.discipline, agency: person.agency })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(and(eq(enrolment.cohortId, cohortId), isNull(enrolment.withdrawnAt)))
    .orderBy(asc(person.name), asc(person.id))
    .all();

type Row = typeof seatRow.$inferSelect;

const rowsOf = (dayIds: string[]): Row[] =>
  db
    .select()
    .from(seatRow)
    .where(inArray(seatRow.sessionDayId, dayIds))
    .orderBy(asc(seatRow.tableNumber), asc(seatRow.personId))
    .all();

function seatingOf(rows: Row[]): Seating {
  const most = Math.max(0, ...rows.map(({ tableNumber }) => tableNumber));
  return Array.from({ length: most }, (_, t) =>
    rows.filter(({ tableNumber }) => tableNumber === t + 1).map(({ personId }) => personId),
  );
}

/** The seatings of the days before. */
function earlierOf(cohortId: string, position: number): Seating[] {
  const days = db
    .select({ id: sessionDay.id })
    .from(sessionDay)
    .where(and(eq(sessionDay.cohortId, cohortId), lt(sessionDay.position, position)))
    .all();
  return days.map(({ id }) => seatingOf(rowsOf([id])));
}

const pairsOf = (user: User, cohortId: string): Pair[] =>
  supervisionsIn(user, cohortId).map(({ supervisor, person }): Pair => [supervisor.id, person.id]);

const tokenOf = (rows: Row[]): string =>
  createHash("sha256")
    .update(JSON.stringify(rows.map(({ personId, tableNumber }) => [personId, tableNumber])))
    .digest("hex")
    .slice(0, 16);

/**
 * Seats everybody of the cohort at tables of about `size`, in place of the tables the day had. When those are not the
 * ones that `token` stands for, somebody else seated people in the meantime and nothing changes: gives false.
 */
export function makeTables(
  user: User,
  cohortId: string,
  position: number | string,
  size: number,
  token: string,
  now = new Date(),
): boolean {
  return transact((tx) => {
    const { cohort, day } = dayToSeat(user, cohortId, position);
    refuseClosed(cohort, "seat people");
    if (tokenOf(rowsOf([day.id])) !== token) return false;
    const seating = seat(
      peopleOf(cohort.id),
      size,
      pairsOf(user, cohort.id),
      earlierOf(cohort.id, day.position),
    );
    tx.delete(seatRow).where(eq(seatRow.sessionDayId, day.id)).run();
    seating.forEach((table, t) => {
      for (const personId of table)
        tx.insert(seatRow)
          .values({ id: newId(), sessionDayId: day.id, personId, tableNumber: t + 1 })
          .run();
    });
    recordAudit(tx, user, "make-tables", cohort.id, cohort.siteId, { position: day.position }, now);
    return true;
  });
}

/** Moves one person to a table by hand; one more than the last table starts a new one. Doing it twice changes nothing. */
export function moveToTable(
  user: User,
  cohortId: string,
  position: number | string,
  personId: string,
  table: number,
  now = new Date(),
): void {
  transact((tx) => {
    const { cohort, day } = dayToSeat(user, cohortId, position);
    refuseClosed(cohort, "seat people");
    const rows = rowsOf([day.id]);
    const most = Math.max(0, ...rows.map(({ tableNumber }) => tableNumber));
    if (!peopleOf(cohort.id).some(({ id }) => id === personId)) throw notFound();
    if (!Number.isInteger(table) || table < 1 || table > most + 1) throw notFound("There is no such table.");
    if (rows.find((row) => row.personId === personId)?.tableNumber === table) return;
    tx.insert(seatRow)
      .values({ id: newId(), sessionDayId: day.id, personId, tableNumber: table })
      .onConflictDoUpdate({ target: [seatRow.sessionDayId, seatRow.personId], set: { tableNumber: table } })
      .run();
    const detail = { position: day.position, personId };
    recordAudit(tx, user, "move-to-table", cohort.id, cohort.siteId, detail, now);
  });
}
