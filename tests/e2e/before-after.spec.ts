import { cast } from "../cast.ts";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { fillRoom, openDatabase } from "./forty.ts";

test("a room answers before and after: without scripts, on a phone, on paper, and sees what it gained", async ({
  as,
}) => {
  const { id, names } = fillRoom("before-after");
  const file = openDatabase();
  const trainer = `p-${cast.washingtonTrainer.key}`;
  file
    .prepare("insert into enrolment (id, cohort_id, person_id, added_by, added_at) values (?, ?, ?, ?, ?)")
    .run(`${id}-guest`, id, `p-${cast.washingtonSecondTrainee.key}`, trainer, Date.now());
  file.close();
  const desk = await as("washingtonTrainer");
  await desk.goto(`/cohorts/${id}/before-and-after`);
  await desk.getByRole("button", { name: "Open the questions before the course" }).click();
  await expect(desk.getByText("It is open.")).toBeVisible();
  await expectAccessibleAtBothWidths(desk);

  const plain = await as("washingtonSecondTrainee", { javaScriptEnabled: false });
  await plain.goto("/");
  await plain.getByRole("link", { name: "Answer the questions" }).click();
  await plain.getByRole("button", { name: "Begin the questions" }).click();
  for (let page = 1; page <= 6; page += 1) {
    for (const question of await plain.getByRole("group").all())
      await question.locator("label").first().click();
    await plain.getByRole("button", { name: page < 6 ? "Next page" : "Look over and hand in" }).click();
  }
  await expect(plain.getByText("Every question has an answer.")).toBeVisible();
  await plain.getByRole("button", { name: "Hand in" }).click();
  await expect(plain.getByText("Your answers are in. Thank you.")).toBeVisible();

  await desk.getByRole("button", { name: "Open the questions after the course" }).click();
  await expect(desk.getByText("It is open.")).toBeVisible();
  const phone = await as("washingtonSecondTrainee", { viewport: { width: 360, height: 740 } });
  await phone.goto(`/before-and-after/${id}`);
  await phone.getByRole("button", { name: "Begin the questions" }).click();
  for (const question of await phone.getByRole("group").all()) await question.locator("label").nth(1).click();
  await expect(phone.getByRole("status")).toHaveText("Saved");
  await expectAccessibleAtBothWidths(phone);
  await phone.reload();
  await expect(phone.getByRole("img", { name: "5 of 30 questions answered" })).toBeVisible();
  await phone.goto(`/before-and-after/${id}/after?page=7`);
  await phone.getByRole("button", { name: "Hand in as it is" }).click();
  await expect(phone.getByRole("heading", { name: "What has changed for you" })).toBeVisible();
  await phone.getByText(/questions that were not right, with the reasons/).click();
  await expectAccessibleAtBothWidths(phone);
  await phone.getByRole("link", { name: "How sure are you, and who is responsible? After" }).click();
  await expectAccessibleAtBothWidths(phone);

  for (const [moment, letters] of [
    ["before", "abcd".repeat(7)],
    ["after", "bacd".repeat(7)],
  ] as const) {
    await desk.goto(`/cohorts/${id}/before-and-after/${moment}/paper`);
    await desk.getByLabel(names[0] as string, { exact: true }).fill("abc");
    await desk.getByRole("button", { name: "Keep these forms" }).click();
    await expect(desk.getByText("These are 3 answers and the form has 30 questions.")).toBeVisible();
    for (const name of names.slice(0, 12)) await desk.getByLabel(name, { exact: true }).fill(`${letters}a-`);
    if (moment === "before") await expectAccessibleAtBothWidths(desk);
    await desk.getByRole("button", { name: "Keep these forms" }).click();
    await expect(desk.getByText("12 forms are keyed in.")).toBeVisible();
  }
  await desk.goto(`/cohorts/${id}/before-and-after`);
  await desk.getByText("Close before and after", { exact: true }).click();
  await desk.getByRole("button", { name: "Close it now" }).click();
  await expect(desk.getByRole("heading", { name: "What people know" })).toBeVisible();
  await expect(desk.getByRole("row", { name: /^Language/ })).toBeVisible();
  await expect(desk.getByText("13", { exact: true }).first()).toBeVisible();
  await expectAccessibleAtBothWidths(desk);
});
