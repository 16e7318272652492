import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { acceptOn, inviteAs, newcomer, signInHere } from "./newcomer.ts";

test("a coordinator invites somebody, who makes an account and is there", async ({
  as,
  browser,
  baseURL,
}) => {
  const coordinator = await as("coordinator");
  const who = newcomer("Ines Invited");
  await coordinator.goto("/people/invite");
  await expectAccessibleAtBothWidths(coordinator);
  await coordinator.getByLabel("E-mail address").fill("not an address");
  await coordinator.getByRole("button", { name: "Make the invitation" }).click();
  await expect(coordinator.getByLabel("Name", { exact: true })).toBeFocused();
  await expect(coordinator.getByLabel("E-mail address")).toHaveValue("not an address");
  await expectAccessibleAtBothWidths(coordinator);
  const link = await inviteAs(coordinator, who);
  await expectAccessibleAtBothWidths(coordinator);

  const page = await (await browser.newContext({ baseURL })).newPage();
  await page.goto(link);
  await expect(page.getByText("Ruth Abernathy invites you to the training course.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Choose a password", { exact: true }).fill("password1234");
  await page.getByRole("button", { name: "Make my account" }).click();
  await expect(page.getByText("Many people use this password")).toBeVisible();
  await expect(page.getByLabel("Choose a password", { exact: true })).toBeFocused();
  await expectAccessibleAtBothWidths(page);
  await acceptOn(page, link, who);
  await expect(page.getByRole("link", { name: who.name })).toBeVisible();

  const late = await (await browser.newContext({ baseURL })).newPage();
  await late.goto(link);
  await expect(late.getByRole("heading", { level: 1 })).toHaveText("This invitation was used");
  await expectAccessibleAtBothWidths(late);

  await coordinator.goto("/people?q=ines");
  await coordinator.getByRole("link", { name: who.name }).click();
  await expect(coordinator.getByRole("heading", { level: 1 })).toHaveText(who.name);
  await expectAccessibleAtBothWidths(coordinator);
  await coordinator.getByText("End “Trainee, Denver, Colorado”").click();
  await expectAccessibleAtBothWidths(coordinator);
  await coordinator.getByRole("button", { name: "End the role" }).click();
  await expect(coordinator.getByText("The role has ended.")).toBeVisible();
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in\?expired=1/);
});

test("open invitations: a new link, slips, and taking one back", async ({ as, browser, baseURL }) => {
  const coordinator = await as("coordinator");
  const who = newcomer("Olga Open");
  const first = await inviteAs(coordinator, who, { role: "Trainer" });
  await coordinator.getByRole("link", { name: "All open invitations" }).click();
  await expectAccessibleAtBothWidths(coordinator);
  await coordinator.getByRole("button", { name: `Make a new link for ${who.name}` }).click();
  await expect(coordinator.getByRole("heading", { name: `A new link for ${who.name}` })).toBeVisible();
  await expectAccessibleAtBothWidths(coordinator);
  await coordinator.getByText(who.name, { exact: true }).click();
  await coordinator.getByRole("button", { name: "Print slips for the chosen people" }).click();
  await expect(coordinator.getByText("Only for you: please do not pass it on.")).toHaveCount(1);
  await expect(coordinator.getByRole("img", { name: `QR code with the link for ${who.name}` })).toBeVisible();
  await expectAccessibleAtBothWidths(coordinator);
  const slip = new URL((await coordinator.getByText(/\/invitation\//).textContent()) ?? "").pathname;

  const page = await (await browser.newContext({ baseURL })).newPage();
  await page.goto(first);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link does not work");
  await page.goto(slip);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome, ${who.name}`);

  await coordinator.goto("/people/invitations");
  await coordinator.getByText(`Take back the invitation of ${who.name}`).click();
  await coordinator
    .getByRole("button", { name: "Take it back" })
    .and(coordinator.locator(":visible"))
    .click();
  await expect(coordinator.getByText("The invitation is taken back.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This invitation was taken back");
  await expect(page.getByText("Ask Ruth Abernathy for a new invitation.")).toBeVisible();
});

test("a reset link from the coordinator: new password, once", async ({ as, browser, baseURL }) => {
  const coordinator = await as("coordinator");
  const who = newcomer("Rita Reset");
  const link = await inviteAs(coordinator, who);
  const page = await (await browser.newContext({ baseURL })).newPage();
  await acceptOn(page, link, who);
  await coordinator.goto("/people?q=rita");
  await coordinator.getByRole("link", { name: who.name }).click();
  await coordinator.getByText("Make a reset link").click();
  await coordinator.getByRole("button", { name: "Make the link" }).click();
  await expect(coordinator.getByRole("heading", { level: 1 })).toHaveText(`Reset link for ${who.name}`);
  await expectAccessibleAtBothWidths(coordinator);
  const reset = new URL((await coordinator.getByText(/\/reset\//).textContent()) ?? "").pathname;

  await page.goto(reset);
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("New password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByText("Use at least 12 characters.")).toBeVisible();
  await page.getByLabel("New password", { exact: true }).fill("four yellow leaves");
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByText("Your new password is set")).toBeVisible();
  await signInHere(page, who, "four yellow leaves");
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto(reset);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link does not work any more");
});

test("somebody with an account signs in to accept", async ({ as, browser, baseURL }) => {
  const administrator = await as("administrator");
  const who = newcomer("Ada Again");
  const page = await (await browser.newContext({ baseURL })).newPage();
  await acceptOn(page, await inviteAs(administrator, who, { place: "San Diego, California" }), who);
  const second = await inviteAs(administrator, who, { place: "Chicago, Illinois", role: "Trainer" });
  const other = await (await browser.newContext({ baseURL })).newPage();
  await other.goto(second);
  await expectAccessibleAtBothWidths(other);
  await other.getByRole("link", { name: "Sign in to accept" }).click();
  await signInHere(other, who);
  await expect(other.getByText(`You are signed in as ${who.name}.`)).toBeVisible();
  await expectAccessibleAtBothWidths(other);
  await other.getByRole("button", { name: "Accept the invitation" }).click();
  await other.waitForURL((url) => url.pathname === "/");
  await other.goto("/account");
  await expect(other.getByText("Trainee, Trainer")).toBeVisible();
});

test("people: the list, its filters, and who may not see it", async ({ as }) => {
  const administrator = await as("administrator");
  await administrator.goto("/people");
  await expectAccessibleAtBothWidths(administrator);
  await administrator.getByLabel("Name, e-mail or agency").fill("nobody has this name");
  await administrator.getByRole("button", { name: "Find" }).click();
  await expect(administrator.getByRole("heading", { name: "Nobody fits" })).toBeVisible();
  await expectAccessibleAtBothWidths(administrator);
  const trainer = await as("chicagoTrainer");
  expect((await trainer.goto("/people"))?.status()).toBe(403);
  expect((await trainer.goto("/people/p-tomas.rivera"))?.status()).toBe(404);
  await expectAccessibleAtBothWidths(trainer);
});
