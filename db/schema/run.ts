import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { person } from "./people.ts";
import { sessionDay } from "./room.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** What happened in the room, append-only: steps started and done, cuts, minutes lost, the slide that is shown. */
export const runEvent = sqliteTable(
  "run_event",
  {
    /** Made by the device that saw it. */
    id: text("id").primaryKey(),
    sessionDayId: text("session_day_id")
      .notNull()
      .references(() => sessionDay.id),
    kind: text("kind", {
      enum: ["start", "done", "undo", "cut", "keep", "late", "slide", "end"],
    }).notNull(),
    /** A block or a step of its plan, such as `1.4` or `1.4-s3`; for `slide` the slide. */
    target: text("target"),
    /** Of `cut` and `late`. */
    minutes: integer("minutes"),
    at: at("at").notNull(),
    recordedBy: text("recorded_by")
      .notNull()
      .references(() => person.id),
  },
  (t) => [index("run_event_day").on(t.sessionDayId, t.at)],
);

/** The room that phones join by a short code, without an account, for one day. */
export const room = sqliteTable(
  "room",
  {
    id: text("id").primaryKey(),
    sessionDayId: text("session_day_id")
      .notNull()
      .references(() => sessionDay.id),
    code: text("code").notNull(),
    openedBy: text("opened_by")
      .notNull()
      .references(() => person.id),
    openedAt: at("opened_at").notNull(),
    closedAt: at("closed_at"),
  },
  (t) => [
    uniqueIndex("room_code_once").on(t.code).where(sql`closed_at is null`),
    uniqueIndex("room_day_once").on(t.sessionDayId).where(sql`closed_at is null`),
  ],
);

/** A question to the room. */
export const roomPrompt = sqliteTable(
  "room_prompt",
  {
    id: text("id").primaryKey(),
    roomId: text("room_id")
      .notNull()
      .references(() => room.id),
    kind: text("kind", { enum: ["poll", "check", "questions", "paper"] }).notNull(),
    title: text("title").notNull(),
    options: text("options", { mode: "json" }).$type<string[]>().notNull(),
    /** The quiz item that a knowledge check asks. */
    itemId: text("item_id"),
    openedBy: text("opened_by")
      .notNull()
      .references(() => person.id),
    openedAt: at("opened_at").notNull(),
    /** When the counts were shown to the room. */
    shownAt: at("shown_at"),
    closedAt: at("closed_at"),
  },
  (t) => [
    uniqueIndex("room_prompt_open_once").on(t.roomId).where(sql`closed_at is null`),
    index("room_prompt_room").on(t.roomId),
  ],
);

/** What a phone sent. `phone` is a random value of that phone in this room, and stands for nobody. */
export const roomAnswer = sqliteTable(
  "room_answer",
  {
    id: text("id").primaryKey(),
    promptId: text("prompt_id")
      .notNull()
      .references(() => roomPrompt.id),
    phone: text("phone").notNull(),
    option: integer("option"),
    /** Of a question box only. */
    body: text("body"),
    at: at("at").notNull(),
    hiddenAt: at("hidden_at"),
    hiddenBy: text("hidden_by").references(() => person.id),
    answeredAt: at("answered_at"),
  },
  (t) => [
    uniqueIndex("room_answer_choice_once").on(t.promptId, t.phone).where(sql`option is not null`),
    index("room_answer_prompt").on(t.promptId),
  ],
);

/** That a phone handed its one-minute paper in. What it wrote stands in `paperLine`, and nothing leads from here to there. */
export const paperSheet = sqliteTable(
  "paper_sheet",
  {
    promptId: text("prompt_id")
      .notNull()
      .references(() => roomPrompt.id),
    phone: text("phone").notNull(),
  },
  (t) => [primaryKey({ columns: [t.promptId, t.phone] })],
);

/**
 * An answer of a one-minute paper, apart from the others of the same sheet. The id is a random number, because SQLite
 * keeps rows in the order of such an id: neither id nor place says who wrote it, or when.
 */
export const paperLine = sqliteTable(
  "paper_line",
  {
    id: integer("id").primaryKey(),
    promptId: text("prompt_id")
      .notNull()
      .references(() => roomPrompt.id),
    /** Which of the three questions, from 0. */
    question: integer("question").notNull(),
    text: text("text").notNull(),
  },
  (t) => [index("paper_line_prompt").on(t.promptId)],
);
