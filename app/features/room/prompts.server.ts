import { createHash, randomBytes, randomInt } from "node:crypto";
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { networkOf, takeTry } from "#app/auth/rate-limit.server.ts";
import { moduleOf } from "#app/content/catalogue.server.ts";
import type { QuizItem } from "#app/content/schema.ts";
import { refuseClosed } from "#app/features/cohorts/cohorts.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { conflict, notFound, tooMany } from "#app/lib/refuse.ts";
import { db, transact, transactTogether, type Writer } from "#db/client.server.ts";
import { sessionDay } from "#db/schema/room.ts";
import { room, roomAnswer, roomPrompt } from "#db/schema/run.ts";
import { hasHandedIn, keepPaper, sheetsOf } from "./paper.server.ts";
import { paperQuestions, paperTitle } from "./paper.ts";
import { fewest, hasOptions, longestQuestion, mostOptions, type Prompt, type PromptKind } from "./prompts.ts";
import { dayToRun } from "./run.server.ts";
import { plainLine } from "./slides.ts";

type Room = typeof room.$inferSelect;
type PromptRow = typeof roomPrompt.$inferSelect;

// ---- for trainers ---------------------------------------------------------------------------------------------------

/** The room of a day that is open now, or null. */
export const openRoomOf = (dayId: string, tx: Pick<Writer, "select"> = db): Room | null =>
  tx
    .select()
    .from(room)
    .where(and(eq(room.sessionDayId, dayId), isNull(room.closedAt)))
    .get() ?? null;

/** Opens the room of a day to phones, on that day only; gives the one that is open. */
export function openRoom(user: User, cohortId: string, position: string, id: string, now = new Date()): void {
  const { cohort, day } = dayToRun(user, cohortId, position);
  refuseClosed(cohort, "open its room");
  if (day.canceledAt) throw conflict("This day was canceled. Its room cannot be opened.");
  if (todayIn(day.timeZone, now) !== day.on)
    throw conflict("The room opens on the day itself. Come back to this page then.");
  transact((tx) => {
    if (openRoomOf(day.id, tx)) return;
    if (tx.select().from(room).where(eq(room.id, id)).get()) return;
    tx.insert(room)
      .values({ id, sessionDayId: day.id, code: freeCode(tx), openedBy: user.id, openedAt: now })
      .run();
    recordAudit(tx, user, "open-room", cohort.id, cohort.siteId, { dayId: day.id }, now);
  });
}

function freeCode(tx: Writer): string {
  for (;;) {
    const code = String(randomInt(100_000, 1_000_000));
    const taken = tx
      .select({ id: room.id })
      .from(room)
      .where(and(eq(room.code, code), isNull(room.closedAt)))
      .get();
    if (!taken) return code;
  }
}

/** Closes the room: its code leads nowhere from now on. */
export function closeRoom(user: User, cohortId: string, position: string, now = new Date()): void {
  const { cohort, day } = dayToRun(user, cohortId, position);
  transact((tx) => {
    const open = openRoomOf(day.id, tx);
    if (!open) return;
    tx.update(roomPrompt)
      .set({ closedAt: now })
      .where(and(eq(roomPrompt.roomId, open.id), isNull(roomPrompt.closedAt)))
      .run();
    tx.update(room).set({ closedAt: now }).where(eq(room.id, open.id)).run();
    recordAudit(tx, user, "close-room", cohort.id, cohort.siteId, { dayId: day.id }, now);
  });
}

export type NewPrompt = {
  id: string;
  kind: PromptKind;
  title: string;
  options: string[];
  itemId: string | null;
};

/** Asks the room; what was asked before is closed. Sending the same form twice asks once. */
export function askRoom(
  user: User,
  cohortId: string,
  position: string,
  asked: NewPrompt,
  now = new Date(),
): void {
  const { cohort, day } = dayToRun(user, cohortId, position);
  refuseClosed(cohort, "ask its room");
  transact((tx) => {
    const open = openRoomOf(day.id, tx);
    if (!open) throw conflict("The room is not open. Open it first, so that phones have a code.");
    if (tx.select().from(roomPrompt).where(eq(roomPrompt.id, asked.id)).get()) return;
    tx.update(roomPrompt)
      .set({ closedAt: now })
      .where(and(eq(roomPrompt.roomId, open.id), isNull(roomPrompt.closedAt)))
      .run();
    tx.insert(roomPrompt)
      .values({ ...contentOf(asked), roomId: open.id, openedBy: user.id, openedAt: now })
      .run();
    const { id, kind } = asked;
    recordAudit(tx, user, "ask-room", cohort.id, cohort.siteId, { dayId: day.id, promptId: id, kind }, now);
  });
}

/** A knowledge check brings its text from the quiz, its options in another order than they are written. */
function contentOf({ id, kind, title, options, itemId }: NewPrompt) {
  if (kind === "paper") return { id, kind, title: paperTitle, options: [...paperQuestions], itemId: null };
  if (kind !== "check") return { id, kind, title, options: kind === "poll" ? options : [], itemId: null };
  const item = itemOf(itemId);
  if (!item) throw notFound("There is no such question in the quizzes.");
  const texts = item.options.map(({ text }) => ({ text: plainLine(text), key: keyOf(id, text) }));
  texts.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { id, kind, title: plainLine(item.stem), options: texts.map(({ text }) => text), itemId };
}

const keyOf = (...parts: string[]): string => createHash("sha256").update(parts.join("\n")).digest("hex");

const itemOf = (itemId: string | null): QuizItem | null =>
  moduleOf(itemId?.replace(/-q\d+$/, "") ?? "")?.quiz?.items.find(({ id }) => id === itemId) ?? null;

/** Shows what was answered to the room, or closes the question. Both may be said twice. */
export function changePrompt(
  user: User,
  cohortId: string,
  position: string,
  promptId: string,
  what: "show" | "close",
  now = new Date(),
): void {
  const { cohort, day } = dayToRun(user, cohortId, position);
  transact((tx) => {
    const { prompt } = promptOf(tx, day.id, promptId);
    if (what === "show" ? prompt.shownAt || prompt.closedAt : prompt.closedAt) return;
    tx.update(roomPrompt)
      .set(what === "show" ? { shownAt: now } : { closedAt: now })
      .where(eq(roomPrompt.id, promptId))
      .run();
    recordAudit(tx, user, `${what}-question`, cohort.id, cohort.siteId, { dayId: day.id, promptId }, now);
  });
}

/** Takes a written question off the screen, back on it, or notes that it was answered. */
export function changeQuestion(
  user: User,
  cohortId: string,
  position: string,
  answerId: string,
  what: "hide" | "unhide" | "answered",
  now = new Date(),
): void {
  const { cohort, day } = dayToRun(user, cohortId, position);
  transact((tx) => {
    const row = tx.select().from(roomAnswer).where(eq(roomAnswer.id, answerId)).get();
    if (!row?.body) throw notFound();
    promptOf(tx, day.id, row.promptId);
    const change = {
      hide: { hiddenAt: now, hiddenBy: user.id },
      unhide: { hiddenAt: null, hiddenBy: null },
      answered: { answeredAt: now },
    }[what];
    tx.update(roomAnswer).set(change).where(eq(roomAnswer.id, answerId)).run();
    recordAudit(
      tx,
      user,
      `${what}-written-question`,
      cohort.id,
      cohort.siteId,
      { dayId: day.id, answerId },
      now,
    );
  });
}

function promptOf(
  tx: Pick<Writer, "select">,
  dayId: string,
  promptId: string,
): { prompt: PromptRow; room: Room } {
  const found = tx
    .select({ prompt: roomPrompt, room })
    .from(roomPrompt)
    .innerJoin(room, eq(room.id, roomPrompt.roomId))
    .where(and(eq(roomPrompt.id, promptId), eq(room.sessionDayId, dayId)))
    .get();
  if (!found) throw notFound();
  return found;
}

/** What the room is asked now, as the screen may show it; null when nothing is open. */
export function currentPrompt(dayId: string): Prompt | null {
  const open = openRoomOf(dayId);
  const row = open && openPromptOf(open.id);
  return row ? promptForScreen(row) : null;
}

const openPromptOf = (roomId: string, tx: Pick<Writer, "select"> = db): PromptRow | null =>
  tx
    .select()
    .from(roomPrompt)
    .where(and(eq(roomPrompt.roomId, roomId), isNull(roomPrompt.closedAt)))
    .get() ?? null;

function promptForScreen(row: PromptRow): Prompt {
  const phones = row.kind === "paper" ? sheetsOf(row.id) : phonesOf(db, row.id);
  const shown = row.shownAt !== null && row.kind !== "paper";
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    options: row.options,
    phones,
    shown,
    counts: hasOptions(row.kind) && shown && phones >= fewest ? countsOf(row) : null,
    key: shown ? keyOfCheck(row) : null,
    questions:
      row.kind === "questions" && shown ? questionsOf(row.id).filter(({ state }) => state === "open") : [],
  };
}

function countsOf({ id, options }: PromptRow): number[] {
  const rows = db
    .select({ option: roomAnswer.option, count: sql<number>`count(*)` })
    .from(roomAnswer)
    .where(eq(roomAnswer.promptId, id))
    .groupBy(roomAnswer.option)
    .all();
  return options.map((_, option) => rows.find((row) => row.option === option)?.count ?? 0);
}

function keyOfCheck({ kind, itemId, options }: PromptRow): Prompt["key"] {
  const right = kind === "check" ? itemOf(itemId)?.options.find(({ correct }) => correct) : undefined;
  const option = right ? options.indexOf(plainLine(right.text)) : -1;
  return right && option >= 0 ? { option, feedback: plainLine(right.feedback) } : null;
}

export type WrittenQuestion = { id: string; body: string; state: "open" | "hidden" | "answered" };

/** Written questions in an order that tells nothing about when or by whom they were sent. */
function questionsOf(promptId: string): WrittenQuestion[] {
  return db
    .select({
      id: roomAnswer.id,
      body: roomAnswer.body,
      hiddenAt: roomAnswer.hiddenAt,
      answeredAt: roomAnswer.answeredAt,
    })
    .from(roomAnswer)
    .where(eq(roomAnswer.promptId, promptId))
    .all()
    .map(({ id, body, hiddenAt, answeredAt }) => ({
      id,
      body: body ?? "",
      state: hiddenAt ? ("hidden" as const) : answeredAt ? ("answered" as const) : ("open" as const),
    }))
    .sort((a, b) => (keyOf(a.id) < keyOf(b.id) ? -1 : 1));
}

/** The trainers' page of the room: its code, what is asked, what was written, and what can be asked. */
export function promptsPage(user: User, cohortId: string, position: string, now = new Date()) {
  const { cohort, day } = dayToRun(user, cohortId, position);
  const open = openRoomOf(day.id);
  const row = open && openPromptOf(open.id);
  const before = open
    ? db
        .select({ id: roomPrompt.id, kind: roomPrompt.kind, title: roomPrompt.title })
        .from(roomPrompt)
        .where(and(eq(roomPrompt.roomId, open.id), sql`${roomPrompt.closedAt} is not null`))
        .orderBy(desc(roomPrompt.openedAt))
        .all()
    : [];
  return {
    cohort: { id: cohort.id, name: cohort.name },
    day: {
      position: day.position,
      title: day.plan.title,
      isToday: todayIn(day.timeZone, now) === day.on,
      on: day.on,
    },
    room: open ? { code: open.code } : null,
    prompt: row ? promptForScreen(row) : null,
    written: row?.kind === "questions" ? questionsOf(row.id) : [],
    before,
    checks: day.plan.items.flatMap(({ module }) =>
      module?.quiz
        ? [
            {
              module: `${module.id} ${module.title}`,
              items: module.quiz.items.map(({ id, stem }) => ({ id, stem: plainLine(stem) })),
            },
          ]
        : [],
    ),
    form: newId(),
  };
}

// ---- for phones, without an account ---------------------------------------------------------------------------------

/** A phone's own secret. What is stored is made of it and the room, so that two days cannot be laid side by side. */
export const newPhone = (): string => randomBytes(18).toString("base64url");
const phoneIn = (roomId: string, secret: string): string => keyOf(roomId, secret).slice(0, 32);

/** The open room of a code on its day; null for a wrong or an old one. Wrong codes are counted by network. */
export function roomByCode(code: string, address: string, now = new Date()): Room | null {
  const found = db
    .select({ room, on: sessionDay.on, timeZone: sessionDay.timeZone })
    .from(room)
    .innerJoin(sessionDay, eq(sessionDay.id, room.sessionDayId))
    .where(and(eq(room.code, code), isNull(room.closedAt)))
    .get();
  if (found && todayIn(found.timeZone, now) === found.on) return found.room;
  const wait = takeTry([{ kind: "room:address", of: networkOf(address), tries: 60 }], now);
  if (wait > 0)
    throw tooMany(
      "There were too many wrong codes from this network. Wait a few minutes, or ask your trainer.",
      wait,
    );
  return null;
}

/** What a phone sees: the question, and its own answer. Never a count, a key, or another's answer. */
export function phonePage(open: Room, secret: string | null) {
  const row = openPromptOf(open.id);
  if (!row) return { code: open.code, prompt: null };
  const mine = secret
    ? db
        .select({ option: roomAnswer.option, body: roomAnswer.body })
        .from(roomAnswer)
        .where(and(eq(roomAnswer.promptId, row.id), eq(roomAnswer.phone, phoneIn(open.id, secret))))
        .orderBy(asc(roomAnswer.at))
        .all()
    : [];
  return {
    code: open.code,
    prompt: {
      id: row.id,
      kind: row.kind,
      title: row.title,
      options: row.options,
      chosen: mine.find(({ option }) => option !== null)?.option ?? null,
      sent: mine.filter(({ body }) => body !== null).length,
      handedIn: row.kind === "paper" && secret !== null && hasHandedIn(row.id, phoneIn(open.id, secret)),
      key: row.shownAt ? keyOfCheck(row) : null,
    },
  };
}

const mostPhones = 300;
const mostQuestions = 10;

export type Sent = {
  promptId: string;
  option: number | null;
  body: string;
  formId: string;
  /** Of a one-minute paper, by question. */
  lines?: string[];
};

/**
 * Keeps what a phone answers, one choice for each phone, which it may change until the question is closed. Gives a
 * sentence when it cannot be kept. Together with others that come at the same time, so that a full room waits once.
 */
export function answerPrompt(
  open: Room,
  secret: string,
  sent: Sent,
  now = new Date(),
): Promise<string | null> {
  const phone = phoneIn(open.id, secret);
  return transactTogether((tx) => {
    const row = openPromptOf(open.id, tx);
    if (!row || row.id !== sent.promptId)
      return "That question was closed before your answer came. Look at the screen; the next one comes here.";
    if (row.kind === "paper")
      return sheetsOf(row.id, tx) >= mostPhones
        ? "This question has more answers than a room holds. Tell your trainer."
        : keepPaper(tx, row.id, phone, sent.lines ?? []);
    const mine = tx
      .select({ id: roomAnswer.id, option: roomAnswer.option })
      .from(roomAnswer)
      .where(and(eq(roomAnswer.promptId, row.id), eq(roomAnswer.phone, phone)))
      .all();
    if (mine.length === 0 && phonesOf(tx, row.id) >= mostPhones)
      return "This question has more answers than a room holds. Tell your trainer.";
    return row.kind === "questions"
      ? keepQuestion(tx, row, phone, mine.length, sent, now)
      : keepChoice(tx, row, phone, mine[0], sent, now);
  });
}

const phonesOf = (tx: Pick<Writer, "select">, promptId: string): number =>
  tx
    .select({ n: sql<number>`count(distinct ${roomAnswer.phone})` })
    .from(roomAnswer)
    .where(eq(roomAnswer.promptId, promptId))
    .get()?.n ?? 0;

function keepChoice(
  tx: Writer,
  row: PromptRow,
  phone: string,
  mine: { id: string } | undefined,
  { option }: Sent,
  now: Date,
): string | null {
  if (option === null || !Number.isInteger(option) || option < 0 || option >= row.options.length)
    return "Choose one of the answers first.";
  if (mine) tx.update(roomAnswer).set({ option, at: now }).where(eq(roomAnswer.id, mine.id)).run();
  else tx.insert(roomAnswer).values({ id: newId(), promptId: row.id, phone, option, at: now }).run();
  return null;
}

function keepQuestion(
  tx: Writer,
  row: PromptRow,
  phone: string,
  before: number,
  { body, formId }: Sent,
  now: Date,
): string | null {
  const text = body.trim();
  if (text === "") return "Write your question first.";
  if (text.length > longestQuestion) return `Please keep it under ${longestQuestion} characters.`;
  // The form's own id: sending it twice writes one question.
  const id = keyOf(row.id, phone, formId).slice(0, 32);
  if (tx.select({ id: roomAnswer.id }).from(roomAnswer).where(eq(roomAnswer.id, id)).get()) return null;
  if (before >= mostQuestions)
    return "You have sent ten questions. Give the others a turn, or ask your trainer.";
  tx.insert(roomAnswer).values({ id, promptId: row.id, phone, body: text, at: now }).run();
  return null;
}

/** A sentence for each field that is wrong in a question to the room, or null. */
export function whyNotAsk({ kind, title, options }: NewPrompt): Record<string, string> | null {
  const errors: Record<string, string> = {};
  if (kind !== "check" && kind !== "paper" && (title.length < 3 || title.length > 200))
    errors.title = "Write the question in 3 to 200 characters.";
  if (kind === "poll" && (options.length < 2 || options.length > mostOptions))
    errors.options = `Write 2 to ${mostOptions} different answers, one on each line.`;
  if (kind === "poll" && options.some((option) => option.length > 120))
    errors.options = "Keep each answer under 120 characters.";
  return Object.keys(errors).length > 0 ? errors : null;
}
