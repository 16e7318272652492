import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { openDatabase } from "./forty.ts";
import { type Newcomer, signInHere } from "./newcomer.ts";
import { ownCohort } from "./own-cohort.ts";

/** The address in the letter to a sponsor: what the server would have sent, since the stories have no mail server. */
function sponsorPath(email: string): string {
  const file = openDatabase();
  const id = file.prepare("select id from commitment where cohort_id = 'follow-up'").pluck().get();
  file.close();
  const key = readFileSync(join(process.env.E2E_DATA ?? "test-results/data", "secret.key"));
  const proof = createHmac("sha256", key).update(`follow-up supervisor ${id} ${email}`).digest("hex");
  return `/sponsor/${id}.${proof}`;
}

test("a card is written, a sponsor named and signs without an account, and a touchpoint is answered", async ({
  as,
  browser,
  baseURL,
}) => {
  const { id, people } = ownCohort("follow-up", ["Nora Vance", "Eli Brandt"], 31);
  const [nora] = people as [Newcomer];
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await signInHere(page, nora);
  await page.waitForURL((url) => url.pathname === "/");
  const after = page.getByRole("region", { name: "After the course" });
  await after.getByRole("link", { name: "Two actions and a sponsor" }).click();
  await expect(page.getByRole("heading", { name: "My commitment card" })).toBeVisible();
  await page.getByRole("button", { name: "Keep my card" }).click();
  await expect(page.getByText("4 fields need your attention.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  const first = page.getByRole("group", { name: "Action 1" });
  await first.getByLabel("What", { exact: true }).fill("Put the checklist into the binder");
  await first.getByLabel("Where").fill("Intake");
  await first.getByLabel("By which day").fill("by the 15th");
  await first.getByLabel("Who would notice").fill("the intake worker");
  await page.getByRole("button", { name: "Keep my card" }).click();
  await expect(page.getByText("Your card is kept.")).toBeVisible();
  await page.getByLabel("Their name").fill("Bo Ness");
  await page.getByLabel("Their e-mail address").fill("bo.ness@example.org");
  await page.getByRole("button", { name: "Name this sponsor" }).click();
  await expect(page.getByText("Your sponsor is named.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Put the checklist into the binder")).toBeVisible();
  await expect(page.getByRole("button", { name: "Stop the letters" })).toBeHidden();
  await page.emulateMedia({ media: null });

  await page.getByRole("link", { name: "Your letter, five questions, what is in the way" }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/follow-up/"));
  const touchpoint = new URL(page.url()).pathname;
  const mail = await (await browser.newContext({ baseURL, javaScriptEnabled: false })).newPage();
  await mail.goto(touchpoint);
  await mail.getByRole("button", { name: "Hand in" }).click();
  await expect(mail.getByText("fields need your attention.")).toBeVisible();
  await mail.getByText("No time was set aside.").click();
  for (const group of await mail.getByRole("group").all())
    if (await group.getByRole("radio").count()) await group.locator("label").first().click();
  await page.goto(touchpoint);
  await expectAccessibleAtBothWidths(page);
  await mail.getByRole("button", { name: "Hand in" }).click();
  await expect(mail.getByText("Answered")).toBeVisible();
  await expect(mail.getByText("Put the checklist")).toHaveCount(0);
  await mail.getByRole("button", { name: "Stop the letters" }).click();
  await expect(mail.getByText("The letters are stopped, for you and for your sponsor.")).toBeVisible();
  await mail.getByRole("button", { name: "Let the letters come again" }).click();
  await expect(mail.getByRole("button", { name: "Stop the letters" })).toBeVisible();

  const sponsor = sponsorPath("bo.ness@example.org");
  expect((await mail.goto(sponsor.replace(/.$/, "~")))?.status()).toBe(404);
  await mail.goto(sponsor);
  await expect(mail.getByRole("heading", { name: "You are Nora Vance’s sponsor" })).toBeVisible();
  await mail.getByText("There is time in their work").click();
  await mail.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(mail.getByText("2 fields need your attention.")).toBeVisible();
  await expect(mail.getByLabel("There is time in their work")).toBeChecked();
  await page.goto(sponsor);
  await expectAccessibleAtBothWidths(page);
  for (const line of ["They may be observed", "There is time to rest"]) await mail.getByText(line).click();
  await mail.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(mail.getByText("Nora Vance can see that it is signed.")).toBeVisible();
  await mail.getByRole("button", { name: "Stop the letters" }).click();
  await expect(mail.getByText("No more letters come to you.")).toBeVisible();
  await page.goto(`/my-follow-up/${id}`);
  await expect(page.getByText("They asked for no more letters.")).toBeVisible();
  await expect(page.getByText("Signed", { exact: true })).toBeVisible();

  const trainer = await as("washingtonTrainer");
  await trainer.goto(`/cohorts/${id}/follow-up`);
  await expect(trainer.getByText("Shown once 11 people have answered on day 30")).toBeVisible();
  await expect(trainer.getByText("Put the checklist")).toHaveCount(0);
  await expectAccessibleAtBothWidths(trainer);
  expect((await (await as("chicagoTrainer")).goto(`/cohorts/${id}/follow-up`))?.status()).toBe(404);
  await mail.context().close();
  await context.close();
});
