import { toString as textOf } from "mdast-util-to-string";
import type { Module, Step, TimetableItem, VariantDay } from "#app/content/tree.ts";
import type { Guard, RunBlock, RunDay, RunStep } from "./run-plan.ts";

/** A day of a variant as a list that can be run. `startsAt` is the instant at which it is planned to start. */
export function runDayOf(plan: VariantDay, startsAt: Date): RunDay {
  let breaks = 0;
  return {
    startsAt: startsAt.getTime(),
    blocks: plan.items.map((item): RunBlock => {
      if (item.kind === "break") breaks += 1;
      return {
        id: item.module?.id ?? (item.kind === "break" ? `break-${breaks}` : item.kind),
        kind: item.kind,
        title: item.title,
        startsAfter: item.startsAt - plan.startsAt,
        minutes: item.minutes,
        steps: stepsOf(item),
      };
    }),
  };
}

const stepsOf = ({ kind, module }: TimetableItem): RunStep[] =>
  (module?.plan?.steps ?? []).map((step) => ({
    id: step.id,
    title: step.title,
    minutes: step.minutes,
    mark: step.mark,
    guard: keptGuard(kind, module as Module, step),
  }));

const guards = new WeakMap<Step, Guard | null>();

/** Steps are read once and never change, and every answer of a busy room asks for them. */
function keptGuard(kind: TimetableItem["kind"], module: Module, step: Step): Guard | null {
  if (!guards.has(step)) guards.set(step, guardOf(kind, module, step));
  return guards.get(step) ?? null;
}

/** What keeps people safe is never cut: read from the frames, the slides, the activities and the trainer's own words. */
function guardOf(kind: TimetableItem["kind"], module: Module, step: Step): Guard | null {
  if (kind === "opening" || kind === "closing") return kind;
  const slides = module.slides.filter((slide) => slide.step === step.id).map((slide) => slide.kind);
  if (slides.includes("notice") || /\badvisory\b/i.test(step.title)) return "notice";
  const activity = module.activities.find(({ id }) => id === step.activity);
  if (activity && activity.debrief.length > 0) return "debrief";
  if (slides.includes("pause") || grounding.test(textOf({ type: "root", children: step.nodes })))
    return "grounding";
  return null;
}

const grounding =
  /\b(?:slow breath|(?:your )?feet on the floor|feel your feet|(?:minute|moment) of quiet)\b/i;
