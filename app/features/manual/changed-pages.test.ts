import { describe, expect, it } from "vitest";
import { type Block, hashOfBlock, type Unit } from "#app/features/editions/blocks.ts";
import { exchangeSheet, exchanges, type Printed } from "./changed-pages.ts";

const block = (place: string, text: string): Block => ({
  place,
  section: "",
  kind: "text",
  text,
  sources: [],
  hash: hashOfBlock({ text, sources: [] }),
});

const unit = (id: string, ...texts: string[]): Unit => ({
  id,
  title: `Title of ${id}`,
  group: id,
  blocks: texts.map((text, at) => block(`${id}/${at + 1}`, text)),
});

const book = { parts: [{ kind: "support" as const }] };

const before: Printed = {
  book,
  units: [
    unit("m-1", "One and two."),
    unit("m-2", "Three."),
    unit("gone", "Four."),
    unit("support-lines", "988"),
  ],
  segments: [
    { id: "m-1", first: 1, last: 4 },
    { id: "m-2", first: 5, last: 5 },
    { id: "gone", first: 6, last: 7 },
    { id: "part-0", first: 8, last: 8 },
  ],
};
const after: Printed = {
  book,
  units: [
    unit("m-1", "One and two."),
    unit("m-2", "Three, said anew."),
    unit("new", "Five."),
    unit("support-lines", "911"),
  ],
  segments: [
    { id: "m-1", first: 1, last: 4 },
    { id: "m-2", first: 5, last: 6 },
    { id: "new", first: 7, last: 7 },
    { id: "part-0", first: 8, last: 8 },
  ],
};

describe("the pages that changed", () => {
  it("are those of each changed part, with the pages to take out and to put in", () => {
    const pages = exchanges(before, after).map((one) => [one.title, one.out, one.in]);
    expect(pages).toEqual([
      ["Title of m-2", before.segments[1], after.segments[1]],
      ["Title of new", null, after.segments[2]],
      ["Title of support-lines", before.segments[3], after.segments[3]],
      ["Title of gone", before.segments[2], null],
    ]);
    expect(exchanges(before, before)).toEqual([]);
  });

  it("stand behind a sheet that names them", () => {
    const facts = { title: "Manual", since: "2026.1", edition: "2026.2", paper: "us-letter" as const };
    const sheet = exchangeSheet(exchanges(before, after), facts);
    expect(sheet).toContain("pages 5 to 6");
    expect(sheet.match(/#image\("\/book\.pdf", page: (\d+)/gu)).toHaveLength(4);
    expect(exchangeSheet([], facts)).toContain("Nothing changed.");
  });
});
