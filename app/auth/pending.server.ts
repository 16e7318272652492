import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import { hashToken, newId, newToken } from "#app/lib/ids.ts";
import { db, type Writer } from "#db/client.server.ts";
import { pending } from "#db/schema/people.ts";

export type PendingKind = (typeof pending.$inferSelect)["kind"];
export type Pending = typeof pending.$inferSelect;

/** Remembers a step that a browser will come back for. Gives the token; only its hash is stored. */
export function startPending(
  tx: Writer,
  kind: PendingKind,
  personId: string | null,
  payload: Record<string, string>,
  minutes: number,
  now = new Date(),
): string {
  const token = newToken();
  tx.insert(pending)
    .values({
      id: newId(),
      kind,
      personId,
      tokenHash: hashToken(token),
      payload,
      createdAt: now,
      expiresAt: new Date(now.getTime() + minutes * 60_000),
    })
    .run();
  return token;
}

/** The step behind a token, unless it was used or its time is over. */
export function findPending(
  kind: PendingKind,
  token: string,
  now = new Date(),
  tx: Writer = db,
): Pending | null {
  return (
    tx
      .select()
      .from(pending)
      .where(
        and(
          eq(pending.kind, kind),
          eq(pending.tokenHash, hashToken(token)),
          isNull(pending.usedAt),
          gt(pending.expiresAt, now),
        ),
      )
      .get() ?? null
  );
}

/** Marks a step as used. False when somebody else was first: then nothing else may happen. */
export const takePending = (tx: Writer, id: string, now = new Date()): boolean =>
  tx
    .update(pending)
    .set({ usedAt: now })
    .where(and(eq(pending.id, id), isNull(pending.usedAt), gt(pending.expiresAt, now)))
    .run().changes === 1;

/** Makes earlier links of this kind for this person worthless. */
export function dropPending(tx: Writer, kind: PendingKind, personId: string): void {
  tx.delete(pending)
    .where(and(eq(pending.kind, kind), eq(pending.personId, personId)))
    .run();
}

/** Removes steps whose time is over; used ones too, since their token is worthless. */
export function forgetOldPending(now = new Date()): void {
  db.delete(pending)
    .where(or(lt(pending.expiresAt, now), lt(pending.usedAt, new Date(now.getTime() - 3_600_000))))
    .run();
}
