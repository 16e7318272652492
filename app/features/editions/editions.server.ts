import { and, asc, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { catalogue, siteOf } from "#app/content/catalogue.server.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { queueMail } from "#app/lib/mail.server.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { editionDecision, editionLetter } from "#db/schema/editions.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import { manualDownload } from "#db/schema/trust.ts";

export type Standing = "released" | "retired" | "withdrawn";

/** A frozen edition, and how it stands. `reason` and `since` are of the newest decision; null where there is none. */
export type Edition = {
  name: string;
  on: string;
  material: boolean;
  what: string;
  standing: Standing;
  reason: string | null;
  since: Date | null;
};

/** The frozen editions, the oldest first. */
export function editions(tx: Writer = db): Edition[] {
  const newest = new Map<string, typeof editionDecision.$inferSelect>();
  for (const row of tx
    .select()
    .from(editionDecision)
    .orderBy(asc(editionDecision.at), asc(editionDecision.id))
    .all())
    newest.set(row.edition, row);
  return catalogue().course.editions.map((edition) => {
    const row = newest.get(edition.name);
    return {
      ...edition,
      standing: row?.decision ?? "released",
      reason: row?.reason ?? null,
      since: row?.at ?? null,
    };
  });
}

/** A frozen edition by its name; null for a draft, and for a name that nobody froze. */
export function editionNamed(name: string, tx: Writer = db): Edition | null {
  return editions(tx).find((one) => one.name === name) ?? null;
}

/** The newest edition that one may plan with; null where none is. */
export function newestReleased(tx: Writer = db): Edition | null {
  return editions(tx).findLast(({ standing }) => standing === "released") ?? null;
}

/**
 * The edition that a new cohort takes: the newest one that is released, or the draft where no edition was frozen yet.
 * Throws 409 where every edition was retired or withdrawn.
 */
export function editionToPlan(tx: Writer = db): string {
  const found = newestReleased(tx);
  if (found) return found.name;
  const last = editions(tx).at(-1);
  if (!last) return catalogue().course.edition;
  throw conflict(
    `Edition ${last.name} was ${last.standing}, and no other one is released. A cohort can be planned as soon as there is one.`,
  );
}

/** Why an edition was withdrawn; null where it was not. */
export function withdrawnReason(name: string): string | null {
  const found = editionNamed(name);
  return found?.standing === "withdrawn" ? (found.reason ?? "") : null;
}

/** Throws 409 with the reason when the edition was withdrawn. */
export function refuseWithdrawn(name: string): void {
  const reason = withdrawnReason(name);
  if (reason !== null) throw conflict(`Edition ${name} was withdrawn and is not given out: ${reason}`);
}

/** What was decided about an edition, the newest first. */
export function decisionsAbout(name: string) {
  return db
    .select({
      id: editionDecision.id,
      decision: editionDecision.decision,
      reason: editionDecision.reason,
      at: editionDecision.at,
      who: person.name,
    })
    .from(editionDecision)
    .innerJoin(person, eq(person.id, editionDecision.decidedBy))
    .where(eq(editionDecision.edition, name))
    .orderBy(desc(editionDecision.at), desc(editionDecision.id))
    .all();
}

/** How many people a withdrawal would write to now. */
export const readersOf = (name: string): number => whoHas(db, name).length;

/**
 * Retires or withdraws an edition, or releases it again. A withdrawal writes one letter to everybody who took it and to the
 * coordinators of their sites, in the same step. `id` comes with the form: sending it twice decides once.
 */
export function decideEdition(
  user: User,
  { id, edition, decision, reason }: { id: string; edition: string; decision: Standing; reason: string },
  now = new Date(),
): void {
  allow(user, "manage-editions", null);
  transact((tx) => {
    const known = tx.select().from(editionDecision).where(eq(editionDecision.id, id)).get();
    if (known) return;
    const found = editionNamed(edition, tx);
    if (!found) throw notFound("There is no frozen edition of that name.");
    if (found.standing === decision)
      throw conflict(`Edition ${edition} is ${decision} already. Load the page again to see why.`);
    tx.insert(editionDecision).values({ id, edition, decision, reason, decidedBy: user.id, at: now }).run();
    const told = decision === "withdrawn" ? writeLetters(tx, id, edition, reason, now) : 0;
    const action = { retired: "retire-edition", withdrawn: "withdraw-edition", released: "release-edition" };
    recordAudit(tx, user, action[decision], id, null, { edition, letters: told }, now);
  });
}

type Holder = { id: string; name: string; email: string; siteId: string | null };

/** Everybody who took an edition, and the coordinators of the sites for which it was taken, each once. */
function whoHas(tx: Writer, edition: string): Holder[] {
  const own = { id: person.id, name: person.name, email: person.email };
  const took = tx
    .select({ ...own, siteId: manualDownload.siteId })
    .from(manualDownload)
    .innerJoin(person, eq(person.id, manualDownload.personId))
    .where(and(eq(manualDownload.edition, edition), isNull(person.erasedAt)))
    .groupBy(person.id, manualDownload.siteId)
    .all();
  const coordinate = tx
    .select({ ...own, siteId: manualDownload.siteId })
    .from(manualDownload)
    .innerJoin(roleGrant, eq(roleGrant.siteId, manualDownload.siteId))
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(
      and(
        eq(manualDownload.edition, edition),
        isNotNull(manualDownload.siteId),
        eq(roleGrant.role, "coordinator"),
        isNull(roleGrant.endedAt),
        isNull(person.erasedAt),
      ),
    )
    .groupBy(person.id, manualDownload.siteId)
    .all();
  const holders = new Map<string, Holder>();
  for (const one of [...coordinate, ...took]) if (!holders.has(one.id)) holders.set(one.id, one);
  return [...holders.values()];
}

function writeLetters(tx: Writer, decisionId: string, edition: string, reason: string, now: Date): number {
  const holders = whoHas(tx, edition);
  for (const { id, name, email, siteId } of holders) {
    tx.insert(editionLetter).values({ id: newId(), decisionId, personId: id, siteId, at: now }).run();
    const place = siteOf(siteId)?.name;
    queueMail(
      tx,
      {
        to: email,
        subject: "CCIP Training: a manual was withdrawn",
        body: `Hello ${name.split(" ")[0]},\n\nEdition ${edition} of the manuals was withdrawn. ${place ? `It was downloaded for ${place}.` : "You have downloaded it."}\n\nWhy: ${reason}\n\nPlease do not teach or copy from it until you have looked at what to do:\n${env.origin}/editions/${edition}\n`,
      },
      now,
    );
  }
  return holders.length;
}

/** Withdrawn editions that were taken for one of these sites, or by the user; for a notice where manuals are taken. */
export function withdrawnAt(user: User, siteIds: readonly string[]) {
  const withdrawn = editions().filter(({ standing }) => standing === "withdrawn");
  if (withdrawn.length === 0) return [];
  const taken = db
    .selectDistinct({
      edition: manualDownload.edition,
      siteId: manualDownload.siteId,
      personId: manualDownload.personId,
    })
    .from(manualDownload)
    .all();
  return withdrawn.flatMap(({ name, reason }) => {
    const rows = taken.filter(
      ({ edition, siteId, personId }) =>
        edition === name && (personId === user.id || (siteId !== null && siteIds.includes(siteId))),
    );
    if (rows.length === 0) return [];
    const places = [...new Set(rows.flatMap(({ siteId }) => siteOf(siteId)?.name ?? []))].sort();
    return { name, reason: reason ?? "", places };
  });
}
