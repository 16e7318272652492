import { roleNames, type User } from "#app/auth/can.ts";
import { catalogue, variantOf } from "#app/content/catalogue.server.ts";
import { type Cohort, cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import type { Claims } from "./certificate.ts";
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

function claimsOf(user: User, found: Cohort, name: string, record: Record, now: Date): Claims {
  const rules = certificateRules();
  const modulesOnly = creditRules().rule_sets.find(({ id }) => id === "modules-only") as RuleSet;
  const credit = creditOf(record, rules);
  const { course } = catalogue();
  const held = record.days.filter(({ canceled }) => !canceled);
  const form = variantOf(found.variant);
  const short = course.instruments.certificate?.short_title ?? course.short_title;
  const role = user.grants.find((grant) => grant.siteId === found.siteId) ?? user.grants[0];
  return {
    version: 2,
    title: "Certificate of Completion",
    name,
    // A shorter form is not the course: the certificate says which form was completed.
    course: !form || form.trains_trainers ? short : `${short}, ${form.title.toLowerCase()}`,
    provider: found.siteName,
    dates: held.map(({ on }) => on),
    format: "In person",
    location: found.siteName,
    contactHours: credit.units,
    modulesOnlyHours: creditOf(record, modulesOnly).units,
    byDay: credit.days.map(({ position, credited }) => ({
      on: held.find((day) => day.position === position)?.on ?? "",
      hours: Math.round((credited / 60) * 100) / 100,
    })),
    partialHours: "Credited for the minutes attended, in full quarter hours of the whole.",
    level: "Not set: no approving body has defined it",
    quizzesPassed: creditRules().certificate.quizzes,
    evaluationReturned: record.evaluationReturned,
    assessmentPassed: record.assessmentPassed,
    trainers: found.trainers.map((trainer) => trainer.name),
    edition: found.edition,
    issuedOn: todayIn(found.timeZone, now),
    signedBy: `${user.name}${role ? `, ${roleNames[role.role].toLowerCase()}` : ""}`,
  };
}
