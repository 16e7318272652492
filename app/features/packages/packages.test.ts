import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { askForBuild, buildState, cancelBuild } from "#app/features/manual/builds.server.ts";
import { fileLock } from "#app/features/manual/cache.server.ts";
import type { EditionFile } from "#app/features/manual/edition-files.server.ts";
import { asked, mayOpen, sendManual, specOf, startManual } from "#app/features/manual/manuals.server.ts";
import { env } from "#app/lib/env.ts";
import { db } from "#db/client.server.ts";
import { audit, build, manualDownload } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { packageShelf } from "./packages.server.ts";

beforeEach(freshDb);

const parts = { book: "training", site: "denver", form: "scorm-12" };
const module = specOf({ ...parts, module: "1.1" });

describe("who takes packages", () => {
  it("offers them to those who set up courses, at their own site, and to nobody else", () => {
    const { places, days } = packageShelf(as("trainer"));
    expect(places.map(({ value }) => value)).toEqual(["denver", "national"]);
    expect(days.flatMap(({ lessons }) => lessons).map(({ value }) => value)).toContain("1.1");
    expect(packageShelf(as("grantee")).places.length).toBeGreaterThan(4);
    expect(refused(() => packageShelf(as("trainee")))).toBe(403);
  });

  it("refuses them by their address too", () => {
    expect(() => mayOpen(as("trainer"), module)).not.toThrow();
    expect(refused(() => mayOpen(as("trainee"), module))).toBe(403);
    expect(refused(() => startManual(as("trainee"), module))).toBe(403);
    expect(refused(() => startManual(as("chicagoTrainer"), module))).toBe(404);
    expect(db.select().from(build).all()).toEqual([]);
  });

  it("knows no module that is not there, none of a book, and no package of another book", () => {
    expect(refused(() => specOf({ ...parts, module: "9.9" }))).toBe(404);
    expect(refused(() => specOf({ ...parts, form: "epub", module: "1.1" }))).toBe(404);
    expect(refused(() => specOf({ ...parts, book: "participant" }))).toBe(404);
    expect(refused(() => specOf({ ...parts, form: "qti", module: "d1-open" }))).toBe(404);
    expect(specOf({ ...parts, form: "qti", module: "1.1" })).toMatchObject({ form: "qti", module: "1.1" });
  });
});

describe("a package in the queue", () => {
  it("stands apart from the course and from other modules, once each, and is written down", () => {
    mkdirSync(join(env.dataDir, "manuals"), { recursive: true });
    const release = fileLock("builds.lock");
    const user = as("trainer");
    const course = specOf(parts);
    const id = askForBuild(user, module);
    expect(askForBuild(user, module)).toBe(id);
    const other = askForBuild(user, course);
    expect(other).not.toBe(id);
    expect(db.select().from(build).all()).toMatchObject([
      { form: "scorm-12", module: "1.1", siteId: "denver" },
      { form: "scorm-12", module: null, siteId: "denver" },
    ]);
    expect(db.select().from(audit).all()[0]).toMatchObject({
      action: "ask-for-build",
      detail: { book: "training", form: "scorm-12", module: "1.1" },
    });
    expect(asked(user).map(({ to }) => to)).toEqual([
      "/manuals/training/denver/scorm-12",
      "/manuals/training/denver/scorm-12/1.1",
    ]);
    expect(asked(user)[1]?.name).toMatch(/^Module 1\.1: .+, Denver: SCORM 1\.2$/u);
    for (const one of [id, other]) cancelBuild(user, one);
    expect(buildState(user, module)).toMatchObject({ state: "stopped" });
    release?.();
  });

  it("is counted by its module when it is downloaded", async () => {
    const file: EditionFile = {
      path: "package.json",
      fileName: "ccip-module-1.1.zip",
      hash: "0123456789abcdef",
      bytes: 10,
      pages: null,
      sheets: [],
    };
    const answer = sendManual(as("trainer"), module, file);
    await answer.body?.cancel();
    expect(answer.headers.get("Content-Type")).toBe("application/zip");
    expect(db.select().from(manualDownload).all()).toMatchObject([{ form: "scorm-12", module: "1.1" }]);
  });
});
