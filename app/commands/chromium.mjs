// A Chromium for the end-to-end tests: one that is there, else Playwright's download, else the system's package.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { quietStep } from "./steps.mjs";

const systemPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts it once: a browser that was unpacked without its libraries is not there. */
async function starts(executablePath) {
  const { chromium } = await import("@playwright/test");
  try {
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

async function found() {
  const { chromium } = await import("@playwright/test");
  for (const path of [chromium.executablePath(), ...systemPaths])
    if (existsSync(path) && (await starts(path))) return path;
  return null;
}

const isRoot = () => process.getuid?.() === 0;
const canSudo = () => spawnSync("sudo", ["-n", "true"]).status === 0;

/** The path of a Chromium that starts, installed when there was none; null when that was not possible. */
export async function findChromium() {
  const already = await found();
  if (already) return already;
  const playwright = ["node_modules/@playwright/test/cli.js", "install", "chromium"];
  await quietStep("Downloading Chromium from Playwright", process.execPath, playwright, {
    timeoutMs: 180_000,
  });
  const downloaded = await found();
  if (downloaded) return downloaded;
  if (!existsSync("/usr/bin/apt-get") || !(isRoot() || canSudo())) return null;
  const root = (...command) => (isRoot() ? command : ["sudo", "-n", ...command]);
  for (const arguments_ of [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
  ]) {
    const [command, ...args] = root(...arguments_);
    await quietStep(`Installing Chromium (${arguments_.slice(0, 2).join(" ")})`, command, args, {
      env: { DEBIAN_FRONTEND: "noninteractive" },
      timeoutMs: 300_000,
    });
  }
  return found();
}
