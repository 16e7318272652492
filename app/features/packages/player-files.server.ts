import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The files that every lesson shares, by name: made by the build, or made now where this runs from source. The process
 * that answers people never calls it.
 */
export function playerFiles(): [name: string, bytes: Uint8Array][] {
  const folder = playerFolder();
  return readdirSync(folder)
    .sort()
    .map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]);
}

function playerFolder(): string {
  const own = fileURLToPath(import.meta.url);
  if (!own.endsWith(".ts")) {
    const built = ["../player", "../../player"]
      .map((path) => join(dirname(own), path))
      .find((path) => existsSync(path));
    if (!built) throw new Error("The player of packages is missing from this build: build/player.");
    return built;
  }
  const root = join(dirname(own), "../../..");
  const folder = join(root, "node_modules/.cache/cairn-player");
  fromSource ??= spawnSync(process.execPath, [join(root, "app/commands/player.mjs"), folder], {
    cwd: root,
    encoding: "utf8",
  });
  if (fromSource.status !== 0) throw new Error(`The player could not be made: ${fromSource.stderr}`);
  return folder;
}
let fromSource: ReturnType<typeof spawnSync> | null = null;
