import { rightOption } from "#app/features/quiz/scoring.ts";
import type { Attempt } from "./kept.ts";
import type { LessonQuiz } from "./package.ts";
import type { AnswerReport } from "./recorder.ts";

const letter = (option: number): string => String.fromCharCode(97 + option);

/** The answers of an attempt as other systems get them. */
export function answersReported(quiz: LessonQuiz, { answers }: Attempt, at = new Date()): AnswerReport[] {
  return quiz.items.flatMap((item) => {
    const chosen = answers[item.id];
    if (chosen === undefined) return [];
    return [
      {
        item: item.id,
        question: plain(item.stem),
        chosen: letter(chosen),
        right: letter(rightOption(item)),
        at,
      },
    ];
  });
}

/** The words of a line of HTML. */
const plain = (html: string): string =>
  html
    .replace(/<sup[^>]*>.*?<\/sup>/gu, "")
    .replace(/<[^>]+>/gu, "")
    .replace(/&#x([0-9a-f]+);/giu, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
