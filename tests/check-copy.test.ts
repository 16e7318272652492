import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reloadCatalogue } from "#app/content/catalogue.server.ts";
import { editionRecords } from "#app/content/editions.server.ts";
import { sample } from "#app/content/sample.ts";
import { checkCopy, copyIn } from "#app/features/editions/check-copy.server.ts";
import { decideEdition } from "#app/features/editions/editions.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { audit, manualDownload } from "#db/schema/trust.ts";
import { as, freshDb } from "#tests/fresh-db.ts";

const hash = "0123456789abcdef".repeat(4);
const footer = hash.slice(0, 12);
const nothing = new URLSearchParams();
const check = (edition: string, of = "", more: Record<string, string> = {}) =>
  checkCopy(copyIn({ edition, hash: of, ...more }, nothing));

beforeEach(() => {
  freshDb();
  db.insert(manualDownload)
    .values({
      id: newId(),
      at: new Date(),
      personId: null,
      siteId: null,
      book: "guide",
      form: "letter",
      edition: "2026.1",
      contentHash: hash,
    })
    .run();
});

const decide = (decision: "withdrawn" | "retired", reason: string) =>
  decideEdition(as("grantee"), { id: newId(), edition: "2026.1", decision, reason });

describe("a copy", () => {
  it("is known by its edition, by its hash, or by both as they stand in a footer", () => {
    expect(checkCopy(copyIn({}, nothing))).toBeNull();
    expect(check("2026.1")).toMatchObject({ standing: "current", file: null, instead: null });
    expect(check("Edition 2026.1", `${footer.slice(0, 6)} ${footer.slice(6).toUpperCase()}`)).toMatchObject({
      standing: "current",
      title: "Community Response Guide",
      file: "known",
    });
    expect(check("", footer)).toMatchObject({ edition: "2026.1", standing: "current", file: "known" });
    const search = new URLSearchParams({ edition: "2026.1", hash: footer });
    expect(checkCopy(copyIn({}, search))).toEqual(check("2026.1", footer));
    const own = editionRecords()[0]?.content.slice(0, 16);
    expect(check("", own)).toMatchObject({ edition: "2026.1", standing: "current" });
    expect(check("2026.1", "ffffffffffff", { book: "training", site: "denver" })).toMatchObject({
      file: "unknown",
      place: "Denver",
    });
    expect(check("2026.1", footer.slice(0, 4))).toMatchObject({ file: "unknown" });
    for (const [edition, of] of [
      ["1999.9", ""],
      ["", "ffffffffffff"],
      ["", "012"],
      ["", "%"],
    ] as const)
      expect(check(edition, of)).toMatchObject({ standing: "unknown", file: null, later: [] });
  });

  it("that was withdrawn is called so at once, with the reason", () => {
    decide("withdrawn", "The hotline number on page 12 is wrong.");
    expect(check("2026.1", footer)).toMatchObject({
      standing: "withdrawn",
      reason: "The hotline number on page 12 is wrong.",
      decided: expect.stringMatching(/\d{4}/u),
      instead: null,
    });
    expect(check("2026.1-draft")).toMatchObject({ standing: "draft", instead: null });
  });

  it("leaves nothing behind when somebody checks it", () => {
    const count = () => [audit, manualDownload].map((table) => db.select().from(table).all().length);
    const before = count();
    check("2026.1", footer, { book: "guide", site: "national" });
    expect(count()).toEqual(before);
  });
});

describe("with a second edition", () => {
  beforeAll(() => {
    const files = new Map(sample());
    const course = [...files.keys()].find((file) => file.endsWith("/course.yaml")) ?? "";
    const entry = (name: string, what: string) =>
      `  - name: "${name}"\n    on: 2027-01-31\n    material: true\n    what: "${what}"\n`;
    const list = `editions:\n${entry("2026.1", "The first.")}${entry("2026.2", "Two laws changed.")}`;
    files.set(course, `${String(files.get(course)).trimEnd()}\n${list}`);
    reloadCatalogue(files);
  });

  it("a copy of the first one is superseded, and is told what came after it", () => {
    expect(check("2026.1", footer)).toMatchObject({
      standing: "superseded",
      instead: "2026.2",
      later: [{ name: "2026.2", what: "Two laws changed." }],
      changes: "/response-guide/changes?from=2026.1",
      take: "/response-guide",
    });
    expect(check("2026.1", "", { book: "training", site: "national" })).toMatchObject({
      changes: "/manuals/training/national/changes?from=2026.1",
      take: "/shelf",
    });
    expect(check("2026.1-draft")).toMatchObject({ standing: "draft", instead: "2026.2" });
    expect(check("2026.2")).toMatchObject({ standing: "current", later: [] });
    decide("withdrawn", "The hotline number on page 12 is wrong.");
    expect(check("2026.1")).toMatchObject({ standing: "withdrawn", instead: "2026.2" });
  });
});
