import { addDays, todayIn } from "../../app/lib/dates.ts";
import { cast } from "../cast.ts";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { openDatabase } from "./forty.ts";

// Two manuals are set, beside other tests on half a core.
test.setTimeout(300_000);

/** A cohort at Washington, DC that is planned for later, and took its edition while that was a draft. */
function plannedCohort(id: string): void {
  const file = openDatabase();
  const trainers = [cast.washingtonTrainer, cast.washingtonCoTrainer].map(({ key }) => `p-${key}`);
  const startsOn = addDays(todayIn("America/New_York"), 90);
  file
    .prepare(
      "insert into cohort (id, site_id, name, edition, starts_on, ends_on, variant, created_by, created_at) values (?, 'washington-dc', 'Cohort of a binder', '2026.1-draft', ?, ?, 'four-day', ?, ?)",
    )
    .run(id, startsOn, addDays(startsOn, 3), trainers[0], Date.now());
  for (const trainer of trainers)
    file
      .prepare(
        "insert into cohort_trainer (id, cohort_id, person_id, added_by, added_at) values (?, ?, ?, ?, ?)",
      )
      .run(`${id}-${trainer}`, id, trainer, trainer, Date.now());
  file.close();
}

test("a coordinator reads what changed since the binder and takes the pages, a trainer moves a cohort on, and anybody checks a copy", async ({
  as,
  page: anybody,
}) => {
  const page = await as("coordinator");
  await page.goto("/manuals");
  await page.getByRole("link", { name: "editions", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Editions");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "Edition 2026.1" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Edition 2026.1");
  await expectAccessibleAtBothWidths(page);
  await page.goBack();
  await page.getByRole("link", { name: "Training Manual, participant edition, Denver" }).click();
  await page.getByLabel("Which edition is in your binder?").selectOption("2026.1");
  await page.getByLabel("Compare it with").selectOption("now");
  await page.getByRole("button", { name: "Show what changed" }).click();
  await expect(page.getByRole("status")).toContainText(/places? changed since edition 2026\.1/u, {
    timeout: 60_000,
  });
  await page
    .getByRole("link", { name: /^Show them/u })
    .first()
    .click();
  await expect(page.locator(".change").first()).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("button", { name: "Changed pages, Letter" }).click();
  await expect(page.getByText("Only what changed since 2026.1")).toBeVisible();
  await page.getByRole("button", { name: "Make this file" }).click();
  await expect(page.getByText(/^Ready: \d+ pages/u)).toBeVisible({ timeout: 240_000 });
  await expectAccessibleAtBothWidths(page);
  const [pages] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the file" }).click(),
  ]);
  expect(pages.suggestedFilename()).toMatch(
    /participant-denver-letter-.*-pages-changed-since-2026\.1\.pdf$/u,
  );

  plannedCohort("binder-cohort");
  const trainer = await as("washingtonTrainer");
  await trainer.goto("/cohorts/binder-cohort");
  await expect(trainer.getByText("There is a newer edition, 2026.1")).toBeVisible();
  await expectAccessibleAtBothWidths(trainer);
  await trainer.getByText("Move this cohort to edition 2026.1").click();
  await trainer.getByRole("button", { name: "Move it" }).click();
  await expect(trainer.getByText("There is a newer edition, 2026.1")).toHaveCount(0);

  await anybody.goto("/copy");
  await expectAccessibleAtBothWidths(anybody);
  await anybody.getByLabel("Edition", { exact: true }).fill("2026.1");
  await anybody.getByLabel("Content hash").fill("0123456789ab");
  await anybody.getByRole("button", { name: "Check", exact: true }).click();
  await expect(anybody.getByText("This edition is current")).toBeVisible();
  await expect(anybody.getByText("We do not know this content hash")).toBeVisible();
  await expectAccessibleAtBothWidths(anybody);
});
