import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue, reloadCatalogue } from "#app/content/catalogue.server.ts";
import { sample } from "#app/content/sample.ts";
import { htmlBlocks } from "#tests/read-formats.ts";
import { packageForms } from "./book.ts";
import type { EditionFile, Step } from "./edition-files.server.ts";
import { makeEdition } from "./make-edition.server.ts";

let site: string;
let whole: EditionFile;
let files: Record<string, Uint8Array>;
const steps: Step[] = [];

beforeAll(async () => {
  reloadCatalogue(sample());
  site = [...catalogue().sites.keys()][0] ?? "";
  whole = await makeEdition({ book: "training", site, form: "pack" }, (step) => steps.push(step));
  files = unzipSync(readFileSync(whole.path));
}, 240_000);

afterAll(() => {
  reloadCatalogue();
});

describe("a site pack", () => {
  it("holds every book in every format, handouts, slides, an index and checksums", () => {
    const names = Object.keys(files);
    for (const folder of ["facilitator-manual", "participant-manual", "response-guide"])
      for (const ending of ["letter-", "a4-", "letter-large-", "a4-large-", ".html", ".epub", "-word.zip"])
        expect(
          names.some((name) => name.startsWith(`${folder}/`) && name.includes(ending)),
          `${folder} ${ending}`,
        ).toBe(true);
    expect(names).toEqual(
      expect.arrayContaining([
        "handouts/handouts-day-1.pdf",
        "slides/slides-day-1.pptx",
        "index.html",
        "SHA256SUMS",
      ]),
    );
    expect(whole.fileName).toMatch(
      new RegExp(`^ccip-training-manual-facilitator-${site}-.*-pack\\.zip$`, "u"),
    );
  });

  it("holds the course as a package in each standard, the same that is made alone", async () => {
    const packages = Object.keys(files).filter((name) => name.startsWith("packages/"));
    expect(packages).toHaveLength(packageForms.length);
    for (const form of packageForms) {
      const alone = await makeEdition({ book: "training", site, form }, () => {});
      expect(sha(files[`packages/${alone.fileName}`] ?? ""), form).toBe(sha(readFileSync(alone.path)));
    }
    const page = strFromU8(files["index.html"] ?? new Uint8Array());
    expect(page).toContain("<h2>Packages for other learning systems</h2>");
  });

  it("lists a true checksum of every other file", () => {
    const sums = strFromU8(files.SHA256SUMS ?? new Uint8Array())
      .trimEnd()
      .split("\n")
      .map((line) => line.split("  "));
    expect(sums.map(([, name]) => name).sort()).toEqual(
      Object.keys(files)
        .filter((name) => name !== "SHA256SUMS")
        .sort(),
    );
    for (const [sum, name = ""] of sums) expect(sha(files[name] ?? ""), name).toBe(sum);
  });

  it("opens with a page that asks nothing of any network and links to what is there", () => {
    const page = strFromU8(files["index.html"] ?? new Uint8Array());
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|(?:src|href)="(?:https?:)?\/\//u);
    const links = [...page.matchAll(/href="(?!tel:)([^"]+)"/gu)].map(([, link = ""]) =>
      decodeURIComponent(link),
    );
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !(link in files))).toEqual([]);
    expect(htmlBlocks(page).join("\n")).toContain("Everything here opens without a connection.");
  });

  it("says how far it is, and never goes back", () => {
    const percents = steps.map(({ percent }) => percent);
    expect(percents.length).toBeGreaterThan(20);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(steps.map(({ sentence }) => sentence).join("\n")).toMatch(/3 of 27: /u);
  });

  it("has the same bytes when it is made again", async () => {
    const before = sha(readFileSync(whole.path));
    rmSync(whole.path);
    const again = await makeEdition({ book: "training", site, form: "pack" }, () => {});
    expect(sha(readFileSync(again.path))).toBe(before);
  });

  it("for participants holds nothing that is for facilitators", async () => {
    const pack = await makeEdition({ book: "participant", site, form: "pack" }, () => {});
    const names = Object.keys(unzipSync(readFileSync(pack.path)));
    expect(names.filter((name) => /facilitator|slides|packages/u.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith("participant-manual/"))).toHaveLength(7);
    const guide = await makeEdition({ book: "guide", site, form: "pack" }, () => {});
    expect(Object.keys(unzipSync(readFileSync(guide.path))).filter((name) => /manual/u.test(name))).toEqual(
      [],
    );
  });
});

const sha = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
