/** "a", "a and b", "a, b and c" */
export const listed = (words: readonly (string | number)[], last = "and"): string =>
  words.length < 2 ? String(words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

/** "a", "a or b", "a, b or c" */
export const anyOf = (words: readonly string[]): string => listed(words, "or");

/** "one person", "3 people" */
export const people = (count: number): string => (count === 1 ? "one person" : `${count} people`);
