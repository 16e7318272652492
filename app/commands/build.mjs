// Builds everything: the Remix app, then the server's own entry points, then the precompressed files.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

rmSync("build", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build"], {
  stdio: "inherit",
});

await build({
  entryPoints: {
    main: "app/server/main.ts",
    prepare: "app/server/prepare.ts",
    worker: "app/server/worker.ts",
    "build-pdf": "app/features/manual/build-pdf.ts",
  },
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  outdir: "build/bin",
  logLevel: "warning",
});

for (const entry of readdirSync("build/client", { recursive: true })) {
  const file = join("build/client", entry);
  if (!/\.(js|css|svg|html|json|txt|webmanifest)$/.test(file) || statSync(file).size < 1000) continue;
  const bytes = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  );
}
