import { catalogue } from "#app/content/catalogue.server.ts";
import { rubricNow } from "#app/features/certify/rubric.server.ts";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { instantIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import type { Writer } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { observation } from "#db/schema/fidelity.ts";
import { presence } from "#db/schema/room.ts";
import { rubricVersion, teachBackForm, teachBackSlot } from "#db/schema/teach-back.ts";
import { trainerFact } from "#db/schema/trainers.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "./cast.ts";

/** The rows of a person's way to trainer, as the pages that make them would have written them. All days are Denver's. */
const zone = "America/Denver";
const noon = (on: string) => instantIn(zone, on, "12:00");

/** Tomás was trained in the spring, passed and taught back: an apprentice from then on, in the cohort "spring". */
export function tomasIsApprentice(tx: Writer): void {
  const [amina, daniel, tomas] = [cast.trainer, cast.coTrainer, cast.trainee].map(personIdOf) as [
    string,
    string,
    string,
  ];
  insertCohort(
    tx,
    {
      id: "spring",
      siteId: "denver",
      name: "Spring",
      startsOn: "2026-03-02",
      endsOn: "2026-03-05",
      trainers: [cast.trainer, cast.coTrainer],
      people: [cast.trainee, cast.secondTrainee],
    },
    instantIn(zone, "2026-02-01", "12:00"),
  );
  for (const position of [1, 2, 3, 4]) attends(tx, "spring", tomas, position, ["08:20", "17:00"], amina);
  fact(tx, tomas, "post-assessment", "2026-03-05", amina, { right: 26, outOf: 30 });
  const slot = { cohortId: "spring", personId: tomas, round: 1, on: "2026-03-05", passed: true };
  teachesBack(tx, slot, [amina, daniel]);
}

/** Signs somebody in and out on a day of their cohort, by its place in the course. */
export function attends(
  tx: Writer,
  cohortId: string,
  personId: string,
  position: number,
  [from, to]: [string, string],
  by: string,
): void {
  const day = daysOfCohort(cohortId, tx).find((one) => one.position === position);
  if (!day) throw new Error(`no day ${position}`);
  for (const [kind, clock] of [
    ["in", from],
    ["out", to],
  ] as const) {
    const at = instantIn(day.timeZone, day.on, clock);
    const entry = { id: newId(), sessionDayId: day.id, personId, kind, at, way: "desk" as const };
    tx.insert(presence)
      .values({ ...entry, recordedBy: by, recordedAt: at, receivedAt: at })
      .run();
  }
}

export function fact(
  tx: Writer,
  personId: string,
  kind: (typeof trainerFact.$inferInsert)["kind"],
  on: string,
  by: string,
  more: Partial<typeof trainerFact.$inferInsert> = {},
): void {
  const row = { id: newId(), personId, siteId: "denver", kind, on, recordedBy: by, recordedAt: noon(on) };
  tx.insert(trainerFact)
    .values({ ...row, ...more })
    .run();
}

/** A teach-back on a day that two assessors scored; a "not yet" stands at level 2 throughout. */
export function teachesBack(
  tx: Writer,
  of: { cohortId: string; personId: string; round: number; on: string; passed: boolean },
  assessors: [string, string],
): void {
  const rubric = rubricNow();
  const [id, at] = [newId(), noon(of.on)];
  tx.insert(rubricVersion).values({ hash: rubric.hash, rubric, firstUsedAt: at }).onConflictDoNothing().run();
  tx.insert(teachBackSlot)
    .values({
      id,
      planId: id,
      cohortId: of.cohortId,
      personId: of.personId,
      round: of.round,
      startsAt: at,
      endsAt: new Date(at.getTime() + 15 * 60_000),
      groupNumber: 1,
      room: "Room 2",
      firstAssessorId: assessors[0],
      secondAssessorId: assessors[1],
      createdBy: assessors[0],
      createdAt: at,
    })
    .run();
  for (const authorId of assessors)
    tx.insert(teachBackForm)
      .values({
        id: newId(),
        slotId: id,
        authorId,
        part: "assessor",
        rubricHash: rubric.hash,
        scores: Object.fromEntries(rubric.criteria.map((one) => [one.id, of.passed ? 3 : 2])),
        points: { say: [], notSay: [] },
        strengths: ["You gave a task.", "You stopped on time."],
        nextStep: "Start at minute three.",
        handedInAt: at,
      })
      .run();
}

/** A delivery that is over, with one person trained, led by these trainers. Gives its id. */
export function delivers(
  tx: Writer,
  trainers: string[],
  on: string,
  trainee: string,
  siteId = "denver",
): string {
  const id = newId();
  tx.insert(cohort)
    .values({
      id,
      siteId,
      name: `Delivery of ${on}`,
      edition: catalogue().course.edition,
      startsOn: on,
      endsOn: on,
      variant: "two-day",
      kind: "delivery",
      host: "County agency",
      createdBy: trainers[0] as string,
      createdAt: noon(on),
    })
    .run();
  for (const personId of trainers)
    tx.insert(cohortTrainer)
      .values({ id: newId(), cohortId: id, personId, addedBy: trainers[0] as string, addedAt: noon(on) })
      .run();
  tx.insert(enrolment)
    .values({
      id: newId(),
      cohortId: id,
      personId: trainee,
      addedBy: trainers[0] as string,
      addedAt: noon(on),
    })
    .run();
  return id;
}

/** An observer's checklist about a trainer in a delivery: every item yes, or with one critical item missed. */
export function isObserved(
  tx: Writer,
  of: { cohortId: string; trainerId: string; observerId: string; on: string; meets: boolean },
): void {
  const checklist = catalogue().course.instruments.fidelity;
  if (!checklist) throw new Error("no fidelity.yaml");
  const critical = checklist.items.find((item) => item.critical)?.id as string;
  const answers = Object.fromEntries(checklist.items.map(({ id }) => [id, "yes"]));
  tx.insert(observation)
    .values({
      id: newId(),
      cohortId: of.cohortId,
      trainerId: of.trainerId,
      observerId: of.observerId,
      checklistHash: checklist.hash,
      checklist,
      answers: of.meets ? answers : { ...answers, [critical]: "no" },
      missing: {},
      strengths: ["Clear", "Calm"],
      nextStep: "Begin on time.",
      on: of.on,
      submittedAt: noon(of.on),
    })
    .run();
}
