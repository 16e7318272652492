import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { catalogue, printCatalogue, reloadCatalogue } from "#app/content/catalogue.server.ts";
import type { EditionLog } from "#app/content/edition-file.ts";
import {
  changesOf,
  checkEditions,
  editionRecords,
  freezeEdition,
  frozenBlocks,
  openEdition,
} from "#app/content/editions.server.ts";
import { readCurricula } from "#app/content/files.server.ts";
import { sample } from "#app/content/sample.ts";
import { booksKept, booksOf, keptBooks } from "#app/features/editions/blocks.ts";
import { comparedBooks, hashesOf, logOf, withoutReason } from "#app/features/editions/compared.ts";
import { type BookName, collectBook } from "#app/features/manual/book.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cairn-edition-"));
  for (const [file, content] of sample()) write(file, content);
  write("editions/changes-2030.1.yaml", "summary: The first one.\n");
  process.env.CURRICULA_DIR = folder;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  delete process.env.CURRICULA_DIR;
});

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

const read = (file: string) => readFileSync(join(folder, file), "utf8");

const freeze = (name: string, log: EditionLog | null = null) =>
  freezeEdition({ name, on: "2030-01-31", material: false, what: "The first one." }, (content) => {
    const books = booksOf(content);
    return { blocks: keptBooks(books), hashes: hashesOf(books), log };
  });

const problems = (edition: string) =>
  checkEditions(readCurricula(folder), edition).map(({ file, sentence }) => `${file}: ${sentence}`);

const courseFile = () =>
  [...readCurricula(folder).keys()].find((file) => file.endsWith("/course.yaml")) ?? "";
const moduleFile = () => [...readCurricula(folder).keys()].find((file) => file.endsWith("/module.md")) ?? "";

describe("an edition", () => {
  it("is frozen with its sources, its blocks and their hashes, and the tree becomes the next draft", () => {
    const record = freeze("2030.1");
    expect(editionRecords()).toEqual([record]);
    expect(read(courseFile())).toContain('edition: "2030.2-draft"');
    expect(read(courseFile())).toContain('  - name: "2030.1"\n    on: 2030-01-31\n    material: false\n');
    expect(problems("2030.2-draft")).toEqual([]);
    const kept = booksKept(frozenBlocks("2030.1"));
    expect(hashesOf(kept)).toHaveLength(record.blocks);
    expect([...readCurricula(folder).keys()].filter((file) => file.startsWith("editions/"))).toEqual([]);

    openEdition("2030.1");
    expect(catalogue().course.edition).toBe("2030.1");
    expect(catalogue().guide.edition).toBe("2030.1");
    expect(catalogue().hash).toBe(record.content);
    expect(booksOf(catalogue())).toEqual(kept);
  });

  it("is frozen once, under a name of a year and a number", () => {
    freeze("2030.1");
    expect(() => freeze("2030.1")).toThrow(/frozen already/);
    expect(() => freeze("spring")).toThrow(/year and a number/);
  });

  it("cannot be changed without the check saying so", () => {
    freeze("2030.1");
    const file = "editions/2030.1.br";
    const bytes = readFileSync(join(folder, file));
    write(file, bytes.subarray(0, -1));
    expect(problems("2030.2-draft")).toEqual([
      "editions/2030.1.br: The frozen edition 2030.1 was changed. Take it back from the history.",
    ]);
    expect(() => openEdition("2030.1")).toThrow(/was changed/);
    rmSync(join(folder, file));
    expect(problems("2030.2-draft")[0]).toMatch(/is gone/);
    write(file, bytes);
    write("editions/changes-2030.1.yaml", "summary: Another story.\n");
    expect(problems("2030.2-draft")[0]).toMatch(/reasons of edition 2030.1 were changed/);
  });

  it("cannot lend its name to other texts", () => {
    freeze("2030.1");
    write(courseFile(), read(courseFile()).replace("2030.2-draft", "2030.1"));
    expect(problems("2030.1")[0]).toMatch(/differ from the frozen edition 2030.1; call them 2030.2-draft/);
    expect(problems("2031.7")[0]).toMatch(/No edition 2031.7 is frozen/);
  });
});

describe("what changed since an edition", () => {
  it("names the blocks, and asks for a reason for each", () => {
    freeze("2030.1");
    const before = booksKept(frozenBlocks("2030.1"));
    expect(withoutReason(comparedBooks(before, booksOf(reloadCatalogue(readCurricula(folder))), []))).toEqual(
      [],
    );

    const text = read(moduleFile());
    const added = "\n\nThis paragraph is new and says something that nobody said before.\n";
    write(moduleFile(), text.trimEnd() + added);
    const after = booksOf(reloadCatalogue(readCurricula(folder)));
    const open = withoutReason(comparedBooks(before, after, []));
    expect(open).toHaveLength(1);
    const section = (open[0] as string).split("/").slice(0, 2).join("/");
    write(
      "editions/changes-2030.2.yaml",
      `summary: One thing more.\nchanges:\n  - where: ${section}\n    kind: law\n    reason: The law says so since May.\n`,
    );
    const compared = comparedBooks(before, after, changesOf("2030.2")?.changes ?? []);
    expect(withoutReason(compared)).toEqual([]);
    expect(compared.training.map(({ how, reason }) => [how, reason?.kind])).toEqual([["added", "law"]]);
    expect(compared.participant.map(({ new: now }) => now?.text)).toEqual([added.trim()]);
    expect(compared.guide).toEqual([]);

    const printed = (book: BookName) => {
      const { changes } = collectBook(printCatalogue(null), { book, site: null, paper: "letter" });
      return changes.kind === "list" ? changes.groups.flatMap(({ entries }) => entries) : changes.kind;
    };
    expect(printed("training")).toBe("draft");
    freeze("2030.2", logOf(compared, "2030.1"));
    openEdition("2030.2");
    const line = { kind: "law", reason: "The law says so since May." };
    expect(printed("training")).toMatchObject([line]);
    expect(printed("participant")).toMatchObject([line]);
    expect(printed("guide")).toEqual([]);
    openEdition("2030.1");
    expect(printed("training")).toBe("first");
    expect(problems("2030.3-draft")).toEqual([]);
    write("editions/log-2030.2.json", "{}");
    expect(problems("2030.3-draft")[0]).toMatch(/list of changes of edition 2030.2 was changed/);
  });
});
