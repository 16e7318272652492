import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { fillRoom } from "./forty.ts";

test.use({ serviceWorkers: "allow" });

test("a trainer signs forty people in, one tap each", async ({ as }, info) => {
  const { id, names } = fillRoom("desk-forty");
  const page = await as("washingtonTrainer");
  await page.goto(`/cohorts/${id}/days/1/sign-in`);
  await expect(page.getByRole("heading", { name: "Sign-in, Day 1" })).toBeVisible();
  const here = page.getByRole("definition").first();
  await expect(here).toHaveText("0");
  await expectAccessibleAtBothWidths(page);

  const posts: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") posts.push(request.url());
  });
  const began = Date.now();
  // Half of them by tapping down the list, half by typing the name and Enter.
  for (const name of names.slice(0, 20))
    await page.getByRole("button", { name: `Sign in ${name}`, exact: true }).click();
  const find = page.getByRole("searchbox", { name: "Find a person" });
  for (const name of names.slice(20)) {
    await find.fill(name);
    await expect(page.getByRole("listitem").filter({ hasText: name })).toHaveCount(1);
    await find.press("Enter");
    await expect(page.getByRole("status")).toHaveText(`${name}: signed in.`);
  }
  await expect(here).toHaveText("40");
  info.annotations.push({
    type: "forty people signed in, in milliseconds",
    description: String(Date.now() - began),
  });
  expect(posts).toHaveLength(40);
  await expectAccessibleAtBothWidths(page);
});

test("at the desk without scripts: undo, a tap too many, and everybody out at one time", async ({ as }) => {
  const { id, names } = fillRoom("desk-end");
  const [ada, ben, cora] = names as [string, string, string];
  const page = await as("washingtonTrainer", { javaScriptEnabled: false });
  await page.goto(`/cohorts/${id}/days/1/sign-in?q=archer`);
  await expect(page.getByText(names.at(-1) as string)).toHaveCount(0);
  for (const name of [ada, ben, cora])
    await page.getByRole("button", { name: `Sign in ${name}`, exact: true }).click();
  await page.getByRole("button", { name: new RegExp(`^Undo\\s*: ${cora}`) }).click();
  await expect(page.getByRole("button", { name: `Sign in ${cora}`, exact: true })).toBeVisible();

  const now =
    (await page
      .getByText(/^In since/)
      .last()
      .textContent()) ?? "";
  await page.getByLabel(/Sign everybody out who is in \(2\)/).fill(now.replace("In since ", ""));
  await page.getByRole("button", { name: "Show who" }).click();
  const end = page.getByRole("region", { name: "End of the day" });
  await expect(end.getByRole("listitem")).toHaveText([ada, ben]);
  await page.getByRole("button", { name: "Sign 2 people out" }).click();
  await expect(page.getByText("2 people are signed out.")).toBeVisible();
  await expect(page.getByRole("button", { name: `Sign out ${ada}`, exact: true })).toHaveCount(0);
});

test("a time that was wrong is put right with a reason, and the old one stays on record", async ({ as }) => {
  const { id, names } = fillRoom("desk-correct");
  const [ada, , cora] = names as [string, string, string];
  const page = await as("washingtonTrainer");
  await page.goto(`/cohorts/${id}/days/1/sign-in`);
  await page.getByRole("button", { name: `Sign in ${ada}`, exact: true }).click();
  await expect(page.getByRole("button", { name: `Sign out ${ada}`, exact: true })).toBeVisible();
  await page.getByLabel(/Sign everybody out who is in/).fill("half past nothing");
  await page.getByRole("button", { name: "Show who" }).click();
  await expect(page.getByText("Write a time such as 8:30, 830 or 4:45p.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("link", { name: `Times of ${ada}` }).click();
  await expect(page.getByRole("heading", { name: ada })).toBeVisible();
  await page.getByText("Correct the sign-in").click();
  const card = page.locator(".history");
  await card.getByRole("textbox", { name: "Time" }).fill("0:01");
  await page.getByRole("button", { name: "Correct the time" }).click();
  await expect(page.getByText("Say in a few words why, for whoever reads the record later.")).toBeVisible();
  await expect(card.getByRole("textbox", { name: "Time" })).toHaveValue("0:01");
  await expectAccessibleAtBothWidths(page);
  await card.getByRole("textbox", { name: "Reason" }).fill("Tapped the wrong person");
  await page.getByRole("button", { name: "Take it out" }).click();
  await expect(page.getByText("Saved. What stood there before is kept below.")).toBeVisible();
  await expect(page.getByText(/Taken out by Camille Baptiste.*Tapped the wrong person/)).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.goto(`/cohorts/${id}/attendance`);
  await expect(page.getByRole("row", { name: new RegExp(cora) })).toContainText("Unknown");
  await expectAccessibleAtBothWidths(page);
});
