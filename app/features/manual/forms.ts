import type { AssessmentItem } from "#app/content/schema-assessments.ts";
import type { Scale } from "#app/content/schema-parts.ts";
import type { Assessments } from "#app/content/tree.ts";

/** Assessments as a person gets them on paper. No type here can hold a key. */
export type PaperForm = {
  id: string;
  title: string;
  /** "Form A" or "Booster 1" */
  name: string;
  when: string;
  minutes: number | null;
  pass: number | null;
  instructions: string;
  items: PaperItem[];
};
export type PaperItem = { id: string; stem: string; options: string[] };

/** A page of statements to agree with, under the situations that they are about. */
export type PaperStatements = {
  id: string;
  title: string;
  name: string;
  instructions: string;
  scale: Scale;
  groups: { title: string; text: string; statements: { id: string; text: string }[] }[];
};

const moments = { pre: "Before the first day", post: "After the last day", "day-90": "90 days after" };

export function paperForms({ formA, formB, formC }: Assessments): PaperForm[] {
  return [formA, formB, formC].flatMap((form) =>
    form
      ? {
          id: form.id,
          title: form.title,
          name: `Form ${form.id.slice(-1).toUpperCase()}`,
          when: moments[form.moment],
          minutes: form.minutes,
          pass: form.pass,
          instructions: form.instructions,
          items: form.items.map(withoutKey),
        }
      : [],
  );
}

export function boosterSheets({ boosters }: Assessments): PaperForm[] {
  return (boosters?.sets ?? []).map(({ id, title, after_days, items }, index) => ({
    id,
    title,
    name: `Booster ${index + 1}`,
    when: `${after_days} days after`,
    minutes: null,
    pass: null,
    instructions: boosters?.instructions ?? "",
    items: items.map(withoutKey),
  }));
}

export function statementForms({ confidence, attitudes }: Assessments): PaperStatements[] {
  const forms: PaperStatements[] = [];
  if (confidence) {
    const { id, title, instructions, scale } = confidence;
    const statements = confidence.statements.map(({ id, text }) => ({ id, text }));
    forms.push({
      id,
      title,
      name: "Confidence",
      instructions,
      scale,
      groups: [{ title: "", text: "", statements }],
    });
  }
  if (attitudes) {
    const { id, title, instructions, scale } = attitudes;
    const groups = attitudes.vignettes.map(({ title, text, statements }) => ({
      title,
      text,
      statements: statements.map(({ id, text }) => ({ id, text })),
    }));
    forms.push({ id, title, name: "Attitudes", instructions, scale, groups });
  }
  return forms;
}

function withoutKey({ id, stem, options }: AssessmentItem): PaperItem {
  return { id, stem, options: options.map(({ text }) => text) };
}
