import { addDays } from "#app/lib/dates.ts";

/** Where a cohort stands in time. Derived from its days and the clock of its site; only archiving is stored. */
export const phases = ["running", "planned", "finished", "canceled", "archived"] as const;
export type Phase = (typeof phases)[number];

export const phaseNames: Record<Phase, string> = {
  running: "Running",
  planned: "Planned",
  finished: "Finished",
  canceled: "Canceled",
  archived: "Archived",
};

/** `today` is the calendar day in the site's time zone. The first and the last day belong to the cohort. */
export function phaseOf(
  cohort: { startsOn: string; endsOn: string; archivedAt: Date | null; canceledAt?: Date | null },
  today: string,
): Phase {
  if (cohort.archivedAt) return "archived";
  if (cohort.canceledAt) return "canceled";
  if (today < cohort.startsOn) return "planned";
  return today > cohort.endsOn ? "finished" : "running";
}

/** Whole days from one calendar day to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);

/** Why somebody left. Short and without anything about health or their past; leaving it out is fine. */
export const withdrawalReasons = {
  schedule: "The schedule does not fit",
  "job-change": "A new job or agency",
  "other-cohort": "Joining another cohort",
  "own-choice": "Their own choice",
  mistake: "Added by mistake",
} as const;
export type WithdrawalReason = keyof typeof withdrawalReasons;

/** Of somebody who turned out to be another person of the cohort: they are in no list any more. */
export const joinedReason = "joined";

export const isWithdrawalReason = (value: unknown): value is WithdrawalReason =>
  typeof value === "string" && Object.hasOwn(withdrawalReasons, value);

export const cohortSorts = [
  { id: "starts", label: "First day" },
  { id: "name", label: "Name" },
  { id: "people", label: "Number of trainees" },
] as const;
export type CohortSort = (typeof cohortSorts)[number]["id"];

/** First day: soonest first while it is ahead or running, newest first once it is over. */
export function sortCohorts<C extends { name: string; startsOn: string; trainees: number; phase: Phase }>(
  cohorts: C[],
  sort: CohortSort,
): C[] {
  const compare = (a: C, b: C): number => {
    if (sort === "name") return a.name.localeCompare(b.name, "en");
    if (sort === "people") return b.trainees - a.trainees;
    const over = a.phase !== "running" && a.phase !== "planned";
    return over ? b.startsOn.localeCompare(a.startsOn) : a.startsOn.localeCompare(b.startsOn);
  };
  return [...cohorts].sort(
    (a, b) =>
      phases.indexOf(a.phase) - phases.indexOf(b.phase) || compare(a, b) || (a.name < b.name ? -1 : 1),
  );
}

/** The days of a course spread evenly from the cohort's first day to its last: where a timetable begins. */
export function classDay(cohort: { startsOn: string; endsOn: string }, order: number, days: number): string {
  const span = daysBetween(cohort.startsOn, cohort.endsOn);
  return addDays(cohort.startsOn, days > 1 ? Math.round((span * (order - 1)) / (days - 1)) : 0);
}
