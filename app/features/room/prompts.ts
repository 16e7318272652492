/** Results are shown from this many phones on: with fewer, people in the room could tell who said what. */
export const fewest = 5;

export type PromptKind = "poll" | "check" | "questions" | "paper";

export const kindNames: Record<PromptKind, string> = {
  poll: "Poll",
  check: "Knowledge check",
  questions: "Question box",
  paper: "Closing of the day",
};

/** Kinds whose answers are options, so that they can be counted. */
export const hasOptions = (kind: PromptKind): boolean => kind === "poll" || kind === "check";

/** A question to the room as the screen and the trainers see it. */
export type Prompt = {
  id: string;
  kind: PromptKind;
  title: string;
  options: string[];
  /** Phones that have answered. */
  phones: number;
  shown: boolean;
  /** Answers by option; null until results are shown and enough have answered. */
  counts: number[] | null;
  /** The option that is right and why; null until results are shown, and in polls. */
  key: { option: number; feedback: string } | null;
  /** Of a question box, as the room may see it. */
  questions: { id: string; body: string }[];
};

/** Percent of each option, rounded: as many answers are always the same percent, so the sum may be off by a little. */
export function percents(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : Math.round((count * 100) / total)));
}

/** "123 456" */
export const codeInWords = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

/** The digits of a typed code; null when there are not six. */
export function readCode(typed: string): string | null {
  const digits = typed.replaceAll(/\D/g, "");
  return digits.length === 6 ? digits : null;
}

export const reminder = "No names and no case details, yours or anybody’s.";

export const longestQuestion = 400;
export const mostOptions = 8;

/** The lines of a text field as the options of a poll. */
export const readOptions = (typed: string): string[] => [
  ...new Set(
    typed
      .split("\n")
      .map((line) => line.trim().replaceAll(/\s+/g, " "))
      .filter(Boolean),
  ),
];
