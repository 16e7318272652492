import { eq } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { newestFrozen } from "#app/content/editions.server.ts";
import type { Module } from "#app/content/tree.ts";
import { pinQuiz } from "#app/features/quiz/attempts.server.ts";
import { neededToPass, shuffledOptions } from "#app/features/quiz/scoring.ts";
import { insertSessionDays } from "#app/features/room/session-days.server.ts";
import { addDays, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { cast, finishedCohort, type Member, runningCohort } from "#tests/cast.ts";
import type { Writer } from "./client.server.ts";
import { cohort, cohortTrainer, enrolment } from "./schema/cohorts.ts";
import { answer, attempt, place, sectionLog } from "./schema/learning.ts";
import { person } from "./schema/people.ts";
import { personIdOf, pilotSites } from "./seed.ts";

/** A cohort with its trainers and people, as if it had been planned some days before `at`. */
export type NewCohort = {
  id: string;
  siteId: string;
  name: string;
  startsOn: string;
  endsOn: string;
  venue?: string;
  trainers: Member[];
  people: Member[];
  /** Dates of the days in the room; spread evenly without them. */
  dates?: string[];
};

/** Inserts a cohort and enrolls its people, with the audit rows that the pages would have written. */
export function insertCohort(tx: Writer, { trainers, people, dates, ...own }: NewCohort, at: Date): void {
  const planner = trainers[0] as Member;
  const addedBy = personIdOf(planner);
  const later = new Date(at.getTime() + 3 * hour);
  tx.insert(cohort)
    .values({ ...own, edition: newestFrozen(), createdBy: addedBy, createdAt: at })
    .run();
  const timeZone = pilotSites.find(({ id }) => id === own.siteId)?.timeZone ?? "America/New_York";
  insertSessionDays(tx, { ...own, variant: "four-day", timeZone }, at, dates);
  for (const one of trainers) {
    tx.insert(cohortTrainer)
      .values({ id: newId(), cohortId: own.id, personId: personIdOf(one), addedBy, addedAt: at })
      .run();
    seen(tx, personIdOf(one), later);
  }
  const trainerIds = trainers.map(personIdOf);
  recordAudit(tx, { id: addedBy }, "create-cohort", own.id, own.siteId, { trainerIds }, at);
  for (const one of people) {
    const personId = personIdOf(one);
    tx.insert(enrolment).values({ id: newId(), cohortId: own.id, personId, addedBy, addedAt: later }).run();
    recordAudit(tx, { id: addedBy }, "add-to-cohort", own.id, own.siteId, { personId }, later);
  }
}

const minute = 60_000;
const hour = 60 * minute;

/** How far somebody is: modules done in order, then one module begun, and what its quiz brought so far. */
type Path = {
  done: number;
  /** Sections read in the next module. */
  sections?: number;
  /** Attempts at the next module's quiz that did not pass. */
  notYet?: number;
  /** Whether a section with an alternative was read that way, or set aside. */
  way?: "alternative" | "set-aside";
  /** How many days ago the newest activity was. */
  quietFor?: number;
  /** Passed quizzes that took two tries: every n-th module. */
  secondTry?: number;
};

const firstDay: Path = { done: 7 };
const everything: Path = { done: 27 };

const paths: Record<string, Path> = {
  "tomas.rivera": { done: 2, sections: 3, quietFor: 1 },
  "grace.lindqvist": { done: 3, sections: 7, notYet: 2, quietFor: 1 },
  "keisha.monroe": { done: 5, sections: 2, way: "alternative", secondTry: 3 },
  "bethany.cole": { done: 10, sections: 2, quietFor: 2 },
  "samuel.ortega": { done: 6, sections: 4, secondTry: 4 },
  "ingrid.solberg": { ...firstDay, way: "alternative", quietFor: 4 },
  "marcus.hill": { done: 4, sections: 6, secondTry: 2, quietFor: 1 },
  "fatima.siddiqui": { done: 14, secondTry: 5 },
  "leo.petrov": { done: 2, sections: 7, notYet: 3, quietFor: 2 },
  "hannah.weiss": { done: 5, sections: 5, way: "set-aside" },
  "curtis.yazzie": { done: 1, sections: 4, quietFor: 8 },
  "olivia.grant": { done: 9, sections: 4, quietFor: 1, secondTry: 6 },
  "dmitri.kovac": { done: 3, sections: 7, notYet: 1, quietFor: 3 },
  "rosa.delgado": { done: 6, sections: 8, notYet: 1, way: "alternative" },
  "yuki.morita": { done: 8, sections: 1, way: "set-aside", quietFor: 3 },
  "abigail.stone": { done: 4, sections: 1, quietFor: 2 },
  "emeka.nwosu": { done: 2, sections: 5, quietFor: 1, secondTry: 2 },
  "claire.fontaine": { done: 6, sections: 3 },
  "jamal.rivers": { done: 3, sections: 7, notYet: 1, way: "alternative", quietFor: 1 },
  "teresa.nguyen": { ...firstDay, secondTry: 3, quietFor: 2 },
  "george.pappas": { done: 0, sections: 5, quietFor: 4 },
  "linda.castellanos": { done: 5, sections: 7, notYet: 1, quietFor: 1 },
  "sofia.marino": { done: 3, sections: 4, quietFor: 1, way: "alternative" },
  "andre.watkins": { done: 1, sections: 2, quietFor: 2 },
  "jonah.feldman": { done: 4, sections: 3, secondTry: 2 },
  "priya.raman": { done: 2, sections: 6, quietFor: 1 },
};

/** The demo's cohorts: Denver with a running, a finished and a planned one, every other site with a running one. */
export function insertDemoCohorts(tx: Writer, now: Date): void {
  const random = seeded(20_081_001);
  const people = [cast.trainer, cast.coTrainer];
  const monday = lastWeeksMonday(todayIn("America/Denver", now));
  const before = (days: number) => new Date(now.getTime() - days * 24 * hour);

  const denver = { siteId: "denver", trainers: people };
  const running = {
    ...denver,
    id: "c-denver-running",
    name: `${seasonOf(monday)} cohort`,
    startsOn: monday,
    endsOn: addDays(monday, 25),
    // The second day is always today, so that the room can be tried.
    dates: [monday, todayIn("America/Denver", now), addDays(monday, 20), addDays(monday, 25)],
    venue: "Front Range Advocacy Center, Room 2",
    people: runningCohort,
  };
  insertCohort(tx, running, before(30));
  for (const member of runningCohort)
    insertPath(tx, member, paths[member.key], "America/Denver", now, random);

  const finishedOn = addDays(monday, -26 * 7);
  insertCohort(
    tx,
    {
      ...denver,
      id: "c-denver-finished",
      name: `${seasonOf(finishedOn)} cohort`,
      startsOn: finishedOn,
      endsOn: addDays(finishedOn, 3),
      venue: "County training center",
      people: finishedCohort,
    },
    before(230),
  );
  finishedCohort.forEach((member, i) => {
    const path = i === 4 ? { done: 19, sections: 3 } : { ...everything, secondTry: 2 + (i % 4) };
    insertPath(tx, member, { ...path, quietFor: 180 + i }, "America/Denver", now, random);
  });

  const plannedOn = addDays(monday, 13 * 7);
  insertCohort(
    tx,
    {
      ...denver,
      id: "c-denver-planned",
      name: `${seasonOf(plannedOn)} cohort`,
      startsOn: plannedOn,
      endsOn: addDays(plannedOn, 3),
      people: [],
    },
    before(5),
  );

  const elsewhere: [string, Member[], Member[]][] = [
    [
      "chicago",
      [cast.chicagoTrainer, cast.chicagoCoTrainer],
      [cast.chicagoTrainee, cast.chicagoSecondTrainee],
    ],
    [
      "san-diego",
      [cast.sanDiegoTrainer, cast.sanDiegoCoTrainer],
      [cast.sanDiegoTrainee, cast.sanDiegoSecondTrainee],
    ],
    [
      "atlantic-city",
      [cast.atlanticCityTrainer, cast.atlanticCityCoTrainer],
      [cast.atlanticCityTrainee, cast.atlanticCitySecondTrainee],
    ],
    [
      "washington-dc",
      [cast.washingtonTrainer, cast.washingtonCoTrainer],
      [cast.washingtonTrainee, cast.washingtonSecondTrainee],
    ],
  ];
  for (const [siteId, trainers, trainees] of elsewhere) {
    const timeZone = pilotSites.find(({ id }) => id === siteId)?.timeZone ?? "America/New_York";
    const startsOn = lastWeeksMonday(todayIn(timeZone, now));
    insertCohort(
      tx,
      {
        id: `c-${siteId}`,
        siteId,
        name: `${seasonOf(startsOn)} cohort`,
        startsOn,
        endsOn: addDays(startsOn, 25),
        trainers,
        people: trainees,
      },
      before(21),
    );
    for (const member of trainees) insertPath(tx, member, paths[member.key], timeZone, now, random);
  }
}

/** Writes what somebody on this path has read and answered so far. Without a path: nothing. */
function insertPath(
  tx: Writer,
  member: Member,
  path: Path | undefined,
  timeZone: string,
  now: Date,
  random: () => number,
): void {
  if (!path) return;
  const personId = personIdOf(member);
  const { days } = catalogue().course;
  const modules = days.flatMap((day) => day.modules);
  const reached = path.done + (path.sections ? 1 : 0);
  const blocks = days.flatMap((day) =>
    day.blocks.filter((block) => {
      const [first, last] = [day.modules[0], day.modules.at(-1)].map((one) => modules.indexOf(one as Module));
      if (block.kind === "opening") return (first as number) < reached;
      if (block.kind === "closing") return path.done > (last as number);
      return modules.indexOf(block) < reached;
    }),
  );
  const clock = clockFor(blocks.length, path.quietFor ?? 0, timeZone, now, random);
  for (const [i, module] of blocks.entries()) {
    const order = modules.indexOf(module);
    const complete = module.kind !== "module" || order < path.done;
    const count = complete ? module.sections.length : (path.sections ?? 0);
    const at = clock(i);
    readSections(tx, personId, module, count, path.way, at);
    if (module.kind === "module") {
      const second = path.secondTry && (order + 1) % path.secondTry === 0 ? 1 : 0;
      const misses = complete ? second : (path.notYet ?? 0);
      for (let n = 0; n < misses; n += 1) takeQuiz(tx, personId, module, false, at, random);
      if (complete) takeQuiz(tx, personId, module, true, at, random);
    }
    seen(tx, personId, at.now);
  }
}

function seen(tx: Writer, personId: string, at: Date): void {
  tx.update(person).set({ lastSeenAt: at }).where(eq(person.id, personId)).run();
}

type Clock = { now: Date };

/** Spreads modules over days, all by day at the site and before now: one clock per module, which ticks on. */
function clockFor(modules: number, quietFor: number, timeZone: string, now: Date, random: () => number) {
  const last = addDays(todayIn(timeZone, now), -quietFor);
  return (index: number): Clock => {
    const day = addDays(last, -Math.floor((modules - 1 - index) / 2));
    // 16:00 to 20:00 UTC is by day in every American time zone.
    const at =
      Date.parse(`${day}T16:00:00Z`) + Math.floor(random() * 150) * minute + (index % 2) * 90 * minute;
    return { now: new Date(Math.min(at, now.getTime() - 2 * hour + index * minute)) };
  };
}

function tick(clock: Clock, minutes: number): Date {
  clock.now = new Date(clock.now.getTime() + minutes * minute);
  return clock.now;
}

function readSections(
  tx: Writer,
  personId: string,
  module: Module,
  count: number,
  way: Path["way"],
  clock: Clock,
): void {
  const rows = module.sections.slice(0, count).map(({ id, minutes, alternative }) => ({
    id: newId(),
    personId,
    moduleId: module.id,
    sectionId: id,
    how: (alternative && way) || ("read" as const),
    contentHash: module.hash,
    at: tick(clock, minutes / 2),
  }));
  if (rows.length > 0) tx.insert(sectionLog).values(rows).run();
  const stopped = module.sections[Math.min(count, module.sections.length - 1)];
  if (stopped)
    tx.insert(place).values({ personId, moduleId: module.id, sectionId: stopped.id, at: clock.now }).run();
}

/** Every module read and every quiz passed at `at`: what the certificate asks for besides attendance. */
export function insertPassedQuizzes(tx: Writer, member: Member, at: Date): void {
  for (const module of catalogue().course.days.flatMap(({ modules }) => modules))
    takeQuiz(tx, personIdOf(member), module, true, { now: at }, seeded(1));
}

/** One handed-in attempt. Wrong answers lean to one distractor of an item, as they do in a real room. */
function takeQuiz(
  tx: Writer,
  personId: string,
  module: Module,
  pass: boolean,
  clock: Clock,
  random: () => number,
): void {
  const quiz = module.quiz;
  if (!quiz) return;
  const needed = neededToPass(quiz);
  const right = pass
    ? needed + Math.floor(random() * (quiz.items.length - needed + 1))
    : needed - 2 - Math.floor(random() * 2);
  const missed = new Set(
    quiz.items
      .map(({ id }, i) => ({ id, weight: random() + (i % 3 === 1 ? 0.5 : 0) }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, quiz.items.length - right)
      .map(({ id }) => id),
  );
  const id = newId();
  const startedAt = tick(clock, 1);
  const answers = quiz.items.map((item, n) => {
    const correct = item.options.findIndex((option) => option.correct);
    const wrong = item.options.map((_, index) => index).filter((index) => index !== correct);
    const lean = wrong[n % wrong.length] as number;
    const other = wrong[Math.floor(random() * wrong.length)] as number;
    const option = missed.has(item.id) ? (random() < 0.6 ? lean : other) : correct;
    return { id: newId(), attemptId: id, itemId: item.id, option, at: tick(clock, 0.5) };
  });
  tx.insert(attempt)
    .values({
      id,
      personId,
      moduleId: module.id,
      contentHash: pinQuiz(tx, module.id, startedAt),
      optionOrder: shuffledOptions(quiz.items, random),
      startedAt,
      submittedAt: tick(clock, 0.5),
    })
    .run();
  tx.insert(answer).values(answers).run();
}

/** The Monday of the week before the week of `today`. */
export function lastWeeksMonday(today: string): string {
  const weekday = (new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(today, -weekday - 7);
}

/** "Fall 2026" for a day in September to November; December counts to the winter of the next year. */
function seasonOf(day: string): string {
  const [year, month] = day.split("-").map(Number) as [number, number];
  const name = ["Winter", "Spring", "Summer", "Fall"][Math.floor((month % 12) / 3)];
  return `${name} ${month === 12 ? year + 1 : year}`;
}

/** Mulberry32: the same numbers for the same seed, so that every demo looks the same. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
