// What `npm start`, `npm run serve` and `npm test` share. Plain Node: it runs before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
process.chdir(root);

/** Says in a sentence when this Node is too old, and stops. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Cairn needs Node 20.19 or newer, and this is Node ${process.versions.node}. Install a newer one from https://nodejs.org and run the command again.`,
  );
  process.exit(1);
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs one quiet step: its name, a sign of life every ten seconds, how long it took. What the program printed is shown
 * when it fails. Resolves to whether it succeeded.
 */
export function quietStep(label, command, args, { env = {}, timeoutMs = 0 } = {}) {
  const started = performance.now();
  console.log(`  ${label} …`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
      timeout: timeoutMs,
    });
    const said = [];
    child.stdout.on("data", (bytes) => said.push(bytes));
    child.stderr.on("data", (bytes) => said.push(bytes));
    const alive = setInterval(() => console.log(`  ${label} … ${seconds(started)}`), 10_000);
    const finish = (ok, reason) => {
      clearInterval(alive);
      if (ok) console.log(`  ${label}: done in ${seconds(started)}`);
      else console.log(`${Buffer.concat(said)}\n  ${label}: failed after ${seconds(started)}${reason}`);
      resolve(ok);
    };
    child.on("error", (error) => finish(false, ` (${error.message})`));
    child.on("close", (code, signal) => finish(code === 0, signal ? ` (${signal})` : ` (exit code ${code})`));
  });
}

/** npm as the caller runs it, on every system: `[command, ...arguments]`. */
function npm(...args) {
  const path = process.env.npm_execpath;
  return path && /\.[cm]?js$/.test(path) ? [process.execPath, [path, ...args]] : ["npm", args];
}

const hashOf = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
};

const readOr = (file, otherwise = "") => (existsSync(file) ? readFileSync(file, "utf8") : otherwise);

/** A native module is built for one Node and one system, so both belong to the stamp. */
const packagesHash = () =>
  hashOf(readFileSync("package-lock.json"), process.versions.modules, process.platform, process.arch);

/** Whether somebody already ran `npm install` here by hand: npm keeps a list of what it installed. */
function isInstalled() {
  const listed = readOr("node_modules/.package-lock.json");
  if (!listed) return false;
  const there = JSON.parse(listed).packages;
  const wanted = Object.entries(JSON.parse(readFileSync("package-lock.json", "utf8")).packages);
  return wanted.every(
    ([path, { version, optional }]) => path === "" || optional || there[path]?.version === version,
  );
}

const opensDatabase = () =>
  spawnSync(
    process.execPath,
    ["-e", "const D = require('better-sqlite3'); new D(':memory:').prepare('select 1').get()"],
    { encoding: "utf8" },
  );

/**
 * Installs the packages of the lock file when they are missing or the lock file changed. The database driver comes
 * beside what follows, because where it has to be compiled that takes a minute of one core: await `driver` before
 * anything opens a database.
 */
export async function installPackages() {
  const stamp = "node_modules/.cairn-packages";
  if (readOr(stamp) === packagesHash()) return { driver: Promise.resolve() };
  if (isInstalled() && opensDatabase().status === 0) {
    writeFileSync(stamp, packagesHash());
    return { driver: Promise.resolve() };
  }
  const [command, args] = npm("ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund");
  if (!(await quietStep("Installing packages", command, args))) {
    console.error(
      "Cairn cannot start: its packages could not be installed. The lines above say why; the npm registry must be reachable the first time.",
    );
    process.exit(1);
  }
  return { driver: installDriver().then(() => writeFileSync(stamp, packagesHash())) };
}

/** Downloads or compiles what the packages have in machine code. */
async function installDriver() {
  // The headers that came with this Node spare node-gyp a download, where better-sqlite3 has to be compiled.
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, "include/node/node.h")) ? { npm_config_nodedir: prefix } : {};
  const [command, args] = npm("rebuild", "better-sqlite3", "esbuild", "--foreground-scripts");
  const label = "Installing the database driver (better-sqlite3)";
  await quietStep(label, command, args, { env: headers });
  const opened = opensDatabase();
  if (opened.status === 0) return;
  console.error(
    `${opened.stderr}\nCairn cannot start: its database driver, better-sqlite3, is not built for this system.\nIt needs either a download from GitHub or a compiler: on Debian and Ubuntu, apt-get install python3 make g++.\nThen run the command again.`,
  );
  process.exit(1);
}

const builtFrom = [
  "app",
  "db",
  "public",
  "tests/cast.ts",
  "package-lock.json",
  "package.json",
  "tsconfig.json",
  "vite.config.ts",
];

function filesUnder(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** One hash over everything the build reads. */
export function sourceHash() {
  const files = builtFrom
    .flatMap((path) => (/\.\w+$/.test(path) ? [path] : filesUnder(path)))
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .map((file) => relative(root, join(root, file)).split(sep).join("/"))
    .sort();
  return hashOf(process.versions.modules, ...files.flatMap((file) => [file, readFileSync(file)]));
}

export const buildStamp = (folder = "build") => join(folder, "stamp");

/** Whether the build is of the sources as they are. */
export const isBuilt = () => readOr(buildStamp()) === sourceHash();

/** Builds when a source changed since the last build. */
export async function buildWhenChanged() {
  if (isBuilt()) return;
  if (await quietStep("Building", process.execPath, ["app/commands/build.mjs"])) return;
  console.error("Cairn cannot start: the build failed. The lines above say why.");
  process.exit(1);
}

export function writeBuildStamp(folder, hash) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(buildStamp(folder), hash);
}
