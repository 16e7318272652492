import { cast, demoPassword, emailOf } from "../cast.ts";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

const email = emailOf(cast.washingtonTrainee);

test("a wrong password and an unknown address get the same answer, and nothing typed is lost", async ({
  page,
}) => {
  await page.goto("/sign-in?to=/account");
  for (const address of [email, "nobody.at.all@example.org"]) {
    await page.getByLabel("E-mail address").fill(address);
    await page.getByLabel("Password", { exact: true }).fill("not this one, sorry");
    const answered = page.waitForResponse((r) => r.request().method() === "POST");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    expect((await answered).status()).toBe(422);
    await expect(page.getByRole("alert")).toContainText("do not match");
    await expect(page.getByLabel("E-mail address")).toHaveValue(address);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  }
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/account$/);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
});

test("too many tries wait, with a sentence and a status that says so", async ({ page }) => {
  const address = `many.tries.${Date.now()}@example.org`;
  await page.goto("/sign-in");
  let status = 0;
  for (let i = 0; i < 9; i += 1) {
    await page.getByLabel("E-mail address").fill(address);
    await page.getByLabel("Password", { exact: true }).fill(`wrong number ${i} of nine`);
    const answered = page.waitForResponse((r) => r.request().method() === "POST");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const response = await answered;
    status = response.status();
    if (status === 429) expect(Number(response.headers()["retry-after"])).toBeGreaterThan(60);
  }
  expect(status).toBe(429);
  await expect(page.getByRole("alert")).toContainText("Please wait 15 minutes");
  await expectAccessibleAtBothWidths(page);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the password form and sign-out work, and the page asked for comes next", async ({ page }) => {
    await page.goto("/account/sign-ins");
    await expect(page).toHaveURL(/\/sign-in\?to=%2Faccount%2Fsign-ins$/);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(demoPassword);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("My sign-ins");
    await page.getByRole("button", { name: "Sign out here" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  });

  test("a demo signs in with one click", async ({ page }) => {
    await page.goto("/sign-in?to=/account");
    const site = page.getByRole("form", { name: "Washington, District of Columbia" });
    await site.getByRole("button", { name: "Priya Raman Trainee" }).click();
    await expect(page).toHaveURL(/\/account$/);
    await expect(page.getByText("priya.raman@example.org")).toBeVisible();
  });
});

test("says so when the browser did not keep the cookie, and when somebody was signed out", async ({
  page,
}) => {
  await page.goto("/sign-in?check=1&to=/account");
  await expect(
    page.getByRole("heading", { name: "Your browser did not keep the sign-in cookie" }),
  ).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.goto("/sign-in?expired=1&to=/account");
  await expect(page.getByText("You were signed out.")).toBeVisible();
  await page.goto("/sign-in?to=//evil.example/");
  await page.getByRole("form", { name: "Washington, District of Columbia" }).getByText("Priya Raman").click();
  await page.waitForURL((url) => url.pathname === "/");
});

test("a forgotten password: without mail, the page says whom to ask", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByText("Your trainer or site coordinator can help you back in, today.")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.goto("/reset/made-up");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link does not work any more");
  await expectAccessibleAtBothWidths(page);
});

test("privacy and safety are open to everybody", async ({ page }) => {
  for (const [path, title] of [
    ["/privacy", "What is kept, and who sees it"],
    ["/safety", "Staying safe on this device"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expectAccessibleAtBothWidths(page);
  }
});
