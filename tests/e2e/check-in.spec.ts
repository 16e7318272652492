import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";
import { fillRoom } from "./forty.ts";

test("people check themselves in by the code on the screen, without a password", async ({
  as,
  browser,
  baseURL,
}) => {
  const { id, names } = fillRoom("check-in");
  const screen = await as("washingtonTrainer");
  await screen.goto(`/cohorts/${id}/days/1/check-in-screen`);
  const phone = await (await browser.newContext({ baseURL })).newPage();
  await phone.goto("/check-in");
  await expectAccessibleAtBothWidths(phone);
  await phone.getByLabel("Code on the screen in the room").fill("QQQQQQ");
  await phone.getByRole("button", { name: "Go on" }).click();
  await expect(phone.getByText(/go to your trainer, who can sign you in/)).toBeVisible();
  await expectAccessibleAtBothWidths(phone);

  await expectAccessibleAtBothWidths(screen);
  const code = ((await screen.locator(".check-in-code .code").textContent()) ?? "").trim();
  await phone.getByLabel("Code on the screen in the room").fill(code);
  await phone.getByRole("button", { name: "Go on" }).click();
  await phone.getByLabel("Who are you?").fill("Ar");
  await phone.getByRole("button", { name: "Find me" }).click();
  await expect(phone.getByText(/at least three letters/)).toBeVisible();
  await phone.getByLabel("Who are you?").fill("Ada Arch");
  await phone.getByRole("button", { name: "Find me" }).click();
  await expectAccessibleAtBothWidths(phone);
  await phone.getByRole("button", { name: "Sign in now Ada Archer" }).click();
  await expect(phone.getByText(/Ada Archer, you are signed in at/)).toBeVisible();
  await expectAccessibleAtBothWidths(phone);
  await phone.goto("/check-in");
  await expect(phone.getByRole("button", { name: "Sign out now Ada Archer" })).toBeVisible();

  await screen.goto(`/cohorts/${id}/days/1/sign-in`);
  await expect(screen.getByRole("listitem").filter({ hasText: names[0] as string })).toContainText(
    "In since",
  );
});
