import type { Quiz } from "#app/content/schema.ts";

/** What scoring needs of a quiz. */
export type Key = Pick<Quiz, "pass"> & {
  items: { id: string; options: { correct?: true | undefined }[] }[];
};

/** The newest answer per item: the option's place in quiz.yaml, never the place where it was shown. */
export type Answers = ReadonlyMap<string, number>;

export type Score = { right: number; total: number; percent: number; passed: boolean };

export const rightOption = (item: Key["items"][number]): number =>
  item.options.findIndex(({ correct }) => correct === true);

/** Scores answers against the quiz they were given to. The percent is rounded down, so it never looks like a pass that it is not. */
export function score(key: Key, answers: Answers): Score {
  const total = key.items.length;
  const right = key.items.filter((item) => answers.get(item.id) === rightOption(item)).length;
  return {
    right,
    total,
    percent: total === 0 ? 0 : Math.floor((right * 100) / total),
    passed: total > 0 && right * 100 >= key.pass * total,
  };
}

/** Items that have no answer yet, in the order of the quiz. */
export const unanswered = (items: { id: string }[], answers: Answers): string[] =>
  items.filter(({ id }) => !answers.has(id)).map(({ id }) => id);

/** How many right answers pass the quiz. */
export const neededToPass = ({ pass, items }: Key): number => Math.ceil((pass * items.length) / 100);

/** A shuffled order of the options of every item. `random` gives numbers from 0 up to, not including, 1. */
export function shuffledOptions(
  items: { id: string; options: unknown[] }[],
  random: () => number,
): Record<string, number[]> {
  return Object.fromEntries(
    items.map(({ id, options }) => {
      const order = options.map((_, index) => index);
      for (let last = order.length - 1; last > 0; last -= 1) {
        const other = Math.floor(random() * (last + 1));
        [order[last], order[other]] = [order[other] as number, order[last] as number];
      }
      return [id, order];
    }),
  );
}
