import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue, image, printCatalogue } from "#app/content/catalogue.server.ts";
import { bookNames, collectBook } from "#app/features/manual/book.ts";
import { segmentsOf } from "#app/features/manual/fits.ts";
import { runPdfBuilder } from "#app/features/manual/pdf-process.server.ts";
import { typesetBook } from "#app/features/manual/typeset.ts";
import { env } from "#app/lib/env.ts";

/**
 * npm run fits: sets every shipped manual and writes down which of its segments need to be set tighter, so that a build
 * need not find out. Takes some ten minutes; worth it before an edition is frozen.
 */
const folder = mkdtempSync(join(tmpdir(), "cairn-fits-"));
const found = new Map<string, number>();
try {
  for (const paper of ["letter", "a4"] as const)
    for (const book of bookNames)
      for (const site of [null, ...catalogue().sites.keys()]) {
        const content = printCatalogue(site);
        const { files, images } = typesetBook(
          content,
          collectBook(content, { book, site, paper }),
          env.origin,
          image,
        );
        const segments = segmentsOf(files);
        const known = Object.fromEntries(
          [...segments].flatMap(([id, hash]) => (found.has(hash) ? [[id, found.get(hash) as number]] : [])),
        );
        const made = await runPdfBuilder(
          { files, images, fits: known, out: join(folder, "book.pdf") },
          { longestMs: 600_000, unfinished: (end) => `A book was not finished (${end}).` },
        );
        for (const [id, level] of Object.entries(made.fits)) {
          const hash = segments.get(id);
          if (hash) found.set(hash, level);
          else console.error(`${book}: no segment is called ${id}.`);
        }
        const sorted = Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
        writeFileSync("app/features/manual/fits.json", `${JSON.stringify(sorted, null, 2)}\n`);
        console.log(
          `${book}, ${paper}, ${site ?? "national"}: ${Object.keys(made.fits).length} of ${segments.size} segments`,
        );
      }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
