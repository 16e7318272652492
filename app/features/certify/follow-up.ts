import type { FollowUpFile, Recipient } from "#app/content/schema-follow-up.ts";
import { daysBetween } from "#app/features/cohorts/cohort.ts";

/** What the schedule needs of follow-up.yaml. */
export type Touchpoints = Pick<FollowUpFile, "remind_after_days"> & {
  touchpoints: readonly {
    id: string;
    day: number;
    learner: { reminder: string | null };
    supervisor: { reminder: string | null } | null;
  }[];
};

/** One person's follow-up as it is on record. Days are calendar days where their site is. */
export type FollowUp = {
  /** The last day of the course. */
  startedOn: string;
  /** Whether there is a sponsor to write to. */
  hasSponsor: boolean;
  /** Who asked for no more letters. A learner who stops them stops their sponsor's too. */
  stopped: Readonly<Record<Recipient, boolean>>;
  /** Letters that went out. */
  sent: readonly { touchpoint: string; to: Recipient; kind: "touch" | "reminder"; on: string }[];
  /** Touchpoints that this person has completed. */
  done: readonly { touchpoint: string; to: Recipient }[];
};

/** One letter to one person: the touchpoints that it opens, in order, and those it reminds of. */
export type Letter = { to: Recipient; touches: string[]; reminders: string[] };

export const recipients: readonly Recipient[] = ["learner", "supervisor"];

/**
 * The letters that are due today; write each into `sent` before it leaves. Source of the days: brief, 5.10, and
 * follow-up.yaml.
 *
 * - Each touchpoint reaches each of its recipients once, on its day or on the first day after it on which this is asked.
 * - After days without a server all that became due goes into **one** letter each, so nobody finds five at once.
 * - One reminder each, `remind_after_days` after the letter, unless it is done, the touchpoint has none, or a later
 *   touchpoint has gone out since or goes out today: then that is what counts now.
 * - Nothing to somebody who stopped, and nothing about what is done.
 */
export function lettersDue(plan: Touchpoints, one: FollowUp, today: string): Letter[] {
  return recipients
    .filter((to) => mayWrite(one, to))
    .map((to): Letter => {
      const mine = touchpointsFor(plan, to);
      const isDone = (id: string) => one.done.some((done) => done.to === to && done.touchpoint === id);
      const sentOn = (id: string, kind: "touch" | "reminder") =>
        one.sent.find((sent) => sent.to === to && sent.touchpoint === id && sent.kind === kind)?.on ?? null;

      const elapsed = daysBetween(one.startedOn, today);
      const touches = mine
        .filter(({ id, day }) => day <= elapsed && sentOn(id, "touch") === null && !isDone(id))
        .map(({ id }) => id);
      const newest = mine.findLast(({ id }) => sentOn(id, "touch") !== null);
      const reminders = mine
        .filter(({ id, reminder }) => {
          const on = sentOn(id, "touch");
          return (
            touches.length === 0 &&
            reminder !== null &&
            on !== null &&
            (id === newest?.id || on === sentOn(newest?.id ?? "", "touch")) &&
            daysBetween(on, today) >= plan.remind_after_days &&
            sentOn(id, "reminder") === null &&
            !isDone(id)
          );
        })
        .map(({ id }) => id);
      return { to, touches, reminders };
    })
    .filter(({ touches, reminders }) => touches.length + reminders.length > 0);
}

export type OpenTouchpoint = { id: string; day: number; late: boolean };

/**
 * What stands on the home page of a recipient today: touchpoints whose day has come and that are not done, oldest
 * first. `late` ones are past their reminder; nothing is taken away for that. Stopping the letters clears the page too.
 */
export function openToday(plan: Touchpoints, one: FollowUp, to: Recipient, today: string): OpenTouchpoint[] {
  if (!mayWrite(one, to)) return [];
  const elapsed = daysBetween(one.startedOn, today);
  return touchpointsFor(plan, to)
    .filter(
      ({ id, day }) => day <= elapsed && !one.done.some((done) => done.to === to && done.touchpoint === id),
    )
    .map(({ id, day }) => ({ id, day, late: elapsed >= day + plan.remind_after_days }));
}

const mayWrite = ({ stopped, hasSponsor }: FollowUp, to: Recipient): boolean =>
  !stopped.learner && (to === "learner" || (hasSponsor && !stopped.supervisor));

function touchpointsFor({ touchpoints }: Touchpoints, to: Recipient) {
  return touchpoints
    .flatMap((touchpoint) => {
      const message = touchpoint[to];
      return message ? [{ id: touchpoint.id, day: touchpoint.day, reminder: message.reminder }] : [];
    })
    .sort((a, b) => a.day - b.day);
}
