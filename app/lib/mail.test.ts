import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.server.ts";
import { outbox } from "#db/schema/trust.ts";
import { freshDb } from "#tests/fresh-db.ts";
import { env } from "./env.ts";
import { forgetOldMail, mailIsOn, queueMail, sendDueMail } from "./mail.server.ts";

let refuse = false;
let got: { to: string; text: string }[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onRcptTo: (_to, _session, done) =>
    done(refuse ? Object.assign(new Error("Try later"), { responseCode: 451 }) : null),
  onData(stream, session, done) {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      got.push({
        to: session.envelope.rcptTo.map(({ address }) => address).join(),
        text: Buffer.concat(parts).toString("utf8"),
      });
      done();
    });
  },
});
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  env.smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterAll(() => {
  env.smtpUrl = undefined;
  return new Promise<void>((closed) => server.close(closed));
});
beforeEach(() => {
  freshDb();
  refuse = false;
  got = [];
});

const now = new Date("2026-11-24T15:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const letters = () => db.select().from(outbox).all();
const write = (to = "alex@example.org") =>
  transact((tx) =>
    queueMail(
      tx,
      { to, subject: "Your course has an update", body: "Hello Alex,\n\nhttps://example.org/x" },
      now,
    ),
  );

test("a letter goes out once, as plain text, and its text is not kept", async () => {
  write();
  await sendDueMail(now);
  await sendDueMail(now);
  expect(got).toHaveLength(1);
  expect(got[0]?.to).toBe("alex@example.org");
  expect(got[0]?.text).toMatch(/^Subject: Your course has an update\r$/m);
  expect(got[0]?.text).toMatch(/^Content-Type: text\/plain/m);
  expect(got[0]?.text).toContain("https://example.org/x");
  expect(letters()).toMatchObject([{ body: "", tries: 1, sentAt: now, lastError: null }]);
});

test("two processes at once send each letter once", async () => {
  for (let i = 0; i < 12; i += 1) write(`p${i}@example.org`);
  await Promise.all([sendDueMail(now), sendDueMail(now), sendDueMail(now)]);
  expect(got.map(({ to }) => to).sort()).toEqual(
    Array.from({ length: 12 }, (_, i) => `p${i}@example.org`).sort(),
  );
});

test("a refused letter waits longer each time and is given up in the end", async () => {
  refuse = true;
  write();
  await sendDueMail(now);
  expect(letters()).toMatchObject([{ tries: 1, sendAfter: later(1), sentAt: null }]);
  await sendDueMail(now);
  expect(letters()).toMatchObject([{ tries: 1 }]);
  await sendDueMail(later(1));
  expect(letters()).toMatchObject([{ tries: 2, sendAfter: later(6) }]);
  for (let at = 6; at < 60 * 24 * 4; at += 60) await sendDueMail(later(at));
  expect(letters()).toMatchObject([{ tries: 8, sentAt: null, body: "" }]);
  refuse = false;
  await sendDueMail(later(60 * 24 * 9));
  expect(got).toEqual([]);
  expect(letters()[0]?.lastError).toBeTruthy();
});

test("a letter that failed goes out when the server is back", async () => {
  refuse = true;
  write();
  await sendDueMail(now);
  refuse = false;
  await sendDueMail(later(1));
  expect(got).toHaveLength(1);
});

test("a rolled-back change sends nothing, and old letters go after thirty days", () => {
  expect(() =>
    transact((tx) => {
      queueMail(tx, { to: "a@example.org", subject: "x", body: "y" }, now);
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(letters()).toEqual([]);
  write();
  forgetOldMail(later(29 * 24 * 60));
  expect(letters()).toHaveLength(1);
  forgetOldMail(later(31 * 24 * 60));
  expect(letters()).toEqual([]);
});

test("without a mail server nothing is queued", async () => {
  const url = env.smtpUrl;
  env.smtpUrl = undefined;
  try {
    expect(mailIsOn()).toBe(false);
    write();
    expect(letters()).toEqual([]);
    await sendDueMail(now);
  } finally {
    env.smtpUrl = url;
  }
});
