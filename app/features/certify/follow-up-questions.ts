import type { FollowUpFile, FollowUpPart } from "#app/content/schema-follow-up.ts";

export type QuestionOption = { id: string; label: string; right?: boolean; feedback?: string };

/** One question to mark. There is no free text anywhere in the follow-up: nobody can write about a case. */
export type Question = {
  id: string;
  text: string;
  several: boolean;
  /** Whether it may be left out. */
  optional: boolean;
  options: QuestionOption[];
};

type Item = {
  id: string;
  stem: string;
  options: { text: string; correct?: boolean | undefined; feedback: string }[];
};
type Scale = { min: number; max: number; low: string; high: string };

/** What the questions are made of, besides follow-up.yaml. */
export type QuestionSources = {
  /** Of the modules' quizzes, those that follow-up.yaml names. */
  recall: readonly Item[];
  /** Form C. */
  knowledge: readonly Item[];
  confidence: { scale: Scale; statements: readonly { id: string; text: string }[] };
  lookBack: { scale: Scale; items: readonly { id: string; text: string }[] };
};

const itemQuestion = ({ id, stem, options }: Item): Question => ({
  id,
  text: stem,
  several: false,
  optional: false,
  options: options.map(({ text, correct, feedback }, place) => ({
    id: String(place),
    label: text,
    right: correct === true,
    feedback,
  })),
});

const scaleQuestion =
  ({ min, max, low, high }: Scale) =>
  ({ id, text }: { id: string; text: string }): Question => ({
    id,
    text,
    several: false,
    optional: true,
    options: Array.from({ length: max - min + 1 }, (_, place) => {
      const value = min + place;
      const word = value === min ? `, ${low.toLowerCase()}` : value === max ? `, ${high.toLowerCase()}` : "";
      return { id: String(value), label: `${value}${word}` };
    }),
  });

const one = (id: string, text: string, options: Record<string, string>): Question => ({
  id,
  text,
  several: false,
  optional: false,
  options: Object.entries(options).map(([key, label]) => ({ id: key, label })),
});

/** The questions of a part; empty for one that is done on a page of its own or in person. */
export function questionsOf(
  file: FollowUpFile,
  part: Pick<FollowUpPart, "id" | "kind">,
  sources: QuestionSources,
): Question[] {
  switch (part.kind) {
    case "recall":
      return sources.recall.map(itemQuestion);
    case "knowledge":
      return sources.knowledge.map(itemQuestion);
    case "confidence":
      return sources.confidence.statements.map(scaleQuestion(sources.confidence.scale));
    case "look-back":
      return sources.lookBack.items.map(scaleQuestion(sources.lookBack.scale));
    case "obstacles":
      return [
        {
          id: part.id,
          text: "What was in the way?",
          several: true,
          optional: false,
          options: file.obstacles.map(({ id, text }) => ({ id, label: text })),
        },
      ];
    case "actions":
      return file.actions.items.map(({ id, text }) => ({
        id,
        text,
        several: false,
        optional: false,
        options: file.actions.answers,
      }));
    case "supervisor-form":
      return file.supervisor_form.map(({ id, text, several, options }) => ({
        id,
        text,
        several,
        optional: false,
        options,
      }));
    case "call":
      return [
        one(part.id, "Were you there?", {
          yes: "Yes",
          no: "No, not this time",
          none: "There was no call yet",
        }),
      ];
    case "delivery":
      return [
        one(part.id, "How does it stand with your first delivery?", {
          given: "It has been given",
          set: "A date is set",
          "not-yet": "No date yet",
          none: "I do not train others",
        }),
      ];
    case "plan":
      return [
        one(part.id, "How does your step stand?", {
          done: "Done",
          "on-the-way": "On the way",
          "not-begun": "Not begun",
          none: "I own none",
        }),
      ];
    case "commitment":
    case "sponsor":
    case "letter":
      return [];
  }
}

/** Several marks of one question are kept as one text. */
const between = " ";
export const marksOf = (answer: string | undefined): string[] => (answer ? answer.split(between) : []);

/** What a form holds for a question: a radio button has its id as name, a box its id, a dot and the option. */
export const marksIn =
  (form: FormData) =>
  (id: string): string[] => [
    ...form.getAll(id).map(String),
    ...[...form.keys()].flatMap((key) => (key.startsWith(`${id}.`) ? [key.slice(id.length + 1)] : [])),
  ];

/** The answers of a form by question, or sentences by question where one is missing. Unknown marks are left out. */
export function answersFrom(
  questions: readonly Question[],
  marks: (id: string) => string[],
): { answers: Record<string, string>; errors: Record<string, string> } {
  const answers: Record<string, string> = {};
  const errors: Record<string, string> = {};
  for (const { id, several, optional, options } of questions) {
    const known = marks(id).filter((mark) => options.some((option) => option.id === mark));
    const chosen = several ? known : known.slice(0, 1);
    if (chosen.length > 0) answers[id] = chosen.join(between);
    else if (!optional) errors[id] = several ? "Mark at least one line." : "Mark the line that fits.";
  }
  return { answers, errors };
}
