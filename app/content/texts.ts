import type { Root } from "mdast";
import type { Documents, Page } from "./documents.ts";
import { parseField, type TextBlock, textBlocks } from "./markdown.ts";

/** A text that somebody reads: the body of a Markdown file, or one field of its front matter or of a YAML file. */
export type Text = {
  file: string;
  /** The path of its field; null for a body, where lines are counted. */
  field: string | null;
  root: Root;
  blocks: TextBlock[];
  /** Support lines and site packs hold phone numbers, and nothing else does. */
  holdsContacts: boolean;
};

export type Kind = "module" | "plan" | "handout" | "front" | "chapter" | "library";

/** A Markdown file, and which kind it is. Those with sections give each of them an id. */
export type KnownPage = {
  file: string;
  folder: string;
  root: Root;
  kind: Kind;
  needsIds: boolean;
};

export function pagesOf(documents: Documents): KnownPage[] {
  const as = (kind: Kind, needsIds: boolean) => (page: Page<unknown>) => ({ ...page, kind, needsIds });
  return [
    ...documents.modules.map(as("module", true)),
    ...documents.plans.map(as("plan", false)),
    ...documents.handouts.map(as("handout", false)),
    ...documents.front.map(as("front", true)),
    ...documents.chapters.map(as("chapter", true)),
    ...[...documents.cards, ...documents.cases, ...documents.libraryPages].map(as("library", true)),
  ];
}

/** Every text of the tree. Each is parsed here once, and every rule about words looks at this list. */
export function textsOf(documents: Documents): Text[] {
  const bodies = pagesOf(documents).map(
    ({ file, root }): Text => ({ file, field: null, root, blocks: textBlocks([root]), holdsContacts: false }),
  );
  const taught = [
    ...[...documents.modules, ...documents.handouts, ...documents.front, ...documents.chapters],
    ...[...documents.cards, ...documents.cases, ...documents.libraryPages],
    ...[...documents.days, ...documents.quizzes, ...documents.slides, ...documents.worksheets],
    ...[...documents.forms, documents.boosters, documents.confidence, documents.attitudes],
    ...[documents.rubric, documents.competencies, documents.fidelity],
    ...[documents.satisfaction, documents.certificate, documents.measures],
    ...[documents.variants, documents.checklist, documents.calibration, documents.followUp],
    documents.creditRules,
    ...[documents.course, documents.guide, documents.library],
    { file: "glossary.yaml", data: documents.glossary },
    { file: "misconceptions.yaml", data: documents.misconceptions },
  ];
  const contacts = [...documents.sites, { file: "support.yaml", data: documents.support }];
  return [
    ...bodies,
    ...taught.flatMap((doc) => (doc ? fieldsOf(doc.file, doc.data, false) : [])),
    ...contacts.flatMap(({ file, data }) => fieldsOf(file, data, true)),
  ];
}

/** How a problem names the place of a block. One paragraph may run over several lines of its file. */
export function placeOf({ field }: Text, { line }: Pick<TextBlock, "line">): string {
  return field ?? `line ${line}`;
}

/** Fields that are no prose: ids, and what only programs read. */
const noProse = new Set([
  "id",
  "slug",
  "kind",
  "key",
  "type",
  "letter",
  "level",
  "weight",
  "moment",
  "direction",
  "version",
  "url",
  "where",
  "day",
  "days",
  "drafts",
  "block",
  "blocks",
  "starts",
  "start",
  "time_zone",
  "module",
  "step",
  "parallel",
  "chapter",
  "chapters",
  "section",
  "objective",
  "misconception",
  "references",
  "reviews",
  "audience",
  "layout",
  "cards",
  "cases",
  "pages",
  "never",
  "criterion",
  "result",
  "recall",
  "verified_on",
  "last_reviewed",
]);
/** In support.yaml `text` is a number to send a message to. */
const noProseOfSupport = new Set([...noProse, "call", "text", "chat"]);

function fieldsOf(file: string, data: unknown, holdsContacts: boolean): Text[] {
  const skip = file === "support.yaml" ? noProseOfSupport : noProse;
  const found: Text[] = [];
  const visit = (value: unknown, field: string): void => {
    if (typeof value === "string") {
      const root = parseField(value);
      found.push({ file, field, root, blocks: textBlocks([root]), holdsContacts });
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${field}[${nameOf(item) ?? index}]`);
    } else if (value && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) {
        if (!skip.has(key)) visit(inner, field ? `${field}.${key}` : key);
      }
    }
  };
  visit(data, "");
  return found;
}

function nameOf(item: unknown): string | null {
  return item && typeof item === "object" && "id" in item && typeof item.id === "string" ? item.id : null;
}
