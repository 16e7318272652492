import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { createServer, type ViteDevServer } from "vite";
import { env } from "#app/lib/env.ts";
import { makeServer } from "./http.ts";

process.env.NODE_ENV ??= "development";
process.argv.push("--demo");
await import("./prepare.ts");

let vite: ViteDevServer;
const load = () =>
  vite.ssrLoadModule("virtual:remix/server-build") as Promise<unknown> as Promise<ServerBuild>;

const server = makeServer(
  createRequestHandler(load, "development"),
  () => null,
  null,
  (req, res, next) => vite.middlewares(req, res, next),
);
vite = await createServer({ server: { middlewareMode: true, hmr: { server } } });
server.listen(env.port, env.host, () => console.log(`\n  Cairn for developers at ${env.origin}\n`));
