import { and, eq, inArray, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { type Cohort, cohortFor, cohortsIAttend } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { completionOf } from "#app/features/learn/progress.server.ts";
import { contactBlocks } from "#app/features/room/contact.ts";
import { cutsIn } from "#app/features/room/cuts.server.ts";
import { whenOf } from "#app/features/room/day-times.ts";
import { entriesOf, seenElsewhere, standing, timeElsewhere } from "#app/features/room/ledger.server.ts";
import { runEventsByDay } from "#app/features/room/run.server.ts";
import { minutesIn, withoutTime } from "#app/features/room/segments.ts";
import { daysOfCohorts } from "#app/features/room/session-days.server.ts";
import { toCsv } from "#app/lib/csv.ts";
import { grouped } from "#app/lib/grouped.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { among, db, transact } from "#db/client.server.ts";
import { certificate, evaluationReturn } from "#db/schema/room.ts";
import { passedAssessments } from "./assessments.server.ts";
import {
  type Credit,
  creditOf,
  decimal,
  type Missing,
  missingFor,
  type Record,
  type RuleSet,
} from "./credit.ts";

/** The credit rules of this edition. */
export function creditRules() {
  const found = catalogue().course.creditRules;
  if (!found) throw new Error("The curriculum has no credit rules.");
  return found;
}

/** The rule set whose hours the certificate prints. */
export const certificateRules = (): RuleSet =>
  creditRules().rule_sets.find(({ id }) => id === creditRules().certificate.rule_set) as RuleSet;

/**
 * What decides the credit of these people in a cohort. The caller has decided that it may be seen. A caller that asks
 * for minutes alone gives an empty `progress`, which spares reading what everybody has learned.
 */
export const recordsOf = (
  cohortId: string,
  personIds: string[],
  now = new Date(),
  progress: ReturnType<typeof completionOf> = completionOf(personIds),
): Map<string, Record> =>
  recordsOfMany(new Map([[cohortId, personIds]]), now, progress).get(cohortId) ?? new Map();

/** The same of many cohorts at once: some look-ups for all of them instead of some for each. */
export function recordsOfMany(
  people: ReadonlyMap<string, string[]>,
  now: Date,
  progress: ReturnType<typeof completionOf>,
): Map<string, Map<string, Record>> {
  const cohortIds = [...people.keys()];
  const all = [...new Set([...people.values()].flat())];
  const days = daysOfCohorts(cohortIds);
  const dayIds = [...days.values()].flatMap((own) => own.map(({ id }) => id));
  const ledger = entriesOf(dayIds);
  const cuts = runEventsByDay(dayIds, "cut");
  const assessed = passedAssessments(all);
  const returned = grouped(
    db
      .select({ cohortId: evaluationReturn.cohortId, id: evaluationReturn.personId })
      .from(evaluationReturn)
      .where(among(evaluationReturn.cohortId, cohortIds))
      .all(),
    (row) => row.cohortId,
  );
  const twice = people.size > 1 ? seenElsewhere(all) : null;
  const recordsIn = (cohortId: string, personIds: string[]): Map<string, Record> => {
    const own = days.get(cohortId) ?? [];
    const held = own.map((day) => ({
      day,
      over: whenOf(day, now) === "over" || (whenOf(day, now) === "today" && day.closedAt !== null),
      blocks: contactBlocks(day, cutsIn(day, cuts.get(day.id) ?? [])),
      entries: ledger.get(day.id),
    }));
    const dates = own.filter(({ canceledAt }) => !canceledAt).map(({ on }) => on);
    const maybe = twice ? personIds.filter((id) => twice.get(cohortId)?.has(id)) : personIds;
    const elsewhere = timeElsewhere(cohortId, dates, maybe);
    const back = new Set(returned.get(cohortId)?.map(({ id }) => id));
    return new Map(
      personIds.map((personId): [string, Record] => {
        const modules = [...(progress.get(personId)?.modules ?? [])];
        const record: Record = {
          days: held.map(({ day, over, blocks, entries }) => {
            const stand = standing(entries, personId);
            const segments = withoutTime(stand.segments, elsewhere.get(personId) ?? []);
            const isElsewhere = minutesIn({ segments }) < minutesIn(stand);
            return {
              position: day.position,
              on: day.on,
              canceled: day.canceledAt !== null,
              over,
              blocks,
              segments,
              elsewhere: isElsewhere,
              toCorrect: isElsewhere || stand.problems.length > 0 || (over && stand.open !== null),
              inSince: over ? null : (stand.open?.at ?? null),
            };
          }),
          completed: new Set(modules.filter(([, { complete }]) => complete).map(([id]) => id)),
          passed: new Set(
            modules
              .filter(([, { quiz }]) => quiz.state === "passed" || quiz.state === "none")
              .map(([id]) => id),
          ),
          evaluationReturned: back.has(personId),
          assessmentPassed: assessed.get(personId) ?? null,
        };
        return [personId, record];
      }),
    );
  };
  return new Map([...people].map(([cohortId, personIds]) => [cohortId, recordsIn(cohortId, personIds)]));
}

export type CreditRow = {
  personId: string;
  name: string;
  evaluationReturned: boolean;
  assessmentPassed: boolean | null;
  credits: Credit[];
  missing: Missing[];
  /** The certificate that stands now. */
  certificate: { id: string; issuedAt: Date } | null;
};

export type CreditSheet = {
  cohort: Pick<Cohort, "id" | "name" | "siteId" | "siteName" | "timeZone" | "startsOn" | "endsOn">;
  ruleSets: RuleSet[];
  rows: CreditRow[];
};

/** Credit of everybody enrolled in a cohort under every rule set: page, CSV, JSON and PDF are made from this. */
export function creditSheet(user: User, cohortId: string, now = new Date()): CreditSheet {
  const cohort = cohortFor(user, cohortId, now);
  const people = rosterOf(user, cohortId).enrolled;
  return {
    cohort,
    ruleSets: creditRules().rule_sets,
    rows: rowsFor(cohortId, people, now).map(({ record: _, ...row }) => row),
  };
}

function rowsFor(
  cohortId: string,
  people: { personId: string; name: string }[],
  now: Date,
): (CreditRow & { record: Record })[] {
  const { rule_sets, certificate: rule } = creditRules();
  const records = recordsOf(
    cohortId,
    people.map(({ personId }) => personId),
    now,
  );
  const issued = certificatesOf(cohortId);
  return people.map(({ personId, name }) => {
    const record = records.get(personId) as Record;
    return {
      personId,
      name,
      evaluationReturned: record.evaluationReturned,
      assessmentPassed: record.assessmentPassed,
      credits: rule_sets.map((rules) => creditOf(record, rules)),
      missing: missingFor(record, certificateRules(), rule),
      certificate: issued.get(personId) ?? null,
      record,
    };
  });
}

function certificatesOf(cohortId: string): Map<string, { id: string; issuedAt: Date }> {
  const rows = db
    .select({ personId: certificate.personId, id: certificate.id, issuedAt: certificate.issuedAt })
    .from(certificate)
    .where(and(eq(certificate.cohortId, cohortId), isNull(certificate.revokedAt)))
    .all();
  return new Map(rows.map(({ personId, ...one }) => [personId, one]));
}

/** The credit of the one who asks, in each cohort that they attend. */
export function myCredit(user: User, now = new Date()) {
  return cohortsIAttend(user, now).map((cohort) => {
    const [mine] = rowsFor(cohort.id, [{ personId: user.id, name: user.name }], now);
    if (!mine) throw notFound();
    const { record, ...row } = mine;
    return {
      cohort: {
        id: cohort.id,
        name: cohort.name,
        siteName: cohort.siteName,
        trainers: cohort.trainers.map(({ name }) => name),
      },
      timeZone: cohort.timeZone,
      days: record.days,
      row,
    };
  });
}

const minutes = (credit: Credit): (string | number)[] => [
  credit.scheduled,
  credit.attended,
  credit.credited,
  decimal(credit.units),
];

const yesNo = (value: boolean | null): string => (value === null ? "" : value ? "yes" : "no");

/** The sheet as a file: a line per person, four columns per rule set. */
export function creditCsv({ ruleSets, rows }: CreditSheet): string {
  return toCsv(
    [
      "Name",
      ...ruleSets.flatMap(({ title, unit }) => [
        `${title}: minutes scheduled`,
        `${title}: minutes attended`,
        `${title}: minutes credited`,
        `${title}: ${unit.many}`,
      ]),
      "Post-assessment passed",
      "Evaluation returned",
      "Ready for the certificate",
      "Certificate number",
    ],
    rows.map(({ name, credits, assessmentPassed, evaluationReturned, missing, certificate }) => [
      name,
      ...credits.flatMap(minutes),
      yesNo(assessmentPassed),
      evaluationReturned ? "yes" : "no",
      missing.length === 0 ? "yes" : "no",
      certificate?.id ?? "",
    ]),
  );
}

/** The same for programs. */
export const creditJson = ({ cohort, ruleSets, rows }: CreditSheet) => ({
  cohort: { id: cohort.id, name: cohort.name, site: cohort.siteName },
  ruleSets: ruleSets.map(({ id, title, status, unit }) => ({ id, title, status, unit })),
  people: rows.map(
    ({ personId, name, credits, assessmentPassed, evaluationReturned, missing, certificate }) => ({
      id: personId,
      name,
      credit: Object.fromEntries(
        credits.map(({ ruleSet, scheduled, attended, credited, units, waits }) => [
          ruleSet,
          { scheduled, attended, credited, units, waits },
        ]),
      ),
      assessmentPassed,
      evaluationReturned,
      ready: missing.length === 0,
      certificate: certificate?.id ?? null,
    }),
  ),
});

/**
 * Notes who returned an evaluation form; the forms themselves stay without a name. `personIds` are all who did: who is
 * not among them is taken off again, unless they filled it in here. Doing it twice changes nothing.
 */
export function noteEvaluations(user: User, cohortId: string, personIds: string[], now = new Date()): void {
  const cohort = cohortFor(user, cohortId);
  const { siteId } = cohort;
  allow(user, "record-attendance", cohort);
  transact((tx) => {
    const enrolled = rosterOf(user, cohortId).enrolled.map(({ personId }) => personId);
    const had = tx
      .select({ id: evaluationReturn.personId, way: evaluationReturn.way })
      .from(evaluationReturn)
      .where(eq(evaluationReturn.cohortId, cohortId))
      .all();
    const added = enrolled.filter((id) => personIds.includes(id) && !had.some((one) => one.id === id));
    const onPaper = had.filter(({ way }) => way === "paper").map(({ id }) => id);
    const removed = enrolled.filter((id) => !personIds.includes(id) && onPaper.includes(id));
    if (added.length + removed.length === 0) return;
    for (const personId of added)
      tx.insert(evaluationReturn)
        .values({ id: newId(), cohortId, personId, notedBy: user.id, notedAt: now })
        .run();
    if (removed.length > 0)
      tx.delete(evaluationReturn)
        .where(and(eq(evaluationReturn.cohortId, cohortId), inArray(evaluationReturn.personId, removed)))
        .run();
    recordAudit(tx, user, "note-evaluations", cohortId, siteId, { added, removed }, now);
  });
}

/** Whether the buttons that issue and revoke certificates are shown. */
export const mayIssue = (user: User, siteId: string): boolean => can(user, "issue-certificate", siteId);
