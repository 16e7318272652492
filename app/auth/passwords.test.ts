import { expect, test } from "vitest";
import { hashPassword, isRightPassword } from "./passwords.server.ts";
import { passwordProblem } from "./passwords.ts";

const owner = { email: "amina.okafor@example.org", name: "Amina Okafor" };

test.each([
  ["short", "short", /at least 12/],
  ["eleven characters", "elevenchars", /at least 12/],
  ["too long", "ab1!".repeat(51), /at most 200/],
  ["the e-mail address", "Amina.Okafor@example.org", /e-mail address or your name/],
  ["the front of the address", "amina.okafor", /e-mail address or your name/],
  ["the name", "amina okafor ", /e-mail address or your name/],
  ["a stolen favorite", "Password1234", /Many people/],
  ["one letter", "aaaaaaaaaaaaaa", /Many people/],
  ["a run", "abcdefghijklmn", /Many people/],
  ["a run backward", "zyxwvutsrqponm", /Many people/],
  ["the demo password", "stones-on-the-path", /Many people/],
])("refuses %s", (_, password, sentence) => {
  expect(passwordProblem(password, owner)).toMatch(sentence);
});

test.each(["three green stones", "tangerine-umbrella-42", "ünïcödé-lëttërs", "🪨🪨🪨🪨🪨🪨🏔️🏔️🏔️🌲🌲🌲"])(
  "takes %s without rules about kinds of characters",
  (password) => expect(passwordProblem(password, owner)).toBeNull(),
);

test("a password opens its own hash, in any form of its letters, and no other", async () => {
  const hash = await hashPassword("caf\u00e9 on the corner");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isRightPassword(hash, "cafe\u0301 on the corner")).toBe(true);
  expect(await isRightPassword(hash, "cafe on the corner")).toBe(false);
  expect(await isRightPassword(null, "café on the corner")).toBe(false);
});
