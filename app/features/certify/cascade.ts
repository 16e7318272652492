import { type Discipline, disciplines } from "#app/content/discipline.ts";
import { daysBetween } from "#app/features/cohorts/cohort.ts";
import { grouped } from "#app/lib/grouped.ts";

/** A training that took place: a cohort of the program itself, or a delivery that a trainer gave. */
export type Training = {
  id: string;
  kind: "program" | "delivery";
  siteId: string;
  /** First day, `YYYY-MM-DD`. */
  on: string;
  trainers: readonly string[];
  /** Who completed it. */
  trained: readonly { personId: string; discipline: Discipline | null }[];
};

export type Trained = {
  personId: string;
  /** 0 was trained by the program; null is a trainer of the program who was trained only after training others. */
  generation: number | null;
  /** First training: where and when, and by whom. */
  trainingId: string;
  siteId: string;
  on: string;
  discipline: Discipline | null;
  parents: string[];
};

export type Totals = { people: number; seats: number; trainings: number };

export type Cascade = {
  /** Each person once, in the order of their first training. */
  people: Trained[];
  /** Who trained whom first. */
  edges: { from: string; to: string }[];
  totals: Totals;
  byGeneration: { generation: number | null; people: number }[];
  /** By the site of the first training; seats and trainings by the site where they took place. */
  bySite: ({ siteId: string } & Totals)[];
  byDiscipline: { discipline: Discipline | null; people: number }[];
};

/**
 * Who trained whom, without counting anyone twice.
 *
 * - Trainings count in the order of their first day, then of their ids; the order in which they are read does not matter.
 * - A person belongs to their **first** training; later ones count as seats and not as people.
 * - Trained by the program itself: generation 0, without parents. Trained in a delivery: the least generation among its
 *   trainers plus one, and all its trainers are parents. A trainer of whom there is no earlier training is one of the
 *   program's own, and whom they train is generation 0.
 * - A trainer on the roster of their own training is not trained by it.
 * - A program trainer who later sits in a training counts as one person, without generation or parents. That is what
 *   keeps the graph free of cycles: whoever has parents trained nobody before their own first training, so along each
 *   edge the first trainings grow strictly later.
 */
export function cascadeOf(trainings: readonly Training[]): Cascade {
  const people = new Map<string, Trained>();
  const hasTrained = new Set<string>();
  const bySite = new Map<string, Totals>();
  const ordered = [...trainings].sort((a, b) => a.on.localeCompare(b.on) || (a.id < b.id ? -1 : 1));
  for (const training of ordered) {
    const { id, kind, siteId, on, trainers } = training;
    const roster = rosterOf(training);
    const site = bySite.get(siteId) ?? { people: 0, seats: 0, trainings: 0 };
    bySite.set(siteId, site);
    site.trainings += 1;
    site.seats += roster.size;
    for (const one of trainers) hasTrained.add(one);
    const least = Math.min(...trainers.map((one) => people.get(one)?.generation ?? -1));
    const generation = kind === "program" || trainers.length === 0 ? 0 : least + 1;
    const parents = kind === "program" ? [] : [...new Set(trainers)].sort();
    for (const [personId, discipline] of roster) {
      if (people.has(personId)) continue;
      const own = hasTrained.has(personId);
      people.set(personId, {
        personId,
        generation: own ? null : generation,
        trainingId: id,
        siteId,
        on,
        discipline,
        parents: own ? [] : parents,
      });
      site.people += 1;
    }
  }
  const list = [...people.values()];
  const generations = grouped(list, ({ generation }) => generation);
  const fields = grouped(list, ({ discipline }) => discipline);
  return {
    people: list,
    edges: list.flatMap(({ personId, parents }) => parents.map((from) => ({ from, to: personId }))),
    totals: {
      people: list.length,
      seats: [...bySite.values()].reduce((total, { seats }) => total + seats, 0),
      trainings: trainings.length,
    },
    byGeneration: [...generations]
      .map(([generation, of]) => ({ generation, people: of.length }))
      .sort((a, b) => (a.generation ?? -1) - (b.generation ?? -1)),
    bySite: [...bySite]
      .map(([siteId, totals]) => ({ siteId, ...totals }))
      .sort((a, b) => (a.siteId < b.siteId ? -1 : 1)),
    byDiscipline: [...disciplines, null].map((discipline) => ({
      discipline,
      people: fields.get(discipline)?.length ?? 0,
    })),
  };
}

export type Tree = {
  /** People below, each once even where two of their trainers are both below. */
  people: number;
  /** How many steps below: 1 for those whom this trainer trained. A person counts at their shortest distance. */
  steps: { step: number; people: number }[];
};

/** All who were trained by a trainer, or by somebody whom they trained, and so on. */
export function treeOf({ edges }: Pick<Cascade, "edges">, trainer: string): Tree {
  const children = grouped(edges, ({ from }) => from);
  const seen = new Set([trainer]);
  const steps: Tree["steps"] = [];
  for (let level = [trainer]; level.length > 0; ) {
    const next = level.flatMap((one) => (children.get(one) ?? []).map(({ to }) => to));
    level = [...new Set(next)].filter((one) => !seen.has(one));
    for (const one of level) seen.add(one);
    if (level.length > 0) steps.push({ step: steps.length + 1, people: level.length });
  }
  return { people: seen.size - 1, steps };
}

/** A training's people, each once, without its own trainers; the first discipline given counts. */
function rosterOf({ trained, trainers }: Training): Map<string, Discipline | null> {
  const roster = new Map<string, Discipline | null>();
  for (const { personId, discipline } of [...trained].sort((a, b) =>
    (a.discipline ?? "~").localeCompare(b.discipline ?? "~"),
  )) {
    if (!trainers.includes(personId) && !roster.has(personId)) roster.set(personId, discipline);
  }
  return new Map([...roster].sort(([a], [b]) => (a < b ? -1 : 1)));
}

// ---- activation clock ---------------------------------------------------------------------------------------------

/** Days after certification on which a trainer without a delivery, and their sponsor, hear from us kindly. */
export const activationMarks = [30, 60, 90] as const;

export type Activation = {
  personId: string;
  certifiedOn: string;
  /** First day of the first delivery given on or after the day of certification; null while there is none. */
  firstOn: string | null;
  /** From certification to the first delivery, or to today while there is none. */
  days: number;
  /** The mark whose reminder is due now; earlier ones that were missed are not made up for. */
  remindAt: (typeof activationMarks)[number] | null;
};

/**
 * How long each certified trainer took to their first delivery, and who is due a reminder. `resting` are people on a
 * break, paused or no longer certified: they are counted and not reminded. `reminded` are the marks already sent, by
 * person; each mark goes out once at most, and after a silence of the program only the newest one.
 */
export function activationOf(
  certified: readonly { personId: string; on: string }[],
  trainings: readonly Training[],
  today: string,
  resting: ReadonlySet<string> = new Set(),
  reminded: ReadonlyMap<string, readonly number[]> = new Map(),
): Activation[] {
  const given = trainings.filter(({ kind, on }) => kind === "delivery" && on <= today);
  return [...certified]
    .sort((a, b) => a.on.localeCompare(b.on) || (a.personId < b.personId ? -1 : 1))
    .map(({ personId, on: certifiedOn }) => {
      const after = given.filter(({ trainers, on }) => trainers.includes(personId) && on >= certifiedOn);
      const firstOn = after.map(({ on }) => on).sort()[0] ?? null;
      const days = daysBetween(certifiedOn, firstOn ?? today);
      const newest = activationMarks.findLast((mark) => days >= mark) ?? null;
      const sent = Math.max(0, ...(reminded.get(personId) ?? []));
      const due = firstOn === null && newest !== null && sent < newest && !resting.has(personId);
      return { personId, certifiedOn, firstOn, days, remindAt: due ? newest : null };
    });
}

/** How many were certified, how many have given a delivery, and the median days of those who have. */
export function activationSummary(list: readonly Activation[]): {
  certified: number;
  active: number;
  medianDays: number | null;
} {
  const days = list
    .filter(({ firstOn }) => firstOn !== null)
    .map((one) => one.days)
    .sort((a, b) => a - b);
  const half = Math.floor(days.length / 2);
  const upper = days[half];
  const medianDays =
    upper === undefined ? null : days.length % 2 === 1 ? upper : ((days[half - 1] as number) + upper) / 2;
  return { certified: list.length, active: days.length, medianDays };
}

// ---- drought ------------------------------------------------------------------------------------------------------

export type Dryness = {
  siteId: string;
  /** null for the site as a whole. */
  discipline: Discipline | null;
  /** First day of the newest training that reached them; null if none ever did. */
  lastOn: string | null;
  days: number | null;
  dry: boolean;
};

/**
 * Where nobody has been trained for more than `after` days: each site as a whole, then each discipline at it. A
 * discipline is reached when somebody of it completed a training at that site.
 */
export function droughtOf(
  trainings: readonly Training[],
  sites: readonly string[],
  today: string,
  after = 180,
): Dryness[] {
  return sites.flatMap((siteId) =>
    [null, ...disciplines].map((discipline): Dryness => {
      const reached = trainings.filter(
        (one) =>
          one.siteId === siteId &&
          one.on <= today &&
          one.trained.some((person) => discipline === null || person.discipline === discipline),
      );
      const lastOn =
        reached
          .map(({ on }) => on)
          .sort()
          .at(-1) ?? null;
      const days = lastOn === null ? null : daysBetween(lastOn, today);
      return { siteId, discipline, lastOn, days, dry: days === null || days > after };
    }),
  );
}
