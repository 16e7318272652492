import { rmSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import { personIdOf } from "#db/seed.ts";
import { cast, runningCohort } from "./cast.ts";
import {
  castFolder,
  databaseOf,
  ownForm,
  type RealServer,
  sessionCookieOf,
  startServer,
} from "./real-server.ts";

const clients = 50;
const acknowledgedBeforeKill = 400;

let dataDir = "";
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

type Sheet = {
  cookie: string;
  moduleId: string;
  attempt: string;
  items: [item: string, options: number[]][];
};
type Acknowledged = { attempt: string; item: string; option: number };

/** Starts a quiz as the page does and reads how this attempt shuffled its options. */
async function startQuiz(server: RealServer, personId: string, moduleId: string): Promise<Sheet> {
  const cookie = sessionCookieOf(server, personId);
  const started = await fetch(`${server.origin}/curriculum/${moduleId}/quiz`, {
    method: "POST",
    redirect: "manual",
    headers: ownForm(server, cookie),
    body: new URLSearchParams({ layout: "steps" }),
  });
  expect(started.status).toBe(302);
  const database = databaseOf(server);
  const row = database
    .prepare(
      "select id, option_order as shown from attempt where person_id = ? and module_id = ? and submitted_at is null",
    )
    .get(personId, moduleId) as { id: string; shown: string };
  database.close();
  return { cookie, moduleId, attempt: row.id, items: Object.entries(JSON.parse(row.shown)) };
}

const answer = (server: RealServer, { cookie, moduleId, attempt }: Sheet, item: string, place: number) =>
  fetch(`${server.origin}/curriculum/${moduleId}/quiz/answer`, {
    method: "POST",
    headers: ownForm(server, cookie),
    body: new URLSearchParams({ attempt, item, place: String(place) }),
  });

it("kill -9 while 50 people answer loses no acknowledged answer", async () => {
  dataDir = castFolder();
  const server = await startServer({ dataDir });
  const people = runningCohort.slice(0, clients / 2).map(personIdOf);
  people.push(...[cast.trainer, cast.coTrainer].slice(0, clients / 2 - people.length).map(personIdOf));
  const sheets = await Promise.all(
    people.flatMap((person) => ["1.6", "1.7"].map((moduleId) => startQuiz(server, person, moduleId))),
  );
  expect(sheets).toHaveLength(clients);

  const acknowledged: Acknowledged[] = [];
  let kill = () => {};
  const enough = new Promise<void>((resolve) => {
    kill = resolve;
  });
  let cutOff = 0;
  const answering = sheets.map(async (sheet) => {
    for (let turn = 0; ; turn += 1) {
      for (const [item, options] of sheet.items) {
        const place = turn % options.length;
        try {
          const { status } = await answer(server, sheet, item, place);
          if (status !== 204) throw new Error(`An answer was not taken: ${status}`);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          cutOff += 1;
          return;
        }
        acknowledged.push({ attempt: sheet.attempt, item, option: options[place] as number });
        if (acknowledged.length === acknowledgedBeforeKill) kill();
      }
    }
  });
  await enough;
  await server.killAll();
  await Promise.all(answering);
  expect(cutOff).toBe(clients);
  expect(acknowledged.length).toBeGreaterThanOrEqual(acknowledgedBeforeKill);

  const again = await startServer({ dataDir });
  const database = databaseOf(again);
  expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
  const rows = database
    .prepare("select attempt_id as attempt, item_id as item, option from answer order by rowid")
    .all() as Acknowledged[];
  database.close();
  const kept = inOrder(rows);
  // At most one more than was acknowledged: the answer that was written when its client was cut off.
  for (const [question, options] of inOrder(acknowledged))
    expect(kept.get(question)?.slice(0, options.length), question).toEqual(options);

  // And people go on where they were.
  const [sheet] = sheets as [Sheet];
  const [item, options] = sheet.items[0] as [string, number[]];
  expect((await answer(again, sheet, item, options.length - 1)).status).toBe(204);
  await again.stop();
});

function inOrder(answers: Acknowledged[]): Map<string, number[]> {
  const byQuestion = new Map<string, number[]>();
  for (const { attempt, item, option } of answers) {
    const known = byQuestion.get(`${attempt} ${item}`) ?? [];
    byQuestion.set(`${attempt} ${item}`, [...known, option]);
  }
  return byQuestion;
}

it("a stop lets what is under way finish, then ends in peace", async () => {
  dataDir = castFolder();
  const server = await startServer({ dataDir });
  const sheet = await startQuiz(server, personIdOf(cast.trainee), "1.7");
  const [item, options] = sheet.items[0] as [string, number[]];
  const body = new URLSearchParams({ attempt: sheet.attempt, item, place: "2" }).toString();

  const underWay = request(`${server.origin}/curriculum/1.7/quiz/answer`, {
    method: "POST",
    headers: {
      ...ownForm(server, sheet.cookie),
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": body.length,
      Expect: "100-continue",
    },
  });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    underWay.once("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    underWay.once("error", reject);
  });
  const begun = new Promise((resolve) => underWay.once("continue", resolve));
  underWay.flushHeaders();
  await begun;

  server.signal("SIGTERM");
  while (await connects(server)) {
    // It has not heard the signal yet.
  }
  underWay.end(body);
  expect(await answered).toBe(204);
  expect(await server.ended).toEqual({ code: 0, signal: null });

  const database = databaseOf(server);
  const kept = database.prepare("select option from answer where attempt_id = ?").pluck().all(sheet.attempt);
  database.close();
  expect(kept).toEqual([options[2]]);
});

function connects(server: RealServer): Promise<boolean> {
  const { hostname, port } = new URL(server.origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

it("a worker that dies is replaced", async () => {
  dataDir = castFolder();
  const server = await startServer({ dataDir });
  const before = server.workers();
  expect(before).toHaveLength(2);
  process.kill(before[0] as number, "SIGKILL");
  while (server.workers().every((pid) => before.includes(pid))) {
    // The first process has not noticed yet.
  }
  expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
  server.signal("SIGTERM");
  expect(await server.ended).toMatchObject({ code: 0 });
});
