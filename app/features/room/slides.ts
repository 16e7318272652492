import { toString as textOf } from "mdast-util-to-string";
import { parseInline } from "#app/content/markdown.ts";
import type { Slide } from "#app/content/schema.ts";
import type { TimetableItem, VariantDay } from "#app/content/tree.ts";

export type DaySlide = {
  /** Block and place in it, such as `1.4/3`. */
  id: string;
  block: string;
  blockTitle: string;
  /** The step during which it is shown; null in a pause. */
  step: string | null;
  look: Slide["kind"];
  /** Inline Markdown without citations. */
  title: string;
  lines: string[];
  /** Keys of what its lines cite. */
  sources: string[];
};

/**
 * All slides of a day in order. A block without slides of its own, such as an opening, shows what it is for, and then
 * the title of each further step; a pause shows how long it is.
 */
export function slidesOfDay(plan: VariantDay): DaySlide[] {
  let breaks = 0;
  return plan.items.flatMap((item) => {
    if (item.kind === "break") breaks += 1;
    const block = item.module?.id ?? (item.kind === "break" ? `break-${breaks}` : item.kind);
    return slidesOf(item, plan.title).map(
      (slide, index): DaySlide => ({ id: `${block}/${index + 1}`, block, blockTitle: item.title, ...slide }),
    );
  });
}

type Own = Omit<DaySlide, "id" | "block" | "blockTitle">;

function slidesOf({ kind, module, title, minutes }: TimetableItem, dayTitle: string): Own[] {
  if (!module) return [{ step: null, look: "pause", title, lines: [`${minutes} minutes`], sources: [] }];
  if (module.slides.length > 0)
    return module.slides.map(({ step, kind, title, lines }) => ({
      step,
      look: kind,
      title: uncited(title),
      lines: lines.map(uncited),
      sources: [...new Set([title, ...lines].flatMap(keysIn))],
    }));
  return (module.plan?.steps ?? []).map((step, index): Own => {
    if (index > 0) return { step: step.id, look: "words", title: step.title, lines: [], sources: [] };
    const look = kind === "closing" ? "close" : "title";
    const lines = [uncited(module.summary)];
    return { step: step.id, look, title: kind === "closing" ? title : dayTitle, lines, sources: [] };
  });
}

const citation = /\s*\[@[^\]]*\]/g;
const uncited = (text: string): string => text.replaceAll(citation, "");
const keysIn = (text: string): string[] =>
  [...text.matchAll(/\[@([^\]]*)\]/g)].flatMap(([, keys = ""]) =>
    keys.split(";").map((key) => key.trim().replace(/^@/, "")),
  );

/** A line as it reads without its marks. */
export const plainLine = (markdown: string): string =>
  textOf({ type: "paragraph", children: parseInline(markdown) });

/** What a kind of slide is called where color alone would say it. */
export const lookNames: Record<Slide["kind"], string> = {
  title: "",
  notice: "Content notice",
  words: "",
  question: "Question",
  activity: "Activity",
  pause: "Pause",
  close: "",
};

export const blankOf = (slideId: string): string => `${slideId}/blank`;

/** Which slide a recorded target means, and whether the screen is dark. */
export function shownOf(
  target: string | null,
  slides: readonly { id: string }[],
): { at: number; blank: boolean } {
  const blank = target?.endsWith("/blank") ?? false;
  const id = blank ? target?.slice(0, -"/blank".length) : target;
  return {
    at: Math.max(
      0,
      slides.findIndex((slide) => slide.id === id),
    ),
    blank,
  };
}

/** Keys of a keyboard or a clicker that move the slides; null for every other key. */
export function moveOf(key: string): "next" | "back" | "blank" | null {
  if (["ArrowRight", "ArrowDown", "PageDown", " ", "n", "N"].includes(key)) return "next";
  if (["ArrowLeft", "ArrowUp", "PageUp", "p", "P"].includes(key)) return "back";
  return ["b", "B", "."].includes(key) ? "blank" : null;
}
