import type { Page } from "@playwright/test";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

/** Plans a cohort with open registration and two seats; gives its address and the path of its link. */
async function openCohort(page: Page, name: string): Promise<{ base: string; join: string }> {
  await page.goto("/cohorts/new");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("First day").fill("2031-05-05");
  await page.getByLabel("Last day").fill("2031-05-08");
  await page.getByRole("group", { name: "Trainers" }).getByText("Daniel Whitehorse").click();
  await page.getByRole("button", { name: "Plan this cohort" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const base = new URL(page.url()).pathname;
  await page.goto(`${base}/registration`);
  await page.getByLabel("Seats in all").fill("2");
  await page.getByLabel("Law enforcement").fill("1");
  await page.getByRole("button", { name: "Save the seats" }).click();
  await expect(page.getByText("0 of 2 seats are taken.")).toBeVisible();
  await page.getByRole("button", { name: "Open registration" }).click();
  const link = (await page.locator(".join-link code").textContent()) as string;
  return { base, join: new URL(link).pathname };
}

async function ask(page: Page, join: string, name: string, field: string): Promise<string> {
  await page.goto(join);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail address").fill(`${name.toLowerCase().replace(" ", ".")}@example.org`);
  await page.getByText(field).click();
  await page.getByRole("button", { name: "Ask for a place" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "We have your request" })).toBeVisible();
  return new URL(page.url()).pathname;
}

test("people ask for places by the link; trainers decide; the wait-list moves by itself", async ({
  as,
  browser,
  baseURL,
}) => {
  test.slow();
  const trainer = await as("trainer");
  const { base, join } = await openCohort(trainer, "Link cohort");
  await expectAccessibleAtBothWidths(trainer);

  const visitor = await (await browser.newContext({ baseURL })).newPage();
  await visitor.goto(join);
  await expect(visitor.locator("main")).not.toContainText(/exploit|traffick/i);
  await expectAccessibleAtBothWidths(visitor);
  await visitor.getByRole("button", { name: "Ask for a place" }).click();
  await expect(visitor.getByText("Type the name as others should see it.")).toBeVisible();
  await expect(visitor.getByLabel("Your name")).toBeFocused();
  await expectAccessibleAtBothWidths(visitor);
  await visitor.getByLabel("Accommodations (optional)").fill("A seat near the door");
  await visitor.getByLabel("Your name").fill("Ada Moss");
  await visitor.getByLabel("E-mail address").fill("ada.moss@example.org");
  await visitor.getByText("Human services").click();
  await visitor.getByRole("button", { name: "Ask for a place" }).click();
  await expect(visitor.getByRole("heading", { level: 1, name: "We have your request" })).toBeVisible();
  await expect(visitor.getByText("Amina Okafor or Daniel Whitehorse will decide before")).toBeVisible();
  await expectAccessibleAtBothWidths(visitor);
  const ada = new URL(visitor.url()).pathname;
  const ben = await ask(visitor, join, "Ben Ash", "Human services");

  await trainer.goto(`${base}/registration`);
  await expect(trainer.getByRole("heading", { name: "To decide (2)" })).toBeVisible();
  await expect(trainer.getByText("A seat near the door")).toBeVisible();
  await expectAccessibleAtBothWidths(trainer);
  await trainer.getByRole("button", { name: "Give a seat to Ada Moss" }).click();
  await expect(trainer.getByText("They have a seat.")).toBeVisible();
  await trainer.getByRole("button", { name: "Put on the wait-list to Ben Ash" }).click();
  await expect(trainer.getByRole("heading", { name: "On the wait-list (1)" })).toBeVisible();
  await expectAccessibleAtBothWidths(trainer);

  await visitor.goto(ben);
  await expect(visitor.getByRole("heading", { level: 1, name: "You are on the wait-list" })).toBeVisible();
  await visitor.goto(ada);
  await visitor.getByText("Give my place back").click();
  await expectAccessibleAtBothWidths(visitor);
  await visitor.getByRole("button", { name: "Yes, take it back" }).click();
  await expect(visitor.getByRole("heading", { level: 1, name: "Your request is taken back" })).toBeVisible();
  await visitor.goto(ben);
  await expect(visitor.getByRole("heading", { level: 1, name: "You have a place" })).toBeVisible();
  await visitor.getByRole("button", { name: "Make my account" }).click();
  await expect(visitor).toHaveURL(/\/invitation\//);

  const cy = await ask(visitor, join, "Cy Oak", "Law enforcement");
  await trainer.goto(`${base}/registration`);
  await trainer.locator("summary", { hasText: "Decline Cy Oak" }).click();
  const row = trainer.getByRole("listitem").filter({ hasText: "cy.oak@example.org" });
  await row.getByRole("button", { name: "Decline" }).click();
  await expect(trainer.getByText("Give a reason in a sentence")).toBeVisible();
  await expectAccessibleAtBothWidths(trainer);
  await row.getByLabel("Reason").fill("This course is for Denver agencies.");
  await row.getByRole("button", { name: "Decline" }).click();
  await expect(trainer.getByText("The request is declined.")).toBeVisible();
  await visitor.goto(cy);
  await expect(visitor.getByText("This course is for Denver agencies.")).toBeVisible();

  await trainer.goto(`${base}/notice`);
  await expectAccessibleAtBothWidths(trainer);
  await trainer.goto(`${base}/registration`);
  await trainer.getByText("Close it, or make a new link").click();
  await trainer.getByRole("button", { name: "Close registration" }).click();
  await expect(trainer.getByText("The link is closed.")).toBeVisible();
  await visitor.goto(join);
  await expect(visitor.getByRole("heading", { name: "This link is not open" })).toBeVisible();
  await expectAccessibleAtBothWidths(visitor);
  await visitor.context().close();
});

test("somebody at the door is in at once, also in another’s place, and without scripts", async ({ as }) => {
  const trainer = await as("atlanticCityCoTrainer", { javaScriptEnabled: false });
  await trainer.goto("/cohorts/c-atlantic-city/walk-in");
  await trainer.getByRole("button", { name: "Add to the cohort" }).click();
  await expect(trainer.getByText("Choose the field of work.")).toBeVisible();
  await trainer.getByLabel("Name").fill("Wren Hale");
  await trainer.getByText("Child advocacy").click();
  await trainer.getByRole("button", { name: "Add to the cohort" }).click();
  await expect(trainer.getByText("Wren Hale is in the cohort.")).toBeVisible();
  await trainer.getByLabel("Name").fill("Lou Birch");
  await trainer.getByText("Child advocacy").click();
  await trainer.getByLabel("In whose place? (optional)").selectOption({ label: "Wren Hale" });
  await trainer.getByRole("button", { name: "Add to the cohort" }).click();
  await expect(trainer.getByText("Lou Birch is in the cohort.")).toBeVisible();
  const page = await as("atlanticCityTrainer");
  await page.goto("/cohorts/c-atlantic-city/walk-in");
  await expectAccessibleAtBothWidths(page);
  await page.goto("/cohorts/c-atlantic-city/people");
  await expect(page.getByRole("heading", { name: "Withdrawn (1)" })).toBeVisible();
  await page.goto("/cohorts/c-atlantic-city/history");
  await expect(page.getByText(/gave the place of Wren Hale/)).toBeVisible();
});

test("the same request sent many times at once is one", async ({ as, browser, baseURL }) => {
  const trainer = await as("trainer");
  const { base, join } = await openCohort(trainer, "Many requests cohort");
  const visitor = await (await browser.newContext({ baseURL })).newPage();
  await visitor.goto(join);
  const value = (name: string) => visitor.locator(`input[name="${name}"]`).first().inputValue();
  const form = {
    id: await value("id"),
    token: await value("token"),
    name: "Di Elm",
    email: "di.elm@example.org",
    discipline: "human-services",
  };
  const headers = { Origin: new URL(visitor.url()).origin, "Sec-Fetch-Site": "same-origin" };
  const sent = await Promise.all(
    Array.from({ length: 6 }, () => visitor.request.post(join, { form, headers, maxRedirects: 0 })),
  );
  expect(sent.map((one) => one.status())).toEqual(Array.from({ length: 6 }, () => 302));
  await trainer.goto(`${base}/registration`);
  await expect(trainer.getByRole("heading", { name: "To decide (1)" })).toBeVisible();
  await visitor.context().close();
});
