import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { fingerprint, keyFile, readKey, seal, unseal } from "./seal.server.ts";

test("a sealed secret opens for its owner only, and only unchanged", () => {
  const sealed = seal("JBSWY3DP", "p-1");
  expect(sealed).not.toContain("JBSWY3DP");
  expect(unseal(sealed, "p-1")).toBe("JBSWY3DP");
  expect(() => unseal(sealed, "p-2")).toThrow();
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith("AA") ? "BB" : "AA"}`;
  expect(() => unseal(changed, "p-1")).toThrow();
  expect(seal("JBSWY3DP", "p-1")).not.toBe(sealed);
  expect(fingerprint("a")).toBe(fingerprint("a"));
});

test("the key belongs to this process's owner alone", () => {
  readKey();
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
});

test("processes that start at once agree on one whole key", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-key-"));
  const code = `import("#app/auth/seal.server.ts").then((m) => console.log(m.readKey().toString("hex")))`;
  const run = promisify(execFile);
  const all = await Promise.all(
    Array.from({ length: 6 }, () =>
      run(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
        env: { ...process.env, DATA_DIR: folder },
      }),
    ),
  );
  const keys = new Set(all.map(({ stdout }) => stdout.trim()));
  expect([...keys]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(readdirSync(folder)).toEqual(["secret.key"]);
  rmSync(folder, { recursive: true });
});

test("a damaged key is refused with a sentence, never replaced", () => {
  const file = join(mkdtempSync(join(tmpdir(), "cairn-key-")), "secret.key");
  writeFileSync(file, "half");
  expect(() => readKey(file)).toThrow(/damaged/);
});
