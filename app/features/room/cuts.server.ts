import { startOf } from "./day-times.ts";
import { runEventsOf } from "./run.server.ts";
import { runDayOf } from "./run-day.ts";
import { runState } from "./run-plan.ts";
import type { SessionDay } from "./session-days.server.ts";

/** Minutes that were cut out of each block (opening, module, closing) while a day ran. */
export function cutMinutes(day: SessionDay): Map<string, number> {
  const cuts = new Map<string, number>();
  const events = runEventsOf(day.id);
  if (!events.some(({ kind }) => kind === "cut")) return cuts;
  for (const { block, cut } of runState(runDayOf(day.plan, startOf(day)), events, 0).units)
    if (cut > 0) cuts.set(block.id, (cuts.get(block.id) ?? 0) + cut);
  return cuts;
}
