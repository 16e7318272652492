// Makes the player that packages for other learning systems bring along: one script, one stylesheet, their faces, and the
// script of the quick exit. `node app/commands/player.mjs FOLDER`, and a part of the build.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";

const require = createRequire(import.meta.url);

export async function makePlayer(folder) {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: { player: "app/features/packages/player.tsx" },
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    target: "es2020",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "inline",
    outdir: folder,
    logLevel: "warning",
  });
  const { css } = compile("app/ui/styles/player.scss", {
    loadPaths: ["node_modules/@uswds/uswds/packages"],
    quietDeps: true,
    style: "compressed",
  });
  // Icons of widgets that no lesson has: a package asks for nothing that it does not bring.
  writeFileSync(join(folder, "player.css"), css.replaceAll(/url\("?\/img\/[^)]*\)/g, "none"));
  copyFileSync("public/quick-exit.js", join(folder, "quick-exit.js"));
  for (const [from, name] of [
    ["@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2", "public-sans.woff2"],
    ["@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2", "source-serif-4.woff2"],
  ])
    copyFileSync(require.resolve(from), join(folder, name));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await makePlayer(process.argv[2] ?? "build/player");
