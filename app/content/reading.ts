import { fleschKincaid } from "flesch-kincaid";
import { syllable } from "syllable";
import { type TextBlock, wordsIn } from "./markdown.ts";

export type Reading = { words: number; sentences: number; grade: number };

/**
 * Flesch-Kincaid grade (Kincaid, Fishburne, Rogers & Chissom 1975, Navy report 8-75):
 * 0.39 × words per sentence + 11.8 × syllables per word − 15.59.
 *
 * Counted is prose: paragraphs, list items and headings, each of which ends a sentence even without a full
 * stop. Left out are tables, fillable lines and boxes, citations, quotations and terms to avoid, and
 * headings and items of one or two words, which would make a text look easier than it is.
 */
export function readingOf(blocks: readonly TextBlock[]): Reading {
  const counts = { word: 0, sentence: 0, syllable: 0 };
  for (const { kind, text } of blocks) {
    if (kind === "cell" || kind === "attribute") continue;
    if (kind !== "paragraph" && wordsIn(text) < 3) continue;
    for (const sentence of sentencesIn(text)) {
      const words = sentence.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
      if (words.length === 0) continue;
      counts.sentence += 1;
      counts.word += words.length;
      for (const word of words) counts.syllable += syllablesOf(word);
    }
  }
  const grade = counts.sentence > 0 ? fleschKincaid(counts) : 0;
  return { words: counts.word, sentences: counts.sentence, grade: Math.round(grade * 10) / 10 };
}

const counted = new Map<string, number>();

/** The same few thousand words come again and again. */
function syllablesOf(word: string): number {
  const known = counted.get(word) ?? Math.max(1, syllable(word));
  counted.set(word, known);
  return known;
}

/** Ends of sentences, but not the points of `p.m.`, `U.S.`, `Dr.` or `vs.` */
export function sentencesIn(text: string): string[] {
  return text
    .replace(/\b(?:[A-Za-z]\.){2,}/g, (letters) => letters.replaceAll(".", ""))
    .replace(/\b(Dr|Mr|Mrs|Ms|St|No|vs|v|Sec|etc|Inc|Jr)\./g, "$1")
    .split(/(?<=[.!?…]["'”’)\]]*)\s+(?=["'“‘([]?[\p{Lu}\p{N}])/u)
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
