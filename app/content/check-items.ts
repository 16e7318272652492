import { toString as textOf } from "mdast-util-to-string";
import { foldWords } from "./check-text.ts";
import type { Documents, Tell } from "./documents.ts";
import { parseInline, wordsIn } from "./markdown.ts";
import type { QuizOption } from "./schema-parts.ts";

/** A question of a quiz, a form or a booster, as far as the rules for all of them go. */
export type Item = { id: string; stem: string; options: QuizOption[] };

const feedbackWords = 35;
const longestShare = 0.35;
const positionShare = { min: 0.15, max: 0.35 };
const fewestForPositions = 12;

const exceptions = [
  /\b(NOT|EXCEPT|LEAST)\b/,
  /\bexcept\b|\bwhich\b[^.?!,;]*\b(?:is|are|was|does|do|should|would)(?: not\b|n['’]t\b)/i,
];

/** One question by itself: one right option, a misconception for each other, short feedback, a positive stem. */
export function checkItem(
  file: string,
  item: Item,
  misconceptions: Documents["misconceptions"],
  tell: Tell,
): void {
  const say = (part: string, sentence: string) => tell(file, `${item.id} ${part}`, sentence);
  const right = item.options.filter(({ correct }) => correct).length;
  if (right !== 1) say("options", `Exactly one option is right; here are ${right}.`);
  if (exceptions.some((exception) => exception.test(plain(item.stem)))) {
    say("stem", "Ask for what is right, not for the exception.");
  }
  const seen = new Set<string>();
  item.options.forEach((option, index) => {
    const part = `option ${index + 1}`;
    const text = plain(option.text);
    const folded = foldWords(text);
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
    if (option.misconception && !Object.hasOwn(misconceptions, option.misconception)) {
      say(part, `${option.misconception} is not in misconceptions.yaml.`);
    }
    const words = wordsIn(plain(option.feedback));
    if (!option.correct && words > feedbackWords) {
      say(part, `Its feedback has ${words} words; at most ${feedbackWords}.`);
    }
  });
}

/** Nobody who guesses the longest option, or always the same place, does better than by chance. */
export function checkGuessing(
  file: string,
  field: string,
  items: readonly Item[],
  tell: Tell,
  { positions }: { positions: boolean } = { positions: true },
): void {
  const longest = items.filter(isRightLongest).length;
  if (longest / items.length > longestShare) {
    tell(
      file,
      field,
      `The right option is the longest in ${longest} of ${items.length} items; at most a third.`,
    );
  }
  if (!positions || items.length < fewestForPositions) return;
  for (const place of [0, 1, 2, 3]) {
    const count = items.filter(({ options }) => options[place]?.correct).length;
    const share = count / items.length;
    if (share < positionShare.min || share > positionShare.max) {
      tell(
        file,
        field,
        `The right option stands at place ${place + 1} in ${count} of ${items.length} items; vary it.`,
      );
    }
  }
}

type Placed = { file: string; item: Item };

const giveawayRun = 5;
const giveawayShare = 0.8;
const fewestForShare = 4;

/**
 * Over quizzes, forms and boosters together: no stem stands twice, and no stem gives the answer of another item away.
 * A stem does so when five content words of the right option stand in it in a row, or four in five of them anywhere,
 * and a wrong option is not in it as well.
 */
export function checkStems(placed: readonly Placed[], tell: Tell): void {
  const stems = placed.map(({ file, item }) => ({
    file,
    item,
    folded: foldWords(plain(item.stem)),
    words: contentWords(item.stem),
  }));
  const first = new Map<string, string>();
  for (const { file, item, folded } of stems) {
    const other = first.get(folded);
    if (other) tell(file, `${item.id} stem`, `It asks the same as ${other}.`);
    else first.set(folded, `${item.id} in ${file}`);
  }
  const asked = stems.map((stem) => ({
    ...stem,
    set: new Set(stem.words),
    line: ` ${stem.words.join(" ")} `,
  }));
  for (const { file, item } of placed) {
    const right = contentWords(item.options.find(({ correct }) => correct)?.text ?? "");
    const wrong = item.options.filter(({ correct }) => !correct).map(({ text }) => contentWords(text));
    for (const other of asked) {
      if (other.item === item || !givesAway(right, other)) continue;
      if (wrong.some((words) => givesAway(words, other))) continue;
      tell(
        other.file,
        `${other.item.id} stem`,
        `It gives away the answer of ${item.id} in ${file}; say it in other words.`,
      );
    }
  }
}

function givesAway(option: string[], stem: { set: ReadonlySet<string>; line: string }): boolean {
  const words = new Set(option);
  const shared = [...words].filter((word) => stem.set.has(word)).length;
  if (words.size >= fewestForShare && shared / words.size >= giveawayShare) return true;
  if (shared < giveawayRun) return false;
  return option
    .slice(giveawayRun - 1)
    .some((_word, from) => stem.line.includes(` ${option.slice(from, from + giveawayRun).join(" ")} `));
}

const small = new Set(
  `a about after all also an and any are as at be because been before being but by can could do does done each for
  from had has have he her hers him his how i if in into is it its just may me might more most must my no not of on
  one only or other our out over own shall she should so some such than that the their them then there these they
  this those to too under until up us very was we were what when where which while who whom whose why will with
  would you your`.split(/\s+/),
);

/** The words that carry meaning, in order and without the ends that grammar gives them. */
function contentWords(text: string): string[] {
  return foldWords(plain(text))
    .split(" ")
    .filter((word) => word && !small.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, "") : word));
}

function isRightLongest({ options }: Item): boolean {
  const length = (text: string) => plain(text).length;
  const right = options.find(({ correct }) => correct);
  return (
    right !== undefined &&
    options.every((option) => option === right || length(option.text) < length(right.text))
  );
}

const plainTexts = new Map<string, string>();

/** Words of a line of Markdown without its marks and citations. */
export function plain(text: string): string {
  const known = plainTexts.get(text);
  if (known !== undefined) return known;
  const children = parseInline(text).filter(({ type }) => type !== "citation");
  const found = textOf({ type: "paragraph", children });
  plainTexts.set(text, found);
  return found;
}
