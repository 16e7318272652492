// npm run manual: the built command while the build is of these sources, because it need not parse the curriculum;
// otherwise from source.
import { spawnSync } from "node:child_process";
import { isBuilt } from "./steps.mjs";

if (isBuilt()) await import("../../build/bin/manual.js");
else {
  const args = ["--import", "tsx", "app/commands/manual.ts", ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
}
