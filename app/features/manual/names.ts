import type { BookName, Paper } from "./book.ts";

export const bookTitles: Record<BookName, string> = {
  training: "Training Manual, facilitator edition",
  participant: "Training Manual, participant edition",
  guide: "Community Response Guide",
};

export const bookSummaries: Record<BookName, string> = {
  training:
    "Everything to run the room: texts, timed plans, activities, handouts, the library, instruments, and assessments with their keys.",
  participant:
    "What participants read and keep: texts, activities, handouts, the library, and quiz questions without answers.",
  guide: "For coalitions: how to plan a community’s response, with worksheets, program cards and measures.",
};

export const paperNames: Record<Paper, string> = { letter: "Letter", a4: "A4" };
