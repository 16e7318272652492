import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const [who, ...paths] = process.argv.slice(2);
const exe = [chromium.executablePath(), "/usr/bin/chromium"].find(existsSync);
const b = await chromium.launch({ executablePath: exe, args: ["--no-sandbox", "--disable-gpu"] });
const ctx = await b.newContext({
  baseURL: "http://127.0.0.1:4517",
  colorScheme: process.env.DARK ? "dark" : "light",
});
const page = await ctx.newPage();
if (who !== "none") {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(`${who}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill("stones-on-the-path");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((u) => u.pathname !== "/sign-in");
}
let n = 0;
for (const p of paths) {
  for (const [w, h] of [
    [1280, 900],
    [360, 740],
  ]) {
    await page.setViewportSize({ width: w, height: h });
    const r = await page.goto(p);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `/tmp/shots/${n}-${w}.png`, fullPage: true });
    console.log(n, w, p, r?.status());
  }
  n++;
}
await b.close();
