import { minutesOf } from "#app/lib/clock.ts";
import { clockOfMinutes, instantIn, longDay, zoneName } from "#app/lib/dates.ts";
import { people } from "#app/lib/words.ts";

/** What people have to know of a day in order to be there. Times are of the clock where the training is. */
export type DayState = {
  on: string;
  startsAt: string;
  endsAt: string;
  place: string | null;
  canceled: boolean;
};

export const isSame = (a: DayState | null, b: DayState | null): boolean =>
  a !== null &&
  b !== null &&
  a.on === b.on &&
  a.startsAt === b.startsAt &&
  a.endsAt === b.endsAt &&
  a.place === b.place &&
  a.canceled === b.canceled;

/** "Tuesday, November 24, 2026, 8:30 AM to 4:45 PM MST, Room 2" */
function words({ on, startsAt, endsAt, place }: DayState, timeZone: string): string {
  const zone = zoneName(timeZone, instantIn(timeZone, on, startsAt));
  const [from, to] = [startsAt, endsAt].map((clock) => clockOfMinutes(minutesOf(clock)));
  return [longDay(on), `${from} to ${to} ${zone}`, place].filter(Boolean).join(", ");
}

/**
 * What has changed about a day, in a sentence with the old and the new; null when nothing has. `before` is null for a
 * day that is new, `after` for one that is no longer part of the course.
 */
export function changeInWords(
  position: number,
  before: DayState | null,
  after: DayState | null,
  timeZone: string,
): string | null {
  const isOff = !after || after.canceled;
  const wasOn = before && !before.canceled;
  if (isOff) return wasOn ? `Day ${position} is canceled. It was: ${words(before, timeZone)}.` : null;
  if (!before) return `Day ${position} is new: ${words(after, timeZone)}.`;
  if (before.canceled) return `Day ${position} takes place after all: ${words(after, timeZone)}.`;
  if (isSame(before, after)) return null;
  return `Day ${position} is now: ${words(after, timeZone)}. It was: ${words(before, timeZone)}.`;
}

/** Learners who get a letter and who have no address; others who train or observe; whether letters go out at all. */
export type Told = { letters: number; without: number; team: number; mailIsOn: boolean };

/** Who hears about a change of days, for the trainer who is about to make one. */
export function toldInWords({ letters, without, team, mailIsOn }: Told): string {
  if (letters + without === 0)
    return team > 0 && mailIsOn
      ? "Nobody is in this cohort yet. Those who train or observe it get a letter."
      : "Nobody is in this cohort yet, so nobody has to be told.";
  if (!mailIsOn)
    return "Letters are not set up here. People see the change on their home page; tell them yourself as well.";
  const written =
    letters === 0
      ? "Nobody gets a letter about it"
      : `${letters === 1 ? "One person gets" : `${letters} people get`} one letter about it, ten minutes after your last change`;
  const others = team > 0 ? " Those who train or observe this cohort get one too." : "";
  if (without === 0) return `${written}.${others}`;
  return `${written}.${others} ${without === 1 ? "One person has" : `${people(without)} have`} no e-mail address: tell them yourself.`;
}
