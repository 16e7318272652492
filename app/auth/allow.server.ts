import { newId } from "#app/lib/ids.ts";
import { forbidden } from "#app/lib/refuse.ts";
import type { Writer } from "#db/client.server.ts";
import { audit } from "#db/schema/trust.ts";
import { type Action, can, type User } from "./can.ts";

/** Throws a 403 Response unless the user may do `action` at `siteId` (null: programme-wide). */
export function allow(user: User, action: Action, siteId: string | null): void {
  if (!can(user, action, siteId)) throw forbidden();
}

/** Adds the audit row of a write; call it inside the write's transaction. */
export function recordAudit(
  tx: Writer,
  actor: { id: string } | null,
  action: string,
  subject: string,
  siteId: string | null,
  detail: Record<string, unknown> = {},
  at = new Date(),
): void {
  tx.insert(audit)
    .values({ id: newId(), at, actorId: actor?.id ?? null, action, subject, siteId, detail })
    .run();
}
