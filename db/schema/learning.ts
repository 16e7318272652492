import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { person } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** The reading log, append-only: a section was read, its alternative was read, or it was set aside. */
export const sectionLog = sqliteTable(
  "section_log",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    moduleId: text("module_id").notNull(),
    sectionId: text("section_id").notNull(),
    how: text("how", { enum: ["read", "alternative", "set-aside"] }).notNull(),
    contentHash: text("content_hash").notNull(),
    at: at("at").notNull(),
  },
  (t) => [uniqueIndex("section_log_once").on(t.personId, t.moduleId, t.sectionId, t.how)],
);

/** Where the person stopped, per module: "continue" goes to the newest. */
export const place = sqliteTable(
  "place",
  {
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    moduleId: text("module_id").notNull(),
    sectionId: text("section_id").notNull(),
    at: at("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.moduleId] })],
);

/** What a section said when somebody first wrote a note or set a bookmark there. Never changed, and about nobody. */
export const passage = sqliteTable(
  "passage",
  {
    /** sha256 of module, section and text. */
    hash: text("hash").primaryKey(),
    moduleId: text("module_id").notNull(),
    sectionId: text("section_id").notNull(),
    title: text("title").notNull(),
    /** Its blocks in order. */
    blocks: text("blocks", { mode: "json" }).$type<string[]>().notNull(),
    createdAt: at("created_at").notNull(),
  },
  (t) => [index("passage_section").on(t.moduleId, t.sectionId)],
);

export const note = sqliteTable(
  "note",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    moduleId: text("module_id").notNull(),
    sectionId: text("section_id").notNull(),
    body: text("body").notNull(),
    contentHash: text("content_hash").notNull(),
    /** What its section said; null where it was written before that was kept. */
    passageHash: text("passage_hash").references(() => passage.hash),
    createdAt: at("created_at").notNull(),
    updatedAt: at("updated_at").notNull(),
  },
  (t) => [index("note_person").on(t.personId, t.moduleId), index("note_passage").on(t.passageHash)],
);

export const bookmark = sqliteTable(
  "bookmark",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    moduleId: text("module_id").notNull(),
    sectionId: text("section_id").notNull(),
    /** What its section said; null where it was set before that was kept. */
    passageHash: text("passage_hash").references(() => passage.hash),
    createdAt: at("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("bookmark_once").on(t.personId, t.moduleId, t.sectionId),
    index("bookmark_passage").on(t.passageHash),
  ],
);

/** What was on the page when somebody answered: the quiz as it stood under a content hash. Never changed. */
export const contentVersion = sqliteTable("content_version", {
  hash: text("hash").primaryKey(),
  moduleId: text("module_id").notNull(),
  quiz: text("quiz", { mode: "json" }).$type<unknown>().notNull(),
  createdAt: at("created_at").notNull(),
});

export const attempt = sqliteTable(
  "attempt",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    moduleId: text("module_id").notNull(),
    contentHash: text("content_hash")
      .notNull()
      .references(() => contentVersion.hash),
    /** For each item in order: the original option indexes as this attempt shows them. */
    optionOrder: text("option_order", { mode: "json" }).$type<Record<string, number[]>>().notNull(),
    startedAt: at("started_at").notNull(),
    submittedAt: at("submitted_at"),
  },
  (t) => [
    uniqueIndex("attempt_open_once").on(t.personId, t.moduleId).where(sql`submitted_at is null`),
    index("attempt_person").on(t.personId, t.moduleId),
    index("attempt_module").on(t.moduleId),
  ],
);

/** Append-only: the newest row per item is the answer. `option` is the original index 0–3, never the shown one. */
export const answer = sqliteTable(
  "answer",
  {
    id: text("id").primaryKey(),
    attemptId: text("attempt_id")
      .notNull()
      .references(() => attempt.id),
    itemId: text("item_id").notNull(),
    option: integer("option").notNull(),
    at: at("at").notNull(),
  },
  (t) => [index("answer_attempt").on(t.attemptId, t.itemId)],
);
