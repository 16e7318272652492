import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("the cascade is drawn, told in tables and taken along, by name for a site and in totals for the program", async ({
  as,
}) => {
  const page = await as("coordinator");
  await page.goto("/cascade");
  await expect(page.getByRole("img", { name: "Trainings in steps" })).toBeVisible();
  const tree = page.getByRole("region", { name: "The tree as a table" });
  const shelter = tree.getByRole("row", { name: /^Night Harbor shelter/ });
  await expect(shelter).toContainText("2 steps on");
  await expect(shelter).toContainText("School district, north");
  await expect(page.getByRole("row", { name: /^Aisha Warsame/ })).toContainText("not yet");
  await expectAccessibleAtBothWidths(page);
  const json = await (await page.request.get("/cascade.json")).json();
  const sum = (rows: { people: number }[]) => rows.reduce((total, { people }) => total + people, 0);
  expect(sum(json.trainings)).toBe(json.totals.people);
  expect(sum(json.byGeneration)).toBe(json.totals.people);
  expect(await (await page.request.get("/cascade.csv")).text()).toContain("Night Harbor shelter");

  const trainer = await as("sanDiegoTrainer", { javaScriptEnabled: false });
  await trainer.goto("/cascade");
  await expect(trainer.getByRole("heading", { name: "My own tree" })).toBeVisible();
  await expect(trainer.getByText("Night Harbor shelter")).toHaveCount(0);
  await trainer.getByRole("button", { name: "Stop the reminders" }).click();
  await expect(trainer.getByText("You asked for no reminders")).toBeVisible();
  await trainer.getByRole("button", { name: "Let the reminders come again" }).click();
  await expect(trainer.getByRole("button", { name: "Stop the reminders" })).toBeVisible();

  const grantee = await as("grantee");
  await grantee.goto("/cascade");
  await expect(grantee.getByText("Groups of fewer than 11 people are held back")).toBeVisible();
  await expect(grantee.getByText("Night Harbor shelter")).toHaveCount(0);
  await expect(grantee.getByRole("img", { name: "A map of the sites" })).toBeVisible();
  await expectAccessibleAtBothWidths(grantee);
});
