// Builds everything: the Remix app, then the server's own entry points, then the precompressed files.
// It works in a folder of its own and swaps at the end, so that a failed build leaves the last good one in place.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { makePlayer } from "./player.mjs";
import { sourceHash, writeBuildStamp } from "./steps.mjs";

const target = "build";
const work = `node_modules/.cache/cairn-build-${process.pid}`;
const hash = sourceHash();

try {
  const { status } = spawnSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build"], {
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production", CAIRN_BUILD: work },
  });
  if (status !== 0) {
    rmSync(work, { recursive: true, force: true });
    console.error("The app could not be built. The lines above say why.");
    process.exit(1);
  }
  await build({
    entryPoints: {
      main: "app/server/main.ts",
      prepare: "app/server/prepare.ts",
      worker: "app/server/worker.ts",
      "build-pdf": "app/features/manual/build-pdf.ts",
      "build-edition": "app/features/manual/build-edition.ts",
      "compare-editions": "app/features/editions/compare-editions.ts",
      backup: "app/commands/backup.ts",
      restore: "app/commands/restore.ts",
      manual: "app/commands/manual.ts",
      keys: "app/commands/keys.ts",
      "verify-credential": "app/commands/verify-credential.ts",
      "store-catalogue": "app/commands/store-catalogue.ts",
    },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    outdir: join(work, "bin"),
    logLevel: "warning",
  });
  await build({
    // Served under these names: the service worker must keep its address, and what it keeps is named after the build.
    entryPoints: { sw: "app/features/offline/worker.ts", offline: "app/features/offline/page-script.ts" },
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    define: { __CAIRN_BUILD__: JSON.stringify(hash.slice(0, 12)) },
    outdir: join(work, "client"),
    logLevel: "warning",
  });
  await makePlayer(join(work, "player"));
  compressFiles(join(work, "client"));
  storeCatalogue();
  writeBuildStamp(work, hash);
  const old = `${work}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(work, target);
  rmSync(old, { recursive: true, force: true });
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Parses curricula/ once for all who run this build. Texts that are not whole stop the server, and not the build. */
function storeCatalogue() {
  const { status } = spawnSync(
    process.execPath,
    [join(work, "bin/store-catalogue.js"), join(work, "catalogue")],
    { stdio: "inherit", env: { ...process.env, NODE_ENV: "production" } },
  );
  if (status !== 0) console.error("The curriculum was not stored with the build. The lines above say why.");
}

function compressFiles(folder) {
  for (const entry of readdirSync(folder, { recursive: true })) {
    const file = join(folder, entry);
    if (!/\.(js|css|svg|html|json|txt|webmanifest)$/.test(file) || statSync(file).size < 1000) continue;
    const bytes = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(
      `${file}.br`,
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    );
  }
}
