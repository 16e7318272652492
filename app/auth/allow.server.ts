import { newId } from "#app/lib/ids.ts";
import { forbidden } from "#app/lib/refuse.ts";
import type { Writer } from "#db/client.server.ts";
import { audit } from "#db/schema/trust.ts";
import { type Action, can, type Place, roleMay, type User } from "./can.ts";

/** Throws a 403 Response unless the user may do `action` at a site or in a cohort (null: programme-wide). */
export function allow(user: User, action: Action, place: Place): void {
  if (!can(user, action, place)) throw denied(user, action);
}

/** The 403 for who may not do `action`; a paused trainer reads that this is why. */
export const denied = (user: User, action: Action): Response =>
  forbidden(user.paused && roleMay("trainer", action) ? pausedSentence : undefined);

const pausedSentence =
  "Your teaching is paused, so this is closed to you for now. Your way to certification says what comes next and whom you can turn to.";

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
