import { inArray } from "drizzle-orm";
import { catalogue } from "#app/content/catalogue.server.ts";
import { attemptsOf } from "#app/features/quiz/attempts.server.ts";
import { db } from "#db/client.server.ts";
import { sectionLog } from "#db/schema/learning.ts";
import { type Completion, completion, type DayShape, type Log, type ModuleProgress } from "./completion.ts";

export type { Completion, ModuleProgress, QuizState, Total } from "./completion.ts";

/**
 * Progress of these people in every module (opening and closing too), for every page, file and job that shows
 * it. It asks for no permission: the caller must have decided whose progress may be seen. Everyone asked for is
 * in the map, and every module is in theirs.
 */
export function progressOf(personIds: string[]): Map<string, Map<string, ModuleProgress>> {
  return new Map([...completionOf(personIds)].map(([id, { modules }]) => [id, modules]));
}

/** The same with totals per day and overall. */
export function completionOf(personIds: string[]): Map<string, Completion> {
  const logs = new Map<string, Log>(personIds.map((id) => [id, { sections: [], attempts: [] }]));
  if (personIds.length === 0) return new Map();
  const rows = db
    .select({
      personId: sectionLog.personId,
      moduleId: sectionLog.moduleId,
      sectionId: sectionLog.sectionId,
      at: sectionLog.at,
    })
    .from(sectionLog)
    .where(inArray(sectionLog.personId, personIds))
    .all();
  for (const row of rows) logs.get(row.personId)?.sections.push(row);
  for (const row of attemptsOf(personIds)) logs.get(row.personId)?.attempts.push(row);
  const days = shapes();
  return new Map([...logs].map(([id, log]) => [id, completion(days, log)]));
}

function shapes(): DayShape[] {
  return catalogue().course.days.map(({ id, blocks }) => ({
    id,
    modules: blocks.map((module) => ({
      id: module.id,
      kind: module.kind,
      sections: module.sections,
      items: module.quiz?.items.length ?? 0,
    })),
  }));
}
