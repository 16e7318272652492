import { checkGuessing, checkItem } from "./check-items.ts";
import { checkOrder, idsFrom, missing } from "./check-order.ts";
import type { Documents, Tell } from "./documents.ts";
import { type AssessmentItem, type FormFile, type FormId, weights } from "./schema-assessments.ts";

const forms: Record<FormId, { letter: string; count: number; moment: FormFile["moment"] }> = {
  "form-a": { letter: "A", count: 30, moment: "pre" },
  "form-b": { letter: "B", count: 30, moment: "post" },
  "form-c": { letter: "C", count: 12, moment: "day-90" },
};
const boosterDays = [14, 60, 180, 365];
const boosterItems = 5;
const blueprint = { knowledge: 40, application: 45, judgment: 15 };
const blueprintMargin = 5;

/** Forms, boosters, confidence statements and vignettes. */
export function checkAssessments(documents: Documents, tell: Tell): void {
  checkForms(documents, tell);
  checkBoosters(documents, tell);
  checkConfidence(documents, tell);
  checkAttitudes(documents, tell);
}

function checkForms(documents: Documents, tell: Tell): void {
  const [a, b, c] = (Object.keys(forms) as FormId[]).map((id) => {
    const form = documents.forms.find(({ file }) => file.endsWith(`/${id}.yaml`));
    if (!form) {
      missing(documents, `assessments/${id}.yaml`, tell);
      return null;
    }
    const { file, data } = form;
    const { letter, count, moment } = forms[id];
    if (data.id !== id) tell(file, "id", `The file's id is ${id}.`);
    if (data.moment !== moment) tell(file, "moment", `This form is asked at the moment ${moment}.`);
    if ((data.pass === null) !== (moment !== "post")) {
      tell(file, "pass", "Only the form after the course is passed; the others have null.");
    }
    checkOrder(file, data.items, idsFrom(letter, count), tell);
    for (const item of data.items) {
      checkAssessmentItem(file, item, documents, tell);
      if (id !== "form-c" && item.parallel) {
        tell(file, `${item.id} parallel`, "Only form C names the item it is parallel to.");
      }
    }
    checkGuessing(file, "options", data.items, tell);
    if (id !== "form-c") checkBlueprint(file, data.items, tell);
    return form;
  });
  for (const item of b && a ? b.data.items : []) {
    const twin = a?.data.items.find(({ id }) => id === item.id.replace("B", "A"));
    for (const field of ["objective", "domain", "weight"] as const) {
      if (twin && twin[field] !== item[field]) {
        tell(
          b?.file ?? "",
          `${item.id} ${field}`,
          `${twin.id} has ${twin[field]}; parallel items have the same.`,
        );
      }
    }
  }
  const named = new Set<string>();
  for (const { id, parallel, objective } of c?.data.items ?? []) {
    const say = (sentence: string) => tell(c?.file ?? "", `${id} parallel`, sentence);
    if (!parallel) {
      say("It names the item of form A that it is parallel to.");
      continue;
    }
    if (named.has(parallel)) say(`Another item is already parallel to ${parallel}.`);
    named.add(parallel);
    const twin = a?.data.items.find((item) => item.id === parallel);
    if (a && !twin) say(`Form A has no item ${parallel}.`);
    if (twin && twin.objective !== objective) {
      say(`${parallel} asks for the objective ${twin.objective}, and this item for ${objective}.`);
    }
  }
}

function checkBlueprint(file: string, items: AssessmentItem[], tell: Tell): void {
  for (const weight of weights) {
    const share = (100 * items.filter((item) => item.weight === weight).length) / items.length;
    if (Math.abs(share - blueprint[weight]) > blueprintMargin) {
      tell(
        file,
        "weights",
        `${Math.round(share)} percent ask for ${weight}; the blueprint wants ${blueprint[weight]}, give or take ${blueprintMargin}.`,
      );
    }
  }
}

function checkBoosters(documents: Documents, tell: Tell): void {
  const { boosters } = documents;
  if (!boosters) {
    missing(documents, "assessments/boosters.yaml", tell);
    return;
  }
  const { file, data } = boosters;
  const days = data.sets.map(({ after_days }) => after_days);
  if (String(days) !== String(boosterDays)) {
    tell(file, "sets", `The sets come after ${boosterDays.join(", ")} days, not ${days.join(", ")}.`);
  }
  for (const { id, items } of data.sets) {
    if (items.length !== boosterItems)
      tell(file, id, `A set has ${boosterItems} items; here are ${items.length}.`);
  }
  const items = data.sets.flatMap(({ items }) => items);
  checkOrder(file, items, idsFrom("K", boosterDays.length * boosterItems), tell);
  for (const item of items) {
    checkAssessmentItem(file, item, documents, tell);
    if (item.parallel) tell(file, `${item.id} parallel`, "Only form C names the item it is parallel to.");
  }
  checkGuessing(file, "options", items, tell);
}

function checkAssessmentItem(file: string, item: AssessmentItem, documents: Documents, tell: Tell): void {
  checkItem(file, item, documents.misconceptions, tell);
  checkObjective(file, item, documents, tell);
  if (item.level !== "A1")
    tell(file, `${item.id} level`, `An assessment has no items above A1; this one is ${item.level}.`);
}

/** Modules that are only announced have no objectives yet; what is asked about them is checked when they are written. */
function checkObjective(
  file: string,
  { id, objective }: { id: string; objective: string },
  { modules, course }: Documents,
  tell: Tell,
): void {
  const module = modules.find(({ data }) => objective.startsWith(`${data.id}-`));
  const [block] = objective.split("-");
  const announced = course?.data.planned.some(({ modules }) => modules.some(({ id }) => id === block));
  if (!module && announced) return;
  if (!module?.data.objectives.some((known) => known.id === objective)) {
    tell(file, `${id} objective`, `There is no objective ${objective}.`);
  }
}

function checkConfidence(documents: Documents, tell: Tell): void {
  const { confidence } = documents;
  if (!confidence) {
    missing(documents, "assessments/confidence.yaml", tell);
    return;
  }
  const { file, data } = confidence;
  if (data.scale.min >= data.scale.max) tell(file, "scale", "The scale must go up.");
  checkOrder(file, data.statements, idsFrom("CF", data.statements.length, 1), tell);
  for (const statement of data.statements) checkObjective(file, statement, documents, tell);
}

const vignetteCount = 4;

function checkAttitudes(documents: Documents, tell: Tell): void {
  const { attitudes } = documents;
  if (!attitudes) {
    missing(documents, "assessments/attitudes.yaml", tell);
    return;
  }
  const { file, data } = attitudes;
  if (data.scale.min >= data.scale.max) tell(file, "scale", "The scale must go up.");
  checkOrder(file, data.vignettes, idsFrom("V", vignetteCount, 1), tell);
  for (const { id, level, statements } of data.vignettes) {
    if (level !== "A1")
      tell(file, `${id} level`, `An assessment has no vignettes above A1; this one is ${level}.`);
    checkOrder(
      file,
      statements,
      statements.map((_, index) => `${id}-${"abcdefghij"[index]}`),
      tell,
    );
    for (const direction of ["accountable", "blaming"]) {
      if (!statements.some((statement) => statement.direction === direction)) {
        tell(
          file,
          id,
          `It has no ${direction} statement, so agreeing with everything would look like a view.`,
        );
      }
    }
  }
}
