import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { parse, stringify } from "yaml";
import { buildCatalogue, hashOfAll } from "./build-catalogue.server.ts";
import { catalogue, reloadCatalogue } from "./catalogue.server.ts";
import type { CurriculaFiles, Problem } from "./documents.ts";
import {
  type Changes,
  changesSchema,
  draftAfter,
  type EditionLog,
  type EditionRecord,
  editionName,
  isMaterial,
  recordsSchema,
} from "./edition-file.ts";
import { logName } from "./edition-log.server.ts";
import { curriculaFolder, editionsFolder, readCurricula } from "./files.server.ts";
import { type Frozen, newestFormat, readFrozen } from "./frozen-edition.ts";
import type { Catalogue } from "./tree.ts";

/**
 * curricula/editions/: each edition is one compressed file with its sources and its blocks, which only commands and
 * builders open; editions.yaml and the reasons are small, and everybody may read them.
 */
const folderOf = (curricula = curriculaFolder()) => join(curricula, editionsFolder);
const fileOf = (name: string, curricula?: string) => join(folderOf(curricula), `${name}.br`);
const recordsFile = (curricula?: string) => join(folderOf(curricula), "editions.yaml");
const changesName = (name: string) => `changes-${name}.yaml`;

/** What an edition is: its blocks, by book, and the hash of each. */
export type FrozenBlocks = Pick<Frozen, "blocks" | "hashes">;
/** The same about to be frozen, with what changed since the edition before; null for the first. */
type Freezing = FrozenBlocks & { log: EditionLog | null };

/** What was frozen, the oldest first. */
export function editionRecords(curricula = curriculaFolder()): EditionRecord[] {
  const text = textOr(recordsFile(curricula), "[]");
  return recordsSchema.parse(parse(text) ?? []);
}

/** The newest edition that was frozen, whatever was decided about it since; the draft where none was. */
export function newestFrozen(): string {
  const { edition, editions } = catalogue().course;
  return editions.at(-1)?.name ?? edition;
}

/** Why the blocks of an edition, or of the draft of that name, changed; null where nobody wrote any reasons. */
export function changesOf(name: string, curricula = curriculaFolder()): Changes | null {
  const text = textOr(join(folderOf(curricula), changesName(name)), "");
  return text ? changesSchema.parse(parse(text)) : null;
}

/** The blocks of a frozen edition. For commands and builders: they are megabytes. */
export const frozenBlocks = (name: string): Frozen["blocks"] => frozenEdition(name).blocks;

/**
 * Lets this process, a builder or a command, work with the texts of a frozen edition from here on. Throws with a sentence
 * for people when its sources no longer fit the schemas of this program; its blocks can be read all the same.
 */
export function openEdition(name: string): void {
  const files = filesOf(frozenEdition(name));
  try {
    reloadCatalogue(files);
  } catch (error) {
    throw new Error(
      `Edition ${name} was written for an older program, and this one cannot set its pages anymore. What changed since it can still be read.`,
      { cause: error },
    );
  }
}

/**
 * Freezes the tree under `name` on the day `on`, and makes the tree the draft of the next edition. `blocksOf` gives the
 * blocks of a catalogue; `material` says whether trainers have to be briefed. Throws when the name is taken or is none.
 */
export function freezeEdition(
  { name, on, material, what }: { name: string; on: string; material: boolean; what: string },
  blocksOf: (catalogue: Catalogue) => Freezing,
  curricula = curriculaFolder(),
): EditionRecord {
  if (!editionName.test(name)) throw new Error("An edition is named by its year and a number, as 2026.1.");
  const records = editionRecords(curricula);
  if (records.some((one) => one.name === name) || existsSync(fileOf(name, curricula)))
    throw new Error(
      `Edition ${name} is frozen already. What is frozen stays as it is; choose the next name.`,
    );
  const entry = `  - name: "${name}"\n    on: ${on}\n    material: ${material}\n    what: ${JSON.stringify(what)}\n`;
  const released = withEdition(readCurricula(curricula), name, entry);
  const { blocks, hashes, log } = blocksOf(buildCatalogue(released));
  const logJson = log && `${JSON.stringify(log, null, 1)}\n`;
  const frozen: Frozen = { format: newestFormat, name, texts: {}, bytes: {}, blocks, hashes };
  for (const [file, content] of [...released].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (typeof content === "string") frozen.texts[file] = content.replaceAll("\r\n", "\n");
    else frozen.bytes[file] = Buffer.from(content).toString("base64");
  }
  const packed = brotliCompressSync(JSON.stringify(frozen), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  const record: EditionRecord = {
    name,
    frozen_on: on,
    content: hashOfAll(released),
    blocks: hashes.length,
    block_hashes: sha(hashes.join("\n")),
    file: sha(packed),
    reasons: sha(reasonsText(name, curricula)),
    ...(logJson ? { log: sha(logJson) } : {}),
  };
  mkdirSync(folderOf(curricula), { recursive: true });
  place(fileOf(name, curricula), packed);
  if (logJson) place(join(folderOf(curricula), logName(name)), logJson);
  place(recordsFile(curricula), recordsHead + stringify([...records, record]));
  const draft = withEdition(readCurricula(curricula), draftAfter(name), entry);
  for (const [file, content] of draft)
    if (isEditionFile(file) && typeof content === "string") place(join(curricula, file), content);
  return record;
}

const recordsHead =
  "# What was frozen, by npm run edition -- freeze. Nobody edits this file or the files that it names.\n";

/** Problems of the editions: a frozen file that was changed, and a tree that bears a frozen name without being it. */
export function checkEditions(
  files: CurriculaFiles,
  edition: string,
  curricula = curriculaFolder(),
): Problem[] {
  const problems: Problem[] = [];
  const tell = (file: string, field: string, sentence: string) =>
    problems.push({ file: `${editionsFolder}/${file}`, field, sentence });
  let records: EditionRecord[] = [];
  try {
    records = editionRecords(curricula);
  } catch {
    tell("editions.yaml", "file", "It cannot be read. Nobody edits it; take it back from the history.");
  }
  for (const record of records) {
    const { name } = record;
    const bytes = existsSync(fileOf(name, curricula)) ? readFileSync(fileOf(name, curricula)) : null;
    if (!bytes)
      tell(`${name}.br`, "file", `The frozen edition ${name} is gone. Take it back from the history.`);
    else if (sha(bytes) !== record.file)
      tell(`${name}.br`, "file", `The frozen edition ${name} was changed. Take it back from the history.`);
    else {
      const frozen = readFrozen(bytes);
      if (
        hashOfAll(filesOf(frozen)) !== record.content ||
        sha(frozen.hashes.join("\n")) !== record.block_hashes
      )
        tell(`${name}.br`, "content", `Edition ${name} is not what editions.yaml says it is.`);
    }
    if (sha(reasonsText(name, curricula)) !== record.reasons)
      tell(changesName(name), "file", `The reasons of edition ${name} were changed after it was frozen.`);
    if (record.log && sha(logText(name, curricula)) !== record.log)
      tell(logName(name), "file", `The list of changes of edition ${name} was changed after it was frozen.`);
    if (edition === name && hashOfAll(files) !== record.content)
      problems.push({
        file: "course.yaml",
        field: "edition",
        sentence: `The texts differ from the frozen edition ${name}; call them ${draftAfter(name)}, or take the frozen texts back.`,
      });
  }
  if (editionName.test(edition) && records.every(({ name }) => name !== edition))
    problems.push({
      file: "course.yaml",
      field: "edition",
      sentence: `No edition ${edition} is frozen; write ${edition}-draft, or run npm run edition -- freeze ${edition}.`,
    });
  return problems;
}

/** Whether the reasons say that what is taught has changed. */
export const changesMeaning = (changes: Changes | null): boolean =>
  changes?.changes.some(({ kind }) => isMaterial(kind)) ?? false;

const isEditionFile = (file: string): boolean => /^[^/]+\/(course|guide)\.yaml$/u.test(file);

/** The files with another edition in course.yaml and guide.yaml, and the new one among the published ones. */
function withEdition(
  files: CurriculaFiles,
  edition: string,
  entry: string,
): Map<string, string | Uint8Array> {
  const changed = new Map(files);
  for (const [file, content] of files) {
    if (!isEditionFile(file) || typeof content !== "string") continue;
    const named = content.replace(/^edition: .*$/mu, `edition: ${JSON.stringify(edition)}`);
    if (named === content && !content.includes(JSON.stringify(edition)))
      throw new Error(`${file} has no line that begins with "edition:".`);
    changed.set(file, file.endsWith("/course.yaml") ? withEntry(named, entry) : named);
  }
  return changed;
}

/** The list of published editions is the last field of course.yaml. */
function withEntry(course: string, entry: string): string {
  const text = course.endsWith("\n") ? course : `${course}\n`;
  const list = /^editions:\n(?:^[ -].*\n)*/mu.exec(text);
  if (!list) return `${text}editions:\n${entry}`;
  return text.slice(0, list.index) + list[0] + entry + text.slice(list.index + list[0].length);
}

function frozenEdition(name: string): Frozen {
  const record = editionRecords().find((one) => one.name === name);
  if (!record) throw new Error(`There is no frozen edition ${name}.`);
  const bytes = readFileSync(fileOf(name));
  if (sha(bytes) !== record.file) throw new Error(`The frozen edition ${name} was changed on this server.`);
  return readFrozen(bytes);
}

function filesOf({ texts, bytes }: Frozen): CurriculaFiles {
  const files = new Map<string, string | Uint8Array>(Object.entries(texts));
  for (const [file, content] of Object.entries(bytes)) files.set(file, Buffer.from(content, "base64"));
  return files;
}

const reasonsText = (name: string, curricula?: string): string =>
  textOr(join(folderOf(curricula), changesName(name)), "").replaceAll("\r\n", "\n");

const logText = (name: string, curricula?: string): string =>
  textOr(join(folderOf(curricula), logName(name)), "").replaceAll("\r\n", "\n");

function textOr(file: string, otherwise: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : otherwise;
}

function place(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}

const sha = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");
