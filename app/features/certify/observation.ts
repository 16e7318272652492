import { type AnswerId, type Checklist, type Fidelity, fidelityOf } from "./fidelity-score.ts";

/** A filled-in checklist as the form sends it. */
export type ObservationInput = {
  trainerIds: string[];
  answers: Record<string, string>;
  /** By item: what was missing, or why it does not apply. */
  missing: Record<string, string>;
  strengths: [string, string];
  nextStep: string;
};

export const longestWords = 300;

/** What is still wrong with a filled-in checklist, one sentence by field; empty when it can be handed in. */
export function observationErrors(checklist: Checklist, input: ObservationInput): Record<string, string> {
  const errors: Record<string, string> = {};
  const known = new Set<string>(checklist.answers.map(({ id }) => id));
  for (const { id, critical } of checklist.items) {
    const answer = input.answers[id] ?? "";
    const words = input.missing[id]?.trim() ?? "";
    if (!known.has(answer)) errors[`a-${id}`] = "Choose an answer.";
    else if (critical && answer === "partly" && !words)
      errors[`m-${id}`] = "This item is critical. Say in a sentence what was missing.";
    else if (critical && answer === "na" && !words)
      errors[`m-${id}`] = "This item is critical. Say why the plan of the day had no such part.";
    if (words.length > longestWords) errors[`m-${id}`] = `Keep it within ${longestWords} characters.`;
  }
  const said = { strength1: input.strengths[0], strength2: input.strengths[1], nextStep: input.nextStep };
  for (const [field, words] of Object.entries(said)) {
    if (!words.trim())
      errors[field] = field === "nextStep" ? "Name one next step." : "Name a strength that you saw.";
    else if (words.length > longestWords) errors[field] = `Keep it within ${longestWords} characters.`;
  }
  if (input.trainerIds.length === 0) errors.trainer = "Choose whom you observed.";
  return errors;
}

/** The result in a sentence: whether the standard is met, the percentage, and why not. */
export function resultInWords(fidelity: Fidelity): string {
  if (fidelity.state === "incomplete") return "Not complete.";
  if (!fidelity.meets) return `Does not meet the standard yet. ${fidelity.reasons.join(" ")}`;
  const partly = fidelity.criticalPartly.length;
  return `Meets the standard: ${fidelity.percent} percent, and no critical miss.${
    partly > 0
      ? ` ${partly === 1 ? "One critical item was" : `${partly} critical items were`} met in part and ${partly === 1 ? "needs" : "need"} a change before the next delivery.`
      : ""
  }`;
}

export const scoreOf = (checklist: unknown, answers: Record<string, string>): Fidelity =>
  fidelityOf(checklist as Checklist, answers as Record<string, AnswerId>);
