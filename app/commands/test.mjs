// npm test: every check there is, each one even when another fails. The last line counts them.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { findChromium } from "./chromium.mjs";
import { checkNode, installPackages } from "./steps.mjs";

checkNode();
const { driver } = await installPackages();

const results = "test-results";
const minutes = 60_000;
const outcomes = [];
const started = performance.now();

/** Runs a program with its output in view, or `whole` at its end. Resolves to whether it ended well. */
function run(args, { env = {}, whole = false } = {}) {
  return new Promise((resolve) => {
    const output = whole ? "pipe" : "inherit";
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", output, output],
      env: { ...process.env, ...env },
      timeout: 30 * minutes,
      killSignal: "SIGKILL",
    });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes) => said.push(bytes));
    child.on("error", (error) => {
      console.log(error.message);
      resolve(false);
    });
    child.on("close", (code, signal) => {
      process.stdout.write(Buffer.concat(said));
      if (signal) console.log(`It was ended by ${signal}.`);
      resolve(code === 0);
    });
  });
}

async function step(name, work) {
  const since = performance.now();
  console.log(`\n── ${name}`);
  const { passed, failed } = await work();
  const seconds = (performance.now() - since) / 1000;
  outcomes.push({ name, passed, failed, seconds });
  console.log(`── ${name}: ${failed === 0 ? "passed" : "FAILED"} in ${seconds.toFixed(1)} s`);
}

/** Steps that are one check each and keep one core busy each: all at once. What one says is shown when it ends. */
const checks = (list) =>
  Promise.all(
    list.map(([name, args]) =>
      step(name, async () =>
        (await run(args, { whole: true })) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 },
      ),
    ),
  );

/** A test runner: counted from its own report, with one failure more when it broke down or ran nothing. */
const runner = (name, args, report, count, env) =>
  step(name, async () => {
    rmSync(report, { force: true });
    const endedWell = await run(args, { env });
    let counted = { passed: 0, failed: 0 };
    try {
      counted = count(JSON.parse(readFileSync(report, "utf8")));
    } catch (error) {
      console.log(`${name} left no report: ${error.message}`);
    }
    const silent = counted.failed === 0 && (!endedWell || counted.passed === 0);
    return silent ? { ...counted, failed: 1 } : counted;
  });

/** A file that could not even be loaded has no tests in it to count, so it counts itself. */
const countVitest = ({ numPassedTests, numFailedTests, testResults }) => ({
  passed: numPassedTests,
  failed:
    numFailedTests +
    testResults.filter((file) => file.status === "failed" && !file.assertionResults.some(hasFailed)).length,
});
const hasFailed = ({ status }) => status === "failed";

const countPlaywright = ({ stats, errors }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky + errors.length,
});

mkdirSync(results, { recursive: true });
const biome = "node_modules/@biomejs/biome/bin/biome";
const vitest = "node_modules/vitest/vitest.mjs";
const playwright = "node_modules/@playwright/test/cli.js";

await checks([
  ["Format", [biome, "format", "."]],
  ["Lint", [biome, "check", "--formatter-enabled=false", "."]],
]);
await checks([
  ["Types", ["node_modules/typescript/bin/tsc", "--noEmit"]],
  ["Build", ["app/commands/build.mjs"]],
]);
await driver;
await checks([["Curricula", ["--import", "tsx", "app/commands/check-curricula.ts"]]]);
await runner(
  "Unit and server tests",
  [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}/unit.json`],
  `${results}/unit.json`,
  countVitest,
);

const chromium = await findChromium();
if (!chromium) console.log("\nNo Chromium could be found or installed, so no browser test can run.");
await runner(
  "Browser tests",
  [playwright, "test"],
  `${results}/e2e.json`,
  countPlaywright,
  chromium ? { CAIRN_CHROMIUM: chromium.executablePath ?? "" } : {},
);

console.log("");
for (const { name, passed, failed, seconds } of outcomes)
  console.log(
    `${name.padEnd(24)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s`,
  );
const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
console.log(`${"Together".padEnd(52)} ${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s\n`);
process.exitCode = sum("failed") > 0 ? 1 : 0;
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
