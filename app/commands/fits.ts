import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue, image, printCatalogue } from "#app/content/catalogue.server.ts";
import { bookNames, collectBook } from "#app/features/manual/book.ts";
import { type FitKey, fitsToKeep, segmentsOf } from "#app/features/manual/fits.ts";
import { runPdfBuilder } from "#app/features/manual/pdf-process.server.ts";
import { typesetBook } from "#app/features/manual/typeset.ts";
import { env } from "#app/lib/env.ts";

/**
 * npm run fits: sets every shipped manual and writes down which of its segments need to be set tighter, so that a build
 * need not find out. Takes some ten minutes; worth it before an edition is frozen.
 */
const folder = mkdtempSync(join(tmpdir(), "cairn-fits-"));
const found = new Map<string, FitKey & { level: number }>();
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
          [...segments].flatMap(([id, { hash }]) => {
            const level = found.get(hash)?.level;
            return level === undefined ? [] : [[id, level]];
          }),
        );
        const made = await runPdfBuilder(
          { files, images, fits: known, out: join(folder, "book.pdf") },
          { longestMs: 600_000, unfinished: (end) => `A book was not finished (${end}).` },
        );
        for (const id of Object.keys(made.fits).filter((id) => !segments.has(id)))
          console.error(`${book}: no segment is called ${id}.`);
        for (const [id, key] of segments) found.set(key.hash, { ...key, level: made.fits[id] ?? 0 });
        const text = JSON.stringify(fitsToKeep([...found.values()]), null, 2);
        writeFileSync("app/features/manual/fits.json", `${text}\n`);
        console.log(
          `${book}, ${paper}, ${site ?? "national"}: ${Object.values(made.fits).filter((level) => level > 0).length} of ${segments.size} segments`,
        );
      }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
