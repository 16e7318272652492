import { eq } from "drizzle-orm";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { Discipline } from "#app/content/discipline.ts";
import { newestFrozen } from "#app/content/editions.server.ts";
import { daysOfCohort, insertSessionDays } from "#app/features/room/session-days.server.ts";
import { addDays, instantIn, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { cast, finishedCohort, type Member } from "#tests/cast.ts";
import type { Writer } from "./client.server.ts";
import { cohort, cohortTrainer, enrolment } from "./schema/cohorts.ts";
import { fidelityMark } from "./schema/fidelity.ts";
import { commitment } from "./schema/follow-up.ts";
import { person } from "./schema/people.ts";
import { trainerDecision } from "./schema/trainers.ts";
import { personIdOf, pilotSites } from "./seed.ts";

const member = (key: string): Member => finishedCohort.find((one) => one.key === key) as Member;
const [elena, thomas, aisha] = ["elena.vargas", "thomas.bright", "aisha.warsame"].map(member) as [
  Member,
  Member,
  Member,
];

type Delivery = {
  id: string;
  siteId: string;
  host: string;
  variant: string;
  /** How many days ago it began. */
  ago: number;
  /** Members of the cast, or people of an earlier delivery as `delivery person`. */
  trainers: (Member | string)[];
  people: number;
  disciplines: Discipline[];
};

/** What graduates of Denver's finished cohort and trainers elsewhere have given since. All fictional. */
const deliveries: Delivery[] = [
  {
    id: "d-denver-families",
    siteId: "denver",
    host: "County family services",
    variant: "one-day",
    ago: 150,
    trainers: [cast.trainer, elena],
    people: 9,
    disciplines: ["human-services", "child-advocacy"],
  },
  {
    id: "d-denver-schools",
    siteId: "denver",
    host: "School district, north",
    variant: "half-day",
    ago: 100,
    trainers: [elena, thomas],
    people: 11,
    disciplines: ["human-services", "law-enforcement"],
  },
  {
    id: "d-chicago-lakeview",
    siteId: "chicago",
    host: "Lakeview Youth Services",
    variant: "two-day",
    ago: 80,
    trainers: [cast.chicagoTrainer, thomas],
    people: 12,
    disciplines: ["human-services", "law-enforcement", "child-advocacy"],
  },
  {
    id: "d-denver-clinic",
    siteId: "denver",
    host: "Clinic outreach team",
    variant: "half-day",
    ago: 45,
    trainers: [thomas, "d-denver-schools 0"],
    people: 8,
    disciplines: ["human-services"],
  },
  {
    id: "d-denver-shelter",
    siteId: "denver",
    host: "Night Harbor shelter",
    variant: "half-day",
    ago: 20,
    trainers: ["d-denver-schools 0", "d-denver-schools 1"],
    people: 7,
    disciplines: ["human-services", "child-advocacy"],
  },
  {
    id: "d-san-diego-harbor",
    siteId: "san-diego",
    host: "Harborview Advocacy Center",
    variant: "one-day",
    ago: 210,
    trainers: [cast.sanDiegoTrainer, cast.sanDiegoCoTrainer],
    people: 10,
    disciplines: ["child-advocacy", "law-enforcement"],
  },
];

const given = [
  "Ana",
  "Bruno",
  "Celia",
  "Derek",
  "Esther",
  "Felix",
  "Gina",
  "Henry",
  "Iris",
  "Jonas",
  "Kate",
  "Luis",
];
const families = ["Abbott", "Beltran", "Costa", "Dorsey", "Eriksen", "Fuentes"];

const dayMs = 24 * 3600_000;

/** Deliveries of three steps, certified graduates with and without one, and the commitments of the finished cohort. */
export function insertDemoCascade(tx: Writer, now: Date): void {
  const ago = (days: number) => new Date(now.getTime() - days * dayMs);
  for (const [one, days] of [
    [elena, 170],
    [thomas, 130],
    [aisha, 62],
  ] as const)
    tx.insert(trainerDecision)
      .values({
        id: newId(),
        personId: personIdOf(one),
        siteId: "denver",
        kind: "certify",
        reason: "Every step is done, and the first delivery was observed.",
        decidedBy: personIdOf(cast.coordinator),
        decidedAt: ago(days),
        edition: newestFrozen(),
      })
      .run();
  for (const [index, one] of deliveries.entries()) insertDelivery(tx, one, index, now);
  for (const id of ["d-denver-families", "d-chicago-lakeview", "d-san-diego-harbor"]) insertMarks(tx, id);
  insertCommitments(tx, ago(170));
}

function insertDelivery(tx: Writer, one: Delivery, index: number, now: Date): void {
  const timeZone = pilotSites.find(({ id }) => id === one.siteId)?.timeZone ?? "America/New_York";
  const startsOn = addDays(todayIn(timeZone, now), -one.ago);
  const days = catalogue().course.variants.find(({ id }) => id === one.variant)?.days.length ?? 1;
  const endsOn = addDays(startsOn, days - 1);
  const planned = new Date(now.getTime() - (one.ago + 14) * dayMs);
  const trainers = one.trainers.map((who) =>
    typeof who === "string" ? `p-${who.replace(" ", "-")}` : personIdOf(who),
  );
  const addedBy = trainers[0] as string;
  const { id, siteId, host, variant } = one;
  tx.insert(cohort)
    .values({
      id,
      siteId,
      host,
      variant,
      kind: "delivery",
      name: `Delivery at ${host}`,
      edition: newestFrozen(),
      startsOn,
      endsOn,
      venue: host,
      createdBy: addedBy,
      createdAt: planned,
    })
    .run();
  insertSessionDays(tx, { id, startsOn, endsOn, variant, timeZone }, planned);
  for (const personId of trainers)
    tx.insert(cohortTrainer).values({ id: newId(), cohortId: id, personId, addedBy, addedAt: planned }).run();
  for (let place = 0; place < one.people; place += 1) {
    const personId = `p-${id}-${place}`;
    tx.insert(person)
      .values({
        id: personId,
        email: `${id}.${place}@example.org`,
        name: `${given[(place + index * 5) % given.length]} ${families[(place + index) % families.length]}`,
        discipline: one.disciplines[place % one.disciplines.length] as Discipline,
        agency: host,
        demo: true,
        createdAt: planned,
      })
      .run();
    tx.insert(enrolment).values({ id: newId(), cohortId: id, personId, addedBy, addedAt: planned }).run();
  }
}

/** What the trainers of a delivery tapped: most as planned, the same few steps changed each time. */
function insertMarks(tx: Writer, cohortId: string): void {
  const trainer = tx.select().from(cohortTrainer).where(eq(cohortTrainer.cohortId, cohortId)).get();
  if (!trainer) return;
  for (const day of daysOfCohort(cohortId, tx))
    for (const { module } of day.plan.items)
      for (const [place, step] of (module?.plan?.steps ?? []).entries()) {
        const isLast = place === (module?.plan?.steps.length ?? 0) - 1;
        const skipped = isLast && step.mark === "adaptable";
        const adapted = !skipped && place === 2 && module?.kind === "module";
        tx.insert(fidelityMark)
          .values({
            id: newId(),
            sessionDayId: day.id,
            target: step.id,
            mark: skipped ? "skipped" : adapted ? "adapted" : "covered",
            reason: skipped ? "time" : adapted ? "questions" : null,
            minutes: skipped ? null : step.minutes + (adapted ? 4 : 0),
            recordedBy: trainer.personId,
            at: instantIn(day.timeZone, day.on, "18:00"),
          })
          .run();
      }
}

/** Some of the finished cohort wrote a card and named a sponsor; of these, some sponsors signed. */
function insertCommitments(tx: Writer, at: Date): void {
  for (const [place, one] of finishedCohort.entries()) {
    if (place % 4 === 3) continue;
    const hasSponsor = place % 3 !== 2;
    tx.insert(commitment)
      .values({
        id: newId(),
        personId: personIdOf(one),
        cohortId: "c-denver-finished",
        actions: [
          {
            what: "Put the 24-hour checklist into our intake binder",
            where: "Intake",
            by: "by the 15th",
            noticedBy: "the intake worker",
            obstacle: "A week on call",
            plan: "ask a colleague to print it",
          },
        ],
        sponsorName: hasSponsor ? "A supervisor of the demo" : null,
        sponsorEmail: hasSponsor ? `sponsor.${place}@example.org` : null,
        sponsorSignedAt: hasSponsor && place % 2 === 0 ? at : null,
        createdAt: at,
        updatedAt: at,
      })
      .run();
  }
}
