import { and, asc, eq, isNull } from "drizzle-orm";
import type { Moment } from "#app/features/evaluate/moments.ts";
import { codeOf, outlookSources } from "#app/features/evaluate/outlook.server.ts";
import { pinForm } from "#app/features/evaluate/sittings.server.ts";
import { instantIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import type { Writer } from "./client.server.ts";
import { seeded } from "./demo.ts";
import { formAnswer, formSitting, outlookForm, roundClose, roundOpening } from "./schema/before-after.ts";
import { cohort, cohortTrainer, enrolment } from "./schema/cohorts.ts";

/** How likely a right answer is, by what a question asks for. */
const likely: Record<Moment, Record<string, number>> = {
  before: { knowledge: 0.42, application: 0.5, judgment: 0.58 },
  after: { knowledge: 0.68, application: 0.72, judgment: 0.76 },
};

/** What people of a demo's room find harder than the rest, before and after. */
const harder = new Set(["Numbers", "Law", "Privacy"]);

/**
 * Before and after in the demo: Denver's finished cohort is closed and compared; its running one has answered the
 * questions from before. One person came too late for the first form, and two sent no marks.
 */
export function insertDemoBeforeAfter(tx: Writer): void {
  const random = seeded(20_261_130);
  for (const id of ["c-denver-finished", "c-denver-running"]) {
    const found = tx.select().from(cohort).where(eq(cohort.id, id)).get();
    const trainer = tx
      .select({ id: cohortTrainer.personId })
      .from(cohortTrainer)
      .where(eq(cohortTrainer.cohortId, id))
      .orderBy(asc(cohortTrainer.id))
      .get();
    if (!found || !trainer) continue;
    const people = tx
      .select({ id: enrolment.personId })
      .from(enrolment)
      .where(and(eq(enrolment.cohortId, id), isNull(enrolment.withdrawnAt)))
      .orderBy(asc(enrolment.id))
      .all()
      .map((one) => one.id);
    const isFinished = id === "c-denver-finished";
    const at = {
      before: instantIn("America/Denver", found.startsOn, "08:20"),
      after: instantIn("America/Denver", found.endsOn, "16:20"),
    };
    for (const moment of isFinished ? (["before", "after"] as const) : (["before"] as const)) {
      tx.insert(roundOpening)
        .values({ cohortId: id, moment, openedBy: trainer.id, openedAt: at[moment] })
        .run();
      people.forEach((personId, place) => {
        const isLate = moment === "before" && place % 14 === 6;
        if (isLate) return;
        insertSitting(tx, { cohortId: id, personId, moment, at: at[moment], random });
        if (place % 9 !== 4) insertMarks(tx, { cohortId: id, personId, moment, random });
      });
    }
    if (isFinished)
      tx.insert(roundClose)
        .values({
          cohortId: id,
          closedBy: trainer.id,
          closedAt: instantIn("America/Denver", found.endsOn, "18:00"),
        })
        .run();
  }
}

type One = { cohortId: string; personId: string; moment: Moment; random: () => number };

function insertSitting(tx: Writer, { cohortId, personId, moment, at, random }: One & { at: Date }): void {
  const { hash, form } = pinForm(tx, moment, at);
  const id = newId();
  const own = (random() - 0.5) * 0.5;
  tx.insert(formSitting)
    .values({
      id,
      cohortId,
      personId,
      moment,
      way: "online",
      contentHash: hash,
      optionOrder: Object.fromEntries(form.items.map((item) => [item.id, item.options.map((_, n) => n)])),
      startedAt: at,
      submittedAt: new Date(at.getTime() + (14 + Math.floor(random() * 12)) * 60_000),
    })
    .run();
  for (const item of form.items) {
    const chance =
      (likely[moment][item.weight] ?? 0.5) +
      own -
      (harder.has(item.domain) ? 0.14 : 0) +
      (random() - 0.5) * 0.1;
    const correct = item.options.findIndex((option) => option.correct);
    const option = random() < chance ? correct : (correct + 1 + Math.floor(random() * 3)) % 4;
    tx.insert(formAnswer).values({ id: newId(), sittingId: id, itemId: item.id, option, at }).run();
  }
}

function insertMarks(tx: Writer, { cohortId, personId, moment, random }: One): void {
  const { confidence, attitudes } = outlookSources();
  const near = (middle: number) => Math.min(5, Math.max(1, Math.round(middle + (random() - 0.5) * 2.4)));
  const isAfter = moment === "after";
  const answers = Object.fromEntries([
    ...confidence.statements.map(({ id }) => [id, near(isAfter ? 3.9 : 2.7)]),
    ...attitudes.vignettes.flatMap(({ statements }) =>
      statements.map(({ id, direction }) => [
        id,
        near(direction === "accountable" ? (isAfter ? 4.5 : 4) : isAfter ? 1.5 : 2.2),
      ]),
    ),
  ]);
  tx.insert(outlookForm)
    .values({
      id: 1 + Math.floor(random() * 2 ** 46),
      cohortId,
      moment,
      code: codeOf(personId, cohortId),
      answers,
    })
    .run();
}
