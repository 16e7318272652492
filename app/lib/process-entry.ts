import { existsSync } from "node:fs";
import { setPriority } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where a process of our own begins: in the build it is build/bin/<name>.js; from source it is <name>.ts beside the file
 * at `from` (its import.meta.url).
 */
export function processEntry(from: string, name: string): { entry: string; execArgv: string[] } {
  const here = dirname(fileURLToPath(from));
  const source = join(here, `${name}.ts`);
  if (existsSync(source)) return { entry: source, execArgv: ["--import", "tsx"] };
  const built = ["../bin", "../../bin", "."]
    .map((path) => join(here, path, `${name}.js`))
    .find((path) => existsSync(path));
  if (!built) throw new Error(`A part of this build is missing: build/bin/${name}.js.`);
  return { entry: built, execArgv: [] };
}

/** Lets the server go first while a long process of ours runs. */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 5);
  } catch {
    // Some systems do not allow it; the build is only a little ruder then.
  }
}
