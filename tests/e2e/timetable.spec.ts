import type { Page } from "@playwright/test";
import ICAL from "ical.js";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

/** Plans a three-day cohort through the pages and gives its address. */
async function planCohort(page: Page, name: string): Promise<string> {
  await page.goto("/cohorts/new");
  await page.getByLabel("Name").fill(name);
  await page.locator("label").filter({ hasText: "Three days" }).click();
  await page.getByLabel("First day").fill("2031-03-03");
  await page.getByLabel("Last day").fill("2031-03-17");
  await page.getByLabel("Place (optional)").fill("County training center");
  await page.getByRole("group", { name: "Trainers" }).getByText("Daniel Whitehorse").click();
  await page.getByRole("button", { name: "Plan this cohort" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  return new URL(page.url()).pathname;
}

test("a trainer plans three days, moves one, cancels one and prints the timetable", async ({ as }) => {
  const page = await as("trainer");
  await page.goto("/cohorts/new");
  const forms = page.getByRole("group", { name: "Form of the course" });
  await expect(forms).toContainText("27 contact hours");
  await expect(forms).toContainText("20.25 contact hours");
  await expect(forms).toContainText("nobody trains others after it");
  await expectAccessibleAtBothWidths(page);

  const base = await planCohort(page, "Three mornings cohort");
  await page.getByRole("link", { name: "Days in the room" }).click();
  await expect(page.getByRole("heading", { level: 2, name: /^Day \d/ })).toHaveCount(3);
  await expect(page.getByRole("table", { name: "Timetable of Day 1" })).toContainText("8:30 AM");
  await expect(page.getByRole("table", { name: "Timetable of Day 1" })).toContainText("Lunch");
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("link", { name: /Open Day 2/ }).click();
  await page.getByLabel("Date").fill("2031-03-17");
  await page.getByRole("button", { name: "Save this day" }).click();
  await expect(page.getByText("Day 3 is on this date already.")).toBeVisible();
  await expect(page.getByLabel("Date")).toHaveValue("2031-03-17");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Date").fill("2031-03-11");
  await page.getByLabel("Starts at").fill("09:00");
  await page.getByLabel("Place of this day (optional)").fill("Library hall");
  await page.getByRole("button", { name: "Save this day" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByText("Tuesday, March 11, 2031, 9:00 AM")).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Save this day" })).toBeHidden();
  await expect(page.getByRole("table", { name: "Timetable of Day 2" })).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  await page.getByText("Cancel this day").click();
  await page.getByRole("button", { name: "Cancel Day 2" }).click();
  await expect(page.getByText("This day is canceled.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Bring this day back" }).click();
  await expect(page.getByText("The day is back.")).toBeVisible();
  await page.goto(`${base}/history`);
  await expect(page.getByRole("listitem").filter({ hasText: "canceled Day 2" })).toBeVisible();

  await page.goto(base);
  await page.getByText("Cancel this cohort").click();
  await page.getByRole("button", { name: "Cancel it" }).click();
  await expect(page.getByText("The cohort is canceled.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Bring this cohort back" }).click();
  await expect(page.getByText("The cohort takes place again.")).toBeVisible();
});

test("two trainers change a day at once: the second sees what the first saved and loses nothing", async ({
  as,
}) => {
  const first = await as("trainer");
  const second = await as("coTrainer");
  const base = await planCohort(first, "Two hands, one day");
  await second.goto(`${base}/days/1`);
  await first.goto(`${base}/days/1`);
  await first.getByLabel("Place of this day (optional)").fill("Chapel");
  await first.getByRole("button", { name: "Save this day" }).click();
  await expect(first.getByText("Saved.")).toBeVisible();
  await second.getByLabel("Starts at").fill("10:15");
  await second.getByRole("button", { name: "Save this day" }).click();
  const alert = second.getByRole("alert").filter({ hasText: "Somebody else changed this day" });
  await expect(alert).toContainText("Chapel");
  await expect(second.getByLabel("Starts at")).toHaveValue("10:15");
  await expectAccessibleAtBothWidths(second);
  await second.getByRole("button", { name: "Save mine over theirs" }).click();
  await expect(second.getByText(/March 3, 2031, 10:15 AM to/)).toBeVisible();
});

test("a trainee sees the next day in the room and takes it into a calendar", async ({
  as,
  browser,
  baseURL,
}) => {
  const page = await as("trainee");
  await page.goto("/");
  const room = page.getByRole("region", { name: /in the room/ });
  await expect(room).toContainText(/\d:\d\d [AP]M to \d/);
  await expectAccessibleAtBothWidths(page);
  await room.getByRole("link", { name: /add them to your calendar/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My days in the room" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the days as a calendar file" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("training-days.ics");

  await page.getByRole("button", { name: "Make a private address" }).click();
  const address = (await page.locator(".address code").textContent()) as string;
  await expectAccessibleAtBothWidths(page);
  const stranger = await browser.newContext({ baseURL });
  const path = new URL(address).pathname;
  const feed = await stranger.request.get(path);
  expect(feed.headers()["content-type"]).toContain("text/calendar");
  const events = new ICAL.Component(ICAL.parse(await feed.text())).getAllSubcomponents("vevent");
  expect(events.map((one) => one.getFirstPropertyValue("summary"))).toContain("Training, Day 2");

  await page.getByText("Make a new address, or stop").click();
  await page.getByRole("button", { name: "Stop sharing" }).click();
  await expect(page.getByText("The private address is gone.")).toBeVisible();
  expect((await stranger.request.get(path)).status()).toBe(404);
  await stranger.close();
});

test("the days work without scripts", async ({ as }) => {
  const page = await as("coTrainer", { javaScriptEnabled: false });
  await page.goto("/cohorts/c-denver-planned/days/3");
  await page.getByLabel("Place of this day (optional)").fill("Side room");
  await page.getByRole("button", { name: "Save this day" }).click();
  await expect(page.getByText("Side room").first()).toBeVisible();
});
