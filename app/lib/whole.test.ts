import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { fileOf, isForTheRest, textOf, wholeFile, wholeText } from "./whole.ts";

const page = () =>
  wholeText(Buffer.from("<p>é</p>"), { status: 422, headers: { "Content-Type": "text/html" } });

it("gives its text at once to the server and the usual way to everybody else", async () => {
  const response = page();
  expect(textOf(response)?.toString()).toBe("<p>é</p>");
  expect([response.status, response.headers.get("content-type")]).toEqual([422, "text/html"]);
  expect(await response.clone().text()).toBe("<p>é</p>");
  expect(textOf(response.clone())?.toString()).toBe("<p>é</p>");
  expect(response.bodyUsed).toBe(false);
  expect(await response.text()).toBe("<p>é</p>");
  expect(response.bodyUsed).toBe(true);
  await expect(response.text()).rejects.toThrow();
});

it("is no more than its status and headers once somebody packs them into a response of their own", () => {
  const { status, headers } = page();
  expect(textOf(new Response(null, { status, headers }))).toBeNull();
});

it("names its file to the server and gives it the usual way to everybody else", async () => {
  const path = fileURLToPath(import.meta.url);
  const response = wholeFile(path, { headers: { "Content-Type": "text/plain" } });
  expect([fileOf(response), textOf(response)]).toEqual([path, null]);
  expect(await response.text()).toBe(readFileSync(path, "utf8"));
});

it("knows the rest of a file from the whole of it", () => {
  const asks = (range: string) => isForTheRest(new Request("http://here", { headers: { Range: range } }));
  expect(["bytes=1-", "bytes=500000-", "bytes=-500"].map(asks)).toEqual([true, true, true]);
  expect(["", "bytes=0-", "bytes=0-99"].map(asks)).toEqual([false, false, false]);
});

it("finds no text in any other response", () => {
  expect(textOf(new Response("text"))).toBeNull();
});
