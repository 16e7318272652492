import { z } from "zod";
import { readForm } from "#app/lib/forms.ts";
import { daysBetween } from "./cohort.ts";

/** What a trainer types about a cohort. */
export type CohortInput = {
  name: string;
  startsOn: string;
  endsOn: string;
  venue: string | null;
  /** Id of a variant of the course. */
  variant: string;
  trainerIds: string[];
  /** Of a delivery: whose people are trained. */
  host?: string;
};

/** One can step out with somebody who needs it while the other goes on. */
export const fewestTrainers = 2;
export const trainersSentence =
  "Choose at least two trainers, so that one can step out with somebody who needs it while the other goes on.";

const longestDays = 400;
const day = (which: string) =>
  z.iso
    .date(`Choose the ${which} day, such as 2026-11-24.`)
    .refine(
      (value) => value > "2019-12-31" && value < "2100-01-01",
      `The ${which} day has an unlikely year.`,
    );

const schema = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Give the cohort a name, such as “Spring cohort”.")
    .max(80, "Keep the name within 80 characters."),
  startsOn: day("first"),
  endsOn: day("last"),
  venue: z
    .string()
    .trim()
    .max(160, "Keep the place within 160 characters.")
    .optional()
    .transform((value) => value || null),
  variant: z
    .string()
    .max(60)
    .optional()
    .transform((value) => value || "four-day"),
  host: z
    .string()
    .trim()
    .min(1, "Say whose people are trained, such as “County family services”.")
    .max(120, "Keep the name of the agency within 120 characters.")
    .optional(),
});

/** Reads the form of a cohort: the values, or one sentence per wrong field. */
export function readCohortForm(
  form: FormData,
):
  | { input: CohortInput; errors?: undefined }
  | { input?: undefined; errors: Record<string, string>; trainerIds: string[] } {
  const trainerIds = [...new Set(form.getAll("trainer").map(String))];
  const { values, errors = {} } = readForm(schema, form);
  if (values) {
    const length = daysBetween(values.startsOn, values.endsOn);
    if (length < 0) errors.endsOn = "The last day is before the first. Change one of them.";
    else if (length > longestDays)
      errors.endsOn = `A cohort lasts at most ${longestDays} days. Check the year.`;
  }
  if (trainerIds.length < fewestTrainers) errors.trainer = trainersSentence;
  if (!values || Object.keys(errors).length > 0) return { errors, trainerIds };
  return { input: { ...values, trainerIds } };
}
