import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { expect, expectAccessibleAtBothWidths, test } from "./fixtures.ts";

// A site of its own, as an operator starts it: no demo, and a mail server that listens.
test.describe.configure({ mode: "serial" });
test.setTimeout(240_000);

const folder = mkdtempSync(join(tmpdir(), "cairn-first-run-"));
const letters: { to: string; subject: string; text: string }[] = [];
const post = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, session, done) {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      const raw = Buffer.concat(parts).toString("utf8").replaceAll("=\r\n", "").replaceAll("=3D", "=");
      letters.push({
        to: session.envelope.rcptTo.map(({ address }) => address).join(),
        subject: /^Subject: (.*)\r$/m.exec(raw)?.[1] ?? "",
        text: raw,
      });
      done();
    });
  },
});
let running: ChildProcess | undefined;
let said = "";

const listening = (server: {
  listen(port: number, host: string, ready: () => void): unknown;
}): Promise<void> => new Promise((ready) => server.listen(0, "127.0.0.1", ready));

async function freePort(): Promise<number> {
  const server = createServer();
  await listening(server);
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

async function startSite(): Promise<void> {
  const { port } = post.server.address() as { port: number };
  said = "";
  running = spawn(process.execPath, ["build/bin/main.js"], {
    env: {
      ...process.env,
      PORT: String(await freePort()),
      DATA_DIR: folder,
      WORKERS: "1",
      LOG_LEVEL: "warn",
      SMTP_URL: `smtp://127.0.0.1:${port}`,
    },
  });
  for (const stream of [running.stdout, running.stderr])
    stream?.on("data", (text) => {
      said += text;
    });
  await expect.poll(() => said, { timeout: 60_000 }).toContain("Cairn is ready");
}

async function stopSite(): Promise<void> {
  const site = running;
  if (!site) return;
  const gone = new Promise((done) => site.once("exit", done));
  site.kill("SIGTERM");
  await gone;
}

test.beforeAll(() => listening(post));
test.afterAll(async () => {
  await stopSite();
  await new Promise<void>((closed) => post.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

const firstLink = () => /First sign-in link \(works once, 7 days\): (\S+)/.exec(said)?.[1] ?? "";
const linkTo = async (address: string, path: string): Promise<string> => {
  const find = () => letters.findLast(({ to, text }) => to === address && text.includes(path));
  await expect.poll(() => find() !== undefined, { timeout: 20_000 }).toBe(true);
  return new RegExp(`http://127\\.0\\.0\\.1:\\d+${path}[\\w-]+`).exec(find()?.text ?? "")?.[0] ?? "";
};

test("the first link makes the first account; letters bring in the others", async ({ browser }) => {
  await startSite();
  const old = firstLink();
  await stopSite();
  await startSite();
  const link = firstLink();
  expect(link).not.toBe("");
  const origin = new URL(link).origin;
  const page = await (await browser.newContext()).newPage();
  await page.goto(origin + new URL(old).pathname);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This invitation was taken back");

  await page.goto(link);
  await expect(page.getByText("Grantee and administrator")).toBeVisible();
  await expectAccessibleAtBothWidths(page);
  await page.getByLabel("Your name").fill("Fay First");
  await page.getByLabel("Your e-mail address").fill("fay@example.org");
  await page.getByLabel("Choose a password", { exact: true }).fill("three green stones");
  await page.getByRole("button", { name: "Make my account" }).click();
  await page.waitForURL((url) => url.pathname === "/");

  await page.goto(`${origin}/people/invite`);
  await page.getByLabel("Name", { exact: true }).fill("Cora Coordinator");
  await page.getByLabel("E-mail address").fill("cora@example.org");
  await page.getByLabel("Role").selectOption("coordinator");
  await page.getByLabel("Where").selectOption("denver");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.getByText("A letter to cora@example.org is on its way.")).toBeVisible();
  const invited = await linkTo("cora@example.org", "/invitation/");
  expect(letters.map(({ subject }) => subject)).toEqual(["Your course has an update"]);

  const cora = await (await browser.newContext()).newPage();
  await cora.goto(invited);
  await cora.getByLabel("Choose a password", { exact: true }).fill("four yellow leaves");
  await cora.getByRole("button", { name: "Make my account" }).click();
  await cora.waitForURL((url) => url.pathname === "/");

  await cora.goto(`${origin}/account/email`);
  await expectAccessibleAtBothWidths(cora);
  await cora.getByLabel("New e-mail address").fill("cora.new@example.org");
  await cora.getByLabel("Current password", { exact: true }).fill("four yellow leaves");
  await cora.getByRole("button", { name: "Send a link to the new address" }).click();
  await expect(cora.getByText("A letter to cora.new@example.org is on its way.")).toBeVisible();
  await cora.goto(await linkTo("cora.new@example.org", "/confirm-email/"));
  await expectAccessibleAtBothWidths(cora);
  await cora.getByRole("button", { name: "Use this address" }).click();
  await expect(cora.getByRole("heading", { level: 1 })).toHaveText("Your new address is in place");
  await expect.poll(() => letters.at(-1)?.to, { timeout: 20_000 }).toBe("cora@example.org");

  await cora.context().clearCookies();
  await cora.goto(`${origin}/forgot-password`);
  await expectAccessibleAtBothWidths(cora);
  for (const address of ["nobody@example.org", "cora.new@example.org"]) {
    await cora.goto(`${origin}/forgot-password`);
    await cora.getByLabel("E-mail address").fill(address);
    await cora.getByRole("button", { name: "Send the link" }).click();
    await expect(
      cora.getByText(`If there is an account for ${address}, a link is on its way.`),
    ).toBeVisible();
  }
  await expectAccessibleAtBothWidths(cora);
  await cora.goto(await linkTo("cora.new@example.org", "/reset/"));
  await cora.getByLabel("New password", { exact: true }).fill("five purple plums");
  await cora.getByRole("button", { name: "Save the new password" }).click();
  await expect(cora.getByText("Your new password is set")).toBeVisible();
  await expect(cora.getByRole("heading", { name: "This is a demo" })).toHaveCount(0);
  expect(letters.some(({ to }) => to === "nobody@example.org")).toBe(false);
  await stopSite();
  await startSite();
  expect(firstLink()).toBe("");
});
