import { startOf } from "./day-times.ts";
import { runEventsOf } from "./run.server.ts";
import { runDayOf } from "./run-day.ts";
import { type RunEvent, runState } from "./run-plan.ts";
import type { SessionDay } from "./session-days.server.ts";

/** Minutes that were cut out of each block (opening, module, closing) while a day ran. */
export const cutMinutes = (day: SessionDay): Map<string, number> => cutsIn(day, runEventsOf(day.id));

/** The same from what was recorded of the day. */
export function cutsIn(day: SessionDay, events: readonly RunEvent[]): Map<string, number> {
  const cuts = new Map<string, number>();
  if (!events.some(({ kind }) => kind === "cut")) return cuts;
  for (const { block, cut } of runState(runDayOf(day.plan, startOf(day)), events, 0).units)
    if (cut > 0) cuts.set(block.id, (cuts.get(block.id) ?? 0) + cut);
  return cuts;
}
