import type { Page } from "@playwright/test";
import { catalogue } from "#app/content/catalogue.server.ts";
import { expect, expectAccessible, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test.use({ serviceWorkers: "allow" });

// Carlos Méndez and Joy Bennett (San Diego) and Renée Dupree (Chicago): nobody else touches their progress.

// One after the other: some tests share a person, and how they like quizzes.
test.describe.configure({ mode: "default" });

/** The text of the right option of each question, as a person would know it. */
function rightAnswers(moduleId: string): Map<string, string> {
  const items = catalogue().modules.get(moduleId)?.quiz?.items ?? [];
  const plain = (text: string) => text.replaceAll(/[*_]/g, "");
  return new Map(
    items.map(({ stem, options }) => [
      plain(stem),
      plain(options.find(({ correct }) => correct)?.text ?? ""),
    ]),
  );
}

async function rightOption(page: Page, moduleId: string): Promise<string> {
  const stem = ((await page.locator(".question .stem").textContent()) ?? "").trim();
  const right = rightAnswers(moduleId).get(stem);
  if (!right) throw new Error(`No answer known for: ${stem}`);
  return right;
}

/** Moves the focus with Tab until it is on `name`. */
async function tabTo(page: Page, name: RegExp, max = 400): Promise<void> {
  for (let i = 0; i < max; i += 1) {
    await page.keyboard.press("Tab");
    const text = await page.evaluate(
      () => document.activeElement?.textContent?.replaceAll(/\s+/g, " ").trim() ?? "",
    );
    if (name.test(text)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

test("from home to a passed quiz by keyboard alone", async ({ as }) => {
  test.setTimeout(120_000);
  const page = await as("sanDiegoTrainee");
  await page.goto("/");
  await tabTo(page, /^(Start|Continue)$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Opening: seeing clearly");
  await page.goto("/curriculum/1.1");
  await page.locator(".reader[data-ready]").waitFor();

  const count = await page.locator("section.part").count();
  for (let i = 0; i < count; i += 1) {
    await tabTo(page, /^(Next: |Finish reading)/);
    await page.keyboard.press("Enter");
  }
  await expect(page.getByText("You have read all of it").first()).toBeVisible();
  await tabTo(page, /^Go to the quiz$/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/curriculum\/1\.1\/quiz$/);
  await expectAccessibleAtBothWidths(page);
  await tabTo(page, /^Start the quiz$/);
  await page.keyboard.press("Enter");

  const total = rightAnswers("1.1").size;
  for (let number = 1; number <= total; number += 1) {
    await expect(page.getByText(`Question ${number} of ${total}`)).toBeVisible();
    const right = await rightOption(page, "1.1");
    const radio = page.getByRole("radio", { name: right, exact: true });
    while (!(await page.locator("input[type=radio]:focus").count())) await page.keyboard.press("Tab");
    for (let i = 0; i < 4 && !(await radio.isChecked()); i += 1)
      await page.keyboard.press(i === 0 ? "Space" : "ArrowDown");
    await expect(radio).toBeChecked();
    await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
    if (number === 2) await expectAccessibleAtBothWidths(page);
    await tabTo(page, number < total ? /^Next question$/ : /^Look over and submit$/);
    await page.keyboard.press("Enter");
  }
  await expect(page.getByRole("heading", { name: "Look over your answers" })).toBeFocused();
  await expectAccessibleAtBothWidths(page);
  await tabTo(page, /^Submit my answers$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("You passed");
  await expectAccessibleAtBothWidths(page);

  await page.goto("/curriculum");
  await expect(page.locator("li", { hasText: "Module 1.1" }).getByText("Complete")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test("read section by section, choose the alternative, set aside, take and pass the quiz", async ({
    as,
  }) => {
    test.setTimeout(120_000);
    const page = await as("sanDiegoSecondTrainee", { javaScriptEnabled: false });
    await page.goto("/curriculum/1.2?section=why-first");
    const ids =
      catalogue()
        .modules.get("1.2")
        ?.sections.map(({ id }) => id) ?? [];
    for (const id of ids) {
      await expect(page).toHaveURL(new RegExp(`section=${id}`));
      if (id === "stories") {
        await page.getByRole("button", { name: "Later" }).click();
        continue;
      }
      if (id === "fix-the-invitation") {
        await expect(page.getByText("A flawed invitation")).toHaveCount(0);
        await page.getByRole("button", { name: "Read the alternative" }).click();
        await expect(page.getByText("Without the e-mail.")).toBeVisible();
      }
      await page.getByRole("button", { name: /^(Next: |Finish reading)/ }).click();
    }
    await page.goto("/curriculum/1.2");
    await expect(page.getByText("You have read all of it").first()).toBeVisible();
    await expect(page.getByText("Without the e-mail.")).toBeVisible();
    await expect(page.getByText("You set this aside.")).toBeVisible();

    await page.getByRole("link", { name: "Go to the quiz" }).click();
    await page.getByRole("button", { name: "Start the quiz" }).click();
    const total = rightAnswers("1.2").size;
    for (let number = 1; number <= total; number += 1) {
      await expect(page.getByText(`Question ${number} of ${total}`)).toBeVisible();
      if (number !== 2) {
        const right = await rightOption(page, "1.2");
        await page.locator(".usa-radio", { hasText: right }).locator("label").click();
      }
      await page
        .getByRole("button", { name: number < total ? "Next question" : "Look over and submit" })
        .click();
    }
    await page.getByRole("button", { name: "Submit my answers" }).click();
    await expect(page.getByRole("alert")).toContainText("One question has no answer yet: question 2");
    await page.getByRole("link", { name: "question 2", exact: true }).click();
    const right = await rightOption(page, "1.2");
    await page.locator(".usa-radio", { hasText: right }).locator("label").click();
    await page.getByRole("button", { name: "Show all questions on one page" }).click();
    await page.getByRole("button", { name: "Save answers" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
    await page.getByRole("button", { name: "Look over and submit" }).click();
    await page.getByRole("button", { name: "Submit my answers" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("You passed");
  });

  test("write, change, delete and put back a note", async ({ as }) => {
    const page = await as("sanDiegoSecondTrainee", { javaScriptEnabled: false });
    await page.goto("/curriculum/1.4?section=core-definition");
    await page.getByText("Write a private note").click();
    await page.getByRole("button", { name: "Save the note" }).click();
    await expect(page.getByText("Write something first, or close the note.")).toBeVisible();
    await page.getByLabel("Your note").fill("One line");
    await page.getByRole("button", { name: "Save the note" }).click();
    await expect(page.locator(".own-note-body")).toHaveText("One line");
    await page.getByText("Change or delete").click();
    await page.getByRole("button", { name: "Delete the note" }).click();
    await page.getByRole("button", { name: "Put it back" }).click();
    await expect(page.locator(".own-note-body")).toHaveText("One line");
  });
});

test("two tabs, another device and a lost connection give one attempt with every answer", async ({
  as,
  baseURL,
}) => {
  const page = await as("chicagoTrainee");
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await tab.goto("/curriculum/1.5/quiz");
    await tab.getByText("All questions on one page").click();
  }
  await Promise.all(
    [page, other].map((tab) => tab.getByRole("button", { name: /Start the quiz|Go on/ }).dblclick()),
  );
  for (const tab of [page, other]) await expect(tab).toHaveURL(/\/quiz\/take$/);
  const attempt = (tab: Page) => tab.locator('input[name="attempt"]').inputValue();
  expect(await attempt(page)).toBe(await attempt(other));
  await expectAccessibleAtBothWidths(page);

  const first = page.getByRole("group").first();
  await first.locator("label").nth(1).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await page.context().setOffline(true);
  await page.getByRole("group").nth(1).locator("label").nth(2).click();
  await expect(page.getByText("Saved on this device, not yet sent", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.context().setOffline(false);
  await expect(page.getByRole("status").filter({ hasText: /^Saved$/ })).toBeVisible({ timeout: 20_000 });

  const phone = await as("chicagoTrainee", { baseURL, viewport: { width: 360, height: 740 } });
  await phone.goto("/curriculum/1.5/quiz");
  await expect(phone.getByText("2 of 8 questions are answered so far.")).toBeVisible();
  await phone.getByRole("button", { name: "Go on with the quiz" }).click();
  await expect(phone.getByRole("radio", { checked: true })).toHaveCount(2);

  const total = rightAnswers("1.5").size;
  for (let i = 0; i < total; i += 1) await phone.getByRole("group").nth(i).locator("label").first().click();
  await phone.getByRole("button", { name: "Look over and submit" }).click();
  await expect(phone.getByText("Every question has an answer.")).toBeVisible();
  await phone.getByRole("button", { name: "Submit my answers" }).dblclick();
  await expect(phone.getByRole("heading", { level: 1 })).toContainText(/You passed|Not yet/);
  await expectAccessibleAtBothWidths(phone);
  await expect(phone.locator("main")).not.toContainText(/MC\d\d/);

  await page.getByRole("group").nth(2).locator("label").nth(3).click();
  await expect(page.getByText("This attempt is submitted and closed.")).toBeVisible();

  await phone
    .getByRole("button", { name: /Try again|Take it again/ })
    .first()
    .click();
  await expect(phone.getByText(`Question 1 of ${total}`)).toBeVisible();
  await phone.goto("/curriculum/1.5/quiz");
  await expect(phone.getByRole("table")).toContainText(/Passed|Not yet/);
  await expectAccessibleAtBothWidths(phone);
});

test("nothing that travels tells an answer before the attempt is submitted", async ({ as }) => {
  const page = await as("chicagoTrainee");
  const bodies: Promise<string>[] = [];
  page.on("response", (answer) => {
    if (/quiz|\.data|assets/.test(answer.url()) && answer.status() === 200)
      bodies.push(answer.text().catch(() => ""));
  });
  await page.goto("/curriculum/1.6/quiz");
  await page.getByText("One question at a time").click();
  await page.getByRole("button", { name: "Start the quiz" }).click();
  await page.getByText("Question 1 of").waitFor();
  await page.locator(".usa-radio label").first().click();
  await page.getByRole("button", { name: "Next question" }).click();
  await page.getByText("Question 2 of").waitFor();
  await page.goto("/curriculum/1.6/quiz/take?review", { waitUntil: "networkidle" });
  const sent = (await Promise.all(bodies)).join("\n");
  expect(sent.length).toBeGreaterThan(10_000);
  const options = (catalogue().modules.get("1.6")?.quiz?.items ?? []).flatMap((item) => item.options);
  for (const { feedback } of options) expect(sent).not.toContain(feedback.slice(0, 30));
  expect(sent).not.toMatch(/misconception|MC\d\d/);
});
