import { inArray } from "drizzle-orm";
import { db } from "#db/client.server.ts";
import { runEvent } from "#db/schema/run.ts";
import { runDayOf } from "./run-day.ts";
import { type RunEvent, runState } from "./run-plan.ts";
import type { SessionDay } from "./session-days.server.ts";

/** Minutes that were cut out of each block (opening, module, closing) while the days ran, by day and block. */
export function cutMinutes(days: readonly SessionDay[]): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  if (days.length === 0) return found;
  const events = new Map<string, RunEvent[]>();
  const rows = db
    .select()
    .from(runEvent)
    .where(
      inArray(
        runEvent.sessionDayId,
        days.map(({ id }) => id),
      ),
    )
    .all();
  for (const { sessionDayId, at, ...event } of rows)
    events.set(sessionDayId, [...(events.get(sessionDayId) ?? []), { ...event, at: at.getTime() }]);
  for (const { id, plan } of days) {
    const ofDay = events.get(id);
    if (!ofDay?.some(({ kind }) => kind === "cut")) continue;
    const cuts = new Map<string, number>();
    for (const { block, cut } of runState(runDayOf(plan, new Date(0)), ofDay, 0).units)
      if (cut > 0) cuts.set(block.id, (cuts.get(block.id) ?? 0) + cut);
    found.set(id, cuts);
  }
  return found;
}
