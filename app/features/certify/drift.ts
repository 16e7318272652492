import { smallestGroup } from "#app/features/sites/small-groups.ts";
import type { Drift } from "./fidelity-score.ts";

export type DriftView = { site: string; day: string; variant: string };

/** Whether a row may be shown: those who know the trainers see all, others only what many days say. */
export const mayShow = (row: Pick<Drift, "deliveries">, knowsThem: boolean): boolean =>
  knowsThem || row.deliveries >= smallestGroup;

/** Shares of a row in whole percents that add up to 100: the largest remainders get what rounding leaves. */
export function sharesOf({ covered, adapted, skipped, deliveries }: Omit<Drift, "reasons">): {
  covered: number;
  adapted: number;
  skipped: number;
} {
  const parts = [covered, adapted, skipped].map((count) => (count * 100) / Math.max(1, deliveries));
  const whole = parts.map(Math.floor);
  const left = deliveries === 0 ? 0 : 100 - whole.reduce((sum, part) => sum + part, 0);
  const order = parts
    .map((part, index) => ({ index, rest: part - Math.floor(part) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order.slice(0, left)) whole[index] = (whole[index] as number) + 1;
  return { covered: whole[0] as number, adapted: whole[1] as number, skipped: whole[2] as number };
}

/** "4 minutes over", "on time", "2 minutes under", or that it was not timed. */
export function overInWords(minutes: number | null): string {
  if (minutes === null) return "Not timed";
  if (minutes === 0) return "On time";
  const size = Math.abs(minutes);
  return `${size} ${size === 1 ? "minute" : "minutes"} ${minutes > 0 ? "over" : "under"}`;
}
