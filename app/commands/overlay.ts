import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { siteOf } from "#app/content/catalogue.server.ts";
import { entriesOf, leftIn } from "#app/features/sites/overlay.server.ts";
import { stateNames } from "#app/features/sites/overlay.ts";
import { exportOverlay, importOverlay } from "#app/features/sites/overlay-file.server.ts";

/**
 * npm run --silent overlay -- list SITE | export SITE | import SITE FILE|-
 * The local facts of a site: what is left, all that is in force as JSON, and such a file taken in.
 */
try {
  const { positionals } = parseArgs({ allowPositionals: true, strict: true });
  const [what, siteId = "", file = "-"] = positionals;
  const site = siteOf(siteId);
  if (!site) throw new Error(`There is no site called “${siteId}”.`);
  if (what === "list") {
    const entries = entriesOf(siteId);
    for (const { slot, state, required, reviewBy } of entries)
      console.log(
        [slot, required ? "required" : "optional", stateNames[state], reviewBy ?? ""].join("\t").trimEnd(),
      );
    console.log(`${leftIn(entries).length} required entries are left at ${site.name}.`);
  } else if (what === "export") {
    console.log(JSON.stringify(exportOverlay(siteId), null, 2));
  } else if (what === "import") {
    const { taken, same, problems } = importOverlay(siteId, readFileSync(file === "-" ? 0 : file, "utf8"));
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    if (problems.length > 0) throw new Error("Nothing was taken in.");
    console.log(`${taken} entries were taken in; ${same} were there already.`);
  } else throw new Error("Say list, export or import, and the short name of a site.");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
