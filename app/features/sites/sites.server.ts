import { createHash } from "node:crypto";
import { and, asc, desc, eq, inArray, isNull, or, type SQL } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { type Action, can, sitesWhere, type User } from "#app/auth/can.ts";
import { catalogue, siteOf, slotHtml } from "#app/content/catalogue.server.ts";
import { slotNames } from "#app/content/schema.ts";
import { slotRules } from "#app/content/slot-rules.ts";
import type { EntryState } from "#app/content/tree.ts";
import { type Phase, phaseOf } from "#app/features/cohorts/cohort.ts";
import { completionOf } from "#app/features/learn/progress.server.ts";
import type { FileForm } from "#app/features/manual/book.ts";
import { todayIn } from "#app/lib/dates.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { person, roleGrant, site } from "#db/schema/people.ts";
import { manualDownload } from "#db/schema/trust.ts";
import type { SiteInput } from "./site-form.ts";
import { shown, shownPart, shownSum } from "./small-groups.ts";

export type Totals = {
  /** Of the program itself; deliveries are counted apart. */
  cohorts: number;
  running: number;
  deliveries: number;
  /** People enrolled in its cohorts, each once; null when the group is too small to show. */
  people: number | null;
  /** People who have completed every module of their cohort's form of the course; null as above. */
  complete: number | null;
};

export type SiteRow = {
  id: string;
  name: string;
  timeZone: string;
  closedAt: Date | null;
  /** How far its local facts are: required ones, those of them that nobody can go by, and all that were tested. */
  pack: { required: number; left: number; tested: number };
  /** Null for who may not see totals. */
  totals: Totals | null;
};

const seeing: Action[] = ["see-site-totals", "manage-sites"];

function visibleTo(user: User): SQL | undefined {
  const some = seeing.map((action) => sitesWhere(user, action));
  if (some.includes("all")) return undefined;
  return inArray(site.id, some.flat());
}

/** The sites that the user may see, open ones first, and the sum over those with totals. */
export function mySites(user: User, now = new Date()): { sites: SiteRow[]; people: number | null } {
  const rows = db.select().from(site).where(visibleTo(user)).orderBy(asc(site.name)).all();
  const counted = rows.map((row) => ({ row, count: countsOf(row, now) }));
  const seen = counted.filter(({ row }) => can(user, "see-site-totals", row.id));
  return {
    sites: counted
      .map(({ row, count }) => ({
        ...summary(row),
        totals: can(user, "see-site-totals", row.id)
          ? totalsFor(count, can(user, "see-cohort", row.id))
          : null,
      }))
      .sort((a, b) => Number(a.closedAt !== null) - Number(b.closedAt !== null)),
    people: seen.length > 1 ? shownSum(seen.map(({ count }) => count.people)) : null,
  };
}

/** One site that the user may see; otherwise 404. */
export function siteFor(user: User, siteId: string): typeof site.$inferSelect {
  const found = db
    .select()
    .from(site)
    .where(and(eq(site.id, siteId), visibleTo(user)))
    .get();
  if (!found) throw notFound();
  return found;
}

type Counts = { cohorts: number; running: number; deliveries: number; people: number; complete: number };

/** Who knows the people by name needs nothing hidden. */
function totalsFor(count: Counts, knowsThem: boolean): Totals {
  if (knowsThem) return count;
  return { ...count, people: shown(count.people), complete: shownPart(count.complete, count.people) };
}

function countsOf(place: { id: string; timeZone: string }, now: Date): Counts {
  const all = db.select().from(cohort).where(eq(cohort.siteId, place.id)).all();
  const cohorts = all.filter(({ kind }) => kind === "program");
  const enrolled = db
    .selectDistinct({ id: enrolment.personId, variant: cohort.variant })
    .from(enrolment)
    .innerJoin(cohort, eq(cohort.id, enrolment.cohortId))
    .where(and(eq(cohort.siteId, place.id), eq(cohort.kind, "program"), isNull(enrolment.withdrawnAt)))
    .all();
  const complete = new Set(
    [...new Set(enrolled.map(({ variant }) => variant))].flatMap((variant) => {
      const people = enrolled.filter((one) => one.variant === variant).map(({ id }) => id);
      return [...completionOf(people, variant)]
        .filter(
          ([, { overall }]) => overall.modules.total > 0 && overall.modules.done === overall.modules.total,
        )
        .map(([id]) => id);
    }),
  );
  return {
    cohorts: cohorts.length,
    running: cohorts.filter((one) => phaseOf(one, todayIn(place.timeZone, now)) === "running").length,
    deliveries: all.length - cohorts.length,
    people: new Set(enrolled.map(({ id }) => id)).size,
    complete: complete.size,
  };
}

function summary(row: typeof site.$inferSelect): Omit<SiteRow, "totals"> {
  const place = siteOf(row.id);
  const { id, name, timeZone, closedAt } = row;
  const states = slotNames.map((slot) => place?.slots[slot]?.local?.state ?? "missing");
  const required = slotNames.filter((slot) => slotRules[slot].required).length;
  return {
    id,
    name,
    timeZone,
    closedAt,
    pack: {
      required,
      left: place?.gaps?.length ?? required,
      tested: states.filter((state) => state === "current").length,
    },
  };
}

export type PackFact = {
  id: string;
  title: string;
  state: EntryState;
  html: string;
  verifiedOn: string | null;
  reviewBy: string | null;
  note: string | null;
};

export type SitePage = {
  site: SiteRow;
  may: { manage: boolean; seeCohorts: boolean; seeDownloads: boolean; seeOverlay: boolean };
  pack: {
    jurisdiction: string;
    counsel: { name: string | null; reviewedOn: string | null };
    facts: PackFact[];
  };
  cohorts: { id: string; name: string; startsOn: string; endsOn: string; phase: Phase }[];
  trainers: { id: string; name: string }[];
  coordinators: { id: string; name: string }[];
  downloads: { id: string; at: Date; who: string | null; book: string; form: FileForm; edition: string }[];
};

const newestDownloads = 50;

export function sitePage(user: User, siteId: string, now = new Date()): SitePage {
  const row = siteFor(user, siteId);
  const seeCohorts = can(user, "see-cohort", siteId);
  const seeDownloads = can(user, "see-downloads", siteId);
  const seeTotals = can(user, "see-site-totals", siteId);
  const place = siteOf(siteId, now);
  return {
    site: {
      ...summary(row),
      totals: seeTotals ? totalsFor(countsOf(row, now), seeCohorts) : null,
    },
    may: {
      manage: can(user, "manage-sites", siteId),
      seeCohorts,
      seeDownloads,
      seeOverlay: can(user, "see-overlay", siteId),
    },
    pack: {
      jurisdiction: place?.jurisdiction ?? row.name,
      counsel: { name: place?.counsel.name ?? null, reviewedOn: place?.counsel.reviewed_on ?? null },
      facts: slotNames.flatMap((name): PackFact[] => {
        const slot = place?.slots[name];
        if (!slot) return [];
        return [
          {
            id: name,
            title: slot.title,
            state: slot.local?.state ?? "missing",
            html: slotHtml(siteId, slot),
            verifiedOn: slot.verified_on,
            reviewBy: slot.local?.reviewBy ?? null,
            note: slot.note ?? null,
          },
        ];
      }),
    },
    cohorts: seeTotals
      ? db
          .select()
          .from(cohort)
          .where(and(eq(cohort.siteId, siteId), eq(cohort.kind, "program")))
          .orderBy(desc(cohort.startsOn), asc(cohort.name))
          .all()
          .map(({ id, name, startsOn, endsOn, archivedAt, canceledAt }) => ({
            id,
            name,
            startsOn,
            endsOn,
            phase: phaseOf({ startsOn, endsOn, archivedAt, canceledAt }, todayIn(row.timeZone, now)),
          }))
      : [],
    trainers: staffAt(siteId, "trainer"),
    coordinators: staffAt(siteId, "coordinator"),
    downloads: seeDownloads
      ? db
          .select({
            id: manualDownload.id,
            at: manualDownload.at,
            who: person.name,
            book: manualDownload.book,
            form: manualDownload.form,
            edition: manualDownload.edition,
          })
          .from(manualDownload)
          .leftJoin(person, eq(person.id, manualDownload.personId))
          .where(eq(manualDownload.siteId, siteId))
          .orderBy(desc(manualDownload.at), desc(manualDownload.id))
          .limit(newestDownloads)
          .all()
      : [],
  };
}

function staffAt(siteId: string, role: "trainer" | "coordinator"): { id: string; name: string }[] {
  return db
    .selectDistinct({ id: person.id, name: person.name })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(
      and(
        eq(roleGrant.role, role),
        isNull(roleGrant.endedAt),
        isNull(person.erasedAt),
        or(eq(roleGrant.siteId, siteId), isNull(roleGrant.siteId)),
      ),
    )
    .orderBy(asc(person.name))
    .all();
}

/** Whether the curriculum brings first values for a site. */
export const hasPack = (siteId: string): boolean => catalogue().sites.has(siteId);

/** Adds a site. Sending the same form twice makes one site. */
export function createSite(
  user: User,
  id: string,
  input: SiteInput,
  now = new Date(),
): { errors: Record<string, string> } | null {
  allow(user, "manage-sites", null);
  return transact((tx) => {
    const { changes } = tx
      .insert(site)
      .values({ id, ...input, createdAt: now })
      .onConflictDoNothing()
      .run();
    if (changes === 1) {
      recordAudit(tx, user, "create-site", id, id, {}, now);
      return null;
    }
    const before = tx.select().from(site).where(eq(site.id, id)).get();
    const same = before?.name === input.name && before.timeZone === input.timeZone;
    return same
      ? null
      : { errors: { id: `There is already a site with the short name “${id}”: ${before?.name}.` } };
  });
}

/** What an edit form was filled from. */
export const siteToken = ({ name, timeZone, state }: SiteInput): string =>
  createHash("sha256")
    .update(JSON.stringify([name, timeZone, state ?? null]))
    .digest("hex")
    .slice(0, 16);

/** Renames a site or changes its time zone; `stale` when somebody else has changed it since the form was filled. */
export function changeSite(
  user: User,
  siteId: string,
  token: string,
  input: SiteInput,
  now = new Date(),
): { stale: SiteInput } | null {
  siteFor(user, siteId);
  allow(user, "manage-sites", siteId);
  return transact((tx) => {
    const before = siteFor(user, siteId);
    if (siteToken(before) !== token)
      return { stale: { name: before.name, timeZone: before.timeZone, state: before.state } };
    const fields = (["name", "timeZone", "state"] as const).filter(
      (field) => before[field] !== (input[field] ?? null),
    );
    if (fields.length === 0) return null;
    tx.update(site).set(input).where(eq(site.id, siteId)).run();
    recordAudit(tx, user, "change-site", siteId, siteId, { fields }, now);
    return null;
  });
}

/** Closes a site for new cohorts, or opens it again. Doing it twice changes nothing. */
export function closeSite(user: User, siteId: string, closed: boolean, now = new Date()): void {
  siteFor(user, siteId);
  allow(user, "manage-sites", siteId);
  transact((tx) => {
    if ((siteFor(user, siteId).closedAt !== null) === closed) return;
    tx.update(site)
      .set({ closedAt: closed ? now : null })
      .where(eq(site.id, siteId))
      .run();
    recordAudit(tx, user, closed ? "close-site" : "reopen-site", siteId, siteId, {}, now);
  });
}
