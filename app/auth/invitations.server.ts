import { and, asc, desc, eq, gt, inArray, isNull, lte, ne } from "drizzle-orm";
import type { Discipline } from "#app/content/discipline.ts";
import { moment } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { hashToken, newId, newToken } from "#app/lib/ids.ts";
import { queueMail } from "#app/lib/mail.server.ts";
import { type QrCode, qrCode } from "#app/lib/qr.server.ts";
import { conflict, forbidden, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { invitation, person, roleGrant, site } from "#db/schema/people.ts";
import { outbox } from "#db/schema/trust.ts";
import { recordAudit } from "./allow.server.ts";
import { can, type Role, roleNames, roles, type User } from "./can.ts";

const invitationDays = 7;

export type Invitation = typeof invitation.$inferSelect;

/** What an invitation offers. A null site means the whole program. */
export type Offer = {
  name: string;
  email: string;
  role: Role;
  siteId: string | null;
  cohortId: string | null;
  discipline: Discipline | null;
  agency: string | null;
};

/** Whether the user may give this role there. Grantee and administrator exist for the whole program only. */
export function mayInvite(user: User, role: Role, siteId: string | null): boolean {
  if (role === "grantee" || role === "administrator")
    return siteId === null && can(user, "invite-programme", null);
  if (role === "trainee") return siteId !== null && can(user, "invite-trainee", siteId);
  if (siteId === null) return role === "reviewer" && can(user, "invite-programme", null);
  return can(user, "invite-staff", siteId);
}

export const linkTo = (path: string): string => env.origin + path;
const invitationLink = (token: string): string => linkTo(`/invitation/${token}`);

export type InviteChoices = {
  roles: { value: Role; label: string }[];
  sites: { id: string; name: string }[];
  cohorts: { id: string; name: string; siteId: string }[];
  wholeProgram: boolean;
};

/** The roles, sites and cohorts that this user can put into an invitation. */
export function inviteChoices(user: User): InviteChoices {
  const sites = db
    .select({ id: site.id, name: site.name })
    .from(site)
    .where(isNull(site.closedAt))
    .orderBy(asc(site.name))
    .all()
    .filter(({ id }) => roles.some((role) => mayInvite(user, role, id)));
  const places = [...sites.map(({ id }) => id), null];
  const offered = roles.filter((role) => places.some((place) => mayInvite(user, role, place)));
  const cohorts = db
    .select({ id: cohort.id, name: cohort.name, siteId: cohort.siteId })
    .from(cohort)
    .where(isNull(cohort.archivedAt))
    .orderBy(desc(cohort.startsOn))
    .all()
    .filter(({ siteId }) => mayInvite(user, "trainee", siteId));
  return {
    roles: offered.map((role) => ({ value: role, label: roleNames[role] })),
    sites,
    cohorts,
    wholeProgram: roles.some((role) => mayInvite(user, role, null)),
  };
}

/** The cohort of a link such as `/people/invite?cohort=…`, when the user may invite trainees there. */
export function cohortToFill(
  user: User,
  cohortId: string,
): { id: string; name: string; siteId: string; siteName: string } {
  const row = db
    .select({
      id: cohort.id,
      name: cohort.name,
      siteId: cohort.siteId,
      siteName: site.name,
      archivedAt: cohort.archivedAt,
    })
    .from(cohort)
    .innerJoin(site, eq(site.id, cohort.siteId))
    .where(eq(cohort.id, cohortId))
    .get();
  if (!row || !mayInvite(user, "trainee", row.siteId)) throw notFound();
  if (row.archivedAt) throw conflict("This cohort is archived. Bring it back before you add people.");
  return row;
}

/** The user's open (not accepted, not revoked, not expired) invitation for an address, role and place, if any. */
export const openInvitationFor = (
  tx: Writer,
  { email, role, siteId }: Pick<Offer, "email" | "role" | "siteId">,
  now: Date,
): Invitation | undefined =>
  tx
    .select()
    .from(invitation)
    .where(and(sameOffer({ email, role, siteId }), isOpen, gt(invitation.expiresAt, now)))
    .get();

const isOpen = and(isNull(invitation.acceptedAt), isNull(invitation.revokedAt));
const sameOffer = ({ email, role, siteId }: Pick<Offer, "email" | "role" | "siteId">) =>
  and(
    eq(invitation.email, email),
    eq(invitation.role, role),
    siteId === null ? isNull(invitation.siteId) : eq(invitation.siteId, siteId),
  );

/**
 * Writes an invitation inside a transaction that has already asked for permission, with its audit row and letter.
 * Gives the token, which nobody can read again. An expired invitation for the same offer makes room for the new one.
 */
export function addInvitation(
  tx: Writer,
  actor: { id: string },
  offer: Offer,
  importId: string | null = null,
  now = new Date(),
): { id: string; token: string } {
  if (offer.cohortId) {
    const found = tx.select().from(cohort).where(eq(cohort.id, offer.cohortId)).get();
    if (!found || found.siteId !== offer.siteId || offer.role !== "trainee") throw notFound();
    if (found.archivedAt) throw conflict("This cohort is archived. Bring it back before you add people.");
  }
  tx.update(invitation)
    .set({ revokedAt: now, revokedBy: actor.id })
    .where(and(sameOffer(offer), isOpen, lte(invitation.expiresAt, now)))
    .run();
  const id = newId();
  const token = newToken();
  const row = {
    ...offer,
    id,
    tokenHash: hashToken(token),
    importId,
    invitedBy: actor.id,
    createdAt: now,
    expiresAt: inAWeek(now),
  };
  const { changes } = tx.insert(invitation).values(row).onConflictDoNothing().run();
  if (changes === 0)
    throw conflict("This person has an open invitation already. You can send it again from the list.");
  recordAudit(tx, actor, "invite", id, offer.siteId, { role: offer.role, cohortId: offer.cohortId }, now);
  queueInvitation(tx, row, token, now);
  return { id, token };
}

const inAWeek = (now: Date): Date => new Date(now.getTime() + invitationDays * 24 * 60 * 60_000);

function queueInvitation(
  tx: Writer,
  to: { email: string; name: string; siteId: string | null; expiresAt: Date },
  token: string,
  now: Date,
): void {
  const place = siteNamed(tx, to.siteId);
  queueMail(
    tx,
    {
      to: to.email,
      subject: "Your course has an update",
      body: [
        `Hello ${to.name},`,
        `You are invited to the training course${place ? ` in ${place.name}` : ""}. Open this link to make your account. It works once, until ${moment(to.expiresAt, place?.timeZone ?? "UTC")}:`,
        invitationLink(token),
        "The link is only for you. If you did not expect this letter, you can ignore it.",
      ].join("\n\n"),
    },
    now,
  );
}

const siteNamed = (tx: Writer, siteId: string | null) =>
  siteId === null ? undefined : tx.select().from(site).where(eq(site.id, siteId)).get();

export type Invited = { id: string; link: string };
export type InviteAnswer =
  | { invited: Invited; errors?: undefined }
  | { invited?: undefined; errors: Record<string, string> };

/** Invites one person. Gives the link, or a sentence per wrong field. */
export function invite(user: User, offer: Offer, now = new Date()): InviteAnswer {
  if (!mayInvite(user, offer.role, offer.siteId))
    throw forbidden("You cannot give this role there. If somebody needs it, ask your site coordinator.");
  return transact((tx): InviteAnswer => {
    if (offer.siteId && siteNamed(tx, offer.siteId)?.closedAt)
      return { errors: { place: "This site is closed." } };
    if (holds(tx, offer))
      return { errors: { email: "The person with this address has this role there already." } };
    const open = openInvitationFor(tx, offer, now);
    if (open)
      return {
        errors: {
          email: "This address has an open invitation already. You can send it again from “Invitations”.",
        },
      };
    const { id, token } = addInvitation(tx, user, offer, null, now);
    return { invited: { id, link: invitationLink(token) } };
  });
}

const holds = (tx: Writer, { email, role, siteId }: Offer): boolean =>
  tx
    .select({ id: roleGrant.id })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(
      and(
        eq(person.email, email),
        eq(roleGrant.role, role),
        siteId === null ? isNull(roleGrant.siteId) : eq(roleGrant.siteId, siteId),
        isNull(roleGrant.endedAt),
      ),
    )
    .get() !== undefined;

/** Finds an invitation that the user could have made; anything else does not exist for them. */
function mine(tx: Writer, user: User, id: string): Invitation {
  const row = tx.select().from(invitation).where(eq(invitation.id, id)).get();
  if (!row || row.first || !mayInvite(user, row.role, row.siteId)) throw notFound();
  return row;
}

function refuseClosed(row: Invitation): void {
  if (row.acceptedAt)
    throw conflict("This invitation was accepted in the meantime. There is nothing left to do.");
  if (row.revokedAt)
    throw conflict("This invitation was taken back in the meantime. Invite the person anew.");
}

function renew(tx: Writer, user: User, row: Invitation, now: Date): string {
  refuseClosed(row);
  const token = newToken();
  tx.update(invitation)
    .set({ tokenHash: hashToken(token), expiresAt: inAWeek(now) })
    .where(eq(invitation.id, row.id))
    .run();
  recordAudit(tx, user, "renew-invitation", row.id, row.siteId, {}, now);
  return token;
}

/** A new link for seven more days; the old one stops working. Mailed when mail is on. */
export function renewInvitation(user: User, id: string, now = new Date()): Invited {
  return transact((tx) => {
    const row = mine(tx, user, id);
    const token = renew(tx, user, row, now);
    queueInvitation(tx, { ...row, expiresAt: inAWeek(now) }, token, now);
    return { id, link: invitationLink(token) };
  });
}

/**
 * A fresh link of the open invitation of an address into a cohort, also of one that has expired, inside a transaction
 * that knows whom it may give it to. Null when there is none.
 */
export function renewInvitationInto(tx: Writer, email: string, cohortId: string, now: Date): string | null {
  const row = tx
    .select()
    .from(invitation)
    .where(and(eq(invitation.email, email), eq(invitation.cohortId, cohortId), isOpen))
    .orderBy(desc(invitation.createdAt))
    .get();
  if (!row) return null;
  const token = newToken();
  tx.update(invitation)
    .set({ tokenHash: hashToken(token), expiresAt: inAWeek(now) })
    .where(eq(invitation.id, row.id))
    .run();
  recordAudit(tx, null, "renew-invitation", row.id, row.siteId, {}, now);
  return `/invitation/${token}`;
}

/** Takes an invitation back: its link stops working at once. Doing it twice changes nothing. */
export function revokeInvitation(user: User, id: string, now = new Date()): void {
  transact((tx) => {
    const row = mine(tx, user, id);
    if (row.acceptedAt)
      throw conflict("This invitation was accepted in the meantime. To undo it, end the person’s role.");
    if (row.revokedAt) return;
    tx.update(invitation).set({ revokedAt: now, revokedBy: user.id }).where(eq(invitation.id, id)).run();
    recordAudit(tx, user, "revoke-invitation", id, row.siteId, {}, now);
  });
}

export type Slip = { id: string; name: string; what: string; link: string; qr: QrCode; expires: string };

/** Printable slips, one per person, with fresh links: slips printed earlier stop working. */
export function printSlips(user: User, ids: string[], now = new Date()): Slip[] {
  return transact((tx) =>
    [...new Set(ids)]
      .map((id) => mine(tx, user, id))
      .filter((row) => !row.acceptedAt && !row.revokedAt)
      .map((row) => slipOf(tx, row, renew(tx, user, row, now), inAWeek(now))),
  );
}

function slipOf(
  tx: Writer,
  row: Pick<Invitation, "id" | "name" | "siteId">,
  token: string,
  expiresAt: Date,
): Slip {
  const place = siteNamed(tx, row.siteId);
  const link = invitationLink(token);
  return {
    id: row.id,
    name: row.name,
    what: place ? `Training course, ${place.name}` : "Training course",
    link,
    qr: qrCode(link),
    expires: moment(expiresAt, place?.timeZone ?? "UTC"),
  };
}

export type OpenInvitation = {
  id: string;
  name: string;
  email: string;
  role: Role;
  siteName: string | null;
  cohortId: string | null;
  cohortName: string | null;
  invitedBy: string | null;
  expires: string;
  state: "open" | "expired" | "not delivered";
};

/** Invitations that wait for their person, of those that the user could have made. Newest first. */
export function waitingInvitations(user: User, now = new Date()): OpenInvitation[] {
  const rows = db
    .select({
      row: invitation,
      siteName: site.name,
      zone: site.timeZone,
      cohortName: cohort.name,
      inviter: person.name,
    })
    .from(invitation)
    .leftJoin(site, eq(site.id, invitation.siteId))
    .leftJoin(cohort, eq(cohort.id, invitation.cohortId))
    .leftJoin(person, eq(person.id, invitation.invitedBy))
    .where(and(isOpen, eq(invitation.first, false), ne(invitation.email, "")))
    .orderBy(desc(invitation.createdAt), desc(invitation.id))
    .all()
    .filter(({ row }) => mayInvite(user, row.role, row.siteId));
  const emails = [...new Set(rows.map(({ row }) => row.email))];
  const stuck = new Set(
    emails.length === 0
      ? []
      : db
          .select({ to: outbox.recipient })
          .from(outbox)
          .where(and(isNull(outbox.sentAt), gt(outbox.tries, 1), inArray(outbox.recipient, emails)))
          .all()
          .map(({ to }) => to),
  );
  return rows.map(({ row, siteName, zone, cohortName, inviter }) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    siteName,
    cohortId: row.cohortId,
    cohortName,
    invitedBy: inviter,
    expires: moment(row.expiresAt, zone ?? "UTC"),
    state: row.expiresAt <= now ? "expired" : stuck.has(row.email) ? "not delivered" : "open",
  }));
}

export type Opened =
  | {
      state: "open";
      row: Invitation;
      inviter: string | null;
      siteName: string | null;
      cohortName: string | null;
      expires: string;
    }
  | { state: "accepted" | "revoked" | "expired" | "unknown"; inviter: string | null };

/** What stands behind an invitation link. */
export function openInvitation(token: string, now = new Date()): Opened {
  const found = db
    .select({
      row: invitation,
      siteName: site.name,
      zone: site.timeZone,
      cohortName: cohort.name,
      inviter: person.name,
    })
    .from(invitation)
    .leftJoin(site, eq(site.id, invitation.siteId))
    .leftJoin(cohort, eq(cohort.id, invitation.cohortId))
    .leftJoin(person, eq(person.id, invitation.invitedBy))
    .where(eq(invitation.tokenHash, hashToken(token)))
    .get();
  if (!found) return { state: "unknown", inviter: null };
  const { row, inviter, siteName, cohortName, zone } = found;
  if (row.acceptedAt) return { state: "accepted", inviter };
  if (row.revokedAt) return { state: "revoked", inviter };
  if (row.expiresAt <= now) return { state: "expired", inviter };
  return { state: "open", row, inviter, siteName, cohortName, expires: moment(row.expiresAt, zone ?? "UTC") };
}

/**
 * The one-time link that makes the first person of a new installation grantee and administrator. Null once anybody
 * exists. An earlier link that nobody used stops working.
 */
export function firstInvitation(now = new Date()): string | null {
  return transact((tx) => {
    if (tx.select({ id: person.id }).from(person).limit(1).get()) return null;
    tx.update(invitation)
      .set({ revokedAt: now })
      .where(and(eq(invitation.first, true), isOpen))
      .run();
    const id = newId();
    const token = newToken();
    tx.insert(invitation)
      .values({
        id,
        tokenHash: hashToken(token),
        email: "",
        name: "",
        first: true,
        role: "administrator",
        siteId: null,
        createdAt: now,
        expiresAt: inAWeek(now),
      })
      .run();
    recordAudit(tx, null, "invite-first", id, null, {}, now);
    return invitationLink(token);
  });
}
