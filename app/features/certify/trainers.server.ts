import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { catalogue } from "#app/content/catalogue.server.ts";
import { completionOf } from "#app/features/learn/progress.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import { grouped } from "#app/lib/grouped.ts";
import { among, db } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { observation } from "#db/schema/fidelity.ts";
import { commitment } from "#db/schema/follow-up.ts";
import { roleGrant, site } from "#db/schema/people.ts";
import { teachBackSlot } from "#db/schema/teach-back.ts";
import { mentorship, trainerDecision, trainerFact } from "#db/schema/trainers.ts";
import { attendanceFact } from "./attendance-fact.ts";
import { calibrated } from "./calibration.server.ts";
import { certificateRules, creditRules, recordsOfMany } from "./credit.server.ts";
import { type AnswerId, type Checklist, fidelityOf } from "./fidelity-score.ts";
import { type Decision, type Edition, type Facts, type Standing, standingOf } from "./pipeline.ts";
import { type Rules, rulesFrom } from "./pipeline-rules.ts";
import { statesOf } from "./teach-back.server.ts";
import { slotsOf } from "./teach-backs.server.ts";

/** The numbers of the certification rule, of today's curriculum. */
export const rulesNow = (): Rules =>
  rulesFrom(catalogue().course.instruments.competencies, catalogue().course.assessments.formB);

export const editionsNow = (): readonly Edition[] => catalogue().course.editions;

/** Where a person stands, for callers that have decided who may see it. Everyone asked for is in the map. */
export function standingsOf(personIds: readonly string[], now = new Date()): Map<string, Standing> {
  const zones = zonesOf(personIds);
  const facts = factsOf(personIds, now);
  const [rules, editions] = [rulesNow(), editionsNow()];
  return new Map(
    [...facts].map(([id, one]) => [
      id,
      standingOf(one, { today: todayIn(zones.get(id) ?? "UTC", now), rules, editions }),
    ]),
  );
}

export const standingOfPerson = (personId: string, now = new Date()): Standing =>
  standingsOf([personId], now).get(personId) as Standing;

/** Whether each of these people may lead a delivery, co-train beside a certified trainer, or neither now. */
export const mayTeach = (personIds: readonly string[], now = new Date()): Map<string, Standing["mayTeach"]> =>
  new Map([...standingsOf(personIds, now)].map(([id, one]) => [id, one.mayTeach]));

/** The day on which each of these people was first certified, at their site; others are not in the map. */
export function certifiedSince(personIds: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [id, decisions] of decisionsOf(personIds)) {
    const first = decisions.find(({ kind }) => kind === "certify");
    if (first) found.set(id, first.on);
  }
  return found;
}

/**
 * What stands on record about each of these people on the way to trainer, from where it was first written down: the
 * attendance ledger, the forms of the teach-backs, the observers' checklists, the decisions. Nothing of it is a copy.
 */
export function factsOf(personIds: readonly string[], now = new Date()): Map<string, Facts> {
  const ids = [...new Set(personIds)];
  if (ids.length === 0) return new Map();
  const noted = notedOf(ids);
  const courses = coursesOf(ids, noted, now);
  const teachBacks = teachBacksOf(ids);
  const observed = observedOf(ids);
  const given = deliveriesOf(ids, now);
  const decisions = decisionsOf(ids);
  const mentees = menteesOf(ids);
  const inAgreement = calibrated(ids);
  const sponsored = sponsoredOf(ids);
  return new Map(
    ids.map((id): [string, Facts] => {
      const mine = noted.get(id) ?? [];
      const course = courses.get(id) ?? null;
      const scored = (kind: Noted["kind"]) =>
        mine
          .filter((fact) => fact.kind === kind && fact.outOf)
          .map(({ on, right, outOf, afterCoaching }) => ({
            on,
            percent: Math.floor(((right ?? 0) * 100) / (outOf as number)),
            afterCoaching,
          }));
      const ownDecisions = decisions.get(id) ?? [];
      const signed = [
        ...mine.flatMap(({ kind, on }) => (kind === "sponsor-form" ? [on] : [])),
        ...(sponsored.get(id) ?? []),
      ];
      return [
        id,
        {
          attendance: course?.attendance ?? null,
          postAssessment: scored("post-assessment").map(({ percent, afterCoaching }) => ({
            percent,
            afterCoaching,
          })),
          teachBacks: teachBacks.get(id) ?? [],
          sponsorSignedOn: signed.sort()[0] ?? null,
          observed: observed.get(id) ?? [],
          deliveries: given.get(id) ?? [],
          mentees: mentees.get(id) ?? [],
          calibrated: inAgreement.has(id),
          knowledgeChecks: scored("knowledge-check").map(({ on, percent }) => ({ on, percent })),
          briefedOn: [
            ...mine.flatMap(({ kind, on }) => (kind === "briefing" ? [on] : [])),
            ...(course?.endedOn ? [course.endedOn] : []),
            // Who was certified from papers was trained on what was taught that day.
            ...ownDecisions.flatMap(({ kind, fromPaper, on }) =>
              kind === "certify" && fromPaper ? [on] : [],
            ),
          ],
          courseEndedOn: course?.endedOn ?? null,
          decisions: ownDecisions.map(({ id: decision, on, kind }) => ({ id: decision, on, kind })),
        },
      ];
    }),
  );
}

type Noted = typeof trainerFact.$inferSelect;

/** What was entered by hand and not taken back, in the order of its days. */
function notedOf(ids: readonly string[]): Map<string, Noted[]> {
  const rows = db
    .select()
    .from(trainerFact)
    .where(and(among(trainerFact.personId, ids), isNull(trainerFact.removedAt)))
    .orderBy(asc(trainerFact.on), asc(trainerFact.recordedAt), asc(trainerFact.id))
    .all();
  return grouped(rows, ({ personId }) => personId);
}

type Course = { attendance: NonNullable<Facts["attendance"]>; endedOn: string | null };

/** The attendance of each person in the program's own cohorts; of several the one that comes nearest to the rule. */
function coursesOf(
  ids: readonly string[],
  noted: ReadonlyMap<string, Noted[]>,
  now: Date,
): Map<string, Course> {
  const rows = db
    .select({
      personId: enrolment.personId,
      cohortId: cohort.id,
      startsOn: cohort.startsOn,
      endsOn: cohort.endsOn,
      zone: site.timeZone,
    })
    .from(enrolment)
    .innerJoin(cohort, eq(cohort.id, enrolment.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(
      and(
        among(enrolment.personId, ids),
        isNull(enrolment.withdrawnAt),
        isNull(cohort.canceledAt),
        eq(cohort.kind, "program"),
      ),
    )
    .orderBy(asc(cohort.endsOn), asc(cohort.id))
    .all()
    .filter(({ startsOn, zone }) => startsOn <= todayIn(zone, now));
  const full = fullCourse();
  const [rules, { certificate }] = [certificateRules(), creditRules()];
  const best = new Map<string, Course>();
  const inCohorts = grouped(rows, (row) => row.cohortId);
  const all = recordsOfMany(
    new Map([...inCohorts].map(([id, people]) => [id, people.map(({ personId }) => personId)])),
    now,
    completionOf([...new Set(rows.map(({ personId }) => personId))]),
  );
  for (const [cohortId, people] of inCohorts) {
    const records = all.get(cohortId) ?? new Map();
    for (const { personId, endsOn, zone } of people) {
      const record = records.get(personId);
      if (!record) continue;
      const madeUp = new Set(
        (noted.get(personId) ?? []).flatMap(({ kind, moduleId }) =>
          kind === "make-up" && moduleId ? [moduleId] : [],
        ),
      );
      const attendance = attendanceFact(record, rules, certificate, madeUp, full);
      const endedOn = endsOn < todayIn(zone, now) ? endsOn : null;
      const known = best.get(personId);
      const isBetter = !known || better(attendance, known.attendance);
      best.set(personId, {
        attendance: isBetter ? attendance : known.attendance,
        endedOn: endedOn ?? known?.endedOn ?? null,
      });
    }
  }
  return best;
}

type Attendance = NonNullable<Facts["attendance"]>;

function better(a: Attendance, b: Attendance): boolean {
  if ((a.missedModules.length === 0) !== (b.missedModules.length === 0)) return a.missedModules.length === 0;
  return a.attended * b.of >= b.attended * a.of;
}

/** The contact minutes of the whole course, as it is planned. */
function fullCourse(): number {
  const whole = catalogue().course.variants[0];
  const items = whole?.days.flatMap((day) => day.items) ?? [];
  return items
    .filter(({ kind }) => kind !== "break" && kind !== "lunch")
    .reduce((sum, { minutes }) => sum + minutes, 0);
}

/** A pass is of the day it was taught; a "not yet" of the day it was known, from which the month to repeat it counts. */
function teachBacksOf(ids: readonly string[]): Map<string, { on: string; outcome: "pass" | "not-yet" }[]> {
  const cohortIds = db
    .selectDistinct({ id: teachBackSlot.cohortId, zone: site.timeZone })
    .from(teachBackSlot)
    .innerJoin(cohort, eq(cohort.id, teachBackSlot.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(among(teachBackSlot.personId, ids))
    .all();
  const wanted = new Set(ids);
  const rows = cohortIds.flatMap(({ id, zone }) => {
    const slots = slotsOf({ cohortId: id }).filter(({ personId }) => wanted.has(personId));
    const states = statesOf(slots);
    return slots.flatMap(({ id: slotId, personId, startsAt }) => {
      const state = states.get(slotId);
      if (!state || state.outcome === "waiting" || !state.scoredAt) return [];
      const { outcome, scoredAt } = state;
      return [{ personId, outcome, on: todayIn(zone, outcome === "pass" ? startsAt : scoredAt) }];
    });
  });
  return grouped(rows, ({ personId }) => personId);
}

/** Checklists by somebody else than the trainer: their own is for themselves. */
function observedOf(ids: readonly string[]): Map<string, { on: string; meets: boolean }[]> {
  const rows = db
    .select()
    .from(observation)
    .where(and(among(observation.trainerId, ids), sql`${observation.observerId} <> ${observation.trainerId}`))
    .orderBy(asc(observation.on), asc(observation.id))
    .all()
    .map(({ trainerId, on, checklist, answers }) => {
      const scored = fidelityOf(checklist as Checklist, answers as Record<string, AnswerId>);
      return { trainerId, on, meets: scored.state === "scored" && scored.meets };
    });
  return new Map(
    [...grouped(rows, ({ trainerId }) => trainerId)].map(([id, list]) => [
      id,
      list.map(({ on, meets }) => ({ on, meets })),
    ]),
  );
}

/** Cohorts and deliveries that are over, took place before somebody, and had this trainer to the end. */
function deliveriesOf(ids: readonly string[], now: Date): Map<string, { id: string; on: string }[]> {
  const rows = db
    .select({
      personId: cohortTrainer.personId,
      id: cohort.id,
      on: cohort.endsOn,
      zone: site.timeZone,
      removedAt: cohortTrainer.removedAt,
    })
    .from(cohortTrainer)
    .innerJoin(cohort, eq(cohort.id, cohortTrainer.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(
      and(
        among(cohortTrainer.personId, ids),
        isNull(cohort.canceledAt),
        sql`exists (select 1 from ${enrolment} where ${enrolment.cohortId} = ${cohort.id} and ${enrolment.withdrawnAt} is null)`,
      ),
    )
    .orderBy(asc(cohort.endsOn), asc(cohort.id))
    .all()
    .filter(
      ({ on, zone, removedAt }) => on < todayIn(zone, now) && (!removedAt || todayIn(zone, removedAt) > on),
    );
  return new Map(
    [...grouped(rows, ({ personId }) => personId)].map(([id, list]) => [
      id,
      list.map((row) => ({ id: row.id, on: row.on })),
    ]),
  );
}

type DecisionRow = typeof trainerDecision.$inferSelect & { on: string };

/**
 * Every decision about these people with its day, the oldest first. Days are told by the person's own clocks, as today
 * is: a pause from another time zone holds at once.
 */
export function decisionsOf(ids: readonly string[]): Map<string, (DecisionRow & Decision)[]> {
  const zones = zonesOf(ids);
  const rows = db
    .select()
    .from(trainerDecision)
    .where(among(trainerDecision.personId, ids))
    .orderBy(asc(trainerDecision.decidedAt), asc(trainerDecision.id))
    .all()
    .map((row) => ({ ...row, on: todayIn(zones.get(row.personId) ?? "UTC", row.decidedAt) }));
  return grouped(rows, ({ personId }) => personId);
}

/** Apprentices who were certified while this person was their mentor. */
function menteesOf(ids: readonly string[]): Map<string, string[]> {
  const rows = db
    .selectDistinct({ mentorId: mentorship.mentorId, apprenticeId: mentorship.apprenticeId })
    .from(mentorship)
    .innerJoin(
      trainerDecision,
      and(eq(trainerDecision.personId, mentorship.apprenticeId), eq(trainerDecision.kind, "certify")),
    )
    .where(
      and(
        among(mentorship.mentorId, ids),
        sql`${trainerDecision.decidedAt} >= ${mentorship.addedAt}`,
        sql`(${mentorship.endedAt} is null or ${trainerDecision.decidedAt} <= ${mentorship.endedAt})`,
      ),
    )
    .all();
  return new Map(
    [...grouped(rows, ({ mentorId }) => mentorId)].map(([id, list]) => [
      id,
      list.map(({ apprenticeId }) => apprenticeId),
    ]),
  );
}

/** Days on which a sponsor signed by their own link. */
function sponsoredOf(ids: readonly string[]): Map<string, string[]> {
  const rows = db
    .select({ personId: commitment.personId, at: commitment.sponsorSignedAt, zone: site.timeZone })
    .from(commitment)
    .innerJoin(cohort, eq(cohort.id, commitment.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(and(among(commitment.personId, ids), sql`${commitment.sponsorSignedAt} is not null`))
    .all();
  return new Map(
    [...grouped(rows, ({ personId }) => personId)].map(([id, list]) => [
      id,
      list.flatMap(({ at, zone }) => (at ? [todayIn(zone, at)] : [])),
    ]),
  );
}

/** The clocks by which each person's days are told: of their newest cohort, else of a role that they hold. */
export function zonesOf(ids: readonly string[]): Map<string, string> {
  const zones = new Map<string, string>();
  const held = db
    .select({ personId: roleGrant.personId, zone: site.timeZone })
    .from(roleGrant)
    .innerJoin(site, eq(site.id, roleGrant.siteId))
    .where(among(roleGrant.personId, ids))
    .orderBy(asc(roleGrant.grantedAt), asc(roleGrant.id))
    .all();
  const attended = db
    .select({ personId: enrolment.personId, zone: site.timeZone })
    .from(enrolment)
    .innerJoin(cohort, eq(cohort.id, enrolment.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(and(among(enrolment.personId, ids), eq(cohort.kind, "program")))
    .orderBy(asc(enrolment.addedAt), asc(enrolment.id))
    .all();
  for (const { personId, zone } of [...held, ...attended]) zones.set(personId, zone);
  return zones;
}
