import { and, asc, eq, exists, inArray, isNull, or, sql } from "drizzle-orm";
import { denied } from "#app/auth/allow.server.ts";
import { can, canSomewhere, sitesWhere, type User } from "#app/auth/can.ts";
import { catalogue, variantOf } from "#app/content/catalogue.server.ts";
import { startOf, whenOf } from "#app/features/room/day-times.ts";
import { stepMarks } from "#app/features/room/marks.ts";
import { cutReason, markReasons, marksByDay } from "#app/features/room/marks-kept.server.ts";
import { runEventsByDay } from "#app/features/room/run.server.ts";
import { runDayOf } from "#app/features/room/run-day.ts";
import { daysOfCohorts, type SessionDay } from "#app/features/room/session-days.server.ts";
import { smallestGroup } from "#app/features/sites/small-groups.ts";
import { toCsv } from "#app/lib/csv.ts";
import { keeper } from "#app/lib/kept.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { fidelityMark } from "#db/schema/fidelity.ts";
import { site } from "#db/schema/people.ts";
import { sessionDay } from "#db/schema/room.ts";
import { runEvent } from "#db/schema/run.ts";
import { type DriftView, mayShow, overInWords, sharesOf } from "./drift.ts";
import { type Drift, driftOf, fallingAway, type Tap } from "./fidelity-score.ts";

/** What was said about the steps of the days at some sites, one tap a step: tapped, or known from a cut. */
function tapsOf(siteIds: readonly string[], view: DriftView, now: Date): Tap[] {
  const cohorts = db
    .select({ id: cohort.id, siteId: cohort.siteId })
    .from(cohort)
    .where(
      and(
        inArray(cohort.siteId, [...siteIds]),
        isNull(cohort.canceledAt),
        view.variant ? eq(cohort.variant, view.variant) : undefined,
        exists(
          db
            .select({ id: sessionDay.id })
            .from(sessionDay)
            .where(
              and(
                eq(sessionDay.cohortId, cohort.id),
                or(
                  exists(
                    db
                      .select({ id: fidelityMark.id })
                      .from(fidelityMark)
                      .where(eq(fidelityMark.sessionDayId, sessionDay.id)),
                  ),
                  exists(
                    db
                      .select({ id: runEvent.id })
                      .from(runEvent)
                      .where(and(eq(runEvent.sessionDayId, sessionDay.id), eq(runEvent.kind, "cut"))),
                  ),
                ),
              ),
            ),
        ),
      ),
    )
    .orderBy(asc(cohort.id))
    .all();
  const days = daysOfCohorts(cohorts.map(({ id }) => id));
  const held = cohorts.flatMap(({ id, siteId }) =>
    (days.get(id) ?? [])
      .filter((day) => !day.canceledAt && whenOf(day, now) !== "ahead")
      .filter(({ position }) => !view.day || String(position) === view.day)
      .map((day) => ({ day, siteId })),
  );
  const counts = countsByDay();
  const keyOf = (day: SessionDay) =>
    [day.on, day.startsAt, day.timeZone, day.plan.items.length, counts.get(day.id)].join(" ");
  const isOver = (day: SessionDay) => whenOf(day, now) === "over";
  const known = new Map(
    held.map(({ day }) => [day.id, isOver(day) ? kept.find(db, day.id, keyOf(day)) : undefined]),
  );
  const dayIds = held.flatMap(({ day }) => (known.get(day.id) ? [] : [day.id]));
  const [events, marks, reason] = [runEventsByDay(dayIds), marksByDay(dayIds), cutReason()];
  return held.flatMap(({ day, siteId }) => {
    const before = known.get(day.id);
    if (before) return before;
    const found = stepMarks(
      runDayOf(day.plan, startOf(day)),
      events.get(day.id) ?? [],
      marks.get(day.id) ?? [],
      now.getTime(),
      reason,
    ).flatMap((step): Tap[] =>
      step.state === null
        ? []
        : [
            {
              id: `${day.id}-${step.id}`,
              at: 0,
              deliveryId: day.cohortId,
              siteId,
              day: day.position,
              activity: step.id,
              state: step.state,
              reason: step.reason,
              minutesPlanned: step.planned,
              minutesTaken: step.taken,
            },
          ],
    );
    return isOver(day) ? kept.keep(db, day.id, keyOf(day), found) : found;
  });
}

/** Days that are over change seldom, and a program has hundreds, so what was said about each is kept while it is true. */
const kept = keeper<Tap[]>(10_000);

/** How many taps and events of its run each day has: both are only ever added to. */
function countsByDay(): Map<string, string> {
  const found = new Map<string, string>();
  for (const table of [fidelityMark, runEvent])
    for (const { id, count } of db
      .select({ id: table.sessionDayId, count: sql<number>`count(*)` })
      .from(table)
      .groupBy(table.sessionDayId)
      .all())
      found.set(id, `${found.get(id) ?? ""} ${table === runEvent ? "events" : "marks"} ${count}`);
  return found;
}

type Step = { title: string; module: string; place: number; core: boolean };

/** Where each step stands in the course, with its title. */
function stepsOfCourse(): Map<string, Step> {
  const found = new Map<string, Step>();
  for (const module of catalogue().course.days.flatMap(({ blocks }) => blocks))
    for (const step of module.plan?.steps ?? [])
      found.set(step.id, {
        title: step.title,
        module: module.title,
        place: found.size,
        core: step.mark === "core",
      });
  return found;
}

export type DriftRow = Omit<Drift, "reasons"> & {
  title: string;
  module: string;
  core: boolean;
  shares: ReturnType<typeof sharesOf>;
  over: string;
  reasons: { label: string; count: number }[];
};

/**
 * Where the course is changed as it is taught, over the sites that the user may see. Who knows the trainers of every
 * site in the view sees each row; others only rows that enough days speak of.
 */
export function driftPage(user: User, view: DriftView, now = new Date()) {
  if (!canSomewhere(user, "see-fidelity")) throw denied(user, "see-fidelity");
  const where = sitesWhere(user, "see-fidelity");
  const sites = db
    .select({ id: site.id, name: site.name })
    .from(site)
    .where(where === "all" ? undefined : inArray(site.id, where))
    .orderBy(asc(site.name))
    .all();
  const chosen = sites.filter(({ id }) => !view.site || id === view.site);
  const knowsThem = chosen.every(({ id }) => can(user, "see-cohort", id));
  const taps = tapsOf(
    chosen.map(({ id }) => id),
    view,
    now,
  );
  const steps = stepsOfCourse();
  const labels = new Map(markReasons().map(({ id, label }) => [id, label]));
  const all = driftOf(taps);
  const open = all.filter((row) => mayShow(row, knowsThem));
  const inWords = (row: Drift): DriftRow => {
    const step = steps.get(row.activity);
    return {
      ...row,
      title: step?.title ?? row.activity,
      module: step?.module ?? "",
      core: step?.core ?? false,
      shares: sharesOf(row),
      over: overInWords(row.minutesOver),
      reasons: row.reasons.map(({ reason, count }) => ({ label: labels.get(reason) ?? reason, count })),
    };
  };
  const place = (row: Drift): number => steps.get(row.activity)?.place ?? Number.MAX_SAFE_INTEGER;
  const changed = open.filter(({ adapted, skipped }) => adapted + skipped > 0);
  return {
    view,
    sites,
    days: [1, 2, 3, 4],
    variants: catalogue().course.variants.map(({ id, title }) => ({ id, title })),
    deliveries: knowsThem ? new Set(taps.map(({ deliveryId }) => deliveryId)).size : null,
    steps: open.length,
    hidden: all.length - open.length,
    smallest: smallestGroup,
    falling: fallingAway(open).map(inWords),
    rows: changed.sort((a, b) => a.day - b.day || place(a) - place(b)).map(inWords),
    whole: open.length - changed.length,
  };
}

export const readDriftView = (search: URLSearchParams): DriftView => {
  const text = (name: string) => (search.get(name) ?? "").slice(0, 60);
  return {
    site: text("site"),
    day: /^[1-4]$/.test(text("day")) ? text("day") : "",
    variant: variantOf(text("variant")) ? text("variant") : "",
  };
};

/** The drift as CSV: the same rows as the page. */
export function driftCsv(user: User, view: DriftView, now = new Date()): string {
  const { rows } = driftPage(user, view, now);
  return toCsv(
    [
      "Day",
      "Step",
      "Title",
      "Module",
      "Core",
      "Times said",
      "Covered",
      "Adapted",
      "Skipped",
      "Median minutes over plan",
      "Reasons",
    ],
    rows.map((row) => [
      row.day,
      row.activity,
      row.title,
      row.module,
      row.core ? "yes" : "no",
      row.deliveries,
      row.covered,
      row.adapted,
      row.skipped,
      row.minutesOver ?? "",
      row.reasons.map(({ label, count }) => `${label} (${count})`).join("; "),
    ]),
  );
}
