import type { QuizItem } from "./schema.ts";
import type { AdvisoryLevel } from "./schema-parts.ts";

/** A question as the browser may see it: nothing tells which option is right. */
export type PublicItem = {
  id: string;
  section: string;
  level: AdvisoryLevel;
  stem: string;
  /** `index` is the option's place in quiz.yaml and stays with it when the options are shuffled. */
  options: { index: number; text: string }[];
};

export function publicItem({ id, section, level, stem, options }: QuizItem): PublicItem {
  return { id, section, level, stem, options: options.map(({ text }, index) => ({ index, text })) };
}
