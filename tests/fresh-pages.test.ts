import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type DatabaseFile from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { personIdOf } from "#db/seed.ts";
import { type CastKey, cast } from "./cast.ts";
import {
  castFolder,
  databaseOf,
  ownForm,
  type RealServer,
  sessionCookie,
  startServer,
  temporaryFolder,
} from "./real-server.ts";

/** Parts of the module page are drawn once and kept. Nothing of it may be late, or somebody else's. */
const moduleId = "1.4";
const address = `/curriculum/${moduleId}`;
const sections = catalogue().modules.get(moduleId)?.sections ?? [];
const [first = "", second = ""] = sections.map(({ id }) => id);
/** Enough for both processes of the server to have drawn the page for each of the two. */
const times = 6;

let dataDir = "";
let server: RealServer;
let database: DatabaseFile.Database;
/** Who does something, and who must not notice. */
let one = "";
let other = "";

async function start(env: Record<string, string> = {}): Promise<void> {
  server = await startServer({ dataDir, env });
  database = databaseOf(server);
}

function two(key: CastKey, otherKey: CastKey): void {
  one = sessionCookie(server, key);
  other = sessionCookie(server, otherKey);
}

beforeAll(async () => {
  dataDir = castFolder();
  await start();
});
afterAll(async () => {
  database.close();
  await server.stop();
});

const ask = (cookie: string, path = address) =>
  fetch(server.origin + path, { headers: { Cookie: cookie, Connection: "close" }, redirect: "manual" });

/** What one person's page says, which must be the same however often and whichever process is asked. */
async function page(cookie: string, path = address): Promise<string> {
  const pages = new Set<string>();
  for (let i = 0; i < times; i += 1) {
    const response = await ask(cookie, path);
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    pages.add((await response.text()).replaceAll(/nonce="[^"]*"/g, ""));
  }
  expect(pages.size).toBe(1);
  return [...pages][0] as string;
}

/** The page of one before and after a deed of theirs; the other’s must stay as it was. */
async function after(deed: () => unknown): Promise<{ before: string; now: string }> {
  const [before, others] = [await page(one), await page(other)];
  await deed();
  const now = await page(one);
  expect(await page(other)).toBe(others);
  return { before, now };
}

async function send(cookie: string, fields: Record<string, string>, path = address): Promise<Response> {
  const headers = ownForm(server, cookie);
  const body = new URLSearchParams(fields);
  return fetch(server.origin + path, { method: "POST", redirect: "manual", headers, body });
}

const id = (key: CastKey) => personIdOf(cast[key]);
const count = (text: string, what: string) => text.split(what).length - 1;

it("shows what one person does on their next page, and on nobody else's", async () => {
  two("trainee", "secondTrainee");
  const noted = await after(() =>
    send(one, { intent: "write-note", section: first, body: "Ask Amina about the <hotline>" }),
  );
  expect(noted.before).not.toContain("Ask Amina");
  expect(noted.now).toContain("Ask Amina about the &lt;hotline&gt;");

  const marked = await after(() => send(one, { intent: "bookmark", section: second, wanted: "yes" }));
  expect(count(marked.now, "Remove the bookmark")).toBe(count(marked.before, "Remove the bookmark") + 1);
  const unmarked = await after(() => send(one, { intent: "bookmark", section: second, wanted: "no" }));
  expect(unmarked.now).toBe(marked.before);

  const read = await after(() => send(one, { intent: "continue", section: first, how: "read" }));
  expect(count(read.now, '<span class="state"> (done)</span>')).toBe(2);
  expect(read.now).not.toContain(/\d+ minutes of reading left/.exec(read.before)?.[0]);

  const wrong = await send(one, { intent: "write-note", section: second, body: "x".repeat(10_001) });
  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain("A note holds 10,000 characters");
  expect(await page(one)).toBe(read.now);
});

it("shows at once that a quiz is open, and that it is passed", async () => {
  two("chicagoTrainee", "chicagoSecondTrainee");
  const opened = await after(() => send(one, { layout: "page" }, `${address}/quiz`));
  expect(opened.before).toContain("Go to the quiz");
  expect(opened.now).toContain("Go on with the quiz");

  const sheet = database.prepare("select id, option_order as shown from attempt where person_id = ?");
  const attempt = sheet.get(id("chicagoTrainee")) as { id: string; shown: string };
  const order: Record<string, number[]> = JSON.parse(attempt.shown);
  const items = catalogue().modules.get(moduleId)?.quiz?.items ?? [];
  const passed = await after(async () => {
    for (const { id: item, options } of items) {
      const place = order[item]?.indexOf(options.findIndex(({ correct }) => correct)) ?? -1;
      const answer = { attempt: attempt.id, item, place: String(place) };
      expect((await send(one, answer, `${address}/quiz/answer`)).status).toBe(204);
    }
    await send(one, { attempt: attempt.id, intent: "submit" }, `${address}/quiz/take`);
  });
  expect(passed.now).toContain("You have passed this quiz.");
  expect(passed.now).toContain('Check yourself<span class="state"> (done)</span>');
});

it("shows a new name, a new role and the end of all roles at once, and nothing after signing out", async () => {
  two("sanDiegoTrainee", "sanDiegoSecondTrainee");
  const renamed = await after(() =>
    database.prepare("update person set name = 'Carla Méndez' where id = ?").run(id("sanDiegoTrainee")),
  );
  expect(renamed.now).toContain("Carla Méndez");
  expect(await page(other)).not.toContain("Méndez");

  const promoted = await after(() =>
    database
      .prepare(
        "insert into role_grant (id, person_id, role, site_id, granted_at) values ('g', ?, 'trainer', 'san-diego', 0)",
      )
      .run(id("sanDiegoTrainee")),
  );
  expect(promoted.before).not.toContain(`${address}/plan`);
  expect(promoted.now).toContain(`${address}/plan`);
  expect(promoted.now).toContain('href="/cohorts"');

  database.prepare("update role_grant set ended_at = 1 where person_id = ?").run(id("sanDiegoTrainee"));
  for (let i = 0; i < times; i += 1) expect((await ask(one)).status).toBe(403);
  await page(other);
  await send(other, {}, "/sign-out");
  for (let i = 0; i < times; i += 1) expect((await ask(other)).status).toBe(302);
});

it("sends a text page as a page only: nothing of it is written down for scripts", async () => {
  two("trainee", "secondTrainee");
  await send(one, { intent: "write-note", section: first, body: "Ask Amina" });
  const response = await ask(one, `${address}.data`);
  expect(response.status).toBe(200);
  const payload = await response.text();
  expect(payload).not.toContain("Ask Amina");
  expect(payload.length).toBeLessThan(3000);
});

it("shows each site and discipline its own text, and a changed text after the restart that brings it", async () => {
  two("thirdTrainee", "secondTrainee");
  const chicago = sessionCookie(server, "chicagoSecondTrainee");
  expect(await page(chicago)).toContain("1-800-25-ABUSE");
  const hers = await page(other);
  expect(hers).toContain("1-844-CO-4-KIDS");
  expect(hers).not.toContain("1-800-25-ABUSE");
  database.prepare("update person set discipline = 'human-services' where id = ?").run(id("secondTrainee"));
  expect(await page(other)).not.toBe(hers);

  const curricula = temporaryFolder();
  cpSync("curricula", curricula, { recursive: true });
  const file = join(curricula, "sites/chicago.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("1-800-25-ABUSE", "1-555-0100"));
  database.close();
  const kept = temporaryFolder();
  cpSync(dataDir, kept, { recursive: true });
  await server.stop();
  dataDir = kept;
  await start({ CURRICULA_DIR: curricula });
  rmSync(curricula, { recursive: true });
  const changed = await page(sessionCookie(server, "chicagoSecondTrainee"));
  expect(changed).toContain("1-555-0100");
  expect(changed).not.toContain("1-800-25-ABUSE");
});
