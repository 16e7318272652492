import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

test("a coordinator fills in an entry, its owner corrects it and counsel signs the law, both by a link", async ({
  as,
  browser,
  baseURL,
}) => {
  const page = await as("coordinator");
  await page.goto("/");
  await page.getByRole("link", { name: "Local facts of Denver" }).click();
  await expect(page.getByText("Not localized: use the national numbers.").first()).toBeVisible();
  await expect(page.getByLabel(/required entries can be used/)).toBeVisible();
  await expectAccessibleAtBothWidths(page);

  await page
    .getByRole("region", { name: "Services" })
    .getByRole("link", { name: "Victim compensation" })
    .click();
  await page.getByLabel("Office").fill("Denver District Attorney");
  await page.getByRole("button", { name: "Save and show it" }).click();
  await expect(page.getByText("Say where this comes from")).toBeVisible();
  await expect(page.getByLabel("Office")).toHaveValue("Denver District Attorney");
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Source").fill("Its front desk, by phone");
  await page.getByLabel("Tested on").fill((await page.getByLabel("Tested on").getAttribute("max")) as string);
  await page.getByRole("button", { name: "Save and show it" }).click();
  await expect(page.getByText("Saved. Pages and new prints show it from now on.")).toBeVisible();
  await expect(page.getByRole("region", { name: "What readers see now" })).toContainText(
    "Denver District Attorney",
  );

  await page.getByLabel("Who it is for").fill("Front desk");
  await page.getByRole("button", { name: "Make a link" }).click();
  const stranger = await (await browser.newContext({ baseURL, javaScriptEnabled: false })).newPage();
  await stranger.goto(
    new URL((await page.getByRole("region", { name: "Ask its owner" }).locator("code").textContent()) ?? "")
      .pathname,
  );
  await stranger.getByText("Something is not right").click();
  await stranger.getByRole("group").getByLabel("Contact").fill("720-555-0188");
  await stranger.getByRole("button", { name: "Send it to the coordinator" }).click();
  await expect(stranger.getByRole("heading", { name: "Thank you" })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Take it" }).click();
  await expect(page.getByRole("region", { name: "What readers see now" })).toContainText("720-555-0188");

  await page.getByRole("link", { name: "Local facts" }).click();
  await page.getByLabel("Counsel’s name").fill("Ana Counsel");
  await page.getByRole("button", { name: "Make a link for counsel" }).click();
  const counsel = await (await browser.newContext({ baseURL })).newPage();
  await counsel.goto(
    new URL(
      (await page.getByRole("region", { name: "Counsel’s signature" }).locator("code").textContent()) ?? "",
    ).pathname,
  );
  await expectAccessibleAtBothWidths(counsel);
  await counsel.getByText("I have read “When the offender is not a caregiver”").click();
  await counsel.getByLabel("Admitted to the bar of").selectOption("Utah");
  await counsel.getByRole("button", { name: "Sign the entries I chose" }).click();
  await expect(counsel.getByText("only counsel admitted there can sign it")).toBeVisible();
  await counsel.getByLabel("Admitted to the bar of").selectOption("Colorado");
  await counsel.getByRole("button", { name: "Sign the entries I chose" }).click();
  await expect(counsel.getByRole("region", { name: "Signed" })).toContainText("Ana Counsel");
  const trainee = await as("trainee");
  await trainee.goto("/curriculum/1.5/handouts/H1.5b");
  await expect(trainee.getByText(/by Ana Counsel, admitted in Colorado/)).toBeVisible();
  await expect(trainee.getByText("Your site’s law page waits for counsel").first()).toBeVisible();
});
