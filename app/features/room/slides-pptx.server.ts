import { toString as textOf } from "mdast-util-to-string";
import type PptxGenJs from "pptxgenjs";
import { catalogue, moduleOf } from "#app/content/catalogue.server.ts";
import { type DaySlide, lookNames, plainLine } from "./slides.ts";

/** A slide with what its presenter reads: plain text, one paragraph per line. */
export type NotedSlide = DaySlide & { notes: string };

const looks: Record<DaySlide["look"], { back: string; front: string; quiet: string }> = {
  title: { back: "1D4F4B", front: "FFFFFF", quiet: "D5E6E3" },
  close: { back: "1D4F4B", front: "FFFFFF", quiet: "D5E6E3" },
  pause: { back: "1D4F4B", front: "FFFFFF", quiet: "D5E6E3" },
  notice: { back: "FBF0DC", front: "14191A", quiet: "6B3F05" },
  question: { back: "E6EFED", front: "14191A", quiet: "1D4F4B" },
  words: { back: "FDFCF9", front: "14191A", quiet: "1D4F4B" },
  activity: { back: "FDFCF9", front: "14191A", quiet: "1D4F4B" },
};

/** Loaded when the first deck is made: 5 MB of each process that most never need. */
async function newDeck(): Promise<PptxGenJs> {
  // pptxgenjs is CommonJS: what the import gives differs between bundlers.
  const { default: found } = await import("pptxgenjs");
  const Deck = (found as unknown as { default?: typeof found }).default ?? found;
  return new Deck();
}

/**
 * The slides as a PowerPoint file. Titles and lines stand in the placeholders of their layout, so that outline views
 * and screen readers find them; there are no pictures, hence no alternative texts.
 */
export async function slidesPptx(
  title: string,
  author: string,
  slides: readonly NotedSlide[],
): Promise<Buffer> {
  const deck = await newDeck();
  Object.assign(deck, { title, author, subject: title, layout: "LAYOUT_WIDE" });
  deck.theme = { headFontFace: "Arial", bodyFontFace: "Arial" };
  for (const [look, { back, front, quiet }] of Object.entries(looks))
    deck.defineSlideMaster({
      title: look,
      background: { color: back },
      objects: [
        {
          placeholder: {
            options: {
              name: "title",
              type: "title",
              x: 0.9,
              y: 1.1,
              w: 11.5,
              h: 1.7,
              fontSize: 40,
              bold: true,
              color: front,
              align: "left",
              valign: "bottom",
              margin: 0,
            },
            text: "",
          },
        },
        {
          placeholder: {
            options: {
              name: "lines",
              type: "body",
              x: 0.9,
              y: 3.1,
              w: 11.5,
              h: 3.3,
              fontSize: 28,
              color: front,
              align: "left",
              valign: "top",
              margin: 0,
            },
            text: "",
          },
        },
        {
          text: {
            text: lookNames[look as DaySlide["look"]] || " ",
            options: { x: 0.9, y: 0.5, w: 11.5, h: 0.5, fontSize: 16, bold: true, color: quiet, margin: 0 },
          },
        },
      ],
      slideNumber: { x: 12.3, y: 6.9, fontSize: 12, color: quiet },
    });
  for (const { look, title, lines, notes } of slides) {
    const slide = deck.addSlide({ masterName: look });
    slide.addText(plainLine(title), { placeholder: "title", lang: "en-US" });
    slide.addText(
      lines.map((line, at) => ({
        text: plainLine(line),
        options: { bullet: true, breakLine: at < lines.length - 1, lang: "en-US" },
      })),
      { placeholder: "lines" },
    );
    if (notes) slide.addNotes(notes);
  }
  return (await deck.write({ outputType: "nodebuffer" })) as Buffer;
}

/** A slide with what its presenter says, does and watches for, and the sources of its lines. */
export function noted(slide: DaySlide): NotedSlide {
  const step = moduleOf(slide.block)?.plan?.steps.find(({ id }) => id === slide.step);
  const { references } = catalogue();
  const said = step
    ? [`${step.title}, ${step.minutes} minutes, ${step.mark}`, ...step.nodes.map((node) => textOf(node))]
    : [];
  const cited = slide.sources.map((key) => references.get(key)?.title ?? key);
  return {
    ...slide,
    notes: [...said, ...(cited.length > 0 ? [`Sources: ${cited.join("; ")}`] : [])].join("\n"),
  };
}
