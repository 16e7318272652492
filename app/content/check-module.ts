import type { Nodes, RootContent } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import { missing } from "./check-order.ts";
import { lineOf } from "./check-text.ts";
import { type Documents, folderOf, type Page, type Tell } from "./documents.ts";
import { isContainer, partsAt, walk } from "./markdown.ts";
import type { ModuleFrontMatter } from "./schema.ts";
import { levels } from "./schema-parts.ts";
import type { Section } from "./tree.ts";

const participantWords = { min: 1500, max: 2500 };

export function checkDays({ course, days, modules }: Documents, tell: Tell): void {
  if (!course) return;
  const named = [...course.data.days, ...course.data.drafts].map((name) => `${course.folder}/${name}`);
  for (const name of [...course.data.days, ...course.data.drafts]) {
    if (!days.some(({ folder }) => folder === `${course.folder}/${name}`)) {
      tell(course.file, "days", `There is no ${name}/day.yaml.`);
    }
  }
  const shown = new Set(course.data.days.map((name) => `${course.folder}/${name}`));
  const written = new Set(
    modules.filter(({ folder }) => shown.has(folderOf(folder))).map(({ data }) => data.id),
  );
  for (const { id } of course.data.planned.flatMap(({ modules }) => modules)) {
    if (written.has(id))
      tell(course.file, `planned.${id}`, "This module is written; take it out of what is planned.");
  }
  for (const { file, folder, data } of days) {
    if (!named.includes(folder)) tell(file, "id", "course.yaml does not list this day.");
    const inDay = modules.filter((module) => folderOf(module.folder) === folder);
    checkAgenda(file, data, inDay, tell);
  }
}

function checkAgenda(
  file: string,
  day: Documents["days"][number]["data"],
  inDay: Page<ModuleFrontMatter>[],
  tell: Tell,
): void {
  const taught = day.agenda.filter(({ block }) => block !== "break" && block !== "lunch");
  let next: number | null = null;
  for (const { start, minutes, block } of day.agenda) {
    const at = clock(start);
    if (next !== null && at !== next % 720) {
      tell(
        file,
        `agenda.${block}`,
        `It starts at ${start}, but what stands before it ends at ${clockText(next)}.`,
      );
    }
    next = at + minutes;
  }
  for (const { minutes, block } of taught) {
    const module = inDay.find(({ data }) => data.id === block);
    if (!module) tell(file, `agenda.${block}`, "There is no such module in this day.");
    else if (module.data.minutes !== minutes) {
      tell(
        file,
        `agenda.${block}`,
        `The agenda gives ${minutes} minutes and the module ${module.data.minutes}.`,
      );
    }
    if (taught.filter((item) => item.block === block).length > 1)
      tell(file, `agenda.${block}`, "It stands twice.");
  }
  for (const module of inDay) {
    if (!taught.some(({ block }) => block === module.data.id)) {
      tell(module.file, "id", "The day's agenda does not list this module.");
    }
  }
  const kinds = taught.map(({ block }) => inDay.find(({ data }) => data.id === block)?.data.kind);
  if (kinds.every((kind) => kind !== undefined)) {
    const framed = kinds.indexOf("opening") === 0 && kinds.lastIndexOf("closing") === kinds.length - 1;
    const frames = kinds.filter((kind) => kind !== "module").length;
    if (!framed || frames !== 2)
      tell(file, "agenda", "A day begins with its one opening and ends with its one closing.");
  }
  const sum = inDay.reduce((sum, { data }) => sum + data.minutes, 0);
  if (sum !== day.minutes) {
    tell(file, "minutes", `Opening, modules and closing make ${sum} minutes, not ${day.minutes}.`);
  }
}

/** Each variant is made of known blocks, each once, and its days are framed; the first holds the days as they stand. */
export function checkVariants(documents: Documents, tell: Tell): void {
  const { variants, modules, days, course } = documents;
  if (!variants) {
    missing(documents, "variants.yaml", tell);
    return;
  }
  const { file, data } = variants;
  const kinds = new Map(modules.map(({ data }) => [data.id, data.kind]));
  for (const { id, days } of data.variants) {
    const all = days.flatMap(({ blocks }) => blocks).filter((name) => name !== "break" && name !== "lunch");
    for (const name of new Set(all)) {
      if (!kinds.has(name)) tell(file, id, `There is no module ${name}.`);
      if (all.filter((other) => other === name).length > 1) tell(file, id, `${name} stands twice.`);
    }
    for (const { title, blocks } of days) {
      const [first, ...others] = blocks.map((name) => kinds.get(name));
      const last = others.pop();
      const framed = first === "opening" && last === "closing";
      if (!framed || others.includes("opening") || others.includes("closing"))
        tell(file, `${id} ${title}`, "A day begins with its one opening and ends with its one closing.");
    }
  }
  const whole = (course?.data.days ?? []).map(
    (name) => days.find(({ folder }) => folder === `${course?.folder}/${name}`)?.data,
  );
  const first = data.variants[0];
  const same = whole.every((day, index) => {
    const blocks = first?.days[index]?.blocks;
    return day?.agenda.map(({ block }) => block).join() === blocks?.join();
  });
  if (!same || first?.days.length !== whole.length)
    tell(
      file,
      first?.id ?? "variants",
      "The first variant is the whole course, with its days as they stand.",
    );
}

/** Each item of the checklist stands in a known group and names known modules. */
export function checkChecklist(documents: Documents, tell: Tell): void {
  const { checklist, modules } = documents;
  if (!checklist) {
    missing(documents, "checklist.yaml", tell);
    return;
  }
  const { file, data } = checklist;
  const groups = new Set(data.groups.map(({ id }) => id));
  const known = new Set(modules.map(({ data }) => data.id));
  for (const { id, group, modules: needed = [] } of data.items) {
    if (!groups.has(group)) tell(file, id, `There is no group ${group}.`);
    for (const name of needed) if (!known.has(name)) tell(file, id, `There is no module ${name}.`);
  }
  for (const { id } of data.groups)
    if (!data.items.some(({ group }) => group === id)) tell(file, id, "This group has no items.");
}

/** The folder of openings and closings that belong to no day of the whole course. */
export const framesOf = ({ course }: Documents): string | null =>
  course?.data.frames ? `${course.folder}/${course.data.frames}` : null;

/** They are openings and closings, and each is used by a form of the course. */
export function checkFrames(documents: Documents, tell: Tell): void {
  const folder = framesOf(documents);
  const used = new Set(
    documents.variants?.data.variants.flatMap(({ days }) => days.flatMap((day) => day.blocks)),
  );
  const own = documents.modules.filter((module) => folderOf(module.folder) === folder);
  if (folder && own.length === 0)
    tell(documents.course?.file ?? "", "frames", "There is no opening or closing in this folder.");
  for (const { file, data } of own) {
    if (data.kind === "module") tell(file, "kind", "Only openings and closings stand in this folder.");
    else if (!used.has(data.id)) tell(file, "id", "No form of the course uses it.");
  }
}

export function checkModule(module: Page<ModuleFrontMatter>, documents: Documents, tell: Tell): void {
  const { file, folder, data, root, sections } = module;
  const taught = data.kind === "module";
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  const isFrame = folderOf(folder) === framesOf(documents);
  const expected = taught ? `${data.id}-${data.slug}` : isFrame ? data.slug : data.kind;
  if (name !== expected) tell(file, "id", `The folder must be called ${expected}.`);
  const first = root.children[0];
  if (first && !(first.type === "heading" && first.depth === 2)) {
    tell(file, lineOf(first), "Text must stand in a section; begin with a level-2 heading.");
  }
  if (taught) {
    if (sections.length < 5 || sections.length > 8) {
      tell(file, "sections", `A module has five to eight sections; this one has ${sections.length}.`);
    }
    const words = sections.reduce((sum, { words }) => sum + words, 0);
    if (words < participantWords.min || words > participantWords.max) {
      tell(
        file,
        "words",
        `Participant text is ${participantWords.min} to ${participantWords.max} words; this is ${words}.`,
      );
    }
  }
  for (const section of sections) checkSection(file, section, data, tell);
  checkObjectives(module, documents, tell);
  checkActivities(module, tell);
  checkPlan(module, documents, tell);
  checkHandouts(module, documents, tell);
}

function checkSection(file: string, section: Section, module: ModuleFrontMatter, tell: Tell): void {
  const say = (sentence: string) => tell(file, `section ${section.id}`, sentence);
  const { notice, alternative, nodes, advisory } = section;
  if (nodes.length === 0) say("This section is empty.");
  if (notice && nodes[0] !== notice) say("The notice must be the first block of the section.");
  if (alternative && nodes.at(-1) !== alternative)
    say("The alternative must be the last block of the section.");
  if (alternative && !notice) say("A section with an alternative needs a notice.");
  if (contains(nodes, "scenario") && !notice) say("A section with a scenario needs a notice.");
  if (advisory === "A3" && !alternative) say("A section at A3 needs a written alternative.");
  if (advisory && rank(advisory) > rank(module.advisory.level)) {
    say(`The notice says ${advisory}, but the module's advisory only ${module.advisory.level}.`);
  }
  for (const name of ["notice", "alternative", "keypoint"]) {
    if (count(nodes, name) > 1) say(`A section has at most one :::${name}.`);
  }
}

function checkObjectives(
  { file, folder, data }: Page<ModuleFrontMatter>,
  documents: Documents,
  tell: Tell,
): void {
  const { id, kind, objectives } = data;
  const quiz = documents.quizzes.find((quiz) => quiz.folder === folder);
  const hasFile = quiz || documents.problems.some((problem) => problem.file === `${folder}/quiz.yaml`);
  if (kind !== "module") {
    if (objectives.length > 0) tell(file, "objectives", "An opening or closing has none: objectives: [].");
    if (quiz) tell(quiz.file, "module", "An opening or closing has no quiz.");
    return;
  }
  if (objectives.length === 0) tell(file, "objectives", "A module needs objectives.");
  for (const objective of objectives) {
    if (!objective.id.startsWith(`${id}-`))
      tell(file, `objectives.${objective.id}`, `The id must begin with ${id}-.`);
    if (quiz && !quiz.data.items.some((item) => item.objective === objective.id)) {
      tell(file, `objectives.${objective.id}`, "No item of the quiz asks for this objective.");
    }
  }
  if (!hasFile) tell(`${folder}/quiz.yaml`, "file", "This file is missing.");
}

function checkActivities({ file, data, root }: Page<ModuleFrontMatter>, tell: Tell): void {
  walk([root], (node) => {
    if (!isContainer(node, "activity")) return;
    const field = lineOf(node);
    const id = node.attributes?.id ?? "";
    if (!id.startsWith(`${data.id}-`)) tell(file, field, `The activity's id must begin with ${data.id}-.`);
    const parts = partsAt(node.children, 3);
    for (const title of ["Materials", "Steps", "Debrief", "Working alone"]) {
      const part = parts.find(({ heading }) => textOf(heading) === title);
      if (!part || part.nodes.length === 0)
        tell(file, field, `Activity ${id} needs "### ${title}" with text under it.`);
    }
    const steps = parts.find(({ heading }) => textOf(heading) === "Steps")?.nodes ?? [];
    if (steps.length > 0 && !steps.some((node) => node.type === "list" && node.ordered)) {
      tell(file, field, `The steps of activity ${id} must be a numbered list.`);
    }
  });
}

const planHeadings = [
  "Before you start",
  "Must say",
  "Must not say",
  "The plan",
  "Expected answers",
  "If time is short",
];

function checkPlan(module: Page<ModuleFrontMatter>, documents: Documents, tell: Tell): void {
  const { folder, data } = module;
  const plan = documents.plans.find((plan) => plan.folder === folder);
  const file = `${folder}/plan.md`;
  if (!plan) {
    tell(file, "file", "This file is missing.");
    return;
  }

  const parts = partsAt(plan.root.children, 2);
  for (const { heading } of parts) {
    const title = textOf(heading);
    if (!planHeadings.includes(title)) {
      tell(file, lineOf(heading), `"${title}" is no heading of a plan; use ${planHeadings.join(", ")}.`);
    }
  }
  for (const title of ["Must say", "Must not say"]) {
    const nodes = parts.find(({ heading }) => textOf(heading) === title)?.nodes;
    const points =
      nodes?.reduce((sum, node) => sum + (node.type === "list" ? node.children.length : 0), 0) ?? 0;
    if (points < 3 || points > 6) tell(file, title, `It lists three to six points; here are ${points}.`);
  }

  const steps: { id: string; minutes: number; activity: string | null; line: string }[] = [];
  walk([plan.root], (node) => {
    if (!isContainer(node, "facilitator")) return;
    const { id, minutes, activity } = node.attributes ?? {};
    steps.push({ id: id ?? "", minutes: Number(minutes), activity: activity ?? null, line: lineOf(node) });
  });
  for (const { id, line } of steps) {
    if (!id.startsWith(`${data.id}-s`)) tell(file, line, `The step's id must begin with ${data.id}-s.`);
  }
  const sum = steps.reduce((sum, { minutes }) => sum + minutes, 0);
  if (sum !== data.minutes) {
    tell(file, "minutes", `The steps make ${sum} minutes and the module ${data.minutes}.`);
  }

  const activities = new Map<string, number>();
  walk([module.root], (node) => {
    if (isContainer(node, "activity"))
      activities.set(node.attributes?.id ?? "", Number(node.attributes?.minutes));
  });
  for (const { activity, line } of steps) {
    if (activity && !activities.has(activity))
      tell(file, line, `There is no activity ${activity} in module.md.`);
  }
  for (const [id, minutes] of activities) {
    const running = steps.filter(({ activity }) => activity === id);
    const given = running.reduce((sum, { minutes }) => sum + minutes, 0);
    if (running.length === 0) tell(file, `activity ${id}`, "No step runs this activity.");
    else if (given < minutes) {
      tell(file, `activity ${id}`, `It takes ${minutes} minutes and its steps give ${given}.`);
    }
  }
}

function checkHandouts(module: Page<ModuleFrontMatter>, documents: Documents, tell: Tell): void {
  const { folder, data, root, file } = module;
  const own = documents.handouts.filter((handout) => folderOf(handout.folder) === folder);
  const pointed = new Set<string>();
  walk([root], (node) => {
    if (!isContainer(node, "handout") || !node.attributes?.id) return;
    const id = node.attributes.id;
    pointed.add(id);
    if (!own.some((handout) => handout.data.id === id))
      tell(file, lineOf(node), `There is no handout ${id} in handouts/.`);
  });
  for (const handout of own) {
    const { id, module: of } = handout.data;
    const name = handout.file.slice(handout.folder.length + 1);
    if (!pointed.has(id)) tell(handout.file, "id", "No :::handout in module.md points to this handout.");
    if (of !== data.id) tell(handout.file, "module", `It stands in module ${data.id}, not ${of}.`);
    if (!name.startsWith(`${id}-`)) tell(handout.file, "id", `The file's name must begin with ${id}-.`);
  }
}

function contains(nodes: readonly Nodes[], name: string): boolean {
  let found = false;
  walk(nodes, (node) => {
    if (isContainer(node, name)) found = true;
  });
  return found;
}

function count(nodes: readonly RootContent[], name: string): number {
  return nodes.filter((node) => isContainer(node, name)).length;
}

export function rank(level: (typeof levels)[number]): number {
  return levels.indexOf(level);
}

/** Minutes since twelve; a day's agenda runs on a clock of twelve hours. */
function clock(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (((hours ?? 0) % 12) * 60 + (minutes ?? 0)) % 720;
}

function clockText(minutes: number): string {
  const hours = Math.floor((minutes % 720) / 60) || 12;
  return `${hours}:${String(minutes % 60).padStart(2, "0")}`;
}
