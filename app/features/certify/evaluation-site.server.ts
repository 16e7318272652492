import { eq, inArray } from "drizzle-orm";
import { can, type User } from "#app/auth/can.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { evaluationClose, evaluationForm, evaluationNote } from "#db/schema/evaluation.ts";
import { site } from "#db/schema/people.ts";
import { satisfactionForm } from "./evaluation.server.ts";
import { partsOf, pooledTotals } from "./evaluation-pool.ts";

/**
 * The evaluations of a site's cohorts together. They are put into parts for the whole site and never for one trainer:
 * the difference of two ways to part them would show a small cohort.
 */
export function siteEvaluation(user: User, siteId: string) {
  const found = db.select({ id: site.id, name: site.name }).from(site).where(eq(site.id, siteId)).get();
  if (!found || !can(user, "see-site-totals", siteId)) throw notFound();
  const closed = db
    .select({ id: cohort.id, closedAt: evaluationClose.closedAt })
    .from(evaluationClose)
    .innerJoin(cohort, eq(cohort.id, evaluationClose.cohortId))
    .where(eq(cohort.siteId, siteId))
    .all();
  const ids = closed.map(({ id }) => id);
  const forms = db.select().from(evaluationForm).where(inArray(evaluationForm.cohortId, ids)).all();
  const notes = db.select().from(evaluationNote).where(inArray(evaluationNote.cohortId, ids)).all();
  const { parts, waiting } = partsOf(
    closed.map((one) => ({ ...one, forms: forms.filter(({ cohortId }) => cohortId === one.id).length })),
  );
  return {
    site: found,
    cohorts: parts.flat().length,
    waiting: waiting.length,
    totals: pooledTotals(
      satisfactionForm(),
      parts.map((part) => ({
        forms: forms.filter(({ cohortId }) => part.includes(cohortId)).map(({ answers }) => answers),
        notes: notes.filter(({ cohortId }) => part.includes(cohortId)),
      })),
    ),
  };
}
