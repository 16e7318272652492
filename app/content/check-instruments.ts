import { checkOrder, idsFrom, missing } from "./check-order.ts";
import { foldWords } from "./check-text.ts";
import type { Documents, Tell } from "./documents.ts";

const counts = { criteria: 8, fidelity: 25, measures: 26 };

/** The six instruments: complete, in order, and with pass values that can be met. */
export function checkInstruments(documents: Documents, tell: Tell): void {
  const { rubric, competencies, fidelity, satisfaction, certificate, measures } = documents;
  const found = { rubric, competencies, fidelity, satisfaction, certificate, measures };
  for (const [name, doc] of Object.entries(found)) {
    if (!doc) missing(documents, `instruments/${name}.yaml`, tell);
  }
  checkRubric(rubric, tell);
  checkCompetencies(competencies, tell);
  checkFidelity(fidelity, tell);
  checkSatisfaction(satisfaction, tell);
  checkCertificate(certificate, tell);
  checkMeasures(measures, tell);
  checkCreditRules(documents, tell);
}

/** The rule sets name each other rightly, and cannot credit more than was attended. */
function checkCreditRules(documents: Documents, tell: Tell): void {
  const { creditRules } = documents;
  if (!creditRules) {
    missing(documents, "credit-rules.yaml", tell);
    return;
  }
  const { file, data } = creditRules;
  const ids = data.rule_sets.map(({ id }) => id);
  if (!ids.includes(data.certificate.rule_set))
    tell(file, "certificate.rule_set", `There is no rule set ${data.certificate.rule_set}.`);
  for (const [place, { id, partial, session_percent, status, note, unit }] of data.rule_sets.entries()) {
    if (ids.indexOf(id) !== place) tell(file, id, "This id stands twice.");
    if ((partial === "sessions") !== (session_percent !== null))
      tell(file, id, "session_percent belongs to partial: sessions, and only there.");
    if (status === "not-approved" && !note)
      tell(file, id, "A rule set without approval says so in its note.");
    if (unit.minutes % unit.step !== 0) tell(file, id, "The steps must fill a unit.");
  }
}

function checkRubric(rubric: Documents["rubric"], tell: Tell): void {
  if (!rubric) return;
  const { file, data } = rubric;
  const { criteria, levels, pass } = data;
  if (levels.map(({ value }) => value).join() !== "1,2,3,4") {
    tell(file, "levels", "The levels are 1, 2, 3 and 4, in this order.");
  }
  if (criteria.length !== counts.criteria) {
    tell(file, "criteria", `The rubric has ${counts.criteria} criteria; here are ${criteria.length}.`);
  }
  for (const letter of ["C", "S"]) {
    const list = criteria.filter(({ id }) => id.startsWith(letter));
    if (list.length > 0) checkOrder(file, list, idsFrom(letter, list.length, 1), tell);
  }
  for (const { id, safety } of criteria) {
    if (id.startsWith("S") && !safety) tell(file, id, "A criterion with the letter S is one of safety.");
  }
  if (!criteria.some(({ safety }) => safety)) tell(file, "criteria", "No criterion is one of safety.");
  for (const key of ["none_below", "proficient", "safety_at_least"] as const) {
    if (!levels.some(({ value }) => value === pass[key]))
      tell(file, `pass.${key}`, `There is no level ${pass[key]}.`);
  }
  if (pass.none_below > pass.proficient) {
    tell(file, "pass.none_below", "It is above the level that counts as proficient.");
  }
  if (pass.safety_at_least < pass.none_below) {
    tell(file, "pass.safety_at_least", "Safety asks for more than the others, not for less.");
  }
  if (pass.proficient_count > criteria.length) {
    tell(file, "pass.proficient_count", `There are only ${criteria.length} criteria.`);
  }
}

function checkCompetencies(competencies: Documents["competencies"], tell: Tell): void {
  if (!competencies) return;
  const { file, data } = competencies;
  if (data.levels.map(({ id }) => id).join() !== "apprentice,certified,lead") {
    tell(file, "levels", "The levels are apprentice, certified and lead, in this order.");
  }
  checkOrder(file, data.domains, idsFrom("K", data.domains.length, 1), tell);
  checkOrder(file, data.steps, idsFrom("step-", data.steps.length, 1), tell);
}

function checkFidelity(fidelity: Documents["fidelity"], tell: Tell): void {
  if (!fidelity) return;
  const { file, data } = fidelity;
  checkOrder(file, data.items, idsFrom("F", counts.fidelity), tell);
  if (!data.items.some(({ critical }) => critical)) tell(file, "items", "No item is critical.");
  checkOrder(file, data.answers, ["yes", "partly", "no", "na"], tell);
  if (new Set(data.reasons.map(({ id }) => id)).size < data.reasons.length)
    tell(file, "reasons", "A reason stands twice.");
  if (data.reasons.filter(({ cut }) => cut).length !== 1)
    tell(file, "reasons", "One reason stands for what the run-of-show left out: cut: true.");
  const points = (id: string) => data.answers.find((answer) => answer.id === id)?.points;
  if (points("na") !== null && points("na") !== undefined) {
    tell(file, "answers.na", "What does not apply has no points: null.");
  }
  const [yes, partly, no] = [points("yes") ?? -1, points("partly") ?? -1, points("no") ?? -1];
  if (yes !== 1 || no !== 0 || partly <= no || partly >= yes) {
    tell(file, "answers", "Yes is 1 point, no is 0, and partly lies between.");
  }
}

function checkSatisfaction(satisfaction: Documents["satisfaction"], tell: Tell): void {
  if (!satisfaction) return;
  const { file, data } = satisfaction;
  if (data.scale.min >= data.scale.max) tell(file, "scale", "The scale must go up.");
  checkOrder(file, data.items, idsFrom("S", data.items.length), tell);
  checkOrder(file, data.open, idsFrom("SO", data.open.length, 1), tell);
}

function checkCertificate(certificate: Documents["certificate"], tell: Tell): void {
  if (!certificate) return;
  const { file, data } = certificate;
  const shown = [
    { field: "short_title", text: data.short_title },
    ...data.fields.map(({ key, label }) => ({ field: `fields.${key}`, text: label })),
    ...data.badges.map(({ id, title }) => ({ field: `badges.${id}`, text: title })),
  ];
  for (const { field, text } of shown) {
    const words = ` ${foldWords(text)} `;
    const found = data.never.find((word) => words.includes(` ${foldWords(word)} `));
    if (found) tell(file, field, `"${found}" stands on no certificate and no badge.`);
  }
  for (const { id, statement, number } of data.bodies) {
    if (statement !== null && number === null)
      tell(file, `bodies.${id}`, "A statement of approval needs the number that the body gave.");
  }
}

function checkMeasures(measures: Documents["measures"], tell: Tell): void {
  if (!measures) return;
  const { file, data } = measures;
  checkOrder(file, data.measures, idsFrom("PM", counts.measures), tell);
  for (const { id, unit, denominator } of data.measures) {
    const isShare = /percent|%/i.test(unit);
    if (isShare && denominator === null) {
      tell(file, `${id} denominator`, "A percentage needs to say of how many.");
    }
    if (!isShare && /^(count|number)\b/i.test(unit) && denominator !== null) {
      tell(file, `${id} denominator`, "A plain count has none: null.");
    }
  }
}
