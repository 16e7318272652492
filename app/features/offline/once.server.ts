import { eq, lt } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { deviceEntry } from "#db/schema/offline.ts";

/** Does `work` unless an entry with this id was kept before. Both in one transaction, so neither is there alone. */
export function keepOnce(
  user: User,
  id: string,
  kind: string,
  work: () => void,
  now = new Date(),
): "kept" | "known" {
  return transact((tx) => {
    if (!isNew(tx, user, id, kind, now)) return "known";
    work();
    return "kept";
  });
}

function isNew(tx: Writer, user: User, id: string, kind: string, now: Date): boolean {
  const { changes } = tx
    .insert(deviceEntry)
    .values({ id, personId: user.id, kind, receivedAt: now })
    .onConflictDoNothing()
    .run();
  if (changes > 0) return true;
  const known = tx.select().from(deviceEntry).where(eq(deviceEntry.id, id)).get();
  if (known?.personId !== user.id)
    throw notFound("This was written by somebody else and cannot be sent by you.");
  return false;
}

/** Devices that have not sent for this long have lost their entries with their browser's storage. */
const remembered = 400 * 24 * 60 * 60_000;

/** Forgets the ids of entries that no device can still hold. */
export function forgetOldEntries(now = new Date()): void {
  db.delete(deviceEntry)
    .where(lt(deviceEntry.receivedAt, new Date(now.getTime() - remembered)))
    .run();
}
