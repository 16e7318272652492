import { strFromU8, unzipSync } from "fflate";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { beforeAll, describe, expect, it } from "vitest";
import { variantOf } from "#app/content/catalogue.server.ts";
import type { VariantDay } from "#app/content/tree.ts";
import { createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { newId } from "#app/lib/ids.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb } from "#tests/fresh-db.ts";
import { sendHandouts, sendSlidesPdf, sendSlidesPptx } from "./exports.server.ts";
import { plainLine, slidesOfDay } from "./slides.ts";

const slides = slidesOfDay(variantOf("four-day")?.days[0] as VariantDay);
const trainer = () => as("trainer");
let cohortId: string;

beforeAll(() => {
  freshDb();
  const made = createCohort(as("trainer"), "denver", newId(), {
    name: "Winter cohort",
    startsOn: "2026-11-23",
    endsOn: "2026-11-26",
    venue: "Room 2",
    variant: "four-day",
    trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
  });
  cohortId = made.id as string;
});

const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const openPdf = async (response: Response) =>
  getDocument({ data: await bytesOf(response), useSystemFonts: false, verbosity: 0 }).promise;
type Pdf = Awaited<ReturnType<typeof openPdf>>;

const roles = (tag: unknown): string[] => {
  const { role, children = [] } = (tag ?? {}) as { role?: string; children?: unknown[] };
  return [...(role ? [role] : []), ...children.flatMap(roles)];
};
async function textOf(pdf: Pdf, page: number): Promise<string> {
  const { items } = await (await pdf.getPage(page)).getTextContent();
  return items
    .map((item) => ("str" in item ? item.str : ""))
    .join(" ")
    .replaceAll(/\s+/g, " ");
}

describe("slides of a day", () => {
  it("are one for each line of slides.yaml, and show what a block without slides is about", () => {
    expect(new Set(slides.map(({ id }) => id)).size).toBe(slides.length);
    expect(slides[0]).toMatchObject({ id: "d1-open/1", title: "Seeing clearly", look: "title" });
    expect(slides.find(({ block }) => block === "lunch")).toMatchObject({
      look: "pause",
      lines: ["60 minutes"],
    });
    expect(slides.flatMap(({ title, lines }) => [title, ...lines]).join()).not.toContain("[@");
  });

  it("come as PowerPoint with real titles, and the step in the speaker notes", async () => {
    const files = unzipSync(await bytesOf(await sendSlidesPptx(trainer(), cohortId, "1")));
    const xml = (name: string): string => strFromU8(files[name] as Uint8Array);
    expect(Object.keys(files).filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name))).toHaveLength(
      slides.length,
    );
    const words = (text: string): string =>
      [...text.matchAll(/<a:t>([^<]*)<\/a:t>/g)]
        .map(([, one]) => one)
        .join(" ")
        .replaceAll("&apos;", "'")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&");
    slides.forEach(({ title }, index) => {
      const slide = xml(`ppt/slides/slide${index + 1}.xml`);
      const titles = [
        ...slide.matchAll(/<p:sp>(?:(?!<\/p:sp>).)*<p:ph[^>]*type="title"(?:(?!<\/p:sp>).)*<\/p:sp>/gs),
      ];
      expect(titles, title).toHaveLength(1);
      expect(words(titles[0]?.[0] ?? "")).toBe(plainLine(title));
      expect(slide).not.toContain("<p:pic>");
    });
    const cited = slides.findIndex(({ sources }) => sources.length > 0);
    const notes = words(xml(`ppt/notesSlides/notesSlide${cited + 1}.xml`));
    expect(notes).toMatch(/minutes, (core|adaptable)/);
    expect(notes).toContain("Say.");
    expect(notes).toContain("Sources: ");
  });

  it("come as tagged PDF, a page and a heading for each", async () => {
    const pdf = await openPdf(await sendSlidesPdf(trainer(), cohortId, "1"));
    expect(pdf.numPages).toBe(slides.length);
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    for (const at of [0, 10, slides.length - 1]) {
      const page = await pdf.getPage(at + 1);
      expect(roles(await page.getStructTree())).toContain("H1");
      expect(await textOf(pdf, at + 1)).toContain(plainLine(slides[at]?.title ?? ""));
    }
  }, 120_000);
});

describe("handouts of a day", () => {
  it("come as one tagged PDF with each handout of the day's modules and no other", async () => {
    const pdf = await openPdf(await sendHandouts(trainer(), cohortId, "1"));
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, i) => textOf(pdf, i + 1)));
    const text = pages.join(" ");
    const modules = (variantOf("four-day")?.days[0]?.items ?? []).flatMap(({ module }) => module ?? []);
    const ids = modules.flatMap(({ handouts }) => handouts.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(10);
    for (const id of ids) expect(text).toContain(`Handout ${id}`);
    expect(text).not.toContain("Handout H2.");
    expect(roles(await (await pdf.getPage(1)).getStructTree())).toContain("H1");
  }, 120_000);
});
