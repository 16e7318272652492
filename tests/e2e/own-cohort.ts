import { addDays, todayIn } from "../../app/lib/dates.ts";
import { cast, demoPassword } from "../cast.ts";
import { openDatabase } from "./forty.ts";
import type { Newcomer } from "./newcomer.ts";

/**
 * A cohort at Washington, DC of a story's own, with the trainers `washingtonTrainer` and `washingtonCoTrainer`. Its last
 * day in the room is `endedAgo` days ago; its people belong to it alone and can sign in.
 */
export function ownCohort(id: string, names: string[], endedAgo = 0): { id: string; people: Newcomer[] } {
  const file = openDatabase();
  const endsOn = addDays(todayIn("America/New_York"), -endedAgo);
  const startsOn = addDays(endsOn, -3);
  const trainers = [cast.washingtonTrainer, cast.washingtonCoTrainer].map(({ key }) => `p-${key}`);
  const now = Date.now();
  const edition = file.prepare("select edition from cohort limit 1").pluck().get();
  const people = names.map(
    (name, n): Newcomer => ({ name, email: `${id}.${n}@example.org`, password: demoPassword }),
  );
  file.transaction(() => {
    file
      .prepare(
        "insert into cohort (id, site_id, name, edition, starts_on, ends_on, venue, variant, created_by, created_at) values (?, 'washington-dc', ?, ?, ?, ?, 'The long room', 'four-day', ?, ?)",
      )
      .run(id, `Cohort ${id}`, edition, startsOn, endsOn, trainers[0], now);
    for (const trainer of trainers)
      file
        .prepare(
          "insert into cohort_trainer (id, cohort_id, person_id, added_by, added_at) values (?, ?, ?, ?, ?)",
        )
        .run(`${id}-${trainer}`, id, trainer, trainers[0], now);
    for (const position of [1, 2, 3, 4])
      file
        .prepare(
          "insert into session_day (id, cohort_id, position, \"on\", starts_at, time_zone, secret, changed_at) values (?, ?, ?, ?, '08:30', 'America/New_York', ?, ?)",
        )
        .run(
          `${id}-day-${position}`,
          id,
          position,
          addDays(startsOn, position - 1),
          `${id} is no secret ${position}`,
          now,
        );
    for (const [n, { name, email }] of people.entries()) {
      const personId = `${id}-person-${n}`;
      file
        .prepare(
          "insert into person (id, email, name, password_hash, discipline, demo, created_at) select ?, ?, ?, password_hash, 'human-services', 1, ? from person where id = ?",
        )
        .run(personId, email, name, now, trainers[0]);
      file
        .prepare(
          "insert into role_grant (id, person_id, role, site_id, granted_by, granted_at) values (?, ?, 'trainee', 'washington-dc', ?, ?)",
        )
        .run(`${personId}-role`, personId, trainers[0], now);
      file
        .prepare(
          "insert into enrolment (id, cohort_id, person_id, added_by, added_at) values (?, ?, ?, ?, ?)",
        )
        .run(`${personId}-in`, id, personId, trainers[0], now);
    }
  })();
  file.close();
  return { id, people };
}
