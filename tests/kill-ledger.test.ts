import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { newId } from "#app/lib/ids.ts";
import { connect } from "#db/client.server.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, runningCohort } from "./cast.ts";
import { atClass, insertClassroom } from "./classroom.ts";
import {
  castFolder,
  databaseOf,
  ownForm,
  type RealServer,
  sessionCookieOf,
  startServer,
} from "./real-server.ts";

const people = runningCohort.slice(0, 20);
const acknowledgedBeforeKill = 120;

let dataDir = "";
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

type Event = { id: string; personId: string; kind: "in" | "out"; at: number; recordedAt: number };

it("kill -9 while forty sign in loses nobody whose sign-in was acknowledged, and sending it all again adds nothing", async () => {
  dataDir = castFolder();
  connect(join(dataDir, "cairn.sqlite"));
  const cohortId = insertClassroom(people);
  const server = await startServer({ dataDir });
  const trainers = [cast.trainer, cast.coTrainer].map((one) => sessionCookieOf(server, personIdOf(one)));
  const send = (to: RealServer, position: number, event: Event) =>
    fetch(`${to.origin}/cohorts/${cohortId}/days/${position}/ledger.json`, {
      method: "POST",
      headers: { ...ownForm(to, trainers[position - 1]), "Content-Type": "application/json" },
      body: JSON.stringify({ events: [event], voids: [] }),
    });

  const sent: { position: number; event: Event }[] = [];
  const acknowledged: string[] = [];
  let kill = () => {};
  const enough = new Promise<void>((resolve) => {
    kill = resolve;
  });
  // Twenty people on each of two days: each goes in and out again, minute by minute.
  const forty = [1, 2].flatMap((position) => people.map((one) => ({ position, personId: personIdOf(one) })));
  const going = forty.map(async ({ position, personId }) => {
    const morning = atClass("06:00", position === 1 ? "2026-11-23" : "2026-11-24").getTime();
    for (let minute = 0; ; minute += 1) {
      const at = morning + minute * 60_000;
      const event: Event = { id: newId(), personId, kind: minute % 2 ? "out" : "in", at, recordedAt: at };
      sent.push({ position, event });
      try {
        const response = await send(server, position, event);
        const { answers } = (await response.json()) as { answers: { is: string }[] };
        if (answers[0]?.is !== "kept") throw new Error(`A sign-in was not taken: ${JSON.stringify(answers)}`);
      } catch (error) {
        if (error instanceof TypeError || error instanceof SyntaxError) return;
        throw error;
      }
      acknowledged.push(event.id);
      if (acknowledged.length === acknowledgedBeforeKill) kill();
    }
  });
  await enough;
  await server.killAll();
  await Promise.all(going);

  const again = await startServer({ dataDir });
  const database = databaseOf(again);
  expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
  const kept = () => database.prepare("select id from presence").pluck().all() as string[];
  expect(acknowledged.filter((id) => !kept().includes(id))).toEqual([]);

  for (const { position, event } of sent) {
    const { answers } = (await (await send(again, position, event)).json()) as { answers: { is: string }[] };
    expect(["kept", "known"]).toContain(answers[0]?.is);
    if (acknowledged.includes(event.id)) expect(answers[0]?.is).toBe("known");
  }
  expect(kept().sort()).toEqual(sent.map(({ event }) => event.id).sort());
  database.close();
  await again.stop();
});
