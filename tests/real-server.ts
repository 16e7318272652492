import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import DatabaseFile from "better-sqlite3";
import { newId } from "#app/lib/ids.ts";
import { personIdOf } from "#db/seed.ts";
import { type CastKey, cast } from "./cast.ts";

/** The built server with its workers, in a process group of its own. */
export type RealServer = {
  origin: string;
  dataDir: string;
  /** What it has said so far, standard output and errors together. */
  said: () => string;
  /** Resolves when the whole server has ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The process id of the first process. */
  pid: number;
  /** Those of the workers. */
  workers: () => number[];
  /** Sends a signal to the first process, as a supervisor would. */
  signal: (signal: NodeJS.Signals) => void;
  /** `kill -9` for every process of it at the same moment. */
  killAll: () => Promise<void>;
  stop: () => Promise<void>;
};

type Options = {
  dataDir?: string;
  demo?: boolean;
  port?: number;
  env?: Record<string, string>;
};

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "cairn-server-"));

export function freePort(): Promise<number> {
  return new Promise((free, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => free(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** A data folder that holds the demo's cast and nothing else, which is much quicker than seeding the demo. */
export function castFolder(): string {
  const dataDir = temporaryFolder();
  const file = join(dataDir, "cairn.sqlite");
  copyFileSync(process.env.CAIRN_TEMPLATE as string, file);
  new DatabaseFile(file).exec("insert into installation (key, value) values ('demo', 'true')").close();
  return dataDir;
}

/** Starts the built server without waiting for it. */
export async function launchServer({ dataDir = castFolder(), demo = true, port, env = {} }: Options = {}) {
  if (!existsSync("build/bin/main.js")) throw new Error("There is no build. Run npm run build first.");
  const chosen = port ?? (await freePort());
  const child = spawn(process.execPath, [resolve("build/bin/main.js"), ...(demo ? ["--demo"] : [])], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      PORT: String(chosen),
      DATA_DIR: dataDir,
      WORKERS: "2",
      LOG_LEVEL: "warn",
      ...env,
    },
  });
  let said = "";
  const listeners = new Set<() => void>();
  const hear = (bytes: Buffer) => {
    said += bytes.toString("utf8");
    for (const listener of listeners) listener();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  const server: RealServer = {
    origin: `http://127.0.0.1:${chosen}`,
    dataDir,
    said: () => said,
    ended,
    pid: child.pid as number,
    workers: () => childrenOf(child.pid as number),
    signal: (signal) => child.kill(signal),
    async killAll() {
      endGroup(child, "SIGKILL");
      await ended;
    },
    async stop() {
      endGroup(child, "SIGTERM");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  const ready = new Promise<void>((resolve, reject) => {
    listeners.add(() => {
      if (said.includes("Cairn is ready at")) resolve();
    });
    ended.then(({ code, signal }) => reject(new Error(`The server ended (${code ?? signal}):\n${said}`)));
  });
  ready.catch(() => {});
  return { server, ready };
}

/** Starts the built server and waits until every worker listens. */
export async function startServer(options?: Options): Promise<RealServer> {
  const { server, ready } = await launchServer(options);
  await ready;
  return server;
}

/** The processes that this one started and that live. */
export const childrenOf = (pid: number): number[] =>
  spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" })
    .stdout.split("\n")
    .map(Number)
    .filter((id) => id > 0);

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid as number), signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The database of a server, opened beside it. Close it when done. */
export const databaseOf = (server: Pick<RealServer, "dataDir">): DatabaseFile.Database =>
  new DatabaseFile(join(server.dataDir, "cairn.sqlite"), { timeout: 10_000 });

/** A session of a member of the cast on that server, as the value of a Cookie header. */
export const sessionCookie = (server: RealServer, who: CastKey): string =>
  sessionCookieOf(server, personIdOf(cast[who]));

/** The same for anybody, by id. */
export function sessionCookieOf(server: RealServer, personId: string): string {
  const database = databaseOf(server);
  const id = `test-${newId()}`;
  const now = Date.now();
  database
    .prepare(
      "insert into session (id, user_id, expires_at, created_at, last_seen_at, device, strong) values (?, ?, ?, ?, ?, 'Test', 1)",
    )
    .run(id, personId, Math.floor(now / 1000) + 86_400, now, now);
  database.close();
  return `__Host-cairn=${id}`;
}

/** Headers of a form that our own page sends. */
export const ownForm = (server: RealServer, cookie?: string): Record<string, string> => ({
  Origin: server.origin,
  "Sec-Fetch-Site": "same-origin",
  ...(cookie ? { Cookie: cookie } : {}),
});
