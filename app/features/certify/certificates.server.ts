import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { networkOf, takeTry } from "#app/auth/rate-limit.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { env } from "#app/lib/env.ts";
import { conflict, notFound, tooMany } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { person, site } from "#db/schema/people.ts";
import { certificate } from "#db/schema/room.ts";
import {
  type Claims,
  changedFacts,
  type LivingFact,
  plainNumber,
  type RevocationReason,
} from "./certificate.ts";
import { claimsIn } from "./certificate-claims.server.ts";
import { endParticipantBadge, issueParticipantBadges } from "./participant-badge.server.ts";

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
    const outcome: Issued = { issued: 0, known: 0, notReady: [] };
    for (const { personId, name, isReady, claims } of claimsIn(user, cohortId, personIds, now)) {
      if (!isReady) {
        outcome.notReady.push(name);
        continue;
      }
      const id = insertCertificate(tx, user, cohortId, personId, claims, now);
      if (id === null) outcome.known += 1;
      else {
        outcome.issued += 1;
        recordAudit(tx, user, "issue-certificate", cohortId, siteId, { personId, certificate: id }, now);
        issueParticipantBadges(tx, user, [personId], now);
      }
    }
    return outcome;
  });
}

/** The new certificate's number, or null when there is one that stands. */
function insertCertificate(
  tx: Writer,
  user: User,
  cohortId: string,
  personId: string,
  claims: Claims,
  now: Date,
): string | null {
  const id = newNumber();
  const { changes } = tx
    .insert(certificate)
    .values({ id, personId, cohortId, kind: "completion", claims, issuedBy: user.id, issuedAt: now })
    .onConflictDoNothing()
    .run();
  return changes > 0 ? id : null;
}

/**
 * Puts a certificate that says what the record says now in the place of one that stands, and revokes the old one as
 * replaced. Gives the new number; sent again, the number that took its place. 409 when the record no longer has all that
 * a certificate asks for: then the old one is revoked, and not replaced.
 */
export function replaceCertificate(user: User, cohortId: string, number: string, now = new Date()): string {
  const { siteId } = cohortFor(user, cohortId);
  allow(user, "issue-certificate", siteId);
  return transact((tx) => {
    const old = certificateOf(tx, cohortId, number);
    if (old.replacedBy) return old.replacedBy;
    if (old.revokedAt) throw conflict("This certificate is revoked. A new one can be issued from the list.");
    const [one] = claimsIn(user, cohortId, [old.personId], now);
    if (!one)
      throw conflict("This person is no longer enrolled here. Bring them back first, then issue it again.");
    if (!one.isReady)
      throw conflict(
        "Something is missing now, so no new certificate can be issued. Revoke this one instead.",
      );
    tx.update(certificate)
      .set({ revokedAt: now, revokedBy: user.id, revokedReason: "replaced" satisfies RevocationReason })
      .where(eq(certificate.id, number))
      .run();
    const id = insertCertificate(tx, user, cohortId, old.personId, one.claims, now) as string;
    tx.update(certificate).set({ replacedBy: id }).where(eq(certificate.id, number)).run();
    const detail = { personId: old.personId, certificate: id, instead: number };
    recordAudit(tx, user, "replace-certificate", cohortId, siteId, detail, now);
    return id;
  });
}

function certificateOf(tx: Writer, cohortId: string, number: string) {
  const found = tx
    .select()
    .from(certificate)
    .where(and(eq(certificate.id, number), eq(certificate.cohortId, cohortId)))
    .get();
  if (!found) throw notFound();
  return found;
}

export type CertificateRow = {
  id: string;
  personId: string;
  name: string;
  issuedAt: Date;
  revokedAt: Date | null;
  revokedReason: string | null;
  /** What the record no longer bears out, of one that stands. */
  changed: LivingFact[];
  /** Whether a new one could be issued in its place now. */
  canReplace: boolean;
};

/** Every certificate that was issued in a cohort, newest first. */
export function certificatesIn(user: User, cohortId: string, now = new Date()): CertificateRow[] {
  const { id } = cohortFor(user, cohortId);
  const rows = db
    .select({
      id: certificate.id,
      personId: certificate.personId,
      name: person.name,
      claims: certificate.claims,
      issuedAt: certificate.issuedAt,
      revokedAt: certificate.revokedAt,
      revokedReason: certificate.revokedReason,
    })
    .from(certificate)
    .innerJoin(person, eq(person.id, certificate.personId))
    .where(eq(certificate.cohortId, id))
    .orderBy(desc(certificate.issuedAt), desc(certificate.id))
    .all();
  const standing = rows.filter(({ revokedAt }) => !revokedAt).map(({ personId }) => personId);
  const today = new Map(claimsIn(user, id, standing, now).map((one) => [one.personId, one]));
  return rows.map(({ claims, ...row }) => {
    const current = row.revokedAt ? undefined : today.get(row.personId);
    return {
      ...row,
      changed: current ? changedFacts(claims as Claims, current.claims) : [],
      canReplace: current?.isReady === true,
    };
  });
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
    const found = certificateOf(tx, cohortId, number);
    const { changes } = tx
      .update(certificate)
      .set({ revokedAt: now, revokedBy: user.id, revokedReason: reason })
      .where(and(eq(certificate.id, number), isNull(certificate.revokedAt)))
      .run();
    if (changes === 0) return;
    const { personId } = found;
    recordAudit(tx, user, "revoke-certificate", cohortId, siteId, { personId, certificate: number }, now);
    endParticipantBadge(tx, user, personId, now);
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
