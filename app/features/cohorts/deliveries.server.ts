import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { allow, denied } from "#app/auth/allow.server.ts";
import { can, canSomewhere, sitesWhere, type User } from "#app/auth/can.ts";
import { variantOf } from "#app/content/catalogue.server.ts";
import { mayTeach } from "#app/features/certify/trainers.server.ts";
import { shown, shownSum } from "#app/features/sites/small-groups.ts";
import { addDays, todayIn } from "#app/lib/dates.ts";
import { forbidden, notFound } from "#app/lib/refuse.ts";
import { db } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { site } from "#db/schema/people.ts";
import { phaseOf } from "./cohort.ts";
import type { CohortInput } from "./cohort-form.ts";
import { myCohorts } from "./cohorts.server.ts";
import { createCohort, trainersToName, variantChoices, variantTitle } from "./plan-cohort.server.ts";

export type DeliveryTotals = {
  siteId: string;
  siteName: string;
  /** Not canceled; how many of them are over. */
  deliveries: number;
  given: number;
  /** People enrolled in one, each once; null when the group is too small to show. */
  people: number | null;
};

/** The deliveries that the user may see, and for the whole program or a site the totals. */
export function deliveriesPage(user: User, now = new Date()) {
  if (!canSomewhere(user, "see-cohort") && !canSomewhere(user, "see-site-totals"))
    throw denied(user, "see-cohort");
  const deliveries = myCohorts(user, now)
    .filter(({ kind }) => kind === "delivery")
    .map((one) => ({ ...one, form: variantTitle(one.variant) }));
  const totals = totalsOf(user, now);
  return {
    deliveries,
    named: canSomewhere(user, "see-cohort"),
    totals: totals.rows,
    people: totals.people,
    mayOpen: canSomewhere(user, "open-delivery") && mayTeach([user.id]).get(user.id) === "lead",
    certified:
      !user.paused && (!canSomewhere(user, "open-delivery") || mayTeach([user.id]).get(user.id) === "lead"),
  };
}

function totalsOf(user: User, now: Date): { rows: DeliveryTotals[]; people: number | null } {
  const sites = sitesWhere(user, "see-site-totals");
  const places = db
    .select()
    .from(site)
    .where(sites === "all" ? undefined : inArray(site.id, sites))
    .orderBy(asc(site.name))
    .all();
  const counted = places.map((place) => {
    const own = db
      .select()
      .from(cohort)
      .where(and(eq(cohort.siteId, place.id), eq(cohort.kind, "delivery"), isNull(cohort.canceledAt)))
      .all();
    const people = new Set(
      db
        .select({ id: enrolment.personId })
        .from(enrolment)
        .innerJoin(cohort, eq(cohort.id, enrolment.cohortId))
        .where(
          and(
            eq(cohort.siteId, place.id),
            eq(cohort.kind, "delivery"),
            isNull(cohort.canceledAt),
            isNull(enrolment.withdrawnAt),
          ),
        )
        .all()
        .map(({ id }) => id),
    ).size;
    const today = todayIn(place.timeZone, now);
    const given = own.filter((one) => phaseOf({ ...one, archivedAt: null }, today) === "finished").length;
    return { place, deliveries: own.length, given, people };
  });
  return {
    rows: counted.map(({ place, deliveries, given, people }) => ({
      siteId: place.id,
      siteName: place.name,
      deliveries,
      given,
      people: can(user, "see-cohort", place.id) ? people : shown(people),
    })),
    people: counted.length > 1 ? shownSum(counted.map(({ people }) => people)) : null,
  };
}

/** What is needed to open a delivery at a site where the user trains; 403 for who is not certified. */
export function newDeliveryPage(user: User, asked: string | null) {
  const where = sitesWhere(user, "open-delivery");
  const sites = db
    .select({ id: site.id, name: site.name })
    .from(site)
    .where(and(isNull(site.closedAt), where === "all" ? undefined : inArray(site.id, where)))
    .orderBy(asc(site.name))
    .all();
  if (sites.length === 0) throw denied(user, "open-delivery");
  mustLead(user);
  const place = sites.length === 1 ? sites[0] : sites.find(({ id }) => id === asked);
  if (asked && !place) throw notFound();
  const trainers = place ? trainersToName(user, place.id) : [];
  const teaching = mayTeach(trainers.map(({ id }) => id));
  return {
    sites,
    site: place ?? null,
    trainers: trainers
      .filter(({ id }) => id !== user.id && teaching.get(id) !== "no")
      .map((one) => ({ ...one, note: teaching.get(one.id) === "lead" ? "certified" : "apprentice" })),
    variants: variantChoices("delivery"),
  };
}

function mustLead(user: User): void {
  if (mayTeach([user.id]).get(user.id) !== "lead")
    throw forbidden(
      "Only certified trainers open a delivery. Your way to certification says what is next; until then you can co-train with somebody who is certified.",
    );
}

/**
 * Opens a delivery that the user leads. `id` comes with the form: sent twice, there is one. Without a last day its days
 * follow one another.
 */
export function openDelivery(
  user: User,
  siteId: string,
  id: string,
  input: CohortInput,
  now = new Date(),
): ReturnType<typeof createCohort> {
  allow(user, "open-delivery", siteId);
  mustLead(user);
  if (!input.host) return { errors: { host: "Say whose people are trained." } };
  const coTrainers = input.trainerIds.filter((one) => one !== user.id);
  if ([...mayTeach(coTrainers).values()].includes("no"))
    return { errors: { trainer: "One of these people may not train at the moment. Choose again." } };
  return createCohort(user, siteId, id, { ...input, trainerIds: [user.id, ...coTrainers] }, now, "delivery");
}

/** The last day when the days of a form follow one another from the first. */
export function lastInARow(startsOn: string, variant: string): string {
  const days = variantOf(variant)?.days.length ?? 1;
  return /^\d{4}-\d{2}-\d{2}$/.test(startsOn) && !Number.isNaN(Date.parse(startsOn))
    ? addDays(startsOn, days - 1)
    : "";
}
