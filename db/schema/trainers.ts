import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { person, site } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** A fact that a step to certification asks for and that is seen outside of Cairn, or was entered from paper. */
export const trainerFact = sqliteTable(
  "trainer_fact",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    kind: text("kind", {
      enum: ["post-assessment", "knowledge-check", "make-up", "sponsor-form", "briefing"],
    }).notNull(),
    /** Of a make-up the module. */
    moduleId: text("module_id"),
    /** Of a briefing the edition. */
    edition: text("edition"),
    /** Of a second post-assessment: after time with a coach. */
    afterCoaching: integer("after_coaching", { mode: "boolean" }).notNull().default(false),
    /** Of a post-assessment: right answers, out of how many. */
    right: integer("right"),
    outOf: integer("out_of"),
    /** Calendar day on which it happened. */
    on: text("on").notNull(),
    recordedBy: text("recorded_by")
      .notNull()
      .references(() => person.id),
    recordedAt: at("recorded_at").notNull(),
    removedAt: at("removed_at"),
    removedBy: text("removed_by").references(() => person.id),
  },
  (t) => [index("trainer_fact_person").on(t.personId), index("trainer_fact_site").on(t.siteId)],
);

/** A decision about a trainer, append-only: who decided what, when and why. */
export const trainerDecision = sqliteTable(
  "trainer_decision",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    kind: text("kind", {
      enum: ["certify", "renew", "lead", "suspend", "reinstate", "end"],
    }).notNull(),
    /** In words that could be read to the person. */
    reason: text("reason").notNull(),
    decidedBy: text("decided_by")
      .notNull()
      .references(() => person.id),
    decidedAt: at("decided_at").notNull(),
    /** The edition that the decision was about. */
    edition: text("edition").notNull(),
    /** Whether the steps were done before this record was kept, so that the decision does not rest on it. */
    fromPaper: integer("from_paper", { mode: "boolean" }).notNull().default(false),
    /** The day on which two people who were not involved heard the trainer; of what follows a suspension. */
    heardOn: text("heard_on"),
  },
  (t) => [
    index("trainer_decision_person").on(t.personId, t.decidedAt),
    index("trainer_decision_site").on(t.siteId),
  ],
);

/** What a trainer shows in the registry of their site. */
export const trainerProfile = sqliteTable("trainer_profile", {
  personId: text("person_id")
    .primaryKey()
    .references(() => person.id),
  languages: text("languages").notNull().default(""),
  availability: text("availability").notNull().default(""),
  /** Whether other sites see it. */
  shared: integer("shared", { mode: "boolean" }).notNull().default(false),
  updatedAt: at("updated_at").notNull(),
});

/** Who came with whom: the apprentice and the certified trainer who coaches them. */
export const mentorship = sqliteTable(
  "mentorship",
  {
    id: text("id").primaryKey(),
    mentorId: text("mentor_id")
      .notNull()
      .references(() => person.id),
    apprenticeId: text("apprentice_id")
      .notNull()
      .references(() => person.id),
    addedBy: text("added_by")
      .notNull()
      .references(() => person.id),
    addedAt: at("added_at").notNull(),
    endedAt: at("ended_at"),
  },
  (t) => [
    uniqueIndex("mentorship_once").on(t.mentorId, t.apprenticeId).where(sql`ended_at is null`),
    index("mentorship_apprentice").on(t.apprenticeId),
  ],
);
