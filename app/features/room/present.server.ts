import type { User } from "#app/auth/can.ts";
import { lineHtml, stepHtml } from "#app/content/catalogue.server.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { qrCode } from "#app/lib/qr.server.ts";
import { currentPrompt, openRoomOf } from "./prompts.server.ts";
import { dayToRun, notesOf, runEventsOf } from "./run.server.ts";
import { settled, unitsOf } from "./run-plan.ts";
import { type DaySlide, slidesOfDay } from "./slides.ts";

export type ShownSlide = Pick<DaySlide, "id" | "block" | "blockTitle" | "step" | "look"> & {
  title: string;
  titleHtml: string;
  linesHtml: string[];
};

const shown = ({ id, block, blockTitle, step, look, title, lines }: DaySlide): ShownSlide => ({
  id,
  block,
  blockTitle,
  step,
  look,
  title,
  titleHtml: lineHtml(title),
  linesHtml: lines.map((line) => lineHtml(line)),
});

/** What both windows need: the slides, which one is shown, and where the room is. */
function windowOf(user: User, cohortId: string, position: string, now: Date) {
  const { cohort, day, run } = dayToRun(user, cohortId, position);
  const events = runEventsOf(day.id);
  const slides = slidesOfDay(day.plan).map(shown);
  return {
    cohort,
    run,
    page: {
      cohort: { id: cohort.id, name: cohort.name },
      day: { id: day.id, position: day.position, title: day.plan.title, timeZone: day.timeZone },
      slides,
      slide: settled(events).findLast(({ kind }) => kind === "slide")?.target ?? slides[0]?.id ?? null,
      run,
      events: events.filter(({ kind }) => kind !== "slide"),
      form: newId(),
      now: now.getTime(),
    },
  };
}

/** The presenter's window: slides, notes of every step, clock and timer. */
export function presentPage(user: User, cohortId: string, position: string, now = new Date()) {
  const { cohort, run, page } = windowOf(user, cohortId, position, now);
  const notes = Object.fromEntries(
    unitsOf(run).map((unit) => [
      unit.id,
      unit.step
        ? {
            notice: notesOf(unit, cohort.siteId).notice,
            html: stepHtml(unit.block.id, unit.id, cohort.siteId),
          }
        : { notice: null, html: "" },
    ]),
  );
  return { ...page, notes, prompt: currentPrompt(page.day.id) };
}

/** The window that the room sees. Holds nothing that only trainers may read. */
export function screenPage(user: User, cohortId: string, position: string, now = new Date()) {
  const { page } = windowOf(user, cohortId, position, now);
  const room = openRoomOf(page.day.id);
  const address = room ? `${env.origin}/room/${room.code}` : null;
  return {
    ...page,
    room:
      room && address
        ? { code: room.code, address, short: address.replace(/^https?:\/\//, ""), qr: qrCode(address) }
        : null,
    prompt: currentPrompt(page.day.id),
  };
}
