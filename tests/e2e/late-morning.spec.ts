import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { fillRoom, openDatabase } from "./forty.ts";

test("a full room, a late start, a hall that changes, and a paper at the closing", async ({
  as,
  browser,
  baseURL,
}) => {
  const { id } = fillRoom("late-morning");
  const base = `/cohorts/${id}`;
  // A home page speaks of one cohort: for Jonah it is to be this one.
  const file = openDatabase();
  file
    .prepare(
      "update enrolment set withdrawn_at = ?, withdrawn_by = person_id where person_id = 'p-jonah.feldman'",
    )
    .run(Date.now());
  file.close();
  const page = await as("washingtonTrainer");

  await page.goto(`${base}/registration`);
  await page.getByLabel("Seats in all").fill("40");
  await page.getByRole("button", { name: "Save the seats" }).click();
  await page.goto(`${base}/people`);
  await page.locator("label").filter({ hasText: "Jonah Feldman" }).click();
  await page.getByRole("button", { name: "Add to this cohort" }).click();
  await expect(page.getByText(/One seat is too few .* Nobody was added yet/)).toBeVisible();
  await expect(page.getByLabel(/^Jonah Feldman/)).toBeChecked();
  await expectAccessibleAtBothWidths(page);
  await page.getByText("Add the seats that are missing").click();
  await page.getByRole("button", { name: "Add to this cohort" }).click();
  await expect(page.getByRole("link", { name: "Jonah Feldman" })).toBeVisible();

  await page.goto(`${base}/days/1/run`);
  await page.getByRole("button", { name: "Start the day" }).click();
  await expect(page.getByText(/The day began .* after its plan\./)).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: /^Count from / }).click();
  await expect(page.getByText(/The day counts from .* now\./)).toBeVisible();

  await page.goto(`${base}/days/2`);
  await page.getByLabel("Place of this day (optional)").fill("Library hall 🌿");
  await page.getByRole("button", { name: "Save this day" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  const trainee = await as("washingtonTrainee");
  await trainee.goto("/");
  await expect(trainee.getByText(/Day 2 is now: .*Library hall/)).toBeVisible();

  await page.goto(`${base}/days/1/room`);
  await page.getByRole("button", { name: "Open the room" }).click();
  const code = ((await page.locator(".ask-code strong").textContent()) ?? "").replace(" ", "");
  await page.getByText("One-minute paper, at the closing").click();
  await page.getByRole("button", { name: "Hand out the paper" }).click();
  await expect(page.getByText("0 phones have answered.")).toBeVisible();
  for (let n = 0; n < 5; n += 1) {
    const context = await browser.newContext({ baseURL, javaScriptEnabled: n === 0 });
    const phone = await context.newPage();
    await phone.goto(`/room/${code}`);
    if (n === 0) {
      await phone.getByRole("button", { name: "Send without my name" }).click();
      await expect(phone.getByText("Write something under one of the three first.")).toBeVisible();
      await expectAccessibleAtBothWidths(phone);
    }
    await phone.getByLabel("What helped me most today").fill(`The pair share ${n}`);
    await phone.getByRole("button", { name: "Send without my name" }).click();
    await expect(phone.getByText("Your paper is in, without your name. Thank you.")).toBeVisible();
    await context.close();
  }
  await expect(page.getByText("5 phones have answered.")).toBeVisible();
  await page.getByRole("link", { name: "page of the one-minute papers" }).click();
  await expect(page.getByText(/5 papers are in\. They can be read once you/)).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Close and go back to the slides" }).click();
  await page.getByRole("link", { name: "One-minute paper" }).click();
  await expect(page.getByText("The pair share 4")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});
