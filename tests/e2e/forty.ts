import { createRequire } from "node:module";
import { join } from "node:path";
import { todayIn } from "../../app/lib/dates.ts";

type Statement = { run(...values: unknown[]): unknown; pluck(): { get(): unknown } };
type File = { prepare(sql: string): Statement; transaction(work: () => void): () => void; close(): void };
const DatabaseFile = createRequire(import.meta.url)("better-sqlite3") as new (
  file: string,
  options: { timeout: number },
) => File;

const first = ["Ada", "Ben", "Cora", "Dev", "Edie", "Finn", "Gwen", "Hank"];
const last = ["Archer", "Bishop", "Calloway", "Dunn", "Ellery"];

/** A room full of people whose first day is today at Denver: forty people of this cohort alone, with Amina Okafor and Daniel Whitehorse. */
export function fillRoom(id: string): { id: string; names: string[] } {
  const file = new DatabaseFile(join(process.env.E2E_DATA ?? "test-results/data", "cairn.sqlite"), {
    timeout: 10_000,
  });
  const today = todayIn("America/Denver");
  const now = Date.now();
  const names = last.flatMap((family) => first.map((given) => `${given} ${family}`));
  const edition = file.prepare("select edition from cohort limit 1").pluck().get();
  file.transaction(() => {
    file
      .prepare(
        "insert into cohort (id, site_id, name, edition, starts_on, ends_on, variant, created_by, created_at) values (?, 'denver', ?, ?, ?, ?, 'two-day', 'p-amina.okafor', ?)",
      )
      .run(id, `Room ${id}`, edition, today, today, now);
    for (const trainer of ["p-amina.okafor", "p-daniel.whitehorse"])
      file
        .prepare(
          "insert into cohort_trainer (id, cohort_id, person_id, added_by, added_at) values (?, ?, ?, 'p-amina.okafor', ?)",
        )
        .run(`${id}-${trainer}`, id, trainer, now);
    for (const position of [1, 2])
      file
        .prepare(
          "insert into session_day (id, cohort_id, position, \"on\", starts_at, time_zone, secret, changed_at) values (?, ?, ?, ?, '08:30', 'America/Denver', ?, ?)",
        )
        .run(`${id}-day-${position}`, id, position, today, `${id} is no secret ${position}`, now);
    for (const [n, name] of names.entries()) {
      const personId = `${id}-person-${n}`;
      file
        .prepare("insert into person (id, email, name, demo, created_at) values (?, ?, ?, 1, ?)")
        .run(personId, `${id}.${n}@example.org`, name, now);
      file
        .prepare(
          "insert into enrolment (id, cohort_id, person_id, added_by, added_at) values (?, ?, ?, 'p-amina.okafor', ?)",
        )
        .run(`${personId}-in`, id, personId, now);
    }
  })();
  file.close();
  return { id, names };
}
