import { describe, expect, it } from "vitest";
import { type Block, hashOfBlock, type Unit } from "#app/features/editions/blocks.ts";
import { exchangeSheet, exchanges, type Printed, pagesIn, shifts } from "./changed-pages.ts";

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
    unit("stays", "Six."),
    unit("support-lines", "988"),
  ],
  segments: [
    { id: "m-1", first: 4, last: 7 },
    { id: "m-2", first: 8, last: 8 },
    { id: "gone", first: 9, last: 10 },
    { id: "stays", first: 11, last: 11 },
    { id: "part-0", first: 12, last: 12 },
  ],
};
const after: Printed = {
  book,
  units: [
    unit("m-1", "One and two."),
    unit("m-2", "Three, said anew."),
    unit("new", "Five."),
    unit("stays", "Six."),
    unit("support-lines", "911"),
  ],
  segments: [
    { id: "m-1", first: 4, last: 7 },
    { id: "m-2", first: 8, last: 9 },
    { id: "new", first: 10, last: 10 },
    { id: "stays", first: 11, last: 11 },
    { id: "part-0", first: 12, last: 12 },
  ],
};

describe("the pages that changed", () => {
  it("are those of each changed part and the opening, with the pages to take out and to put in", () => {
    const list = exchanges(before, after);
    expect(list.map((one) => [one.title, one.out, one.in])).toEqual([
      [
        "Title page, about this manual, contents, and what changed",
        { id: "opening", first: 1, last: 3 },
        { id: "opening", first: 1, last: 3 },
      ],
      ["Title of m-2", before.segments[1], after.segments[1]],
      ["Title of new", null, after.segments[2]],
      ["Title of support-lines", before.segments[4], after.segments[4]],
      ["Title of gone", before.segments[2], null],
    ]);
    expect(pagesIn(list)).toEqual([1, 2, 3, 8, 9, 10, 12]);
    expect(exchanges(before, before)).toEqual([]);
  });

  it("leave others in the binder, which the new edition counts differently", () => {
    const list = exchanges(before, after);
    expect(shifts(before, after, list)).toEqual([]);
    const segments = after.segments.map((one) => ({ ...one, first: one.first + 2, last: one.last + 2 }));
    const moved = shifts(before, { ...after, segments }, list);
    expect(moved).toEqual([
      { out: before.segments[0], first: 6 },
      { out: before.segments[3], first: 13 },
    ]);
  });

  it("stand behind a sheet that names them", () => {
    const facts = {
      title: "Manual",
      author: "Its authors",
      date: "2030-01-31",
      since: "2026.1",
      edition: "2026.2",
      paper: "us-letter" as const,
    };
    const list = exchanges(before, after);
    const stays = { id: "stays", first: 11, last: 11 };
    const sheet = exchangeSheet(list, [{ out: stays, first: 13 }], facts);
    expect(sheet).toContain("pages 8 to 9");
    expect(sheet).toContain("7 pages");
    expect(sheet).toContain("Pages that stay, and have another number now");
    expect(exchangeSheet([], [], facts)).toContain("Nothing changed.");
  });
});
