import type { Instruments } from "#app/content/tree.ts";
import { content, str, type Writer } from "#app/content/typst.ts";
import { fieldMarkdown, inlineMarkdown, type Press, segment, sheet } from "./press.ts";

type Filled<Sheet> = Exclude<Sheet, null>;
export type Rubric = Filled<Instruments["rubric"]>;
export type Fidelity = Filled<Instruments["fidelity"]>;
export type Satisfaction = Filled<Instruments["satisfaction"]>;
export type Competencies = Filled<Instruments["competencies"]>;
export type Certificate = Filled<Instruments["certificate"]>;
export type Measures = Filled<Instruments["measures"]>;

/** How a program judges its trainers, its deliveries and itself: sheets to copy, and the frames behind them. */
export function setInstruments(press: Press, instruments: Instruments): string {
  const { rubric, fidelity, satisfaction, competencies, certificate, measures } = instruments;
  return [
    ...(rubric ? [setRubric(press, rubric)] : []),
    ...(fidelity ? [setFidelity(press, fidelity)] : []),
    ...(satisfaction ? [setSatisfaction(press, satisfaction, 2)] : []),
    ...(competencies ? [setCompetencies(press, competencies)] : []),
    ...(certificate ? [setCertificate(press, certificate)] : []),
    ...(measures ? [setMeasures(press, measures, 2)] : []),
  ].join("\n\n");
}

/** The one instrument that participants fill in. */
export function setSatisfactionPart(press: Press, form: Satisfaction): string {
  return setSatisfaction(press, form, 1);
}

/** The measures as an appendix of the Response Guide. */
export function setMeasuresPart(press: Press, measures: Measures): string {
  return setMeasures(press, measures, 1);
}

// ---- teach-back rubric ----------------------------------------------------------------------------------------------

function setRubric({ writer }: Press, rubric: Rubric): string {
  const rules = rubricRules(rubric);
  const seen = rubric.criteria.map(
    ({ id, title, safety, look_for }) =>
      `${criterion(id, title, safety)}, [#list(${look_for.map(content).join(", ")})]`,
  );
  const text = [
    `#h-open(${writer.step(1)})[Instruments]`,
    "The sheets here can be copied and filled in. The frames behind them say what is counted, by whom and what it may never be used for.",
    `#h-open(${writer.step(2)}, size: 19pt)[#${str(rubric.title)}]`,
    fieldMarkdown(writer, rubric.purpose, { shift: 2 }),
    `#h-section(${writer.step(3)})[How a slice meets the standard]`,
    `#list(${rules.map(content).join(", ")})`,
    `#h-section(${writer.step(3)})[What to look for]`,
    `#grid-table(columns: (1fr, 2.4fr), header: ([Criterion], [What an assessor can see or hear]), hung: true, ${seen.join(", ")})`,
    `#h-section(${writer.step(3)})[Notes for assessors]`,
    fieldMarkdown(writer, rubric.assessor_notes, { shift: 3 }),
    `#h-section(${writer.step(3)})[Calibration]`,
    fieldMarkdown(writer, rubric.calibration, { shift: 3 }),
  ].join("\n\n");
  const levels = rubric.levels.map(({ value, name }) => content(`${value} ${name}`));
  const rows = rubric.criteria.map(({ id, title, safety, levels }) => {
    const cells = rubric.levels.map(
      ({ value }) => `tick-cell[${inlineMarkdown(writer, levels[String(value) as keyof typeof levels])}]`,
    );
    return `${criterion(id, title, safety)}, ${cells.join(", ")}, []`;
  });
  const scoring = sheet(
    sheetHead(writer, {
      id: "rubric",
      label: "Scoring sheet",
      title: rubric.title,
      purpose: `A slice of ${rubric.slice_minutes} minutes. Tick one level in each row, and write what you saw or heard beside it.`,
      use: "For the presenter, the assessor and the staff who certify",
      landscape: true,
      outlined: false,
    }),
    [
      `#blanks([Presenter], [Assessor], [Module and step], [Date])`,
      `#grid-table(columns: (1.05fr, 1.4fr, 1.4fr, 1.4fr, 1.4fr, 1.7fr), header: ([Criterion], ${levels.join(", ")}, [Seen or heard]), ruled: true, ${rows.join(", ")})`,
      `#verdict(${rules.map((rule) => content(rule)).join(", ")}, result: ([Meets the standard], [Not yet: teaches again by #box(width: 1.2in, baseline: 2.5pt, height: 10pt, stroke: (bottom: 0.6pt + ink-2))]))`,
      "#write-box([#strong[Two strengths]], 2)",
      "#write-box([#strong[One next step]], 2)",
    ].join("\n\n"),
  );
  return [segment("rubric-text", ["Instruments", rubric.title], text), scoring].join("\n\n");
}

export function rubricRules(rubric: Rubric): string[] {
  const named = (value: number) =>
    `${value}, ${rubric.levels.find((level) => level.value === value)?.name ?? ""}`;
  const safety = rubric.criteria.filter((one) => one.safety).map(({ id }) => id);
  return [
    `No criterion stands below ${named(rubric.pass.none_below)}.`,
    `At least ${rubric.pass.proficient_count} of the ${rubric.criteria.length} criteria stand at ${named(rubric.pass.proficient)}, or above.`,
    `The safety criteria, ${safety.join(" and ")}, each stand at ${named(rubric.pass.safety_at_least)}, or above.`,
  ];
}

function criterion(id: string, title: string, safety: boolean): string {
  return `[#strong[#${str(`${id} ${title}`)}]${safety ? " #h(3pt) #chip(amber)[safety]" : ""}]`;
}

// ---- fidelity checklist ---------------------------------------------------------------------------------------------

function setFidelity({ writer }: Press, fidelity: Fidelity): string {
  const answers = fidelity.answers.map(({ label }) => content(label));
  const rows = fidelity.items.map(({ id, text, critical, how_to_see }) => {
    const item = `[#strong[#${str(text)}]${critical ? " #h(3pt) #chip(amber)[critical]" : ""} #linebreak() #small[${inlineMarkdown(writer, how_to_see)}]]`;
    return `[#${str(id)}], ${item}, ${fidelity.answers.map(() => "[#tick]").join(", ")}, []`;
  });
  const rules = fidelityRules(fidelity);
  return sheet(
    sheetHead(writer, {
      id: "fidelity",
      label: "Checklist",
      title: fidelity.title,
      purpose: fidelity.purpose,
      use: "About the delivery, never about a learner",
    }),
    [
      `#blanks([Site], [Delivery], [Observer], [Date])`,
      `#blanks([Trainers], [Days and modules observed])`,
      `#grid-table(columns: (0.42in, 1fr, ${fidelity.answers.map(() => "0.5in").join(", ")}, 1.35in), header: ([No.], [What was seen], ${answers.join(", ")}, [Note]), ruled: true, ${rows.join(", ")})`,
      `#verdict(${rules.map(content).join(", ")}, result: ([Meets the standard], [Does not meet it yet]))`,
      `#h-sub(${writer.step(3)})[How it is scored]`,
      fieldMarkdown(writer, fidelity.scoring, { shift: 3 }),
    ].join("\n\n"),
  );
}

export function fidelityRules({ pass: { percent, critical_misses } }: Fidelity): string[] {
  return [
    `Points divided by the items that apply: ${percent} percent or more.`,
    `Critical items marked “no”: ${critical_misses === 0 ? "none" : `at most ${critical_misses}`}.`,
  ];
}

// ---- satisfaction form ----------------------------------------------------------------------------------------------

function setSatisfaction({ writer }: Press, form: Satisfaction, level: number): string {
  const head = sheetHead(writer, {
    id: "satisfaction",
    label: "Form to fill in",
    title: form.title,
    purpose: form.purpose,
    use: "No name, please",
    level,
  });
  const { min, max, low, high } = form.scale;
  const rows = form.items.map(({ text }) => content(text));
  const inside = level + 1;
  return sheet(
    head,
    [
      `#scale-table(${min}, ${max}, ${content(low)}, ${content(high)}, ${rows.join(", ")})`,
      ...form.open.map(({ text }) => `#write-box([#strong[#${str(text)}]], 3)`),
      `#h-sub(${writer.step(inside)})[#${str(form.distress.text)}]`,
      `#choices(${form.distress.options.map(content).join(", ")})`,
      `#small[${inlineMarkdown(writer, form.distress.offer)}]`,
      `#h-sub(${writer.step(inside)})[About you]`,
      ...form.about_you.map(
        ({ label, options }) =>
          `#block(breakable: false)[${content(label).slice(1, -1)} #choices(${options.map(content).join(", ")})]`,
      ),
    ].join("\n\n"),
  );
}

// ---- competencies, certificate, measures ----------------------------------------------------------------------------

function setCompetencies({ writer }: Press, frame: Competencies): string {
  const cell = (text: string) => `[${inlineMarkdown(writer, text)}]`;
  const levels = () =>
    frame.levels.map(({ title, meaning }) => `[#strong[#${str(title)}]], ${cell(meaning)}`).join(", ");
  const domains = () =>
    frame.domains
      .map(
        ({ id, title, apprentice, certified, lead }) =>
          `[#strong[#${str(`${id} ${title}`)}]], ${[apprentice, certified, lead].map(cell).join(", ")}`,
      )
      .join(", ");
  const steps = () =>
    frame.steps
      .map(({ title, rule, measure }) => `[#strong[#${str(title)}]], ${cell(rule)}, ${cell(measure)}`)
      .join(", ");
  const names = frame.levels.map(({ title }) => content(title)).join(", ");
  const text = [
    "#kicker[Instruments]",
    `#h-open(${writer.step(2)})[#${str(frame.title)}]`,
    `#lead[${inlineMarkdown(writer, frame.purpose)}]`,
    `#h-section(${writer.step(3)})[Three levels]`,
    `#grid-table(columns: (1fr, 3.4fr), header: ([Level], [What it means]), hung: true, ${levels()})`,
    `#h-section(${writer.step(3)})[What a trainer can do]`,
    `#grid-table(columns: (0.75fr, 1fr, 1fr, 1fr), header: ([Domain], ${names}), hung: true, ${domains()})`,
    `#h-section(${writer.step(3)})[From learner to lead trainer]`,
    `#grid-table(columns: (0.75fr, 1.8fr, 1.4fr), header: ([Step], [Rule], [What is counted]), hung: true, ${steps()})`,
    content(`A certification is valid for ${frame.valid_years} years and is then renewed.`).slice(1, -1),
    `#h-section(${writer.step(3)})[When safety is at stake]`,
    fieldMarkdown(writer, frame.suspension, { shift: 3 }),
  ].join("\n\n");
  return segment("competencies", ["Instruments", frame.title], text);
}

function setCertificate({ writer }: Press, certificate: Certificate): string {
  const fields = () =>
    certificate.fields
      .map(({ label, type, required, source, note }) => {
        const kind = `${fieldKinds[type]}${required ? "" : ", optional"}`;
        const from = `[${inlineMarkdown(writer, source)}${note ? ` #linebreak() #small[${inlineMarkdown(writer, note)}]` : ""}]`;
        return `[#strong[#${str(label)}]], ${content(kind)}, ${from}`;
      })
      .join(", ");
  const bodies = () =>
    certificate.bodies.map(({ name, statement, number, needs, note }) => {
      const stand = `${number ? `Number ${number}.` : "No number given."} ${statement ?? "The words it prescribes have not been seen."}`;
      return `#entry(none, ${content(name)})[${[
        `#list(${needs.map((need) => `[${inlineMarkdown(writer, need)}]`).join(", ")})`,
        `#small[#${str(stand)}]`,
        ...(note ? [`#small[${inlineMarkdown(writer, note)}]`] : []),
      ].join("\n\n")}]`;
    });
  const badges = () =>
    certificate.badges
      .map(({ title, meaning }) => `[#strong[#${str(title)}]], [${inlineMarkdown(writer, meaning)}]`)
      .join(", ");
  const text = [
    "#kicker[Instruments]",
    `#h-open(${writer.step(2)})[#${str(certificate.title)}]`,
    fieldMarkdown(writer, certificate.purpose, { shift: 2 }),
    `#h-section(${writer.step(3)})[What stands on it]`,
    `#grid-table(columns: (1.15fr, 0.75fr, 2.9fr), header: ([Field], [Kind], [Where it comes from]), hung: true, ${fields()})`,
    `#h-section(${writer.step(3)})[What never stands on it]`,
    `#words(${certificate.never.map(content).join(", ")})`,
    `#h-section(${writer.step(3)})[Badges]`,
    `#grid-table(columns: (1fr, 3.4fr), header: ([Badge], [What it says]), hung: true, ${badges()})`,
    `#h-section(${writer.step(3)})[Bodies that could approve the training]`,
    ...bodies(),
  ].join("\n\n");
  return segment("certificate", ["Instruments", certificate.title], text);
}

export const fieldKinds = {
  text: "Text",
  date: "Date",
  number: "Number",
  "yes-no": "Yes or no",
  link: "Link",
};

function setMeasures({ writer }: Press, { title, purpose, measures }: Measures, level: number): string {
  const inline = (text: string) => `[${inlineMarkdown(writer, text)}]`;
  const entries = () =>
    measures.map((one) => {
      const facts = [
        ["Numerator", inline(one.numerator)],
        ["Denominator", one.denominator === null ? "[None: a plain count.]" : inline(one.denominator)],
        ["Source", inline(one.source)],
        ["Unit, period", content(`${one.unit}; ${one.period.toLowerCase()}`)],
        ...(one.note ? [["Note", inline(one.note)]] : []),
      ];
      return `#measure(${writer.step(level + 1)}, ${str(one.id)}, ${content(one.title)}, ${inline(one.definition)}, ${facts.map(([label = "", text]) => `(${str(label)}, ${text})`).join(", ")})`;
    });
  const text = [
    `#kicker[${level === 1 ? "Appendix" : "Instruments"}]`,
    `#h-open(${writer.step(level)})[#${str(title)}]`,
    fieldMarkdown(writer, purpose, { shift: level }),
    "#v(6pt)",
    ...entries(),
    "#run-end",
  ].join("\n\n");
  return segment("measures", [level === 1 ? "Appendix" : "Instruments", title], text);
}

// ---- the head of a sheet --------------------------------------------------------------------------------------------

type SheetHead = {
  id: string;
  label: string;
  title: string;
  purpose: string;
  use: string;
  level?: number;
  landscape?: boolean;
  outlined?: boolean;
};

function sheetHead(writer: Writer, head: SheetHead): string {
  const { id, label, title, purpose, use, level = 2, landscape = false, outlined = true } = head;
  return `sheet(${writer.step(level)}, ${str(label)}, ${content(title)}, ${str(`handout-${id}`)}, [${inlineMarkdown(writer, purpose)}], ${content(use)}, ([Instruments], ${content(title)}), landscape: ${landscape}, outlined: ${outlined})`;
}
