import { and, eq, gt, isNull } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { type Role, roleNames, type User } from "#app/auth/can.ts";
import { type Invitation, openInvitation } from "#app/auth/invitations.server.ts";
import { hashPassword } from "#app/auth/passwords.server.ts";
import { passwordProblem } from "#app/auth/passwords.ts";
import { plainEmail } from "#app/auth/sign-in.server.ts";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { takeHeldSeat } from "#app/features/room/registration-seats.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { invitation, person, roleGrant } from "#db/schema/people.ts";

export type InvitationPage =
  | { state: "accepted" | "revoked" | "expired" | "unknown"; inviter: string | null }
  | {
      state: "open";
      first: boolean;
      name: string;
      email: string;
      role: string;
      siteName: string | null;
      cohortName: string | null;
      inviter: string | null;
      expires: string;
      /** Whether the invited address has an account already. */
      known: boolean;
    };

/** What the page behind an invitation link shows. */
export function invitationPage(token: string): InvitationPage {
  const opened = openInvitation(token);
  if (opened.state !== "open") return { state: opened.state, inviter: opened.inviter };
  const { row, inviter, siteName, cohortName, expires } = opened;
  return {
    state: "open",
    first: row.first,
    name: row.name,
    email: row.email,
    role: row.first
      ? `${roleNames.grantee} and ${roleNames.administrator.toLowerCase()}`
      : roleNames[row.role],
    siteName,
    cohortName,
    inviter,
    expires,
    known: row.email !== "" && hasAccount(db, row.email),
  };
}

const hasAccount = (tx: Writer, email: string): boolean =>
  tx.select({ id: person.id }).from(person).where(eq(person.email, email)).get() !== undefined;

type Refusal = { personId?: undefined; over?: boolean; errors: Record<string, string> };
type Accepted = { personId: string; over?: undefined; errors?: undefined };

const over: Refusal = { over: true, errors: {} };

/** Makes the account behind an invitation: person, role and place in the cohort, all at once and once only. */
export async function acceptAsNewPerson(
  token: string,
  typed: { name: string; email: string; password: string },
  now = new Date(),
): Promise<Accepted | Refusal> {
  const opened = openInvitation(token, now);
  if (opened.state !== "open") return over;
  const { row } = opened;
  const email = row.email || plainEmail(typed.email);
  const name = typed.name.trim();
  const errors: Record<string, string> = {};
  if (name.length < 2 || name.length > 120) errors.name = "Type your name as others should see it.";
  if (!/^\S+@\S+\.\S+$/.test(email) || email.length > 254)
    errors.email = "Type a whole e-mail address, such as name@example.org.";
  const problem = passwordProblem(typed.password, { email, name });
  if (problem) errors.password = problem;
  if (Object.keys(errors).length > 0) return { errors };
  const passwordHash = await hashPassword(typed.password);
  return transact((tx) => {
    if (hasAccount(tx, email)) return over;
    const personId = newId();
    tx.insert(person)
      .values({
        id: personId,
        email,
        name,
        passwordHash,
        discipline: row.discipline,
        agency: row.agency,
        createdAt: now,
      })
      .run();
    if (!take(tx, row, personId, now)) {
      tx.delete(person).where(eq(person.id, personId)).run();
      return over;
    }
    return { personId };
  });
}

/** Adds what the invitation offers to an account that is there. False when the link stopped working. */
export function acceptAs(user: User, token: string, now = new Date()): boolean {
  const opened = openInvitation(token, now);
  if (opened.state !== "open") return false;
  const { row } = opened;
  return transact((tx) => {
    if (!take(tx, row, user.id, now)) return false;
    const mine = tx.select().from(person).where(eq(person.id, user.id)).get();
    if (mine)
      tx.update(person)
        .set({ discipline: mine.discipline ?? row.discipline, agency: mine.agency ?? row.agency })
        .where(eq(person.id, user.id))
        .run();
    return true;
  });
}

function take(tx: Writer, row: Invitation, personId: string, now: Date): boolean {
  const { changes } = tx
    .update(invitation)
    .set({ acceptedAt: now, acceptedBy: personId })
    .where(
      and(
        eq(invitation.id, row.id),
        eq(invitation.tokenHash, row.tokenHash),
        isNull(invitation.acceptedAt),
        isNull(invitation.revokedAt),
        gt(invitation.expiresAt, now),
      ),
    )
    .run();
  if (changes === 0) return false;
  const given: Role[] = row.first ? ["grantee", "administrator"] : [row.role];
  for (const role of given)
    tx.insert(roleGrant)
      .values({ id: newId(), personId, role, siteId: row.siteId, grantedBy: row.invitedBy, grantedAt: now })
      .onConflictDoNothing()
      .run();
  recordAudit(tx, { id: personId }, "accept-invitation", row.id, row.siteId, { roles: given }, now);
  const place = row.cohortId ? tx.select().from(cohort).where(eq(cohort.id, row.cohortId)).get() : undefined;
  if (place && !place.archivedAt) {
    enrol(tx, { id: row.invitedBy ?? personId }, place, personId, now);
    takeHeldSeat(tx, place.id, row.email, personId);
  }
  return true;
}
