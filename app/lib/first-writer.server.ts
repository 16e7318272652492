import { linkSync, rmSync } from "node:fs";

/**
 * Gives a file that was written whole under another name (`draft`) its own name, unless another process was first.
 * Processes that start at once agree on one file, and none reads half of it. The draft is gone afterwards.
 */
export function publishFirst(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
}
