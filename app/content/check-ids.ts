import { lineOf } from "./check-text.ts";
import type { Documents, Page, Tell } from "./documents.ts";
import { isContainer, walk } from "./markdown.ts";

type Id = { id: string; file: string; field: string };

/** Every id of the tree. Sections are written as `1.1#why-four-days`. */
export function idsOf(documents: Documents): Id[] {
  const ids: Id[] = [];
  const add = (id: string, file: string, field = "id") => ids.push({ id, file, field });
  const addSections = (owner: string, { file, sections }: Page<unknown>) => {
    for (const { id } of sections) add(`${owner}#${id}`, file, `section ${id}`);
  };
  if (documents.course) add(`course:${documents.course.data.id}`, documents.course.file);
  for (const { file, data } of documents.days) add(data.id, file);
  for (const { id } of documents.variants?.data.variants ?? [])
    add(`variant:${id}`, documents.variants?.file ?? "", id);
  for (const { id } of documents.checklist?.data.items ?? [])
    add(`checklist:${id}`, documents.checklist?.file ?? "", id);
  for (const { id } of documents.creditRules?.data.rule_sets ?? [])
    add(`credit:${id}`, documents.creditRules?.file ?? "", id);
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
  addSheets(documents, add);
  if (documents.library) add(`library:${documents.library.data.id}`, documents.library.file);
  const shelves = { card: documents.cards, case: documents.cases, page: documents.libraryPages };
  for (const [shelf, pages] of Object.entries<Page<{ id: string }>[]>(shelves)) {
    for (const page of pages) {
      add(`${shelf}:${page.data.id}`, page.file);
      addSections(`${shelf}:${page.data.id}`, page);
    }
  }
  for (const { file, data } of documents.sites) add(`site:${data.id}`, file);
  for (const { id } of documents.glossary) add(`term:${id}`, "glossary.yaml", id);
  for (const { id } of documents.support?.lines ?? []) add(`support:${id}`, "support.yaml", id);
  for (const code of Object.keys(documents.misconceptions)) add(code, "misconceptions.yaml", code);
  return ids;
}

/** Ids of assessments and instruments. What stands in answers is plain; the rest names its instrument. */
function addSheets(documents: Documents, add: (id: string, file: string, field?: string) => void): void {
  const { boosters, confidence, attitudes } = documents;
  const all = <T extends { id: string }>(
    doc: { file: string } | null,
    list: readonly T[] | undefined,
    prefix = "",
  ) => {
    for (const { id } of list ?? []) if (doc) add(`${prefix}${id}`, doc.file, id);
  };
  for (const form of documents.forms) {
    add(form.data.id, form.file);
    all(form, form.data.items);
  }
  for (const doc of [boosters, confidence, attitudes]) if (doc) add(doc.data.id, doc.file);
  all(boosters, boosters?.data.sets);
  for (const { items } of boosters?.data.sets ?? []) all(boosters, items);
  all(confidence, confidence?.data.statements);
  all(attitudes, attitudes?.data.vignettes);
  for (const { statements } of attitudes?.data.vignettes ?? []) all(attitudes, statements);

  const { rubric, competencies, fidelity, satisfaction, certificate, measures, calibration, followUp } =
    documents;
  for (const doc of [rubric, competencies, fidelity, satisfaction, certificate, measures, calibration]) {
    if (doc) add(`instrument:${doc.data.id}`, doc.file);
  }
  all(rubric, rubric?.data.criteria, "rubric:");
  all(competencies, competencies?.data.domains, "competencies:");
  all(competencies, competencies?.data.steps, "competencies:");
  all(fidelity, fidelity?.data.items, "fidelity:");
  all(satisfaction, satisfaction?.data.items, "satisfaction:");
  all(satisfaction, satisfaction?.data.open, "satisfaction:");
  all(satisfaction, satisfaction ? [satisfaction.data.distress] : [], "satisfaction:");
  all(satisfaction, satisfaction?.data.about_you, "satisfaction:");
  all(
    certificate,
    certificate?.data.fields.map(({ key }) => ({ id: key })),
    "certificate:",
  );
  all(certificate, certificate?.data.bodies, "certificate:");
  all(certificate, certificate?.data.badges, "badge:");
  all(measures, measures?.data.measures, "measure:");
  all(calibration, calibration?.data.samples, "calibration:");

  if (followUp) add(followUp.data.id, followUp.file);
  const inFollowUp = `${followUp?.data.id}:`;
  all(followUp, followUp?.data.touchpoints, inFollowUp);
  for (const { learner, supervisor } of followUp?.data.touchpoints ?? [])
    all(followUp, [...learner.parts, ...(supervisor?.parts ?? [])], inFollowUp);
  all(followUp, followUp?.data.obstacles, inFollowUp);
  all(followUp, followUp?.data.actions.items, inFollowUp);
  all(followUp, followUp?.data.supervisor_form, inFollowUp);
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
