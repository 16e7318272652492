import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { type Action, canSomewhere, roleMay, type User } from "#app/auth/can.ts";
import { moduleOf } from "#app/content/catalogue.server.ts";
import type { Module } from "#app/content/tree.ts";
import { newId } from "#app/lib/ids.ts";
import { forbidden, notFound } from "#app/lib/refuse.ts";
import { type Database, db, prepared, transact } from "#db/client.server.ts";
import { place, sectionLog } from "#db/schema/learning.ts";
import type { How } from "./reader.ts";

/** The site whose local text the user reads, and where their learning is written down; null for program-wide roles. */
export function readerSite(user: User, action: Action = "read-curriculum"): string | null {
  return user.grants.find(({ role, siteId }) => siteId && roleMay(role, action))?.siteId ?? null;
}

/** The curriculum belongs to no site: whoever may read it somewhere may read it. */
export function mayRead(user: User): void {
  if (!canSomewhere(user, "read-curriculum"))
    throw forbidden("You have no role at the moment. Ask your site coordinator to add you again.");
}

/** A module that the user may read; otherwise 404. */
export function moduleFor(user: User, moduleId: string): Module {
  mayRead(user);
  const module = moduleOf(moduleId);
  if (!module) throw notFound("There is no module at this address. The curriculum page lists them all.");
  return module;
}

function sectionFor(user: User, moduleId: string, sectionId: string): Module {
  const module = moduleFor(user, moduleId);
  if (!module.sections.some(({ id }) => id === sectionId))
    throw notFound("That section is not in this edition. Open the module again to go on.");
  return module;
}

/** Adds to the reading log, once per section and way. The audit row does not tell one way from another. */
export function markSection(
  user: User,
  moduleId: string,
  sectionId: string,
  how: How,
  now = new Date(),
): void {
  const module = sectionFor(user, moduleId, sectionId);
  const siteId = readerSite(user);
  allow(user, "read-curriculum", siteId);
  transact((tx) => {
    const { changes } = tx
      .insert(sectionLog)
      .values({
        id: newId(),
        personId: user.id,
        moduleId,
        sectionId,
        how,
        contentHash: module.hash,
        at: now,
      })
      .onConflictDoNothing()
      .run();
    if (changes > 0) recordAudit(tx, user, "read-section", moduleId, siteId, { section: sectionId }, now);
  });
}

/** Remembers where the reader is. A position and no deed, so it has no audit row. */
export function setPlace(user: User, moduleId: string, sectionId: string, now = new Date()): void {
  sectionFor(user, moduleId, sectionId);
  allow(user, "read-curriculum", readerSite(user));
  transact((tx) => {
    tx.insert(place)
      .values({ personId: user.id, moduleId, sectionId, at: now })
      .onConflictDoUpdate({ target: [place.personId, place.moduleId], set: { sectionId, at: now } })
      .run();
  });
}

export function placeIn(user: User, moduleId: string): string | null {
  const mine = and(eq(place.personId, user.id), eq(place.moduleId, moduleId));
  return db.select({ id: place.sectionId }).from(place).where(mine).get()?.id ?? null;
}

/** Where the reader stopped in each module, newest first. */
export function placesOf(user: User): { moduleId: string; sectionId: string }[] {
  return placesByPerson().all({ person: user.id });
}

const placesByPerson = prepared((from) =>
  from
    .select()
    .from(place)
    .where(eq(place.personId, sql.placeholder("person")))
    .orderBy(desc(place.at)),
);

export type LogRow = { moduleId: string; sectionId: string; how: How; at: Date };

/** The user's own reading log; nobody else is shown how a section was met. */
export function readingLog(user: User, moduleId?: string): LogRow[] {
  return moduleId
    ? logInModule().all({ person: user.id, module: moduleId })
    : logByPerson().all({ person: user.id });
}

const logByPerson = prepared((from) => ownLog(from));
const logInModule = prepared((from) => ownLog(from, eq(sectionLog.moduleId, sql.placeholder("module"))));

function ownLog(from: Database, where?: SQL) {
  const { moduleId, sectionId, how, at } = sectionLog;
  return from
    .select({ moduleId, sectionId, how, at })
    .from(sectionLog)
    .where(and(eq(sectionLog.personId, sql.placeholder("person")), where));
}
