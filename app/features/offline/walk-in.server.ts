import { eq } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { walkIn } from "#app/features/room/registration-desk.server.ts";
import { transact } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import type { DayAnswer, DayEvent } from "./day-events.ts";

/**
 * Seats somebody whom a trainer wrote down at the door without a connection, under the id that the device gave them.
 * They have been in the room already, so a full cohort gets one seat more. A late repetition brings nobody back who
 * was withdrawn meanwhile.
 */
export function seatWalkIn(
  user: User,
  cohortId: string,
  { id, name, discipline }: Extract<DayEvent, { type: "walk-in" }>,
  now = new Date(),
): DayAnswer {
  return transact((tx): DayAnswer => {
    const known = tx.select({ name: person.name }).from(person).where(eq(person.id, id)).get();
    if (known)
      return known.name === name
        ? { id, is: "known", sentence: null }
        : { id, is: "refused", sentence: "Another person has the same number. Write this one down again." };
    const { errors } = walkIn(
      user,
      cohortId,
      { id, name, discipline, agency: null, email: null, insteadOf: null, extra: true },
      now,
    );
    return { id, is: errors ? "refused" : "kept", sentence: errors ? Object.values(errors).join(" ") : null };
  });
}
