import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import autocannon from "autocannon";
import { build } from "esbuild";
import { catalogue } from "#app/content/catalogue.server.ts";
import { personIdOf } from "#db/seed.ts";
import { everyone } from "#tests/cast.ts";
import {
  childrenOf,
  databaseOf,
  freePort,
  ownForm,
  type RealServer,
  sessionCookie,
  sessionCookieOf,
  startServer,
  temporaryFolder,
} from "#tests/real-server.ts";
import { insertLedger, signIns } from "./bench-ledger.ts";

/**
 * npm run bench: the built server against a bare Remix on the same HTTP server, in one run on one machine, so that the
 * ratios mean something elsewhere too. It takes about three minutes. `-- --quick` is a third of that and says less.
 */
const seconds = process.argv.includes("--quick") ? 2 : 6;
const connections = 50;
const moduleId = "1.4";
const cores = availableParallelism();
const formType = { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" };
const folder = resolve("node_modules/.cache/cairn-bench");

type Measured = { perSecond: number; cpuMs: number; p50: number; p99: number; bytes: number };
type Load = { url: string; pids: number[]; clients: Client[] };
type Client = { headers: Record<string, string>; bodies?: { path: string; body: string }[] };
type Row = { name: string; ours: Measured; bare: Measured; goal: number | null };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const env = { WORKERS: String(cores), LOG_LEVEL: "silent" };
const cairn = await startServer({ dataDir: temporaryFolder(), env });
const bare = await startBare();
try {
  await run();
} finally {
  await cairn.stop();
  bare.child.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const clients = everyone.slice(0, connections).map((one) => sessionCookieOf(cairn, personIdOf(one)));
  while (clients.length < connections) clients.push(clients[clients.length % everyone.length] as string);
  const attempts = await Promise.all(clients.map((cookie) => startQuiz(cairn, cookie)));
  const reading = clients.map((cookie) => ({ headers: { Cookie: cookie } }));
  console.log(
    `\n${connections} connections, ${seconds} s each, ${cores} cores, Node ${process.versions.node}\n`,
  );

  const pages: [string, string, number | null][] = [
    ["Module page", `/curriculum/${moduleId}`, 0.7],
    ["Home", "/", null],
    ["Quiz page", `/curriculum/${moduleId}/quiz/take`, null],
  ];
  const rows: Row[] = [];
  for (const [name, path, goal] of pages) {
    const html = await (
      await fetch(cairn.origin + path, { headers: { Cookie: clients[0] as string } })
    ).text();
    const text = `${path.replaceAll(/\W/g, "_")}`;
    await sameSize(html, text);
    const [ours, plain] = await sideBySide(
      { url: cairn.origin + path, pids: pidsOf(cairn), clients: reading },
      { url: `${bare.origin}/page/${text}`, pids: pidsOf(bare), clients: [{ headers: {} }] },
    );
    rows.push({ name, ours, bare: plain, goal });
  }
  const [ours, plain] = await sideBySide(
    {
      url: cairn.origin,
      pids: pidsOf(cairn),
      clients: attempts.map(({ cookie, bodies }) => ({
        headers: { ...ownForm(cairn, cookie), ...formType },
        bodies,
      })),
    },
    {
      url: bare.origin,
      pids: pidsOf(bare),
      clients: attempts.map(({ bodies }) => ({
        headers: { Origin: bare.origin, ...formType },
        bodies: bodies.map(({ body }) => ({ path: "/insert", body })),
      })),
    },
  );
  rows.push({ name: "Answer (POST)", ours, bare: plain, goal: 0.5 });
  report(rows);
  reportMemory();
  reportInserts();
  await reportManual();
  await reportFirstLoad(clients[0] as string);
  await reportPhones();
  await reportLedger(clients[0] as string);
}

/** 40 people × 4 days × 50 cohorts. Last, because it fills the trainer's home. */
async function reportLedger(bareCookie: string): Promise<void> {
  const database = databaseOf(cairn);
  const [cohortId, ...others] = insertLedger(database) as [string, ...string[]];
  const kept = () => Number(database.prepare("select count(*) from presence").pluck().get());
  const cookie = sessionCookie(cairn, "trainer");
  const rows: Row[] = [];
  for (const [name, path] of [
    ["Credit page", `/cohorts/${cohortId}/credit`],
    ["Credit JSON", `/cohorts/${cohortId}/credit.json`],
    ["Attendance", `/cohorts/${cohortId}/attendance`],
    ["Trainer's home", "/"],
  ] as const) {
    const text = `ledger_${path.replaceAll(/\W/g, "_")}`;
    await sameSize(await (await fetch(cairn.origin + path, { headers: { Cookie: cookie } })).text(), text);
    const [ours, plain] = await sideBySide(
      { url: cairn.origin + path, pids: pidsOf(cairn), clients: [{ headers: { Cookie: cookie } }] },
      { url: `${bare.origin}/page/${text}`, pids: pidsOf(bare), clients: [{ headers: {} }] },
    );
    rows.push({ name, ours, bare: plain, goal: null });
  }
  const before = kept();
  const jsonType = { "Content-Type": "application/json" };
  const [ours, plain] = await sideBySide(
    {
      url: cairn.origin,
      pids: pidsOf(cairn),
      clients: [cohortId, ...others].map((id) => ({
        headers: { ...ownForm(cairn, cookie), ...jsonType },
        bodies: signIns(id, 2_000),
      })),
    },
    {
      url: bare.origin,
      pids: pidsOf(bare),
      clients: [
        {
          headers: { Origin: bare.origin, Cookie: bareCookie, ...formType },
          bodies: [{ path: "/insert", body: "attempt=bench&item=bench&place=1" }],
        },
      ],
    },
  );
  rows.push({ name: "Sign-in (POST)", ours, bare: plain, goal: null });
  console.log("\n50 cohorts of 40 people, 4 days each:");
  report(rows);
  console.log(`Sign-ins kept while measuring: ${kept() - before}.`);
  database.close();
}

// ---- measuring ------------------------------------------------------------------------------------------------------

function pidsOf({ pid, workers }: Pick<Bare, "pid" | "workers">): number[] {
  return [pid, ...workers()];
}

/** Takes turns, so that a slow moment of the machine hits both: a warm-up each, then two halves each. */
async function sideBySide(one: Load, other: Load): Promise<[Measured, Measured]> {
  await cannon(one, 1);
  await cannon(other, 1);
  const halves: [Measured, Measured][] = [];
  for (let half = 0; half < 2; half += 1)
    halves.push([await cannon(one, seconds / 2), await cannon(other, seconds / 2)]);
  const [first, second] = halves as [[Measured, Measured], [Measured, Measured]];
  return [mean(first[0], second[0]), mean(first[1], second[1])];
}

function mean(a: Measured, b: Measured): Measured {
  return {
    perSecond: (a.perSecond + b.perSecond) / 2,
    cpuMs: (a.cpuMs + b.cpuMs) / 2,
    p50: (a.p50 + b.p50) / 2,
    p99: Math.max(a.p99, b.p99),
    bytes: b.bytes,
  };
}

async function cannon({ url, pids, clients }: Load, duration: number): Promise<Measured> {
  let next = 0;
  const cpuBefore = cpuMs(pids);
  const result = await autocannon({
    url,
    connections,
    duration,
    headers: { "Accept-Encoding": "br" },
    setupClient(client) {
      const { headers, bodies } = clients[next % clients.length] as Client;
      next += 1;
      const all = { "Accept-Encoding": "br", ...headers };
      if (bodies) client.setRequests(bodies.map((one) => ({ method: "POST", headers: all, ...one })));
      else client.setHeaders(all);
    },
  });
  if (result.errors + result.non2xx > 0)
    throw new Error(`${url}: ${result.errors} errors and ${result.non2xx} answers that were not 2xx.`);
  return {
    perSecond: result.requests.total / result.duration,
    cpuMs: (cpuMs(pids) - cpuBefore) / result.requests.total,
    p50: result.latency.p50,
    p99: result.latency.p99,
    bytes: result.throughput.total / result.requests.total,
  };
}

/** Processor time of these processes so far; unlike requests per second it does not change when others are busy. */
function cpuMs(pids: number[]): number {
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((all, one) => all + one, 0) * 10;
}

async function startQuiz(server: RealServer, cookie: string) {
  await fetch(`${server.origin}/curriculum/${moduleId}/quiz`, {
    method: "POST",
    redirect: "manual",
    headers: ownForm(server, cookie),
    body: new URLSearchParams({ layout: "page" }),
  });
  const database = databaseOf(server);
  const row = database
    .prepare(
      "select a.id, a.option_order as shown from attempt a join session s on s.user_id = a.person_id where s.id = ? and a.module_id = ? and a.submitted_at is null",
    )
    .get(cookie.split("=")[1], moduleId) as { id: string; shown: string };
  database.close();
  const items = Object.keys(JSON.parse(row.shown));
  const path = `/curriculum/${moduleId}/quiz/answer`;
  const bodies = [0, 1, 2, 3].flatMap((place) =>
    items.map((item) => ({
      path,
      body: new URLSearchParams({ attempt: row.id, item, place: String(place) }).toString(),
    })),
  );
  return { cookie, bodies };
}

// ---- the bare application -------------------------------------------------------------------------------------------

type Bare = {
  origin: string;
  pid: number;
  workers: () => number[];
  child: ChildProcess;
  dataDir: string;
  server: string;
};

async function startBare(): Promise<Bare> {
  const app = join(folder, "app");
  const config = ["vite:build", "--config", "app/commands/bare/vite.config.ts", "--logLevel", "error"];
  execFileSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", ...config], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, BARE_BUILD: app, NODE_ENV: "production" },
  });
  const server = join(folder, "server.mjs");
  await build({
    entryPoints: ["app/commands/bare/server.ts"],
    outfile: server,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
  });
  const port = await freePort();
  const dataDir = join(folder, "data");
  mkdirSync(dataDir);
  const child = spawn(process.execPath, [server], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...env,
      PORT: String(port),
      DATA_DIR: dataDir,
      BARE_BUILD: app,
      NODE_ENV: "production",
    },
  });
  await new Promise<void>((ready, failed) => {
    child.stdout.on("data", (said: Buffer) => said.includes("bare is ready") && ready());
    child.once("exit", () => failed(new Error("The bare application did not start.")));
  });
  const pid = child.pid as number;
  return { origin: `http://127.0.0.1:${port}`, pid, workers: () => childrenOf(pid), child, dataDir, server };
}

/** Writes a text for the bare page that makes its answer as long as ours, out of the same words. */
async function sameSize(html: string, name: string): Promise<void> {
  const file = (text: string) => join(bare.dataDir, `${text}.html`);
  writeFileSync(file(`${name}_empty`), "");
  const empty = Buffer.byteLength(await (await fetch(`${bare.origin}/page/${name}_empty`)).text());
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "";
  const rest = html.replaceAll("<", "&lt;");
  const wanted = Buffer.byteLength(html) - empty;
  writeFileSync(file(name), Buffer.from(main + rest.repeat(2)).subarray(0, wanted));
}

// ---- saying it ------------------------------------------------------------------------------------------------------

function report(rows: Row[]): void {
  const line = (...cells: string[]) =>
    console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(15) : cell.padStart(10))).join(""));
  line(
    "",
    "Cairn/s",
    "bare/s",
    "ratio",
    "goal",
    "CPU ms",
    "bare CPU",
    "p50 ms",
    "p99 ms",
    "p99/p50",
    "bare's",
    "kB (br)",
  );
  for (const { name, ours, bare: plain, goal } of rows)
    line(
      name,
      ours.perSecond.toFixed(0),
      plain.perSecond.toFixed(0),
      (ours.perSecond / plain.perSecond).toFixed(2),
      goal ? `≥ ${goal}` : "",
      ours.cpuMs.toFixed(2),
      plain.cpuMs.toFixed(2),
      ours.p50.toFixed(0),
      ours.p99.toFixed(0),
      (ours.p99 / ours.p50).toFixed(1),
      (plain.p99 / plain.p50).toFixed(1),
      (ours.bytes / 1000).toFixed(1),
    );
  console.log("\nGoal for p99/p50: ≤ 4.");
}

/** Private memory and a fair share of what processes have in common, as the kernel counts it. */
function reportMemory(): void {
  const pids = pidsOf(cairn);
  const sizes = pids.map((pid) => {
    const roll = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const of = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(roll)?.[1] ?? 0) / 1024;
    return { rss: of("Rss"), pss: of("Pss") };
  });
  const sum = (key: "rss" | "pss") => sizes.reduce((all, one) => all + one[key], 0).toFixed(0);
  console.log(
    `Memory after that load: ${sum("pss")} MB for ${pids.length} processes (${sum("rss")} MB when shared pages count in each). Goal: ≤ 300 MB.`,
  );
}

function reportInserts(): void {
  const { stdout } = spawnSync(process.execPath, [bare.server, "--insert"], {
    encoding: "utf8",
    env: { ...process.env, ...env, DATA_DIR: bare.dataDir },
  });
  console.log(`Bare better-sqlite3, one durable row a transaction, ${cores} processes: ${stdout.trim()}.`);
}

/** Forty phones that answer a poll in the same moment, ten times over, each with a changed mind. */
async function reportPhones(): Promise<void> {
  const room = `${cairn.origin}/cohorts/c-denver-running/days/2/room`;
  const ask = (fields: Record<string, string>) =>
    fetch(room, {
      method: "POST",
      redirect: "manual",
      headers: ownForm(cairn, sessionCookie(cairn, "trainer")),
      body: new URLSearchParams(fields),
    });
  await ask({ intent: "open", id: "bench-room" });
  await ask({ intent: "poll", id: "bench", title: "How is the pace?", options: "Fast\nRight\nSlow" });
  const database = databaseOf(cairn);
  const code = database.prepare("select code from room where closed_at is null").pluck().get();
  const address = `${cairn.origin}/room/${code}`;
  const phones = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const cookie = (await fetch(address)).headers.get("Set-Cookie")?.split(";")[0];
      if (!cookie) throw new Error("A phone got no cookie.");
      return { ...ownForm(cairn), Cookie: cookie };
    }),
  );
  const times: number[] = [];
  let busy = 0;
  for (let round = 0; round < 10; round += 1) {
    const began = performance.now();
    await Promise.all(
      phones.map(async (headers, at) => {
        const since = performance.now();
        const body = new URLSearchParams({ prompt: "bench-poll", option: String((at + round) % 3) });
        const { status } = await fetch(address, { method: "POST", redirect: "manual", headers, body });
        if (status !== 302) throw new Error(`An answer came back with ${status}.`);
        times.push(performance.now() - since);
      }),
    );
    busy += performance.now() - began;
  }
  const counted = database
    .prepare("select count(*) from room_answer where prompt_id = 'bench-poll'")
    .pluck()
    .get();
  database.close();
  times.sort((a, b) => a - b);
  const [p50 = 0, p99 = 0] = [0.5, 0.99].map((share) => times[Math.floor(share * (times.length - 1))]);
  console.log(
    `40 phones at once: ${((times.length / busy) * 1000).toFixed(0)} answers/s, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, p99/p50 ${(p99 / p50).toFixed(1)} (goal ≤ 4); counted once each: ${counted} of 40.`,
  );
}

async function reportManual(): Promise<void> {
  const page = `${cairn.origin}/manuals/training/denver/letter`;
  const who = sessionCookie(cairn, "trainer");
  const times: number[] = [];
  for (let i = 0; i < 21; i += 1) {
    const since = performance.now();
    if (i === 0) {
      const headers = ownForm(cairn, who);
      const body = new URLSearchParams({ intent: "make" });
      const asked = await fetch(page, { method: "POST", redirect: "manual", headers, body });
      if (asked.status !== 302) throw new Error(`The manual was asked for, and ${asked.status} came back.`);
    }
    const bytes = await download();
    if (bytes < 10_000) throw new Error(`The manual came with ${bytes} bytes.`);
    times.push(performance.now() - since);
  }
  const [cold = 0, ...again] = times;
  const sorted = again.sort((a, b) => a - b);
  const [warm = 0, slowest = 0] = [sorted[9], sorted.at(-1)];
  const modules = catalogue().course.days.reduce((all, day) => all + day.modules.length, 0);
  console.log(
    `Training manual of ${modules} modules: ${(cold / 1000).toFixed(1)} s cold (goal < 10 s for 27), ${warm.toFixed(0)} ms warm (the middle of 20, the slowest ${slowest.toFixed(0)} ms; goal < 50 ms).`,
  );

  /** Asks until the file is there, as the page in a browser does. */
  async function download(): Promise<number> {
    for (;;) {
      const response = await fetch(`${page}/download`, { redirect: "manual", headers: { Cookie: who } });
      let bytes = 0;
      for await (const part of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>)
        bytes += part.length;
      if (response.status === 200) return bytes;
      if (response.status !== 302) throw new Error(`The manual came with ${response.status}.`);
      await wait(100);
    }
  }
}

async function reportFirstLoad(cookie: string): Promise<void> {
  const { chromium } = await import("@playwright/test");
  const executablePath = [chromium.executablePath(), "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    existsSync,
  );
  if (!executablePath) {
    console.log("First load: not measured, there is no Chromium here.");
    return;
  }
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext();
  const [name, value] = cookie.split("=") as [string, string];
  await context.addCookies([
    {
      name,
      value,
      url: cairn.origin.replace("http:", "https:"),
      secure: true,
      httpOnly: true,
      sameSite: "Lax",
    },
  ]);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const kinds = new Map<string, string>();
  const sizes = new Map<string, number>();
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? "Other";
    sizes.set(kind, (sizes.get(kind) ?? 0) + encodedDataLength);
  });
  await page.goto(`${cairn.origin}/curriculum/${moduleId}`, { waitUntil: "networkidle" });
  await browser.close();
  const kb = (kind: string) => `${((sizes.get(kind) ?? 0) / 1000).toFixed(1)} kB`;
  console.log(
    `First load of a module page, as sent: JavaScript ${kb("Script")} (goal ≤ 90), CSS ${kb("Stylesheet")} (≤ 35), fonts ${kb("Font")} (≤ 60), page ${kb("Document")}.\n`,
  );
}
