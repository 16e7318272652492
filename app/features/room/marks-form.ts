import type { MarkKind, Tapped } from "./marks.ts";

/** What a form says about one step. The id holds the tap, so that a second click is the same and another button is not. */
export function readTap(form: FormData): { id: string; tap: Tapped } {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const mark = text("mark") as MarkKind;
  const minutes = text("minutes");
  return {
    id: `${text("id")}-${mark}`,
    tap: {
      target: text("target"),
      mark,
      reason: text("reason") || null,
      why: text("why") || null,
      minutes: minutes === "" ? null : /^\d{1,4}$/.test(minutes) ? Number(minutes) : Number.NaN,
    },
  };
}
