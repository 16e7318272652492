import type { User } from "#app/auth/can.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { clockTime, shortDay } from "#app/lib/dates.ts";
import { contactBlocks, contactMinutes } from "./contact.ts";
import { cutMinutes } from "./cuts.server.ts";
import { whenOf } from "./day-times.ts";
import { segmentWords } from "./desk.server.ts";
import { entriesOf, standing, timeElsewhere } from "./ledger.server.ts";
import { minutesIn, problemWords, withoutTime } from "./segments.ts";
import { sessionDaysOf } from "./session-days.server.ts";

export type AttendanceCell = {
  position: number;
  /** Contact minutes that count so far. */
  minutes: number;
  segments: string[];
  state: "unknown" | "absent" | "in" | "left" | "ahead" | "canceled";
  /** Sentences about what is missing or does not fit. */
  missing: string[];
};

/** Who was there on which day of a cohort: minutes, segments and what is missing. */
export function attendanceOf(user: User, cohortId: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId, now);
  const days = sessionDaysOf(user, cohortId).map((day) => ({
    ...day,
    when: whenOf(day, now),
    blocks: contactBlocks(day, cutMinutes(day)),
  }));
  const ledger = entriesOf(days.map(({ id }) => id));
  const { enrolled, left } = rosterOf(user, cohortId);
  const wasThere = ({ personId }: { personId: string }) =>
    [...ledger.values()].some(({ byPerson }) => byPerson.has(personId));

  const elsewhere = timeElsewhere(
    cohortId,
    days.filter(({ canceledAt }) => !canceledAt).map(({ on }) => on),
    [...enrolled, ...left].map(({ personId }) => personId),
  );
  const rows = [...enrolled, ...left.filter(wasThere)].map(({ personId, name, withdrawnAt }) => {
    const cells = days.map((day): AttendanceCell => {
      const stand = standing(ledger.get(day.id), personId);
      const clock = (at: number) => clockTime(new Date(at), day.timeZone);
      const missing = stand.problems.map((one) => problemWords(one, clock));
      const counting = withoutTime(stand.segments, elsewhere.get(personId) ?? []);
      if (minutesIn({ segments: counting }) < minutesIn(stand))
        missing.push("Recorded in another cohort at the same time. What overlaps counts in neither.");
      if (stand.open && day.when === "over")
        missing.push(`Signed in at ${clock(stand.open.at)}, and never out.`);
      if (
        stand.state === "unknown" &&
        day.when === "over" &&
        !day.closedAt &&
        !day.canceledAt &&
        !withdrawnAt
      )
        missing.push("Nothing is recorded.");
      const base = { position: day.position, missing, segments: segmentWords(stand, day.timeZone) };
      if (day.canceledAt) return { ...base, minutes: 0, state: "canceled", missing: [] };
      const unknown = day.when === "ahead" ? "ahead" : day.closedAt ? "absent" : "unknown";
      return {
        ...base,
        minutes: contactMinutes(day.blocks, counting),
        state: stand.state === "unknown" ? unknown : stand.state,
      };
    });
    return {
      personId,
      name,
      withdrawn: withdrawnAt !== null,
      cells,
      minutes: cells.reduce((sum, { minutes }) => sum + minutes, 0),
    };
  });
  return {
    cohort: { id: cohort.id, name: cohort.name, siteName: cohort.siteName },
    days: days.map(({ position, on, plan, when, canceledAt, closedAt }) => ({
      position,
      on: shortDay(on),
      title: plan.title,
      minutes: canceledAt ? 0 : plan.minutes,
      when,
      canceled: canceledAt !== null,
      closed: closedAt !== null,
    })),
    scheduled: days.reduce((sum, { plan, canceledAt }) => sum + (canceledAt ? 0 : plan.minutes), 0),
    rows: rows.sort((a, b) => a.name.localeCompare(b.name, "en")),
  };
}
