import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, roleNames, type User } from "#app/auth/can.ts";
import { networkOf, takeTry } from "#app/auth/rate-limit.server.ts";
import { catalogue, variantOf } from "#app/content/catalogue.server.ts";
import { type Cohort, cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { conflict, notFound, tooMany } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { person, site } from "#db/schema/people.ts";
import { certificate } from "#db/schema/room.ts";
import { type Claims, plainNumber, type RevocationReason } from "./certificate.ts";
import { certificateRules, creditRules, recordsOf } from "./credit.server.ts";
import { creditOf, missingFor, type Record, type RuleSet } from "./credit.ts";

const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const numberLength = 16;

/** A certificate number: 78 random bits, and nothing about the person, the date or the topic. */
function newNumber(): string {
  let number = "";
  while (number.length < numberLength)
    for (const byte of randomBytes(numberLength))
      if (byte < 240 && number.length < numberLength) number += alphabet[byte % alphabet.length];
  return number;
}

export type Issued = { issued: number; known: number; notReady: string[] };

/**
 * Issues the certificate of completion to those of these people who have everything it asks for, as the credit
 * function says; who has one keeps it. Sent many times at once, there is one certificate per person.
 */
export function issueCertificates(
  user: User,
  cohortId: string,
  personIds: string[],
  now = new Date(),
): Issued {
  const { siteId } = cohortFor(user, cohortId);
  allow(user, "issue-certificate", siteId);
  return transact((tx) => {
    const found = cohortFor(user, cohortId, now);
    const people = rosterOf(user, cohortId).enrolled.filter(({ personId }) => personIds.includes(personId));
    const records = recordsOf(
      cohortId,
      people.map(({ personId }) => personId),
      now,
    );
    const outcome: Issued = { issued: 0, known: 0, notReady: [] };
    for (const { personId, name } of people) {
      const record = records.get(personId) as Record;
      if (missingFor(record, certificateRules(), creditRules().certificate).length > 0) {
        outcome.notReady.push(name);
        continue;
      }
      const id = newNumber();
      const { changes } = tx
        .insert(certificate)
        .values({
          id,
          personId,
          cohortId,
          kind: "completion",
          claims: claimsOf(user, found, name, record, now),
          issuedBy: user.id,
          issuedAt: now,
        })
        .onConflictDoNothing()
        .run();
      if (changes === 0) outcome.known += 1;
      else {
        outcome.issued += 1;
        recordAudit(tx, user, "issue-certificate", cohortId, siteId, { personId, certificate: id }, now);
      }
    }
    return outcome;
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
    version: 1,
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
    trainers: found.trainers.map((trainer) => trainer.name),
    edition: found.edition,
    issuedOn: todayIn(found.timeZone, now),
    signedBy: `${user.name}${role ? `, ${roleNames[role.role].toLowerCase()}` : ""}`,
  };
}

export type CertificateRow = {
  id: string;
  personId: string;
  name: string;
  issuedAt: Date;
  revokedAt: Date | null;
  revokedReason: string | null;
};

/** Every certificate that was issued in a cohort, newest first. */
export function certificatesIn(user: User, cohortId: string): CertificateRow[] {
  const { id } = cohortFor(user, cohortId);
  return db
    .select({
      id: certificate.id,
      personId: certificate.personId,
      name: person.name,
      issuedAt: certificate.issuedAt,
      revokedAt: certificate.revokedAt,
      revokedReason: certificate.revokedReason,
    })
    .from(certificate)
    .innerJoin(person, eq(person.id, certificate.personId))
    .where(eq(certificate.cohortId, id))
    .orderBy(desc(certificate.issuedAt), desc(certificate.id))
    .all();
}

/** Takes a certificate back. It stays on record, and the page that checks it says so. Twice changes nothing. */
export function revokeCertificate(
  user: User,
  cohortId: string,
  number: string,
  reason: RevocationReason,
  now = new Date(),
): void {
  const { siteId } = cohortFor(user, cohortId);
  allow(user, "issue-certificate", siteId);
  transact((tx) => {
    const found = tx
      .select()
      .from(certificate)
      .where(and(eq(certificate.id, number), eq(certificate.cohortId, cohortId)))
      .get();
    if (!found) throw notFound();
    const { changes } = tx
      .update(certificate)
      .set({ revokedAt: now, revokedBy: user.id, revokedReason: reason })
      .where(and(eq(certificate.id, number), isNull(certificate.revokedAt)))
      .run();
    if (changes > 0)
      recordAudit(
        tx,
        user,
        "revoke-certificate",
        cohortId,
        siteId,
        { personId: found.personId, certificate: number },
        now,
      );
  });
}

export type Checked = {
  number: string;
  claims: Claims;
  revokedAt: Date | null;
  revokedReason: string | null;
  timeZone: string;
};

/** What a certificate says and whether it stands, for whoever holds its number. Null when there is none. */
export function checkCertificate(typed: string, address: string, now = new Date()): Checked | null {
  const seconds = takeTry([{ kind: "verify:address", of: networkOf(address), tries: 60 }], now);
  if (seconds > 0)
    throw tooMany(
      "There were too many questions from here. Please wait a few minutes, then try again.",
      seconds,
    );
  return readCertificate(plainNumber(typed));
}

function readCertificate(number: string, tx: Pick<Writer, "select"> = db): Checked | null {
  const found = tx
    .select({ one: certificate, timeZone: site.timeZone })
    .from(certificate)
    .innerJoin(cohort, eq(cohort.id, certificate.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(eq(certificate.id, number))
    .get();
  if (!found) return null;
  const { one, timeZone } = found;
  return {
    number: one.id,
    claims: one.claims as Claims,
    revokedAt: one.revokedAt,
    revokedReason: one.revokedReason,
    timeZone,
  };
}

/** A certificate for its owner, or for those who issue certificates at its site; otherwise 404. Revoked ones: 409. */
export function certificateToPrint(user: User, number: string): Checked {
  const found = db
    .select({ personId: certificate.personId, siteId: cohort.siteId })
    .from(certificate)
    .innerJoin(cohort, eq(cohort.id, certificate.cohortId))
    .where(eq(certificate.id, number))
    .get();
  if (!found || (found.personId !== user.id && !can(user, "issue-certificate", found.siteId)))
    throw notFound();
  const checked = readCertificate(number) as Checked;
  if (checked.revokedAt) throw conflict("This certificate was revoked. Ask your trainer for the new one.");
  return checked;
}

export const verifyAddress = (number: string): string => `${env.origin}/verify/${number}`;
