import type { Completion, ModuleProgress } from "./completion.ts";

/** What a person does next: go on reading a module, take its quiz, or nothing because all is done. */
export type NextStep = { moduleId: string; what: "start" | "continue" | "quiz" | "open-quiz" };

/**
 * The module to go on with: the one where the reader stopped last, if it is not complete, else the first that is
 * not. `order` is the order of the course; `places` is newest first.
 */
export function nextStep(
  order: string[],
  progress: Completion,
  places: { moduleId: string }[],
): NextStep | null {
  const open = (id: string) => progress.modules.get(id)?.complete === false;
  const moduleId = places.map((one) => one.moduleId).find(open) ?? order.find(open);
  const module = moduleId ? progress.modules.get(moduleId) : undefined;
  return module ? { moduleId: module.moduleId, what: whatNext(module) } : null;
}

function whatNext({ sectionsDone, sectionsTotal, quiz, firstSeenAt }: ModuleProgress): NextStep["what"] {
  if (quiz.state === "open") return "open-quiz";
  if (sectionsDone === sectionsTotal) return "quiz";
  return firstSeenAt ? "continue" : "start";
}

/** "Complete", "3 of 6 sections", "Read; the quiz is left" */
export function progressSentence(module: ModuleProgress): string {
  const { sectionsDone, sectionsTotal, complete, quiz, firstSeenAt } = module;
  if (complete) return "Complete";
  if (sectionsDone === sectionsTotal)
    return quiz.state === "open" ? "Read, quiz begun" : "Read, quiz to take";
  if (!firstSeenAt) return "Not begun";
  const passed = quiz.state === "passed" ? ", quiz passed" : "";
  return `${sectionsDone} of ${sectionsTotal} sections${passed}`;
}
