import { eq } from "drizzle-orm";
import type { User } from "#app/auth/can.ts";
import type { Recipient } from "#app/content/schema-follow-up.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { type Follower, followersWhere, followUpAfter } from "./follow-up.server.ts";
import { marksOf } from "./follow-up-questions.ts";

/**
 * How the follow-up of a cohort stands, in counts. What people marked is added up only where eleven or more answered;
 * what they wrote is nowhere in it.
 */
export function followUpTotals(user: User, cohortId: string, now = new Date()) {
  const found = cohortFor(user, cohortId, now);
  const people = followersWhere(eq(cohort.id, cohortId));
  const file = followUpAfter(found.variant);
  const counted = (is: (one: Follower) => boolean) => people.filter(is).length;
  const answered = (id: string, to: Recipient) =>
    people.flatMap(({ touches }) =>
      touches.filter((row) => row.touchpointId === id && row.to === to && row.answeredAt),
    );
  const day30 = answered("day-30", "learner");
  const day60 = answered("day-60", "learner");
  const obstacles = file.obstacles
    .map(({ id, text }) => ({
      text,
      count: day30.filter(({ answers }) =>
        Object.values(answers ?? {}).some((one) => marksOf(one).includes(id)),
      ).length,
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const marks = day60.flatMap(({ answers }) => file.actions.items.flatMap(({ id }) => answers?.[id] ?? []));
  const fitting = marks.filter((mark) => mark !== "does-not-fit").length;
  return {
    cohort: { id: found.id, name: found.name },
    people: people.length,
    cards: counted(({ commitment: own }) => (own?.actions.length ?? 0) > 0),
    sponsors: counted(({ commitment: own }) => Boolean(own?.sponsorEmail)),
    signed: counted(({ commitment: own }) => Boolean(own?.sponsorSignedAt)),
    stopped: counted(({ commitment: own }) => Boolean(own?.optedOutAt)),
    smallest: smallestGroup,
    touchpoints: file.touchpoints.map(({ id, day, title, measure, supervisor }) => ({
      id,
      day,
      title,
      measure,
      sent: counted(({ touches }) =>
        touches.some((row) => row.touchpointId === id && row.to === "learner" && row.sentOn),
      ),
      answered:
        id === "day-0"
          ? counted(({ commitment: own }) => Boolean(own && own.actions.length > 0 && own.sponsorEmail))
          : answered(id, "learner").length,
      sponsors: supervisor && id !== "day-0" ? answered(id, "supervisor").length : null,
    })),
    /** The obstacles named most often, without counts. */
    obstacles: day30.length >= smallestGroup ? obstacles.slice(0, 3).map(({ text }) => text) : null,
    /** Share of the actions that fit the role and are done. */
    transfer:
      day60.length >= smallestGroup && fitting > 0
        ? Math.floor((marks.filter((mark) => mark === "yes").length * 100) / fitting)
        : null,
  };
}
