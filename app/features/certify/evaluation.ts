import type { SatisfactionFile } from "#app/content/schema-instruments.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";

export type Filled = {
  /** On the scale by item, and of the question about distress the place of the option. */
  answers: Record<string, number>;
  /** Places of options about oneself, and what was written, by item. */
  about: Record<string, number>;
  open: Record<string, string>;
};

/** Questions about oneself that a form of one cohort asks: which site it was is known. */
export const aboutAsked = (form: Pick<SatisfactionFile, "about_you">) =>
  form.about_you.filter(({ id }) => id !== "AY3");

export const longestNote = 1000;

/** What was filled in, or a sentence by field. `read` gives what was sent for a field, `""` when it was left empty. */
export function readFilled(
  form: SatisfactionFile,
  read: (field: string) => string,
): { filled: Filled; errors?: undefined } | { filled?: undefined; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const filled: Filled = { answers: {}, about: {}, open: {} };
  const choice = (id: string, lowest: number, highest: number): number | null => {
    const sent = read(id).trim();
    if (sent === "") return null;
    const value = Number(sent);
    if (!Number.isInteger(value) || value < lowest || value > highest) {
      errors[id] = "Choose one of the answers, or none.";
      return null;
    }
    return value;
  };
  const keep = (into: Record<string, number>, id: string, value: number | null) => {
    if (value !== null) into[id] = value;
  };
  for (const { id } of form.items) keep(filled.answers, id, choice(id, form.scale.min, form.scale.max));
  keep(filled.answers, form.distress.id, choice(form.distress.id, 0, form.distress.options.length - 1));
  for (const { id, options } of aboutAsked(form)) keep(filled.about, id, choice(id, 0, options.length - 1));
  for (const { id } of form.open) {
    const text = read(id).trim();
    if (text.length > longestNote) errors[id] = `Please keep it under ${longestNote} letters.`;
    else if (text !== "") filled.open[id] = text;
  }
  if (Object.keys(errors).length > 0) return { errors };
  const count = [filled.answers, filled.about, filled.open].reduce(
    (sum, part) => sum + Object.keys(part).length,
    0,
  );
  return count === 0
    ? { errors: { form: "Answer at least one question before you send the form." } }
    : { filled };
}

export type Totals = {
  forms: number;
  /** Null everywhere below while fewer forms are in than may be shown. */
  items: { id: string; text: string; answers: number; mean: number | null }[] | null;
  distress: { text: string; some: boolean; options: { label: string; count: number }[] | null } | null;
  about: { label: string; options: { label: string; count: number }[] | null }[] | null;
  notes: { text: string; said: string[] }[] | null;
};

/**
 * The forms of a cohort as totals. Nothing is shown of fewer than 11 forms, no mean of fewer than 11 answers, and no
 * count of options when one of them is smaller than that: it could be had by subtraction. Notes come in the order of
 * the alphabet.
 */
export function totalsOf(
  form: SatisfactionFile,
  forms: readonly Filled["answers"][],
  notes: readonly { item: string; text: string }[],
): Totals {
  if (forms.length < smallestGroup)
    return { forms: forms.length, items: null, distress: null, about: null, notes: null };
  const said = (id: string) => forms.flatMap((answers) => answers[id] ?? []);
  const distress = said(form.distress.id);
  return {
    forms: forms.length,
    items: form.items.map(({ id, text }) => {
      const values = said(id);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        id,
        text,
        answers: values.length,
        mean: values.length < smallestGroup ? null : Math.round(mean * 10) / 10,
      };
    }),
    distress: {
      text: form.distress.text,
      some: distress.some((place) => place === 1 || place === 2),
      options: splitOf(form.distress.options, distress),
    },
    about: aboutAsked(form).map(({ id, label, options }) => ({
      label,
      options: splitOf(
        options,
        notes.flatMap(({ item, text }) => (item === id ? Number(text) : [])),
      ),
    })),
    notes: form.open.map(({ id, text }) => ({
      text,
      said: notes.flatMap((note) => (note.item === id ? note.text : [])).sort((a, b) => a.localeCompare(b)),
    })),
  };
}

/** How many chose each option; null when a count is small. */
function splitOf(options: readonly string[], places: readonly number[]) {
  const counts = options.map((label, place) => ({
    label,
    count: places.filter((one) => one === place).length,
  }));
  const isSmall = counts.some(({ count }) => count > 0 && count < smallestGroup);
  return isSmall || places.length === 0 ? null : counts;
}
