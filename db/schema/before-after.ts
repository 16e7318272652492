import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { cohort } from "./cohorts.ts";
import { contentVersion } from "./learning.ts";
import { person } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });
const moment = () => text("moment", { enum: ["before", "after"] }).notNull();

/** That a trainer opened the questions of a cohort, before the course or after it. */
export const roundOpening = sqliteTable(
  "round_opening",
  {
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    moment: moment(),
    openedBy: text("opened_by")
      .notNull()
      .references(() => person.id),
    openedAt: at("opened_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.cohortId, t.moment] })],
);

/** That before and after are closed: from then on they are compared, and nothing comes in. For good. */
export const roundClose = sqliteTable("round_close", {
  cohortId: text("cohort_id")
    .primaryKey()
    .references(() => cohort.id),
  closedBy: text("closed_by")
    .notNull()
    .references(() => person.id),
  closedAt: at("closed_at").notNull(),
});

/** One person's form A or B in one cohort. */
export const formSitting = sqliteTable(
  "form_sitting",
  {
    id: text("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    moment: moment(),
    way: text("way", { enum: ["online", "paper"] }).notNull(),
    contentHash: text("content_hash")
      .notNull()
      .references(() => contentVersion.hash),
    /** For each item: the original option indexes as this person sees them. Empty for paper. */
    optionOrder: text("option_order", { mode: "json" }).$type<Record<string, number[]>>().notNull(),
    /** Right answers, of a paper form of which only the count was keyed in. */
    right: integer("right"),
    startedAt: at("started_at").notNull(),
    submittedAt: at("submitted_at"),
    keyedBy: text("keyed_by").references(() => person.id),
    removedAt: at("removed_at"),
    removedBy: text("removed_by").references(() => person.id),
  },
  (t) => [
    uniqueIndex("form_sitting_once").on(t.cohortId, t.personId, t.moment).where(sql`removed_at is null`),
    index("form_sitting_person").on(t.personId),
  ],
);

/** Append-only: the newest row per item is the answer. `option` is the original index 0–3, never the shown one. */
export const formAnswer = sqliteTable(
  "form_answer",
  {
    id: text("id").primaryKey(),
    sittingId: text("sitting_id")
      .notNull()
      .references(() => formSitting.id),
    itemId: text("item_id").notNull(),
    option: integer("option").notNull(),
    at: at("at").notNull(),
  },
  (t) => [index("form_answer_sitting").on(t.sittingId, t.itemId)],
);

/**
 * How sure somebody feels and what they hold of responsibility. The code joins before and after; only this installation
 * can make it from a person. So there is no person and no time here, and the id is a random number.
 */
export const outlookForm = sqliteTable(
  "outlook_form",
  {
    id: integer("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    moment: moment(),
    code: text("code").notNull(),
    /** On the scale by statement. */
    answers: text("answers", { mode: "json" }).$type<Record<string, number>>().notNull(),
  },
  (t) => [uniqueIndex("outlook_form_once").on(t.cohortId, t.moment, t.code)],
);
