import type { SatisfactionFile } from "#app/content/schema-instruments.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { type Filled, type Totals, totalsOf } from "./evaluation.ts";

export type ClosedCohort = { id: string; closedAt: Date; forms: number };

/**
 * Closed cohorts in the parts that are shown: a cohort of eleven forms or more is a part of its own. Smaller ones are
 * put together in the order in which they were closed, two or more and until they have eleven forms; those after that
 * wait for the next. A part never changes once it is there, so that whoever compares totals of two days, or takes shown
 * cohorts away from them, is left with a whole part: never with one small cohort.
 */
export function partsOf(cohorts: readonly ClosedCohort[]): { parts: string[][]; waiting: ClosedCohort[] } {
  const parts: string[][] = [];
  let waiting: ClosedCohort[] = [];
  const inOrder = [...cohorts].sort(
    (a, b) => a.closedAt.getTime() - b.closedAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  for (const one of inOrder) {
    if (one.forms >= smallestGroup) {
      parts.push([one.id]);
      continue;
    }
    if (one.forms === 0) continue;
    waiting.push(one);
    if (waiting.length < 2 || waiting.reduce((sum, { forms }) => sum + forms, 0) < smallestGroup) continue;
    parts.push(waiting.map(({ id }) => id));
    waiting = [];
  }
  return { parts, waiting };
}

export type Part = { forms: readonly Filled["answers"][]; notes: readonly { item: string; text: string }[] };

/**
 * The totals of several parts together. Each part counts for a question only where it may be shown by itself, so that
 * taking one away gives nothing that is not shown anyway. Null while there is no part.
 */
export function pooledTotals(form: SatisfactionFile, parts: readonly Part[]): Totals | null {
  if (parts.length === 0) return null;
  const totals = parts.map(({ forms, notes }) => totalsOf(form, forms, notes));
  const shownFor = (id: string) =>
    parts.filter((_, place) => totals[place]?.items?.find((item) => item.id === id)?.mean !== null);
  return {
    forms: parts.reduce((sum, { forms }) => sum + forms.length, 0),
    items: form.items.map(({ id, text }) => {
      const values = shownFor(id).flatMap(({ forms }) => forms.flatMap((answers) => answers[id] ?? []));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        id,
        text,
        answers: values.length,
        mean: values.length === 0 ? null : Math.round(mean * 10) / 10,
      };
    }),
    distress: {
      text: form.distress.text,
      some: totals.some(({ distress }) => distress?.some),
      options: sumOf(totals.map(({ distress }) => distress?.options ?? null)),
    },
    about: null,
    notes: form.open.map(({ text }) => ({
      text,
      said: totals
        .flatMap(({ notes }) => notes?.find((note) => note.text === text)?.said ?? [])
        .sort((a, b) => a.localeCompare(b)),
    })),
  };
}

type Options = { label: string; count: number }[] | null;

/** Counts by option over the parts that show them; null when none does. */
function sumOf(all: Options[]): Options {
  const shown = all.filter((options) => options !== null);
  const [first] = shown;
  return first
    ? first.map(({ label }, place) => ({
        label,
        count: shown.reduce((sum, options) => sum + (options[place]?.count ?? 0), 0),
      }))
    : null;
}
