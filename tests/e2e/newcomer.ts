import type { Page } from "@playwright/test";

export type Newcomer = { name: string; email: string; password: string };

/** A person of this test's own, so that what is done to them disturbs no other test. */
export function newcomer(name: string): Newcomer {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}.${Date.now().toString(36)}@example.org`;
  return { name, email, password: "three green stones" };
}

/** Invites somebody as the person signed in on `page` (a coordinator or administrator) and gives the link. */
export async function inviteAs(
  page: Page,
  who: Newcomer,
  { role = "Trainee", place = "Denver, Colorado" }: { role?: string; place?: string } = {},
): Promise<string> {
  await page.goto("/people/invite");
  await page.getByLabel("Name", { exact: true }).fill(who.name);
  await page.getByLabel("E-mail address").fill(who.email);
  await page.getByLabel("Role").selectOption({ label: role });
  const where = page.getByLabel("Where");
  if (await where.getByRole("option", { name: place }).count()) await where.selectOption({ label: place });
  await page.getByRole("button", { name: "Make the invitation" }).click();
  await page.getByRole("heading", { level: 1, name: `${who.name} is invited` }).waitFor();
  const link = await page.getByText(/\/invitation\//).textContent();
  return new URL(link ?? "").pathname;
}

/** Fills in the sign-in page, which the page is on or is about to be on. */
export async function signInHere(page: Page, who: Newcomer, password = who.password): Promise<void> {
  await page.getByLabel("E-mail address").fill(who.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Opens an invitation link on a fresh page and makes the account. */
export async function acceptOn(page: Page, link: string, who: Newcomer): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Choose a password", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Make my account" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}
