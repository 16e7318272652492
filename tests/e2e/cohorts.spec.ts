import type { Page } from "@playwright/test";
import { expect, expectAccessibleAtBothWidths, narrow, test, wide } from "./fixtures.ts";

/** Plans a cohort through the pages and gives its address. */
async function planCohort(page: Page, name: string, trainers: string[]): Promise<string> {
  await page.goto("/cohorts/new");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("First day").fill("2030-03-04");
  await page.getByLabel("Last day").fill("2030-03-07");
  const group = page.getByRole("group", { name: "Trainers" });
  for (const box of await group.getByRole("checkbox", { checked: true }).all()) await box.press(" ");
  for (const one of trainers) await group.getByText(one).click();
  await page.getByRole("button", { name: "Plan this cohort" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  return new URL(page.url()).pathname;
}

async function addEverybody(page: Page, base: string): Promise<void> {
  for (;;) {
    await page.goto(`${base}/people`);
    const boxes = await page.getByRole("group", { name: "Who joins?" }).getByRole("checkbox").all();
    if (boxes.length === 0) return;
    for (const box of boxes) await box.press(" ");
    await page.getByRole("button", { name: "Add to this cohort" }).click();
    await expect(page.getByRole("status").filter({ hasText: /added/ })).toBeVisible();
  }
}

test("a trainer plans a cohort, adds and withdraws people, and archives it", async ({ as }) => {
  const page = await as("trainer");
  await page.goto("/cohorts");
  await page.getByRole("link", { name: "Plan a cohort" }).click();
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("button", { name: "Plan this cohort" }).click();
  await expect(page.getByText("Give the cohort a name, such as")).toBeVisible();
  await expect(page.getByText("Choose the first day")).toBeVisible();
  await expect(page.getByText("Choose at least two trainers")).toBeVisible();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expectAccessibleAtBothWidths(page);

  const base = await planCohort(page, "Pilot evening cohort", ["Amina Okafor", "Daniel Whitehorse"]);
  await expect(page.getByRole("heading", { name: "Nobody is enrolled yet" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.goto(`${base}/people?q=nobody-by-this-name`);
  await expect(page.getByText("No trainee at Denver, Colorado")).toBeVisible();
  await page.getByLabel("Find a trainee of this site").fill("rivera");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByRole("button", { name: "Add to this cohort" }).click();
  await expect(page.getByText("Choose at least one person to add.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("group", { name: "Who joins?" }).getByText("Tomás Rivera").click();
  await page.getByRole("button", { name: "Add to this cohort" }).click();
  await expect(page.getByText("One person was added.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Enrolled (1)" })).toBeVisible();

  await page.locator("summary", { hasText: "Withdraw Tomás Rivera" }).click();
  await page.getByLabel("Reason (optional)").selectOption({ label: "The schedule does not fit" });
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Withdraw", exact: true }).click();
  await expect(page.getByText("Tomás Rivera was withdrawn.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Withdrawn (1)" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Tomás Rivera is back in this cohort.")).toBeVisible();

  await page.goto(`${base}/history`);
  await expect(
    page.getByRole("listitem").filter({ hasText: "brought Tomás Rivera back into" }),
  ).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.goto(base);
  await page.getByText("Archive this cohort").click();
  await page.getByRole("button", { name: "Archive it" }).click();
  await expect(page.getByText("The cohort is archived.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  const edit = await page.goto(`${base}/edit`);
  expect(edit?.status()).toBe(409);
  await page.goto(base);
  await page.getByRole("button", { name: "Bring this cohort back" }).click();
  await expect(page.getByText("The cohort is back.")).toBeVisible();
});

test("two trainers edit at once: the second sees what the first saved and loses nothing", async ({ as }) => {
  const first = await as("trainer");
  const second = await as("coTrainer");
  const base = await planCohort(first, "Two hands cohort", ["Amina Okafor", "Daniel Whitehorse"]);
  await second.goto(`${base}/edit`);
  await first.goto(`${base}/edit`);
  await first.getByLabel("Place (optional)").fill("Library");
  await first.getByRole("button", { name: "Save" }).click();
  await expect(first.getByText("Saved.")).toBeVisible();

  await second.getByLabel("Name").fill("Two hands, renamed");
  const answer = second.waitForResponse((response) => response.request().method() === "POST");
  await second.getByRole("button", { name: "Save" }).click();
  expect((await answer).status()).toBe(409);
  const alert = second.getByRole("alert").filter({ hasText: "Somebody else changed this cohort" });
  await expect(alert).toContainText("Library");
  await expect(second.getByLabel("Name")).toHaveValue("Two hands, renamed");
  await expectAccessibleAtBothWidths(second);
  await second.getByRole("button", { name: "Save mine over theirs" }).click();
  await expect(second.getByRole("heading", { level: 1, name: "Two hands, renamed" })).toBeVisible();
});

test("the form sent many times at once makes one cohort, and a person joins once", async ({ as }) => {
  const page = await as("trainer");
  await page.goto("/cohorts/new");
  const id = await page.locator('input[name="id"]').inputValue();
  const headers = { Origin: new URL(page.url()).origin, "Sec-Fetch-Site": "same-origin" };
  const form = new URLSearchParams([
    ["id", id],
    ["site", "denver"],
    ["name", "Many clicks cohort"],
    ["startsOn", "2030-05-06"],
    ["endsOn", "2030-05-09"],
    ["trainer", "p-amina.okafor"],
    ["trainer", "p-daniel.whitehorse"],
  ]);
  const send = (address: string, body: URLSearchParams) =>
    page.request.post(address, {
      data: body.toString(),
      headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
      maxRedirects: 0,
    });
  const plans = await Promise.all(Array.from({ length: 20 }, () => send("/cohorts/new", form)));
  expect(plans.map((one) => one.status())).toEqual(Array.from({ length: 20 }, () => 302));
  const adds = await Promise.all(
    Array.from({ length: 20 }, () =>
      send(`/cohorts/${id}/people`, new URLSearchParams({ intent: "add", add: "p-tomas.rivera" })),
    ),
  );
  expect(adds.every((one) => one.status() === 302)).toBe(true);
  await page.goto(`/cohorts?q=many+clicks`);
  await expect(page.getByRole("link", { name: "Many clicks cohort" })).toHaveCount(1);
  await page.goto(`/cohorts/${id}/history`);
  await expect(page.getByRole("listitem").filter({ hasText: "added Tomás Rivera" })).toHaveCount(1);
  await expect(page.getByRole("listitem").filter({ hasText: "planned Many clicks cohort" })).toHaveCount(1);
});

test("a trainer reads the matrix: sorts, searches, filters, and goes to a person", async ({ as }) => {
  const page = await as("trainer");
  await page.goto("/cohorts");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("region", { name: "Running" }).getByRole("link").first().click();
  const rows = page.getByRole("table").getByRole("rowheader");
  await expect(rows.first()).toHaveText("Abigail Stone");
  await expectAccessibleAtBothWidths(page);

  const name = page.getByRole("columnheader", { name: "Name" });
  await expect(name).toHaveAttribute("aria-sort", "ascending");
  await name.getByRole("link").click();
  await expect(name).toHaveAttribute("aria-sort", "descending");
  await expect(rows.first()).toHaveText("Yuki Morita");
  await page.getByRole("columnheader", { name: "Progress" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Progress" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  await expect(name).not.toHaveAttribute("aria-sort");

  await page.getByLabel("Find a person").fill("tomas");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page.getByText("1 of 24 people")).toBeVisible();
  const cell = page
    .getByRole("row", { name: /Tomás Rivera/ })
    .getByRole("cell", { name: /Begun, 3 of 7 sections/ });
  await expect(cell).toBeVisible();
  await page.getByLabel("Find a person").fill("nobody here");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "Show all 24" }).click();
  await expect(page.getByText("24 people", { exact: true })).toBeVisible();

  await page.getByLabel("Discipline").selectOption({ label: "Law enforcement" });
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page.getByRole("row", { name: /Grace Lindqvist/ })).toHaveCount(0);
  await page.getByRole("link", { name: "Tomás Rivera" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Tomás Rivera" })).toBeVisible();
  await expect(page.getByText("2 of 27").first()).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});

test("on a phone each person is a card", async ({ as }) => {
  const page = await as("trainer", { viewport: narrow });
  await page.goto("/cohorts/c-denver-running");
  await expect(page.getByRole("table")).toHaveCount(0);
  const card = page.getByRole("list", { name: "People and their progress" }).getByRole("listitem");
  await expect(card).toHaveCount(24);
  await expect(card.filter({ hasText: "Grace Lindqvist" })).toContainText("may need a hand in 1.4");
  await page.getByLabel("Sort by").selectOption({ label: "Progress" });
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(page).toHaveURL(/sort=progress/);
  await expect(card.first()).toContainText("0 of 27 modules complete");
});

test("forty people by twenty-seven modules stay readable", async ({ as }) => {
  test.slow();
  const page = await as("trainer");
  const base = await planCohort(page, "Forty people cohort", ["Amina Okafor", "Daniel Whitehorse"]);
  await addEverybody(page, base);
  await page.goto(base);
  const table = page.getByRole("table");
  await expect(table.locator("tbody tr")).toHaveCount(40);
  await expect(table.locator("thead .module")).toHaveCount(27);

  const region = page.getByRole("region", { name: /Progress of 40 people/ });
  await region.focus();
  await expect(region).toBeFocused();
  await region.evaluate((box) => box.scrollTo(box.scrollWidth, box.scrollHeight));
  // Measured in one go: the page itself may still be gliding to the focused region.
  const at = await region.evaluate((box) => {
    const frame = box.getBoundingClientRect();
    const from = (selector: string) => {
      const rect = [...box.querySelectorAll(selector)].at(-1)?.getBoundingClientRect();
      return { x: (rect?.x ?? 999) - frame.x, y: (rect?.y ?? 999) - frame.y, height: rect?.height ?? 0 };
    };
    return {
      name: from("thead .who"),
      module: from("thead .module"),
      lastPerson: from("tbody .who"),
      moved: box.scrollLeft > 0 && box.scrollTop > 0,
    };
  });
  expect(at.moved).toBe(true);
  expect(at.name.x).toBeLessThan(4);
  expect(at.name.y).toBeLessThan(4);
  expect(at.module.y).toBeLessThan(60);
  expect(at.lastPerson.x).toBeLessThan(4);
  expect(at.lastPerson.height).toBeGreaterThanOrEqual(44);
  await expectAccessibleAtBothWidths(page);

  // Nothing under the sticky column is hidden from somebody who goes through it by keyboard.
  await region.evaluate((one) => one.scrollTo(0, 0));
  await table.getByRole("link", { name: "Abigail Stone" }).focus();
  await page.keyboard.press("Tab");
  await expect(table.getByRole("rowheader").nth(1).getByRole("link")).toBeFocused();
  await page.getByRole("link", { name: "Day 4", exact: true }).click();
  await expect(table.locator("thead .module")).toHaveCount(6);
  await expect(page.getByRole("link", { name: "Day 4", exact: true })).toHaveAttribute(
    "aria-current",
    "true",
  );
});

test("a module shows who may need a hand and which answers drew people", async ({ as }) => {
  const page = await as("trainer");
  await page.goto("/cohorts/c-denver-running");
  await page
    .getByRole("link", { name: /^1\.4 What it is/ })
    .last()
    .click();
  const stuck = page.getByRole("region", { name: "Who may need a hand" });
  await expect(stuck.getByRole("link", { name: "Grace Lindqvist" })).toBeVisible();
  await expect(stuck).toContainText("Look at the feedback of the missed questions together");
  await expect(page.getByRole("table", { name: "Answers to 1.4-q1" })).toContainText("Right answer");
  await expectAccessibleAtBothWidths(page);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^items-1\.4-\d{4}-\d{2}-\d{2}\.csv$/);

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("link", { name: "Download as CSV" })).toBeHidden();
  await expect(page.getByRole("heading", { name: "Item by item" })).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  await page.goto("/cohorts/c-chicago/modules/1.1").then((answer) => expect(answer?.status()).toBe(404));
});

test("the file of the matrix is what the page shows", async ({ as }) => {
  const page = await as("coordinator");
  await page.goto("/cohorts/c-denver-running?discipline=child-advocacy&sort=progress&dir=desc");
  const names = await page.getByRole("table").locator("tbody").getByRole("rowheader").allTextContents();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as CSV" }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString("utf8").trim().split("\r\n").slice(1);
  expect(lines.map((line) => line.split(",")[0])).toEqual(names);
});

test("cohorts of another site do not exist for a trainer", async ({ as }) => {
  const page = await as("chicagoTrainer");
  const base = "/cohorts/c-denver-running";
  const headers = { Origin: new URL("/", await originOf(page)).origin, "Sec-Fetch-Site": "same-origin" };
  for (const path of [
    "",
    "/progress.csv",
    "/edit",
    "/people",
    "/people/p-tomas.rivera",
    "/modules/1.4",
    "/modules/1.4/items.csv",
    "/history",
  ])
    expect((await page.request.get(base + path)).status(), path).toBe(404);
  for (const [path, form] of Object.entries({
    "": { intent: "archive" },
    "/edit": {
      name: "Mine",
      startsOn: "2030-01-01",
      endsOn: "2030-01-02",
      trainer: "p-amina.okafor",
      token: "x",
    },
    "/people": { intent: "withdraw", person: "p-tomas.rivera" },
  } as Record<string, Record<string, string>>))
    expect((await page.request.post(base + path, { form, headers, maxRedirects: 0 })).status(), path).toBe(
      404,
    );
  await page.goto(base);
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
});

test("everything works without scripts", async ({ as }) => {
  const page = await as("coTrainer", { javaScriptEnabled: false });
  const base = await planCohort(page, "Plain pages cohort", ["Amina Okafor", "Daniel Whitehorse"]);
  await page.goto(`${base}/people?q=lindqvist`);
  await page.getByRole("group", { name: "Who joins?" }).getByText("Grace Lindqvist").click();
  await page.getByRole("button", { name: "Add to this cohort" }).click();
  await page.goto(`${base}/edit`);
  await page.getByLabel("Last day").fill("2029-01-01");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The last day is before the first.")).toBeVisible();
  await expect(page.getByLabel("Last day")).toHaveValue("2029-01-01");
  await page.goto(base);
  await page.getByRole("columnheader", { name: "Progress" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "Progress" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
});

test("people who do not teach have no cohorts page", async ({ as }) => {
  const page = await as("trainee");
  expect((await page.request.get("/cohorts")).status()).toBe(403);
  expect((await page.request.get("/cohorts/new")).status()).toBe(403);
  expect((await page.request.get("/cohorts/c-denver-running")).status()).toBe(404);
});

async function originOf(page: Page): Promise<string> {
  await page.goto("/cohorts");
  await page.setViewportSize(wide);
  return page.url();
}
