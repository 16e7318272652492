import { toString as textOf } from "mdast-util-to-string";
import { rank } from "./check-module.ts";
import type { Documents, Page, Tell } from "./documents.ts";
import { parseInline, sectionsOf, wordsIn } from "./markdown.ts";
import type { ModuleFrontMatter, QuizItem } from "./schema.ts";

const feedbackWords = 35;
const longestShare = 0.35;
const positionShare = { min: 0.15, max: 0.35 };

/** Quizzes, each by itself and all together. */
export function checkAnswers({ quizzes, modules, misconceptions, course }: Documents, tell: Tell): void {
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

const exceptions = [
  /\b(NOT|EXCEPT|LEAST)\b/,
  /\bexcept\b|\bwhich\b[^.?!,;]*\b(?:is|are|was|does|do|should|would)(?: not\b|n['’]t\b)/i,
];

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
  if (exceptions.some((exception) => exception.test(plain(item.stem)))) {
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
      /\b(all|none) of the above\b|^(all|none|both|any)( of)? (the|these|them|those)( \w+)?[.!]?$/i.test(text)
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

function plain(text: string): string {
  return textOf({ type: "paragraph", children: parseInline(text).filter(({ type }) => type !== "citation") });
}
