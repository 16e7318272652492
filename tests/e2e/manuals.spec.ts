import { readFileSync } from "node:fs";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

// A whole manual has seven hundred pages, and beside other tests its builder gets half a core.
test.setTimeout(240_000);

test("a trainer makes the facilitator manual, sees its progress and downloads it", async ({ as }) => {
  const page = await as("washingtonTrainer");
  await page.goto("/manuals");
  await expectAccessibleAtBothWidths(page);
  await page
    .getByRole("link", {
      name: "Letter Training Manual, facilitator edition, Washington, District of Columbia",
    })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Training Manual, facilitator edition");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Make this manual" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await expect(page.getByText(/^Ready: \d+ pages/)).toBeVisible({ timeout: 150_000 });
  await expectAccessibleAtBothWidths(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the PDF" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(
    /^ccip-training-manual-facilitator-washington-dc-letter-.+\.pdf$/,
  );
  expect(
    readFileSync(await download.path())
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");
});

test("a trainee cannot open the facilitator edition or another site's manual", async ({ as }) => {
  const page = await as("washingtonTrainee");
  await page.goto("/manuals");
  await expect(page.getByRole("heading", { name: "Training Manual, facilitator edition" })).toHaveCount(0);
  expect((await page.goto("/manuals/training/washington-dc/letter"))?.status()).toBe(403);
  await expect(page.getByText("This edition is for facilitators.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  expect((await page.goto("/manuals/participant/denver/letter"))?.status()).toBe(404);
  await expectAccessibleAtBothWidths(page);
});

test("another city takes the Response Guide without an account", async ({ page }) => {
  await page.goto("/response-guide");
  await expectAccessibleAtBothWidths(page);
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 150_000 }),
    page.getByRole("link", { name: "PDF, A4 paper" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^ccip-community-response-guide-.*a4.*\.pdf$/);
});

test("without JavaScript the manual is made and found all the same", async ({ as }) => {
  const page = await as("atlanticCityTrainee", { javaScriptEnabled: false });
  await page.goto("/manuals/guide/atlantic-city/a4");
  await page.getByRole("button", { name: "Make this manual" }).click();
  await expect(async () => {
    await page.goto("/manuals/guide/atlantic-city/a4");
    await expect(page.getByRole("link", { name: "Download the PDF" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 150_000 });
});
