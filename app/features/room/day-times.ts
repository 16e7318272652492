import { clockOf } from "#app/lib/clock.ts";
import { instantIn, todayIn } from "#app/lib/dates.ts";

type InTheRoom = { timeZone: string; on: string; startsAt: string };

/** The instant at which a day is planned to start. */
export const startOf = ({ timeZone, on, startsAt }: InTheRoom): Date => instantIn(timeZone, on, startsAt);

/** The instant at which a day is planned to end. */
export const plannedEnd = ({
  timeZone,
  on,
  plan,
}: Omit<InTheRoom, "startsAt"> & { plan: { endsAt: number } }): Date =>
  instantIn(timeZone, on, clockOf(plan.endsAt));

/** Where a day stands to its own date, where the training is. */
export function whenOf({ timeZone, on }: Omit<InTheRoom, "startsAt">, now: Date): "ahead" | "today" | "over" {
  const today = todayIn(timeZone, now);
  return today < on ? "ahead" : today === on ? "today" : "over";
}
