import type { Page } from "@playwright/test";
import { todayIn } from "../../app/lib/dates.ts";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { type Newcomer, signInHere } from "./newcomer.ts";
import { ownCohort } from "./own-cohort.ts";

/** Gives every criterion a level, all of them 3 but those that are named. */
async function score(page: Page, other: Record<string, number> = {}): Promise<void> {
  for (const id of ["C1", "C2", "C3", "C4", "S1", "S2", "C5", "C6"]) {
    const group = page.getByRole("group", { name: new RegExp(`^${id} `) });
    await group.getByText(new RegExp(`^${other[id] ?? 3} `)).click();
  }
}

async function write(page: Page): Promise<void> {
  const boxes = page.getByRole("textbox");
  await boxes.nth(0).fill("You gave everybody a task, so I wrote at once.");
  await boxes.nth(1).fill("You stopped on time.");
  await boxes.nth(2).fill("Hand out the card first.");
  await page.getByRole("button", { name: "Hand in" }).click();
}

test("a trainer calibrates on a written sample", async ({ as }) => {
  const page = await as("sanDiegoCoTrainer");
  await page.goto("/calibration");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "Words that protect" }).click();
  await expect(page.getByRole("heading", { name: "Your scores" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Hand in my scores" }).click();
  await expect(page.getByText("8 fields need your attention.")).toBeVisible();
  await score(page);
  await page.getByRole("button", { name: "Hand in my scores" }).click();
  await expect(page.getByRole("heading", { name: "You and the agreed scores" })).toBeVisible();
  await expect(page.getByText("8 of 8 scores are within one level")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});

test("slots are made, a slice is chosen, and a teach-back is scored without JavaScript", async ({
  as,
  browser,
  baseURL,
}) => {
  const names = ["Ines Calder", "Joel Abara", "Mina Stroud"];
  const { id, people } = ownCohort("teach-back", names);
  const plan = `/cohorts/${id}/teach-backs`;
  const trainer = await as("washingtonTrainer");
  await trainer.goto(plan);
  await expect(trainer.getByRole("heading", { name: "Make the slots" })).toBeVisible();
  await trainer.getByLabel("Day", { exact: true }).fill(todayIn("America/New_York"));
  await trainer.getByRole("button", { name: "Show me the plan" }).click();
  await expect(trainer.getByRole("heading", { name: "The plan, not kept yet" })).toBeVisible();
  await expectAccessibleAtBothWidths(trainer);
  await trainer.getByRole("button", { name: "Keep these slots" }).click();
  await expect(trainer.getByText("The slots are kept.")).toBeVisible();

  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const trainee = await context.newPage();
  await trainee.goto("/sign-in?to=/my-teach-back");
  await signInHere(trainee, people[0] as Newcomer);
  await trainee.goto("/my-teach-back");
  // axe needs scripts on the page it looks at.
  const seen = await (
    await browser.newContext({ baseURL, storageState: await context.storageState() })
  ).newPage();
  await seen.goto("/my-teach-back");
  await expectAccessibleAtBothWidths(seen);
  await trainee.getByText("Words that protect").click();
  await trainee.getByRole("button", { name: "Keep this slice" }).click();
  await expect(trainee.getByText("Your slice is kept.")).toBeVisible();
  await trainee.getByRole("link", { name: "Your own note, and your result" }).click();
  const address = new URL(trainee.url()).pathname;
  await expect(trainee.getByText("Must-say points that you heard")).toBeVisible();

  for (const who of ["washingtonTrainer", "washingtonCoTrainer"] as const) {
    const page = await as(who);
    await page.goto(address);
    if (who === "washingtonTrainer") await expectAccessibleAtBothWidths(page);
    await score(page, { S1: 2 });
    await write(page);
    await expect(page.getByText("Hand out the card first.").first()).toBeVisible();
    await trainee.goto(address);
    if (who === "washingtonTrainer")
      await expect(trainee.getByText("Hand out the card first.")).toHaveCount(0);
  }
  await expect(trainee.getByRole("heading", { name: "Not yet: change this" })).toBeVisible();
  await expect(trainee.getByText("Safety cannot be made up for by other scores.")).toBeVisible();
  await seen.goto(address);
  await expectAccessibleAtBothWidths(seen);
  await seen.context().close();
  await context.close();
  await trainer.goto(plan);
  await expect(trainer.getByRole("heading", { name: "Give one person a slot" })).toBeVisible();
  await expectAccessibleAtBothWidths(trainer);
  const stranger = await as("chicagoTrainer");
  expect((await stranger.goto(address))?.status()).toBe(404);
});
