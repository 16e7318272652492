import { spawnSync } from "node:child_process";
import cluster from "node:cluster";
import { resolve } from "node:path";
import { parseEnv } from "#app/lib/settings.ts";

const demo = process.argv.includes("--demo");

function settings() {
  try {
    return parseEnv(process.env);
  } catch (error) {
    console.error(`Cairn cannot start.\n${(error as Error).message}`);
    process.exit(1);
  }
}
const env = settings();

// Migrating, seeding and first-run checks happen in a child, so that this process stays small while it lives.
const prepared = spawnSync(process.execPath, [resolve("build/bin/prepare.js"), ...(demo ? ["--demo"] : [])], {
  stdio: "inherit",
});
if (prepared.status !== 0) process.exit(prepared.status ?? 1);

cluster.setupPrimary({
  exec: resolve("build/bin/worker.js"),
  execArgv: ["--max-old-space-size=160", "--max-semi-space-size=4"],
});

let stopping = false;
let listening = 0;
let deaths: number[] = [];

function fork(background: boolean): void {
  const worker = cluster.fork({ NODE_ENV: "production", CAIRN_BACKGROUND: background ? "1" : "0" });
  worker.on("message", (message) => {
    if (message !== "listening") return;
    listening += 1;
    if (listening === env.workers)
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
      console.error("Cairn stopped: its workers keep failing. The lines above say why.");
      process.exit(1);
    }
    fork(background);
  });
}
for (let i = 0; i < env.workers; i += 1) fork(i === 0);

function stop(): void {
  if (stopping) process.exit(0);
  stopping = true;
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
  setTimeout(() => process.exit(0), 12_000).unref();
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
