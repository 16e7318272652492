import type { Nodes } from "mdast";
import { plain } from "./check-items.ts";
import type { Documents, Page, Tell } from "./documents.ts";
import { isContainer, walk, wordsIn } from "./markdown.ts";
import type { ModuleFrontMatter, Slide } from "./schema.ts";

const slideCount = { min: 8, max: 20 };
const titleWords = 8;
const most = { lines: 4, words: 9, together: 30 };

/** The slides of every module, and of an opening or closing that has some: frames may be shown without. */
export function checkSlides({ slides, modules, plans, problems }: Documents, tell: Tell): void {
  for (const { file, folder, data } of slides) {
    const module = modules.find((module) => module.folder === folder);
    if (module && module.data.id !== data.module)
      tell(file, "module", `It stands in module ${module.data.id}, not ${data.module}.`);
    data.slides.forEach((slide, index) => {
      checkWords(slide, (sentence) => tell(file, `slides[${index}]`, sentence));
    });
    const plan = plans.find((plan) => plan.folder === folder);
    if (plan) checkOrder(file, data.slides, stepsOf(plan.root), tell);
    if (module) checkModuleSlides(file, data.slides, module, plan?.root ?? null, tell);
  }
  for (const { folder, data } of modules) {
    const file = `${folder}/slides.yaml`;
    const hasFile =
      slides.some((slides) => slides.folder === folder) || problems.some((problem) => problem.file === file);
    if (data.kind === "module" && !hasFile) tell(file, "file", "This file is missing.");
  }
}

function checkWords({ kind, title, lines }: Slide, say: (sentence: string) => void): void {
  const count = wordsIn(plain(title));
  if (count > titleWords) say(`Its title has ${count} words; at most ${titleWords}.`);
  if (lines.length > most.lines) say(`It has ${lines.length} lines; at most ${most.lines}.`);
  const words = lines.map((line) => wordsIn(plain(line)));
  words.forEach((count, index) => {
    if (count > most.words) say(`Line ${index + 1} has ${count} words; at most ${most.words}.`);
  });
  const together = words.reduce((sum, count) => sum + count, 0);
  if (together > most.together) say(`Its lines have ${together} words; at most ${most.together}.`);
  if (kind === "activity") {
    const shown = [title, ...lines].join(" ");
    if (lines.length === 0) say("An activity slide says what to do.");
    if (!/\b(?:minutes?|min|seconds?|hours?)\b/i.test(shown))
      say("An activity slide says for how long, for example: 10 minutes.");
  }
}

/** Every step has a slide, in the order of the plan. */
function checkOrder(file: string, slides: Slide[], steps: Step[], tell: Tell): void {
  let last = 0;
  slides.forEach(({ step }, index) => {
    const at = steps.findIndex(({ id }) => id === step);
    if (at < 0) tell(file, `slides[${index}].step`, `There is no step ${step} in plan.md.`);
    else if (at < last) tell(file, `slides[${index}].step`, `The plan has ${step} earlier; keep its order.`);
    else last = at;
  });
  for (const { id } of steps) {
    if (!slides.some(({ step }) => step === id)) tell(file, "slides", `The step ${id} has no slide.`);
  }
}

function checkModuleSlides(
  file: string,
  slides: Slide[],
  module: Page<ModuleFrontMatter>,
  plan: Nodes | null,
  tell: Tell,
): void {
  const say = (sentence: string) => tell(file, "slides", sentence);
  const { min, max } = slideCount;
  const few = module.data.kind === "module" && slides.length < min;
  if (few || slides.length > max) say(`A module has ${min} to ${max} slides; here are ${slides.length}.`);
  if (slides[0]?.kind !== "title") say("The first slide is a title.");
  if (slides.at(-1)?.kind !== "close") say("The last slide is a close.");
  if (module.data.advisory.level === "A1") return;

  const notice = slides.findIndex(({ kind }) => kind === "notice");
  if (notice < 0) {
    say(`The module is at ${module.data.advisory.level}; a notice says what is coming.`);
    return;
  }
  const sensitive = sensitiveActivities(module);
  for (const { id, activity } of plan ? stepsOf(plan) : []) {
    if (!activity || !sensitive.has(activity)) continue;
    const shown = slides.findIndex(({ step, kind }) => step === id && kind !== "notice");
    if (shown >= 0 && shown < notice) {
      say(`The step ${id} runs ${activity}, which has a content notice; a notice slide comes before it.`);
    }
  }
}

type Step = { id: string; activity: string | null };

function stepsOf(plan: Nodes): Step[] {
  const steps: Step[] = [];
  walk([plan], (node) => {
    if (!isContainer(node, "facilitator")) return;
    steps.push({ id: node.attributes?.id ?? "", activity: node.attributes?.activity ?? null });
  });
  return steps;
}

/** Activities that stand in a section with a content notice. */
function sensitiveActivities({ sections }: Page<ModuleFrontMatter>): Set<string> {
  const found = new Set<string>();
  for (const { notice, nodes } of sections) {
    if (!notice) continue;
    walk(nodes, (node) => {
      if (isContainer(node, "activity") && node.attributes?.id) found.add(node.attributes.id);
    });
  }
  return found;
}
