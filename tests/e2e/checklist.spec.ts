import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("trainers tick off what has to be ready, move a date, and add a line of their own", async ({ as }) => {
  const page = await as("trainer");
  await page.goto("/cohorts/c-denver-planned");
  await page.getByRole("link", { name: "Checklist" }).click();
  const room = page.getByRole("region", { name: "The room" });
  await expect(room).toContainText("Book a quiet room near by");
  await expect(page.getByRole("region", { name: "What the activities need" })).toContainText("1.1");
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("button", { name: /^Done Book a quiet room/ }).click();
  await expect(page.getByText("Done: Amina Okafor")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("It is open again.")).toBeVisible();

  await page.locator("summary", { hasText: "Change the date of Book a quiet room" }).click();
  const quiet = room.getByRole("listitem").filter({ hasText: "Book a quiet room" });
  await quiet.getByLabel("Ready by").fill("2031-01-02");
  await expectAccessibleAtBothWidths(page);
  await quiet.getByRole("button", { name: "Save" }).click();
  await expect(room).toContainText("By Jan 2, 2031");

  await page.getByRole("button", { name: "Add the line" }).click();
  await expect(page.getByText("Say in a few words what has to be ready.")).toBeVisible();
  await page.getByLabel("What has to be ready", { exact: true }).fill("Ask for the projector");
  await page.getByRole("button", { name: "Add the line" }).click();
  const own = page.getByRole("region", { name: "Our own lines" });
  await expect(own).toContainText("Ask for the projector");
  await own.locator("summary", { hasText: "Take off the list" }).click();
  await own.getByRole("button", { name: "Take it off" }).click();
  await expect(own).not.toContainText("Ask for the projector");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(own).toContainText("Ask for the projector");
  await expectAccessibleAtBothWidths(page);

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Add the line" })).toBeHidden();
  await expect(room).toBeVisible();
});
