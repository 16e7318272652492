import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectAccessibleAtBothWidths, test, wide } from "./fixtures.ts";

test.use({ serviceWorkers: "allow" });

// Hassan Ali and Renée Dupree (Chicago) read here; nobody else touches their progress.

const section = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });
const outline = (page: Page) => page.getByRole("navigation", { name: "In this module", exact: true });

// One after the other: several tests read as the same person.
test.describe.configure({ mode: "default" });

test("reading is noticed without a click, and home knows where I stopped", async ({ as }) => {
  const page = await as("chicagoSecondTrainee");
  await page.clock.install();
  await page.goto("/curriculum/1.3");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Words that protect");
  await expect(page).toHaveTitle("CCIP Training");
  await expect(outline(page).getByText("minutes of reading left")).toBeVisible();

  const kept = page.waitForResponse(
    (answer) => answer.status() === 204 && /intent=read&section=/.test(answer.request().postData() ?? ""),
  );
  await section(page, "Words are decisions")
    .getByRole("button", { name: "Bookmark" })
    .scrollIntoViewIfNeeded();
  await expect(outline(page).getByRole("link", { name: "Words are decisions (done)" })).toHaveCount(0);
  await expect(async () => {
    await page.clock.runFor(5_000);
    await expect(outline(page).getByRole("link", { name: "Words are decisions (done)" })).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await kept;

  await page.evaluate(() =>
    document.getElementById("terms-that-fit")?.scrollIntoView({ behavior: "instant" }),
  );
  const placed = page.waitForResponse(
    (answer) => answer.request().postData()?.includes("section=terms-that-fit") === true,
  );
  await page.clock.runFor(3_000);
  await placed;
  await expect(outline(page).getByRole("link", { name: "Terms that fit" })).toHaveAttribute(
    "aria-current",
    "location",
  );

  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Words that protect");
  await expect(page.getByText("You stopped at “Terms that fit”.")).toBeVisible();
  await page.getByRole("link", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/curriculum\/1\.3#terms-that-fit$/);
});

test("the page carries no framework, its text once, and works with the budget for first loads", async ({
  as,
}) => {
  const page = await as("chicagoSecondTrainee");
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  const answer = await page.goto("/curriculum/1.3", { waitUntil: "networkidle" });
  const html = (await answer?.text()) ?? "";
  expect(html.split("Think of the last one-line note")).toHaveLength(2);
  expect(scripts.map((path) => path.replace(/-[\w-]{8}\.js$/, ".js")).sort()).toEqual([
    "/assets/reader-script.js",
    "/offline.js",
    "/quick-exit.js",
  ]);
});

test("a link from inside the app opens the text, and Back works", async ({ as }) => {
  const page = await as("chicagoSecondTrainee");
  await page.goto("/notes");
  await page.getByRole("link", { name: "Curriculum", exact: true }).click();
  await page.getByRole("link", { name: "Module 1.4" }).click();
  await expect(page.getByText("Before you read").first()).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Curriculum");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("My notes and bookmarks");
  await page.goForward();
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("section.part .text").first()).not.toBeEmpty();
});

test("before a sensitive section I choose, and each choice leaves my progress alone", async ({ as }) => {
  const page = await as("chicagoSecondTrainee");
  await page.goto("/curriculum/1.2");
  const sensitive = section(page, "Fix the invitation");
  await expect(sensitive.getByText("Content notice")).toBeVisible();
  await expect(page.getByText("A flawed invitation")).toHaveCount(0);
  await expectAccessibleAtBothWidths(page);

  await sensitive.getByRole("button", { name: "Read now" }).click();
  await expect(sensitive.getByText("A flawed invitation")).toBeVisible();
  await expect(sensitive.getByRole("heading", { name: "Fix the invitation", exact: true })).toBeFocused();
  await sensitive.getByRole("button", { name: "Read the alternative instead" }).click();
  await expect(sensitive.getByText("Without the e-mail.")).toBeVisible();
  await expect(sensitive.getByText("A flawed invitation")).toHaveCount(0);
  await sensitive.getByRole("button", { name: "Close this section" }).click();
  await expect(sensitive.getByText("Without the e-mail.")).toHaveCount(0);

  await sensitive.getByRole("button", { name: "Later" }).click();
  await expect(page).toHaveURL(/#one-change$/);
  await expect(outline(page).getByRole("link", { name: "Fix the invitation (done)" })).toBeVisible();
  await expect(sensitive.getByText("You set this aside.")).toBeVisible();

  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Waiting for you, no hurry" })).toBeVisible();
  await page.getByRole("link", { name: "Fix the invitation" }).click();
  await sensitive.getByRole("button", { name: "Read the alternative" }).click();
  const kept = page.waitForResponse(
    (answer) => answer.status() === 204 && /intent=read&section=/.test(answer.request().postData() ?? ""),
  );
  await sensitive.getByRole("button", { name: /^Next: / }).click();
  await kept;
  await page.goto("/");
  await expect(page.getByText("Waiting for you, no hurry")).toHaveCount(0);
});

test("notes and bookmarks are mine: ten thousand characters, signs and scripts as text, delete and undo", async ({
  as,
}) => {
  const page = await as("chicagoSecondTrainee");
  await page.goto("/curriculum/1.3");
  const part = section(page, "Writing the record");
  const text = `<script>document.title = "broken"</script> 🪨🕊️ **bold?** ${"word ".repeat(1980)}end`;
  expect(text.length).toBeLessThanOrEqual(10_000);

  await part.getByText("Write a private note").click();
  await expect(part.getByText("No names, initials, dates of birth")).toBeVisible();
  await part.getByLabel("Your note").fill("Call me on 555-867-5309");
  await expect(part.getByText("This looks like it may include")).toBeVisible();
  await part.getByLabel("Your note").fill(text);
  await expect(part.getByText("This looks like it may include")).toHaveCount(0);
  await part.getByRole("button", { name: "Save the note" }).click();
  await expect(part.locator(".own-note-body")).toHaveText(text, { useInnerText: false });
  await expect(page).toHaveTitle("CCIP Training");
  await page.reload();
  await expect(part.locator(".own-note-body")).toHaveText(text);
  await expect(page).toHaveTitle("CCIP Training");

  await part.getByText("Change or delete").click();
  const field = part.locator(".own-note").getByLabel("Your note");
  await field.fill("x".repeat(10_001));
  await part.getByRole("button", { name: "Save the change" }).click();
  await expect(part.getByText("A note holds 10,000 characters.")).toBeVisible();
  await expect(field).toHaveValue("x".repeat(10_001));
  await expectAccessible(page);
  await field.fill("A shorter thought about the intake form");
  await part.getByRole("button", { name: "Save the change" }).click();
  await expect(part.locator(".own-note-body")).toHaveText("A shorter thought about the intake form");

  await part.getByRole("button", { name: "Bookmark" }).click();
  await expect(part.getByRole("button", { name: "Remove the bookmark" })).toBeFocused();

  await page.goto("/notes");
  await expect(page.getByRole("link", { name: "Writing the record" })).toHaveCount(2);
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Find in my notes").fill("nothing like it");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByText("0 of 1 notes")).toBeVisible();
  await page.getByLabel("Find in my notes").fill("INTAKE");
  await page.getByRole("button", { name: "Find" }).click();
  await expect(page.getByText("1 of 1 notes")).toBeVisible();
  await page.getByText("Change or delete").click();
  await page.getByRole("button", { name: "Delete the note" }).click();
  await expect(page.getByText("Your note is deleted.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Put it back" }).click();
  await expect(page.locator(".own-note-body")).toHaveText("A shorter thought about the intake form");

  await page.goto("/curriculum/1.3");
  await part.getByText("Change or delete").click();
  await part.getByRole("button", { name: "Delete the note" }).click();
  await expect(part.getByRole("button", { name: "Put it back" })).toBeFocused();
  await page.reload();
  await expect(part.locator(".own-note")).toHaveCount(0);
  await page.goto("/notes");
  await page.getByRole("button", { name: "Remove the bookmark" }).click();
  await expect(page.getByText("No bookmarks yet.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "No notes yet" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});

test("a word of the glossary opens where it stands, and my field comes first", async ({ as }) => {
  const page = await as("chicagoSecondTrainee");
  await page.goto("/curriculum/1.3");
  const term = page.locator("button.cr-term").first();
  await term.click();
  const definition = page.locator(".cr-definition:popover-open");
  await expect(definition).toBeVisible();
  await expectAccessible(page);
  await definition.getByRole("button", { name: "Close" }).click();
  await expect(definition).toHaveCount(0);

  const part = section(page, "Put the act where it belongs");
  await expect(part.getByText("Check the role field before")).toBeVisible();
  await expect(part.getByText("Your notes decide what help is offered.")).toBeHidden();
  await part.getByText("In human services").click();
  await expect(part.getByText("Your notes decide what help is offered.")).toBeVisible();
});

for (const [name, leave] of [
  ["the button", (page: Page) => page.getByRole("link", { name: "Leave this site" }).click()],
  ["Escape three times", (page: Page) => press(page, "Escape")],
  ["Shift three times", (page: Page) => press(page, "Shift")],
] as const)
  test(`${name} leaves at once and takes the page's place in the history`, async ({ as }) => {
    const page = await as("chicagoSecondTrainee");
    await page.route("https://www.weather.gov/**", (route) =>
      route.fulfill({ contentType: "text/html", body: "<title>Weather</title>Mild" }),
    );
    await page.goto("/curriculum");
    await page.goto("/curriculum/1.3");
    await leave(page);
    await page.waitForURL("https://www.weather.gov/**");
    await page.goBack();
    await expect(page).toHaveURL(/\/curriculum$/);
  });

async function press(page: Page, key: string): Promise<void> {
  await page.locator(".reader[data-ready]").waitFor();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press(key);
}

test("a pause is plain, offers three ways, and goes back to the start of my section", async ({ as }) => {
  const page = await as("chicagoSecondTrainee");
  await page.goto("/curriculum/1.3");
  await page
    .getByRole("complementary", { name: "Help with reading" })
    .getByRole("link", { name: "Take a pause" })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A pause");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "A slow breath" }).click();
  await expect(page.getByText("Breathe in as you like.")).toBeVisible();
  await page.getByRole("link", { name: "Go back when you like" }).click();
  await expect(page).toHaveURL(/\/curriculum\/1\.3#[a-z-]+$/);
});

test("every page to read and look things up is accessible, also without a role for plans", async ({ as }) => {
  test.setTimeout(150_000);
  const page = await as("chicagoSecondTrainee");
  for (const path of [
    "/",
    "/curriculum",
    "/curriculum/1.3",
    "/curriculum/d1-open",
    "/curriculum/1.7?section=what-indicators-do",
    "/curriculum/1.3/handouts/H1.3a",
    "/front/front-about",
    "/glossary",
    "/glossary?q=zzzz",
    "/support",
    "/guide",
    "/guide/1",
    "/guide/1/W1.1",
    "/guide/1/W1.3",
    "/guide/10/W10.2",
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    await expectAccessibleAtBothWidths(page);
  }
  expect((await page.goto("/curriculum/1.3/plan"))?.status()).toBe(404);
  expect((await page.goto("/curriculum/9.9"))?.status()).toBe(404);
  await expectAccessible(page);
  expect((await page.goto("/handouts/H1.3a"))?.url()).toContain("/curriculum/1.3/handouts/H1.3a");
});

test("a trainer reads the plan and has a home of their own", async ({ as }) => {
  const page = await as("chicagoTrainer");
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Your cohorts" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.goto("/curriculum/1.3");
  await page.getByRole("link", { name: "Facilitator plan for this module" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Words that protect");
  await expectAccessibleAtBothWidths(page);
});

test("home is true and accessible for every other role", async ({ as }) => {
  for (const who of ["coordinator", "reviewer", "grantee", "administrator"] as const) {
    const page = await as(who);
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Welcome");
    await expectAccessible(page);
  }
});

test("support is open to strangers", async ({ page }) => {
  await page.goto("/support");
  await expect(page.getByRole("link", { name: "Call 911" })).toHaveAttribute("href", "tel:911");
  await expectAccessibleAtBothWidths(page);
  await page.goto("/pause");
  await expectAccessibleAtBothWidths(page);
});

test("dark, forced colors, reduced motion and 400 % zoom all keep the page whole", async ({ as }) => {
  test.setTimeout(90_000);
  const page = await as("chicagoSecondTrainee", { colorScheme: "dark", reducedMotion: "reduce" });
  for (const path of [
    "/",
    "/curriculum",
    "/curriculum/1.2",
    "/glossary",
    "/support",
    "/pause",
    "/guide/1",
    "/notes",
  ]) {
    await page.goto(path);
    await expectAccessible(page);
  }
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe("auto");

  await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
  await page.goto("/curriculum/1.2");
  await expectAccessible(page);
  await expect(page.getByRole("button", { name: "Read now" }).first()).toBeVisible();

  // 1280 pixels at 400 % are 320.
  await page.emulateMedia({ forcedColors: "none" });
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto("/curriculum/1.3");
  const text = await page.getByRole("article").boundingBox();
  expect(text?.x).toBeGreaterThanOrEqual(8);
  expect(text?.width).toBeGreaterThan(280);
  for (const path of [
    "/",
    "/curriculum",
    "/curriculum/1.4",
    "/support",
    "/guide/1/W1.1",
    "/curriculum/1.3/quiz",
  ]) {
    await page.goto(path);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(wide);
});
