import { expect, expectAccessible, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("the library opens a program, goes on to its case, and keeps the facilitator's note for facilitators", async ({
  as,
}) => {
  const page = await as("chicagoSecondTrainee");
  await page.goto("/library");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "coordinator", exact: true }).click();
  await expect(page.getByRole("link", { name: "coordinator", exact: true })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await page.getByRole("link", { name: /^Fulton County: assessment/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Fulton County");
  await expect(page.getByText("$1,035,000").first()).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: /^Fulton County: a plan/ }).click();
  await expect(page.getByRole("heading", { name: "To discuss" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "For the facilitator" })).toHaveCount(0);
  await expectAccessibleAtBothWidths(page);

  const trainer = await as("chicagoTrainer");
  await trainer.goto(page.url());
  await expect(trainer.getByRole("heading", { name: "For the facilitator" })).toBeVisible();
  await expectAccessible(trainer);
});

test("the pages to look things up in are readable at both widths, and an unknown one says so", async ({
  as,
}) => {
  const page = await as("chicagoSecondTrainee");
  for (const path of ["/library/language-guide", "/library/federal-law"]) {
    expect((await page.goto(path))?.status()).toBe(200);
    await expectAccessibleAtBothWidths(page);
  }
  expect((await page.goto("/library/nothing"))?.status()).toBe(404);
  await expect(page.getByText("Its first page lists everything.")).toBeVisible();
});

test("on a narrow screen the menu folds, opens by keyboard, and closes again", async ({ as }) => {
  const page = await as("chicagoSecondTrainee", { viewport: { width: 360, height: 740 } });
  await page.goto("/library");
  const menu = page.getByRole("navigation", { name: "Main" });
  await expect(menu.getByRole("link", { name: "Search" })).toBeHidden();
  await menu.getByRole("button", { name: "Menu" }).focus();
  await page.keyboard.press("Enter");
  await expect(menu.getByRole("link", { name: "Search" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(menu.getByRole("link", { name: "Search" })).toBeHidden();
  await page.keyboard.press("Enter");
  await menu.getByRole("link", { name: "Search" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Search");
});
