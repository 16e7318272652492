import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("the home page asks a stranger to sign in", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expectAccessibleAtBothWidths(page);
});
