import { and, asc, eq, isNull } from "drizzle-orm";
import { denied } from "#app/auth/allow.server.ts";
import { canSomewhere, type User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { toCsv } from "#app/lib/csv.ts";
import { todayIn } from "#app/lib/dates.ts";
import { matches } from "#app/lib/fold.ts";
import { grouped } from "#app/lib/grouped.ts";
import { among, db } from "#db/client.server.ts";
import { person, site } from "#db/schema/people.ts";
import { mentorship } from "#db/schema/trainers.ts";
import { decisionWords, type Stage, stageNames, stageOf, stages } from "./decision.ts";
import { peopleInPipeline } from "./people-in-pipeline.server.ts";
import type { Standing, StepId } from "./pipeline.ts";
import { nextInBrief, type PipelineRow, type PipelineView, sortPipeline } from "./pipeline-view.ts";
import { standingsOf, zonesOf } from "./trainers.server.ts";

/** The titles of the steps, from competencies.yaml. */
export function stepTitles(): Record<StepId, string> {
  const steps = catalogue().course.instruments.competencies?.steps ?? [];
  return Object.fromEntries(steps.map(({ id, title }) => [id, title])) as Record<StepId, string>;
}

/** Everybody whom the user may see on the way to trainer, as `view` asks, with how many there are of each stage. */
export function pipelineList(user: User, view: PipelineView, now = new Date()) {
  if (!canSomewhere(user, "see-pipeline")) throw denied(user, "see-pipeline");
  const all = allRows(user, now);
  const sites = [...new Set(all.flatMap((row) => row.sites))].sort();
  const here = all.filter(
    ({ name, agency, sites }) =>
      matches(view.q, name, agency) && (!view.site || sites.some((one) => one === view.site)),
  );
  const counts = Object.fromEntries(
    stages.map((stage) => [stage, here.filter((row) => row.stage === stage).length]),
  ) as Record<Stage, number>;
  return {
    rows: sortPipeline(
      here.filter(
        ({ stage, ready }) =>
          !view.stage || (view.stage === "ready" ? ready.length > 0 : stage === view.stage),
      ),
      view.sort,
    ),
    total: all.length,
    counts: { ...counts, ready: here.filter(({ ready }) => ready.length > 0).length },
    sites,
    decides: canSomewhere(user, "decide-trainer"),
  };
}

function allRows(user: User, now: Date): PipelineRow[] {
  const places = peopleInPipeline(user);
  const ids = [...places.keys()];
  const people = db
    .select({ id: person.id, name: person.name, agency: person.agency })
    .from(person)
    .where(and(among(person.id, ids), isNull(person.erasedAt)))
    .all();
  const siteNames = new Map(
    db
      .select({ id: site.id, name: site.name })
      .from(site)
      .all()
      .map(({ id, name }) => [id, name]),
  );
  const standings = standingsOf(ids, now);
  const zones = zonesOf(ids);
  const mentors = mentorsOf(ids);
  const titles = stepTitles();
  return people.map(({ id, name, agency }): PipelineRow => {
    const standing = standings.get(id) as Standing;
    const stage = stageOf(standing);
    const { by } = standing.next;
    return {
      personId: id,
      name,
      agency,
      sites: [...(places.get(id) ?? [])].map((siteId) => siteNames.get(siteId) ?? siteId).sort(),
      stage,
      stageName: stageNames[stage],
      ready: standing.ready,
      next: nextInBrief(standing, titles),
      by,
      late: by !== null && by < todayIn(zones.get(id) ?? "UTC", now),
      mentors: (mentors.get(id) ?? []).map((mentor) => mentor.name),
    };
  });
}

/** Who coaches each of these people now. */
export function mentorsOf(ids: readonly string[]) {
  const rows = db
    .select({
      id: mentorship.id,
      apprenticeId: mentorship.apprenticeId,
      mentorId: mentorship.mentorId,
      name: person.name,
      addedAt: mentorship.addedAt,
    })
    .from(mentorship)
    .innerJoin(person, eq(person.id, mentorship.mentorId))
    .where(and(among(mentorship.apprenticeId, ids), isNull(mentorship.endedAt)))
    .orderBy(asc(person.name), asc(mentorship.id))
    .all();
  return grouped(rows, ({ apprenticeId }) => apprenticeId);
}

/** The list as a file, as it is sorted and filtered. */
export const pipelineCsv = (rows: readonly PipelineRow[]): string =>
  toCsv(
    ["Name", "Agency", "Site", "Stage", "Ready for", "Next", "Due", "Mentors"],
    rows.map(({ name, agency, sites, stageName, ready, next, by, mentors }) => [
      name,
      agency ?? "",
      sites.join("; "),
      stageName,
      ready.map((one) => decisionWords[one].act).join("; "),
      next,
      by ?? "",
      mentors.join("; "),
    ]),
  );
