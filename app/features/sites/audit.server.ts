import { and, count, desc, eq, gte, inArray, isNull, lt, notInArray, type SQL } from "drizzle-orm";
import { sitesWhere, type User } from "#app/auth/can.ts";
import { addDays } from "#app/lib/dates.ts";
import { matches } from "#app/lib/fold.ts";
import { forbidden } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { invitation, person, site } from "#db/schema/people.ts";
import { audit } from "#db/schema/trust.ts";
import { type AuditRow, actionLabel, auditWords, idsIn, learningActions } from "./audit-words.ts";

export type AuditLine = { id: string; at: Date; who: string; what: string; site: string | null };

export type AuditFilter = {
  /** Letters of the name of who did it. */
  who: string;
  action: string;
  siteId: string;
  /** Calendar days, both included; empty for no limit. */
  from: string;
  to: string;
  page: number;
};

export const auditPageSize = 50;

/** The audit, newest first, one page of it. Learning itself is left out: it belongs to the learner. */
export function auditPage(
  user: User,
  filter: AuditFilter,
): { lines: AuditLine[]; total: number; pages: number; page: number } {
  const where = and(visibleTo(user), ...conditions(filter));
  const total = db.select({ n: count() }).from(audit).where(where).get()?.n ?? 0;
  const pages = Math.max(1, Math.ceil(total / auditPageSize));
  const page = Math.min(Math.max(1, filter.page), pages);
  const rows = db
    .select()
    .from(audit)
    .where(where)
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(auditPageSize)
    .offset((page - 1) * auditPageSize)
    .all();
  return { lines: linesOf(rows), total, pages, page };
}

/** The kinds of rows and the sites that the user can filter by. */
export function auditChoices(user: User): {
  actions: { value: string; label: string }[];
  sites: { value: string; label: string }[];
} {
  const where = visibleTo(user);
  return {
    actions: db
      .selectDistinct({ action: audit.action })
      .from(audit)
      .where(where)
      .all()
      .map(({ action }) => ({ value: action, label: actionLabel(action) }))
      .sort((a, b) => a.label.localeCompare(b.label, "en")),
    sites: db
      .selectDistinct({ value: site.id, label: site.name })
      .from(audit)
      .innerJoin(site, eq(site.id, audit.siteId))
      .where(where)
      .orderBy(site.name)
      .all(),
  };
}

/**
 * What happened to one thing, newest first. It asks for no permission: the caller must have decided that the thing
 * may be seen.
 */
export function auditAbout(subject: string, siteId: string): AuditLine[] {
  return linesOf(
    db
      .select()
      .from(audit)
      .where(and(eq(audit.siteId, siteId), eq(audit.subject, subject)))
      .orderBy(desc(audit.at), desc(audit.id))
      .all(),
  );
}

function visibleTo(user: User): SQL | undefined {
  const sites = sitesWhere(user, "see-audit");
  if (sites !== "all" && sites.length === 0) throw forbidden();
  return and(
    notInArray(audit.action, [...learningActions]),
    sites === "all" ? undefined : inArray(audit.siteId, sites),
  );
}

function conditions({ who, action, siteId, from, to }: AuditFilter): (SQL | undefined)[] {
  const actors = who
    ? db
        .select({ id: person.id, name: person.name })
        .from(person)
        .all()
        .flatMap(({ id, name }) => (matches(who, name) ? [id] : []))
    : null;
  return [
    actors ? inArray(audit.actorId, actors) : undefined,
    action ? eq(audit.action, action) : undefined,
    siteId === "none" ? isNull(audit.siteId) : siteId ? eq(audit.siteId, siteId) : undefined,
    from ? gte(audit.at, new Date(`${from}T00:00:00Z`)) : undefined,
    to ? lt(audit.at, new Date(`${addDays(to, 1)}T00:00:00Z`)) : undefined,
  ];
}

function linesOf(rows: AuditRow[]): AuditLine[] {
  const names = namesOf([...new Set(rows.flatMap(idsIn))]);
  const siteNames = namesOf([...new Set(rows.flatMap(({ siteId }) => siteId ?? []))]);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    who: row.actorId ? (names.get(row.actorId) ?? "Somebody") : "Cairn",
    what: auditWords(row, (id) => names.get(id) ?? null),
    site: row.siteId ? (siteNames.get(row.siteId) ?? row.siteId) : null,
  }));
}

function namesOf(ids: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (let from = 0; from < ids.length; from += 400) {
    const some = ids.slice(from, from + 400);
    for (const row of [
      ...db
        .select({ id: invitation.id, name: invitation.name })
        .from(invitation)
        .where(inArray(invitation.id, some))
        .all(),
      ...db.select({ id: cohort.id, name: cohort.name }).from(cohort).where(inArray(cohort.id, some)).all(),
      ...db.select({ id: site.id, name: site.name }).from(site).where(inArray(site.id, some)).all(),
      ...db.select({ id: person.id, name: person.name }).from(person).where(inArray(person.id, some)).all(),
    ])
      found.set(row.id, row.name);
  }
  return found;
}
