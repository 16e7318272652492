import { asc, eq, inArray, isNull } from "drizzle-orm";
import { denied } from "#app/auth/allow.server.ts";
import { can, canSomewhere, sitesWhere, type User } from "#app/auth/can.ts";
import { type Discipline, disciplineNames, disciplines } from "#app/content/discipline.ts";
import { shownParts } from "#app/features/sites/small-groups.ts";
import { toCsv } from "#app/lib/csv.ts";
import { shortDay, todayIn } from "#app/lib/dates.ts";
import { grouped } from "#app/lib/grouped.ts";
import { db } from "#db/client.server.ts";
import { activationLetter, activationStop } from "#db/schema/follow-up.ts";
import { person, site } from "#db/schema/people.ts";
import { trainerDecision } from "#db/schema/trainers.ts";
import { activationOf, activationSummary, type Cascade, cascadeOf, droughtOf, treeOf } from "./cascade.ts";
import type { TreeEdge, TreeNode } from "./cascade-drawing.ts";
import { certifiedSince, standingsOf } from "./trainers.server.ts";
import { type TrainingOnRecord, trainingsOnRecord } from "./trainings.server.ts";

export const disciplineName = (discipline: Discipline | null): string =>
  discipline ? disciplineNames[discipline] : "Not said";

/** "Trained by the program", "Generation 1", … */
export const generationName = (generation: number | null): string =>
  generation === null
    ? "Trainers from the start"
    : generation === 0
      ? "Trained by the program"
      : `Generation ${generation}`;

/**
 * Who was trained by whom, as far as the user may see it. Trainers and coordinators see the trainings of their sites by
 * name; a trainer also their own tree, wherever it grows. Who sees the whole program without knowing people by name sees
 * totals, with small groups hidden. Everything on the page and in the files is counted from the same records.
 */
export function cascadePage(user: User, now = new Date()) {
  const where = sitesWhere(user, "see-site-totals");
  if (where !== "all" && where.length === 0) throw denied(user, "see-site-totals");
  const sites = db
    .select()
    .from(site)
    .where(where === "all" ? undefined : inArray(site.id, where))
    .orderBy(asc(site.name))
    .all();
  const scope = new Set(sites.map(({ id }) => id));
  const hides = sites.some(({ id }) => !can(user, "see-cohort", id));
  const today = todayIn(sites[0]?.timeZone ?? "UTC", now);
  const trainings = trainingsOnRecord(now);
  const whole = cascadeOf(trainings);
  const people = whole.people.filter(({ siteId }) => scope.has(siteId));
  const keep = hides ? shownParts : (counts: number[]): (number | null)[] => counts;

  const rows = sites.map(({ id, name, closedAt }) => {
    const own = whole.bySite.find(({ siteId }) => siteId === id);
    const { people, seats, trainings } = own ?? { people: 0, seats: 0, trainings: 0 };
    return { siteId: id, name, closed: closedAt !== null, people, seats, trainings };
  });
  const shownPeople = keep(rows.map((row) => row.people));
  const shownSeats = keep(rows.map((row) => row.seats));
  const generations = [...new Set(people.map(({ generation }) => generation))].sort(
    (a, b) => (a ?? -1) - (b ?? -1),
  );
  const byGeneration = generations.map((generation) => ({
    generation,
    people: people.filter((one) => one.generation === generation).length,
  }));
  const byDiscipline = [...disciplines, null].map((discipline) => ({
    discipline,
    people: people.filter((one) => one.discipline === discipline).length,
  }));
  const total = people.length;
  const seats = rows.reduce((sum, row) => sum + row.seats, 0);
  const [totalShown, seatsShown] = [keep([total])[0] ?? null, keep([seats])[0] ?? null];
  const [generationCounts, disciplineCounts] = [
    keep(byGeneration.map((one) => one.people)),
    keep(byDiscipline.map((one) => one.people)),
  ];
  const isTrainer = canSomewhere(user, "open-delivery");
  return {
    today,
    hides,
    isTrainer,
    siteName: sites.length === 1 ? (sites[0]?.name ?? null) : null,
    totals: {
      people: totalShown,
      seats: seatsShown,
      trainings: rows.reduce((sum, row) => sum + row.trainings, 0),
      deliveries: trainings.filter(({ kind, siteId }) => kind === "delivery" && scope.has(siteId)).length,
    },
    byGeneration: byGeneration.map(({ generation }, place) => ({
      name: generationName(generation),
      people: generationCounts[place] ?? null,
    })),
    byDiscipline: byDiscipline.map(({ discipline }, place) => ({
      name: disciplineName(discipline),
      people: disciplineCounts[place] ?? null,
    })),
    bySite: rows.map((row, place) => ({
      siteId: row.siteId,
      name: row.name,
      people: shownPeople[place] ?? null,
      seats: shownSeats[place] ?? null,
      trainings: row.trainings,
      drought: droughtOf(trainings, [row.siteId], today).map(({ discipline, lastOn, days, dry }) => ({
        name: discipline ? disciplineNames[discipline] : "Anyone",
        lastOn: lastOn ? shortDay(lastOn) : null,
        days,
        dry,
      })),
    })),
    mine: isTrainer ? treeOf(whole, user.id) : null,
    tree: hides ? treeOfSites(trainings, whole, sites) : treeOfTrainings(user, trainings, whole, scope),
    trainings: hides ? null : namedTrainings(trainings, whole, scope),
    activation: activationFor(scope, trainings, hides, today, now),
    remindersStopped: isTrainer && hasStopped(user.id),
  };
}

export type CascadePage = ReturnType<typeof cascadePage>;

/** For each training the earlier ones in which its trainers were first trained. */
function linksOf(trainings: readonly TrainingOnRecord[], whole: Cascade): TreeEdge[] {
  const first = new Map(whole.people.map((one) => [one.personId, one]));
  return trainings.flatMap(({ id, kind, on, trainers }) => {
    if (kind === "program") return [];
    const from = trainers.flatMap((trainer) => {
      const found = first.get(trainer);
      return found && `${found.on} ${found.trainingId}` < `${on} ${id}` ? [found.trainingId] : [];
    });
    return [...new Set(from)].map((one) => ({ from: one, to: id }));
  });
}

/** How many steps each training is from one that came from no other. Links lead from earlier to later ones. */
function stepsOf(trainings: readonly TrainingOnRecord[], links: readonly TreeEdge[]): Map<string, number> {
  const from = grouped(links, ({ to }) => to);
  const steps = new Map<string, number>();
  const inOrder = [...trainings].sort((a, b) => (`${a.on} ${a.id}` < `${b.on} ${b.id}` ? -1 : 1));
  for (const { id } of inOrder) {
    const before = (from.get(id) ?? []).map((link) => steps.get(link.from) ?? 0);
    steps.set(id, before.length === 0 ? 0 : Math.max(...before) + 1);
  }
  return steps;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

function treeOfTrainings(
  user: User,
  trainings: readonly TrainingOnRecord[],
  whole: Cascade,
  scope: ReadonlySet<string>,
): { nodes: TreeNode[]; edges: TreeEdge[] } {
  const below = new Set([user.id]);
  for (const { from, to } of whole.edges) if (below.has(from)) below.add(to);
  const seen = trainings.filter(
    ({ siteId, trainers }) => scope.has(siteId) || trainers.some((trainer) => below.has(trainer)),
  );
  const names = new Map(
    db
      .select({ id: site.id, name: site.name })
      .from(site)
      .all()
      .map((s) => [s.id, s.name]),
  );
  const links = linksOf(trainings, whole);
  const steps = stepsOf(trainings, links);
  const first = grouped(whole.people, ({ trainingId }) => trainingId);
  const nodes = seen.map((one): TreeNode => {
    const own = first.get(one.id)?.length ?? 0;
    const title = scope.has(one.siteId)
      ? (one.host ?? one.name)
      : `A training in ${cityOf(names.get(one.siteId))}`;
    return {
      id: one.id,
      level: steps.get(one.id) ?? 0,
      title,
      detail: `${shortDay(one.on)}, ${counted(own, "person", "people")}`,
      mine: one.trainers.includes(user.id),
    };
  });
  const ids = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: links.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

const cityOf = (name: string | undefined): string => name?.split(",")[0] ?? "another site";

/** One box for each site and step, for who does not know the people by name. */
function treeOfSites(
  trainings: readonly TrainingOnRecord[],
  whole: Cascade,
  sites: readonly { id: string; name: string }[],
): { nodes: TreeNode[]; edges: TreeEdge[] } {
  const links = linksOf(trainings, whole);
  const steps = stepsOf(trainings, links);
  const stepOf = ({ id }: { id: string }) => steps.get(id) ?? 0;
  const key = new Map(trainings.map((one) => [one.id, `${one.siteId} ${stepOf(one)}`]));
  const boxes = sites.flatMap(({ id, name }) =>
    [...new Set(trainings.filter(({ siteId }) => siteId === id).map(stepOf))]
      .sort((a, b) => a - b)
      .map((level) => ({
        id: `${id} ${level}`,
        level,
        title: cityOf(name),
        own: trainings.filter((one) => key.get(one.id) === `${id} ${level}`),
      })),
  );
  const edges = links.map(({ from, to }) => ({ from: key.get(from), to: key.get(to) }));
  const different = new Set(
    edges.filter(({ from, to }) => from && to && from !== to).map((one) => JSON.stringify(one)),
  );
  return {
    // Without people: with the totals by site and by generation, a small group could be had by subtraction.
    nodes: boxes.map(({ id, level, title, own }) => ({
      id,
      level,
      title,
      detail: counted(own.length, "training", "trainings"),
      mine: false,
    })),
    edges: [...different].map((one) => JSON.parse(one) as TreeEdge),
  };
}

/** Every training of these sites with who gave it and whom it reached first; names only for who may see them. */
function namedTrainings(trainings: readonly TrainingOnRecord[], whole: Cascade, scope: ReadonlySet<string>) {
  const own = trainings.filter(({ siteId }) => scope.has(siteId));
  const names = namesOf(own.flatMap(({ trainers }) => [...trainers]));
  const first = grouped(whole.people, ({ trainingId }) => trainingId);
  return own.map((one) => ({
    id: one.id,
    title: one.host ?? one.name,
    kind: one.kind,
    on: one.on,
    trainers: one.trainers.map((id) => names.get(id) ?? "Somebody"),
    people: first.get(one.id)?.length ?? 0,
    seats: one.trained.filter(({ personId }) => !one.trainers.includes(personId)).length,
  }));
}

function namesOf(ids: readonly string[]): Map<string, string> {
  const rows = db
    .select({ id: person.id, name: person.name })
    .from(person)
    .where(inArray(person.id, [...new Set(ids)]))
    .all();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Certified people by the site that decided about them last. */
export function certifiedPeople(): { personId: string; siteId: string; on: string }[] {
  const rows = db
    .select({ personId: trainerDecision.personId, siteId: trainerDecision.siteId })
    .from(trainerDecision)
    .innerJoin(person, eq(person.id, trainerDecision.personId))
    .where(isNull(person.erasedAt))
    .orderBy(asc(trainerDecision.decidedAt), asc(trainerDecision.id))
    .all();
  const sites = new Map(rows.map(({ personId, siteId }) => [personId, siteId]));
  return [...certifiedSince([...sites.keys()])].map(([personId, on]) => ({
    personId,
    siteId: sites.get(personId) as string,
    on,
  }));
}

/** The activation clock of these people: days from certification to the first delivery, and who is due a reminder. */
export function activationNow(
  certified: readonly { personId: string; on: string }[],
  trainings: readonly TrainingOnRecord[],
  today: string,
  now: Date,
) {
  const stopped = new Set(
    db
      .select({ id: activationStop.personId })
      .from(activationStop)
      .all()
      .map(({ id }) => id),
  );
  const sent = new Map<string, number[]>();
  for (const { personId, mark } of db.select().from(activationLetter).all())
    sent.set(personId, [...(sent.get(personId) ?? []), mark]);
  const list = activationOf(certified, trainings, today, stopped, sent);
  // Where somebody stands takes long to gather, so it is asked of those alone who are due.
  const due = list.filter(({ remindAt }) => remindAt !== null).map(({ personId }) => personId);
  const standings = standingsOf(due, now);
  return list.map((one) =>
    one.remindAt !== null && standings.get(one.personId)?.mayTeach !== "lead"
      ? { ...one, remindAt: null }
      : one,
  );
}

function activationFor(
  scope: ReadonlySet<string>,
  trainings: readonly TrainingOnRecord[],
  hides: boolean,
  today: string,
  now: Date,
) {
  const own = certifiedPeople().filter(({ siteId }) => scope.has(siteId));
  const list = activationNow(own, trainings, today, now);
  const { certified, active, medianDays } = activationSummary(list);
  const names = hides ? new Map<string, string>() : namesOf(list.map(({ personId }) => personId));
  const [activeShown, waitingShown] = hides
    ? shownParts([active, certified - active])
    : [active, certified - active];
  return {
    certified: hides ? (shownParts([certified])[0] ?? null) : certified,
    active: activeShown ?? null,
    waiting: waitingShown ?? null,
    // The median of a handful would tell of one of them.
    medianDays: hides && activeShown === null ? null : medianDays,
    people: hides
      ? null
      : list.map(({ personId, certifiedOn, firstOn, days }) => ({
          id: personId,
          name: names.get(personId) ?? "Somebody",
          certifiedOn: shortDay(certifiedOn),
          firstOn: firstOn ? shortDay(firstOn) : null,
          days,
        })),
  };
}

export const hasStopped = (personId: string): boolean =>
  db.select().from(activationStop).where(eq(activationStop.personId, personId)).get() !== undefined;

/** The tables of the page as one file: a line for each figure. */
export function cascadeCsv(page: CascadePage): string {
  const figure = (count: number | null): string | number => count ?? "fewer than 11 or held back";
  return toCsv(
    ["Table", "What", "People, each once", "Seats", "Trainings"],
    [
      [
        "Total",
        page.siteName ?? "All sites",
        figure(page.totals.people),
        figure(page.totals.seats),
        page.totals.trainings,
      ],
      ...page.byGeneration.map(({ name, people }) => ["Generation", name, figure(people), "", ""]),
      ...page.bySite.map(({ name, people, seats, trainings }) => [
        "Site",
        name,
        figure(people),
        figure(seats),
        trainings,
      ]),
      ...page.byDiscipline.map(({ name, people }) => ["Discipline", name, figure(people), "", ""]),
      ...(page.trainings ?? []).map(({ title, on, people, seats }) => [
        "Training",
        `${title}, ${on}`,
        people,
        seats,
        1,
      ]),
    ],
  );
}

/** The same for programs. */
export const cascadeJson = ({
  today,
  totals,
  byGeneration,
  bySite,
  byDiscipline,
  trainings,
  tree,
  activation,
}: CascadePage) => ({
  asOf: today,
  totals,
  byGeneration,
  bySite,
  byDiscipline,
  trainings,
  links: tree.edges,
  activation: {
    certified: activation.certified,
    active: activation.active,
    medianDays: activation.medianDays,
  },
});
