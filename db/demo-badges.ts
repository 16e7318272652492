import { issueBadge } from "#app/features/certify/badges.server.ts";
import type { BadgeKind } from "#app/features/certify/credential.ts";
import { cast, finishedCohort, type Member } from "#tests/cast.ts";
import type { Writer } from "./client.server.ts";
import { personIdOf } from "./seed.ts";

/** Credentials of Denver's trainers and of the people whose cohort is over, as the pipeline would have issued them. */
export function insertDemoBadges(tx: Writer, now: Date): void {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3600_000);
  const issue = (one: Member, kind: BadgeKind, at: Date) =>
    issueBadge(tx, null, { personId: personIdOf(one), siteId: "denver", kind }, at);
  issue(cast.trainer, "participant", daysAgo(400));
  issue(cast.trainer, "certified-trainer", daysAgo(220));
  issue(cast.coTrainer, "certified-trainer", daysAgo(90));
  for (const one of finishedCohort) issue(one, "participant", daysAgo(30));
}
