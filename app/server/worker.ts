import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import { env } from "#app/lib/env.ts";
import { log } from "#app/lib/log.ts";
import { makeHandler } from "./handlers.ts";
import { makeServer } from "./http.ts";
import type { WorkerMessage } from "./main.ts";

const build = (await import(pathToFileURL(resolve("build/server/index.js")).href)) as ServerBuild;
const { startBackground, stopBackground, closeStreams, whatIsMissing } = build.entry.module as unknown as {
  startBackground(): void;
  stopBackground(): Promise<void>;
  closeStreams(): void;
  whatIsMissing(): string | null;
};

// Reads the curriculum before the first visitor comes, instead of while they wait.
const gap = whatIsMissing();
if (gap) log.error({ gap }, "started, but not ready");

const server = makeServer(makeHandler(build), whatIsMissing, resolve("build/client"));
const tell = (message: WorkerMessage) => process.send?.(message);
server.once("error", (error: NodeJS.ErrnoException) => tell({ kind: "cannot-listen", code: error.code }));
server.listen(env.port, env.host, () => tell({ kind: "listening" }));
if (process.env.CAIRN_BACKGROUND === "1") startBackground();

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const hardStop = setTimeout(() => process.exit(0), 10_000);
  hardStop.unref();
  const closed = new Promise((done) => server.close(done));
  closeStreams();
  // A browser keeps its connection open after its last answer; it must not hold the others up.
  setInterval(() => server.closeIdleConnections(), 50).unref();
  await Promise.all([closed, stopBackground()]);
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
process.on("disconnect", stop);
process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "worker stopped by an unexpected error");
  process.exit(1);
});
