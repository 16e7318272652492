import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { cohort } from "./cohorts.ts";
import { person } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/**
 * A satisfaction form without a name. The ids here are random numbers, because SQLite keeps rows in the order of such
 * an id: neither id nor place says who handed a form in, or when. So there is no time and no person in this table.
 */
export const evaluationForm = sqliteTable(
  "evaluation_form",
  {
    id: integer("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    way: text("way", { enum: ["online", "paper"] }).notNull(),
    /** The answer on the scale by item, and of the question about distress the place of the option. */
    answers: text("answers", { mode: "json" }).$type<Record<string, number>>().notNull(),
  },
  (t) => [index("evaluation_form_cohort").on(t.cohortId)],
);

/** What was written or said about oneself on a form, apart from its answers: nobody can put the two together. */
export const evaluationNote = sqliteTable(
  "evaluation_note",
  {
    id: integer("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    item: text("item").notNull(),
    text: text("text").notNull(),
    /** Of a paper form that was keyed in, so that it can be taken back; null for what a person sent. */
    formId: integer("form_id"),
  },
  (t) => [index("evaluation_note_cohort").on(t.cohortId)],
);

/** That the forms of a cohort are closed: from then on totals are shown, and no form comes in. For good. */
export const evaluationClose = sqliteTable("evaluation_close", {
  cohortId: text("cohort_id")
    .primaryKey()
    .references(() => cohort.id),
  closedBy: text("closed_by")
    .notNull()
    .references(() => person.id),
  closedAt: at("closed_at").notNull(),
});
