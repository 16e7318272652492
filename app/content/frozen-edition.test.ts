import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { newestFormat, readFrozen } from "./frozen-edition.ts";

const folder = "curricula/editions";
const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const packed = (value: unknown) => brotliCompressSync(JSON.stringify(value));

describe("the reader of frozen editions", () => {
  it("reads every edition that was shipped, whole, and needs no schema of the curriculum for it", () => {
    const records: { name: string; blocks: number; block_hashes: string }[] = parse(
      readFileSync(join(folder, "editions.yaml"), "utf8"),
    );
    expect(records.map(({ name }) => name)).toContain("2026.1");
    for (const record of records) {
      const frozen = readFrozen(readFileSync(join(folder, `${record.name}.br`)));
      expect(frozen.name).toBe(record.name);
      expect(frozen.hashes).toHaveLength(record.blocks);
      expect(sha(frozen.hashes.join("\n"))).toBe(record.block_hashes);
      const blocks = Object.values(frozen.blocks).flatMap((units) => units.flatMap(({ blocks }) => blocks));
      const hashes = new Set(
        blocks.map(({ text, sources }) => sha(JSON.stringify([text, sources])).slice(0, 24)),
      );
      expect([...hashes].sort()).toEqual(frozen.hashes);
      expect(Object.keys(frozen.texts).length).toBeGreaterThan(100);
    }
    const imports = [
      ...readFileSync("app/content/frozen-edition.ts", "utf8").matchAll(/from "([^"]+)"/gu),
    ].map(([, from]) => from);
    expect(imports).toEqual(["node:zlib", "zod"]);
  });

  it("takes no offense at what a later program adds, and refuses a format that it does not know", () => {
    const block = { place: "c-1/1", section: "", kind: "song", text: "Words.", sources: [], tune: "new" };
    const unit = { id: "c-1", title: "One", group: "One", blocks: [block] };
    const frozen = {
      name: "2030.1",
      texts: {},
      bytes: {},
      blocks: { songbook: [unit] },
      hashes: [],
      more: 1,
    };
    expect(readFrozen(packed(frozen))).toMatchObject({ format: 1, blocks: { songbook: [{ id: "c-1" }] } });
    expect(() => readFrozen(packed({ ...frozen, format: newestFormat + 1 }))).toThrow(/newer program/u);
    expect(() => readFrozen(packed({ ...frozen, hashes: "none" }))).toThrow();
  });
});
