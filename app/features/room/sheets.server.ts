import { createHash } from "node:crypto";
import { allow } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { clockTime, longDay } from "#app/lib/dates.ts";
import { transact } from "#db/client.server.ts";
import { plannedEnd, startOf, whenOf } from "./day-times.ts";
import { readTime } from "./desk.server.ts";
import { type Entry, entriesOf, recordPresence, standing } from "./ledger.server.ts";
import { sessionDayFor, sessionDaysOf } from "./session-days.server.ts";
import { type Sheet, signInSheets } from "./sheets.ts";

const blanks = 6;

/** The sign-in sheets of all days of a cohort that are held: four days make four dated sheets. */
export function sheetsOf(user: User, cohortId: string): string {
  const cohort = cohortFor(user, cohortId);
  allow(user, "record-attendance", cohort);
  const names = rosterOf(user, cohortId).enrolled.map(({ name }) => name);
  const sheets = sessionDaysOf(user, cohortId)
    .filter(({ canceledAt }) => !canceledAt)
    .map(
      (day): Sheet => ({
        title: `${catalogue().course.short_title} sign-in`,
        cohort: cohort.name,
        site: cohort.siteName,
        day: `Day ${day.position}`,
        date: longDay(day.on),
        hours: `${clockTime(startOf(day), day.timeZone)} to ${clockTime(plannedEnd(day), day.timeZone)}`,
        venue: day.venue ?? cohort.venue ?? "Place to be said",
        trainers: cohort.trainers.map(({ name }) => name),
        names,
        blanks,
      }),
    );
  return signInSheets(sheets);
}

/** The four times of a line of the sheet, in order. */
export const sheetFields = ["in1", "out1", "in2", "out2"] as const;
export type SheetField = (typeof sheetFields)[number];

/** The grid of a day to key a paper sheet in: everybody enrolled, with what is recorded already. */
export function sheetGrid(user: User, cohortId: string, position: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId);
  allow(user, "record-attendance", cohort);
  const day = sessionDayFor(user, cohortId, position);
  const entries = entriesOf([day.id]).get(day.id);
  return {
    cohort: { id: cohort.id, name: cohort.name },
    day: {
      position: day.position,
      on: longDay(day.on),
      when: whenOf(day, now),
      canceled: day.canceledAt !== null,
    },
    rows: rosterOf(user, cohortId).enrolled.map(({ personId, name }) => {
      const { segments, open } = standing(entries, personId);
      const clock = (at: number) => clockTime(new Date(at), day.timeZone);
      return {
        personId,
        name,
        known: [
          ...segments.map(({ from, to }) => `${clock(from)} to ${clock(to)}`),
          ...(open ? [`in since ${clock(open.at)}`] : []),
        ].join(", "),
      };
    }),
  };
}

export type Keyed = {
  /** Sentences by `personId field`. */
  errors: Record<string, string>;
  saved: number;
};

/**
 * Writes a keyed sheet down. `cell` gives what was typed for a person and field. When one cell is wrong nothing of the
 * sheet is written, so that it can be put right and sent again; `id` comes with the form.
 */
export function keySheet(
  user: User,
  cohortId: string,
  position: string,
  id: string,
  cell: (personId: string, field: SheetField) => string,
  now = new Date(),
): Keyed {
  return transact(() => {
    const { rows } = sheetGrid(user, cohortId, position, now);
    const day = sessionDayFor(user, cohortId, position);
    const errors: Record<string, string> = {};
    const events: Entry[] = [];
    const place = new Map<string, string>();
    for (const { personId } of rows)
      for (const field of sheetFields) {
        const typed = cell(personId, field).trim();
        if (typed === "") continue;
        const { at, error } = readTime(day, typed, now);
        if (error !== undefined) {
          errors[`${personId} ${field}`] = error;
          continue;
        }
        const entryId = createHash("sha256")
          .update(`${id} ${personId} ${field} ${at.getTime()}`)
          .digest("hex")
          .slice(0, 32);
        place.set(entryId, `${personId} ${field}`);
        events.push({ id: entryId, personId, kind: field.startsWith("in") ? "in" : "out", at });
      }
    if (Object.keys(errors).length > 0) return { errors, saved: 0 };
    const answers = recordPresence(
      user,
      cohortId,
      position,
      { events },
      { way: "paper", strict: true, whole: true },
      now,
    );
    for (const answer of answers)
      if (answer.is === "refused")
        errors[place.get(answer.id) ?? "form"] = answer.sentence ?? "This was refused.";
    const refused = Object.keys(errors).length > 0;
    return { errors, saved: refused ? 0 : answers.length };
  });
}
