import type { Quiz } from "#app/content/schema.ts";

/** What one person answered in their newest handed-in attempt: the option's place in quiz.yaml, by item. */
export type Answered = Record<string, number>;

export type OptionCount = {
  letter: string;
  text: string;
  correct: boolean;
  /** The mistaken idea behind a distractor, in words; null for the right option. */
  misconception: string | null;
  count: number;
  /** Of those who answered this item, rounded to whole percent. */
  percent: number;
};

export type ItemAnalysis = {
  id: string;
  stem: string;
  section: string;
  answered: number;
  right: number;
  options: OptionCount[];
  /** The distractor that drew most people, when it drew anybody and stands alone at the top. */
  drew: OptionCount | null;
};

/** Fewer people than this, and one answer moves every figure by a lot. */
export const smallGroup = 5;

export const percentOf = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 100);

/** Counts the options of each item over people. The quiz and the answers belong to the same content hash. */
export function analyseItems(
  quiz: Quiz,
  people: Answered[],
  misconceptions: Record<string, string>,
): ItemAnalysis[] {
  return quiz.items.map((item) => {
    const given = people.flatMap((answers) => answers[item.id] ?? []);
    const options = item.options.map((option, index): OptionCount => {
      const count = given.filter((one) => one === index).length;
      return {
        letter: "ABCD"[index] ?? String(index + 1),
        text: option.text,
        correct: option.correct === true,
        misconception: option.misconception
          ? (misconceptions[option.misconception] ?? option.misconception)
          : null,
        count,
        percent: percentOf(count, given.length),
      };
    });
    const drawn = options
      .filter(({ correct, count }) => !correct && count > 0)
      .sort((a, b) => b.count - a.count);
    const first = drawn[0];
    return {
      id: item.id,
      stem: item.stem,
      section: item.section,
      answered: given.length,
      right: options.find(({ correct }) => correct)?.count ?? 0,
      options,
      drew: first && first.count > (drawn[1]?.count ?? 0) ? first : null,
    };
  });
}
