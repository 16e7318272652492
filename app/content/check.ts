import type { Nodes, RootContent } from "mdast";
import { toString as textOf } from "mdast-util-to-string";
import {
  checkCitations,
  checkLanguage,
  checkLeftovers,
  checkPhones,
  checkTree,
  citationsOf,
  lineOf,
  type Prose,
  proseOfData,
  proseOfTree,
} from "./check-text.ts";
import {
  type CurriculaFiles,
  type Documents,
  folderOf,
  type Page,
  type Problem,
  readDocuments,
} from "./documents.ts";
import {
  isContainer,
  isDirective,
  parseInline,
  parseMarkdown,
  partsAt,
  sectionsOf,
  walk,
  wordsIn,
} from "./markdown.ts";
import { type Reading, readingOf } from "./reading.ts";
import { levels, type ModuleFrontMatter, type QuizItem, slotNames } from "./schema.ts";
import type { Section } from "./tree.ts";

export type Grade = Reading & { file: string; limit: number | null };

export type Inspection = {
  problems: Problem[];
  grades: Grade[];
  /** Ids of the tree that ids.yaml does not know yet. */
  newIds: string[];
};

const participantGrade = 10;
const handoutGrade = 8;
const participantWords = { min: 1500, max: 2500 };
const feedbackWords = 35;
const longestShare = 0.35;
const positionShare = { min: 0.15, max: 0.35 };

export function checkCurricula(files: CurriculaFiles): Problem[] {
  return inspectCurricula(files).problems;
}

/** Everything that is wrong under curricula/, and how hard each text is to read. Pure: files in, findings out. */
export function inspectCurricula(files: CurriculaFiles): Inspection {
  const documents = readDocuments(files);
  const problems: Problem[] = [...documents.problems];
  const tell: Tell = (file, field, sentence) => {
    problems.push({ file, field, sentence });
  };

  checkShape(files, documents, tell);
  checkDays(documents, tell);
  for (const module of documents.modules) checkModule(module, documents, tell);
  checkAnswers(documents, tell);
  checkGuide(documents, tell);
  checkSites(documents, tell);
  const ids = idsOf(documents);
  const newIds = checkIds(ids, documents, tell);

  for (const page of pagesOf(documents)) {
    checkTree(page.file, pictureFolder(page), page.root, files, page.sections, tell);
    checkReferrals(page, documents, tell);
  }
  checkPictures(documents, tell);
  const prose = proseOf(documents);
  problems.push(
    ...checkCitations(citedIn(documents), documents.references),
    ...checkLanguage(prose.read, documents.language),
    ...checkPhones(prose.taught),
    ...checkLeftovers(files),
  );
  const grades = gradesOf(documents);
  for (const { file, grade, limit, words } of grades) {
    if (limit !== null && words >= 50 && grade > limit) {
      tell(file, "reading", `The reading grade is ${grade.toFixed(1)}; it may be ${limit} at most.`);
    }
  }
  return { problems: sorted(problems), grades, newIds };
}

type Tell = (file: string, field: string, sentence: string) => void;
type KnownPage = { file: string; folder: string; root: Page<null>["root"]; kind: Kind; sections: boolean };
type Kind = "module" | "plan" | "handout" | "front" | "chapter";

function checkShape(files: CurriculaFiles, documents: Documents, tell: Tell): void {
  const shared = ["references", "glossary", "support", "language", "misconceptions", "ids"];
  for (const name of shared) {
    if (!files.has(`${name}.yaml`)) tell(`${name}.yaml`, "file", "This file is missing.");
  }
  const has = (name: string) => [...files.keys()].some((file) => file.endsWith(`/${name}`));
  if (!has("course.yaml")) tell("course.yaml", "file", "There is no course; write <course>/course.yaml.");
  if (!has("guide.yaml"))
    tell("guide.yaml", "file", "There is no Response Guide; write response-guide/guide.yaml.");
  if (!documents.front.some(({ data }) => data.id === "front-about")) {
    const folder = documents.course?.folder ?? "<course>";
    tell(
      `${folder}/front`,
      "file",
      "The manual needs the front page front-about, which says who has reviewed it.",
    );
  }
}

function checkDays({ course, days, modules }: Documents, tell: Tell): void {
  if (!course) return;
  for (const name of course.data.days) {
    if (!days.some(({ folder }) => folder === `${course.folder}/${name}`)) {
      tell(course.file, "days", `There is no ${name}/day.yaml.`);
    }
  }
  const written = new Set(modules.map(({ data }) => data.id));
  for (const { id } of course.data.planned.flatMap(({ modules }) => modules)) {
    if (written.has(id))
      tell(course.file, `planned.${id}`, "This module is written; take it out of what is planned.");
  }
  for (const { file, folder, data } of days) {
    if (!course.data.days.some((name) => folder === `${course.folder}/${name}`)) {
      tell(file, "id", "course.yaml does not list this day.");
    }
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

function checkModule(module: Page<ModuleFrontMatter>, documents: Documents, tell: Tell): void {
  const { file, folder, data, root } = module;
  const taught = data.kind === "module";
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  const expected = taught ? `${data.id}-${data.slug}` : data.kind;
  if (name !== expected) tell(file, "id", `The folder must be called ${expected}.`);
  const first = root.children[0];
  if (first && !(first.type === "heading" && first.depth === 2)) {
    tell(file, lineOf(first), "Text must stand in a section; begin with a level-2 heading.");
  }
  const sections = sectionsOf(root);
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

/** Quizzes, each by itself and all together. */
function checkAnswers({ quizzes, modules, misconceptions, course }: Documents, tell: Tell): void {
  const positions = [0, 0, 0, 0];
  let longest = 0;
  for (const { file, folder, data } of quizzes) {
    const module = modules.find((module) => module.folder === folder);
    if (module && module.data.id !== data.module)
      tell(file, "module", `It stands in module ${module.data.id}, not ${data.module}.`);
    for (const item of data.items) {
      checkItem(file, item, data.module, misconceptions, tell);
      if (module) checkItemPlace(file, item, module, tell);
      const right = item.options.findIndex(({ correct }) => correct);
      if (right >= 0) positions[right] = (positions[right] ?? 0) + 1;
    }
    const long = data.items.filter(isRightLongest).length;
    longest += long;
    if (long / data.items.length > longestShare) {
      tell(
        file,
        "options",
        `The right option is the longest in ${long} of ${data.items.length} items; at most a third.`,
      );
    }
  }
  const all = positions.reduce((sum, count) => sum + count, 0);
  if (all < 12 || !course) return;
  positions.forEach((count, index) => {
    if (count / all < positionShare.min || count / all > positionShare.max) {
      tell(
        course.file,
        "quizzes",
        `The right option stands at place ${index + 1} in ${count} of ${all} items; vary it.`,
      );
    }
  });
  if (longest / all > longestShare) {
    tell(
      course.file,
      "quizzes",
      `The right option is the longest in ${longest} of ${all} items; at most a third.`,
    );
  }
}

function checkItem(
  file: string,
  item: QuizItem,
  module: string,
  known: Documents["misconceptions"],
  tell: Tell,
): void {
  const say = (part: string, sentence: string) => tell(file, `${item.id} ${part}`, sentence);
  if (!item.id.startsWith(`${module}-q`)) say("id", `The id must begin with ${module}-q.`);
  const right = item.options.filter(({ correct }) => correct).length;
  if (right !== 1) say("options", `Exactly one option is right; here are ${right}.`);
  if (
    /\b(NOT|EXCEPT|LEAST)\b|\bexcept\b|\bwhich\b[^.?!]*\b(?:is|are|was|does|do|should|would)(?: not|n't)\b/.test(
      plain(item.stem),
    )
  ) {
    say("stem", "Ask for what is right, not for the exception.");
  }
  const seen = new Set<string>();
  item.options.forEach((option, index) => {
    const part = `option ${index + 1}`;
    const text = plain(option.text);
    const folded = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    if (seen.has(folded)) say(part, "Another option says the same.");
    seen.add(folded);
    if (
      /\b(all|none|both|any) of (the (above|below|others?|options)|these\b(?! \w)|them\b(?! \w))/i.test(text)
    ) {
      say(part, `"${text}" is no answer of its own.`);
    }
    if (/^(true|false)\.?$/i.test(text)) say(part, "There are no true/false items.");
    if (option.correct && option.misconception) say(part, "The right option names no misconception.");
    if (!option.correct && !option.misconception) say(part, "A wrong option names its misconception.");
    if (option.misconception && !Object.hasOwn(known, option.misconception)) {
      say(part, `${option.misconception} is not in misconceptions.yaml.`);
    }
    const words = wordsIn(plain(option.feedback));
    if (!option.correct && words > feedbackWords) {
      say(part, `Its feedback has ${words} words; at most ${feedbackWords}.`);
    }
  });
}

function checkItemPlace(file: string, item: QuizItem, module: Page<ModuleFrontMatter>, tell: Tell): void {
  const { objectives, advisory } = module.data;
  if (!objectives.some(({ id }) => id === item.objective)) {
    tell(file, `${item.id} objective`, `The module has no objective ${item.objective}.`);
  }
  if (!sectionsOf(module.root).some(({ id }) => id === item.section)) {
    tell(file, `${item.id} section`, `The module has no section ${item.section}.`);
  }
  if (rank(item.level) > rank(advisory.level)) {
    tell(
      file,
      `${item.id} level`,
      `It says ${item.level}, but the module's advisory only ${advisory.level}.`,
    );
  }
}

function isRightLongest({ options }: QuizItem): boolean {
  const length = (text: string) => plain(text).length;
  const right = options.find(({ correct }) => correct);
  return (
    right !== undefined &&
    options.every((option) => option === right || length(option.text) < length(right.text))
  );
}

function checkGuide({ guide, chapters, worksheets }: Documents, tell: Tell): void {
  if (!guide) return;
  for (const name of guide.data.chapters) {
    if (!chapters.some(({ folder }) => folder === `${guide.folder}/${name}`)) {
      tell(guide.file, "chapters", `There is no ${name}/chapter.md.`);
    }
  }
  for (const { file, folder, data, root } of chapters) {
    const name = `${data.id.padStart(2, "0")}-${data.slug}`;
    if (folder !== `${guide.folder}/${name}`) tell(file, "id", `The folder must be called ${name}.`);
    if (!guide.data.chapters.some((chapter) => folder === `${guide.folder}/${chapter}`)) {
      tell(file, "id", "guide.yaml does not list this chapter.");
    }
    if (guide.data.planned.some(({ chapter }) => String(chapter) === data.id)) {
      tell(guide.file, `planned.${data.id}`, "This chapter is written; take it out of what is planned.");
    }
    const first = root.children[0];
    if (first && !(first.type === "heading" && first.depth === 2)) {
      tell(file, lineOf(first), "Text must stand in a section; begin with a level-2 heading.");
    }
    const last = sectionsOf(root).at(-1);
    if (last?.id !== "example") tell(file, "sections", "A chapter ends with its example: {#example}.");
    const words = wordsIn(data.purpose);
    if (words < 50 || words > 120) tell(file, "purpose", `The purpose is about 80 words; this is ${words}.`);
  }
  for (const { file, folder, data } of worksheets) {
    const chapter = chapters.find((chapter) => chapter.folder === folderOf(folder));
    if (chapter && chapter.data.id !== data.chapter) {
      tell(file, "chapter", `It stands in chapter ${chapter.data.id}, not ${data.chapter}.`);
    }
    if (!data.id.startsWith(`W${data.chapter}.`))
      tell(file, "id", `The id must begin with W${data.chapter}.`);
    if (!file.slice(folder.length + 1).startsWith(`${data.id}-`))
      tell(file, "id", `The file's name must begin with ${data.id}-.`);
    if (data.layout === "table" && !data.rows)
      tell(file, "rows", "A table says how many blank rows are printed.");
    if (data.layout === "form" && (data.rows || data.statements)) tell(file, "rows", "A form has no rows.");
    const keys = new Set<string>();
    for (const field of data.fields) {
      const say = (sentence: string) => tell(file, `fields.${field.key}`, sentence);
      if (keys.has(field.key)) say("This key stands twice.");
      keys.add(field.key);
      if (field.type === "scale" && field.scale.min >= field.scale.max) say("The scale must go up.");
      if (
        field.type === "choice" &&
        field.example !== undefined &&
        !field.options.includes(String(field.example))
      ) {
        say("The example must be one of the options.");
      }
    }
  }
}

function checkSites({ sites, glossary, support }: Documents, tell: Tell): void {
  for (const { file, data } of sites) {
    if (file !== `sites/${data.id}.yaml`) tell(file, "id", `The file must be called ${data.id}.yaml.`);
    for (const name of slotNames) {
      if (!data.slots[name])
        tell(file, `slots.${name}`, "This slot is missing; say what the coordinator must find out.");
    }
  }
  for (const [index, { term }] of glossary.entries()) {
    const twin = glossary.findIndex((entry) => entry.term.toLowerCase() === term.toLowerCase());
    if (twin !== index) tell("glossary.yaml", glossary[index]?.id ?? "", `The term "${term}" stands twice.`);
  }
  if (support?.lines.length === 0) tell("support.yaml", "lines", "The panel needs its lines.");
}

/** Where blocks and terms point to, and whether they may stand in this kind of file. */
function checkReferrals(page: KnownPage, { glossary }: Documents, tell: Tell): void {
  const terms = new Set(glossary.map(({ id }) => id));
  walk([page.root], (node) => {
    if (!isDirective(node)) return;
    const { name, attributes } = node;
    const places = homes[name];
    if (places && !places.includes(page.kind)) {
      tell(
        page.file,
        lineOf(node),
        `":::${name}" has no place in this kind of file.`
          .replace(":::line", "::line")
          .replace(":::box", "::box"),
      );
    }
    if (name === "term" && attributes?.id && !terms.has(attributes.id)) {
      tell(page.file, lineOf(node), `The glossary has no term ${attributes.id}.`);
    }
  });
}

/** Blocks that stand in some kinds of files only; the others stand anywhere. */
const homes: Record<string, Kind[]> = {
  facilitator: ["plan"],
  activity: ["module"],
  handout: ["module"],
  notice: ["module"],
  alternative: ["module"],
  scenario: ["module", "handout"],
  keypoint: ["module", "chapter", "front"],
  discipline: ["module", "chapter", "front"],
  line: ["handout", "front"],
  box: ["handout", "front"],
};

function checkPictures(documents: Documents, tell: Tell): void {
  const shown = new Set<string>();
  for (const page of pagesOf(documents)) {
    walk([page.root], (node) => {
      if (node.type === "image") shown.add(`${pictureFolder(page)}/${node.url}`);
    });
  }
  for (const file of documents.images) {
    if (!shown.has(file)) tell(file, "file", "No text shows this picture.");
  }
}

type Id = { id: string; file: string; field: string };

/** Every id of the tree. Sections are written as `1.1#why-four-days`. */
export function idsOf(documents: Documents): Id[] {
  const ids: Id[] = [];
  const add = (id: string, file: string, field = "id") => ids.push({ id, file, field });
  const addSections = (owner: string, { file, root }: { file: string; root: Page<null>["root"] }) => {
    for (const { id } of sectionsOf(root)) add(`${owner}#${id}`, file, `section ${id}`);
  };
  if (documents.course) add(`course:${documents.course.data.id}`, documents.course.file);
  for (const { file, data } of documents.days) add(data.id, file);
  for (const page of documents.modules) {
    add(page.data.id, page.file);
    for (const { id } of page.data.objectives) add(id, page.file, `objectives.${id}`);
    addSections(page.data.id, page);
  }
  for (const { file, root } of [...documents.modules, ...documents.plans]) {
    walk([root], (node) => {
      const isBlock = isContainer(node, "activity") || isContainer(node, "facilitator");
      if (isBlock && node.attributes?.id) add(node.attributes.id, file, lineOf(node));
    });
  }
  for (const { file, data } of documents.quizzes) for (const { id } of data.items) add(id, file, id);
  for (const { file, data } of documents.handouts) add(data.id, file);
  for (const page of documents.front) {
    add(page.data.id, page.file);
    addSections(page.data.id, page);
  }
  if (documents.guide) add(`guide:${documents.guide.data.id}`, documents.guide.file);
  for (const page of documents.chapters) {
    add(`chapter:${page.data.id}`, page.file);
    addSections(`chapter:${page.data.id}`, page);
  }
  for (const { file, data } of documents.worksheets) add(data.id, file);
  for (const { file, data } of documents.sites) add(`site:${data.id}`, file);
  for (const { id } of documents.glossary) add(`term:${id}`, "glossary.yaml", id);
  for (const { id } of documents.support?.lines ?? []) add(`support:${id}`, "support.yaml", id);
  for (const code of Object.keys(documents.misconceptions)) add(code, "misconceptions.yaml", code);
  return ids;
}

function checkIds(ids: Id[], { ids: { active, retired } }: Documents, tell: Tell): string[] {
  const [isActive, isRetired] = [new Set(active), new Set(retired)];
  const seen = new Map<string, string>();
  const added: string[] = [];
  for (const { id, file, field } of ids) {
    const other = seen.get(id);
    if (other) tell(file, field, `The id ${id} is already used in ${other}.`);
    else if (isRetired.has(id)) tell(file, field, `The id ${id} is retired and is never used again.`);
    else if (!isActive.has(id)) {
      added.push(id);
      tell(file, field, `The id ${id} is new; run npm run check:curricula -- --accept-ids.`);
    }
    seen.set(id, file);
  }
  for (const id of active) {
    if (isRetired.has(id)) tell("ids.yaml", id, "It is both active and retired.");
    else if (!seen.has(id)) tell("ids.yaml", id, "It is no longer in the tree; move it to retired.");
  }
  return added;
}

function pagesOf({ modules, plans, handouts, front, chapters }: Documents): KnownPage[] {
  const as = (kind: Kind, sections: boolean) => (page: Page<unknown>) => ({ ...page, kind, sections });
  return [
    ...modules.map(as("module", true)),
    ...plans.map(as("plan", false)),
    ...handouts.map(as("handout", false)),
    ...front.map(as("front", true)),
    ...chapters.map(as("chapter", true)),
  ];
}

/** Pictures stand in images/ of the module; a handout of it names them the same way. */
function pictureFolder({ kind, folder }: KnownPage): string {
  return kind === "handout" ? folderOf(folder) : folder;
}

const noProse = new Set([
  "id",
  "slug",
  "kind",
  "key",
  "type",
  "letter",
  "level",
  "status",
  "version",
  "url",
  "chat",
  "call",
  "where",
  "day",
  "block",
  "start",
  "time_zone",
  "module",
  "chapter",
  "chapters",
  "days",
  "section",
  "objective",
  "misconception",
  "references",
  "reviews",
  "domain",
  "audience",
  "layout",
  "verified_on",
  "last_reviewed",
]);
const contactFields = new Set([...noProse, "text"]);

/** `read` is every text that somebody reads; `taught` is the part without support lines and site packs. */
function proseOf(documents: Documents): { read: Prose[]; taught: Prose[] } {
  const of = ({ file, data }: { file: string; data: unknown }) => proseOfData(file, data, noProse);
  const { course, guide, glossary, support } = documents;
  const taught = [
    ...pagesOf(documents).flatMap(({ file, root }) => proseOfTree(file, root)),
    ...[...documents.modules, ...documents.handouts, ...documents.front, ...documents.chapters].flatMap(of),
    ...[...documents.days, ...documents.quizzes, ...documents.worksheets].flatMap(of),
    ...(course ? of(course) : []),
    ...(guide ? [...proseOfData(guide.file, { ...guide.data, intro: "" }, noProse), ...introOf(guide)] : []),
    ...of({ file: "glossary.yaml", data: glossary }),
  ];
  const read = [
    ...taught,
    ...documents.sites.flatMap(of),
    ...proseOfData("support.yaml", support ?? {}, contactFields),
  ];
  return { read, taught };
}

function introOf(guide: NonNullable<Documents["guide"]>): Prose[] {
  return proseOfTree(guide.file, parseMarkdown(guide.data.intro)).map((prose) => ({
    ...prose,
    field: `intro ${prose.field}`,
  }));
}

function citedIn(documents: Documents): { file: string; key: string; field: string }[] {
  const { guide, glossary, support } = documents;
  const data = [
    ...[...documents.modules, ...documents.handouts, ...documents.chapters, ...documents.front],
    ...[...documents.quizzes, ...documents.days, ...documents.worksheets, ...documents.sites],
    ...(guide ? [guide] : []),
    { file: "glossary.yaml", data: glossary },
    { file: "support.yaml", data: support },
  ];
  return [
    ...pagesOf(documents).flatMap(({ file, root }) =>
      citationsOf([root]).map((cited) => ({ ...cited, file })),
    ),
    ...data.flatMap(({ file, data }) =>
      textsOf(data).flatMap(({ text, field }) =>
        citationsOf([parseMarkdown(text)], field).map((cited) => ({ ...cited, file })),
      ),
    ),
    ...[...glossary, ...(support?.lines ?? [])].flatMap((entry) =>
      entry.references.map((key) => ({
        key,
        file: "term" in entry ? "glossary.yaml" : "support.yaml",
        field: `${entry.id} references`,
      })),
    ),
  ];
}

/** Texts with a citation in them, and where they stand. */
function textsOf(data: unknown, field = ""): { text: string; field: string }[] {
  if (typeof data === "string") return /\[@|:quote/.test(data) ? [{ text: data, field }] : [];
  if (Array.isArray(data)) return data.flatMap((item, index) => textsOf(item, `${field}[${index}]`));
  if (!data || typeof data !== "object") return [];
  return Object.entries(data).flatMap(([key, item]) => textsOf(item, field ? `${field}.${key}` : key));
}

function gradesOf(documents: Documents): Grade[] {
  const limits: Record<Kind, number | null> = {
    module: participantGrade,
    handout: handoutGrade,
    plan: null,
    front: null,
    chapter: null,
  };
  return pagesOf(documents)
    .map(({ file, root, kind }) => ({ file, limit: limits[kind], ...readingOf([root]) }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
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

function rank(level: (typeof levels)[number]): number {
  return levels.indexOf(level);
}

function plain(text: string): string {
  return textOf({ type: "paragraph", children: parseInline(text).filter(({ type }) => type !== "citation") });
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

function sorted(problems: Problem[]): Problem[] {
  const once = new Map(
    problems.map((problem) => [`${problem.file}\0${problem.field}\0${problem.sentence}`, problem]),
  );
  return [...once.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.field.localeCompare(b.field, "en", { numeric: true }),
  );
}
