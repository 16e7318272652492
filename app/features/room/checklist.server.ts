import { and, asc, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type User } from "#app/auth/can.ts";
import { catalogue, materialsOf, taughtDays } from "#app/content/catalogue.server.ts";
import { type Cohort, cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { moment, shortDay, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { person } from "#db/schema/people.ts";
import { checklistLine } from "#db/schema/planning.ts";
import { type DueState, dueOf, dueState } from "./checklist.ts";

export type ChecklistRow = {
  /** `item-…` for a line of the course, `own-…` for one of the trainers'. */
  key: string;
  title: string;
  why: string | null;
  dueOn: string;
  due: string;
  state: DueState;
  /** "Amina Okafor, Nov 24, 2026, 3:45 PM MST" when it is done. */
  doneWords: string | null;
  own: boolean;
};

export type ChecklistGroup = { id: string; title: string; rows: ChecklistRow[] };

/** What has to be ready for a cohort, by when, and what is done. Everybody who may see the cohort may read it. */
export function checklistOf(user: User, cohortId: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId, now);
  const today = todayIn(cohort.timeZone, now);
  const stored = storedOf(db, cohort.id);
  const row = (
    key: string,
    line: { title: string; why: string | null; dueOn: string; own: boolean },
    kept: Stored | undefined,
  ): ChecklistRow => ({
    key,
    ...line,
    due: shortDay(line.dueOn),
    state: dueState(line.dueOn, kept?.doneAt != null, today),
    doneWords: kept?.doneAt ? `${kept.who ?? "Somebody"}, ${moment(kept.doneAt, cohort.timeZone)}` : null,
  });
  const groups: ChecklistGroup[] = (catalogue().course.checklist?.groups ?? []).map(({ id, title }) => ({
    id,
    title,
    rows: itemsFor(cohort)
      .filter(({ group }) => group === id)
      .map((item) => {
        const kept = stored.find(({ itemId }) => itemId === item.id);
        const dueOn = kept?.dueOn ?? dueOf(item, cohort);
        return row(`item-${item.id}`, { title: item.title, why: item.why, dueOn, own: false }, kept);
      })
      .sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0)),
  }));
  const own = stored
    .filter(({ itemId, removedAt }) => !itemId && !removedAt)
    .map((line) =>
      row(
        `own-${line.id}`,
        { title: line.title ?? "", why: null, dueOn: line.dueOn ?? cohort.startsOn, own: true },
        line,
      ),
    );
  const all = [...groups.flatMap(({ rows }) => rows), ...own];
  return {
    cohort,
    mayChange: can(user, "manage-cohort", cohort.siteId) && !cohort.archivedAt,
    groups: [
      ...groups.filter(({ rows }) => rows.length > 0),
      { id: "own", title: "Our own lines", rows: own },
    ],
    done: all.filter(({ doneWords }) => doneWords).length,
    late: all.filter(({ state }) => state === "late").length,
    total: all.length,
    materials: materialsOf(cohort.variant),
  };
}

function itemsFor({ variant }: Pick<Cohort, "variant">) {
  const taught = new Set(taughtDays(variant).flatMap(({ blocks }) => blocks.map(({ id }) => id)));
  return (catalogue().course.checklist?.items ?? []).filter(
    ({ modules }) => !modules || modules.some((id) => taught.has(id)),
  );
}

type Stored = typeof checklistLine.$inferSelect & { who: string | null };

const storedOf = (tx: Pick<Writer, "select">, cohortId: string): Stored[] =>
  tx
    .select({ line: checklistLine, who: person.name })
    .from(checklistLine)
    .leftJoin(person, eq(person.id, checklistLine.doneBy))
    .where(eq(checklistLine.cohortId, cohortId))
    .orderBy(asc(checklistLine.dueOn), asc(checklistLine.id))
    .all()
    .map(({ line, who }) => ({ ...line, who }));

function mayChange(user: User, cohortId: string): Cohort {
  const cohort = cohortFor(user, cohortId);
  allow(user, "manage-cohort", cohort.siteId);
  if (cohort.archivedAt)
    throw conflict("This cohort is archived. Bring it back before you change its checklist.");
  return cohort;
}

/** Finds the row behind a key, made first when it is a line of the course that nobody has touched yet. */
function lineOf(tx: Writer, user: User, cohort: Cohort, key: string, now: Date): string {
  const [kind, id] = [key.slice(0, key.indexOf("-")), key.slice(key.indexOf("-") + 1)];
  if (kind === "own") {
    const found = tx
      .select({ id: checklistLine.id })
      .from(checklistLine)
      .where(
        and(eq(checklistLine.id, id), eq(checklistLine.cohortId, cohort.id), isNull(checklistLine.itemId)),
      )
      .get();
    if (!found) throw notFound();
    return found.id;
  }
  if (!itemsFor(cohort).some((item) => item.id === id)) throw notFound();
  tx.insert(checklistLine)
    .values({ id: newId(), cohortId: cohort.id, itemId: id, createdBy: user.id, createdAt: now })
    .onConflictDoNothing()
    .run();
  const found = tx
    .select({ id: checklistLine.id })
    .from(checklistLine)
    .where(and(eq(checklistLine.cohortId, cohort.id), eq(checklistLine.itemId, id)))
    .get();
  return (found as { id: string }).id;
}

/** Says that a line is done, or takes that back. Who said it first stays. Doing it twice changes nothing. */
export function setLineDone(
  user: User,
  cohortId: string,
  key: string,
  done: boolean,
  now = new Date(),
): void {
  const cohort = mayChange(user, cohortId);
  transact((tx) => {
    const line = lineOf(tx, user, cohort, key, now);
    const before = tx.select().from(checklistLine).where(eq(checklistLine.id, line)).get();
    if ((before?.doneAt != null) === done) return;
    tx.update(checklistLine)
      .set(done ? { doneAt: now, doneBy: user.id } : { doneAt: null, doneBy: null })
      .where(eq(checklistLine.id, line))
      .run();
    recordAudit(tx, user, done ? "do-line" : "undo-line", cohort.id, cohort.siteId, { line }, now);
  });
}

/** Gives a line another date. Doing it twice changes nothing. */
export function setLineDue(user: User, cohortId: string, key: string, dueOn: string, now = new Date()): void {
  const cohort = mayChange(user, cohortId);
  transact((tx) => {
    const line = lineOf(tx, user, cohort, key, now);
    const before = tx.select().from(checklistLine).where(eq(checklistLine.id, line)).get();
    if (before?.dueOn === dueOn) return;
    tx.update(checklistLine).set({ dueOn }).where(eq(checklistLine.id, line)).run();
    recordAudit(tx, user, "date-line", cohort.id, cohort.siteId, { line }, now);
  });
}

/** Adds a line of the trainers' own. `id` comes with the form, so that sending it twice adds one. */
export function addLine(
  user: User,
  cohortId: string,
  input: { id: string; title: string; dueOn: string | null },
  now = new Date(),
): void {
  const cohort = mayChange(user, cohortId);
  transact((tx) => {
    const { changes } = tx
      .insert(checklistLine)
      .values({ ...input, cohortId: cohort.id, itemId: null, createdBy: user.id, createdAt: now })
      .onConflictDoNothing()
      .run();
    if (changes > 0) recordAudit(tx, user, "add-line", cohort.id, cohort.siteId, { line: input.id }, now);
  });
}

/** Takes a line of the trainers' own off the list, or puts it back. Doing it twice changes nothing. */
export function removeLine(
  user: User,
  cohortId: string,
  key: string,
  removed: boolean,
  now = new Date(),
): void {
  const cohort = mayChange(user, cohortId);
  if (!key.startsWith("own-")) throw notFound();
  transact((tx) => {
    const line = lineOf(tx, user, cohort, key, now);
    const before = tx.select().from(checklistLine).where(eq(checklistLine.id, line)).get();
    if ((before?.removedAt != null) === removed) return;
    tx.update(checklistLine)
      .set({ removedAt: removed ? now : null })
      .where(eq(checklistLine.id, line))
      .run();
    recordAudit(tx, user, removed ? "remove-line" : "put-back-line", cohort.id, cohort.siteId, { line }, now);
  });
}
