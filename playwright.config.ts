import { existsSync } from "node:fs";
import { chromium, defineConfig } from "@playwright/test";

// A port of its own for each run, kept in the environment because every worker reads this file again.
process.env.E2E_PORT ??= String(20_000 + Math.floor(Math.random() * 20_000));
const port = Number(process.env.E2E_PORT);
const dataDir = process.env.E2E_DATA ?? "test-results/data";

/** The one `npm test` found or installed, where nothing means Playwright's own; else the first that is there. */
const executablePath =
  process.env.CAIRN_CHROMIUM === ""
    ? undefined
    : (process.env.CAIRN_CHROMIUM ??
      [
        "/usr/bin/chromium-headless-shell",
        chromium.executablePath(),
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
      ].find(existsSync));

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results/e2e",
  timeout: 180_000,
  expect: { timeout: 20_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 900 },
    // Stories about reading, quizzes and days without a connection allow them; for others each context would install one.
    serviceWorkers: "block",
    timezoneId: "America/Denver",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: `rm -rf ${dataDir} && node build/bin/main.js --demo`,
    url: `http://127.0.0.1:${port}/readyz`,
    env: { PORT: String(port), DATA_DIR: dataDir, WORKERS: "2", LOG_LEVEL: "warn" },
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
});
