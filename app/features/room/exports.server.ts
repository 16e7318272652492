import type { User } from "#app/auth/can.ts";
import { catalogue, image, printCatalogue } from "#app/content/catalogue.server.ts";
import { collectBook } from "#app/features/manual/book.ts";
import { printedPages } from "#app/features/manual/cache.server.ts";
import { typesetHandouts } from "#app/features/manual/typeset.ts";
import { notFound } from "#app/lib/refuse.ts";
import { dayToRun } from "./run.server.ts";
import { type DaySlide, slidesOfDay } from "./slides.ts";
import { noted, slidesPptx } from "./slides-pptx.server.ts";
import { typesetSlides } from "./slides-typst.ts";

const types = {
  pdf: "application/pdf",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};

/** Slides of a day as PowerPoint, with what the trainer says, does and watches for in the speaker notes. */
export async function sendSlidesPptx(user: User, cohortId: string, position: string): Promise<Response> {
  const { title, slides } = deckOf(user, cohortId, position);
  return file(
    await slidesPptx(title, catalogue().course.title, slides.map(noted)),
    `slides-day-${position}`,
    "pptx",
  );
}

/** The same slides as tagged PDF, without notes. */
export async function sendSlidesPdf(user: User, cohortId: string, position: string): Promise<Response> {
  const { title, slides } = deckOf(user, cohortId, position);
  const files = typesetSlides(title, catalogue().course.status, slides);
  return file(await printedPages({ files, images: {} }), `slides-day-${position}`, "pdf");
}

/** All handouts of the day's modules in one tagged PDF, with the local texts of the cohort's site. */
export async function sendHandouts(user: User, cohortId: string, position: string): Promise<Response> {
  const { cohort, day } = dayToRun(user, cohortId, position);
  const content = printCatalogue(cohort.siteId);
  const book = collectBook(content, { book: "participant", site: cohort.siteId, paper: "letter" });
  const pack = {
    title: `Handouts, Day ${day.position}: ${day.plan.title}`,
    day: { order: day.position, title: day.plan.title },
    moduleIds: day.plan.items.flatMap(({ module }) => (module ? [module.id] : [])),
  };
  const set = typesetHandouts(content, book, pack, image);
  if (!set) throw notFound("The modules of this day have no handouts.");
  return file(await printedPages(set), `handouts-day-${position}`, "pdf");
}

function deckOf(user: User, cohortId: string, position: string): { title: string; slides: DaySlide[] } {
  const { day } = dayToRun(user, cohortId, position);
  return { title: `Day ${day.position}: ${day.plan.title}`, slides: slidesOfDay(day.plan) };
}

const file = (bytes: Uint8Array, name: string, kind: keyof typeof types): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      "Content-Type": types[kind],
      "Content-Disposition": `attachment; filename="ccip-${name}.${kind}"`,
      "Cache-Control": "private, no-store",
    },
  });
