import { rmSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { Entry } from "#app/features/offline/outbox.ts";
import { newDeviceId } from "#app/lib/device-id.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "./cast.ts";
import {
  castFolder,
  databaseOf,
  ownForm,
  type RealServer,
  sessionCookie,
  startServer,
} from "./real-server.ts";

let dataDir = "";
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const personId = personIdOf(cast.trainee);
const moduleId = "1.3";

async function send(server: RealServer, cookie: string, entries: Entry[]): Promise<string[]> {
  const answer = await fetch(`${server.origin}/offline/sync`, {
    method: "POST",
    headers: { ...ownForm(server, cookie), "Content-Type": "application/json" },
    body: JSON.stringify({ person: personId, entries }),
  });
  expect(answer.status).toBe(200);
  const { results } = (await answer.json()) as { results: { id: string; outcome: string }[] };
  expect(results.filter(({ outcome }) => outcome === "refused")).toEqual([]);
  return results.map(({ id }) => id);
}

it("kill -9 in the middle of a sync: what was acknowledged is there, and sending all again doubles nothing", async () => {
  dataDir = castFolder();
  const server = await startServer({ dataDir });
  const cookie = sessionCookie(server, "trainee");
  const section = catalogue().modules.get(moduleId)?.sections[0]?.id ?? "";
  const entries = Array.from(
    { length: 400 },
    (_, i): Entry => ({
      id: newDeviceId(),
      personId,
      kind: "write-note",
      moduleId,
      fields: { section, body: `Note ${i}` },
      at: Date.now(),
    }),
  );
  const acknowledged: string[] = [];
  let waiting = entries;
  let cutOff = false;
  const sending = (async () => {
    while (waiting.length > 0) {
      try {
        const done = await send(server, cookie, waiting.slice(0, 20));
        acknowledged.push(...done);
        waiting = waiting.filter(({ id }) => !done.includes(id));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        cutOff = true;
        return;
      }
      if (acknowledged.length === 100) void server.killAll();
    }
  })();
  await sending;
  await server.ended;
  expect(cutOff).toBe(true);
  expect(waiting.length).toBeGreaterThan(0);

  const again = await startServer({ dataDir });
  const database = databaseOf(again);
  const notes = () => database.prepare("select body from note").pluck().all() as string[];
  const idOf = new Map(entries.map(({ id, fields }) => [fields.body, id]));
  const there = new Set(notes().map((body) => idOf.get(body)));
  expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);

  for (let i = 0; i < entries.length; i += 50) await send(again, cookie, entries.slice(i, i + 50));
  expect(notes().sort()).toEqual(entries.map(({ fields }) => fields.body).sort());
  database.close();
  await again.stop();
});

it("somebody else's session sends nothing of it, and no session says so", async () => {
  dataDir = castFolder();
  const server = await startServer({ dataDir });
  const batch = JSON.stringify({ person: personId, entries: [] });
  const post = (cookie?: string) =>
    fetch(`${server.origin}/offline/sync`, {
      method: "POST",
      headers: { ...ownForm(server, cookie), "Content-Type": "application/json" },
      body: batch,
    }).then(({ status }) => status);
  expect(await post()).toBe(401);
  expect(await post(sessionCookie(server, "secondTrainee"))).toBe(409);
  expect(await post(sessionCookie(server, "trainee"))).toBe(200);
  await server.stop();
});
