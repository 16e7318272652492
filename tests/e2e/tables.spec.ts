import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("a trainer seats a room: mixed, apart from supervisors, moved by hand, printed", async ({ as }) => {
  const page = await as("trainer");
  await page.goto("/cohorts/c-denver-running/people");
  await page.getByText("Note a supervisor").click();
  await page
    .getByRole("combobox", { name: "Supervisor", exact: true })
    .selectOption({ label: "Tomás Rivera" });
  await page.getByLabel("Supervises", { exact: true }).selectOption({ label: "Grace Lindqvist" });
  await page.getByRole("button", { name: "Note it" }).click();
  await expect(page.getByText("Noted. They will not share a table.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.goto("/cohorts/c-denver-running/days/3");
  await page.getByRole("link", { name: "Mixed tables" }).click();
  await expect(page.getByRole("heading", { name: "No tables yet" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("People at a table").fill("1");
  await page.getByRole("button", { name: "Make the tables" }).click();
  await expect(page.getByText("Type a whole number from 2 to 20.")).toBeVisible();
  await expect(page.getByLabel("People at a table")).toHaveValue("1");
  await page.getByLabel("People at a table").fill("6");
  await page.getByRole("button", { name: "Make the tables" }).click();
  await expect(page.getByText("Everybody has a table.")).toBeVisible();
  const table = page.getByRole("region", { name: /^Table \d$/ });
  await expect(table).toHaveCount(4);
  for (const one of await table.all()) {
    for (const field of ["Human services", "Law enforcement", "Child advocacy"])
      await expect(one).toContainText(field);
    await expect(one.getByRole("listitem")).toHaveCount(6);
  }
  await expectAccessibleAtBothWidths(page);

  const withGrace = table.filter({ hasText: "Grace Lindqvist" });
  const name = (await withGrace.getByRole("heading").textContent()) as string;
  await page.locator("summary", { hasText: "Move Tomás Rivera" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "Tomás Rivera" });
  await row.getByLabel("To which table?").selectOption({ label: name });
  await row.getByRole("button", { name: "Move Tomás Rivera" }).click();
  await expect(page.getByText("Moved.", { exact: true })).toBeVisible();
  await expect(page.getByText(/Tomás Rivera supervises Grace Lindqvist, and both sit at/)).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("link", { name: "Show place cards" }).click();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Grace Lindqvist", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Make the tables anew" })).toBeHidden();
});

test("tables work without scripts", async ({ as }) => {
  const page = await as("coTrainer", { javaScriptEnabled: false });
  await page.goto("/cohorts/c-denver-running/days/4/tables");
  await page.getByRole("button", { name: "Make the tables" }).click();
  await expect(page.getByRole("heading", { name: "Table 1", exact: true })).toBeVisible();
});
