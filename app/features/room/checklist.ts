import { z } from "zod";
import { addDays } from "#app/lib/dates.ts";
import { readForm } from "#app/lib/forms.ts";

/** The calendar day by which an item is due: counted back from the first day in the room, or on from the last. */
export const dueOf = (
  { days_before }: { days_before: number },
  cohort: { startsOn: string; endsOn: string },
): string =>
  days_before >= 0 ? addDays(cohort.startsOn, -days_before) : addDays(cohort.endsOn, -days_before);

export type DueState = "done" | "late" | "soon" | "later";

export const soonDays = 7;

/** Where a line stands on a calendar day at the site. What is due today is not late yet. */
export function dueState(dueOn: string, done: boolean, today: string): DueState {
  if (done) return "done";
  if (dueOn < today) return "late";
  return dueOn <= addDays(today, soonDays) ? "soon" : "later";
}

const schema = z.object({
  id: z.string().regex(/^[0-9a-z]{26}$/, "Open the page again and fill it in once more."),
  title: z
    .string()
    .trim()
    .min(3, "Say in a few words what has to be ready.")
    .max(200, "Keep the line within 200 characters."),
  dueOn: z.union([z.literal("").transform(() => null), z.iso.date("Choose the date, such as 2026-11-24.")]),
});

export const readLine = (form: FormData) => readForm(schema, form);
