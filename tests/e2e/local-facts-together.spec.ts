import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("a coordinator fills in a group on one page, loses nothing to a mistake or a second tab, and takes in a spreadsheet", async ({
  as,
}) => {
  const page = await as("coordinator");
  await page.goto("/sites/denver/local");
  await page.getByRole("link", { name: "Fill in contacts on one page" }).click();
  await expect(page.getByText("1 of 5 filled")).toBeVisible();
  const second = await page.context().newPage();
  await second.goto("/sites/denver/local/group/contacts");
  const today = (await page.getByLabel("Tested on").first().getAttribute("max")) as string;
  await page.getByLabel("Tested on").first().fill(today);
  const center = page.getByRole("group", { name: /advocacy center/ });
  const team = page.getByRole("group", { name: "Multidisciplinary team coordinator" });
  await center.getByLabel("Intake").fill("303-555-0142");
  await center.getByLabel("Source").fill("Its intake desk, by phone");
  await team.getByLabel("By day").fill("303-555-0143");
  await page.getByRole("button", { name: "Save all that I changed" }).click();
  await expect(page.getByText("1 entry is saved already")).toBeVisible();
  await expect(team.getByText("Say where this comes from")).toBeVisible();
  await expect(team.getByLabel("Source")).toBeFocused();
  await expect(team.getByLabel("By day")).toHaveValue("303-555-0143");
  await expectAccessibleAtBothWidths(page);
  await team.getByLabel("Source").fill("The team’s own page");
  await page.getByRole("button", { name: "Save all that I changed" }).click();
  await expect(page.getByText("1 entry is saved.")).toBeVisible();
  await expect(page.getByText("3 of 5 filled")).toBeVisible();

  await second.getByLabel("Tested on").first().fill(today);
  const theirs = second.getByRole("group", { name: /advocacy center/ });
  await theirs.getByLabel("Intake").fill("303-555-0199");
  await theirs.getByLabel("Source").fill("A letter");
  await second.getByRole("button", { name: "Save all that I changed" }).click();
  await expect(theirs.getByText("Ruth Abernathy was faster")).toBeVisible();
  await theirs.getByText("Keep theirs").click();
  await second.getByRole("button", { name: "Save all that I changed" }).click();
  await expect(second.getByText("Nothing was changed, so nothing was written.")).toBeVisible();
  await expect(theirs.getByLabel("Intake")).toHaveValue("303-555-0142");

  await page.goto("/sites/denver/local/sheet");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the spreadsheet (CSV)" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("local-facts-denver.csv");
  await page
    .getByLabel("Or paste its rows")
    .fill(
      "Key\tValue\tVersion\ndenver/cac/field-hours\tAt any hour\t1\ndenver/training_mandates/text\tAsk\t0\n",
    );
  await page.getByRole("button", { name: "See what would change" }).click();
  await expect(
    page.getByRole("listitem").filter({ hasText: "Training required by law" }).first(),
  ).toContainText("Incomplete");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Save it" }).click();
  await expect(page.getByRole("heading", { name: "Saved together" })).toBeVisible();
  await page.getByText("Undo it").click();
  await page.getByRole("button", { name: "Put back what stood before" }).click();
  await expect(page.getByText("2 entries are as before.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});
