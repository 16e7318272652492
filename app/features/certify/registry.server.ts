import { and, eq, isNull, or } from "drizzle-orm";
import type { Writer } from "#db/client.server.ts";
import { mentorship, trainerDecision, trainerProfile } from "#db/schema/trainers.ts";

/** What somebody showed of themselves goes with their account; that a decision was made stays, without its words. */
export function forgetTrainer(tx: Writer, personId: string, now: Date): void {
  tx.delete(trainerProfile).where(eq(trainerProfile.personId, personId)).run();
  tx.update(trainerDecision).set({ reason: "" }).where(eq(trainerDecision.personId, personId)).run();
  tx.update(mentorship)
    .set({ endedAt: now })
    .where(
      and(
        or(eq(mentorship.mentorId, personId), eq(mentorship.apprenticeId, personId)),
        isNull(mentorship.endedAt),
      ),
    )
    .run();
}
