export const moments = ["before", "after"] as const;
export type Moment = (typeof moments)[number];

export const isMoment = (value: string | undefined): value is Moment => moments.some((one) => one === value);

export const momentWords: Record<Moment, { title: string; lower: string }> = {
  before: { title: "Before the course", lower: "before the course" },
  after: { title: "After the course", lower: "after the course" },
};

export type Typed = { letters: (number | null)[] } | { right: number } | { wrong: string } | null;

/**
 * What was typed of a paper form: a letter for each question and a dash for one without an answer (`b a c – d …`), or
 * only how many answers were right. Null when nothing was typed, a sentence when it cannot be read.
 */
export function readPaper(typed: string, questions: number): Typed {
  const text = typed.toLowerCase().replaceAll(/[\s,.;]/g, "");
  if (text === "") return null;
  if (/^\d+$/.test(text)) {
    const right = Number(text);
    return right <= questions ? { right } : { wrong: `Type a number from 0 to ${questions}.` };
  }
  if (!/^[abcd–—-]+$/.test(text))
    return {
      wrong: "Type letters from a to d and a dash for no answer, or only the number of right answers.",
    };
  if (text.length !== questions)
    return {
      wrong: `These are ${text.length} answers and the form has ${questions} questions. Type a dash for one that was left out.`,
    };
  return { letters: [...text].map((letter) => ("abcd".includes(letter) ? "abcd".indexOf(letter) : null)) };
}
