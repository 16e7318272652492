import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

// Beside other tests a builder gets half a core.
test.setTimeout(240_000);

// A browser that says it is driven by a program is not counted.
test.use({
  userAgent:
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
});

test("a trainer has the Word documents made, sees the progress and downloads all of them and one", async ({
  as,
}) => {
  const page = await as("washingtonTrainer");
  await page.goto("/manuals");
  await expectAccessibleAtBothWidths(page);
  await page.getByText(/^Training Manual, facilitator edition/u).click();
  await page.getByLabel("For which place?").selectOption("Washington, District of Columbia");
  await page.getByText(/^Word documents/u).click();
  await page.getByRole("button", { name: "Go to this file" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Training Manual, facilitator edition");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Make this file" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("It was canceled.")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Make this file" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await expect(page.getByText(/^Ready: /)).toBeVisible({ timeout: 150_000 });
  await expectAccessibleAtBothWidths(page);
  const [all] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the zip" }).click(),
  ]);
  expect(all.suggestedFilename()).toMatch(/^ccip-training-manual-facilitator-washington-dc-.+-word\.zip$/);
  const files = unzipSync(readFileSync(await all.path()));
  expect(Object.keys(files).filter((name) => name.startsWith("handouts/")).length).toBeGreaterThan(20);
  await page.getByText(/^Handouts \(\d+\)$/u).click();
  const [one] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /^H1\.1a / }).click(),
  ]);
  expect(one.suggestedFilename()).toMatch(/^ccip-H1\.1a-.+\.docx$/);
  await page.goto("/manuals");
  await expect(page.getByRole("heading", { name: "What you asked for lately" })).toBeVisible();
});

test("a trainee cannot open the facilitator edition or another site's manual", async ({ as }) => {
  const page = await as("washingtonTrainee");
  await page.goto("/manuals");
  await expect(page.getByRole("radio", { name: /^Training Manual, facilitator edition/u })).toHaveCount(0);
  for (const form of ["letter", "epub", "docx", "pack"])
    expect((await page.goto(`/manuals/training/washington-dc/${form}`))?.status()).toBe(403);
  await expect(page.getByText("This edition is for facilitators.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  expect((await page.goto("/manuals/participant/denver/letter"))?.status()).toBe(404);
  await expectAccessibleAtBothWidths(page);
});

test("another city looks inside, takes the Response Guide and asks for the rest; the program office grants it", async ({
  page,
  as,
}) => {
  await page.goto("/shelf");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "Look inside: Training Manual, participant edition" }).click();
  await expect(page.getByRole("heading", { name: "What is in it" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.goto("/response-guide");
  await page.getByLabel("Kind of agency").selectOption("Health or mental health");
  await page.getByLabel("State").selectOption("Idaho");
  for (const [name, file] of [
    ["PDF, A4", /^ccip-community-response-guide-.*a4.*\.pdf$/],
    ["E-book (EPUB)", /^ccip-community-response-guide-national-.*\.epub$/],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent("download", { timeout: 150_000 }),
      page.getByRole("button", { name, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(file);
  }
  await expectAccessibleAtBothWidths(page);

  await page.goto("/shelf/request?wants=participant");
  await page.getByLabel("Your name").fill("Ada Moss");
  await page.getByRole("button", { name: "Send this request" }).click();
  await expect(page.getByText("5 fields need your attention.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("E-mail address").fill("ada.moss@example.org");
  await page.getByLabel("Agency", { exact: true }).fill("Boise Family Services");
  await page.getByLabel("Kind of agency").selectOption("Child welfare or human services");
  await page.getByLabel("State").selectOption("Idaho");
  await page.getByLabel("What would you use it for?").fill("To read it in our coalition before we plan.");
  await page.getByRole("button", { name: "Send this request" }).click();
  await expect(page.getByText("Thank you. Your request is in")).toBeVisible();

  const office = await as("grantee");
  await office.goto("/sites");
  await office.getByRole("link", { name: "Downloads and requests" }).click();
  await expect(office.getByRole("table", { name: "By format" })).toContainText("E-book (EPUB)");
  await expectAccessibleAtBothWidths(office);
  await office.getByRole("link", { name: /^Requests to answer/u }).click();
  await expectAccessibleAtBothWidths(office);
  await office.getByRole("link", { name: "Ada Moss, Boise Family Services" }).click();
  await office.getByRole("button", { name: "Grant it" }).click();
  const link = (await office.getByText(/\/shelf\/granted\//u).textContent()) as string;
  await expectAccessibleAtBothWidths(office);
  await page.goto(link);
  await expect(page.getByRole("button", { name: "PDF, Letter", exact: true })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});

test("without JavaScript the page in one file is made, and it opens without any connection", async ({
  as,
}) => {
  const page = await as("atlanticCityTrainee", { javaScriptEnabled: false });
  await page.goto("/manuals/guide/atlantic-city/html");
  await page.getByRole("button", { name: "Make this file" }).click();
  await expect(async () => {
    await page.goto("/manuals/guide/atlantic-city/html");
    await expect(page.getByRole("link", { name: "Download the file" })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 150_000 });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the file" }).click(),
  ]);
  const copy = `${await download.path()}.html`;
  await download.saveAs(copy);
  const reader = await as("atlanticCityTrainee");
  const asked: string[] = [];
  reader.on("request", (request) => asked.push(request.url()));
  await reader.context().setOffline(true);
  await reader.goto(`file://${copy}`);
  await expect(reader.getByRole("navigation", { name: "Contents" })).toBeVisible();
  await reader.getByRole("link", { name: "Support lines", exact: true }).first().click();
  await expect(reader.getByRole("heading", { name: "Support lines", exact: true })).toBeInViewport();
  expect(asked.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"))).toEqual([]);
  // A chapter with its worksheets, and the pages at the end: axe would take minutes for the whole book.
  await reader.evaluate(() => {
    const pieces = [...document.querySelectorAll("main > section")];
    for (const piece of pieces.slice(6, -5)) piece.remove();
  });
  await expectAccessibleAtBothWidths(reader);
});
