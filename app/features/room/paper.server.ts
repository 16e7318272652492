import { randomInt } from "node:crypto";
import { and, asc, eq, sql } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { clockTime } from "#app/lib/dates.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { paperLine, paperSheet, room, roomPrompt } from "#db/schema/run.ts";
import { readPaper } from "./paper.ts";
import { fewest } from "./prompts.ts";
import { dayToRun } from "./run.server.ts";

type Reader = Pick<Writer, "select">;

/** How many phones handed a paper in. */
export const sheetsOf = (promptId: string, tx: Reader = db): number =>
  tx.select({ n: sql<number>`count(*)` }).from(paperSheet).where(eq(paperSheet.promptId, promptId)).get()
    ?.n ?? 0;

export const hasHandedIn = (promptId: string, phone: string, tx: Reader = db): boolean =>
  tx
    .select({ phone: paperSheet.phone })
    .from(paperSheet)
    .where(and(eq(paperSheet.promptId, promptId), eq(paperSheet.phone, phone)))
    .get() !== undefined;

/** Keeps the paper of a phone, each line apart. One for each phone: the first counts. Gives a sentence when it cannot be kept. */
export function keepPaper(
  tx: Writer,
  promptId: string,
  phone: string,
  sent: readonly string[],
): string | null {
  if (hasHandedIn(promptId, phone, tx)) return null;
  const read = readPaper(sent);
  if ("sentence" in read) return read.sentence;
  tx.insert(paperSheet).values({ promptId, phone }).run();
  for (const [question, text] of read.lines.entries())
    if (text !== "")
      tx.insert(paperLine)
        .values({ id: randomInt(1, 2 ** 47), promptId, question, text })
        .run();
  return null;
}

export type Paper = {
  id: string;
  asked: string;
  open: boolean;
  sheets: number;
  /** What was written under each question, in the order of the alphabet; null while it is open or of few phones. */
  answers: { question: string; lines: { id: number; text: string }[] }[] | null;
};

/**
 * The one-minute papers of a day for its trainers. Nothing is shown while a paper is open, since who saw it before and
 * after one more sheet could tell whose it was, and nothing of fewer than five sheets.
 */
export function papersPage(user: User, cohortId: string, position: string) {
  const { cohort, day } = dayToRun(user, cohortId, position);
  const rows = db
    .select({ prompt: roomPrompt })
    .from(roomPrompt)
    .innerJoin(room, eq(room.id, roomPrompt.roomId))
    .where(and(eq(room.sessionDayId, day.id), eq(roomPrompt.kind, "paper")))
    .orderBy(asc(roomPrompt.openedAt))
    .all();
  return {
    cohort: { id: cohort.id, name: cohort.name },
    day: { position: day.position, title: day.plan.title, on: day.on },
    papers: rows.map(({ prompt }): Paper => {
      const sheets = sheetsOf(prompt.id);
      const open = prompt.closedAt === null;
      return {
        id: prompt.id,
        asked: clockTime(prompt.openedAt, day.timeZone),
        open,
        sheets,
        answers: open || sheets < fewest ? null : answersOf(prompt),
      };
    }),
  };
}

function answersOf({ id, options }: typeof roomPrompt.$inferSelect): NonNullable<Paper["answers"]> {
  const lines = db.select().from(paperLine).where(eq(paperLine.promptId, id)).all();
  return options.map((question, place) => ({
    question,
    lines: lines
      .filter((line) => line.question === place)
      .map((line) => ({ id: line.id, text: line.text }))
      .sort((a, b) => a.text.localeCompare(b.text) || a.id - b.id),
  }));
}

/** Deletes a line that names somebody or a case, for good. Twice changes nothing. */
export function deleteLine(
  user: User,
  cohortId: string,
  position: string,
  lineId: number,
  now = new Date(),
): void {
  const { cohort, day } = dayToRun(user, cohortId, position);
  refuseClosed(cohort, "change a one-minute paper");
  transact((tx) => {
    if (!Number.isSafeInteger(lineId)) throw notFound();
    const found = tx
      .select({ promptId: paperLine.promptId, dayId: room.sessionDayId, closedAt: roomPrompt.closedAt })
      .from(paperLine)
      .innerJoin(roomPrompt, eq(roomPrompt.id, paperLine.promptId))
      .innerJoin(room, eq(room.id, roomPrompt.roomId))
      .where(eq(paperLine.id, lineId))
      .get();
    if (!found) return;
    if (found.dayId !== day.id) throw notFound();
    if (!found.closedAt) throw conflict("Close the paper first. Then what was written can be read here.");
    tx.delete(paperLine).where(eq(paperLine.id, lineId)).run();
    recordAudit(
      tx,
      user,
      "delete-paper-line",
      cohort.id,
      cohort.siteId,
      { dayId: day.id, promptId: found.promptId },
      now,
    );
  });
}
