import { eq } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { comesAfter } from "#app/content/edition-file.ts";
import { changesMeaning, changesOf } from "#app/content/editions.server.ts";
import { editionNamed, newestReleased } from "#app/features/editions/editions.server.ts";
import { isRecorded } from "#app/features/room/session-days.server.ts";
import { conflict } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { type Cohort, cohortFor, refuseClosed } from "./cohorts.server.ts";

/** What a cohort's page says about its edition; `newer` is the one that it can move to. */
export function editionOfCohort(user: User, found: Cohort) {
  const own = editionNamed(found.edition);
  const newest = newestReleased();
  const newer =
    newest && newest.name !== found.edition && comesAfter(newest.name, found.edition) ? newest : null;
  const withdrawn = own?.standing === "withdrawn" ? (own.reason ?? "") : null;
  return {
    own: own?.name ?? null,
    withdrawn,
    newer: newer && {
      name: newer.name,
      what: newer.what,
      material: newer.material || changesMeaning(changesOf(newer.name)),
      mayMove: can(user, "manage-cohort", found.siteId) && whyStay(db, found) === null,
      stays: whyStay(db, found),
    },
  };
}

/**
 * Moves a planned cohort to the newest released edition. `from` is the edition that the page showed: when it is another by
 * now, nothing is written, so that a double click moves once.
 */
export function moveToNewest(user: User, cohortId: string, from: string, now = new Date()): void {
  const { siteId } = cohortFor(user, cohortId, now);
  allow(user, "manage-cohort", siteId);
  transact((tx) => {
    const found = cohortFor(user, cohortId, now);
    if (found.edition !== from) return;
    const newest = newestReleased(tx);
    if (!newest || !comesAfter(newest.name, found.edition))
      throw conflict("There is no newer edition to move to.");
    refuseClosed(found, "move it to another edition");
    const stays = whyStay(tx, found);
    if (stays) throw conflict(stays);
    tx.update(cohort).set({ edition: newest.name }).where(eq(cohort.id, cohortId)).run();
    recordAudit(tx, user, "move-to-edition", cohortId, siteId, { from, to: newest.name }, now);
  });
}

/** Why a cohort keeps its edition; null where it may move. */
function whyStay(tx: Writer, { id, phase }: Cohort): string | null {
  if (phase !== "planned" || isRecorded(tx, id))
    return "This cohort has begun, so it keeps the edition that it began with.";
  return null;
}
