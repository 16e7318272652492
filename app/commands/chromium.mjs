// A Chromium for the end-to-end tests: one that is there, else Playwright's download, else the system's package. The
// headless shell comes first: a page in it costs less than half of one in a browser that has windows to draw.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { quietStep } from "./steps.mjs";

const systemPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where browsers may be, best first. Undefined stands for the headless shell that Playwright finds by itself. */
const places = async () => {
  const { chromium } = await import("@playwright/test");
  return ["/usr/bin/chromium-headless-shell", undefined, chromium.executablePath(), ...systemPaths];
};

/** Starts it once: a browser that was unpacked without its libraries is not there. */
async function starts(executablePath) {
  if (executablePath && !existsSync(executablePath)) return false;
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
  for (const executablePath of await places()) if (await starts(executablePath)) return { executablePath };
  return null;
}

const isRoot = () => process.getuid?.() === 0;
const canSudo = () => spawnSync("sudo", ["-n", "true"]).status === 0;

/** The options that start a Chromium, installed when there was none; null when that was not possible. */
export async function findChromium() {
  const already = await found();
  if (already) return already;
  const playwright = ["node_modules/@playwright/test/cli.js", "install", "--only-shell", "chromium"];
  await quietStep("Downloading Chromium from Playwright", process.execPath, playwright, {
    timeoutMs: 180_000,
  });
  const downloaded = await found();
  if (downloaded) return downloaded;
  if (!existsSync("/usr/bin/apt-get") || !(isRoot() || canSudo())) return null;
  const install = async (...args) => {
    const command = [...(isRoot() ? [] : ["sudo", "-n"]), "apt-get", ...args];
    return quietStep(`Installing Chromium (${args[0]} ${args.at(-1)})`, command[0], command.slice(1), {
      env: { DEBIAN_FRONTEND: "noninteractive" },
      timeoutMs: 300_000,
    });
  };
  await install("update");
  for (const name of ["chromium-headless-shell", "chromium"])
    if (await install("install", "-y", "--no-install-recommends", name)) break;
  return found();
}
