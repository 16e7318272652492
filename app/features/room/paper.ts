/** The three questions of the one-minute paper that closes a day. */
export const paperQuestions = [
  "One thing I will do differently in the next two weeks",
  "What helped me most today",
  "What is still unclear, or belongs in the parking lot",
] as const;

export const paperTitle = "One-minute paper";
export const longestLine = 400;

/** What a phone wrote under each question, or a sentence why it cannot be kept. */
export function readPaper(sent: readonly string[]): { lines: string[] } | { sentence: string } {
  const lines = paperQuestions.map((_, place) => (sent[place] ?? "").trim());
  if (lines.every((line) => line === ""))
    return { sentence: "Write something under one of the three first." };
  if (lines.some((line) => line.length > longestLine))
    return { sentence: `Please keep each answer under ${longestLine} characters.` };
  return { lines };
}
