import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { trainerDecision } from "#db/schema/trainers.ts";
import type { CastKey } from "./cast.ts";
import { as } from "./fresh-db.ts";

type Kind = (typeof trainerDecision.$inferInsert)["kind"];

/** A decision about somebody of the cast, as if it had been made then; by default a certification from papers. */
export function decided(who: CastKey, at: Date, kind: Kind = "certify", siteId = "denver"): string {
  const id = newId();
  db.insert(trainerDecision)
    .values({
      id,
      personId: as(who).id,
      siteId,
      kind,
      reason: "Told in words that the person may read.",
      decidedBy: as("grantee").id,
      decidedAt: at,
      edition: "2026.1",
      fromPaper: kind === "certify",
    })
    .run();
  return id;
}
