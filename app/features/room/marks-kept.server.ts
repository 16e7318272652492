import { asc, eq } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { grouped } from "#app/lib/grouped.ts";
import { among, db, type Writer } from "#db/client.server.ts";
import { fidelityMark } from "#db/schema/fidelity.ts";
import type { Mark } from "./marks.ts";

/** Why a step was adapted or skipped, as the course lists it. */
export const markReasons = (): { id: string; label: string }[] =>
  catalogue().course.instruments.fidelity?.reasons.map(({ id, label }) => ({ id, label })) ?? [];

/** The reason that a cut of the run-of-show stands for. */
export const cutReason = (): string =>
  catalogue().course.instruments.fidelity?.reasons.find(({ cut }) => cut)?.id ?? "time";

/** What was tapped about the steps of a day. */
export function marksOf(dayId: string, tx: Pick<Writer, "select"> = db): Mark[] {
  return tx
    .select()
    .from(fidelityMark)
    .where(eq(fidelityMark.sessionDayId, dayId))
    .orderBy(asc(fidelityMark.at), asc(fidelityMark.id))
    .all()
    .map(markOf);
}

const markOf = (row: typeof fidelityMark.$inferSelect): Mark => ({
  id: row.id,
  target: row.target,
  mark: row.mark,
  reason: row.reason,
  why: row.why,
  minutes: row.minutes,
  at: row.at.getTime(),
});

/** What the run-of-show page needs to show and take marks. */
export const marksForPage = (dayId: string) => ({
  marks: marksOf(dayId),
  reasons: markReasons(),
  cutReason: cutReason(),
});

/** Takes out of the marks what their author wrote in words. What was marked stays. */
export function forgetMarks(tx: Writer, personId: string): void {
  tx.update(fidelityMark).set({ why: null }).where(eq(fidelityMark.recordedBy, personId)).run();
}

/** What a person marked, for their records. */
export const marksForRecords = (user: User) =>
  db.select().from(fidelityMark).where(eq(fidelityMark.recordedBy, user.id)).all();

/** All marks of these days, by day. For callers that have decided who may see them. */
export function marksByDay(dayIds: readonly string[]): Map<string, Mark[]> {
  const rows = db.select().from(fidelityMark).where(among(fidelityMark.sessionDayId, dayIds)).all();
  return new Map([...grouped(rows, (row) => row.sessionDayId)].map(([id, own]) => [id, own.map(markOf)]));
}
