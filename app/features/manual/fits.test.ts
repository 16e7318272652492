import { describe, expect, it } from "vitest";
import { catalogue, image } from "#app/content/catalogue.server.ts";
import { collectBook } from "./book.ts";
import { fitsToKeep, segmentsOf } from "./fits.ts";
import { typesetBook } from "./typeset.ts";

describe("what was found out about segments", () => {
  const look = (hash: string) => `#let paper = "a4"\n#let imprint = (hash: "${hash}")\n#let segment = 1`;
  const book = (text: string, hash = "1") => ({
    "/book.typ": look(hash),
    "/main.typ": `#front\n\n#segment("m-1.1", [], [])[One]\n\n#[#import "/sheet.typ": *\n#sheet(1, "Handout H1.1a", [T], "handout-H1.1a", [])[${text}]]`,
  });

  it("holds for the same paper, look and text, whatever the edition is called", () => {
    const segments = segmentsOf(book("Two"));
    expect([...segments.keys()]).toEqual(["m-1.1", "handout-H1.1a"]);
    expect(segmentsOf(book("Two", "2"))).toEqual(segments);
    const changed = segmentsOf(book("Three"));
    expect(changed.get("m-1.1")).toEqual(segments.get("m-1.1"));
    expect(changed.get("handout-H1.1a")?.hash).not.toBe(segments.get("handout-H1.1a")?.hash);
    expect(changed.get("handout-H1.1a")?.place).toBe(segments.get("handout-H1.1a")?.place);
    const onLetter = { ...book("Two"), "/book.typ": look("1").replace("a4", "us-letter") };
    expect(segmentsOf(onLetter).get("m-1.1")?.hash).not.toBe(segments.get("m-1.1")?.hash);
    expect(segmentsOf(onLetter).get("m-1.1")?.place).not.toBe(segments.get("m-1.1")?.place);
  });

  it("is written down for what is tight, for most of a place, and for what differs from most", () => {
    const at = (place: string, ...levels: number[]) =>
      levels.map((level, i) => ({ place, hash: `${place}${i}`, level }));
    expect(fitsToKeep([...at("often", 2, 2, 0), ...at("rarely", 0, 1, 0), ...at("never", 0, 0)])).toEqual({
      often: 2,
      often0: 2,
      often1: 2,
      often2: 0,
      rarely1: 1,
    });
  });

  it("knows every segment of a whole book", () => {
    const content = catalogue();
    for (const name of ["training", "guide"] as const) {
      const { files } = typesetBook(
        content,
        collectBook(content, { book: name, site: "denver", paper: "letter" }),
        "http://localhost:3000",
        image,
      );
      const main = files["/main.typ"] ?? "";
      const all = [...main.matchAll(/#segment\("|#\[#import "\/sheet\.typ"/gu)].length;
      expect(all).toBeGreaterThan(10);
      // A worksheet's blank sheet has an end of its own, which is never tightened alone.
      const blank = [...main.matchAll(/#blank-sheet\("/gu)].length;
      expect(segmentsOf(files).size).toBe(all - blank);
    }
  });
});
