import { and, eq, gte, isNull } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { daysBetween } from "#app/features/cohorts/cohort.ts";
import { type Cohort, cohortsITrain } from "#app/features/cohorts/cohorts.server.ts";
import { whenOf } from "#app/features/room/day-times.ts";
import { entriesOf, standing, timeElsewhere } from "#app/features/room/ledger.server.ts";
import { minutesIn, withoutTime } from "#app/features/room/segments.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { clockIn, instantIn, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { mailIsOn, queueMail } from "#app/lib/mail.server.ts";
import { db, transact } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { certificate } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { type Claims, changedFacts, isWrongNow } from "./certificate.ts";
import { currentFacts } from "./certificate-claims.server.ts";
import { certificateRules, creditRules, recordsOf } from "./credit.server.ts";
import { type Missing, missingFor, type Record } from "./credit.ts";
import { closeOf } from "./evaluation.server.ts";

/** Something that is left to do for a cohort. The sentence names nobody. */
export type Nag = { cohortId: string; cohortName: string; sentence: string; to: string };

/** Days after the last one, in which what is left is still asked for. */
const longestDays = 60;

const counted = (count: number, one: string, many: string): string =>
  `${count === 1 ? one : `${count} ${many}`}`;

/** What is missing in the cohorts that the user trains; `trained` are these, where the caller has them. */
export const nagsFor = (user: User, now = new Date(), trained = cohortsITrain(user, now)): Nag[] =>
  trained.flatMap((one) => nagsOf(one, now));

/** How many certificates of a cohort stand although the record no longer bears them out. */
function wrongCertificates(found: Cohort, now: Date): number {
  const rows = db
    .select({ personId: certificate.personId, claims: certificate.claims })
    .from(certificate)
    .where(and(eq(certificate.cohortId, found.id), isNull(certificate.revokedAt)))
    .all();
  if (rows.length === 0) return 0;
  const current = new Map(
    currentFacts(
      found,
      rows.map(({ personId }) => personId),
      now,
    ).map(({ personId, facts }) => [personId, facts]),
  );
  return rows.filter(({ personId, claims }) => {
    const facts = current.get(personId);
    return facts !== undefined && isWrongNow(changedFacts(claims as Claims, facts));
  }).length;
}

function nagsOf(found: Cohort, now: Date): Nag[] {
  const today = todayIn(found.timeZone, now);
  if (
    found.phase === "archived" ||
    found.phase === "canceled" ||
    daysBetween(found.endsOn, today) > longestDays
  )
    return [];
  const days = daysOfCohort(found.id).filter(({ canceledAt }) => !canceledAt);
  const base = `/cohorts/${found.id}`;
  const nags: Nag[] = [];
  const nag = (sentence: string, to: string) =>
    nags.push({ cohortId: found.id, cohortName: found.name, sentence, to });

  const isLeft = days.some((day) => whenOf(day, now) !== "over");
  if (isLeft && found.trainers.length < 2)
    nag(
      found.trainers.length === 0
        ? "Nobody trains the days that are left."
        : "One trainer alone for the days that are left. Two are needed.",
      `${base}/edit`,
    );

  const people = db
    .select({ id: enrolment.personId })
    .from(enrolment)
    .where(and(eq(enrolment.cohortId, found.id), isNull(enrolment.withdrawnAt)))
    .all()
    .map(({ id }) => id);
  if (people.length === 0) return nags;
  const ledger = entriesOf(days.map(({ id }) => id));
  const dates = days.map(({ on }) => on);
  const elsewhere = timeElsewhere(found.id, dates, people);
  for (const day of days.filter((one) => whenOf(one, now) === "over")) {
    const stands = people.map((id) => standing(ledger.get(day.id), id));
    const open = stands.filter((stand) => stand.open).length;
    const wrong = stands.filter((stand) => stand.problems.length > 0).length;
    const unknown = stands.filter(({ state }) => state === "unknown").length;
    const to = `${base}/days/${day.position}/sign-in`;
    if (open > 0)
      nag(`Day ${day.position}: ${counted(open, "one sign-in has", "sign-ins have")} no sign-out.`, to);
    if (wrong > 0)
      nag(
        `Day ${day.position}: the times of ${counted(wrong, "one person do", "people do")} not fit together.`,
        to,
      );
    const both = stands.filter((stand, place) => {
      const others = elsewhere.get(people[place] as string) ?? [];
      return minutesIn({ segments: withoutTime(stand.segments, others) }) < minutesIn(stand);
    }).length;
    if (both > 0)
      nag(
        `Day ${day.position}: ${counted(both, "one person is", "people are")} recorded in another cohort at the same time.`,
        to,
      );
    if (unknown > 0 && !day.closedAt)
      nag(`Day ${day.position}: nothing is recorded for ${counted(unknown, "one person", "people")}.`, to);
  }

  if (isLeft || days.length === 0) return nags;
  // Minutes and forms first: what everybody has learned is read only where it decides.
  const records = recordsOf(found.id, people, now, new Map());
  const returned = people.filter((id) => records.get(id)?.evaluationReturned).length;
  if (!closeOf(found.id))
    nag(
      `The evaluation is not closed. ${returned} of ${people.length} forms are noted as returned.`,
      `${base}/evaluation`,
    );
  const unassessed = people.filter((id) => records.get(id)?.assessmentPassed === null).length;
  if (unassessed > 0)
    nag(
      `${counted(unassessed, "One person has", "people have")} no post-assessment on record.`,
      `${base}/assessments`,
    );
  const issued = new Set(
    db
      .select({ id: certificate.personId })
      .from(certificate)
      .where(and(eq(certificate.cohortId, found.id), isNull(certificate.revokedAt)))
      .all()
      .map(({ id }) => id),
  );
  const lacks = (record: Record | undefined, but: Missing["what"][] = []): boolean =>
    !record ||
    missingFor(record, certificateRules(), creditRules().certificate).some(({ what }) => !but.includes(what));
  const close = people.filter((id) => !issued.has(id) && !lacks(records.get(id), ["make-up", "quizzes"]));
  const whole = recordsOf(found.id, close, now);
  const ready = close.filter((id) => !lacks(whole.get(id))).length;
  if (ready > 0)
    nag(
      `${counted(ready, "One certificate is", "certificates are")} ready and not issued.`,
      `${base}/certificates`,
    );
  const wrong = wrongCertificates(found, now);
  if (wrong > 0)
    nag(
      `${counted(wrong, "One certificate says", "certificates say")} something else than the record. Replace or revoke it.`,
      `${base}/certificates`,
    );
  return nags;
}

const minute = 60_000;
/** From this hour on, where the training is. */
const evening = "17:00";
let lastRun = Number.NEGATIVE_INFINITY;

/** Background chore: in the evening a letter to each trainer for whom something is left, once a day at most. */
export function remindTrainers(now = new Date()): void {
  if (!mailIsOn() || now.getTime() - lastRun < 10 * minute) return;
  lastRun = now.getTime();
  const trainers = db
    .selectDistinct({ id: person.id, name: person.name, email: person.email })
    .from(cohortTrainer)
    .innerJoin(person, eq(person.id, cohortTrainer.personId))
    .innerJoin(cohort, eq(cohort.id, cohortTrainer.cohortId))
    .where(and(isNull(cohortTrainer.removedAt), isNull(cohort.archivedAt), isNull(person.erasedAt)))
    .all();
  for (const trainer of trainers) {
    const user = { ...trainer, grants: [], discipline: null, quizLayout: "steps" } satisfies User;
    const due = cohortsITrain(user, now).filter(({ timeZone }) => clockIn(timeZone, now) >= evening);
    const nags = due.flatMap((one) => nagsOf(one, now));
    const zone = due[0]?.timeZone;
    if (nags.length > 0 && zone) remind(trainer, nags, instantIn(zone, todayIn(zone, now), "00:00"), now);
  }
}

function remind(
  trainer: { id: string; name: string; email: string },
  nags: Nag[],
  since: Date,
  now: Date,
): void {
  transact((tx) => {
    const sent = tx
      .select({ id: audit.id })
      .from(audit)
      .where(and(eq(audit.subject, trainer.id), eq(audit.action, "remind-trainer"), gte(audit.at, since)))
      .get();
    if (sent) return;
    const lines = nags.map(
      ({ cohortName, sentence, to }) => `${cohortName}: ${sentence}\n${env.origin}${to}`,
    );
    queueMail(
      tx,
      {
        to: trainer.email,
        subject: "Something is left to do for your course",
        body: `Hello ${trainer.name.split(" ")[0]},\n\n${lines.join("\n\n")}\n\nYou get at most one letter like this a day, and none when nothing is left.\n`,
      },
      now,
    );
    recordAudit(tx, null, "remind-trainer", trainer.id, null, { count: nags.length }, now);
  });
}
