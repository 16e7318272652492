import { disciplineNames, disciplines } from "#app/content/discipline.ts";
import type { FrontPage, Handout, Module } from "#app/content/tree.ts";
import { content, type Place, str } from "#app/content/typst.ts";
import { type BookModule, type BookQuiz, moduleName, type Part } from "./book.ts";
import {
  type Heads,
  handoutUse,
  hoursOf,
  inlineMarkdown,
  numbered,
  type Press,
  quizWords,
  segment,
  sheet,
  shorterForms,
  type Under,
  underName,
  underTitle,
} from "./press.ts";

export function setFront({ writer }: Press, pages: FrontPage[]): string {
  return pages
    .map((page, index) => {
      const first = index === 0 ? `#h-open(${writer.step(1)})[Before you begin]\n` : "";
      const head = `${first}#h-open(${writer.step(2)}, size: 19pt)[#${str(page.title)}]`;
      const text = writer.blocks(page.root.children, { shift: 1, anchor: `f-${page.id}` });
      return segment(`f-${page.id}`, ["", "Before you begin"], `${head}\n\n${text}`);
    })
    .join("\n\n");
}

export function setDay({ writer }: Press, { day }: Extract<Part, { kind: "day" }>): string {
  const rows = day.agenda.map(({ start, minutes, block, module }) => {
    const what = module
      ? `[#link(label(${str(`m-${module.id}`)}), [#strong[#${str(numbered(module))}]])]`
      : `[#emph[${block === "lunch" ? "Lunch" : "Break"}]]`;
    const page = module ? `[#see-page(${str(`m-${module.id}`)})]` : "[#sym.dash.en]";
    return `[#${str(start)}], ${what}, [#${str(String(minutes))} min], ${page}`;
  });
  const page = [
    `#day-head(${writer.step(1)}, ${day.order}, ${content(day.title)}, ${content(day.question)}, ${content(day.summary ?? "")})`,
    `#wide(label-text[Timetable #h(6pt) #small[#${str(hoursOf(day.minutes))}]])`,
    `#grid-table(columns: (0.8in, 1fr, 0.8in, 0.8in), header: ([Start], [What], [Minutes], [Page]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
  return segment(`d-${day.id}`, ["", ""], page);
}

export function setShorterForms(
  { writer }: Press,
  { variants }: Extract<Part, { kind: "shorter-forms" }>,
): string {
  const page = [
    `#h-open(${writer.step(1)})[#${str(shorterForms.title)}]`,
    `#lead[#${str(shorterForms.intro)}]`,
    ...variants.flatMap(({ title, summary, minutes, days }) => [
      `#h-open(${writer.step(2)}, size: 15pt)[#${str(title)}]`,
      `#${str(summary)}`,
      `#block(sticky: true, wide(label-text[Timetable #h(6pt) #small[#${str(hoursOf(minutes))}]]))`,
      `#grid-table(columns: (0.8in, 1fr, 0.8in, 0.8in), header: ([Day], [What], [Minutes], [Page]), hung: true, ${days
        .flatMap(({ order, items }) =>
          items.flatMap(({ module, minutes }) => (module ? [row(order, module, minutes)] : [])),
        )
        .join(", ")})`,
    ]),
  ].join("\n\n");
  return segment("shorter-forms", ["", shorterForms.title], page);

  function row(order: number, module: Module, minutes: number): string {
    const to = str(`m-${module.id}`);
    return `[#${str(String(order))}], [#link(label(${to}), [#strong[#${str(numbered(module))}]])], [#${str(`${minutes} min`)}], [#see-page(${to})]`;
  }
}

export function setModule(press: Press, day: Under, module: BookModule): string {
  const { writer, facilitator } = press;
  const anchor = `m-${module.id}`;
  const place: Place = { shift: 1, anchor, owner: module.id };
  const heads: Heads = [underTitle(day), numbered(module)];
  const kicker = `${underName(day)} · ${moduleName(module)} · ${module.minutes} minutes`;
  const out = [
    `#kicker[#${str(kicker)}]`,
    `#h-open(${writer.step(2)}, target: ${str(anchor)})[#${str(numbered(module))}]`,
    `#lead[#${str(module.summary)}]`,
    `#module-facts(${moduleFacts(module).join(", ")})`,
  ];

  if (module.plan) {
    out.push(`#band(${writer.step(3)}, "Facilitator plan")`);
    let clock = 0;
    const { parts } = module.plan;
    for (const part of parts) {
      out.push(`#h-sub(${writer.step(4)})[#${str(part.title)}]`);
      const set = writer.planNodes(part.nodes, { ...place, shift: 2 }, clock);
      clock = set.to;
      out.push(set.typst);
    }
    if (module.slides.length > 0) out.push(setSlides(press, module.slides));
    out.push(`#band(${writer.step(3)}, "What participants read", target: ${str(`${anchor}-text`)})`);
  }

  out.push(writer.blocks(module.root.children, module.plan ? { ...place, shift: 2 } : place));
  if (module.quiz) out.push(setQuiz(press, module.quiz));
  const text = segment(anchor, heads, out.join("\n\n"), module.plan ? `${anchor}-text` : undefined);
  return [text, ...module.handouts.map((handout) => setHandout(press, handout, module, day))].join("\n\n");

  function moduleFacts(one: BookModule): string[] {
    const facts: [string, string][] = [];
    if (one.objectives.length) {
      const items = one.objectives.map(({ verb, text }) => `[#strong[#${str(verb)}] #${str(text)}]`);
      facts.push(["You will be able to", `list(${items.join(", ")})`]);
    }
    const weights = disciplines.map((name) => `${disciplineNames[name]}: ${one.audience[name]}`).join(" · ");
    facts.push(["Audience", content(weights)]);
    facts.push([`Content advisory ${one.advisory.level}`, content(one.advisory.text)]);
    if (facilitator) facts.push(["Survivor voice", content(one.survivor_voice)]);
    if (one.sections.length) {
      const targets = one.sections.map(({ id, title }) => `(${content(title)}, ${str(`${anchor}-${id}`)})`);
      facts.push(["In this module", `inside(${targets.join(", ")},)`]);
    }
    return facts.map(([label, text]) => `(${str(label)}, ${text})`);
  }
}

function setSlides({ writer }: Press, slides: BookModule["slides"]): string {
  const frames = slides.map(({ step, title, lines }, index) => {
    const text = lines.map((line) => `[${inlineMarkdown(writer, line)}]`);
    return `(${[String(index + 1), str(step), content(title), ...text].join(", ")})`;
  });
  return `#h-sub(${writer.step(4)})[The slides]\n\n#how[Each shows its number and the step during which the room sees it.]\n\n#slides(${frames.join(", ")})`;
}

function setQuiz({ writer, facilitator }: Press, quiz: BookQuiz): string {
  const questions = quiz.items.map((item, index) => {
    const options = item.options.map(({ text, key }, at) => {
      const letter = String.fromCharCode(65 + at);
      const feedback = key ? `[${inlineMarkdown(writer, key.feedback)}]` : "none";
      return `(${str(letter)}, ${key?.correct === true}, [${inlineMarkdown(writer, text)}], ${feedback})`;
    });
    return `#question(${str(`Question ${index + 1}`)}, [${inlineMarkdown(writer, item.stem)}], ${options.join(", ")},)`;
  });
  const { title, how } = quizWords(quiz, facilitator);
  return [`#band(${writer.step(3)}, ${str(title)})`, `#how[#${str(how)}]`, ...questions].join("\n\n");
}

export function setHandout({ writer }: Press, handout: Handout, module: BookModule, day: Under): string {
  const level = writer.step(3);
  const body = writer.blocks(handout.root.children, { shift: level - 1, sheet: true, owner: module.id });
  const heads = `([#${str(`${underName(day)} · ${numbered(module)}`)}], [#${str(`Handout ${handout.id}`)}])`;
  return sheet(
    `sheet(${level}, ${str(`Handout ${handout.id}`)}, ${content(handout.title)}, ${str(`handout-${handout.id}`)}, ${content(handout.purpose)}, ${content(handoutUse(handout.use))}, ${heads})`,
    body,
  );
}

export function setPlannedDays(
  { writer }: Press,
  planned: Extract<Part, { kind: "planned-days" }>["planned"],
): string {
  const rows = planned.flatMap(({ day, title, question, modules }) => [
    `table.cell(colspan: 3)[#strong[#${str(`Day ${day} · ${title}`)}] #h(6pt) #emph[#${str(question)}]]`,
    ...modules.map((one) => `[#${str(one.id)}], [#${str(one.title)}], [#${str(`${one.minutes} min`)}]`),
  ]);
  return [
    `#h-open(${writer.step(1)})[Still to come]`,
    "These days are planned and not yet written. Their titles and minutes may change.",
    `#grid-table(columns: (0.6in, 1fr, 0.8in), header: ([Module], [Title], [Minutes]), hung: true, ${rows.join(", ")})`,
  ].join("\n\n");
}
