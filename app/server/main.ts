import { spawnSync } from "node:child_process";
import cluster from "node:cluster";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { type Env, parseEnv } from "#app/lib/settings.ts";
import { keepJournalShort } from "#db/journal.ts";

const demo = process.argv.includes("--demo");

/** Stops with a sentence: what is wrong and what to do about it. */
function giveUp(sentence: string): never {
  console.error(`\nCairn cannot start.\n${sentence}`);
  process.exit(1);
}

function settings(): Env {
  try {
    return parseEnv(process.env);
  } catch (error) {
    return giveUp((error as Error).message);
  }
}
const env = settings();

function whyNotListening(code: string | undefined): string {
  const address = `${env.host}:${env.port}`;
  if (code === "EADDRINUSE")
    return `Something else already listens at ${address}, perhaps another Cairn. Stop it, or choose another port: PORT=${env.port + 1} npm start`;
  if (code === "EACCES")
    return `This account may not listen at ${address}. Choose a port above 1023, such as PORT=3000.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `HOST=${env.host} is not an address of this machine.`;
  return `It cannot listen at ${address} (${code ?? "unknown reason"}).`;
}

// Asked before anything is migrated or seeded, so that a second start by mistake changes nothing.
await new Promise<void>((free) => {
  const probe = createServer();
  probe.once("error", (error: NodeJS.ErrnoException) => giveUp(whyNotListening(error.code)));
  probe.listen(env.port, env.host, () => probe.close(() => free()));
});

// Migrating, seeding and first-run checks happen in a child, so that this process stays small while it lives.
const prepared = spawnSync(process.execPath, [resolve("build/bin/prepare.js"), ...(demo ? ["--demo"] : [])], {
  stdio: "inherit",
});
if (prepared.status !== 0) process.exit(prepared.status ?? 1);

// Left alone, Node grows to a gigabyte where it finds one; held too short, it spends a third of its time collecting
// garbage. These keep a worker near 150 MB; collecting on one thread suits as many workers as cores.
const memory = ["--max-old-space-size=192", "--min-semi-space-size=4", "--max-semi-space-size=4"];
const tuned = [...memory, "--heap-growing-percent=40", "--single-threaded-gc"];
// The two last are V8's own and may go with a newer Node, which then refuses to start.
const knowsThem = spawnSync(process.execPath, [...tuned, "--version"], { stdio: "ignore" }).status === 0;
cluster.setupPrimary({ exec: resolve("build/bin/worker.js"), execArgv: knowsThem ? tuned : memory });

let stopping = false;
let ready = false;
let listening = 0;
let deaths: number[] = [];

export type WorkerMessage = { kind: "listening" } | { kind: "cannot-listen"; code: string | undefined };

function fork(background: boolean): void {
  const worker = cluster.fork({
    NODE_ENV: "production",
    CAIRN_BACKGROUND: background ? "1" : "0",
    // glibc would keep a pool of its own for each thread that compresses.
    MALLOC_ARENA_MAX: "2",
  });
  worker.on("message", (message: WorkerMessage) => {
    if (message.kind === "cannot-listen") giveUp(whyNotListening(message.code));
    listening += 1;
    if (ready || listening < env.workers) return;
    ready = true;
    keepJournalShort(env.dataDir);
    console.log(`\n  Cairn is ready at ${env.origin}\n  Stop it with Ctrl+C.\n`);
  });
  worker.on("exit", () => {
    if (stopping) {
      if (Object.keys(cluster.workers ?? {}).length === 0) process.exit(0);
      return;
    }
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < 30_000), now];
    if (deaths.length > 10 || listening === 0) {
      stop();
      giveUp("Its workers keep failing. The lines above say why.");
    }
    fork(background);
  });
}
for (let i = 0; i < env.workers; i += 1) fork(i === 0);

function stop(): void {
  if (stopping) return;
  stopping = true;
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
  setTimeout(() => process.exit(0), 12_000).unref();
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.on("SIGHUP", stop);
