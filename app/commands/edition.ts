import { parseArgs } from "node:util";
import { catalogue } from "#app/content/catalogue.server.ts";
import { nameOfDraft, type Reason } from "#app/content/edition-file.ts";
import {
  changesMeaning,
  changesOf,
  editionRecords,
  freezeEdition,
  frozenBlocks,
} from "#app/content/editions.server.ts";
import { booksKept, booksOf, keptBooks } from "#app/features/editions/blocks.ts";
import { comparedBooks, hashesOf, logOf, withoutReason } from "#app/features/editions/compared.ts";
import { bookNames } from "#app/features/manual/book.ts";

/**
 * npm run edition: the editions that were frozen. `-- freeze 2026.1 [--on 2026-12-01]` freezes the tree; `-- changes
 * [--from 2026.1] [--book training|participant|guide]` lists what changed since, and which changes have no reason yet.
 */
try {
  const options = { on: { type: "string" }, from: { type: "string" }, book: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [what = "list", name = ""] = positionals;
  if (what === "list") list();
  else if (what === "freeze") freeze(name, values.on ?? new Date().toISOString().slice(0, 10));
  else if (what === "changes") changes(values.from, values.book);
  else throw new Error("Say list, freeze or changes: npm run edition -- freeze 2026.1");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function list(): void {
  for (const { name, frozen_on: on, blocks, file } of editionRecords())
    console.log(`${name}  frozen ${on}  ${blocks} blocks  ${file.slice(0, 12)}`);
  console.log(`The tree is ${catalogue().course.edition}.`);
}

function freeze(name: string, on: string): void {
  const before = editionRecords().at(-1)?.name;
  const reasons = changesOf(name);
  if (!reasons)
    throw new Error(`Write curricula/editions/changes-${name}.yaml first: a summary, and the reasons.`);
  const compared = before && comparedWith(before, reasons.changes);
  if (compared) refuseWithoutReason(compared);
  const record = freezeEdition(
    { name, on, material: changesMeaning(reasons), what: reasons.summary },
    (content) => {
      const books = booksOf(content);
      const log = compared ? logOf(compared, before) : null;
      return { blocks: keptBooks(books), hashes: hashesOf(books), log };
    },
  );
  console.log(`Edition ${name} is frozen: ${record.blocks} blocks, curricula/editions/${name}.br.`);
  console.log("The tree is the draft of the next edition now. Run npm run check:curricula, and commit both.");
}

function comparedWith(before: string, reasons: readonly Reason[]) {
  return comparedBooks(booksKept(frozenBlocks(before)), booksOf(catalogue()), reasons);
}

function refuseWithoutReason(compared: ReturnType<typeof comparedWith>): void {
  const open = withoutReason(compared);
  if (open.length === 0) return;
  throw new Error(
    `${open.length} changed blocks have no reason yet; npm run edition -- changes lists them. The first: ${open[0]}`,
  );
}

function changes(from = editionRecords().at(-1)?.name, wanted?: string): void {
  if (!from) throw new Error("No edition is frozen yet, so nothing has changed since one.");
  const name = nameOfDraft(catalogue().course.edition);
  const compared = comparedWith(from, changesOf(name)?.changes ?? []);
  for (const book of bookNames) {
    if (wanted && wanted !== book) continue;
    console.log(`\n${book}: ${compared[book].length} changed since ${from}`);
    for (const { how, place, reason } of compared[book])
      console.log(
        `  ${how.padEnd(8)} ${place}  ${reason ? `${reason.kind}: ${reason.reason}` : "no reason yet"}`,
      );
  }
  const open = withoutReason(compared);
  console.log(`\n${open.length} of them have no reason yet (curricula/editions/changes-${name}.yaml).`);
}
