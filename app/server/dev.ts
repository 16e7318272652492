import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { createServer } from "vite";
import { env } from "#app/lib/env.ts";
import { migrateDatabase } from "#db/migrate.server.ts";
import { makeServer } from "./http.ts";

process.env.NODE_ENV ??= "development";
await migrateDatabase(env.dataDir);
const vite = await createServer({ server: { middlewareMode: true } });
const load = () =>
  vite.ssrLoadModule("virtual:remix/server-build") as Promise<unknown> as Promise<ServerBuild>;
const handle = createRequestHandler(load, "development");

makeServer(
  handle,
  () => null,
  null,
  (req, res, next) => vite.middlewares(req, res, next),
).listen(env.port, env.host, () => console.log(`Cairn for developers at ${env.origin}`));
