import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { type CastKey, cast, demoPassword, emailOf } from "../cast.ts";

type SignedIn = (
  who: CastKey,
  options?: Parameters<import("@playwright/test").Browser["newContext"]>[0],
) => Promise<Page>;

const cookies = new Map<CastKey, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/** `as("trainer")` gives a page signed in as that member of the cast. */
export const test = base.extend<{ as: SignedIn }>({
  as: async ({ browser, baseURL }, use) => {
    const open: BrowserContext[] = [];
    await use(async (who, options) => {
      const context = await browser.newContext({ baseURL, ...options });
      open.push(context);
      const known = cookies.get(who);
      if (known) await context.addCookies(known);
      const page = await context.newPage();
      if (!known) {
        await page.goto("/sign-in");
        await page.getByLabel("E-mail address").fill(emailOf(cast[who]));
        await page.getByLabel("Password", { exact: true }).fill(demoPassword);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await page.waitForURL((url) => url.pathname !== "/sign-in");
        cookies.set(who, await context.cookies());
      }
      return page;
    });
    for (const context of open) await context.close();
  },
});

export { expect };

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Fails on any accessibility violation that axe finds on the page as it stands (WCAG 2.2 AA and best practice).
 * All rules run inside the page; only what they found wrong is described and leaves it.
 */
export async function expectAccessible(page: Page): Promise<void> {
  for (const frame of page.frames())
    if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { run } = (window as unknown as { axe: typeof import("axe-core") }).axe;
    const { violations } = await run(document, { resultTypes: ["violations"] });
    return violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `  ${n.html}`).join("\n")}`);
  });
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

export const wide = { width: 1280, height: 900 };
export const narrow = { width: 360, height: 740 };

/** Runs axe at 1280 and at 360 pixels, and checks that nothing makes the page scroll sideways. */
export async function expectAccessibleAtBothWidths(page: Page): Promise<void> {
  for (const size of [wide, narrow]) {
    await page.setViewportSize(size);
    await expectAccessible(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `sideways scrolling at ${size.width}px on ${page.url()}`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(wide);
}
