import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

for (const javaScriptEnabled of [true, false]) {
  test(`a list of people: look, decide, confirm, undo${javaScriptEnabled ? "" : ", without JavaScript"}`, async ({
    as,
  }) => {
    const page = await as("sanDiegoTrainer", { javaScriptEnabled });
    // axe itself is a script, so it looks at the pages only where scripts run.
    const look = () => (javaScriptEnabled ? expectAccessibleAtBothWidths(page) : Promise.resolve());
    const mark = `${Date.now().toString(36)}${javaScriptEnabled ? "a" : "b"}`;
    await page.goto("/people/import");
    await look();
    await page.getByRole("button", { name: "See what would happen" }).click();
    await expect(page.getByText("Paste a list or choose a file first.")).toBeVisible();
    await look();

    const text = [
      "name;email;agency",
      `Lena List;lena.${mark}@example.org;Harbor office ${mark}`,
      "=HYPERLINK(1);not an address;",
      `Carlos Méndez;c.mendez.${mark}@example.org;South Bay Family Services`,
      `Lena Twice;lena.${mark}@example.org;`,
    ].join("\n");
    await page.getByLabel("Or choose a file").setInputFiles({
      name: "people.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`\uFEFF${text}`),
    });
    await page.getByRole("button", { name: "See what would happen" }).click();
    await expect(
      page.getByRole("heading", { name: "What would happen in San Diego, California" }),
    ).toBeVisible();
    await expect(page.getByText("This is not an e-mail address.")).toBeVisible();
    await expect(page.getByText("The same address stands in row 2, which counts.")).toBeVisible();
    await look();

    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByText("Please decide about Carlos Méndez.")).toBeVisible();
    await look();
    await page.getByText("Same person as Carlos Méndez", { exact: false }).click();
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("The list is in");
    await expect(page.getByRole("heading", { level: 2, name: "1 person" })).toBeVisible();
    await look();

    const result = page.url();
    await page.getByRole("button", { name: "Print slips" }).click();
    await expect(page.getByText("Only for you: please do not pass it on.")).toBeVisible();
    const link = new URL((await page.getByText(/\/invitation\//).textContent()) ?? "").pathname;
    await page.goto(result);
    await page.getByText("Undo this list").click();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("The list was undone");
    await look();
    await page.context().clearCookies();
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This invitation was taken back");
  });
}

test("a file that is not UTF-8 gets a sentence", async ({ as }) => {
  const page = await as("sanDiegoTrainer");
  await page.goto("/people/import");
  await page.getByLabel("Or choose a file").setInputFiles({
    name: "people.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("name,email\nRen\xe9e,r@example.org", "latin1"),
  });
  await page.getByRole("button", { name: "See what would happen" }).click();
  await expect(page.getByText("This file is not UTF-8 text.")).toBeVisible();
  await expect(page.getByLabel("Paste the list")).toBeFocused();
});
