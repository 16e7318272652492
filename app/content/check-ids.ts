import { lineOf } from "./check-text.ts";
import type { Documents, Page, Tell } from "./documents.ts";
import { isContainer, sectionsOf, walk } from "./markdown.ts";

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

/** Compares with ids.yaml and returns the ids it does not know. */
export function checkIds(ids: Id[], { ids: { active, retired } }: Documents, tell: Tell): string[] {
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
