import { parseField, parseInline } from "#app/content/markdown.ts";
import type { Catalogue, Module, Site } from "#app/content/tree.ts";
import { content, type Node, type Place, str, type Writer } from "#app/content/typst.ts";
import type { Book } from "./book.ts";

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
    status: slotStatus(slot.status, slot.verified_on),
    nodes: slot.root.children,
  };
}

export function slotStatus(status: "seen" | "unverified" | "missing", verified: string | null): string {
  if (status === "missing") return "Missing: to be found out";
  if (verified) return `Tested on ${longDate(verified)}`;
  return status === "unverified"
    ? "Not confirmed: ask before use"
    : "Seen on a public source, not tested yet";
}
