import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { unzipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";
import { env } from "#app/lib/env.ts";
import { db } from "#db/client.server.ts";
import { audit, build, manualDownload } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { type FormSpec, forms } from "./book.ts";
import {
  askForBuild,
  buildState,
  buildsDone,
  cancelBuild,
  stopBuilds,
  workOnBuilds,
} from "./builds.server.ts";
import { fileLock } from "./cache.server.ts";
import { editionFile } from "./edition-files.server.ts";
import { asked, mayOpen, sendManual, startManual } from "./manuals.server.ts";

const epub: FormSpec = { book: "guide", site: "denver", form: "epub" };
const docx: FormSpec = { book: "guide", site: null, form: "docx" };

/** Keeps every builder of this machine waiting, so that a test can look at the queue. */
function heldBack(): () => void {
  mkdirSync(join(env.dataDir, "manuals"), { recursive: true });
  const unlock = fileLock("builds.lock");
  if (!unlock) throw new Error("A builder is at work.");
  return unlock;
}

const rows = () => db.select().from(build).all();

beforeEach(freshDb);

describe("the queue of builds", () => {
  it("takes an edition once, whoever asks and however often, and writes it down", () => {
    const release = heldBack();
    const spec: FormSpec = { ...epub, form: "html" };
    const id = askForBuild(as("trainer"), spec);
    expect(askForBuild(as("trainer"), spec)).toBe(id);
    expect(askForBuild(as("trainee"), spec)).toBe(id);
    expect(rows()).toMatchObject([{ id, book: "guide", siteId: "denver", form: "html", endedAt: null }]);
    expect(db.select().from(audit).all()).toMatchObject([
      { action: "ask-for-build", subject: id, siteId: "denver", detail: { book: "guide", form: "html" } },
    ]);
    expect(buildState(as("trainer"), spec)).toMatchObject({ state: "building", mine: true, ahead: 0 });
    expect(buildState(as("trainee"), spec)).toMatchObject({ state: "building", mine: false });
    cancelBuild(as("trainer"), id);
    release();
  });

  it("ends in a file, whose bytes are the same when it is made again", async () => {
    const user = as("trainer");
    startManual(user, epub);
    await buildsDone();
    const first = buildState(user, epub);
    if (first.state !== "ready") throw new Error(JSON.stringify(first));
    expect(first.file.fileName).toMatch(/^ccip-community-response-guide-denver-.*\.epub$/u);
    const sum = sha(first.file.path);
    startManual(user, epub);
    expect(rows()).toHaveLength(1);
    expect(rows()).toMatchObject([{ reason: null, percent: 100, tries: 1 }]);
    rmSync(first.file.path);
    expect(buildState(user, epub).state).toBe("absent");
    startManual(user, epub);
    await buildsDone();
    expect(sha(editionFile(epub)?.path ?? "")).toBe(sum);
    expect(asked(user)[0]).toMatchObject({ to: "/manuals/guide/denver/epub", state: "made" });
  });

  it("goes on after a restart with what was under way, and gives up on what never ends", async () => {
    const user = as("trainer");
    const now = new Date();
    const common = { book: "guide", siteId: null, askedAt: now, askedBy: user.id, startedAt: now } as const;
    db.insert(build)
      .values([
        { id: "a-interrupted", ...common, form: "docx", tries: 1 },
        { id: "b-hopeless", ...common, form: "html", tries: 3 },
      ])
      .run();
    workOnBuilds();
    await buildsDone();
    expect(editionFile(docx)?.sheets.length).toBeGreaterThan(40);
    expect(buildState(user, { ...docx, form: "html" })).toMatchObject({
      state: "stopped",
      sentence: "Its builder was interrupted 3 times. Please try again later.",
    });
  });

  it("leaves the row of a build in the queue when its process stops", async () => {
    const spec: FormSpec = { book: "training", site: "chicago", form: "docx" };
    askForBuild(as("grantee"), spec);
    await expect.poll(() => rows()[0]?.startedAt).toBeTruthy();
    await stopBuilds();
    expect(rows()).toMatchObject([{ endedAt: null, tries: 1 }]);
    expect(editionFile(spec)).toBeNull();
    cancelBuild(as("grantee"), rows()[0]?.id ?? "");
    await buildsDone();
    expect(buildState(as("grantee"), spec)).toMatchObject({ state: "stopped" });
  });
});

describe("canceling a build", () => {
  it("ends it with a sentence while it runs, and it can be made again", async () => {
    const user = as("trainer");
    const spec: FormSpec = { book: "training", site: "denver", form: "docx" };
    const id = askForBuild(user, spec);
    await expect.poll(() => rows()[0]?.startedAt).toBeTruthy();
    cancelBuild(user, id);
    cancelBuild(user, id);
    await buildsDone();
    expect(buildState(user, spec)).toMatchObject({
      state: "stopped",
      sentence: "It was canceled. Nothing is lost; you can make it again.",
    });
    expect(
      db
        .select()
        .from(audit)
        .all()
        .map(({ action }) => action),
    ).toEqual(["ask-for-build", "cancel-build"]);
    const release = heldBack();
    expect(askForBuild(user, spec)).not.toBe(id);
    release();
    cancelBuild(user, rows().find((row) => row.id !== id)?.id ?? "");
    await buildsDone();
  });

  it("is for the person who asked, and for nobody else", () => {
    const release = heldBack();
    const id = askForBuild(as("trainer"), { ...epub, form: "html" });
    expect(refused(() => cancelBuild(as("trainee"), id))).toBe(404);
    expect(refused(() => cancelBuild(as("chicagoTrainer"), id))).toBe(404);
    expect(refused(() => cancelBuild(as("trainer"), "invented"))).toBe(404);
    db.update(build).set({ endedAt: new Date() }).where(eq(build.id, id)).run();
    expect(refused(() => cancelBuild(as("trainer"), id))).toBe(409);
    release();
  });
});

describe("who may have which format", () => {
  it("is decided by the book and the site, the same for every format", () => {
    for (const form of forms) {
      const training: FormSpec = { book: "training", site: "denver", form };
      const participant: FormSpec = { book: "participant", site: "denver", form };
      expect(
        refused(() => startManual(as("trainee"), training)),
        form,
      ).toBe(403);
      expect(
        refused(() => startManual(as("chicagoTrainer"), training)),
        form,
      ).toBe(404);
      expect(
        refused(() => startManual(as("chicagoTrainee"), participant)),
        form,
      ).toBe(404);
      expect(() => mayOpen(as("trainee"), participant), form).not.toThrow();
      expect(() => mayOpen(as("trainer"), training), form).not.toThrow();
    }
    expect(rows()).toEqual([]);
  });
});

describe("a download of Word documents", () => {
  it("is logged with its format, whole or one by one", async () => {
    const user = as("trainer");
    startManual(user, docx);
    await buildsDone();
    const file = editionFile(docx);
    if (!file) throw new Error("There is no file.");
    const [sheet] = file.sheets;
    const whole = new Uint8Array(await sendManual(user, docx, file).arrayBuffer());
    const one = sendManual(null, docx, file, sheet?.name);
    expect(one.headers.get("Content-Disposition")).toMatch(/filename="ccip-[A-Za-z0-9.-]+\.docx"/u);
    expect(sha1(new Uint8Array(await one.arrayBuffer()))).toBe(sha1(unzipSync(whole)[sheet?.name ?? ""]));
    expect(refused(() => sendManual(user, docx, file, "../cairn.sqlite"))).toBe(404);
    expect(db.select().from(manualDownload).all()).toMatchObject([
      { form: "docx", book: "guide", siteId: null, personId: user.id },
      { form: "docx", personId: null },
    ]);
  });
});

const sha = (path: string) => sha1(readFileSync(path));
const sha1 = (bytes: Uint8Array | undefined) =>
  createHash("sha256")
    .update(bytes ?? "")
    .digest("hex");
