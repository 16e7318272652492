import { eq, lt, sql } from "drizzle-orm";
import { db, transact } from "#db/client.server.ts";
import { rateLimit } from "#db/schema/people.ts";
import { fingerprint } from "./seal.server.ts";

export type Limit = { kind: string; of: string; tries: number };

const windowMinutes = 15;
const windowMs = windowMinutes * 60_000;

const keyOf = ({ kind, of }: Limit): string => `${kind}:${fingerprint(`${kind}:${of}`)}`;

/** An address as limits count it: IPv6 by its first 64 bits, because one home holds all of the rest. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const all = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  return all
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(":");
}

/** The two limits of a try to sign in: 8 for one account and 40 for one address, in 15 minutes. */
export const limitsOf = (kind: string, account: string, address: string): Limit[] => [
  { kind: `${kind}:account`, of: account, tries: 8 },
  { kind: `${kind}:address`, of: networkOf(address), tries: 40 },
];

/**
 * Counts a try before it is made, so that many at once cannot slip through. Gives the seconds to wait when one of
 * the limits is used up, else 0. Give the try back with `forgiveTry` when it turned out right.
 */
export function takeTry(limits: Limit[], now = new Date()): number {
  return transact((tx) => {
    const rows = limits.map((limit) => ({
      limit,
      row: tx
        .select()
        .from(rateLimit)
        .where(eq(rateLimit.key, keyOf(limit)))
        .get(),
    }));
    const isOpen = (row: { windowStartsAt: Date } | undefined) =>
      row !== undefined && now.getTime() - row.windowStartsAt.getTime() < windowMs;
    const waits = rows
      .filter(({ limit, row }) => row && isOpen(row) && row.count >= limit.tries)
      .map(
        ({ row }) => (row as { windowStartsAt: Date }).windowStartsAt.getTime() + windowMs - now.getTime(),
      );
    if (waits.length > 0) return Math.max(1, Math.ceil(Math.max(...waits) / 1000));
    for (const { limit, row } of rows)
      tx.insert(rateLimit)
        .values({ key: keyOf(limit), count: 1, windowStartsAt: now })
        .onConflictDoUpdate({
          target: rateLimit.key,
          set: isOpen(row) ? { count: sql`count + 1` } : { count: 1, windowStartsAt: now },
        })
        .run();
    return 0;
  });
}

/** A right try does not count: the account starts afresh, the address gets this one back. */
export function forgiveTry(limits: Limit[]): void {
  transact((tx) => {
    for (const limit of limits)
      if (limit.kind.endsWith(":account"))
        tx.delete(rateLimit)
          .where(eq(rateLimit.key, keyOf(limit)))
          .run();
      else
        tx.update(rateLimit)
          .set({ count: sql`max(0, count - 1)` })
          .where(eq(rateLimit.key, keyOf(limit)))
          .run();
  });
}

/** Removes counts whose window is over. */
export function forgetOldTries(now = new Date()): void {
  db.delete(rateLimit)
    .where(lt(rateLimit.windowStartsAt, new Date(now.getTime() - windowMs)))
    .run();
}

/** The sentence that says how long to wait. */
export function waitSentence(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return `There were too many tries. Please wait ${minutes === 1 ? "one minute" : `${minutes} minutes`}, then try again. A passkey works in the meantime, if you have one.`;
}
