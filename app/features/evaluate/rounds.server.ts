import { eq } from "drizzle-orm";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { FormFile } from "#app/content/schema-assessments.ts";
import { whenOf } from "#app/features/room/day-times.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { db, type Writer } from "#db/client.server.ts";
import { roundClose, roundOpening } from "#db/schema/before-after.ts";
import type { Moment } from "./moments.ts";

/** Form A before the course and form B after it (brief, 5.9): nobody sees an item twice. */
export function formAt(moment: Moment): FormFile {
  const { formA, formB } = catalogue().course.assessments;
  const form = moment === "before" ? formA : formB;
  if (!form) throw new Error(`The curriculum has no form for ${moment}.`);
  return form;
}

type From = Pick<Writer, "select">;

export const closedAt = (cohortId: string, tx: From = db): Date | null =>
  tx.select().from(roundClose).where(eq(roundClose.cohortId, cohortId)).get()?.closedAt ?? null;

export type Round = {
  openedAt: Date | null;
  /** `ahead`: not opened yet. `open`: answers come in. `over`: its days are past, or all is closed. */
  state: "ahead" | "open" | "over";
  /** Whether a trainer may open it today. */
  mayOpen: boolean;
};

type Of = { id: string; canceledAt: Date | null };

/**
 * How the questions of a cohort stand. Those before the course are open until its first day ends, since an answer given
 * later is none from before. Those after it can be opened from the last day on, and both end when they are closed.
 */
export function roundsOf(cohort: Of, now: Date, tx: From = db): Record<Moment, Round> {
  const opened = new Map(
    tx
      .select()
      .from(roundOpening)
      .where(eq(roundOpening.cohortId, cohort.id))
      .all()
      .map((row) => [row.moment, row.openedAt]),
  );
  const days = daysOfCohort(cohort.id, tx).filter(({ canceledAt }) => !canceledAt);
  const first = days[0];
  const last = days.at(-1);
  const isEnded = closedAt(cohort.id, tx) !== null || cohort.canceledAt !== null || !first || !last;
  const beforeIsOver = isEnded || whenOf(first, now) === "over";
  const afterMayOpen = !isEnded && whenOf(last, now) !== "ahead";
  const round = (moment: Moment, isOver: boolean, mayOpen: boolean): Round => {
    const openedAt = opened.get(moment) ?? null;
    return {
      openedAt,
      state: isOver ? "over" : openedAt ? "open" : "ahead",
      mayOpen: mayOpen && !openedAt,
    };
  };
  return {
    before: round("before", beforeIsOver, !beforeIsOver),
    after: round("after", isEnded, afterMayOpen),
  };
}
