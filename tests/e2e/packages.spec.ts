import { readFileSync } from "node:fs";
import type { FrameLocator, Page } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";
import { startLauncher, startLms } from "../lms.ts";
import { startLrs } from "../lrs.ts";
import { expect, expectAccessible, expectAccessibleAtBothWidths, narrow, test, wide } from "./fixtures.ts";

test.setTimeout(300_000);

type Item = { options: { text: string; correct?: true }[] };

/** Downloads a package of module 1.1 as a trainer does. */
async function packageOf(page: Page, system: RegExp): Promise<Uint8Array> {
  await page.goto("/manuals/packages");
  await page.getByLabel("What shall it hold?").selectOption("1.1");
  await page.getByLabel("For which place?").selectOption("washington-dc");
  await page.getByText(system).click();
  await page.getByRole("button", { name: "Go to this package" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Module 1\.1: /u);
  const make = page.getByRole("button", { name: "Make this file" });
  if (await make.isVisible()) await make.click();
  await expect(page.getByText(/^Ready: /u)).toBeVisible({ timeout: 120_000 });
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the zip" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^ccip-module-1\.1-washington-dc-(?:scorm-|cmi5).+\.zip$/u);
  return new Uint8Array(readFileSync(await file.path()));
}

/** The questions of module 1.1, with their keys. */
function itemsIn(zip: Uint8Array): Item[] {
  const html = strFromU8(unzipSync(zip)["lesson-1-1/index.html"] ?? new Uint8Array());
  return JSON.parse(/id="matter">(.*)<\/script>/u.exec(html)?.[1] ?? "").lesson.quiz.items;
}

/** Reads on until the quiz; of what has a notice, the text. */
async function readToTheEnd(lesson: FrameLocator | Page): Promise<void> {
  const on = lesson.getByRole("button", { name: /^(Start reading|Next: .+|Finish reading|Read now)$/u });
  const end = lesson.getByRole("heading", { level: 1, name: "Check yourself" });
  while (!(await end.isVisible())) {
    const title = await lesson.getByRole("heading", { level: 1 }).textContent();
    await on.click();
    await expect(lesson.getByRole("heading", { level: 1 })).not.toHaveText(title ?? "");
  }
}

/** Answers the questions from `from` on, all of them right or all of them wrong. */
async function answer(lesson: FrameLocator | Page, items: Item[], isRight: boolean, from = 0): Promise<void> {
  for (const [at, item] of items.entries()) {
    if (at < from) continue;
    const question = lesson.getByRole("group", { name: `Question ${at + 1} of ${items.length}` });
    const option = item.options.find(({ correct }) => (correct === true) === isRight);
    const words = (option?.text ?? "")
      .replace(/<[^>]+>/gu, "")
      .replaceAll("&#x27;", "'")
      .replaceAll("&amp;", "&")
      .trim();
    await question.getByText(words, { exact: true }).click();
    await expect(question.getByRole("radio", { checked: true })).toHaveCount(1);
    await lesson.getByRole("button", { name: /^(Next question|Look over and submit)$/u }).click();
  }
}

for (const version of ["12", "2004"] as const)
  test(`a module plays in a learning system by SCORM ${version}: not yet stays open, one resumes, passed stays`, async ({
    as,
  }) => {
    const page = await as("washingtonTrainer");
    if (version === "12") {
      await page.goto("/manuals/packages");
      await expectAccessibleAtBothWidths(page);
    }
    const zip = await packageOf(page, version === "12" ? /^SCORM 1\.2/u : /^SCORM 2004/u);
    const items = itemsIn(zip);
    const lms = await startLms(zip, version, "lesson-1-1/index.html");
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(lms.address) && !request.url().startsWith("data:"))
        elsewhere.push(request.url());
    });
    const lesson = page.frameLocator("iframe");
    const title = lesson.getByRole("heading", { level: 1 });
    /** What the system shows a teacher. */
    const verdict = () => {
      const cmi = (lms.stored() as { cmi?: Record<string, unknown> } | null)?.cmi ?? {};
      const core = (cmi.core ?? cmi) as Record<string, unknown>;
      return version === "12"
        ? String(core.lesson_status)
        : `${String(cmi.completion_status)} ${String(cmi.success_status)}`;
    };
    const said = (status: string, two: string) => (version === "12" ? status : two);
    try {
      await page.goto(lms.address);
      await expect(title).toHaveText("Program, principles and our shared task");
      if (version === "12")
        for (const size of [wide, narrow]) {
          await page.setViewportSize(size);
          await expectAccessible(page);
        }
      await page.setViewportSize(wide);
      await readToTheEnd(lesson);
      await expect.poll(verdict).toBe(said("incomplete", "incomplete unknown"));

      await lesson.getByRole("button", { name: "Start the quiz" }).click();
      await answer(lesson, items, false);
      await lesson.getByRole("button", { name: "Submit my answers" }).click();
      await expect(title).toHaveText(/Not yet$/u);
      await expect.poll(verdict).toBe(said("incomplete", "incomplete failed"));
      if (version === "12")
        for (const size of [narrow, wide]) {
          await page.setViewportSize(size);
          await expectAccessible(page);
        }

      // In the middle of the next attempt the connection fails, comes back, and the learner leaves.
      await lesson.getByRole("button", { name: "Try again" }).click();
      await lesson.getByRole("button", { name: "Start a new attempt" }).click();
      lms.refuse(true);
      const first = lesson.getByRole("group", { name: `Question 1 of ${items.length}` });
      await first.getByRole("radio").first().focus();
      await page.keyboard.press("Space");
      await expect(lesson.getByText(/It is tried again by itself/u)).toBeVisible();
      lms.refuse(false);
      await expect(lesson.getByText(/It is tried again by itself/u)).toBeHidden();
      await page.goto("about:blank");
      expect(verdict()).toBe(said("incomplete", "incomplete failed"));

      await page.goto(lms.address);
      await expect(lesson.getByRole("group", { name: `Question 2 of ${items.length}` })).toBeVisible();
      await lesson.getByRole("button", { name: "Back", exact: true }).click();
      await answer(lesson, items, true);
      await lesson.getByRole("button", { name: "Submit my answers" }).click();
      await expect(title).toHaveText(/You passed$/u);
      await expect.poll(verdict).toBe(said("passed", "completed passed"));

      // A later attempt takes nothing back.
      await lesson.getByRole("button", { name: "Back to the lesson" }).click();
      await lesson.getByRole("button", { name: "Start a new attempt" }).click();
      await answer(lesson, items, false);
      await lesson.getByRole("button", { name: "Submit my answers" }).click();
      await expect(title).toHaveText(/Not yet$/u);
      await expect(lesson.getByText("It stays passed, with 100 %.")).toBeVisible();
      await lesson.getByRole("button", { name: "Save and close" }).click();
      await expect(title).toHaveText("Saved");
      expect(verdict()).toBe(said("passed", "completed passed"));

      // Moodle opens what was passed only to look at: the lesson says so, and tells nothing.
      await page.goto(lms.address);
      await expect(lesson.getByText("Nothing of this is recorded.")).toBeVisible();
      await lesson.getByRole("button", { name: "Save and close" }).click();
      await expect(title).toHaveText("Closed");
      expect(verdict()).toBe(said("passed", "completed passed"));
      expect([...lms.strays, ...elsewhere]).toEqual([]);
    } finally {
      await lms.close();
    }
  });

test("a module plays by cmi5: it resumes, waits for a store that is away, never passes what failed, and goes back", async ({
  as,
}) => {
  const page = await as("washingtonTrainer");
  const zip = await packageOf(page, /^cmi5/u);
  const items = itemsIn(zip);
  const lms = await startLauncher(zip);
  const lrs = await startLrs();
  const launched = () => {
    const search = lrs.search();
    lrs.launchData({ returnURL: lms.back });
    return `${lms.address}lesson-1-1/index.html${search}`;
  };
  const title = page.getByRole("heading", { level: 1 });
  try {
    await page.goto(launched());
    await expect.poll(() => lrs.said()).toEqual(["initialized"]);
    await page.getByRole("button", { name: "Start reading" }).click();
    const stopped = (await title.textContent()) ?? "";
    await expect.poll(() => JSON.stringify(lrs.states.get("cairn-lesson"))).toContain("section/");
    await page.goto("about:blank");
    await expect.poll(() => lrs.said()).toEqual(["initialized", "terminated"]);

    const second = lrs.statements.length;
    await page.goto(launched());
    await expect(title).toHaveText(stopped);
    lrs.fail(Number.POSITIVE_INFINITY);
    await page.getByRole("button", { name: /^Next: /u }).click();
    await expect(page.getByText(/It is tried again by itself/u)).toBeVisible();
    lrs.fail(0);
    await expect(page.getByText(/It is tried again by itself/u)).toBeHidden({ timeout: 60_000 });
    await readToTheEnd(page);
    await page.getByRole("button", { name: "Start the quiz" }).click();
    await answer(page, items, false);
    await page.getByRole("button", { name: "Submit my answers" }).click();
    await expect(title).toHaveText(/Not yet$/u);
    await expect.poll(() => lrs.said(second)).toEqual(["initialized", "completed"]);
    await page.goto("about:blank");
    await expect.poll(() => lrs.said(second)).toEqual(["initialized", "completed", "failed", "terminated"]);
    await expect.poll(() => JSON.stringify(lrs.states.get("cairn-lesson"))).toContain("result");

    const third = lrs.statements.length;
    const launch = launched();
    await page.goto(launch);
    await expect(title).toHaveText(/Not yet$/u);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Start a new attempt" }).click();
    await answer(page, items, true);
    await page.getByRole("button", { name: "Submit my answers" }).click();
    await expect(title).toHaveText(/You passed$/u);
    await expect.poll(() => lrs.said(third)).toEqual(["initialized", "passed"]);
    await page.getByRole("button", { name: "Save and close" }).click();
    await expect(page).toHaveURL(lms.back);
    expect(lrs.said(third)).toEqual(["initialized", "passed", "terminated"]);
    const times = lrs.statements.map(({ timestamp }) => timestamp);
    expect([...times].sort()).toEqual(times);
    const sessions = lrs.statements.map(({ context }) => Object.values(context.extensions)[0]);
    expect([...new Set(sessions)]).toEqual(["session-1", "session-2", "session-3"]);

    // A launch is good once; a reload says so, and still shows the lesson.
    await page.goto(launch);
    await expect(page.getByText(/Used already\. Please start it again from there/u)).toBeVisible();
    await expectAccessible(page);
    expect(lms.strays).toEqual([]);
  } finally {
    await lms.close();
    await lrs.close();
  }
});
