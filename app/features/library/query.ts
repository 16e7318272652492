import { closest, distance } from "fastest-levenshtein";

/** What somebody typed into the search box, as FTS5 expressions: all of it, and any of it. */
export type Query = { all: string; any: string; words: string[] };

const mostWords = 12;

/**
 * Turns typed words into FTS5 expressions without letting anything typed act as syntax. Words in quotation marks are a
 * phrase; the last word also finds longer words that begin with it. Null when there is nothing to look for.
 */
export function parseQuery(typed: string): Query | null {
  const parts = [...typed.matchAll(/["“”]([^"“”]*)["“”]|([\p{L}\p{N}][\p{L}\p{N}'’.§-]*)/gu)].slice(
    0,
    mostWords,
  );
  const terms = parts.flatMap(([whole, phrase, word], i) => {
    const text = wordsOf(phrase ?? word ?? "");
    if (text.length === 0) return [];
    const last = i === parts.length - 1 && phrase === undefined && typed.trimEnd().endsWith(whole);
    return [
      {
        text: `"${text.join(" ")}"${last && text.length === 1 && (text[0] ?? "").length > 2 ? "*" : ""}`,
        words: text,
      },
    ];
  });
  if (terms.length === 0) return null;
  return {
    all: terms.map(({ text }) => text).join(" AND "),
    any: terms.map(({ text }) => text).join(" OR "),
    words: terms.flatMap(({ words }) => words),
  };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** The known word that a mistyped one most likely meant: at most two changes, and one in four letters. Null when none is near. */
export function nearest(word: string, known: string[]): string | null {
  const most = Math.min(2, Math.max(1, Math.floor(word.length / 4)));
  const near = known.filter((other) => other !== word && distance(word, other) <= most);
  return near.length > 0 ? closest(word, near) : null;
}
