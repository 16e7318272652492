import type { BookName, Form, Paper } from "./book.ts";

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

export const paperNames: Record<Paper, string> = {
  letter: "Letter",
  a4: "A4",
  "letter-large": "Large print, Letter",
  "a4-large": "Large print, A4",
};

export const formNames: Record<Form, string> = {
  letter: "PDF, Letter",
  a4: "PDF, A4",
  "letter-large": "PDF in large print, Letter",
  "a4-large": "PDF in large print, A4",
  html: "Web page in one file",
  epub: "E-book (EPUB)",
  docx: "Word documents",
  pack: "Site pack",
};

/** What each is for, in a few words. */
export const formUses: Record<Form, string> = {
  letter: "To print and bind. Tagged for screen readers.",
  a4: "The same on A4 paper.",
  "letter-large": "18 points and more, set anew in one column.",
  "a4-large": "18 points and more, on A4 paper.",
  html: "Opens in any browser and needs no connection.",
  epub: "For phones, tablets and reading apps. The reader chooses size and face.",
  docx: "Each handout, worksheet, form and card as a file to edit or fill in, in one zip.",
  pack: "All of this in one zip for a USB stick, with slides, a plain index page and checksums. It takes some minutes to make.",
};
