import { z } from "zod";
import { readForm } from "#app/lib/forms.ts";

/** What a trainer types about one day in the room. */
export type DayInput = { on: string; startsAt: string; venue: string | null };

const schema = z.object({
  on: z.iso
    .date("Choose the date, such as 2026-11-24.")
    .refine((value) => value > "2019-12-31" && value < "2100-01-01", "The date has an unlikely year."),
  startsAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Type the time when the day starts, such as 08:30."),
  venue: z
    .string()
    .trim()
    .max(160, "Keep the place within 160 characters.")
    .optional()
    .transform((value) => value || null),
});

/** Reads the form of a day: the values, or one sentence per wrong field. */
export function readDayForm(
  form: FormData,
): { input: DayInput; errors?: undefined } | { input?: undefined; errors: Record<string, string> } {
  const { values, errors } = readForm(schema, form);
  return values ? { input: values } : { errors };
}
