import { notLocalized } from "#app/content/local-words.ts";
import { parseField, parseInline } from "#app/content/markdown.ts";
import type { Catalogue, Handout, Module, Site, Slot } from "#app/content/tree.ts";
import { content, type Node, type Place, str, type Writer } from "#app/content/typst.ts";
import type { Book, BookModule, BookQuiz } from "./book.ts";

/** What every part of a book is set with. */
export type Press = {
  book: Book;
  catalogue: Catalogue;
  writer: Writer;
  facilitator: boolean;
  cited: string[];
};

export type Heads = [left: string, right: string];

/** A run of pages with the same running heads, set tighter as a whole when that saves a page; `plan` ends the facilitator's plan. */
export function segment(id: string, [left, right]: Heads, body: string, plan?: string): string {
  return `#segment(${str(id)}, ${content(left)}, ${content(right)}${plan ? `, plan: ${str(plan)}` : ""})[${body}]`;
}

/** A handout, worksheet or form, on pages of its own. */
export function sheet(call: string, body: string): string {
  return `#[#import "/sheet.typ": *\n#${call}[${body}]]`;
}

export function inlineMarkdown(writer: Writer, text: string): string {
  // Most lines have no marks at all, and a parser for each would cost a second in a long book.
  return writer.inline(
    /[*_`[\]<>\\:&~|!#]/u.test(text) ? parseInline(text) : [{ type: "text", value: text }],
  );
}

/** A field of one paragraph or several. */
export function fieldMarkdown(writer: Writer, text: string, place: Place): string {
  return writer.blocks(parseField(text).children, place);
}

export function numbered(module: Pick<Module, "kind" | "id" | "title">): string {
  return module.kind === "module" ? `${module.id} ${module.title}` : module.title;
}

/** What a module stands under: a day, or null for the openings and closings of the shorter forms. */
export type Under = { order: number; title: string } | null;

export const underName = (day: Under): string => (day ? `Day ${day.order}` : shorterForms.title);
export const underTitle = (day: Under): string =>
  day ? `Day ${day.order} · ${day.title}` : shorterForms.title;

export const shorterForms = {
  title: "Shorter forms",
  intro:
    "The course can be given in fewer days. Each form teaches some of the modules whole and leaves the others for reading; its openings and closings stand here where those of the four days do not fit.",
};

export function longDate(day: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

export function localText(
  site: Site | null,
  name: string,
): { site: string; title: string; status: string; nodes: Node[] } | null {
  const slot = Object.entries(site?.slots ?? {}).find(([slotName]) => slotName === name)?.[1];
  if (!site || !slot) return null;
  return {
    site: site.name,
    title: slot.title,
    status: slotStatus(slot),
    nodes: slot.root.children,
  };
}

export function slotStatus({ status, verified_on: verified, local }: Slot): string {
  if (status === "missing") return "Missing: to be found out";
  if (local?.state === "waiting") return "Waits for counsel";
  if (local?.state === "expired") return "Out of date: left out";
  if (local?.stamp) {
    const { name, barState, signedOn } = local.stamp;
    return `Reviewed by local counsel on ${longDate(signedOn)} by ${name}, admitted in ${barState}`;
  }
  if (verified) {
    const again = local?.reviewBy ? `, to be checked again by ${longDate(local.reviewBy)}` : "";
    return `Tested on ${longDate(verified)}${again}`;
  }
  return status === "unverified"
    ? "Not confirmed: ask before use"
    : "Seen on a public source, not tested yet";
}

/** What stands on a site's books while a required local entry cannot be used; null for a complete site and for none. */
export function noticeOf(site: Site | null): string | null {
  return site?.gaps && site.gaps.length > 0 ? `${notLocalized}.` : null;
}

export function handoutUse(use: Handout["use"]): string {
  return {
    "in the room": "Used in the room",
    "to keep": "Yours to keep",
    "private, not collected": "Private, not collected",
  }[use];
}

export function hoursOf(minutes: number): string {
  return `${Math.floor(minutes / 60)} hours ${minutes % 60} minutes of contact time, breaks not counted`;
}

export function quizWords({ pass }: BookQuiz, facilitator: boolean): { title: string; how: string } {
  return facilitator
    ? {
        title: "Knowledge check, with key and feedback",
        how: `Participants need ${pass} percent and may retake it as often as they like. The participant edition has the questions only.`,
      }
    : {
        title: "Knowledge check",
        how: `Choose one answer to each question. You need ${pass} percent and you can retake it as often as you like. Answer online to see why each answer protects a child or does not.`,
      };
}

export const roleLetters = {
  R: "Does the work",
  A: "Answers for it",
  C: "Is asked before",
  I: "Is told after",
};

/** The day of a book, as 2026-01-31: the same for the same texts, whenever it is made. */
export function dateOf(catalogue: Catalogue, book: Book): string {
  const reviewed = catalogue.support.last_reviewed ?? "";
  if (/^\d{4}-\d{2}-\d{2}$/u.test(reviewed)) return reviewed;
  return `${/^\d{4}/u.exec(book.edition)?.[0] ?? "2026"}-01-01`;
}

/**
 * What a writer of this book looks up while it writes, whatever the format. `cited` fills as sources are cited: a key's
 * place in it is its number. `modules` are those whose handouts and activities can be pointed to.
 */
export function lookUpsFor(catalogue: Catalogue, book: Book, modules: readonly BookModule[]) {
  const cited: string[] = [];
  const handouts = new Map(modules.flatMap(({ handouts }) => handouts.map((one) => [one.id, one] as const)));
  const activities = new Map(
    modules.flatMap(({ activities }) => activities.map((one) => [one.id, one] as const)),
  );
  return {
    cited,
    lookUps: {
      cite: (key: string) => {
        if (!catalogue.references.has(key)) return null;
        if (!cited.includes(key)) cited.push(key);
        return cited.indexOf(key) + 1;
      },
      slot: (name: string) => localText(book.site, name),
      handout: (id: string) => handouts.get(id) ?? null,
      activity: (id: string) => activities.get(id) ?? null,
      hasTerm: (id: string) => catalogue.glossary.has(id),
    },
  };
}
