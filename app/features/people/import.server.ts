import { createHash } from "node:crypto";
import { and, desc, eq, gt, inArray, isNull, or } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { Role, User } from "#app/auth/can.ts";
import {
  addInvitation,
  cohortToFill,
  inviteChoices,
  mayInvite,
  openInvitationFor,
} from "#app/auth/invitations.server.ts";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { addMissingSeats, seatsMissing } from "#app/features/room/registration-seats.server.ts";
import { moment } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, forbidden, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { invitation, peopleImport, person, roleGrant, site } from "#db/schema/people.ts";
import {
  decide,
  type Known,
  type KnownPerson,
  type ListRow,
  type PlannedRow,
  planList,
  readList,
} from "./import.ts";

/** Where a list goes: a site, and a cohort of it when one was chosen. */
export type Place = { siteId: string; siteName: string; cohortId: string | null; cohortName: string | null };

/** The places where this user can send a list; `cohortId` fixes it to one cohort. */
export function importPlaces(user: User, cohortId: string | null): Place[] {
  if (cohortId) {
    const found = cohortToFill(user, cohortId);
    return [{ siteId: found.siteId, siteName: found.siteName, cohortId, cohortName: found.name }];
  }
  const places = inviteChoices(user)
    .sites.filter(({ id }) => mayInvite(user, "trainee", id))
    .map(({ id, name }) => ({ siteId: id, siteName: name, cohortId: null, cohortName: null }));
  if (places.length === 0) throw forbidden();
  return places;
}

const place = (user: User, siteId: string, cohortId: string | null): Place => {
  const found = importPlaces(user, cohortId).find((one) => one.siteId === siteId);
  if (!found) throw forbidden();
  return found;
};

export type DryRun = {
  rows: PlannedRow[];
  seen: string;
  problem: string | null;
  /** Seats of the cohort that are too few for everybody the list would bring. */
  seatsMissing: number;
};

/** Says row by row what the list would do. Writes nothing. */
export function dryRun(
  user: User,
  siteId: string,
  cohortId: string | null,
  text: string,
  now = new Date(),
): DryRun {
  place(user, siteId, cohortId);
  const { rows, problem } = readList(text);
  if (problem) return { rows: [], seen: "", problem, seatsMissing: 0 };
  return planned(db, user, siteId, cohortId, rows, now).dry;
}

function planned(
  tx: Writer,
  user: User,
  siteId: string,
  cohortId: string | null,
  rows: ListRow[],
  now: Date,
) {
  const known = whatIsKnown(tx, siteId, cohortId, rows, now);
  const plan = planList(rows, known, {
    forCohort: cohortId !== null,
    mayGive: (role) => role !== "grantee" && role !== "administrator" && mayInvite(user, role, siteId),
  });
  const facts = plan.map(({ line, email, name, role, outcome, act, personId, choices }) => [
    line,
    email,
    name,
    role,
    outcome,
    act,
    personId,
    choices,
  ]);
  const seen = createHash("sha256")
    .update(JSON.stringify([siteId, cohortId, facts]))
    .digest("hex");
  const coming = plan.filter(
    ({ act, role }) => role === "trainee" && (act === "invite" || act === "enrol" || act === "ask"),
  );
  const missing = cohortId ? seatsMissing(tx, cohortId, coming, now) : 0;
  const dry: DryRun = { rows: plan, seen, problem: null, seatsMissing: missing };
  return { dry, known };
}

function whatIsKnown(tx: Writer, siteId: string, cohortId: string | null, rows: ListRow[], now: Date): Known {
  const rolesHere = new Map<string, Role[]>();
  for (const grant of tx
    .select({ personId: roleGrant.personId, role: roleGrant.role })
    .from(roleGrant)
    .where(and(eq(roleGrant.siteId, siteId), isNull(roleGrant.endedAt)))
    .all())
    rolesHere.set(grant.personId, [...(rolesHere.get(grant.personId) ?? []), grant.role]);
  const enrolled = new Set(
    cohortId
      ? tx
          .select({ id: enrolment.personId })
          .from(enrolment)
          .where(and(eq(enrolment.cohortId, cohortId), isNull(enrolment.withdrawnAt)))
          .all()
          .map(({ id }) => id)
      : [],
  );
  const emails = rows.map(({ email }) => email).filter(Boolean);
  const people: KnownPerson[] = tx
    .select({ id: person.id, name: person.name, email: person.email, agency: person.agency })
    .from(person)
    .where(
      and(
        isNull(person.erasedAt),
        or(inArray(person.email, emails), inArray(person.id, [...rolesHere.keys()])),
      ),
    )
    .all()
    .map((one) => ({
      ...one,
      here: rolesHere.has(one.id),
      roles: rolesHere.get(one.id) ?? [],
      enrolled: enrolled.has(one.id),
    }));
  const invitations = tx
    .select({
      name: invitation.name,
      email: invitation.email,
      agency: invitation.agency,
      role: invitation.role,
    })
    .from(invitation)
    .where(
      and(
        eq(invitation.siteId, siteId),
        isNull(invitation.acceptedAt),
        isNull(invitation.revokedAt),
        gt(invitation.expiresAt, now),
      ),
    )
    .all();
  return { people, invitations };
}

export type Confirmed =
  | { id: string; dry?: undefined; sentence?: undefined; missing?: undefined }
  | { id?: undefined; dry: DryRun; sentence: string; missing: number[] };

/**
 * Does what the dry run said, in one transaction. When the facts have changed since (or a decision is missing),
 * nothing is written and the new dry run comes back.
 */
export function confirmImport(
  user: User,
  siteId: string,
  cohortId: string | null,
  text: string,
  seen: string,
  decisions: Record<string, string>,
  now = new Date(),
): Confirmed {
  place(user, siteId, cohortId);
  const { rows, problem } = readList(text);
  if (problem)
    return { dry: { rows: [], seen: "", problem, seatsMissing: 0 }, sentence: problem, missing: [] };
  return transact((tx): Confirmed => {
    const { dry, known } = planned(tx, user, siteId, cohortId, rows, now);
    if (dry.seen !== seen)
      return {
        dry,
        sentence: "Something changed since you looked, so nothing was done yet. Please look once more.",
        missing: [],
      };
    const { deeds, missing } = decide(dry.rows, decisions, known.people, cohortId !== null);
    if (missing.length > 0)
      return {
        dry,
        sentence: "Please decide about each person marked below. Nothing was done yet.",
        missing,
      };
    const id = newId();
    const fileHash = createHash("sha256").update(text).digest("hex");
    tx.insert(peopleImport)
      .values({ id, siteId, cohortId, importedBy: user.id, importedAt: now, fileHash, changes: [] })
      .run();
    const changes: (typeof peopleImport.$inferSelect)["changes"] = [];
    for (const deed of deeds) {
      if (deed.kind === "invite") {
        const { role, discipline, agency } = deed.row;
        const offer = { name: deed.name, email: deed.email, role, siteId, cohortId, discipline, agency };
        if (openInvitationFor(tx, offer, now)) continue;
        changes.push({ kind: "invited", id: addInvitation(tx, user, offer, id, now).id });
      }
      if (
        deed.kind === "enrol" &&
        cohortId &&
        enrol(tx, user, { id: cohortId, siteId }, deed.personId, now)
      ) {
        const made = tx
          .select({ id: enrolment.id })
          .from(enrolment)
          .where(
            and(
              eq(enrolment.cohortId, cohortId),
              eq(enrolment.personId, deed.personId),
              isNull(enrolment.withdrawnAt),
            ),
          )
          .get();
        if (made) changes.push({ kind: "enrolled", id: made.id });
      }
    }
    if (cohortId) addMissingSeats(tx, user, cohortId, now);
    tx.update(peopleImport).set({ changes }).where(eq(peopleImport.id, id)).run();
    recordAudit(tx, user, "import-people", id, siteId, { cohortId, changes: changes.length }, now);
    return { id };
  });
}

export type ImportedRow = {
  id: string;
  kind: "invited" | "enrolled";
  name: string;
  email: string;
  state: "waiting" | "accepted" | "taken back" | "expired" | "in the cohort" | "left the cohort";
};
export type ImportPage = {
  id: string;
  siteName: string;
  cohortId: string | null;
  cohortName: string | null;
  at: string;
  by: string;
  undone: string | null;
  rows: ImportedRow[];
};

function mine(tx: Writer, user: User, importId: string) {
  const found = tx
    .select({
      row: peopleImport,
      siteName: site.name,
      zone: site.timeZone,
      by: person.name,
      cohortName: cohort.name,
    })
    .from(peopleImport)
    .innerJoin(site, eq(site.id, peopleImport.siteId))
    .innerJoin(person, eq(person.id, peopleImport.importedBy))
    .leftJoin(cohort, eq(cohort.id, peopleImport.cohortId))
    .where(eq(peopleImport.id, importId))
    .get();
  if (!found || !mayInvite(user, "trainee", found.row.siteId)) throw notFound();
  return found;
}

/** What an import did, and where each person stands now. */
export function importPage(user: User, importId: string, now = new Date()): ImportPage {
  const { row, siteName, zone, by, cohortName } = mine(db, user, importId);
  const ids = (kind: string) => row.changes.filter((change) => change.kind === kind).map(({ id }) => id);
  const invited = db
    .select()
    .from(invitation)
    .where(inArray(invitation.id, ids("invited")))
    .all()
    .map(
      (one): ImportedRow => ({
        id: one.id,
        kind: "invited",
        name: one.name,
        email: one.email,
        state: one.acceptedAt
          ? "accepted"
          : one.revokedAt
            ? "taken back"
            : one.expiresAt <= now
              ? "expired"
              : "waiting",
      }),
    );
  const enrolled = db
    .select({ id: enrolment.id, name: person.name, email: person.email, withdrawnAt: enrolment.withdrawnAt })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(inArray(enrolment.id, ids("enrolled")))
    .all()
    .map(
      ({ id, name, email, withdrawnAt }): ImportedRow => ({
        id,
        kind: "enrolled",
        name,
        email,
        state: withdrawnAt ? "left the cohort" : "in the cohort",
      }),
    );
  return {
    id: row.id,
    siteName,
    cohortId: row.cohortId,
    cohortName,
    at: moment(row.importedAt, zone),
    by,
    undone: row.undoneAt ? moment(row.undoneAt, zone) : null,
    rows: [...enrolled, ...invited],
  };
}

/** The newest imports that the user may see, for the list under the form. */
export function recentImports(
  user: User,
): { id: string; siteName: string; at: string; people: number; undone: boolean }[] {
  return db
    .select({ row: peopleImport, siteName: site.name, zone: site.timeZone })
    .from(peopleImport)
    .innerJoin(site, eq(site.id, peopleImport.siteId))
    .orderBy(desc(peopleImport.importedAt))
    .all()
    .filter(({ row }) => mayInvite(user, "trainee", row.siteId))
    .slice(0, 10)
    .map(({ row, siteName, zone }) => ({
      id: row.id,
      siteName,
      at: moment(row.importedAt, zone),
      people: row.changes.length,
      undone: row.undoneAt !== null,
    }));
}

/** Takes an import back: open invitations are revoked, its enrollments end. What people did since stays. */
export function undoImport(user: User, importId: string, now = new Date()): void {
  transact((tx) => {
    const { row } = mine(tx, user, importId);
    if (row.undoneAt) throw conflict("This import was undone already.");
    for (const { kind, id } of row.changes) {
      if (kind === "invited")
        tx.update(invitation)
          .set({ revokedAt: now, revokedBy: user.id })
          .where(and(eq(invitation.id, id), isNull(invitation.acceptedAt), isNull(invitation.revokedAt)))
          .run();
      else
        tx.update(enrolment)
          .set({ withdrawnAt: now, withdrawnBy: user.id, withdrawnReason: "mistake" })
          .where(and(eq(enrolment.id, id), isNull(enrolment.withdrawnAt)))
          .run();
    }
    tx.update(peopleImport)
      .set({ undoneAt: now, undoneBy: user.id })
      .where(and(eq(peopleImport.id, importId), isNull(peopleImport.undoneAt)))
      .run();
    recordAudit(tx, user, "undo-import", importId, row.siteId, {}, now);
  });
}
