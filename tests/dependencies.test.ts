import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("docs/dependencies.md has a line for every package, and for none that is gone", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const rows = readFileSync("docs/dependencies.md", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| package") && !line.startsWith("| ---"));
  const named = rows.flatMap((row) => (row.split("|")[1] as string).split(",").map((name) => name.trim()));
  const types = (name: string) => (name.startsWith("@types/") ? "@types/*" : name);
  const wanted = new Set(Object.keys({ ...dependencies, ...devDependencies }).map(types));
  expect(named.sort()).toEqual([...wanted].sort());
  expect(rows.filter((row) => !row.split("|")[2]?.trim())).toEqual([]);
});

it("the lock file names no place to download from", () => {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const named = Object.entries<{ resolved?: string; link?: boolean }>(packages).filter(
    ([, one]) => one.resolved,
  );
  expect(named.map(([path]) => path)).toEqual([]);
});
