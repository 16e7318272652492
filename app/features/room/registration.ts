import { z } from "zod";
import { type Discipline, disciplines } from "#app/content/discipline.ts";
import { readForm } from "#app/lib/forms.ts";

/** The seats of a cohort: how many there are, and how many of them are kept for a discipline. Null sets no limit. */
export type Seats = { seats: number | null; kept: Record<Discipline, number> };

/** Seats that somebody has, by discipline; `unknown` for people who did not say theirs. */
export type Taken = Record<Discipline | "unknown", number>;

export const sumOf = (taken: Taken): number => Object.values(taken).reduce((sum, count) => sum + count, 0);

/** Seats that are still kept for a discipline and that nobody of it has yet. */
export const stillKept = ({ kept }: Seats, taken: Taken, discipline: Discipline): number =>
  Math.max(0, kept[discipline] - taken[discipline]);

/** Whether one more person of a discipline can have a seat without taking one that is kept for another. */
export function maySeat(seats: Seats, taken: Taken, discipline: Discipline): boolean {
  if (seats.seats === null) return true;
  const others = disciplines.filter((other) => other !== discipline);
  const keptForOthers = others.reduce((sum, other) => sum + stillKept(seats, taken, other), 0);
  return seats.seats - sumOf(taken) - keptForOthers > 0;
}

/** Who of the wait-list gets the next seat: first those for whose discipline seats are kept, then who waits longest. */
export function nextWaiting<W extends { discipline: Discipline; waitingSince: Date; id: string }>(
  seats: Seats,
  taken: Taken,
  waiting: readonly W[],
): W | null {
  const wanted = (one: W) => Number(stillKept(seats, taken, one.discipline) > 0);
  return (
    waiting
      .filter((one) => maySeat(seats, taken, one.discipline))
      .sort(
        (a, b) =>
          wanted(b) - wanted(a) ||
          a.waitingSince.getTime() - b.waitingSince.getTime() ||
          (a.id < b.id ? -1 : 1),
      )[0] ?? null
  );
}

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "This address is too long.")
  .regex(/^\S+@\S+\.\S+$/, "Type a whole e-mail address, such as name@example.org.");
const name = z
  .string()
  .trim()
  .min(2, "Type the name as others should see it.")
  .max(120, "Keep the name within 120 characters.");
const discipline = z.enum(disciplines, "Choose the field of work.");
const short = (what: string, length: number) =>
  z
    .string()
    .trim()
    .max(length, `Keep ${what} within ${length} characters.`)
    .optional()
    .transform((value) => value || null);

const requestSchema = z.object({
  id: z.string().regex(/^[0-9a-z]{26}$/),
  token: z.string().regex(/^[\w-]{43}$/),
  name,
  email,
  discipline,
  agency: short("the agency", 120),
  accommodations: short("this", 1000),
  language: short("this", 200),
});
export type SeatRequest = z.infer<typeof requestSchema>;

type Read<T> = { values: T; errors?: undefined } | { values?: undefined; errors: Record<string, string> };

/** Reads the public form: the values, or one sentence per wrong field. */
export function readRequest(form: FormData): Read<SeatRequest> {
  const read = readForm(requestSchema, form);
  if (read.errors?.id || read.errors?.token)
    return { errors: { form: "This form was not complete. Open the link again and fill it in once more." } };
  return read;
}

const walkInSchema = z.object({
  id: z.string().regex(/^[0-9a-z]{26}$/, "Open the page again and fill it in once more."),
  name,
  discipline,
  agency: short("the agency", 120),
  email: z
    .union([z.literal("").transform(() => null), email])
    .optional()
    .transform((value) => value ?? null),
  insteadOf: z
    .string()
    .max(60)
    .optional()
    .transform((value) => value || null),
  extra: z
    .literal("on")
    .optional()
    .transform((value) => value === "on"),
});
export type WalkIn = z.infer<typeof walkInSchema>;

export const readWalkIn = (form: FormData): Read<WalkIn> => readForm(walkInSchema, form);

const count = z
  .string()
  .trim()
  .regex(/^\d{0,3}$/, "Type a whole number of at most 999, or leave it empty.")
  .optional()
  .transform((value) => (value ? Number(value) : null));

const seatsSchema = z.object({
  seats: count,
  "human-services": count,
  "law-enforcement": count,
  "child-advocacy": count,
});

/** Reads the form of the seats. What is kept must fit into the seats there are. */
export function readSeats(form: FormData): Read<Seats> {
  const { values, errors } = readForm(seatsSchema, form);
  if (!values) return { errors };
  const kept = Object.fromEntries(disciplines.map((one) => [one, values[one] ?? 0])) as Seats["kept"];
  const sum = disciplines.reduce((all, one) => all + kept[one], 0);
  if (values.seats === null && sum > 0)
    return { errors: { seats: "Say how many seats there are, so that some of them can be kept." } };
  if (values.seats !== null && values.seats < 1)
    return { errors: { seats: "A cohort has at least one seat. Leave it empty to set no limit." } };
  if (values.seats !== null && sum > values.seats)
    return { errors: { seats: `${sum} seats are kept, and there are only ${values.seats}.` } };
  return { values: { seats: values.seats, kept } };
}
