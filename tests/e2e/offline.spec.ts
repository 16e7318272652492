import type { BrowserContext, Page } from "@playwright/test";
import { cast, demoPassword, emailOf } from "../cast.ts";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { fillRoom } from "./forty.ts";

test.use({ serviceWorkers: "allow" });

/** Waits until the device's own script has handed the page over to its service worker. */
async function readyForOffline(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await kept(page, path);
}

/** Waits until a page is on the device. */
async function kept(page: Page, path: string): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(async (wanted) => {
        for (const name of await caches.keys())
          if (name.startsWith("cairn-pages-") && (await (await caches.open(name)).match(wanted))) return true;
        return false;
      }, path),
    )
    .toBe(true);
}

const privatePages = (page: Page) =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("cairn-pages-")));

const strip = (page: Page) => page.locator("#device-status");
const section = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });

async function signIn(page: Page, who: keyof typeof cast): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(emailOf(cast[who]));
  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

async function cut(context: BrowserContext, page: Page): Promise<void> {
  await context.setOffline(true);
  await expect(strip(page)).toContainText("No connection.");
}

test("an opened module is read on without a connection, and nothing of it is lost", async ({ as }) => {
  const page = await as("washingtonSecondTrainee");
  await readyForOffline(page, "/curriculum/1.3");
  await cut(page.context(), page);

  await page.reload();
  await expect(strip(page)).toContainText("This page is the copy on this device");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Words that protect");
  const part = section(page, "Put the act where it belongs");
  await part.getByText("Write a private note").click();
  await part.getByLabel("Your note").fill("Written without a connection.");
  await part.getByRole("button", { name: "Save the note" }).click();
  await expect(part.getByText("Written without a connection.")).toBeVisible();
  await expect(part.getByText("Saved on this device, not yet sent.")).toBeVisible();
  await part.getByRole("button", { name: "Bookmark for" }).click();
  await expect(part.getByRole("button", { name: "Remove the bookmark" })).toBeVisible();
  await expect(strip(page)).toContainText("saved on this device, not yet sent");
  await expectAccessibleAtBothWidths(page);

  await page.reload();
  await expect(part.getByText("Written without a connection.")).toBeVisible();
  await page.goto("/curriculum/2.2");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("On this device");
  await expect(page.getByText("this page is not on this device")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "call 988" })).toBeVisible();
  await expect(page.getByText("A bookmark")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "Words that protect" }).click();
  await expect(part.getByText("Written without a connection.")).toBeVisible();

  await page.context().setOffline(false);
  await expect(strip(page)).toContainText("Sent. The server has everything.");
  await page.goto("/notes");
  await expect(page.locator(".own-note-body", { hasText: "Written without a connection." })).toHaveCount(1);
  await expect(page.getByText("Put the act where it belongs").first()).toBeVisible();
});

test("what stands behind a notice is not on the device before it is chosen; Later works all the same", async ({
  as,
}) => {
  const page = await as("washingtonSecondTrainee");
  await readyForOffline(page, "/curriculum/1.4");
  await cut(page.context(), page);
  await page.reload();
  const choice = page
    .locator(".part")
    .filter({ has: page.getByRole("button", { name: "Read now" }) })
    .first();
  await choice.getByRole("button", { name: "Read now" }).click();
  await expect(page.locator("#reader-status")).toContainText("needs a connection");
  await choice.getByRole("button", { name: "Later" }).click();
  await expect(strip(page)).toContainText("saved on this device");
  await page.context().setOffline(false);
  await expect(strip(page)).toContainText("Sent.");
});

test("a day is taken along, its quiz is taken without a connection, and the result comes afterwards", async ({
  as,
}) => {
  const page = await as("washingtonTrainee");
  await readyForOffline(page, "/curriculum");
  const day = page.getByRole("region", { name: /^Day 1/ });
  await day.getByRole("button", { name: "Take Day 1 along" }).click();
  await expect(day.getByText("Day 1 is on this device")).toBeVisible({ timeout: 60_000 });
  await expect(day.getByText(/\d (kB|MB), taken along/)).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await cut(page.context(), page);
  await page.goto("/curriculum/1.6");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Go on with the quiz" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("on one sheet");
  await page.getByRole("button", { name: "Hand in" }).click();
  await expect(page.getByText("Question 1 of").last()).toContainText("has no answer yet");
  const questions = page.getByRole("group");
  for (const question of await questions.all()) await question.locator("label").first().click();
  await expect(page.locator("#sheet-status")).toHaveText("Saved on this device, not yet sent");
  await page.reload();
  for (const question of await questions.all())
    await expect(question.getByRole("radio").first()).toBeChecked();
  await page.getByRole("button", { name: "Hand in" }).click();
  await expect(page.getByText("You have handed in this sheet.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  expect(await page.content()).not.toContain("feedback");

  await page.context().setOffline(false);
  await page.getByRole("link", { name: "See your result" }).click();
  await expect(page.getByText(/\d+ %/).first()).toBeVisible();
  await page.goto("/curriculum/1.6/quiz");
  await expect(page.getByRole("row")).toHaveCount(2);

  await page.goto("/offline");
  await page.getByRole("button", { name: "Remove Day 1 from this device" }).click();
  await expect(page.getByText("Taken along")).toHaveCount(0);
});

test("a quiz under way when the connection goes is finished on its sheet", async ({ as }) => {
  const page = await as("washingtonSecondTrainee");
  await readyForOffline(page, "/curriculum");
  await page.goto("/curriculum/1.7/quiz");
  await page.getByRole("button", { name: "Start the quiz" }).click();
  await page.waitForURL("**/quiz/take");
  await kept(page, "/curriculum/1.7/quiz/sheet");
  await cut(page.context(), page);
  await page.getByRole("group").locator("label").nth(1).click();
  await expect(page.getByText("Saved on this device, not yet sent", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Next question" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("on one sheet");
  await expect(page.getByRole("group").first().getByRole("radio").nth(1)).toBeChecked();
  await page.context().setOffline(false);
  await expect(strip(page)).toContainText("Sent.");
});

test("signing out removes everything private, and asks first when something is not sent", async ({
  browser,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, "atlanticCitySecondTrainee");
  await readyForOffline(page, "/curriculum/1.5");
  await cut(context, page);
  await page.reload();
  await page.getByRole("button", { name: "Bookmark for" }).first().click();
  await expect(strip(page)).toContainText("not yet sent");
  await page.evaluate(() => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/sign-out";
    document.body.append(form);
    form.submit();
  });
  await expect(page.getByText("not been sent yet")).toBeVisible();
  expect(await privatePages(page)).toHaveLength(1);
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Sign out and delete them" }).click();
  await expect(page.getByText("You are signed out on this device")).toBeVisible();
  expect(await privatePages(page)).toEqual([]);
  await expectAccessibleAtBothWidths(page);
  await page.goto("/curriculum/1.5");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("On this device");

  await context.setOffline(false);
  // The connection may take a moment to carry anything.
  await expect
    .poll(async () => {
      await page.goto("/curriculum/1.5");
      return page.url();
    })
    .toContain("/sign-in");
  await page.goto("/offline");
  await expect(page.getByText("The law that protects")).toHaveCount(0);
  expect(await privatePages(page)).toEqual([]);
  await context.close();
});

test("an ended session loses nothing: the same person sends it, another never does", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, "atlanticCityTrainee");
  await readyForOffline(page, "/curriculum/1.2");
  await cut(context, page);
  const note = page.locator(".part").first();
  await note.getByText("Write a private note").click();
  await note.getByLabel("Your note").fill("Mine alone.");
  await note.getByRole("button", { name: "Save the note" }).click();
  await expect(note.getByText("Saved on this device, not yet sent.")).toBeVisible();
  await context.clearCookies();
  await context.setOffline(false);
  await expect(strip(page).getByRole("link", { name: "Sign in to send" })).toBeVisible();

  await signIn(page, "atlanticCitySecondTrainee");
  await page.goto("/notes");
  await expect(page.getByText("Mine alone.")).toHaveCount(0);
  await page.goto("/offline");
  // The note, and the section when it counted as read meanwhile.
  await expect(page.getByText(/^[12] things? of somebody else waits? on this device\./)).toBeVisible();
  await expect(page.getByText("Mine alone.")).toHaveCount(0);
  await context.setOffline(true);
  await page.goto("/curriculum/1.2");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("On this device");
  await context.setOffline(false);

  await context.clearCookies();
  await signIn(page, "atlanticCityTrainee");
  await expect
    .poll(async () => {
      await page.goto("/notes");
      return page.locator(".own-note-body", { hasText: "Mine alone." }).count();
    })
    .toBe(1);
  await context.close();
});

for (const [name, leave] of [
  ["the button", (page: Page) => page.getByRole("link", { name: "Leave this site" }).click()],
  [
    "Escape three times",
    async (page: Page) => {
      for (let i = 0; i < 3; i += 1) await page.keyboard.press("Escape");
    },
  ],
] as const)
  test(`without a connection, support lines are there and ${name} leaves at once`, async ({ as }) => {
    const page = await as("washingtonSecondTrainee");
    await readyForOffline(page, "/curriculum/1.3");
    await cut(page.context(), page);
    await page.goto("/support");
    await expect(page.getByRole("link", { name: "Call 911" })).toBeVisible();
    await page.goto("/curriculum/1.3");
    await expect(page.getByRole("contentinfo").getByRole("link", { name: "text 988" })).toBeVisible();
    await leave(page);
    await expect.poll(() => page.url()).not.toContain("/curriculum");
    await expect(page.getByText("Words that protect")).toHaveCount(0);
  });

test("two trainers sign people in without a connection, and both end with the same day", async ({ as }) => {
  test.setTimeout(240_000);
  const path = `/cohorts/${fillRoom("offline-day").id}/days/1/offline`;
  const one = await as("washingtonTrainer");
  await readyPage(one, path);
  await one.getByRole("button", { name: "Take this day along" }).click();
  await expect(one.getByText("This day is on this device")).toBeVisible({ timeout: 90_000 });
  await expectAccessibleAtBothWidths(one);
  const other = await as("washingtonCoTrainer");
  await readyPage(other, path);
  for (const page of [one, other]) await page.context().setOffline(true);

  await one.reload();
  await expect(one.getByRole("heading", { name: "Signing in" })).toBeVisible();
  const people = await one.locator(".day-roster li strong").allTextContents();
  const [first = "", second = ""] = people;
  const row = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });
  for (const [page, name] of [
    [one, first],
    [other, second],
  ] as const) {
    const button = row(page, name).getByRole("button", { name: /^Sign (in|out)/ });
    const wasIn = (await button.textContent())?.startsWith("Sign out");
    await button.click();
    await expect(row(page, name)).toContainText(wasIn ? "Out at" : "In since");
    await expect(page.getByText(/saved on this device, not yet sent/).first()).toBeVisible();
  }
  const walkIn = `Robin Walker ${Date.now() % 10_000}`;
  const door = one.getByRole("region", { name: "Somebody who is not on the list" });
  await door.getByRole("textbox", { name: "Name" }).fill(walkIn);
  await door.getByText("Child advocacy").click();
  await door.getByRole("button", { name: "Write down and sign in" }).click();
  await expect(row(one, walkIn)).toContainText("In since");
  await expect(row(one, walkIn)).toContainText("Walk-in");
  await one.reload();
  await expect(row(one, walkIn)).toContainText("In since");

  for (const page of [one, other]) {
    await page.context().setOffline(false);
    await expect(page.getByText("The server has everything from this device.")).toBeVisible();
  }
  await one.reload();
  await other.reload();
  await expect(row(other, walkIn)).toContainText("In since");
  await expect(row(one, walkIn)).toHaveCount(1);
  const states = async (page: Page) =>
    (await page.locator(".day-roster li").allTextContents()).map((text) => text.replace("Walk-in", ""));
  expect(await states(other)).toEqual(await states(one));
  await row(one, walkIn).getByRole("button", { name: "Undo" }).click();
  await expect(row(one, walkIn)).toContainText("Unknown");
  await expectAccessibleAtBothWidths(one);
});

async function readyPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await expect(page.getByRole("heading", { name: "Signing in" })).toBeVisible();
}
