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

  const andre = await as("atlanticCitySecondTrainee");
  await andre.goto("/");
  await expect(andre.getByRole("heading", { name: /Your way to trainer/ })).toBeVisible();
  await andre.getByRole("link", { name: "All the steps, and who decides" }).click();
  await expect(andre.getByRole("heading", { name: /Ask your sponsor to sign/ })).toBeVisible();
  await expectAccessibleAtBothWidths(andre);

  const patrick = await as("atlanticCityTrainer");
  await patrick.goto("/pipeline");
  await patrick.getByRole("link", { name: "Andre Watkins" }).click();
  await expect(patrick.getByRole("heading", { name: "Decide" })).toHaveCount(0);
  await patrick.getByText("Note the sponsor’s form").click();
  await patrick.locator("details[open]").getByRole("button", { name: "Save" }).click();
  await expect(patrick.getByText("It is on record.")).toBeVisible();
  await expectAccessibleAtBothWidths(patrick);

  const nadia = await as("grantee");
  await nadia.goto("/pipeline?stage=ready&q=andre");
  await expect(nadia.getByRole("row", { name: /Andre Watkins.*Ready: certify/ })).toBeVisible();
  await expectAccessibleAtBothWidths(nadia);
  await nadia.getByRole("link", { name: "Andre Watkins" }).click();
  await nadia.getByText("Certify", { exact: true }).first().click();
  await nadia.locator("details[open]").getByRole("button", { name: "Certify" }).click();
  await expect(nadia.getByText("Write why, in words that the person may read.")).toBeVisible();
  await expectAccessibleAtBothWidths(nadia);
  await nadia.locator("details[open]").getByLabel("Reason").fill("All five steps were seen.");
  await nadia.locator("details[open]").getByRole("button", { name: "Certify" }).click();
  await expect(nadia.getByText("It is decided, and they have a letter.")).toBeVisible();

  await andre.goto("/my-certification");
  await expect(andre.getByText("You are a certified trainer, and lead deliveries")).toBeVisible();
  await expect(andre.getByText("All five steps were seen.")).toBeVisible();
  await andre.goto("/trainers/me");
  await andre.getByLabel("Languages in which you can teach").fill("English, Tamil");
  await andre.getByRole("button", { name: "Save" }).click();
  await expect(andre.getByText("Saved.")).toBeVisible();
  await expectAccessibleAtBothWidths(andre);
  await andre.goto("/trainers?language=Tamil");
  await expect(andre.getByRole("heading", { name: "Andre Watkins (you)" })).toBeVisible();
  await expectAccessibleAtBothWidths(andre);

  const download = async (name: string): Promise<string> => {
    await andre.goto("/credentials");
    await andre.getByRole("link", { name: "CCIP Training: Certified Trainer" }).first().click();
    const [file] = await Promise.all([
      andre.waitForEvent("download"),
      andre.getByRole("link", { name: "Download the file" }).click(),
    ]);
    await file.saveAs(info.outputPath(name));
    return info.outputPath(name);
  };
  const first = await download("first.json");
  expect(JSON.parse(readFileSync(first, "utf8")).validUntil).toMatch(/^\d{4}-/);
  expect(await verify(first, server)).toMatch(/^Valid\.[\s\S]*Andre Watkins/);

  await nadia.goto("/pipeline/p-andre.watkins");
  await decide(nadia, "Pause for a safety breach", "A learner was pressed to tell a story.");
  await expect(nadia.getByRole("heading", { name: "Waiting to be heard" })).toBeVisible();
  await nadia.getByText("Bring back", { exact: true }).first().click();
  await expect(nadia.getByText("somebody else takes the second look").first()).toBeVisible();
  await expectAccessibleAtBothWidths(nadia);
  expect(await verify(first, server)).toMatch(/^Not valid\. It was revoked/);
  await patrick.goto("/trainers?status=paused");
  await expect(patrick.getByRole("heading", { name: "Andre Watkins" })).toBeVisible();
  await patrick.goto("/pipeline/p-andre.watkins");
  await expect(patrick.getByText("pressed to tell")).toHaveCount(0);
  await andre.goto("/my-certification");
  await expect(andre.getByText("A learner was pressed to tell a story.")).toBeVisible();
});
