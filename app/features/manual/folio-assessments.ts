import { box, heading, type Leaf, type Piece, paragraph, strong, text } from "#app/content/folio.ts";
import { words } from "#app/content/folio-writer.ts";
import type { AssessmentItem } from "#app/content/schema-assessments.ts";
import type { Assessments } from "#app/content/tree.ts";
import type { Part } from "./book.ts";
import { blanks, type FolioPress, piece, scaleTable, sheetHead } from "./folio-press.ts";
import type { PaperForm, PaperStatements } from "./forms.ts";
import { assessmentWords, type Keyed, keyedForms, keyWords, letterOf } from "./typeset-assessments.ts";

type Forms = Extract<Part, { kind: "assessments" }>;

export function foliateAssessments(press: FolioPress, { forms, statements, boosters }: Forms): Piece[] {
  const { writer } = press;
  const to = (id: string, words: string) => [paragraph([{ kind: "ref", to: id, runs: text(words) }])];
  const row = (one: { id: string; name: string; title: string }, when: string, minutes: string): Leaf[][] => [
    [paragraph([{ kind: "ref", to: `handout-${one.id}`, runs: strong(one.name) }])],
    [paragraph(words(one.title))],
    [paragraph(when)],
    minutes ? [paragraph(minutes)] : [],
    one.id === "confidence" ? [paragraph("Not scored")] : to(`key-${one.id}`, "Key"),
  ];
  const opening: Leaf[] = [
    heading(writer.step(1), "Assessments", { toc: true }),
    ...assessmentWords.map((one) => paragraph(words(one))),
    {
      kind: "table",
      name: "Assessments",
      form: false,
      head: ["Form", "Title", "When", "Time", "Key"].map(text),
      rows: [
        ...forms.map((one) => row(one, one.when, one.minutes ? `${one.minutes} min` : "")),
        ...statements.map((one) => row(one, "With forms A and B", "")),
        ...boosters.map((one) => row(one, one.when, "")),
      ],
    },
  ];
  return [
    piece("assessments", "Assessments", "part", opening),
    ...forms.map((form) => foliateForm(press, form)),
    ...statements.map((form) => foliateStatements(press, form)),
    ...boosters.map((form) => foliateForm(press, form)),
  ];
}

function foliateForm({ writer }: FolioPress, form: PaperForm): Piece {
  const use = [form.when, form.minutes && `about ${form.minutes} minutes`].filter(Boolean).join(" · ");
  const head = formHead(writer.step(2), form, use);
  const items = form.items.map(({ stem, options }, index) => {
    const choices = options.map((one): Leaf[] => [paragraph(writer.line(one))]);
    return box("question", String(index + 1), [
      paragraph(strong(writer.line(stem))),
      { kind: "list", mark: "letter", start: 1, items: choices },
    ]);
  });
  return formPiece(form, [...head, ...blanks("Name or code", "Date"), ...items]);
}

function foliateStatements({ writer }: FolioPress, form: PaperStatements): Piece {
  const head = formHead(writer.step(2), form, "Not scored by name");
  const groups = form.groups.flatMap(({ title, text: situation, statements }): Leaf[] => {
    const rows = statements.map((one) => writer.line(one.text));
    const table = scaleTable(title || form.title, form.scale, rows);
    if (!title) return table;
    return [
      heading(writer.step(3), words(title)),
      paragraph("Fictional composite", "small"),
      paragraph(writer.line(situation)),
      ...table,
    ];
  });
  return formPiece(form, [...head, ...blanks("Code, never a name", "Date"), ...groups]);
}

type Head = { id: string; name: string; title: string; instructions: string };

const formPiece = (form: Head, leaves: Leaf[]): Piece =>
  piece(`handout-${form.id}`, `${form.name}: ${form.title}`, "sheet", leaves, { kind: "form", id: form.id });

function formHead(level: number, form: Head, use: string): Leaf[] {
  return sheetHead(level, {
    label: "Assessment",
    title: `${form.name}: ${form.title}`,
    target: `handout-${form.id}`,
    purpose: words(form.instructions),
    use,
    toc: true,
  });
}

// ---- answer keys ----------------------------------------------------------------------------------------------------

/** For the people who score. It is a part of its own, and no sheet, so that it is never handed out with a form. */
export function foliateKeys(press: FolioPress, assessments: Assessments): Piece[] {
  const { writer, catalogue } = press;
  const keyed = keyedForms(assessments);
  const opening = [
    heading(writer.step(1), "Answer keys", { toc: true }),
    ...keyWords.map((one) => paragraph(words(one))),
  ];
  const used = new Set(
    keyed.flatMap(({ items }) =>
      items.flatMap(({ options }) => options.map((one) => one.misconception ?? "")),
    ),
  );
  const codes = Object.entries(catalogue.misconceptions).filter(([code]) => used.has(code));
  const isBooster = ({ form }: Keyed) => form.name.startsWith("Booster");
  const [first, ...others] = keyed;
  const ordered = [
    ...(first ? [first] : []),
    ...others.filter((one) => !isBooster(one)),
    ...others.filter(isBooster),
  ];
  const keys = ordered.map((one) =>
    piece(`keys-${one.form.id}`, `Key to ${one.form.name}`, "appendix", keyOf(press, one)),
  );
  const last: Leaf[] = [
    ...(assessments.attitudes ? attitudesKey(press, assessments.attitudes) : []),
    heading(writer.step(2), "Misconception codes", { toc: true }),
    {
      kind: "table",
      name: "Misconception codes",
      form: false,
      head: ["Code", "What a person may believe"].map(text),
      rows: codes.map(([code, meaning]) => [[paragraph(strong(code))], [paragraph(words(meaning))]]),
    },
  ];
  return [
    piece("keys", "Answer keys", "part", opening),
    ...keys,
    piece("keys-last", "Attitudes and codes", "appendix", last),
  ];
}

function keyOf({ writer }: FolioPress, { form, items }: Keyed): Leaf[] {
  const rightOf = ({ options }: AssessmentItem) => options.findIndex(({ correct }) => correct === true);
  const pass = form.pass === null ? "Nobody passes or fails" : `${form.pass} percent to pass`;
  const head = [
    heading(writer.step(2), words(`${form.name}: ${form.title}`), { id: `key-${form.id}`, toc: true }),
    paragraph(`${items.length} questions · ${pass}`, "small"),
  ];
  const entries = items.map((item, index) => {
    const right = rightOf(item);
    const answer = item.options[right];
    const wrong = item.options.flatMap(({ feedback, misconception }, at) =>
      at === right
        ? []
        : [
            paragraph(
              [
                ...strong(letterOf(at)),
                ...text(" "),
                ...writer.line(feedback),
                ...(misconception ? text(` (${misconception})`) : []),
              ],
              "small",
            ),
          ],
    );
    return box("question", `${index + 1} ${letterOf(right)}`, [
      paragraph(words(`${item.domain} · objective ${item.objective}`), "small"),
      paragraph([
        ...strong(writer.line(answer?.text ?? "")),
        ...text(" "),
        ...writer.line(answer?.feedback ?? ""),
      ]),
      ...wrong,
    ]);
  });
  return [...head, ...entries];
}

function attitudesKey({ writer }: FolioPress, attitudes: NonNullable<Assessments["attitudes"]>): Leaf[] {
  const title = heading(writer.step(2), words(`Attitudes: ${attitudes.title}`), {
    id: "key-attitudes",
    toc: true,
  });
  const scoring = writer.field(attitudes.scoring, { shift: 2 });
  const rows = attitudes.vignettes.flatMap(({ title, statements }) =>
    statements.map(({ text: statement, direction, why }, at) => [
      [
        ...(at === 0 ? [paragraph(strong(words(title)))] : []),
        paragraph([...text(`${at + 1}. `), ...writer.line(statement)]),
      ],
      [paragraph(direction === "accountable" ? "As it stands" : "Turned round")],
      [paragraph(writer.line(why))],
    ]),
  );
  return [
    title,
    ...scoring,
    {
      kind: "table",
      name: "How each statement counts",
      form: false,
      head: ["Statement", "Counts", "Why"].map(text),
      rows,
    },
  ];
}
