import { addDays, instantIn, todayIn } from "#app/lib/dates.ts";
import type { Database } from "#db/client.server.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";

const zone = "America/Denver";
const cohorts = 50;
const people = 40;
const days = 4;
/** How many of the cohorts one trainer has; the rest are a colleague's. */
const ofTheTrainer = 4;

type Fields = Record<string, unknown>;

/** A copy of a row with some fields changed. */
function copy(database: Database["$client"], table: string, row: Fields, change: Fields): void {
  const all = { ...row, ...change };
  const names = Object.keys(all);
  database
    .prepare(
      `insert into ${table} (${names.map((name) => `"${name}"`).join()}) values (${names.map((name) => `@${name}`).join()})`,
    )
    .run(all);
}

/**
 * Fills a demo's database with 50 cohorts of 40 people whose four days are over: three days in the ledger, the fourth
 * left open for writing. Gives the ids of the cohorts, the trainer's first.
 */
export function insertLedger(database: Database["$client"]): string[] {
  const one = (text: string, ...values: unknown[]) => database.prepare(text).get(...values) as Fields;
  const template = one("select * from cohort where id = 'c-denver-finished'");
  const trainee = one("select * from person where id = ?", personIdOf(cast.trainee));
  const teaches = one("select * from cohort_trainer where cohort_id = 'c-denver-finished' limit 1");
  const attends = one("select * from enrolment where cohort_id = 'c-denver-finished' limit 1");
  const day = one("select * from session_day where cohort_id = 'c-denver-finished' limit 1");
  const entry = one("select * from presence where session_day_id = ? limit 1", day.id);
  const [first, last] = [addDays(todayIn(zone), -10), addDays(todayIn(zone), -11 + days)];
  const ids = Array.from({ length: cohorts }, (_, n) => `bench-cohort-${n}`);
  database.transaction(() => {
    for (const [n, cohortId] of ids.entries()) {
      const own = { id: cohortId, name: `Bench ${n}`, starts_on: first, ends_on: last };
      copy(database, "cohort", template, { ...own, join_token: null, calendar_token: null });
      const by = n < ofTheTrainer ? [cast.trainer, cast.coTrainer] : [cast.coTrainer];
      for (const trainer of by)
        copy(database, "cohort_trainer", teaches, {
          id: `${cohortId}-${personIdOf(trainer)}`,
          cohort_id: cohortId,
          person_id: personIdOf(trainer),
          removed_at: null,
        });
      for (let position = 1; position <= days; position += 1)
        copy(database, "session_day", day, {
          id: `${cohortId}-day-${position}`,
          cohort_id: cohortId,
          position,
          on: addDays(first, position - 1),
        });
      for (let place = 0; place < people; place += 1) insertPerson(cohortId, place);
    }
  })();
  return ids;

  function insertPerson(cohortId: string, place: number): void {
    const personId = `${cohortId}-person-${place}`;
    copy(database, "person", trainee, {
      id: personId,
      email: `${personId}@example.org`,
      name: `Person ${place} of ${cohortId}`,
    });
    copy(database, "enrolment", attends, {
      id: `${personId}-enrolment`,
      cohort_id: cohortId,
      person_id: personId,
      withdrawn_at: null,
    });
    for (let position = 1; position < days; position += 1)
      for (const kind of ["in", "out"])
        copy(database, "presence", entry, {
          id: `${personId}-day-${position}-${kind}`,
          session_day_id: `${cohortId}-day-${position}`,
          person_id: personId,
          kind,
          at: instantIn(zone, addDays(first, position - 1), kind === "in" ? "08:20" : "16:50").getTime(),
        });
  }
}

/** Sign-ins and sign-outs of the open day of a cohort, one a request, in an order in which each of them fits. */
export function signIns(cohortId: string, count: number): { path: string; body: string }[] {
  const morning = instantIn(zone, addDays(todayIn(zone), -11 + days), "06:00").getTime();
  return Array.from({ length: count }, (_, n) => {
    const turn = Math.floor(n / people);
    const event = {
      id: `${cohortId}-write-${n}`,
      personId: `${cohortId}-person-${n % people}`,
      kind: turn % 2 === 0 ? "in" : "out",
      at: morning + turn * 60_000,
      recordedAt: morning,
    };
    return {
      path: `/cohorts/${cohortId}/days/${days}/ledger.json`,
      body: JSON.stringify({ events: [event] }),
    };
  });
}
