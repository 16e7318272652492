import { taughtDays } from "#app/content/catalogue.server.ts";
import { daysOfCohort, insertSessionDays } from "#app/features/room/session-days.server.ts";
import { addDays, instantIn, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import type { Writer } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { fidelityMark } from "#db/schema/fidelity.ts";
import { person } from "#db/schema/people.ts";
import { presence } from "#db/schema/room.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";

const zone = "America/Denver";
const variants = ["half-day", "one-day", "two-day"];
const trainers = [cast.trainer, cast.coTrainer, cast.chicagoTrainer, cast.sanDiegoTrainer].map(personIdOf);

/** Deliveries that are over, at each of the sites in turn, with everybody signed in and out and each step marked. */
export function insertDeliveries(
  tx: Writer,
  siteIds: readonly string[],
  of: { deliveries: number; people: number },
): void {
  const today = todayIn(zone);
  for (let n = 0; n < of.deliveries; n += 1) {
    const [id, variant] = [`bench-${n}`, variants[n % variants.length] as string];
    const startsOn = addDays(today, -3 - 2 * n);
    const own = { id, variant, startsOn, endsOn: addDays(startsOn, taughtDays(variant).length - 1) };
    const by = trainers[n % trainers.length] as string;
    const added = { addedBy: by, addedAt: instantIn(zone, startsOn, "07:00") };
    tx.insert(cohort)
      .values({
        ...own,
        siteId: siteIds[n % siteIds.length] as string,
        name: `Bench ${n}`,
        kind: "delivery",
        host: `Agency ${n}`,
        edition: "2026.1",
        createdBy: by,
        createdAt: added.addedAt,
      })
      .run();
    insertSessionDays(tx, { ...own, timeZone: zone }, added.addedAt);
    for (const personId of [by, trainers[(n + 1) % trainers.length] as string])
      tx.insert(cohortTrainer)
        .values({ id: newId(), cohortId: id, personId, ...added })
        .run();
    for (let place = 0; place < of.people; place += 1) insertPerson(tx, id, place, added);
    insertDays(tx, id, of.people, by);
  }
}

function insertPerson(
  tx: Writer,
  cohortId: string,
  place: number,
  added: { addedBy: string; addedAt: Date },
) {
  const personId = `${cohortId}-${place}`;
  tx.insert(person)
    .values({
      id: personId,
      email: `${personId}@example.org`,
      name: `Person ${place} of ${cohortId}`,
      discipline: place % 2 === 0 ? "human-services" : "law-enforcement",
      createdAt: added.addedAt,
    })
    .run();
  tx.insert(enrolment)
    .values({ id: newId(), cohortId, personId, ...added })
    .run();
}

function insertDays(tx: Writer, cohortId: string, people: number, by: string): void {
  for (const day of daysOfCohort(cohortId, tx)) {
    for (let place = 0; place < people; place += 1)
      for (const [kind, clock] of [
        ["in", "08:20"],
        ["out", "17:00"],
      ] as const) {
        const at = instantIn(zone, day.on, clock);
        const entry = { id: newId(), sessionDayId: day.id, personId: `${cohortId}-${place}`, kind, at };
        tx.insert(presence)
          .values({ ...entry, way: "desk", recordedBy: by, recordedAt: at, receivedAt: at })
          .run();
      }
    const steps = day.plan.items.flatMap(({ module }) => module?.plan?.steps ?? []);
    for (const [place, step] of steps.entries())
      tx.insert(fidelityMark)
        .values({
          id: newId(),
          sessionDayId: day.id,
          target: step.id,
          mark: place % 7 === 3 ? "adapted" : place % 11 === 5 ? "skipped" : "covered",
          reason: place % 7 === 3 || place % 11 === 5 ? "time" : null,
          minutes: step.minutes + (place % 3),
          recordedBy: by,
          at: instantIn(zone, day.on, "16:00"),
        })
        .run();
  }
}
