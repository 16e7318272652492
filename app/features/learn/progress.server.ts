import { inArray } from "drizzle-orm";
import { catalogue, taughtDays } from "#app/content/catalogue.server.ts";
import type { Module } from "#app/content/tree.ts";
import { attemptsIn, attemptsOf } from "#app/features/quiz/attempts.server.ts";
import { listed, prepared } from "#db/client.server.ts";
import { sectionLog } from "#db/schema/learning.ts";
import {
  type Completion,
  completion,
  type DayShape,
  type Log,
  type ModuleProgress,
  type ModuleShape,
  moduleProgress,
  type SectionMark,
} from "./completion.ts";

export type { Completion, ModuleProgress, QuizState, Total } from "./completion.ts";

/**
 * Progress of these people in every module (opening and closing too), for every page, file and job that shows
 * it. It asks for no permission: the caller must have decided whose progress may be seen. Everyone asked for is
 * in the map, and every module is in theirs.
 */
export function progressOf(personIds: string[]): Map<string, Map<string, ModuleProgress>> {
  return new Map([...completionOf(personIds)].map(([id, { modules }]) => [id, modules]));
}

/** The same with totals per day and overall; of a cohort's variant where one is given, else of the whole course. */
export function completionOf(personIds: string[], variantId?: string): Map<string, Completion> {
  const logs = new Map<string, Log>(personIds.map((id) => [id, { sections: [], attempts: [] }]));
  if (personIds.length === 0) return new Map();
  for (const row of readByPeople().all({ people: JSON.stringify(personIds) }))
    logs.get(row.personId)?.sections.push(row);
  for (const row of attemptsOf(personIds)) logs.get(row.personId)?.attempts.push(row);
  const days = shapes(variantId);
  return new Map([...logs].map(([id, log]) => [id, completion(days, log)]));
}

/** One person's progress in one module, whose part of their reading log the caller has already. */
export const progressIn = (personId: string, module: Module, sections: SectionMark[]): ModuleProgress =>
  moduleProgress(shape(module), { sections, attempts: attemptsIn(personId, module.id) });

const readByPeople = prepared((from) =>
  from
    .select({
      personId: sectionLog.personId,
      moduleId: sectionLog.moduleId,
      sectionId: sectionLog.sectionId,
      at: sectionLog.at,
    })
    .from(sectionLog)
    .where(inArray(sectionLog.personId, listed("people"))),
);

function shapes(variantId: string | undefined): DayShape[] {
  const days = variantId === undefined ? catalogue().course.days : taughtDays(variantId);
  return days.map(({ id, blocks }) => ({
    id,
    modules: blocks.map(shape),
  }));
}

const shape = ({ id, kind, sections, quiz }: Module): ModuleShape => ({
  id,
  kind,
  sections,
  items: quiz?.items.length ?? 0,
});
