import { readFileSync } from "node:fs";
import { Secret, TOTP } from "otpauth";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { acceptOn, inviteAs, newcomer, signInHere } from "./newcomer.ts";

test("my account: profile, password, sign-ins, records, and erasing it", async ({ as, browser, baseURL }) => {
  const who = newcomer("Abel Account");
  const page = await (await browser.newContext({ baseURL })).newPage();
  await acceptOn(page, await inviteAs(await as("coordinator"), who), who);
  await page.goto("/account");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Name").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Type your name as others should see it.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Name").fill("Abel A.");
  await page.getByLabel("Discipline").selectOption("law-enforcement");
  await page.getByText("All questions on one page").click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Abel A." })).toBeVisible();

  const other = await (await browser.newContext({ baseURL })).newPage();
  await other.goto("/sign-in");
  await signInHere(other, who);
  await other.waitForURL((url) => url.pathname === "/");
  await page.goto("/account/sign-ins");
  await expect(page.getByRole("button", { name: /^End the sign-in of/ })).toHaveCount(1);
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("button", { name: "End all others" }).click();
  await expect(page.getByRole("button", { name: /^End the sign-in of/ })).toHaveCount(0);
  await other.goto("/account");
  await expect(other.getByText("You were signed out.")).toBeVisible();

  await page.goto("/account/password");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Current password", { exact: true }).fill("not this one");
  await page.getByLabel("New password", { exact: true }).fill("four yellow leaves");
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Current password", { exact: true }).fill(who.password);
  await page.getByLabel("New password", { exact: true }).fill("four yellow leaves");
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByText("Your new password is set. You are signed out everywhere else.")).toBeVisible();

  await page.getByRole("link", { name: "E-mail address" }).click();
  await expect(page.getByText("This site sends no letters")).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.goto("/account/records");
  await expectAccessibleAtBothWidths(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download it" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe("my-records.json");
  expect(JSON.parse(readFileSync(await file.path(), "utf8")).tables.person[0]).toMatchObject({
    name: "Abel A.",
  });

  await page.goto("/account/erase");
  await page.getByLabel("Type ERASE to go on").fill("yes");
  await page.getByRole("button", { name: "Erase my account now" }).click();
  await expect(page.getByText("Type the word ERASE to say that you mean it.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Type ERASE to go on").fill("erase");
  await page.getByRole("button", { name: "Erase my account now" }).click();
  await expect(page.getByText("Your account is erased and you are signed out.")).toBeVisible();
  await signInHere(page, who, "four yellow leaves");
  await expect(page.getByRole("alert")).toContainText("do not match");
});

test("the only administrator is told why the account cannot go", async ({ as }) => {
  const page = await as("administrator");
  await page.goto("/account/erase");
  await expect(page.getByRole("heading", { name: "Not possible yet" })).toBeVisible();
  await expectAccessibleAtBothWidths(page);
});

test("the second step: set up, sign in with a code, then with a recovery code", async ({
  as,
  browser,
  baseURL,
}) => {
  const who = newcomer("Stefan Step");
  const page = await (await browser.newContext({ baseURL })).newPage();
  await acceptOn(page, await inviteAs(await as("coordinator"), who, { role: "Trainer" }), who);
  await page.goto("/account/second-step");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Current password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Set it up" }).click();
  const key = ((await page.locator("code.key").textContent()) ?? "").replaceAll(" ", "");
  await expectAccessibleAtBothWidths(page);
  const totp = new TOTP({ secret: Secret.fromBase32(key) });
  await page.getByLabel("Type the six numbers that the app shows").fill("000000");
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByText("This code is not right.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Type the six numbers that the app shows").fill(totp.generate());
  await page.getByRole("button", { name: "Turn it on" }).click();
  const codes = await page.getByRole("listitem").locator("code").allTextContents();
  expect(codes).toHaveLength(10);
  await expectAccessibleAtBothWidths(page);
  await page.getByRole("link", { name: "I have kept them" }).click();
  await expect(page.getByText("10 of your recovery codes are unused.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByText("Turn the second step off").click();
  await page
    .getByLabel("Current password", { exact: true })
    .and(page.locator(":visible"))
    .fill("wrong one here");
  await page.getByRole("button", { name: "Turn it off" }).click();
  await expect(page.getByText("This is not your current password.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  const other = await (await browser.newContext({ baseURL, reducedMotion: "reduce" })).newPage();
  await other.goto("/sign-in?to=/account");
  await signInHere(other, who);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("One more step");
  await expectAccessibleAtBothWidths(other);
  await other.getByLabel("Code").fill("000 000");
  await other.getByRole("button", { name: "Go on" }).click();
  await expect(other.getByText("This code is not right")).toBeVisible();
  await expectAccessibleAtBothWidths(other);
  // The step after the one that turned it on: the same code does not work twice.
  await other.getByLabel("Code").fill(totp.generate({ timestamp: Date.now() + 30_000 }));
  await other.getByRole("button", { name: "Go on" }).click();
  await expect(other).toHaveURL(/\/account$/);
  await other.getByRole("button", { name: "Sign out" }).click();
  await signInHere(other, who);
  await other.getByLabel("Code").fill(codes[0] as string);
  await other.getByRole("button", { name: "Go on" }).click();
  await expect(other.getByText("You have 9 recovery codes left.")).toBeVisible();
});

test("a passkey: add it, sign in with it, rename and remove it", async ({ as, browser, baseURL }) => {
  const who = newcomer("Petra Passkey");
  const link = await inviteAs(await as("coordinator"), who, { role: "Trainer" });
  // Browsers make no passkeys for a bare number such as 127.0.0.1.
  const origin = (baseURL ?? "").replace("127.0.0.1", "localhost");
  const page = await (await browser.newContext({ baseURL: origin })).newPage();
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await acceptOn(page, link, who);
  await page.goto("/account/passkeys");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Name of this device").fill("My laptop");
  await page.getByLabel("Current password", { exact: true }).fill("not the one");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("This is not your current password.");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Current password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("The passkey is ready.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await expect(page.getByRole("link", { name: who.name })).toBeVisible();

  await page.goto("/account/passkeys");
  await page.getByText("Rename “My laptop”").click();
  await page.getByLabel("Name", { exact: true }).fill("Old laptop");
  await page.getByRole("button", { name: "Save the name" }).click();
  await page.getByText("Remove “Old laptop”").click();
  await page.getByRole("button", { name: "Remove the passkey" }).click();
  await expect(page.getByRole("heading", { name: "No passkey yet" })).toBeVisible();
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText("This passkey is not known here.")).toBeVisible();
});
