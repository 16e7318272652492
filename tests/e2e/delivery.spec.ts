import { todayIn } from "../../app/lib/dates.ts";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("a trainer opens a delivery, marks how it goes, looks at it, and finds it in the drift map", async ({
  as,
}) => {
  const name = `Schools ${Date.now()}`;
  const page = await as("atlanticCityTrainer");
  await page.goto("/deliveries");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "Open a delivery" }).first().click();
  await expect(page.getByRole("heading", { name: "Open a delivery" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Open this delivery" }).click();
  await expect(page.getByText("Say whose people are trained", { exact: false })).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await page.getByLabel("Host agency").fill("South Bay schools");
  await page.getByLabel("First day").fill(todayIn("America/New_York"));
  await page.getByText("Ellen Prince (certified)").first().click();
  await page.getByRole("button", { name: "Open this delivery" }).click();
  await expect(page.getByText("Delivery for South Bay schools")).toBeVisible();
  const address = page.url().replace(/\?.*/, "");

  await page.goto(`${address}/days/1/run`);
  await page.getByRole("button", { name: "Start the day" }).click();
  const covered = page.getByRole("button", { name: /^Covered: / });
  await expect(covered).toHaveCount(1);
  await covered.click();
  const undo = page.getByRole("button", { name: /^Undo: / });
  await expect(undo).toHaveCount(1);
  await expect(covered).toHaveCount(0);
  await undo.click();
  await expect(covered).toHaveCount(1);
  await covered.click();
  await expect(undo).toHaveCount(1);
  await page.getByRole("button", { name: "Done, go on" }).click();
  await expect(covered).toHaveCount(1);
  await expectAccessibleAtBothWidths(page);

  // The co-trainer taps on a phone without scripts.
  const phone = await as("atlanticCityCoTrainer", { javaScriptEnabled: false });
  await phone.goto(`${address}/days/1/run`);
  await phone
    .getByRole("button", { name: /^Skipped: / })
    .first()
    .click();
  await phone.getByLabel("Why").first().selectOption({ label: "The group needed a pause or care" });
  await phone.getByRole("button", { name: "Save" }).first().click();
  await expect(phone.getByText("The group needed a pause or care", { exact: false }).first()).toBeVisible();

  await page.getByText("End the day here").click();
  await page.getByRole("button", { name: "End the day" }).click();
  await page.getByRole("link", { name: "How the day went" }).click();
  await expect(page.getByRole("heading", { name: /A core step was skipped/ })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: /The other \d+ went as planned/ }).click();
  await expect(page.getByText("Everything is said about this day. Thank you.")).toBeVisible();

  await page.goto(`${address}/observers`);
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "Fill in the checklist about your own" }).click();
  await page.getByRole("button", { name: "Hand in" }).click();
  await expect(page.getByText("Choose an answer.").first()).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  for (const yes of await page.getByText("Yes", { exact: true }).all()) await yes.click();
  await page.getByLabel("First strength").fill("Calm opening");
  await page.getByLabel("Second strength").fill("Clear words");
  await page.getByLabel("One next step").fill("Start on time");
  await page.getByRole("button", { name: "Hand in" }).click();
  await expect(page.getByText("Meets the standard: 100 percent, and no critical miss.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.goto("/fidelity?variant=half-day");
  await expect(page.getByRole("cell", { name: /The group needed a pause or care \(\d+\)/ })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});
