import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { credentialKeys, rotateKeys, signingKey, withdrawKey } from "./credential-keys.server.ts";

const freshFile = () => join(mkdtempSync(join(tmpdir(), "cairn-keys-")), "credential-keys.json");

test("the first key is made on first use, for the owner's eyes only", async () => {
  const file = freshFile();
  const key = await signingKey(file);
  expect(key.publicKey).toMatch(/^z6Mk/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await signingKey(file)).toEqual(key);
  expect(readdirSync(join(file, ".."))).toEqual(["credential-keys.json"]);
});

test("processes that start at once agree on one key", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-keys-"));
  const code = `import("#app/features/certify/credential-keys.server.ts")
    .then(async (m) => console.log((await m.signingKey()).publicKey))`;
  const run = promisify(execFile);
  const all = await Promise.all(
    Array.from({ length: 4 }, () =>
      run(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
        env: { ...process.env, DATA_DIR: folder },
      }),
    ),
  );
  const keys = new Set(all.map(({ stdout }) => stdout.trim()));
  expect([...keys]).toEqual([expect.stringMatching(/^z6Mk/)]);
  expect(readdirSync(folder)).toEqual(["credential-keys.json"]);
  rmSync(folder, { recursive: true });
});

test("rotating makes a new key, keeps the old one's public half and forgets its secret", async () => {
  const file = freshFile();
  const first = await signingKey(file);
  const next = await rotateKeys(new Date("2026-12-01T00:00:00Z"), file);
  expect(next.publicKey).not.toBe(first.publicKey);
  expect(await signingKey(file)).toEqual(next);
  const [old] = await credentialKeys(file);
  expect(old).toEqual({ ...first, secretKey: null, retiredAt: "2026-12-01T00:00:00.000Z" });
  expect(readFileSync(file, "utf8")).not.toContain(first.secretKey);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("an old key can be withdrawn, the one that signs cannot", async () => {
  const file = freshFile();
  const first = await signingKey(file);
  await expect(withdrawKey(first.publicKey, new Date(), file)).rejects.toThrow(/Rotate first/);
  await rotateKeys(new Date(), file);
  await withdrawKey(first.publicKey, new Date("2026-12-02T00:00:00Z"), file);
  expect((await credentialKeys(file))[0]?.withdrawnAt).toBe("2026-12-02T00:00:00.000Z");
  await expect(withdrawKey("z6MkNobody", new Date(), file)).rejects.toThrow(/no key z6MkNobody/);
});

test("a damaged file is said so and never replaced", async () => {
  const file = freshFile();
  writeFileSync(file, '{"keys":[');
  await expect(signingKey(file)).rejects.toThrow(/damaged. Restore it/);
  expect(readFileSync(file, "utf8")).toBe('{"keys":[');
});

test("npm run keys lists them, and two rotations at once lose none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-keys-"));
  const run = promisify(execFile);
  const keys = async (...args: string[]) => {
    const command = ["--import", "tsx", "app/commands/keys.ts", ...args];
    return (await run(process.execPath, command, { env: { ...process.env, DATA_DIR: folder } })).stdout;
  };
  expect(await keys()).toMatch(/^z6Mk\w+ {2}made \S+ {2}signs now\nKept in /);
  await Promise.all([keys("--rotate"), keys("--rotate")]);
  const said = await keys();
  expect(said.match(/still published/g)?.length).toBe(2);
  expect(said.match(/signs now/g)?.length).toBe(1);
  const [first] = said.split(" ");
  expect(await keys("--withdraw", first as string)).toMatch(/no longer published/);
  expect(await keys()).toMatch(/withdrawn/);
  rmSync(folder, { recursive: true });
});
