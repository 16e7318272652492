import { and, eq, inArray, isNull } from "drizzle-orm";
import { roleNames, type User } from "#app/auth/can.ts";
import { catalogue, variantOf } from "#app/content/catalogue.server.ts";
import { type Cohort, cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import { db } from "#db/client.server.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import type { Claims, LivingFact } from "./certificate.ts";
import { legalNames } from "./certificate-details.server.ts";
import { certificateRules, creditRules, recordsOf } from "./credit.server.ts";
import { creditOf, missingFor, type Record, type RuleSet } from "./credit.ts";

export type Claimed = { personId: string; name: string; isReady: boolean; claims: Claims };

/**
 * What a certificate would say now about each of these people who are enrolled, and whether it can be issued. `name` is
 * the one of the account; the claims hold the one for the certificate.
 */
export function claimsIn(user: User, cohortId: string, personIds: string[], now: Date): Claimed[] {
  const found = cohortFor(user, cohortId, now);
  const people = rosterOf(user, cohortId).enrolled.filter(({ personId }) => personIds.includes(personId));
  const ids = people.map(({ personId }) => personId);
  const records = recordsOf(cohortId, ids, now);
  const names = legalNames(ids);
  return people.map(({ personId, name }) => {
    const record = records.get(personId) as Record;
    return {
      personId,
      name,
      isReady: missingFor(record, certificateRules(), creditRules().certificate).length === 0,
      claims: claimsOf(user, found, names.get(personId) ?? name, record, now),
    };
  });
}

/** What the record says now about facts that may change after a certificate was issued. The caller decided who sees it. */
export function currentFacts(
  found: Cohort,
  personIds: string[],
  now: Date,
): { personId: string; facts: Pick<Claims, LivingFact> }[] {
  const enrolled = db
    .select({ personId: person.id, name: person.name })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(
      and(
        eq(enrolment.cohortId, found.id),
        isNull(enrolment.withdrawnAt),
        inArray(enrolment.personId, personIds),
      ),
    )
    .all();
  const ids = enrolled.map(({ personId }) => personId);
  const records = recordsOf(found.id, ids, now);
  const names = legalNames(ids);
  return enrolled.map(({ personId, name }) => ({
    personId,
    facts: factsOf(names.get(personId) ?? name, records.get(personId) as Record),
  }));
}

function factsOf(name: string, record: Record): Pick<Claims, LivingFact> {
  const modulesOnly = creditRules().rule_sets.find(({ id }) => id === "modules-only") as RuleSet;
  const credit = creditOf(record, certificateRules());
  const held = record.days.filter(({ canceled }) => !canceled);
  return {
    name,
    dates: held.map(({ on }) => on),
    contactHours: credit.units,
    modulesOnlyHours: creditOf(record, modulesOnly).units,
    // Down, so that the days together are never more than was attended.
    byDay: credit.days.map(({ position, credited }) => ({
      on: held.find((day) => day.position === position)?.on ?? "",
      hours: Math.floor((credited * 100) / 60) / 100,
    })),
    assessmentPassed: record.assessmentPassed,
    evaluationReturned: record.evaluationReturned,
  };
}

function claimsOf(user: User, found: Cohort, name: string, record: Record, now: Date): Claims {
  const { course } = catalogue();
  const form = variantOf(found.variant);
  const short = course.instruments.certificate?.short_title ?? course.short_title;
  const role = user.grants.find((grant) => grant.siteId === found.siteId) ?? user.grants[0];
  return {
    version: 2,
    title: "Certificate of Completion",
    ...factsOf(name, record),
    // A shorter form is not the course: the certificate says which form was completed.
    course: !form || form.trains_trainers ? short : `${short}, ${form.title.toLowerCase()}`,
    provider: found.siteName,
    format: "In person",
    location: found.siteName,
    partialHours: "Credited for the minutes attended, in full quarter hours of the whole.",
    level: "Not set: no approving body has defined it",
    quizzesPassed: creditRules().certificate.quizzes,
    trainers: found.trainers.map((trainer) => trainer.name),
    edition: found.edition,
    issuedOn: todayIn(found.timeZone, now),
    signedBy: `${user.name}${role ? `, ${roleNames[role.role].toLowerCase()}` : ""}`,
  };
}
