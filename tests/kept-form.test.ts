import { rmSync } from "node:fs";
import type DatabaseFile from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CastKey } from "./cast.ts";
import { castFolder, databaseOf, ownForm, type RealServer, startServer } from "./real-server.ts";

const page = "/people/invite";
const typed = {
  name: "A name 🌿 nobody saved",
  venue: "<script>alert(1)</script> Hall",
  note: "x".repeat(10_000),
  password: "tangerine umbrella",
  id: "01k000000000000000000000aa",
};

let dataDir = "";
let server: RealServer;
let database: DatabaseFile.Database;

beforeAll(async () => {
  dataDir = castFolder();
  server = await startServer({ dataDir });
  database = databaseOf(server);
});
afterAll(async () => {
  database.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  database.exec("delete from pending where kind = 'form'");
});

/** A browser: keeps cookies, follows nothing. */
function browser() {
  const jar = new Map<string, string>();
  const ask = async (path: string, form?: Record<string, string>) => {
    const headers: Record<string, string> = {
      Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
      Connection: "close",
    };
    const answer = await fetch(server.origin + path, {
      redirect: "manual",
      ...(form
        ? {
            method: "POST",
            headers: { ...ownForm(server), ...headers, Referer: server.origin + path },
            body: new URLSearchParams(form),
          }
        : { headers }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value && !/Max-Age=0/.test(cookie)) jar.set(name, value);
      else jar.delete(name);
    }
    return { status: answer.status, to: answer.headers.get("Location") ?? "", text: await answer.text() };
  };
  return {
    jar,
    ask,
    signIn: (member: CastKey) => ask("/sign-in", { member }),
  };
}

const endSessions = () => database.exec("update session set expires_at = 1");
const kept = () =>
  database.prepare("select person_id as person, payload from pending where kind = 'form'").all() as {
    person: string;
    payload: string;
  }[];
const shows = (text: string) => text.includes("You were signed out before this was sent");

test("what was typed stands there again for its writer, and for nobody else", async () => {
  const mine = browser();
  await mine.signIn("trainer");
  endSessions();
  const late = await mine.ask(page, typed);
  expect([late.status, late.to]).toEqual([302, `/sign-in?expired=kept&to=${encodeURIComponent(page)}`]);
  expect((await mine.ask(late.to)).text).toContain("What you typed is kept for an hour");
  expect(kept().map(({ person }) => person)).toEqual(["p-amina.okafor"]);
  expect(JSON.stringify(kept())).not.toContain("nobody saved");

  await mine.signIn("coTrainer");
  expect(shows((await mine.ask(page)).text)).toBe(false);
  await mine.ask("/sign-out", {});
  expect(kept()).toHaveLength(1);

  await mine.signIn("trainer");
  const { text } = await mine.ask(page);
  expect(shows(text)).toBe(true);
  expect(text).toContain(typed.name);
  expect(text).toContain(typed.note);
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt; Hall");
  expect(text).not.toContain("<script>alert(1)");
  expect(text).not.toContain(typed.password);
  expect(shows((await mine.ask("/cohorts")).text)).toBe(false);

  const elsewhere = browser();
  await elsewhere.signIn("trainer");
  expect(shows((await elsewhere.ask(page)).text)).toBe(false);
  elsewhere.jar.set("__Host-cairn-form", "made-up");
  expect(shows((await elsewhere.ask(page)).text)).toBe(false);
});

test("two tabs keep two forms; each goes when it is sent again, let go or signed out of", async () => {
  const mine = browser();
  await mine.signIn("trainer");
  endSessions();
  await mine.ask(page, { ...typed, name: "Tab one" });
  await mine.ask(page, { ...typed, name: "Tab two" });
  await mine.signIn("trainer");
  const both = (await mine.ask(page)).text;
  expect(both).toContain("Tab one");
  expect(both).toContain("Tab two");
  const [newest = "", oldest = ""] = [...both.matchAll(/data-kept-form="(\w+)"/g)].map(([, id]) => id);

  const again = { ...typed, name: "Tab two", "kept-form": newest };
  for (const _twice of [1, 2]) expect((await mine.ask(page, again)).status).toBe(422);
  const one = (await mine.ask(page)).text;
  expect(one).toContain("Tab one");
  expect(one).not.toContain("Tab two");

  const other = browser();
  await other.signIn("coTrainer");
  await other.ask("/kept-form", { form: oldest, to: page });
  expect(kept()).toHaveLength(1);
  expect((await mine.ask("/kept-form", { form: oldest, to: "https://evil.example/" })).to).toBe("/");
  expect(kept()).toEqual([]);

  endSessions();
  await mine.ask(page, typed);
  await mine.signIn("trainer");
  await mine.ask("/sign-out", {});
  expect(kept()).toEqual([]);
});

test("nothing is kept for a session that never was, of a bare button, or of a book", async () => {
  const mine = browser();
  expect((await mine.ask(page, typed)).to).toContain("expired=1");
  mine.jar.set("__Host-cairn", "invented.token");
  expect((await mine.ask(page, typed)).to).toContain("expired=1");
  await mine.signIn("trainer");
  endSessions();
  expect((await mine.ask(page, { intent: "close", id: typed.id })).to).toContain("expired=1");
  expect((await mine.ask(page, { note: "x".repeat(300_001) })).to).toContain("expired=1");
  expect(kept()).toEqual([]);
  for (let i = 0; i < 12; i += 1) await mine.ask(page, { ...typed, name: `Form ${i}` });
  expect(kept()).toHaveLength(8);
});

test("a kept form is gone after an hour", async () => {
  const mine = browser();
  await mine.signIn("trainer");
  endSessions();
  await mine.ask(page, typed);
  database.prepare("update pending set expires_at = ? where kind = 'form'").run(Date.now() - 1);
  await mine.signIn("trainer");
  expect(shows((await mine.ask(page)).text)).toBe(false);
});
