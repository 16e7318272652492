/** Text as a search compares it: lower case, without accents, one space between words. */
export const fold = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim();

/** Whether each word of `query` stands somewhere in `texts`. An empty query matches everything. */
export function matches(query: string, ...texts: (string | null)[]): boolean {
  const all = fold(texts.filter((text) => text !== null).join(" "));
  return fold(query)
    .split(" ")
    .every((word) => all.includes(word));
}
