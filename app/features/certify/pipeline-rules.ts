import type { Instruments } from "#app/content/tree.ts";
import { addDays } from "#app/lib/dates.ts";

/** The numbers of the certification rule. */
export type Rules = {
  attendancePercent: number;
  postPercent: number;
  teachAgainDays: number;
  /** After the course: the touchpoint at which the first delivery is observed. */
  firstDeliveryDays: number;
  validYears: number;
  leadDeliveries: number;
  leadMentees: number;
  renewalOpensDays: number;
  renewalKnowledgePercent: number;
  rebriefDays: number;
  hearingWorkingDays: number;
};

/**
 * From the course's own files where they hold the number as data (`valid_years` of competencies.yaml, `pass` of form B).
 * The rest stands there in sentences: steps 1, 2, 3, 5 and 6, K1 (90 percent by the first renewal) and `suspension` of
 * competencies.yaml, and brief 5.10 (day 75) and 7.2. How long before expiry renewal opens, and within how many days a
 * changed edition is briefed, is Cairn's own decision (docs/decisions/011-what-renewal-asks.md).
 */
export function rulesFrom(
  competencies: Pick<NonNullable<Instruments["competencies"]>, "valid_years"> | null,
  formB: { pass: number | null } | null,
): Rules {
  return {
    attendancePercent: 95,
    postPercent: formB?.pass ?? 80,
    teachAgainDays: 30,
    firstDeliveryDays: 75,
    validYears: competencies?.valid_years ?? 2,
    leadDeliveries: 6,
    leadMentees: 2,
    renewalOpensDays: 90,
    renewalKnowledgePercent: 90,
    rebriefDays: 60,
    hearingWorkingDays: 10,
  };
}

/** The same calendar day some years later; February 29 becomes February 28 where the year has none. */
export function addYears(day: string, years: number): string {
  const moved = `${String(Number(day.slice(0, 4)) + years).padStart(4, "0")}${day.slice(4)}`;
  return Number.isNaN(Date.parse(`${moved}T12:00:00Z`)) || addDays(moved, 0) !== moved
    ? `${moved.slice(0, 8)}28`
    : moved;
}

/** A day some weekdays later. Holidays are not known here, so a person may grant more. */
export function addWorkingDays(day: string, days: number): string {
  let [at, left] = [day, days];
  while (left > 0) {
    at = addDays(at, 1);
    const weekday = new Date(`${at}T12:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return at;
}
