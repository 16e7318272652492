import { createRequire } from "node:module";
import { join } from "node:path";
import { todayIn } from "../../app/lib/dates.ts";
import { cast } from "../cast.ts";

type Statement = { run(...values: unknown[]): unknown; pluck(): { get(): unknown } };
type File = { prepare(sql: string): Statement; transaction(work: () => void): () => void; close(): void };
const DatabaseFile = createRequire(import.meta.url)("better-sqlite3") as new (
  file: string,
  options: { timeout: number },
) => File;

const first = ["Ada", "Ben", "Cora", "Dev", "Edie", "Finn", "Gwen", "Hank"];
const last = ["Archer", "Bishop", "Calloway", "Dunn", "Ellery"];

/** The database of the running server, for rows that a story brings along; close it. */
export const openDatabase = (): File =>
  new DatabaseFile(join(process.env.E2E_DATA ?? "test-results/data", "cairn.sqlite"), { timeout: 10_000 });

/** The zone without daylight saving in which it is between ten and eleven in the morning, whenever the tests run. */
function zoneOfMorning(): string {
  const ahead = ((10 - new Date().getUTCHours() + 35) % 24) - 11;
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

/**
 * A room at Washington, DC whose first day is today and under way: forty people of this cohort alone, with
 * the trainers `washingtonTrainer` and `washingtonCoTrainer`. No other story counts the people of that site.
 */
export function fillRoom(id: string): { id: string; names: string[] } {
  const file = openDatabase();
  const zone = zoneOfMorning();
  const today = todayIn(zone);
  const trainers = [cast.washingtonTrainer, cast.washingtonCoTrainer].map((member) => `p-${member.key}`);
  const now = Date.now();
  const names = last.flatMap((family) => first.map((given) => `${given} ${family}`));
  const edition = file.prepare("select edition from cohort limit 1").pluck().get();
  file.transaction(() => {
    file
      .prepare(
        "insert into cohort (id, site_id, name, edition, starts_on, ends_on, variant, created_by, created_at) values (?, 'washington-dc', ?, ?, ?, ?, 'two-day', ?, ?)",
      )
      .run(id, `Room ${id}`, edition, today, today, trainers[0], now);
    for (const trainer of trainers)
      file
        .prepare(
          "insert into cohort_trainer (id, cohort_id, person_id, added_by, added_at) values (?, ?, ?, ?, ?)",
        )
        .run(`${id}-${trainer}`, id, trainer, trainers[0], now);
    for (const position of [1, 2])
      file
        .prepare(
          "insert into session_day (id, cohort_id, position, \"on\", starts_at, time_zone, secret, changed_at) values (?, ?, ?, ?, '08:30', ?, ?, ?)",
        )
        .run(`${id}-day-${position}`, id, position, today, zone, `${id} is no secret ${position}`, now);
    for (const [n, name] of names.entries()) {
      const personId = `${id}-person-${n}`;
      file
        .prepare("insert into person (id, email, name, demo, created_at) values (?, ?, ?, 1, ?)")
        .run(personId, `${id}.${n}@example.org`, name, now);
      file
        .prepare(
          "insert into enrolment (id, cohort_id, person_id, added_by, added_at) values (?, ?, ?, ?, ?)",
        )
        .run(`${personId}-in`, id, personId, trainers[0], now);
    }
  })();
  file.close();
  return { id, names };
}
