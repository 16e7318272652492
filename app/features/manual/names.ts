import { type BookName, type FileForm, type FormSpec, isPackage, type Paper } from "./book.ts";

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

export const formNames: Record<FileForm, string> = {
  letter: "PDF, Letter",
  a4: "PDF, A4",
  "letter-large": "PDF in large print, Letter",
  "a4-large": "PDF in large print, A4",
  html: "Web page in one file",
  epub: "E-book (EPUB)",
  docx: "Word documents",
  pack: "Site pack",
  "scorm-12": "SCORM 1.2",
  "scorm-2004": "SCORM 2004, 4th edition",
  cmi5: "cmi5 (xAPI)",
  "common-cartridge": "Common Cartridge 1.3",
  "common-cartridge-11": "Common Cartridge 1.1",
  qti: "QTI 2.1, questions alone",
};

/** What each is for, in a few words. */
export const formUses: Record<FileForm, string> = {
  letter: "To print and bind. Tagged for screen readers.",
  a4: "The same on A4 paper.",
  "letter-large": "18 points and more, set anew in one column.",
  "a4-large": "18 points and more, on A4 paper.",
  html: "Opens in any browser and needs no connection.",
  epub: "For phones, tablets and reading apps. The reader chooses size and face.",
  docx: "Each handout, worksheet, form and card as a file to edit or fill in, in one zip.",
  pack: "All of this in one zip for a USB stick, with a plain index page and checksums; in the facilitator edition also slides, and the course as a package for other learning systems. It takes some minutes to make.",
  "scorm-12":
    "For Moodle, and for nearly every other system: the lesson with its quiz, one status and one score.",
  "scorm-2004": "For Blackboard, Brightspace and others that take it: completion and success apart.",
  cmi5: "For systems with a record store (LRS), which then holds each answer.",
  "common-cartridge":
    "For Canvas and others: pages and quizzes that your system shows and grades as its own.",
  "common-cartridge-11": "For Moodle, which reads no later version: the same pages and quizzes.",
  qti: "For Canvas New Quizzes, TAO and other banks of questions: each quiz with its keys and reasons.",
};

/** What a file is called on its page: a book, or what a package holds. `module` is the title of that module. */
export function titleOf({ book, form }: Pick<FormSpec, "book" | "form">, module: string | null): string {
  if (!isPackage(form)) return bookTitles[book];
  return module ?? "The whole course, for another learning system";
}

export const packageSummary =
  "The reader’s pages and the quiz, to be imported into another learning system. It holds the keys of the quizzes, so it is for those who set up courses.";
