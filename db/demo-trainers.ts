import { newestFrozen } from "#app/content/editions.server.ts";
import { newId } from "#app/lib/ids.ts";
import { cast, type Member } from "#tests/cast.ts";
import type { Writer } from "./client.server.ts";
import { mentorship, trainerDecision } from "./schema/trainers.ts";
import { personIdOf } from "./seed.ts";

/** Days ago on which the demo's trainers were certified; the rest of them with the oldest. */
const certifiedDaysAgo = new Map<Member, number>([
  [cast.trainer, 220],
  [cast.coTrainer, 90],
]);

/** The trainers of the demo were certified from papers, as in a program that is older than its records here. */
export function insertDemoTrainers(tx: Writer, now: Date): void {
  for (const one of Object.values<Member>(cast)) {
    if (one.role !== "trainer" || !one.site) continue;
    const days = certifiedDaysAgo.get(one) ?? 400;
    tx.insert(trainerDecision)
      .values({
        id: newId(),
        personId: personIdOf(one),
        siteId: one.site,
        kind: "certify",
        reason: "Trained and observed before this record was kept. The papers were seen.",
        decidedBy: personIdOf(cast.grantee),
        decidedAt: new Date(now.getTime() - days * dayMs),
        edition: newestFrozen(),
        fromPaper: true,
      })
      .run();
  }
  pauseOne(tx, now);
  tx.insert(mentorship)
    .values({
      id: newId(),
      mentorId: personIdOf(cast.chicagoTrainer),
      apprenticeId: personIdOf(cast.chicagoSecondTrainee),
      addedBy: personIdOf(cast.grantee),
      addedAt: new Date(now.getTime() - 30 * dayMs),
    })
    .run();
}

const dayMs = 24 * 3600_000;

/** One trainer waits to be heard, so that the demo shows what a pause means. Fictional, as everybody here. */
function pauseOne(tx: Writer, now: Date): void {
  tx.insert(trainerDecision)
    .values({
      id: newId(),
      personId: personIdOf(cast.chicagoCoTrainer),
      siteId: "chicago",
      kind: "suspend",
      reason: "A session was recorded although the agreements say that none is. To be heard by two people.",
      decidedBy: personIdOf(cast.grantee),
      decidedAt: new Date(now.getTime() - 4 * dayMs),
      edition: newestFrozen(),
    })
    .run();
}
