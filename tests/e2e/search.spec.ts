import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("with the keyboard alone I find a passage and go to it", async ({ as }) => {
  const page = await as("chicagoSecondTrainee");
  await page.goto("/");
  await page.getByRole("link", { name: "Search", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Words to look for").focus();
  await page.keyboard.type("safe harbor");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toContainText("for “safe harbor”");
  await expect(page.locator("mark").first()).toHaveText(/safe|harbor/i);
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("link", { name: /^Modules/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: /^Modules/ })).toHaveAttribute("aria-current", "true");
  const first = page.locator(".hits a").first();
  const title = (await first.textContent()) ?? "";
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/curriculum\/[\d.]+#[a-z0-9-]+$/);
  await expect(page.getByRole("heading", { name: title, exact: true })).toBeInViewport();
});

test("a mistyped word gets a suggestion, nothing gets a next step, and markup stays text", async ({ as }) => {
  const page = await as("chicagoSecondTrainee");
  await page.goto("/search?q=traficking");
  await page.getByRole("link", { name: "trafficking", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("for “trafficking”");
  await page.goto(`/search?${new URLSearchParams({ q: '<script>alert("🪨")</script> qqqq' })}`);
  await expect(page.getByRole("status")).toContainText("<script>");
  await page.goto("/search?q=zzzzzz");
  await expect(page.getByRole("heading", { name: "Nothing has these words" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.goto(`/search?q=${"child ".repeat(1500)}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search");
});

test("without JavaScript the search works the same", async ({ as }) => {
  const page = await as("chicagoSecondTrainee", { javaScriptEnabled: false });
  await page.goto("/search");
  await page.getByLabel("Words to look for").fill("mandated report");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.locator(".hits li").first()).toBeVisible();
});
