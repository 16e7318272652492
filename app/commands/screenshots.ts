import { mkdirSync } from "node:fs";
import { chromium } from "@playwright/test";
import { cast, demoPassword, emailOf } from "#tests/cast.ts";

/** Takes the pictures of the README from a running demo: `npm run screenshots -- http://127.0.0.1:3000`. */
const address = process.argv[2] ?? "http://127.0.0.1:3000";
const pictures = [
  { who: cast.trainee, path: "/", file: "home" },
  { who: cast.trainee, path: "/curriculum/1.3", file: "reader" },
];

mkdirSync("docs/images", { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CAIRN_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking"],
});
for (const { who, path, file } of pictures) {
  const page = await browser.newPage({ baseURL: address, viewport: { width: 1280, height: 800 } });
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(emailOf(who));
  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await page.goto(path);
  await page.screenshot({ path: `docs/images/${file}.png` });
  await page.close();
}
await browser.close();
