import type { Browser, Page } from "@playwright/test";
import { expect, expectAccessible, expectAccessibleAtBothWidths, narrow, test } from "./fixtures.ts";

// One day of one cohort, as it goes: each test starts where the one before it stopped.
test.describe.configure({ mode: "default" });

const day = "/cohorts/c-denver-running/days/2";
const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });

test("two trainers run the day from one list", async ({ as }) => {
  const amina = await as("trainer");
  const daniel = await as("coTrainer");
  await amina.goto(`${day}/run`);
  await daniel.goto(`${day}/run`);
  await expect(daniel.getByText("Everybody who runs this day sees the same")).toBeVisible();
  await expectAccessibleAtBothWidths(amina);

  await amina.getByRole("button", { name: "Start the day" }).click();
  await expect(daniel.getByRole("button", { name: "Done, go on" })).toBeVisible();
  await daniel.getByRole("button", { name: "Done, go on" }).click();
  await expect(amina.locator("#now-heading")).toHaveText("Advisory, and choose your level");
  await expect(amina.getByText(/Last: done “Welcome and agenda”.*Daniel Whitehorse/)).toBeVisible();
  await amina.getByRole("button", { name: "Undo" }).click();
  await expect(daniel.locator("#now-heading")).toHaveText("Welcome and agenda");

  await amina.getByLabel("Minutes behind, in all").fill("soon");
  await amina.getByRole("button", { name: "Show what can be left out" }).click();
  await expect(amina.getByText("Type the minutes that were lost")).toBeVisible();
  await expect(amina.getByLabel("Minutes behind, in all")).toHaveValue("soon");
  await amina.getByLabel("Minutes behind, in all").fill("600");
  await amina.getByRole("button", { name: "Show what can be left out" }).click();
  await expect(amina.getByText("cannot be won back")).toBeVisible();
  await expect(amina.getByText("Leave out “Special services” (4 minutes).")).toBeVisible();
  await expect(amina.getByText(/contact minutes are taught/)).toBeVisible();
  await expectAccessibleAtBothWidths(amina);
  await amina.getByRole("button", { name: "Leave these out" }).click();
  await expect(daniel.getByRole("button", { name: "Keep Special services after all" })).toBeVisible();
  await daniel.getByRole("button", { name: "Keep Special services after all" }).click();
  await expect(amina.getByRole("button", { name: "Keep Special services after all" })).toHaveCount(0);
});

test("the list works without JavaScript", async ({ as }) => {
  const page = await as("trainer", { javaScriptEnabled: false });
  await page.goto(`${day}/run`);
  await page.getByRole("button", { name: "Done, go on" }).click();
  await expect(page.locator("#now-heading")).toHaveText("Advisory, and choose your level");
  await page.getByRole("link", { name: "Special services" }).click();
  await expect(page.getByText("Content notice, level A2.")).toBeVisible();
});

test("two windows keep in step, by keys and after a reload", async ({ as }) => {
  const presenter = await as("trainer");
  const screen = await as("coTrainer");
  await presenter.goto(`${day}/present`);
  await screen.goto(`${day}/screen`);
  await expect(presenter.getByText("Connected. Keys:")).toBeVisible();
  await expect(heading(screen, "Responding to the young person")).toBeVisible();
  await expectAccessibleAtBothWidths(presenter);

  await presenter.keyboard.press("PageDown");
  await expect(heading(screen, "Advisory, and choose your level")).toBeVisible();
  await screen.keyboard.press("ArrowRight");
  await expect(presenter.getByText("slide 3 of")).toBeVisible();
  await presenter.keyboard.press("b");
  await expect(heading(screen, "The screen is dark")).toBeAttached();
  await expectAccessible(screen);
  await screen.reload();
  await expect(heading(screen, "The screen is dark")).toBeAttached();
  await presenter.getByRole("button", { name: "Show again" }).click();
  await expect(heading(screen, "A minute to arrive")).toBeVisible();
  await presenter.reload();
  await expect(presenter.getByText("slide 3 of")).toBeVisible();
  await expectAccessibleAtBothWidths(screen);
  await expect(screen.getByRole("link", { name: "Leave this site" })).toBeVisible();
  await expect(screen.getByRole("link", { name: "All support lines" }).first()).toBeVisible();

  await presenter.context().setOffline(true);
  await presenter.keyboard.press("PageDown");
  await expect(presenter.getByText("Not sent yet")).toBeVisible();
  await presenter.context().setOffline(false);
  await expect(heading(screen, "Agreements, one day old")).toBeVisible();
});

test("the presenter works without JavaScript", async ({ as }) => {
  const page = await as("trainer", { javaScriptEnabled: false });
  await page.goto(`${day}/present`);
  await page.getByRole("button", { name: "Next slide" }).click();
  await expect(page.getByText("slide 5 of")).toBeVisible();
});

/** A phone of its own, without JavaScript. */
async function phone(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({ baseURL, viewport: narrow, javaScriptEnabled: false });
  return context.newPage();
}

test("phones answer without an account, and the room sees what they said", async ({
  as,
  browser,
  baseURL,
}) => {
  const trainer = await as("trainer");
  const screen = await as("coTrainer");
  await screen.goto(`${day}/screen`);
  await trainer.goto(`${day}/room`);
  await expectAccessibleAtBothWidths(trainer);
  await trainer.getByRole("button", { name: "Open the room" }).click();
  const code = ((await trainer.locator(".ask-code strong").textContent()) ?? "").replace(/\D/g, "");

  await trainer.locator("summary", { hasText: /^Poll$/ }).click();
  await trainer.getByRole("button", { name: "Ask this poll" }).click();
  await expect(trainer.getByText("Write the question in 3 to 200 characters.")).toBeVisible();
  await trainer.getByLabel("Question", { exact: true }).first().fill("How is the pace?");
  await trainer.getByLabel("Answers").fill("Too fast\nJust right\nToo slow");
  await trainer.getByRole("button", { name: "Ask this poll" }).click();
  await expect(heading(screen, "How is the pace?")).toBeVisible();

  const draft = trainer.getByLabel("Question", { exact: true }).first();
  await trainer.locator("summary", { hasText: /^Poll$/ }).click();
  await draft.fill("Half a thought");

  const phones: Page[] = [];
  for (let i = 0; i < 5; i += 1) {
    const one = await phone(browser, baseURL);
    phones.push(one);
    await one.goto("/room");
    await one.getByLabel("Code").fill(code);
    await one.getByRole("button", { name: "Join" }).click();
    await one.getByText("Just right", { exact: true }).click();
    await one.getByRole("button", { name: "Send my answer" }).click();
    await expect(one.getByText("Your answer is in.")).toBeVisible();
    if (i === 3) {
      await expect(trainer.getByText("4 phones have answered.")).toBeVisible();
      await expect(draft).toHaveValue("Half a thought");
      await trainer.getByRole("button", { name: "Show the results" }).click();
      await expect(screen.getByText("Results are shown from five answers on.")).toBeVisible();
    }
  }
  await expect(screen.getByText("5 · 100 %")).toBeVisible();
  const first = phones[0] as Page;
  await first.getByText("Too fast", { exact: true }).click();
  await first.getByRole("button", { name: "Change my answer" }).click();
  await expect(screen.getByText("4 · 80 %")).toBeVisible();
  await expect(screen.getByText("5 phones have answered")).toBeVisible();
  await expectAccessibleAtBothWidths(screen);
  await expectAccessibleAtBothWidths(trainer);

  await trainer.locator("summary", { hasText: "Question box" }).click();
  await trainer.getByRole("button", { name: "Open the box" }).click();
  await expect(trainer.getByText("Question box, open now")).toBeVisible();
  await first.goto(`/room/${code}`);
  await first.getByLabel("Your question").fill("Who pays for a night shelter?");
  await first.getByRole("button", { name: "Send without my name" }).click();
  await expect(first.getByText("without your name")).toBeVisible();
  await trainer.getByRole("button", { name: "Show the questions on the screen" }).click();
  await expect(screen.getByText("Who pays for a night shelter?")).toBeVisible();
  await trainer.getByRole("button", { name: "Hide: Who pays for a night shelter?" }).click();
  await expect(screen.getByText("Who pays for a night shelter?")).toHaveCount(0);

  await trainer.getByText("Close the room to phones").click();
  await trainer.getByRole("button", { name: "Close the room", exact: true }).click();
  await expect(heading(trainer, "The room is not open to phones")).toBeVisible();
  await first.goto(`/room/${code}`);
  await expect(first.getByText("This code is wrong, or its day is over.")).toBeVisible();
  for (const one of phones) await one.context().close();
});

test("a phone that has JavaScript sees the next question by itself", async ({ as, browser, baseURL }) => {
  const trainer = await as("trainer");
  await trainer.goto(`${day}/room`);
  await trainer.getByRole("button", { name: "Open the room" }).click();
  const code = ((await trainer.locator(".ask-code strong").textContent()) ?? "").replace(/\D/g, "");
  const context = await browser.newContext({ baseURL, viewport: narrow });
  const one = await context.newPage();
  await one.goto("/room");
  await expectAccessibleAtBothWidths(one);
  await one.goto(`/room/${code}`);
  await expect(heading(one, "You are in")).toBeVisible();
  await expectAccessibleAtBothWidths(one);
  await trainer.locator("summary", { hasText: "Knowledge check" }).click();
  await trainer.getByRole("button", { name: "Ask this", exact: true }).click();
  await expect(one.getByRole("button", { name: "Send my answer" })).toBeVisible();
  await expectAccessibleAtBothWidths(one);
  await expect(one.getByText("right answer")).toHaveCount(0);
  await trainer.getByRole("button", { name: "Show the results" }).click();
  await expect(one.getByText("(right answer)")).toBeVisible();
  await context.close();
});

test("slides and handouts can be taken along", async ({ as }) => {
  const trainer = await as("trainer");
  for (const name of ["slides.pptx", "slides.pdf", "handouts.pdf"]) {
    const response = await trainer.request.get(`${day}/${name}`);
    expect(response.status(), name).toBe(200);
    expect(response.headers()["content-disposition"]).toContain("attachment");
  }
});
