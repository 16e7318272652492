import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

const run = promisify(execFile);
const tsx = ["--import", "tsx"];

async function verify(file: string, server: string): Promise<string> {
  const command = [...tsx, "app/commands/verify-credential.ts", file, "--server", server];
  try {
    return (await run(process.execPath, command)).stdout;
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

async function decide(page: Page, act: string, reason: string, more = async () => {}): Promise<void> {
  await page.getByText(act, { exact: true }).first().click();
  await more();
  await page.locator("details[open]").getByLabel("Reason").fill(reason);
  await page.locator("details[open]").getByRole("button", { name: act }).click();
  await expect(page.getByText("It is decided, and they have a letter.")).toBeVisible();
}

test("an apprentice is certified, paused and seen again, and the credential follows each time", async ({
  as,
  baseURL,
}, info) => {
  const server = baseURL as string;
  await run(process.execPath, [...tsx, "tests/e2e/way-to-trainer.ts"], {
    env: { ...process.env, DATA_DIR: resolve(process.env.E2E_DATA ?? "test-results/data") },
  });

  const priya = await as("washingtonSecondTrainee");
  await priya.goto("/");
  await expect(priya.getByRole("heading", { name: /Your way to trainer/ })).toBeVisible();
  await priya.getByRole("link", { name: "All the steps, and who decides" }).click();
  await expect(priya.getByRole("heading", { name: /Ask your sponsor to sign/ })).toBeVisible();
  await expectAccessibleAtBothWidths(priya);

  const camille = await as("washingtonTrainer");
  await camille.goto("/pipeline");
  await camille.getByRole("link", { name: "Priya Raman" }).click();
  await expect(camille.getByRole("heading", { name: "Decide" })).toHaveCount(0);
  await camille.getByText("Note the sponsor’s form").click();
  await camille.locator("details[open]").getByRole("button", { name: "Save" }).click();
  await expect(camille.getByText("It is on record.")).toBeVisible();
  await expectAccessibleAtBothWidths(camille);

  const nadia = await as("grantee");
  await nadia.goto("/pipeline?stage=ready&q=priya");
  await expect(nadia.getByRole("row", { name: /Priya Raman.*Ready: certify/ })).toBeVisible();
  await expectAccessibleAtBothWidths(nadia);
  await nadia.getByRole("link", { name: "Priya Raman" }).click();
  await nadia.getByText("Certify", { exact: true }).first().click();
  await nadia.locator("details[open]").getByRole("button", { name: "Certify" }).click();
  await expect(nadia.getByText("Write why, in words that the person may read.")).toBeVisible();
  await expectAccessibleAtBothWidths(nadia);
  await nadia.locator("details[open]").getByLabel("Reason").fill("All five steps were seen.");
  await nadia.locator("details[open]").getByRole("button", { name: "Certify" }).click();
  await expect(nadia.getByText("It is decided, and they have a letter.")).toBeVisible();

  await priya.goto("/my-certification");
  await expect(priya.getByText("You are a certified trainer, and lead deliveries")).toBeVisible();
  await expect(priya.getByText("All five steps were seen.")).toBeVisible();
  await priya.goto("/trainers/me");
  await priya.getByLabel("Languages in which you can teach").fill("English, Tamil");
  await priya.getByRole("button", { name: "Save" }).click();
  await expect(priya.getByText("Saved.")).toBeVisible();
  await expectAccessibleAtBothWidths(priya);
  await priya.goto("/trainers?language=Tamil");
  await expect(priya.getByRole("heading", { name: "Priya Raman (you)" })).toBeVisible();
  await expectAccessibleAtBothWidths(priya);

  const download = async (name: string): Promise<string> => {
    await priya.goto("/credentials");
    await priya.getByRole("link", { name: "CCIP Training: Certified Trainer" }).first().click();
    const [file] = await Promise.all([
      priya.waitForEvent("download"),
      priya.getByRole("link", { name: "Download the file" }).click(),
    ]);
    await file.saveAs(info.outputPath(name));
    return info.outputPath(name);
  };
  const first = await download("first.json");
  expect(JSON.parse(readFileSync(first, "utf8")).validUntil).toMatch(/^\d{4}-/);
  expect(await verify(first, server)).toMatch(/^Valid\.[^]*Priya Raman/);

  await nadia.goto("/pipeline/p-priya.raman");
  await decide(nadia, "Pause for a safety breach", "A learner was pressed to tell a story.");
  await expect(nadia.getByRole("heading", { name: "Waiting to be heard" })).toBeVisible();
  await nadia.getByText("Bring back", { exact: true }).first().click();
  await expect(nadia.getByText("somebody else takes the second look").first()).toBeVisible();
  await expectAccessibleAtBothWidths(nadia);
  expect(await verify(first, server)).toMatch(/^Not valid\. It was revoked/);
  await camille.goto("/trainers?status=paused");
  await expect(camille.getByRole("heading", { name: "Priya Raman" })).toBeVisible();
  await camille.goto("/pipeline/p-priya.raman");
  await expect(camille.getByText("pressed to tell")).toHaveCount(0);
  await priya.goto("/my-certification");
  await expect(priya.getByText("A learner was pressed to tell a story.")).toBeVisible();
});
