import { renameSync, writeFileSync } from "node:fs";
import { catalogue } from "#app/content/catalogue.server.ts";
import type { Reason } from "#app/content/edition-file.ts";
import { frozenBlocks } from "#app/content/editions.server.ts";
import type { BookName } from "#app/features/manual/book.ts";
import { booksKept, booksOf } from "./blocks.ts";
import { comparedBooks } from "./compared.ts";

/**
 * The process that compares two editions and ends: a frozen edition is megabytes, and nobody who answers people loads
 * one. `to: null` means the texts as they are.
 */
export type CompareJob = {
  from: string;
  to: string | null;
  reasons: Reason[];
  files: Record<BookName, string>;
};

if (process.send) {
  process.once("message", (job: CompareJob) => {
    try {
      compare(job);
      process.send?.("done", () => process.exit());
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    }
  });
  process.once("disconnect", () => process.exit());
}

function compare({ from, to, reasons, files }: CompareJob): void {
  const kept = (name: string) => booksKept(frozenBlocks(name));
  const compared = comparedBooks(kept(from), to === null ? booksOf(catalogue()) : kept(to), reasons);
  for (const book of Object.keys(files) as BookName[]) {
    const draft = `${files[book]}.${process.pid}.tmp`;
    writeFileSync(draft, JSON.stringify(compared[book]));
    renameSync(draft, files[book]);
  }
}
