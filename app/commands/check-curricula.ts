import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { catalogue } from "#app/content/catalogue.server.ts";
import { checkSources, type Grade, inspectCurricula } from "#app/content/check.ts";
import { nameOfDraft } from "#app/content/edition-file.ts";
import { changesOf, checkEditions, editionRecords, frozenBlocks } from "#app/content/editions.server.ts";
import { curriculaFolder, readCurricula } from "#app/content/files.server.ts";
import { idsSchema } from "#app/content/schema.ts";
import { booksKept, booksOf } from "#app/features/editions/blocks.ts";
import { comparedBooks, withoutReason } from "#app/features/editions/compared.ts";

/**
 * npm run check:curricula [-- --accept-ids --write-sources]: every error as `file field sentence`, then how hard each
 * text is to read.
 */
const folder = curriculaFolder();
/** The table is about this project's own texts, and not about those that CURRICULA_DIR names elsewhere. */
const sourcesFile = folder === resolve("curricula") ? "docs/sources.md" : null;
let found = inspectCurricula(readCurricula(folder));

if (process.argv.includes("--accept-ids") && found.newIds.length > 0) {
  acceptIds(found.newIds);
  console.log(`ids.yaml: ${found.newIds.length} new ids accepted.\n`);
  found = inspectCurricula(readCurricula(folder));
}

if (process.argv.includes("--write-sources") && sourcesFile) {
  writeFileSync(sourcesFile, found.sources);
  console.log("docs/sources.md: written.\n");
}

const { grades, sources } = found;
const stale = sourcesFile ? checkSources(readOr(sourcesFile, ""), sources) : [];
const problems = [...found.problems, ...stale, ...editionProblems()];
for (const { file, field, sentence } of problems) console.log(`${file} ${field} ${sentence}`);
if (problems.length > 0) console.log("");
else tellMissingReasons();
for (const grade of grades) console.log(gradeLine(grade));
console.log(
  `\n${problems.length === 0 ? "No" : problems.length} problem${problems.length === 1 ? "" : "s"} in ${grades.length} texts.`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

function editionProblems() {
  const files = readCurricula(folder);
  const course = [...files].find(([file]) => file.endsWith("/course.yaml"))?.[1];
  const edition = /^edition: *"?([^"\n]*)"?$/mu.exec(String(course ?? ""))?.[1]?.trim() ?? "";
  return checkEditions(files, edition, folder);
}

/** No problem while an edition is being made, and asked for when it is frozen. */
function tellMissingReasons(): void {
  const last = editionRecords(folder).at(-1)?.name;
  if (!last) return;
  const name = nameOfDraft(catalogue().course.edition);
  if (name === last) return;
  const compared = comparedBooks(
    booksKept(frozenBlocks(last)),
    booksOf(catalogue()),
    changesOf(name, folder)?.changes ?? [],
  );
  const open = withoutReason(compared);
  if (open.length === 0) return;
  console.log(`Changed since ${last} without a reason in editions/changes-${name}.yaml:`);
  for (const place of open.slice(0, 40)) console.log(`  ${place}`);
  if (open.length > 40) console.log(`  and ${open.length - 40} more: npm run edition -- changes`);
  console.log("");
}

function acceptIds(added: string[]): void {
  const file = join(folder, "ids.yaml");
  const ids = idsSchema.parse(parse(readOr(file, "active: []\nretired: []\n")));
  const active = [...ids.active, ...added].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const head =
    "# Every id ever used, kept by npm run check:curricula -- --accept-ids.\n# An id that leaves the tree moves to retired and is never used again.\n";
  writeFileSync(file, head + stringify({ active, retired: ids.retired }));
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}

function gradeLine({ file, grade, limit, words }: Grade): string {
  const most = limit === null ? "" : `≤ ${limit}`;
  return `${grade.toFixed(1).padStart(5)} ${most.padEnd(5)} ${String(words).padStart(6)} words  ${file}`;
}
