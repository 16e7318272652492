import { data } from "@remix-run/node";
import type { z } from "zod";

export type Rejection = { errors: Record<string, string>; values: Record<string, string> };

/** Everything typed into a form as strings; files are left out, and `secret` fields are not given back. */
export function typed(
  form: FormData,
  secret: string[] = ["password", "newPassword", "code"],
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [key, value] of form)
    if (typeof value === "string" && !secret.includes(key)) values[key] = value;
  return values;
}

/** The answer to wrong input: status 422, sentences by field, and what was typed. */
export const reject = (errors: Record<string, string>, form: FormData, status = 422) =>
  data<Rejection>({ errors, values: typed(form) }, { status });

/** Reads a form against a schema. Gives the values, or one sentence per wrong field. */
export function readForm<S extends z.ZodType>(
  schema: S,
  form: FormData,
): { values: z.infer<S>; errors?: undefined } | { values?: undefined; errors: Record<string, string> } {
  const result = schema.safeParse(Object.fromEntries([...form].filter(([, v]) => typeof v === "string")));
  if (result.success) return { values: result.data };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? "form");
    errors[field] ??= issue.message;
  }
  return { errors };
}
