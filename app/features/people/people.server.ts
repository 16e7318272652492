import { and, asc, count, eq, inArray, isNull, ne } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type Grant, type Role, roleNames, sitesWhere, type User } from "#app/auth/can.ts";
import { mayInvite } from "#app/auth/invitations.server.ts";
import { handReset, type ResetSlip } from "#app/auth/reset.server.ts";
import { endSecondStep, hasSecondStep } from "#app/auth/second-step.server.ts";
import { currentGrants, endOtherSessions } from "#app/auth/session.server.ts";
import { plainEmail } from "#app/auth/sign-in.server.ts";
import type { Discipline } from "#app/content/discipline.ts";
import { shortDay, todayIn } from "#app/lib/dates.ts";
import { matches } from "#app/lib/fold.ts";
import { queueMail } from "#app/lib/mail.server.ts";
import { conflict, forbidden, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { person, roleGrant, site } from "#db/schema/people.ts";

/** The time zone in which a person reads times: that of their first site. */
export function zoneOf(user: User): string {
  const siteId = user.grants.find((g) => g.siteId)?.siteId;
  const row = siteId ? db.select().from(site).where(eq(site.id, siteId)).get() : undefined;
  return row?.timeZone ?? "UTC";
}

export const peopleSorts = ["name", "site", "role", "seen"] as const;
export type PeopleView = {
  q: string;
  role: string;
  site: string;
  ended: boolean;
  sort: (typeof peopleSorts)[number];
  page: number;
};
export type PersonRow = {
  id: string;
  name: string;
  email: string;
  agency: string | null;
  roles: { role: Role; siteName: string | null }[];
  seen: string | null;
};
export type PeopleList = {
  rows: PersonRow[];
  total: number;
  pages: number;
  page: number;
  sites: { id: string; name: string }[];
};

const perPage = 50;

/** People at the sites that the user looks after, by what they hold there. */
export function peopleList(user: User, view: PeopleView): PeopleList {
  const scope = sitesWhere(user, "see-people");
  if (scope !== "all" && scope.length === 0) throw forbidden();
  const zone = zoneOf(user);
  const rows = db
    .select({ person, grant: roleGrant, siteName: site.name })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .leftJoin(site, eq(site.id, roleGrant.siteId))
    .where(and(isNull(person.erasedAt), scope === "all" ? undefined : inArray(roleGrant.siteId, scope)))
    .orderBy(asc(site.name), asc(roleGrant.grantedAt))
    .all();
  const people = new Map<string, { row: PersonRow; seenAt: number; siteIds: (string | null)[] }>();
  const active = new Set(rows.filter(({ grant }) => !grant.endedAt).map(({ grant }) => grant.personId));
  for (const { person: one, grant, siteName } of rows) {
    if (view.ended ? active.has(one.id) : grant.endedAt) continue;
    const known = people.get(one.id) ?? {
      row: {
        id: one.id,
        name: one.name,
        email: one.email,
        agency: one.agency,
        roles: [],
        seen: one.lastSeenAt ? shortDay(todayIn(zone, one.lastSeenAt)) : null,
      },
      seenAt: one.lastSeenAt?.getTime() ?? 0,
      siteIds: [],
    };
    if (!known.row.roles.some((r) => r.role === grant.role && r.siteName === siteName))
      known.row.roles.push({ role: grant.role, siteName });
    known.siteIds.push(grant.siteId);
    people.set(one.id, known);
  }
  const found = [...people.values()].filter(
    ({ row, siteIds }) =>
      matches(view.q, row.name, row.email, row.agency) &&
      (!view.role || row.roles.some(({ role }) => role === view.role)) &&
      (!view.site || siteIds.includes(view.site)),
  );
  const first = (row: PersonRow) => row.roles[0];
  const byName = (a: PersonRow, b: PersonRow) => a.name.localeCompare(b.name, "en");
  found.sort((a, b) => {
    const names = byName(a.row, b.row);
    if (view.sort === "seen") return b.seenAt - a.seenAt || names;
    if (view.sort === "site")
      return (first(a.row)?.siteName ?? "").localeCompare(first(b.row)?.siteName ?? "", "en") || names;
    if (view.sort === "role")
      return (
        roleNames[first(a.row)?.role ?? "trainee"].localeCompare(
          roleNames[first(b.row)?.role ?? "trainee"],
        ) || names
      );
    return names;
  });
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(Math.max(1, view.page), pages);
  return {
    rows: found.slice((page - 1) * perPage, page * perPage).map(({ row }) => row),
    total: found.length,
    pages,
    page,
    sites: db
      .select({ id: site.id, name: site.name })
      .from(site)
      .where(scope === "all" ? undefined : inArray(site.id, scope))
      .orderBy(asc(site.name))
      .all(),
  };
}

export type GrantRow = {
  id: string;
  role: Role;
  siteName: string | null;
  since: string;
  ended: string | null;
  mayEnd: boolean;
};
export type PersonPage = {
  id: string;
  name: string;
  email: string;
  discipline: Discipline | null;
  agency: string | null;
  joined: string;
  seen: string | null;
  grants: GrantRow[];
  cohorts: { id: string; name: string; current: boolean }[];
  /** Whether the user may act on how this person signs in (reset link, second step, e-mail address). */
  mayHelp: boolean;
  secondStep: boolean;
  isMe: boolean;
};

type Row = typeof person.$inferSelect;
type FullGrant = typeof roleGrant.$inferSelect & { siteName: string | null };

/** A person whom the user may see: by a role at their sites, or by a cohort at a site where they see cohorts. */
function visible(
  user: User,
  personId: string,
  tx: Writer = db,
): {
  row: Row;
  grants: FullGrant[];
  cohorts: { id: string; name: string; siteId: string; withdrawnAt: Date | null }[];
} {
  const row = tx
    .select()
    .from(person)
    .where(and(eq(person.id, personId), isNull(person.erasedAt)))
    .get();
  if (!row) throw notFound();
  const grants = tx
    .select({ grant: roleGrant, siteName: site.name })
    .from(roleGrant)
    .leftJoin(site, eq(site.id, roleGrant.siteId))
    .where(eq(roleGrant.personId, personId))
    .orderBy(asc(roleGrant.grantedAt))
    .all()
    .map(({ grant, siteName }) => ({ ...grant, siteName }))
    .filter(
      ({ siteId, role }) =>
        can(user, "see-people", siteId) || (role === "trainee" && can(user, "see-cohort", siteId)),
    );
  const cohorts = tx
    .select({ id: cohort.id, name: cohort.name, siteId: cohort.siteId, withdrawnAt: enrolment.withdrawnAt })
    .from(enrolment)
    .innerJoin(cohort, eq(cohort.id, enrolment.cohortId))
    .where(eq(enrolment.personId, personId))
    .orderBy(asc(enrolment.addedAt))
    .all()
    .filter(({ siteId }) => can(user, "see-cohort", siteId) || can(user, "see-people", siteId));
  const seesPerson = grants.some(({ siteId }) => can(user, "see-people", siteId)) || cohorts.length > 0;
  if (!seesPerson) throw notFound();
  return { row, grants, cohorts };
}

/** Whether the user stands above every role that the person holds, and may so act on how they sign in. */
export function mayHelp(user: User, personId: string, grants: Grant[] = currentGrants(personId)): boolean {
  if (personId === user.id) return false;
  if (grants.length === 0) return can(user, "make-reset-link", null);
  return grants.every((g) => can(user, "make-reset-link", g.siteId) && mayInvite(user, g.role, g.siteId));
}

export function personPage(user: User, personId: string): PersonPage {
  const { row, grants, cohorts } = visible(user, personId);
  const zone = zoneOf(user);
  const day = (at: Date) => shortDay(todayIn(zone, at));
  const helps = mayHelp(user, personId);
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    discipline: row.discipline,
    agency: row.agency,
    joined: day(row.createdAt),
    seen: row.lastSeenAt ? day(row.lastSeenAt) : null,
    grants: grants.map((g) => ({
      id: g.id,
      role: g.role,
      siteName: g.siteName,
      since: day(g.grantedAt),
      ended: g.endedAt ? day(g.endedAt) : null,
      mayEnd: !g.endedAt && can(user, "end-role", g.siteId),
    })),
    cohorts: cohorts.map(({ id, name, withdrawnAt }) => ({ id, name, current: !withdrawnAt })),
    mayHelp: helps,
    secondStep: helps && hasSecondStep(personId),
    isMe: personId === user.id,
  };
}

/** Whether a person is the last one who holds a role for the whole program. */
export function isLast(tx: Writer, role: Role, personId: string): boolean {
  const mine = and(eq(roleGrant.role, role), isNull(roleGrant.siteId), isNull(roleGrant.endedAt));
  const held =
    tx
      .select({ n: count() })
      .from(roleGrant)
      .where(and(mine, eq(roleGrant.personId, personId)))
      .get()?.n ?? 0;
  const others =
    tx
      .select({ n: count() })
      .from(roleGrant)
      .where(and(mine, ne(roleGrant.personId, personId)))
      .get()?.n ?? 0;
  return held > 0 && others === 0;
}

/** Ends a role at once. Without any other role the person is signed out everywhere. Doing it twice changes nothing. */
export function endRole(user: User, grantId: string, now = new Date()): void {
  const found = db.select().from(roleGrant).where(eq(roleGrant.id, grantId)).get();
  if (!found) throw notFound();
  visible(user, found.personId);
  allow(user, "end-role", found.siteId);
  transact((tx) => {
    if (
      found.siteId === null &&
      (found.role === "grantee" || found.role === "administrator") &&
      isLast(tx, found.role, found.personId)
    )
      throw conflict(
        `This is the only ${roleNames[found.role].toLowerCase()}. Invite another one first, then end this role.`,
      );
    const { changes } = tx
      .update(roleGrant)
      .set({ endedAt: now, endedBy: user.id })
      .where(and(eq(roleGrant.id, grantId), isNull(roleGrant.endedAt)))
      .run();
    if (changes === 0) return;
    recordAudit(
      tx,
      user,
      "end-role",
      grantId,
      found.siteId,
      { personId: found.personId, role: found.role },
      now,
    );
    const left = tx
      .select({ n: count() })
      .from(roleGrant)
      .where(and(eq(roleGrant.personId, found.personId), isNull(roleGrant.endedAt)))
      .get();
    if (left?.n === 0) endOtherSessions(found.personId, undefined, tx);
  });
}

function helping(tx: Writer, user: User, personId: string): { row: Row; siteId: string | null } {
  const { row } = visible(user, personId, tx);
  const grants = currentGrants(personId);
  if (!mayHelp(user, personId, grants))
    throw forbidden("This person holds a role that you cannot give, so an administrator has to help them.");
  return { row, siteId: grants.find((g) => g.siteId)?.siteId ?? null };
}

export type HandedReset = ResetSlip & { name: string };

/** A one-time link to a new password, to hand over. */
export function makeResetLink(user: User, personId: string, now = new Date()): HandedReset {
  return transact((tx) => {
    const { row, siteId } = helping(tx, user, personId);
    return { name: row.name, ...handReset(tx, user, personId, { siteId, zone: zoneOf(user) }, now) };
  });
}

/** For somebody who lost the phone: the second step is off until they set it up again. */
export function turnOffSecondStep(user: User, personId: string, now = new Date()): void {
  transact((tx) => {
    const { siteId } = helping(tx, user, personId);
    endSecondStep(tx, user, personId, siteId, now);
  });
}

export const emailProblem = (email: string): string | null =>
  /^\S+@\S+\.\S+$/.test(email) && email.length <= 254
    ? null
    : "Type a whole e-mail address, such as name@example.org.";

/** Changes somebody's e-mail address for them. Gives a sentence when it cannot be. */
export function changeEmailFor(user: User, personId: string, typed: string, now = new Date()): string | null {
  const email = plainEmail(typed);
  const problem = emailProblem(email);
  return transact((tx) => {
    const { row, siteId } = helping(tx, user, personId);
    if (problem) return problem;
    if (row.email === email) return null;
    return replaceEmail(tx, user, row, email, siteId, now) ? null : "Another account has this address.";
  });
}

/** Puts a new address in place of the old one, and tells the old one. False when somebody else has it. */
export function replaceEmail(
  tx: Writer,
  actor: { id: string },
  owner: Pick<Row, "id" | "name" | "email">,
  email: string,
  siteId: string | null,
  now: Date,
): boolean {
  if (tx.select({ id: person.id }).from(person).where(eq(person.email, email)).get()) return false;
  tx.update(person).set({ email }).where(eq(person.id, owner.id)).run();
  recordAudit(tx, actor, "change-email", owner.id, siteId, {}, now);
  queueMail(
    tx,
    {
      to: owner.email,
      subject: "Your course account",
      body: `Hello ${owner.name},\n\nThe e-mail address of your account was changed, so letters will no longer come here. If this was not you, tell your site coordinator now.`,
    },
    now,
  );
  return true;
}
