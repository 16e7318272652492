import { z } from "zod";
import { readForm } from "#app/lib/forms.ts";
import { type AgencyKind, agencyKinds, states, wishes } from "./words.ts";

/** What somebody said about themselves before a download; null where they said nothing, or something unknown. */
export type Said = { agencyKind: string | null; state: string | null };

export function saidIn(search: URLSearchParams): Said {
  const kind = search.get("agency") ?? "";
  const state = search.get("state") ?? "";
  return {
    agencyKind: Object.hasOwn(agencyKinds, kind) ? kind : null,
    state: Object.hasOwn(states, state) ? state : null,
  };
}

const line = (sentence: string, most: number) =>
  z.string().trim().min(2, sentence).max(most, `Keep this within ${most} characters.`);

const schema = z.object({
  id: z.string().regex(/^[0-9a-z]{26}$/),
  wants: z.enum(wishes, "Choose what you would like."),
  name: line("Type your name.", 120),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254, "This address is too long.")
    .regex(/^\S+@\S+\.\S+$/, "Type a whole e-mail address, such as name@example.org."),
  agency: line("Type the name of your agency.", 120),
  agencyKind: z
    .string()
    .refine((value) => Object.hasOwn(agencyKinds, value), "Choose the kind of agency.")
    .transform((value) => value as AgencyKind),
  state: z.string().refine((value) => Object.hasOwn(states, value), "Choose your state."),
  purpose: z
    .string()
    .trim()
    .min(10, "Say in a sentence or two what you would use it for.")
    .max(1000, "Keep this within 1,000 characters."),
});
export type ShelfRequest = z.infer<typeof schema>;

/** The name of a field that nobody sees; only programs that fill in every field fill it in. */
export const trap = "website";

/** Reads the public form. `isTrapped`: a program filled it in, and nothing shall happen. */
export function readShelfRequest(form: FormData): {
  values?: ShelfRequest;
  errors?: Record<string, string>;
  isTrapped: boolean;
} {
  const isTrapped = String(form.get(trap) ?? "") !== "";
  const read = readForm(schema, form);
  if (read.errors?.id)
    return {
      errors: { form: "This form was not complete. Load the page again and send it once more." },
      isTrapped,
    };
  return { ...read, isTrapped };
}
