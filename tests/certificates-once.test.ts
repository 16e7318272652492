import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { recordPresence } from "#app/features/room/ledger.server.ts";
import { addDays, instantIn, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { connect, db, transact } from "#db/client.server.ts";
import { insertCohort, insertPassedQuizzes } from "#db/demo.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "./cast.ts";
import { as } from "./fresh-db.ts";
import {
  castFolder,
  databaseOf,
  ownForm,
  type RealServer,
  sessionCookie,
  startServer,
} from "./real-server.ts";

const zone = "America/Denver";
const clicks = 50;
const cohortId = "c-at-once";
const tomas = personIdOf(cast.trainee);

let dataDir = "";
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A cohort whose four days are over, and of which one person has everything. */
function insertFinished(): void {
  const today = todayIn(zone);
  const dates = [-6, -5, -4, -3].map((days) => addDays(today, days));
  const [startsOn, endsOn] = [dates[0] as string, dates[3] as string];
  const [trainers, people] = [[cast.trainer, cast.coTrainer], [cast.trainee]];
  const planned = instantIn(zone, addDays(today, -20), "09:00");
  transact((tx) => {
    const own = { id: cohortId, siteId: "denver", name: "Class", startsOn, endsOn, trainers, people, dates };
    insertCohort(tx, own, planned);
    insertPassedQuizzes(tx, cast.trainee, instantIn(zone, addDays(today, -7), "20:00"));
  });
  for (const [place, day] of dates.entries()) {
    const events = (["in", "out"] as const).map((kind) => ({
      id: newId(),
      personId: tomas,
      kind,
      at: instantIn(zone, day, kind === "in" ? "08:20" : "16:50"),
    }));
    recordPresence(as("trainer"), cohortId, place + 1, { events });
  }
}

/** The same form many times at the same moment, from both trainers. Gives the statuses. */
async function clickAtOnce(server: RealServer, form: Record<string, string>): Promise<number[]> {
  const cookies = [sessionCookie(server, "trainer"), sessionCookie(server, "coTrainer")];
  const answers = await Promise.all(
    Array.from({ length: clicks }, (_, n) =>
      fetch(`${server.origin}/cohorts/${cohortId}/certificates`, {
        method: "POST",
        redirect: "manual",
        headers: ownForm(server, cookies[n % 2] as string),
        body: new URLSearchParams(form),
      }),
    ),
  );
  return answers.map(({ status }) => status);
}

it(`${clicks} requests at once make one certificate, and ${clicks} more replace it by one`, async () => {
  dataDir = castFolder();
  connect(join(dataDir, "cairn.sqlite"));
  insertFinished();
  db.$client.pragma("wal_checkpoint(TRUNCATE)");
  const server = await startServer({ dataDir });
  try {
    const database = databaseOf(server);
    const rows = () =>
      database
        .prepare(
          "select id, revoked_at as revoked, replaced_by as next from certificate order by issued_at, id",
        )
        .all() as { id: string; revoked: number | null; next: string | null }[];
    const told = (action: string) =>
      database.prepare("select count(*) as count from audit where action = ?").get(action);

    const issued = await clickAtOnce(server, { person: tomas });
    expect(issued).toEqual(Array(clicks).fill(302));
    expect(rows()).toMatchObject([{ revoked: null, next: null }]);
    expect(told("issue-certificate")).toEqual({ count: 1 });
    const number = rows()[0]?.id as string;

    const replaced = await clickAtOnce(server, { replace: number });
    expect(replaced).toEqual(Array(clicks).fill(302));
    const [old, current] = [rows().find(({ id }) => id === number), rows().find(({ id }) => id !== number)];
    expect(rows()).toHaveLength(2);
    expect(old?.next).toBe(current?.id);
    expect(current?.revoked).toBeNull();
    expect(told("replace-certificate")).toEqual({ count: 1 });
    database.close();

    const page = await (await fetch(`${server.origin}/verify/${number}`)).text();
    expect(page).toContain("It was replaced by a new one");
    expect(page).not.toContain(current?.id);
  } finally {
    await server.stop();
  }
});
