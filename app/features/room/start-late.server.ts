import { eq } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { minutesOf } from "#app/lib/clock.ts";
import { clockIn, todayIn } from "#app/lib/dates.ts";
import { conflict } from "#app/lib/refuse.ts";
import { transact } from "#db/client.server.ts";
import { sessionDay } from "#db/schema/room.ts";
import { dayToRun, runEventsOf } from "./run.server.ts";
import { lateStart } from "./run-plan.ts";

/**
 * Counts a day from when it really began: its start moves there, and with it contact time, the times of its blocks and
 * when phones can check in. Nobody is written to, since the day is under way. Doing it twice changes nothing.
 */
export function countFromRealStart(
  user: User,
  cohortId: string,
  position: number | string,
  now = new Date(),
): void {
  const { cohort } = dayToRun(user, cohortId, position);
  refuseClosed(cohort, "change its days");
  transact((tx) => {
    const { day, run } = dayToRun(user, cohortId, position);
    const began = lateStart(run, runEventsOf(day.id, tx));
    if (began === null) return;
    const startsAt = clockIn(day.timeZone, new Date(began));
    const later = minutesOf(startsAt) - day.plan.startsAt;
    if (todayIn(day.timeZone, new Date(began)) !== day.on || day.plan.endsAt + later >= 24 * 60)
      throw conflict("Counted from then, the day would end after midnight. Change its start under Days.");
    tx.update(sessionDay)
      .set({ startsAt, sequence: day.sequence + 1, changedAt: now })
      .where(eq(sessionDay.id, day.id))
      .run();
    const detail = { day: day.id, position: day.position, from: day.startsAt, to: startsAt };
    recordAudit(tx, user, "count-from-start", cohort.id, cohort.siteId, detail, now);
  });
}
