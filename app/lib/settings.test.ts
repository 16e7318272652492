import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { parseEnv } from "./settings.ts";

const sentences = (source: Record<string, string>): string[] => {
  try {
    parseEnv(source);
  } catch (error) {
    return (error as Error).message.split("\n");
  }
  return [];
};

it("everything has a default that works", () => {
  expect(parseEnv({})).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    origin: "http://127.0.0.1:3000",
    originIsSet: false,
    dataDir: resolve("data"),
    smtpUrl: undefined,
    sessionDays: 14,
    logLevel: "info",
    trustProxy: false,
  });
  expect(parseEnv({}).workers).toBeGreaterThanOrEqual(1);
  expect(parseEnv({ PORT: "", ORIGIN: "", SMTP_URL: "" })).toEqual(parseEnv({}));
});

it("what is set is taken", () => {
  const env = parseEnv({
    PORT: "8080",
    HOST: "0.0.0.0",
    ORIGIN: "https://cairn.example.org/",
    DATA_DIR: "/var/lib/cairn",
    SMTP_URL: "smtp://user:secret@mail.example.org:587",
    SESSION_DAYS: "7",
    LOG_LEVEL: "warn",
    WORKERS: "3",
    TRUST_PROXY: "true",
  });
  expect(env).toMatchObject({
    port: 8080,
    host: "0.0.0.0",
    origin: "https://cairn.example.org",
    originIsSet: true,
    dataDir: "/var/lib/cairn",
    smtpUrl: "smtp://user:secret@mail.example.org:587",
    sessionDays: 7,
    logLevel: "warn",
    workers: 3,
    trustProxy: true,
  });
});

it("an address that listens everywhere is not an address to type", () => {
  expect(parseEnv({ HOST: "0.0.0.0", PORT: "4000" }).origin).toBe("http://127.0.0.1:4000");
});

it.each([
  ["PORT", "http", "PORT must be a whole number from 1 to 65535."],
  ["PORT", "70000", "PORT must be a whole number from 1 to 65535."],
  ["PORT", "0", "PORT must be a whole number from 1 to 65535."],
  ["PORT", "3000.5", "PORT must be a whole number from 1 to 65535."],
  [
    "ORIGIN",
    "cairn.example.org",
    "ORIGIN must be the address people type, such as https://cairn.example.org.",
  ],
  [
    "ORIGIN",
    "ftp://cairn.example.org",
    "ORIGIN must be the address people type, such as https://cairn.example.org.",
  ],
  ["SMTP_URL", "mail.example.org", "SMTP_URL must look like smtp://user:password@host:587."],
  ["SMTP_URL", "https://mail.example.org", "SMTP_URL must look like smtp://user:password@host:587."],
  ["SESSION_DAYS", "0", "SESSION_DAYS must be a number of days from 1 to 90."],
  ["SESSION_DAYS", "91", "SESSION_DAYS must be a number of days from 1 to 90."],
  ["SESSION_DAYS", "a week", "SESSION_DAYS must be a number of days from 1 to 90."],
  ["LOG_LEVEL", "loud", "LOG_LEVEL must be one of trace, debug, info, warn, error, silent."],
  ["WORKERS", "0", "WORKERS must be a number from 1 to 64."],
  ["WORKERS", "many", "WORKERS must be a number from 1 to 64."],
  ["TRUST_PROXY", "yes", "TRUST_PROXY must be true or false."],
])("%s=%s is refused with a sentence", (name, value, sentence) => {
  expect(sentences({ [name]: value })).toEqual([sentence]);
});

it("all that is wrong is said at once", () => {
  expect(sentences({ PORT: "x", WORKERS: "x", LOG_LEVEL: "x" })).toHaveLength(3);
});

it("the example file names every setting and sets nothing that is wrong", () => {
  const example = readFileSync(".env.example", "utf8");
  const named = [...example.matchAll(/^#? ?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  expect(named.map(([name]) => name).sort()).toEqual(
    [
      "DATA_DIR",
      "HOST",
      "LOG_LEVEL",
      "MAIL_FROM",
      "ORIGIN",
      "PORT",
      "SESSION_DAYS",
      "SMTP_URL",
      "TRUST_PROXY",
      "WORKERS",
    ].sort(),
  );
  expect(sentences(Object.fromEntries(named))).toEqual([]);
});
