import { eq } from "drizzle-orm";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { RubricFile } from "#app/content/schema-instruments.ts";
import type { Sheet } from "#app/content/tree.ts";
import { db, type Writer } from "#db/client.server.ts";
import { rubricVersion } from "#db/schema/teach-back.ts";

export type PinnedRubric = Sheet<RubricFile>;

/** The rubric of today's curriculum. */
export function rubricNow(): PinnedRubric {
  const { rubric } = catalogue().course.instruments;
  if (!rubric) throw new Error("The curriculum has no rubric.yaml.");
  return rubric;
}

/** Keeps a rubric as it stands, so that what was scored with it can always be read with its own words. */
export function pinRubric(tx: Writer, rubric: PinnedRubric, now: Date): void {
  tx.insert(rubricVersion)
    .values({ hash: rubric.hash, rubric, firstUsedAt: now })
    .onConflictDoNothing()
    .run();
}

/** A rubric that was used, as it was then. */
export function pinnedRubric(hash: string, tx: Pick<Writer, "select"> = db): PinnedRubric {
  const found = tx.select().from(rubricVersion).where(eq(rubricVersion.hash, hash)).get();
  if (!found) throw new Error(`No rubric ${hash} was ever used.`);
  return found.rubric as PinnedRubric;
}
