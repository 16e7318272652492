import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { person, site } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** What was decided about a frozen edition, append-only: the newest row says how it stands. The id comes with the form. */
export const editionDecision = sqliteTable(
  "edition_decision",
  {
    id: text("id").primaryKey(),
    edition: text("edition").notNull(),
    /** Retired: no new cohorts. Withdrawn: no new downloads either. Released: as if neither had been said. */
    decision: text("decision", { enum: ["retired", "withdrawn", "released"] }).notNull(),
    reason: text("reason").notNull(),
    decidedBy: text("decided_by")
      .notNull()
      .references(() => person.id),
    at: at("at").notNull(),
  },
  (t) => [
    index("edition_decision_edition").on(t.edition, t.at),
    index("edition_decision_decided_by").on(t.decidedBy),
  ],
);

/** Who was written to about a withdrawal, once each, in the step that withdrew it. */
export const editionLetter = sqliteTable(
  "edition_letter",
  {
    id: text("id").primaryKey(),
    decisionId: text("decision_id")
      .notNull()
      .references(() => editionDecision.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    siteId: text("site_id").references(() => site.id),
    at: at("at").notNull(),
  },
  (t) => [
    uniqueIndex("edition_letter_once").on(t.decisionId, t.personId),
    index("edition_letter_person").on(t.personId),
    index("edition_letter_site").on(t.siteId),
  ],
);
