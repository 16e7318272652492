import type { AssessmentItem } from "#app/content/schema-assessments.ts";
import type { Assessments } from "#app/content/tree.ts";
import { content, str } from "#app/content/typst.ts";
import type { Part } from "./book.ts";
import { boosterSheets, type PaperForm, type PaperStatements, paperForms } from "./forms.ts";
import { fieldMarkdown, inlineMarkdown, type Press, segment, sheet } from "./press.ts";

type Forms = Extract<Part, { kind: "assessments" }>;

/** Forms to copy. What is right stands in a part of its own, which begins on a sheet of paper of its own. */
export function setAssessments(press: Press, { forms, statements, boosters }: Forms): string {
  const { writer } = press;
  const see = (id: string) => `[#see-page(${str(id)})]`;
  const rows = [
    ...forms.map(({ id, name, title, when, minutes }) => [
      name,
      title,
      when,
      minutes ? `${minutes} min` : "",
      see(`handout-${id}`),
      see(`key-${id}`),
    ]),
    ...statements.map(({ id, name, title }) => [
      name,
      title,
      "With forms A and B",
      "",
      see(`handout-${id}`),
      id === "attitudes" ? see("key-attitudes") : "[Not scored]",
    ]),
    ...boosters.map(({ id, name, title, when }) => [
      name,
      title,
      when,
      "",
      see(`handout-${id}`),
      see(`key-${id}`),
    ]),
  ].map(
    ([name = "", title = "", when = "", minutes = "", page, key]) =>
      `[#strong[#${str(name)}]], ${content(title)}, ${content(when)}, ${content(minutes)}, ${page}, ${key}`,
  );
  const opening = [
    `#h-open(${writer.step(1)})[Assessments]`,
    ...assessmentWords,
    `#grid-table(columns: (0.9in, 1fr, 1.3in, 0.65in, 0.8in, 0.85in), header: ([Form], [Title], [When], [Time], [Page], [Key]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
  return [
    segment("assessments", ["", "Assessments"], opening),
    ...forms.map((form) => setForm(press, form)),
    ...statements.map((form) => setStatements(press, form)),
    ...boosters.map((form) => setForm(press, form)),
  ].join("\n\n");
}

export const assessmentWords = [
  "Copy a form for each person and give it as it stands. The answers are in the part after this one, on paper of their own, so that a form can leave the binder without its key.",
  "A person’s answers belong to that person. Give results back privately. Never post them, read them out or send them to an employer.",
];

function setForm({ writer }: Press, form: PaperForm): string {
  const use = [form.when, form.minutes && `about ${form.minutes} minutes`].filter(Boolean).join(" · ");
  const items = () =>
    form.items.map(({ stem, options }, index) => {
      const choices = options.map((text, at) => `(${str(letterOf(at))}, [${inlineMarkdown(writer, text)}])`);
      return `#form-item(${index + 1}, [${inlineMarkdown(writer, stem)}], ${choices.join(", ")})`;
    });
  return sheet(
    formHead(writer.step(2), form, use),
    ["#blanks([Name or code], [Date])", ...items()].join("\n\n"),
  );
}

function setStatements({ writer }: Press, form: PaperStatements): string {
  const { min, max, low, high } = form.scale;
  const head = formHead(writer.step(2), form, "Not scored by name");
  const groups = form.groups.map(({ title, text, statements }) => {
    const rows = statements.map((one) => `[${inlineMarkdown(writer, one.text)}]`);
    const table = `#scale-table(${min}, ${max}, ${content(low)}, ${content(high)}, ${rows.join(", ")})`;
    return title
      ? `#vignette(${writer.step(3)}, ${content(title)}, [${inlineMarkdown(writer, text)}])\n\n${table}`
      : table;
  });
  return sheet(head, ["#blanks([Code, never a name], [Date])", ...groups].join("\n\n"));
}

function formHead(
  level: number,
  form: { id: string; name: string; title: string; instructions: string },
  use: string,
) {
  return `sheet(${level}, "Assessment", ${content(`${form.name}: ${form.title}`)}, ${str(`handout-${form.id}`)}, ${content(form.instructions)}, ${content(use)}, ([Assessments], ${content(form.name)}), outlined: true)`;
}

// ---- answer keys ----------------------------------------------------------------------------------------------------

export const keyWords = [
  "For the people who score, and for the review afterward. Take these pages out before you lend the binder to anyone who will still be assessed. The letters count on paper only: online the answers come in another order for each person.",
  "Each wrong answer names the misconception behind it. What the codes mean stands at the end of this part.",
];

export type Keyed = { form: PaperForm; items: AssessmentItem[] };

export function keyedForms(assessments: Assessments): Keyed[] {
  const { formA, formB, formC, boosters } = assessments;
  return [
    ...paperForms(assessments).map((form) => ({
      form,
      items: [formA, formB, formC].find((one) => one?.id === form.id)?.items ?? [],
    })),
    ...boosterSheets(assessments).map((form) => ({
      form,
      items: boosters?.sets.find(({ id }) => id === form.id)?.items ?? [],
    })),
  ];
}

/** For the people who score: which answer is right, and why each of the others is not. */
export function setKeys(press: Press, assessments: Assessments): string {
  const { writer, catalogue } = press;
  const { attitudes } = assessments;
  const keyed = keyedForms(assessments);
  const opening = [`#h-open(${writer.step(1)})[Answer keys]`, ...keyWords].join("\n\n");
  const used = new Set(
    keyed.flatMap(({ items }) =>
      items.flatMap(({ options }) => options.map((one) => one.misconception ?? "")),
    ),
  );
  const codes = Object.entries(catalogue.misconceptions)
    .filter(([code]) => used.has(code))
    .map(([code, meaning]) => `[#strong[#${str(code)}]], ${content(meaning)}`);
  const last = () =>
    [
      ...(attitudes ? [setAttitudesKey(press, attitudes)] : []),
      `#h-open(${writer.step(2)}, size: 19pt)[Misconception codes]`,
      `#grid-table(columns: (0.8in, 1fr), header: ([Code], [What a person may believe]), hung: true, ${codes.join(", ")})`,
    ].join("\n\n");
  const [first, ...others] = keyed;
  return [
    // On paper of its own, also where both sides of a sheet are printed.
    '#pagebreak(weak: true, to: "odd")',
    segment(
      "keys",
      ["Answer keys", first?.form.name ?? ""],
      [opening, first ? setKey(press, first) : ""].join("\n\n"),
    ),
    ...others
      .filter(({ form }) => !form.name.startsWith("Booster"))
      .map((one) => segment(`keys-${one.form.id}`, ["Answer keys", one.form.name], setKey(press, one))),
    segment(
      "keys-boosters",
      ["Answer keys", "Boosters"],
      others
        .filter(({ form }) => form.name.startsWith("Booster"))
        .map((one) => setKey(press, one))
        .join("\n\n"),
    ),
    segment("keys-last", ["Answer keys", "Attitudes and codes"], last()),
  ].join("\n\n");
}

function setKey({ writer }: Press, { form, items }: Keyed): string {
  const rightOf = ({ options }: AssessmentItem) => options.findIndex(({ correct }) => correct === true);
  const strip = items.map((item, index) => `(${index + 1}, ${str(letterOf(rightOf(item)))})`);
  const entries = () =>
    items.map((item, index) => {
      const right = rightOf(item);
      const answer = item.options[right];
      const wrong = item.options.flatMap(({ feedback, misconception }, at) =>
        at === right
          ? []
          : `(${str(letterOf(at))}, ${str(misconception ?? "")}, [${inlineMarkdown(writer, feedback)}])`,
      );
      const meta = `(${content(item.domain)}, [#box[#${str(`objective ${item.objective}`)}]])`;
      return `#key-entry(${index + 1}, ${str(letterOf(right))}, ${meta}, [${inlineMarkdown(writer, answer?.text ?? "")}], [${inlineMarkdown(writer, answer?.feedback ?? "")}], ${wrong.join(", ")})`;
    });
  const pass = form.pass === null ? "Nobody passes or fails" : `${form.pass} percent to pass`;
  return [
    `#h-open(${writer.step(2)}, size: 19pt, target: ${str(`key-${form.id}`)})[#${str(`${form.name}: ${form.title}`)}]`,
    `#how[#${str(`${items.length} questions · ${pass}`)}]`,
    `#key-strip(${strip.join(", ")})`,
    ...entries(),
    "#run-end",
  ].join("\n\n");
}

function setAttitudesKey({ writer }: Press, attitudes: NonNullable<Assessments["attitudes"]>): string {
  const title = `#h-open(${writer.step(2)}, size: 19pt, target: "key-attitudes")[#${str(`Attitudes: ${attitudes.title}`)}]`;
  const scoring = fieldMarkdown(writer, attitudes.scoring, { shift: 2 });
  const rows = attitudes.vignettes.flatMap(({ title, statements }) =>
    statements.map(
      ({ text, direction, why }, at) =>
        `[${at === 0 ? `#strong[#${str(title)}] #linebreak()` : ""}#${str(`${at + 1}. `)}${inlineMarkdown(writer, text)}], [#${str(direction === "accountable" ? "As it stands" : "Turned round")}], [${inlineMarkdown(writer, why)}]`,
    ),
  );
  return [
    title,
    scoring,
    `#grid-table(columns: (1.6fr, 0.75fr, 1.6fr), header: ([Statement], [Counts], [Why]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
}

export function letterOf(at: number): string {
  return String.fromCharCode(65 + at);
}
