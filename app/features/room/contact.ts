import type { VariantDay } from "#app/content/tree.ts";
import { startOf } from "./day-times.ts";
import { minutesWithin, type Segment } from "./segments.ts";

/** A part of a day that can count as contact time: breaks and lunch are none. */
export type Block = {
  id: string;
  kind: "opening" | "module" | "closing";
  title: string;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  minutes: number;
};

const minute = 60_000;

/**
 * The contact time of a day in the room, in order: as it is planned, less the minutes that were cut out of a block.
 * Nobody earns credit for what was not taught, and nobody lacks what was not offered.
 */
export function contactBlocks(
  day: {
    on: string;
    startsAt: string;
    timeZone: string;
    plan: VariantDay;
  },
  cuts: ReadonlyMap<string, number> = new Map(),
): Block[] {
  const start = startOf(day).getTime();
  return day.plan.items.flatMap(({ kind, module, title, startsAt, minutes }): Block[] => {
    if (kind === "break" || kind === "lunch") return [];
    const from = start + (startsAt - day.plan.startsAt) * minute;
    const id = module?.id ?? kind;
    const taught = Math.max(0, minutes - (cuts.get(id) ?? 0));
    return [{ id, kind, title, from, to: from + taught * minute, minutes: taught }];
  });
}

/** The contact minutes that somebody was there for. Never more than the blocks hold. */
export const contactMinutes = (blocks: readonly Block[], segments: readonly Segment[]): number =>
  blocks.reduce((sum, { from, to }) => sum + minutesWithin(segments, from, to), 0);

/** "6 h 45 min", "45 min", "0 min". */
export function spell(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
