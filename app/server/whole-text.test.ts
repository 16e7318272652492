import { expect, it } from "vitest";
import { textOf, wholeText } from "./whole-text.ts";

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

it("finds no text in any other response", () => {
  expect(textOf(new Response("text"))).toBeNull();
});
