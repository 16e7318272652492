import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { cohort } from "./cohorts.ts";
import { person } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** One action of a commitment card. */
export type CardAction = {
  what: string;
  where: string;
  /** In words, such as "by the 15th". */
  by: string;
  noticedBy: string;
  obstacle: string;
  plan: string;
};

/** What a person means to do after the course, and the sponsor who makes room for it. */
export const commitment = sqliteTable(
  "commitment",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    /** In the person's own words; only they read it. */
    actions: text("actions", { mode: "json" }).$type<CardAction[]>().notNull(),
    /** To themselves, for day 30; only they read it. */
    letter: text("letter"),
    sponsorName: text("sponsor_name"),
    sponsorEmail: text("sponsor_email"),
    sponsorSignedAt: at("sponsor_signed_at"),
    sponsorOptedOutAt: at("sponsor_opted_out_at"),
    optedOutAt: at("opted_out_at"),
    createdAt: at("created_at").notNull(),
    updatedAt: at("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("commitment_once").on(t.personId, t.cohortId),
    index("commitment_cohort").on(t.cohortId),
  ],
);

/** One touchpoint after the course, to one of its recipients: what went out when, and what came back. */
export const touchpoint = sqliteTable(
  "touchpoint",
  {
    id: text("id").primaryKey(),
    commitmentId: text("commitment_id")
      .notNull()
      .references(() => commitment.id),
    /** Id in `follow-up.yaml`. */
    touchpointId: text("touchpoint_id").notNull(),
    to: text("to", { enum: ["learner", "supervisor"] }).notNull(),
    /** Calendar days at the site. */
    sentOn: text("sent_on"),
    remindedOn: text("reminded_on"),
    answeredAt: at("answered_at"),
    answers: text("answers", { mode: "json" }).$type<Record<string, string>>(),
  },
  (t) => [uniqueIndex("touchpoint_once").on(t.commitmentId, t.touchpointId, t.to)],
);

/** A kind word to a trainer, or to their sponsor, who has not given a delivery yet. */
export const activationLetter = sqliteTable(
  "activation_letter",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    /** The certification that it counts from. */
    certifiedOn: text("certified_on").notNull(),
    mark: integer("mark").notNull(),
    to: text("to", { enum: ["trainer", "sponsor"] }).notNull(),
    sentOn: text("sent_on").notNull(),
  },
  (t) => [uniqueIndex("activation_letter_once").on(t.personId, t.certifiedOn, t.mark, t.to)],
);

/** A trainer who wants no reminders of a first delivery; their sponsor gets none either. */
export const activationStop = sqliteTable("activation_stop", {
  personId: text("person_id")
    .primaryKey()
    .references(() => person.id),
  stoppedAt: at("stopped_at").notNull(),
});
