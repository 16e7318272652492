import {
  heading,
  type Leaf,
  type Piece,
  paragraph,
  type Run,
  strong,
  table,
  text,
} from "#app/content/folio.ts";
import { plainWords, words } from "#app/content/folio-writer.ts";
import type { Instruments } from "#app/content/tree.ts";
import {
  blanks,
  bullets,
  entry,
  type FolioPress,
  piece,
  scaleTable,
  sheetHead,
  verdict,
} from "./folio-press.ts";
import {
  type Certificate,
  type Competencies,
  type Fidelity,
  fidelityRules,
  fieldKinds,
  type Measures,
  type Rubric,
  rubricRules,
  type Satisfaction,
} from "./typeset-instruments.ts";

/** How a program judges its trainers, its deliveries and itself: sheets to copy, and the frames behind them. */
export function foliateInstruments(press: FolioPress, instruments: Instruments): Piece[] {
  const { rubric, fidelity, satisfaction, competencies, certificate, measures } = instruments;
  return [
    ...(rubric ? foliateRubric(press, rubric) : []),
    ...(fidelity ? [foliateFidelity(press, fidelity)] : []),
    ...(satisfaction ? [foliateSatisfaction(press, satisfaction, 2)] : []),
    ...(competencies ? [foliateCompetencies(press, competencies)] : []),
    ...(certificate ? [foliateCertificate(press, certificate)] : []),
    ...(measures ? [foliateMeasures(press, measures, 2)] : []),
  ];
}

const instrument = (id: string, title: string, leaves: Leaf[]): Piece =>
  piece(`sheet-${id}`, title, "sheet", leaves, { kind: "instrument", id });

function foliateRubric({ writer }: FolioPress, rubric: Rubric): Piece[] {
  const rules = rubricRules(rubric);
  const frame = [
    heading(writer.step(1), "Instruments", { toc: true }),
    paragraph(
      "The sheets here can be copied and filled in. The frames behind them say what is counted, by whom and what it may never be used for.",
    ),
    heading(writer.step(2), words(rubric.title), { toc: true }),
    ...writer.field(rubric.purpose, { shift: 2 }),
    heading(writer.step(3), "How a slice meets the standard"),
    bullets(rules.map(words)),
    heading(writer.step(3), "What to look for"),
    {
      kind: "table" as const,
      name: "What to look for",
      form: false,
      head: ["Criterion", "What an assessor can see or hear"].map(text),
      rows: rubric.criteria.map(({ id, title, safety, look_for }) => [
        [paragraph(criterion(id, title, safety))],
        [bullets(look_for.map(words))],
      ]),
    },
    heading(writer.step(3), "Notes for assessors"),
    ...writer.field(rubric.assessor_notes, { shift: 3 }),
    heading(writer.step(3), "Calibration"),
    ...writer.field(rubric.calibration, { shift: 3 }),
  ];
  const rows = rubric.criteria.map(({ id, title, safety, levels }) => [
    [paragraph(criterion(id, title, safety))],
    ...rubric.levels.map(({ value }): Leaf[] => [
      bullets([writer.line(levels[String(value) as keyof typeof levels])], "tick"),
    ]),
    [],
  ]);
  const head = sheetHead(writer.step(2), {
    label: "Scoring sheet",
    title: rubric.title,
    target: "handout-rubric",
    purpose: writer.line(
      `A slice of ${rubric.slice_minutes} minutes. Tick one level in each row, and write what you saw or heard beside it.`,
    ),
    use: "For the presenter, the assessor and the staff who certify",
  });
  return [
    piece("rubric-text", rubric.title, "chapter", frame),
    instrument("rubric", rubric.title, [
      ...head,
      ...blanks("Presenter", "Assessor", "Module and step", "Date"),
      {
        kind: "table",
        name: rubric.title,
        form: true,
        head: [
          text("Criterion"),
          ...rubric.levels.map(({ value, name }) => words(`${value} ${name}`)),
          text("Seen or heard"),
        ],
        rows,
      },
      verdict(rules, ["Meets the standard", "Not yet: teaches again by"]),
      { kind: "write", label: "Two strengths", lines: 2, ruled: false },
      { kind: "write", label: "One next step", lines: 2, ruled: false },
    ]),
  ];
}

function criterion(id: string, title: string, safety: boolean): Run[] {
  const note: Run[] = safety ? [...text(" "), { kind: "mark", runs: text("safety") }] : [];
  return [...strong(words(`${id} ${title}`)), ...note];
}

function foliateFidelity({ writer }: FolioPress, fidelity: Fidelity): Piece {
  const rows = fidelity.items.map(({ id, text: seen, critical, how_to_see }) => [
    [paragraph(id)],
    [
      paragraph([
        ...strong(words(seen)),
        ...(critical ? [...text(" "), { kind: "mark" as const, runs: text("critical") }] : []),
      ]),
      paragraph(writer.line(how_to_see), "small"),
    ],
    ...fidelity.answers.map((): Leaf[] => [{ kind: "list", mark: "tick", start: 1, items: [[]] }]),
    [],
  ]);
  const head = sheetHead(writer.step(2), {
    label: "Checklist",
    title: fidelity.title,
    target: "handout-fidelity",
    purpose: writer.line(fidelity.purpose),
    use: "About the delivery, never about a learner",
    toc: true,
  });
  return instrument("fidelity", fidelity.title, [
    ...head,
    ...blanks("Site", "Delivery", "Observer", "Date", "Trainers", "Days and modules observed"),
    {
      kind: "table",
      name: fidelity.title,
      form: true,
      head: [
        text("No."),
        text("What was seen"),
        ...fidelity.answers.map(({ label }) => words(label)),
        text("Note"),
      ],
      rows,
    },
    verdict(fidelityRules(fidelity), ["Meets the standard", "Does not meet it yet"]),
    heading(writer.step(3), "How it is scored"),
    ...writer.field(fidelity.scoring, { shift: 3 }),
  ]);
}

export function foliateSatisfaction({ writer }: FolioPress, form: Satisfaction, level: number): Piece {
  const head = sheetHead(writer.step(level), {
    label: "Form to fill in",
    title: form.title,
    target: "handout-satisfaction",
    purpose: writer.line(form.purpose),
    use: "No name, please",
    toc: true,
  });
  return instrument("satisfaction", form.title, [
    ...head,
    ...scaleTable(
      form.title,
      form.scale,
      form.items.map((one) => words(one.text)),
    ),
    ...form.open.map((one): Leaf => ({ kind: "write", label: plainWords(one.text), lines: 3, ruled: false })),
    heading(writer.step(level + 1), words(form.distress.text)),
    { kind: "choices", options: form.distress.options.map(plainWords) },
    paragraph(writer.line(form.distress.offer), "small"),
    heading(writer.step(level + 1), "About you"),
    ...form.about_you.flatMap(({ label, options }): Leaf[] => [
      paragraph(words(label)),
      { kind: "choices", options: options.map(plainWords) },
    ]),
  ]);
}

function foliateCompetencies({ writer }: FolioPress, frame: Competencies): Piece {
  const { line } = writer;
  const leaves = [
    paragraph("Instruments", "label"),
    heading(writer.step(2), words(frame.title), { toc: true }),
    paragraph(line(frame.purpose), "lead"),
    heading(writer.step(3), "Three levels"),
    table(
      "Three levels",
      ["Level", "What it means"],
      frame.levels.map(({ title, meaning }) => [strong(words(title)), line(meaning)]),
    ),
    heading(writer.step(3), "What a trainer can do"),
    table(
      "What a trainer can do",
      ["Domain", ...frame.levels.map(({ title }) => title)],
      frame.domains.map(({ id, title, apprentice, certified, lead }) => [
        strong(words(`${id} ${title}`)),
        ...[apprentice, certified, lead].map(line),
      ]),
    ),
    heading(writer.step(3), "From learner to lead trainer"),
    table(
      "From learner to lead trainer",
      ["Step", "Rule", "What is counted"],
      frame.steps.map(({ title, rule, measure }) => [strong(words(title)), line(rule), line(measure)]),
    ),
    paragraph(`A certification is valid for ${frame.valid_years} years and is then renewed.`),
    heading(writer.step(3), "When safety is at stake"),
    ...writer.field(frame.suspension, { shift: 3 }),
  ];
  return piece("competencies", frame.title, "chapter", leaves);
}

function foliateCertificate({ writer }: FolioPress, certificate: Certificate): Piece {
  const { line } = writer;
  const leaves: Leaf[] = [
    paragraph("Instruments", "label"),
    heading(writer.step(2), words(certificate.title), { toc: true }),
    ...writer.field(certificate.purpose, { shift: 2 }),
    heading(writer.step(3), "What stands on it"),
    {
      kind: "table",
      name: "What stands on it",
      form: false,
      head: ["Field", "Kind", "Where it comes from"].map(text),
      rows: certificate.fields.map(({ label, type, required, source, note }) => [
        [paragraph(strong(words(label)))],
        [paragraph(`${fieldKinds[type]}${required ? "" : ", optional"}`)],
        [paragraph(line(source)), ...(note ? [paragraph(line(note), "small")] : [])],
      ]),
    },
    heading(writer.step(3), "What never stands on it"),
    paragraph(certificate.never.map((one) => `“${plainWords(one)}”`).join(", ")),
    heading(writer.step(3), "Badges"),
    table(
      "Badges",
      ["Badge", "What it says"],
      certificate.badges.map(({ title, meaning }) => [strong(words(title)), line(meaning)]),
    ),
    heading(writer.step(3), "Bodies that could approve the training"),
    {
      kind: "facts",
      entries: certificate.bodies.map(({ name, statement, number, needs, note }) =>
        entry(words(name), [
          bullets(needs.map(line)),
          paragraph(
            words(
              `${number ? `Number ${number}.` : "No number given."} ${statement ?? "The words it prescribes have not been seen."}`,
            ),
            "small",
          ),
          ...(note ? [paragraph(line(note), "small")] : []),
        ]),
      ),
    },
  ];
  return piece("certificate", certificate.title, "chapter", leaves);
}

export function foliateMeasures(
  { writer }: FolioPress,
  { title, purpose, measures }: Measures,
  level: number,
): Piece {
  const { line } = writer;
  const head = [
    paragraph(level === 1 ? "Appendix" : "Instruments", "label"),
    heading(writer.step(level), words(title), { toc: true }),
    ...writer.field(purpose, { shift: level }),
  ];
  const entries = measures.flatMap((one): Leaf[] => {
    const facts: [string, Run[]][] = [
      ["Numerator", line(one.numerator)],
      ["Denominator", one.denominator === null ? text("None: a plain count.") : line(one.denominator)],
      ["Source", line(one.source)],
      ["Unit, period", words(`${one.unit}; ${one.period.toLowerCase()}`)],
      ...(one.note ? [["Note", line(one.note)] satisfies [string, Run[]]] : []),
    ];
    return [
      heading(writer.step(level + 1), words(`${one.id} ${one.title}`)),
      paragraph(line(one.definition)),
      { kind: "facts", entries: facts.map(([label, runs]) => entry(label, [paragraph(runs)])) },
    ];
  });
  return piece("measures", title, "appendix", [...head, ...entries]);
}
