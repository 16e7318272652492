import { and, eq, isNull } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { lineHtml, moduleOf } from "#app/content/catalogue.server.ts";
import { db } from "#db/client.server.ts";
import { roundOpening } from "#db/schema/before-after.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { halfOf } from "./comparison.server.ts";
import { moments } from "./moments.ts";
import { hasOutlook, myConfidence, outlookSources } from "./outlook.server.ts";
import { formAt, roundsOf } from "./rounds.server.ts";
import { answersOf, formOf, isRight, myCohort, mySitting } from "./sittings.server.ts";

/** The user's own before and after in a cohort: what is open, and what came of it. 404 for others. */
export function myBeforeAfter(user: User, cohortId: string, now = new Date()) {
  const cohort = myCohort(user, cohortId, now);
  const rounds = roundsOf(cohort, now);
  return {
    cohort: { id: cohort.id, name: cohort.name },
    moments: moments.map((moment) => {
      const sitting = mySitting(user.id, cohortId, moment);
      const { items, minutes } = formAt(moment);
      return {
        moment,
        state: rounds[moment].state,
        minutes,
        questions: items.length,
        answered: sitting ? (answersOf([sitting.id]).get(sitting.id)?.size ?? 0) : 0,
        form: !sitting
          ? ("none" as const)
          : sitting.submittedAt
            ? sitting.way === "paper"
              ? ("paper" as const)
              : ("in" as const)
            : ("begun" as const),
        outlook: hasOutlook(user.id, cohortId, moment),
      };
    }),
    result: myResult(user, cohortId),
  };
}

/**
 * What somebody knew before and after, for their own eyes; null until their form from after the course is in. What was
 * right before is shown as a count alone: its questions are the twins of those that come later.
 */
function myResult(user: User, cohortId: string) {
  const after = mySitting(user.id, cohortId, "after");
  if (!after?.submittedAt) return null;
  const before = mySitting(user.id, cohortId, "before");
  const answers = answersOf([after.id, ...(before ? [before.id] : [])]);
  const mine = answers.get(after.id) ?? new Map<string, number>();
  const half = halfOf(after, mine);
  const { items } = formOf(after);
  const missed = half.domains ? items.filter((item) => !isRight(item, mine.get(item.id))) : [];
  const byModule = new Map<string, number>();
  for (const { objective } of missed) {
    const id = objective.split("-")[0] as string;
    byModule.set(id, (byModule.get(id) ?? 0) + 1);
  }
  const first = before?.submittedAt ? halfOf(before, answers.get(before.id) ?? new Map()) : null;
  const [sureBefore, sureAfter] = moments.map((moment) => myConfidence(user.id, cohortId, moment));
  return {
    before: first ? { right: first.right, of: first.of } : null,
    after: { right: half.right, of: half.of },
    readAgain: [...byModule]
      .sort(([a, n], [b, m]) => m - n || a.localeCompare(b, "en", { numeric: true }))
      .flatMap(([id]) => {
        const module = moduleOf(id);
        return module ? [{ id, title: module.title }] : [];
      }),
    missed: missed.map((item) => {
      const moduleId = item.objective.split("-")[0] as string;
      const order = after.optionOrder[item.id] ?? item.options.map((_, place) => place);
      return {
        id: item.id,
        number: items.indexOf(item) + 1,
        stem: lineHtml(item.stem, moduleId),
        options: order.map((original) => ({
          text: lineHtml(item.options[original]?.text ?? "", moduleId),
          feedback: lineHtml(item.options[original]?.feedback ?? "", moduleId),
          chosen: mine.get(item.id) === original,
          right: item.options[original]?.correct === true,
        })),
      };
    }),
    confidence: outlookSources().confidence.statements.flatMap(({ id, text }) => {
      const [one, other] = [sureBefore?.[id], sureAfter?.[id]];
      return one !== undefined && other !== undefined ? [{ id, text, before: one, after: other }] : [];
    }),
  };
}

/** What is open for the user today and not done, for the home page. */
export function openForms(user: User, now = new Date()) {
  return db
    .select({
      id: cohort.id,
      name: cohort.name,
      canceledAt: cohort.canceledAt,
      moment: roundOpening.moment,
    })
    .from(roundOpening)
    .innerJoin(cohort, eq(cohort.id, roundOpening.cohortId))
    .innerJoin(enrolment, eq(enrolment.cohortId, cohort.id))
    .where(and(eq(enrolment.personId, user.id), isNull(enrolment.withdrawnAt), isNull(cohort.archivedAt)))
    .all()
    .filter(
      ({ moment, ...one }) =>
        roundsOf(one, now)[moment].state === "open" &&
        !(mySitting(user.id, one.id, moment)?.submittedAt && hasOutlook(user.id, one.id, moment)),
    )
    .map(({ id, name, moment }) => ({ cohortId: id, cohort: name, moment }));
}
