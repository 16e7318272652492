import fc from "fast-check";
import { expect, it } from "vitest";
import { isLoopback, isSameOrigin, safePath } from "./origin.ts";

const ours = "https://cairn.example.org";
const same = (headers: Record<string, string>) => isSameOrigin(new Headers(headers), ours);

it("our own pages are known by what the browser says of them", () => {
  expect(same({ "Sec-Fetch-Site": "same-origin", Origin: ours })).toBe(true);
  expect(same({ "Sec-Fetch-Site": "same-origin" })).toBe(true);
  expect(same({ Origin: ours })).toBe(true);
  expect(same({ Origin: "http://10.0.0.5:3000", Host: "10.0.0.5:3000" })).toBe(true);
});

it("every other page is refused, and so is one that says nothing", () => {
  expect(same({})).toBe(false);
  expect(same({ Origin: "null" })).toBe(false);
  expect(same({ Origin: "https://elsewhere.example" })).toBe(false);
  expect(same({ Origin: `${ours}.elsewhere.example` })).toBe(false);
  expect(same({ "Sec-Fetch-Site": "cross-site" })).toBe(false);
  expect(same({ "Sec-Fetch-Site": "same-site", Origin: ours })).toBe(false);
  expect(same({ "Sec-Fetch-Site": "same-origin", Origin: "https://elsewhere.example", Host: "cairn" })).toBe(
    false,
  );
});

it("loopback is this machine and nothing else", () => {
  for (const name of ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"]) expect(isLoopback(name)).toBe(true);
  for (const name of ["127.0.0.1.example.org", "10.0.0.1", "localhost.example.org", "0.0.0.0"])
    expect(isLoopback(name)).toBe(false);
});

it("after signing in, nobody is sent to another site", () => {
  expect(safePath("/cohorts?sort=name")).toBe("/cohorts?sort=name");
  for (const elsewhere of [
    null,
    "",
    "cohorts",
    "https://elsewhere.example",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "/\t/elsewhere.example",
    "/.//elsewhere.example",
  ])
    expect(safePath(elsewhere)).toBe("/");
  const tricky = fc.string({
    unit: fc.constantFrom("/", "\\", ".", "\t", "\n", "@", ":", "?", "#", "e", " "),
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), tricky), (rest) => {
      const path = safePath(`/${rest}`);
      expect(new URL(path, ours).origin).toBe(ours);
      expect(safePath(path)).toBe(path);
    }),
    { numRuns: 5000 },
  );
});
