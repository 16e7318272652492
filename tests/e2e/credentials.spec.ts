import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { unbaked } from "../../app/features/certify/badge-picture.ts";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

const run = promisify(execFile);

/** `npm run verify-credential`: what it says and how it ends. */
async function verify(...args: string[]): Promise<{ code: number; said: string }> {
  try {
    const command = ["--import", "tsx", "app/commands/verify-credential.ts", ...args];
    const { stdout } = await run(process.execPath, command);
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

test("a trainer keeps her credentials, shares one and stops, and others check it", async ({
  as,
  browser,
  baseURL,
}, info) => {
  const outputPath = (name: string) => info.outputPath(name);
  const page = await as("trainer");
  await page.goto("/account");
  await page.getByRole("link", { name: "My credentials" }).click();
  await expect(page.getByRole("heading", { name: "My credentials" })).toBeVisible();
  await expect(page.getByText("Only you can read it.")).toHaveCount(2);
  await expectAccessibleAtBothWidths(page);

  await page.getByRole("link", { name: "CCIP Training: Certified Trainer" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("CCIP Training: Certified Trainer");
  await expect(page.getByText("Amina Okafor", { exact: true }).last()).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  const address = page.url();

  const save = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name }).click(),
    ]);
    const file = outputPath(download.suggestedFilename());
    await download.saveAs(file);
    return file;
  };
  const json = await save("Download the file");
  expect(json).toMatch(/ccip-training-certified-trainer\.json$/);
  const svg = await save("Download the picture");
  expect(JSON.parse(unbaked(readFileSync(svg, "utf8")) ?? "")).toEqual(
    JSON.parse(readFileSync(json, "utf8")),
  );

  const stranger = await (await browser.newContext({ baseURL })).newPage();
  expect((await stranger.goto(address))?.status()).toBe(404);
  expect((await stranger.request.get(`${address}/credential.json`)).status()).toBe(404);

  await page.getByRole("button", { name: "Share by link" }).click();
  await expect(page.getByText("Anybody with this link can read the page")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  expect((await stranger.goto(address))?.status()).toBe(200);
  await expect(stranger.getByText("Amina Okafor")).toBeVisible();
  await expect(stranger.getByRole("button", { name: "Stop sharing" })).toHaveCount(0);
  await expectAccessibleAtBothWidths(stranger);
  const asked = await stranger.request.get(address, { headers: { Accept: "application/vc+ld+json" } });
  expect(asked.headers()["content-type"]).toBe("application/vc+ld+json");
  expect(await asked.json()).toEqual(JSON.parse(readFileSync(json, "utf8")));

  await page.getByRole("button", { name: "Stop sharing" }).click();
  await expect(page.getByText("Only you can read this page.")).toBeVisible();
  expect((await stranger.goto(address))?.status()).toBe(404);

  const server = baseURL as string;
  for (const file of [json, svg]) {
    const { code, said } = await verify(file, "--server", server);
    expect(said).toMatch(/^Valid\./);
    expect(said).toContain("Amina Okafor");
    expect(code).toBe(0);
  }
  const forged = outputPath("forged.json");
  writeFileSync(forged, readFileSync(json, "utf8").replace("Amina Okafor", "Amina Okafer"));
  expect(await verify(forged, "--server", server)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^Not valid\. The signature does not fit/),
  });

  const did = outputPath("did.json");
  const list = outputPath("status.json");
  writeFileSync(did, await (await stranger.request.get("/.well-known/did.json")).text());
  const { credentialStatus } = JSON.parse(readFileSync(json, "utf8"));
  writeFileSync(
    list,
    await (await stranger.request.get(new URL(credentialStatus.statusListCredential).pathname)).text(),
  );
  const nowhere = ["--server", "http://127.0.0.1:9"];
  expect(await verify(json, "--did", did, "--status", list, ...nowhere)).toMatchObject({ code: 0 });
  expect(await verify(json, "--did", did, ...nowhere)).toMatchObject({
    code: 2,
    said: expect.stringMatching(/^Cannot say\./),
  });
  expect(await verify(json, "--server", "https://example.org")).toMatchObject({
    code: 2,
    said: expect.stringMatching(/must be an address of this machine/),
  });
});

test("who checks a credential finds the issuer and what it takes, without an account", async ({ page }) => {
  await page.goto("/issuer");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("issuer of digital credentials");
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "CCIP Training: Lead Trainer" }).click();
  await expect(page.getByText("two apprentices brought to certification")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  // Nothing that a stranger reads here names the field.
  for (const path of ["/issuer", "/achievements/participant", "/achievements/certified-trainer"]) {
    await page.goto(path);
    await expect(page.locator("main")).not.toContainText(/traffick|exploit|sexual|victim|survivor|child/i);
    await expect(page.getByText("survivor expert")).toHaveCount(0);
  }
});

test("a trainee without any is told when the first one comes", async ({ as }) => {
  const page = await as("trainee");
  await page.goto("/credentials");
  await expect(page.getByText("Your first one comes with your certificate of completion.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});
