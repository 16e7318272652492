import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import { box, heading, type Leaf, type Piece, paragraph, ref, strong, text } from "#app/content/folio.ts";
import { words } from "#app/content/folio-writer.ts";
import type { FrontPage, Handout } from "#app/content/tree.ts";
import type { Place } from "#app/content/typst.ts";
import { type BookModule, type BookQuiz, moduleName, type Part } from "./book.ts";
import { bullets, entry, type FolioPress, piece, sheetHead } from "./folio-press.ts";
import { handoutUse, hoursOf, numbered, quizWords, shorterForms, type Under, underName } from "./press.ts";

export function foliateFront({ writer }: FolioPress, pages: FrontPage[]): Piece[] {
  return pages.map((page, index) => {
    const first = index === 0 ? [heading(writer.step(1), "Before you begin", { toc: true })] : [];
    const title = heading(writer.step(2), words(page.title), { toc: true });
    const text = writer.blocks(page.root.children, { shift: 1, anchor: `f-${page.id}` });
    return piece(`f-${page.id}`, page.title, "front", [...first, title, ...text]);
  });
}

export function foliateDay({ writer }: FolioPress, { day }: Extract<Part, { kind: "day" }>): Piece {
  const rows = day.agenda.map(({ start, minutes, block, module }) => [
    [paragraph(start)],
    [
      paragraph(
        module
          ? strong(ref(`m-${module.id}`, numbered(module)))
          : [{ kind: "emphasis", runs: text(block === "lunch" ? "Lunch" : "Break") }],
      ),
    ],
    [paragraph(`${minutes} min`)],
  ]);
  return piece(`d-${day.id}`, `Day ${day.order}: ${day.title}`, "part", [
    heading(writer.step(1), words(`Day ${day.order}: ${day.title}`), { toc: true }),
    paragraph([{ kind: "emphasis", runs: words(day.question) }], "lead"),
    ...(day.summary ? [paragraph(words(day.summary))] : []),
    paragraph("Timetable", "label"),
    paragraph(hoursOf(day.minutes), "small"),
    { kind: "table", name: "Timetable", form: false, head: ["Start", "What", "Minutes"].map(text), rows },
  ]);
}

export function foliateShorterForms(
  { writer }: FolioPress,
  { variants }: Extract<Part, { kind: "shorter-forms" }>,
): Piece {
  return piece("shorter-forms", shorterForms.title, "part", [
    heading(writer.step(1), words(shorterForms.title), { toc: true }),
    paragraph(words(shorterForms.intro), "lead"),
    ...variants.flatMap(({ title, summary, minutes, days }): Leaf[] => [
      heading(writer.step(2), words(title), { toc: true }),
      paragraph(words(summary)),
      paragraph("Timetable", "label"),
      paragraph(hoursOf(minutes), "small"),
      {
        kind: "table",
        name: `Timetable: ${title}`,
        form: false,
        head: ["Day", "What", "Minutes"].map(text),
        rows: days.flatMap(({ order, items }) =>
          items.flatMap(({ module, minutes }) =>
            module
              ? [
                  [
                    [paragraph(String(order))],
                    [paragraph(strong(ref(`m-${module.id}`, numbered(module))))],
                    [paragraph(`${minutes} min`)],
                  ],
                ]
              : [],
          ),
        ),
      },
    ]),
  ]);
}

export function foliateModule(press: FolioPress, day: Under, module: BookModule): Piece[] {
  const { writer } = press;
  const anchor = `m-${module.id}`;
  const place: Place = { shift: 1, anchor, owner: module.id };
  const out: Leaf[] = [
    paragraph(words(`${underName(day)} · ${moduleName(module)} · ${module.minutes} minutes`), "label"),
    heading(writer.step(2), words(numbered(module)), { id: anchor, toc: true }),
    paragraph(words(module.summary), "lead"),
    moduleFacts(press, module, anchor),
  ];
  if (module.plan) {
    out.push(heading(writer.step(3), "Facilitator plan"));
    let clock = 0;
    for (const part of module.plan.parts) {
      out.push(heading(writer.step(4), words(part.title)));
      const set = writer.planNodes(part.nodes, { ...place, shift: 2 }, clock);
      clock = set.to;
      out.push(...set.leaves);
    }
    if (module.slides.length > 0) out.push(...slidesOf(press, module.slides));
    out.push(heading(writer.step(3), "What participants read", { id: `${anchor}-text` }));
  }
  out.push(...writer.blocks(module.root.children, module.plan ? { ...place, shift: 2 } : place));
  if (module.quiz) out.push(...quizOf(press, module.quiz));
  return [
    piece(anchor, numbered(module), "chapter", out),
    ...module.handouts.map((handout) => foliateHandout(press, handout, module)),
  ];
}

function moduleFacts({ facilitator }: FolioPress, module: BookModule, anchor: string): Leaf {
  const weights = disciplines.map((name) => `${disciplineNames[name]}: ${module.audience[name]}`).join(" · ");
  const objectives = module.objectives.map(({ verb, text: rest }) => [
    ...strong(text(verb)),
    ...text(` ${rest}`),
  ]);
  return {
    kind: "facts",
    entries: [
      ...(objectives.length > 0 ? [entry("You will be able to", [bullets(objectives)])] : []),
      entry("Audience", [paragraph(words(weights))]),
      entry(`Content advisory ${module.advisory.level}`, [paragraph(words(module.advisory.text))]),
      ...(facilitator ? [entry("Survivor voice", [paragraph(words(module.survivor_voice))])] : []),
      ...(module.sections.length > 0
        ? [
            entry("In this module", [
              bullets(
                module.sections.map(({ id, title }) => [
                  { kind: "ref", to: `${anchor}-${id}`, runs: words(title) },
                ]),
              ),
            ]),
          ]
        : []),
    ],
  };
}

function slidesOf({ writer }: FolioPress, slides: BookModule["slides"]): Leaf[] {
  return [
    heading(writer.step(4), "The slides"),
    paragraph("Each shows its number and the step during which the room sees it.", "small"),
    {
      kind: "list",
      mark: "number",
      start: 1,
      items: slides.map(({ step, title, lines }) => [
        paragraph(strong(words(title))),
        paragraph(step, "small"),
        ...lines.map((line) => paragraph(writer.line(line))),
      ]),
    },
  ];
}

function quizOf({ writer, facilitator }: FolioPress, quiz: BookQuiz): Leaf[] {
  const questions = quiz.items.map((item, index) => {
    // In this order, because the sources are numbered as they are met.
    const options = item.options.map(({ text: option, key }): Leaf[] => {
      const feedback = key ? [paragraph(writer.line(key.feedback), "small")] : [];
      const words = writer.line(option);
      const right = key?.correct ? [...strong(words), ...text(" "), mark("correct")] : words;
      return [paragraph(right), ...feedback];
    });
    const stem = writer.line(item.stem);
    return box("question", `Question ${index + 1}`, [
      paragraph(strong(stem)),
      { kind: "list", mark: "letter", start: 1, items: options },
    ]);
  });
  const { title, how } = quizWords(quiz, facilitator);
  return [heading(writer.step(3), title), paragraph(words(how), "small"), ...questions];
}

const mark = (note: string) => ({ kind: "mark" as const, runs: text(note) });

function foliateHandout({ writer }: FolioPress, handout: Handout, module: BookModule): Piece {
  const level = writer.step(3);
  const body = writer.blocks(handout.root.children, { shift: level - 1, sheet: true, owner: module.id });
  const head = sheetHead(level, {
    label: `Handout ${handout.id}`,
    title: handout.title,
    target: `handout-${handout.id}`,
    purpose: words(handout.purpose),
    use: handoutUse(handout.use),
  });
  return piece(`handout-${handout.id}`, handout.title, "sheet", [...head, ...body], {
    kind: "handout",
    id: handout.id,
  });
}

export function foliatePlannedDays(
  { writer }: FolioPress,
  planned: Extract<Part, { kind: "planned-days" }>["planned"],
  id: string,
): Piece {
  return piece(id, "Still to come", "chapter", [
    heading(writer.step(1), "Still to come", { toc: true }),
    paragraph("These days are planned and not yet written. Their titles and minutes may change."),
    ...planned.flatMap(({ day, title, question, modules }): Leaf[] => [
      paragraph(strong(words(`Day ${day} · ${title}`))),
      paragraph([{ kind: "emphasis", runs: words(question) }]),
      {
        kind: "table",
        name: `Day ${day}`,
        form: false,
        head: ["Module", "Title", "Minutes"].map(text),
        rows: modules.map((one) => [
          [paragraph(one.id)],
          [paragraph(one.title)],
          [paragraph(`${one.minutes} min`)],
        ]),
      },
    ]),
  ]);
}
