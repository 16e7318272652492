import { beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/client.server.ts";
import { audit, manualDownload } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { formFileName } from "./book.ts";
import type { EditionFile } from "./edition-files.server.ts";
import { mayOpen, sendManual, shelf, specOf } from "./manuals.server.ts";

beforeEach(freshDb);

const training = specOf({ book: "training", site: "denver", form: "letter" });
const participant = specOf({ book: "participant", site: "denver", form: "a4" });

describe("who may open which manual", () => {
  it("shows a trainee the participant edition and the guide of their own site", () => {
    expect(shelf(as("trainee"))).toEqual([
      { site: "denver", name: "Denver, Colorado", books: ["participant", "guide"] },
      { site: "national", name: "National edition, without local pages", books: ["participant", "guide"] },
    ]);
  });

  it("shows a trainer the facilitator edition too, and no other site", () => {
    expect(shelf(as("trainer")).map(({ site, books }) => [site, books.length])).toEqual([
      ["denver", 3],
      ["national", 3],
    ]);
  });

  it("shows the grantee every site", () => {
    expect(shelf(as("grantee")).map(({ site }) => site)).toEqual([
      "atlantic-city",
      "chicago",
      "denver",
      "san-diego",
      "washington-dc",
      "national",
    ]);
  });

  it("refuses the facilitator edition to a trainee, and hides another site's manuals", () => {
    expect(refused(() => mayOpen(as("trainee"), training))).toBe(403);
    expect(refused(() => mayOpen(as("chicagoTrainer"), training))).toBe(404);
    expect(refused(() => mayOpen(as("chicagoTrainee"), participant))).toBe(404);
    expect(() => mayOpen(as("trainer"), training)).not.toThrow();
    expect(() => mayOpen(as("trainee"), participant)).not.toThrow();
  });

  it("knows no other book, site or paper", () => {
    for (const parts of [
      { book: "novel", site: "denver", form: "letter" },
      { book: "guide", site: "atlantis", form: "letter" },
      { book: "guide", site: "denver", form: "legal" },
    ])
      expect(refused(() => specOf(parts))).toBe(404);
  });
});

it("takes a Common Cartridge for a package of the training, and of no other book", () => {
  const parts = { book: "training", site: "denver", form: "common-cartridge", module: "1.2" };
  const spec = specOf(parts);
  expect(formFileName(spec, "2026.1")).toBe("ccip-module-1.2-denver-common-cartridge-2026.1.imscc");
  expect(refused(() => mayOpen(as("trainee"), spec))).toBe(403);
  expect(refused(() => specOf({ ...parts, book: "guide" }))).toBe(404);
});

describe("a download", () => {
  const manual: EditionFile = {
    path: "package.json",
    fileName: "ccip-training-manual-facilitator-denver-letter.pdf",
    hash: "0123456789abcdef",
    bytes: 10,
    pages: 1,
    sheets: [],
  };

  it("is logged with who, which edition and which text, and audited", async () => {
    const user = as("trainer");
    const response = sendManual(user, training, manual);
    await response.body?.cancel();
    expect(db.select().from(manualDownload).all()).toMatchObject([
      { personId: user.id, siteId: "denver", book: "training", form: "letter", contentHash: manual.hash },
    ]);
    expect(db.select().from(audit).all()).toMatchObject([
      { actorId: user.id, action: "download-manual", siteId: "denver" },
    ]);
    expect(response.headers.get("Cache-Control")).toBe("private, no-store");
  });

  it("of the public guide names nobody", async () => {
    const response = sendManual(null, specOf({ book: "guide", site: "national", form: "a4" }), manual);
    await response.body?.cancel();
    expect(db.select().from(manualDownload).all()).toMatchObject([
      { personId: null, siteId: null, book: "guide" },
    ]);
  });
});
