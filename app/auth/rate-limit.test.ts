import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.server.ts";
import { rateLimit } from "#db/schema/people.ts";
import { freshDb } from "#tests/fresh-db.ts";
import {
  forgetOldTries,
  forgiveTry,
  limitsOf,
  networkOf,
  takeTry,
  waitSentence,
} from "./rate-limit.server.ts";

beforeEach(freshDb);
const now = new Date("2026-11-24T15:00:00Z");
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const limits = (account = "a@example.org", address = "192.0.2.7") => limitsOf("sign-in", account, address);

test("eight tries for one account, then a wait that ends after fifteen minutes", () => {
  for (let i = 0; i < 8; i += 1) expect(takeTry(limits(), now)).toBe(0);
  expect(takeTry(limits(), later(5))).toBe(600);
  expect(takeTry(limits("b@example.org"), later(5))).toBe(0);
  expect(takeTry(limits(), later(15))).toBe(0);
});

test("forty tries from one address over many accounts", () => {
  for (let i = 0; i < 40; i += 1) expect(takeTry(limits(`${i}@example.org`), now)).toBe(0);
  expect(takeTry(limits("new@example.org"), now)).toBe(900);
  expect(takeTry(limits("new@example.org", "192.0.2.8"), now)).toBe(0);
});

test("a right try is given back, so many people in one room can sign in", () => {
  for (let i = 0; i < 100; i += 1) {
    const one = limits(`${i}@example.org`);
    expect(takeTry(one, now)).toBe(0);
    forgiveTry(one);
  }
});

test("neither accounts nor addresses can be read from the table, and old counts go", () => {
  takeTry(limits(), now);
  const rows = db.select().from(rateLimit).all();
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toMatch(/example\.org|192\.0/);
  forgetOldTries(later(16));
  expect(db.select().from(rateLimit).all()).toEqual([]);
});

test("an IPv6 home counts once", () => {
  expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe(networkOf("2001:DB8:1:2::9"));
  expect(networkOf("2001:db8:1:3::9")).not.toBe(networkOf("2001:db8:1:2::9"));
  expect(networkOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(networkOf("::1")).toBe("0:0:0:0");
});

test("says how long to wait", () => {
  expect(waitSentence(30)).toContain("one minute");
  expect(waitSentence(600)).toContain("10 minutes");
});
