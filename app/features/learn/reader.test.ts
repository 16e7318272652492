import { describe, expect, it } from "vitest";
import { around, type How, numberOf, type Shown, sectionAddress, shownOf, wishes } from "./reader.ts";

const log = (...hows: How[]) => hows.map((how, i) => ({ how, at: new Date(i) }));

describe("what is shown of a section", () => {
  const sensitive = { id: "s", notice: true, alternative: true };
  it.each<[string, { notice: boolean; alternative: boolean }, How[], Shown | undefined, Shown]>([
    ["no notice", { notice: false, alternative: false }, [], undefined, "read"],
    ["no notice, whatever is wished", { notice: false, alternative: false }, [], "choice", "read"],
    ["never met", sensitive, [], undefined, "choice"],
    ["set aside", sensitive, ["set-aside"], undefined, "choice"],
    ["read before", sensitive, ["read"], undefined, "read"],
    ["set aside, then read", sensitive, ["set-aside", "read"], undefined, "read"],
    ["read, then set aside", sensitive, ["read", "set-aside"], undefined, "read"],
    ["the alternative came last", sensitive, ["read", "alternative"], undefined, "alternative"],
    ["a wish wins", sensitive, ["read"], "alternative", "alternative"],
    ["closed again", sensitive, ["read"], "choice", "choice"],
    ["no alternative to show", { notice: true, alternative: false }, [], "alternative", "choice"],
  ])("%s", (_name, section, hows, wish, shown) => {
    expect(shownOf({ id: "s", ...section }, log(...hows), wish)).toBe(shown);
  });
});

it("reads wishes and leaves out what it does not know", () => {
  const params = new URLSearchParams("show=a:read&show=b:alternative&show=c:everything&show=");
  expect([...wishes(params)]).toEqual([
    ["a", "read"],
    ["b", "alternative"],
  ]);
});

it("finds the neighbors", () => {
  const list = [{ id: "a" }, { id: "b" }];
  expect(around(list, "a")).toEqual({ previous: null, next: { id: "b" } });
  expect(around(list, "b")).toEqual({ previous: { id: "a" }, next: null });
  expect(around(list, "x")).toEqual({ previous: null, next: null });
});

it("names modules and addresses", () => {
  expect(numberOf({ id: "1.3", kind: "module" })).toBe("Module 1.3");
  expect(numberOf({ id: "d1-open", kind: "opening" })).toBe("Day 1");
  expect(numberOf({ id: "one-day-close", kind: "closing" })).toBe("Closing");
  expect(sectionAddress("1.3", "a", false)).toBe("/curriculum/1.3#a");
  expect(sectionAddress("1.3", "a", true)).toBe("/curriculum/1.3?section=a");
  expect(sectionAddress("1.3", null, true)).toBe("/curriculum/1.3#the-end");
});
