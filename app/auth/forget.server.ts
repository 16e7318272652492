import { forgetOldPending } from "./pending.server.ts";
import { forgetOldTries } from "./rate-limit.server.ts";
import { forgetOldSessions } from "./session.server.ts";

/** Background chore: removes sessions, links and counted tries whose time is over. */
export function forgetOldAccess(now = new Date()): void {
  forgetOldSessions(now);
  forgetOldPending(now);
  forgetOldTries(now);
}
