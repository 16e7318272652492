import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { env } from "#app/lib/env.ts";
import { makeServer } from "#app/server/http.ts";
import { openTable } from "./table.server.ts";

/** The bare application on Cairn's own HTTP server; with `--insert`, only rows, as fast as each process can. */
const seconds = 3;

if (cluster.isPrimary) {
  let waiting = env.workers;
  let rows = 0;
  for (let i = 0; i < env.workers; i += 1)
    cluster
      .fork({ NODE_ENV: "production" })
      .on("message", (message: { listening: true } | { rows: number }) => {
        waiting -= 1;
        if ("rows" in message) rows += message.rows;
        if (waiting === 0)
          console.log("rows" in message ? `rows per second: ${rows / seconds}` : "bare is ready");
      });
  process.on("SIGTERM", () => process.exit(0));
} else if (process.argv.includes("--insert")) {
  const insert = openTable(join(env.dataDir, "bare.sqlite"));
  const end = Date.now() + seconds * 1000;
  let rows = 0;
  while (Date.now() < end) {
    insert("attempt", "item", rows % 4);
    rows += 1;
  }
  process.send?.({ rows }, () => process.exit(0));
} else {
  const texts = new Map<string, string>();
  Object.assign(globalThis, {
    textOf(name: string): string {
      const known = texts.get(name) ?? readFileSync(join(env.dataDir, `${name}.html`), "utf8");
      texts.set(name, known);
      return known;
    },
  });
  const folder = process.env.BARE_BUILD as string;
  const build = (await import(pathToFileURL(join(folder, "server/index.js")).href)) as ServerBuild;
  makeServer(createRequestHandler(build, "production"), () => null, join(folder, "client")).listen(
    env.port,
    env.host,
    () => process.send?.({ listening: true }),
  );
}
