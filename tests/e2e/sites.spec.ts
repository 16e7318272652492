import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("the grantee sees every site in totals, with small groups hidden", async ({ as }) => {
  const page = await as("grantee");
  await page.goto("/sites");
  const denver = page.getByRole("row", { name: /Denver, Colorado/ });
  await expect(denver.getByRole("cell", { name: "40", exact: true })).toBeVisible();
  await expect(page.getByRole("row", { name: /Chicago, Illinois/ })).toContainText("Fewer than 11");
  await expect(page.getByText("so that nobody can be recognized")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "Denver, Colorado" }).click();
  await expect(page.getByText("Reviewed by local counsel: not yet.")).toBeVisible();
  await page.getByText("Child abuse hotline", { exact: true }).click();
  await expect(page.getByText("1-844-CO-4-KIDS").first()).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await expect(page.getByRole("region", { name: "Cohorts" }).getByRole("link")).toHaveCount(0);
});

test("an administrator adds, renames, closes and opens a site, and reads who did what", async ({ as }) => {
  const page = await as("administrator");
  await page.goto("/sites/new");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Add this site" }).click();
  await expect(page.getByText("Give the site a name")).toBeVisible();
  await expect(page.getByText("Choose a time zone from the list.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Name", { exact: true }).fill("Boise, Idaho");
  await page.getByLabel("Short name").fill("boise");
  await page.getByLabel("State or territory").selectOption("Idaho");
  await page.getByLabel("Time zone").selectOption("America/Boise");
  await page.getByRole("button", { name: "Add this site" }).click();
  await expect(page.getByRole("heading", { name: "Not localized: use the national numbers" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("link", { name: "Edit name and time zone" }).click();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Name", { exact: true }).fill("Boise and Nampa, Idaho");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Boise and Nampa, Idaho" })).toBeVisible();
  await page.getByText("Close this site").click();
  await page.getByRole("button", { name: "Close it" }).click();
  await expect(page.getByText("This site is closed")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Open this site again" }).click();
  await expect(page.getByText("The site is open again.")).toBeVisible();

  await page.goto("/audit");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Who", { exact: true }).fill("owen");
  await page.getByLabel("What", { exact: true }).selectOption("close-site");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(
    page.getByRole("row", { name: /Owen Castillo closed the site Boise and Nampa/ }),
  ).toBeVisible();
  await expect(page.getByText("1 row", { exact: false })).toBeVisible();
  await page.goto("/audit?who=nobody-by-this-name");
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});

test("trainer and coordinator see their own site; others none", async ({ as }) => {
  const trainer = await as("trainer");
  await trainer.goto("/sites");
  await expect(trainer.getByRole("rowheader")).toHaveCount(1);
  await expectAccessibleAtBothWidths(trainer);
  expect((await trainer.request.get("/sites/chicago")).status()).toBe(404);
  expect((await trainer.request.get("/sites/denver/edit")).status()).toBe(403);
  expect((await trainer.request.get("/sites/new")).status()).toBe(403);
  expect((await trainer.request.get("/audit")).status()).toBe(403);
  await trainer.goto("/sites/denver");
  await expect(trainer.getByRole("heading", { name: "Who downloaded which manual" })).toHaveCount(0);
  const coordinator = await as("coordinator");
  await coordinator.goto("/sites/denver");
  await expect(coordinator.getByRole("heading", { name: "Who downloaded which manual" })).toBeVisible();
  await expectAccessibleAtBothWidths(coordinator);
  const trainee = await as("trainee");
  expect((await trainee.request.get("/sites")).status()).toBe(403);
  expect((await trainee.request.get("/sites/denver")).status()).toBe(404);
});
