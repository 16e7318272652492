import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { person, site } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

export const cohort = sqliteTable(
  "cohort",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    name: text("name").notNull(),
    edition: text("edition").notNull(),
    /** Calendar days in the site's time zone, `YYYY-MM-DD`. */
    startsOn: text("starts_on").notNull(),
    endsOn: text("ends_on").notNull(),
    venue: text("venue"),
    /** Id of a variant of the course, such as `three-day`. */
    variant: text("variant").notNull().default("four-day"),
    /** A cohort of the program itself, or a training that a certified trainer gives at an agency. */
    kind: text("kind", { enum: ["program", "delivery"] })
      .notNull()
      .default("program"),
    /** Of a delivery: whose people are trained. */
    host: text("host"),
    /** How many people there is room for; null sets no limit. */
    seats: integer("seats"),
    /** Seats kept for each discipline, out of `seats`; null keeps none. */
    seatsHumanServices: integer("seats_human_services"),
    seatsLawEnforcement: integer("seats_law_enforcement"),
    seatsChildAdvocacy: integer("seats_child_advocacy"),
    /** In the link to register; null while there is none. */
    joinToken: text("join_token").unique(),
    /** In the address of the calendar feed. */
    calendarToken: text("calendar_token").unique(),
    canceledAt: at("canceled_at"),
    canceledBy: text("canceled_by").references(() => person.id),
    createdBy: text("created_by")
      .notNull()
      .references(() => person.id),
    createdAt: at("created_at").notNull(),
    archivedAt: at("archived_at"),
    archivedBy: text("archived_by").references(() => person.id),
  },
  (t) => [index("cohort_site").on(t.siteId)],
);

export const cohortTrainer = sqliteTable(
  "cohort_trainer",
  {
    id: text("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    addedBy: text("added_by")
      .notNull()
      .references(() => person.id),
    addedAt: at("added_at").notNull(),
    /** Whether they co-train as an apprentice, without the trainer role: then they may run this cohort and no other. */
    apprentice: integer("apprentice", { mode: "boolean" }).notNull().default(false),
    removedBy: text("removed_by").references(() => person.id),
    removedAt: at("removed_at"),
  },
  (t) => [
    uniqueIndex("cohort_trainer_once").on(t.cohortId, t.personId).where(sql`removed_at is null`),
    index("cohort_trainer_person").on(t.personId),
  ],
);

/** A trainee in a cohort. A withdrawal ends the row; coming back is a new row. */
export const enrolment = sqliteTable(
  "enrolment",
  {
    id: text("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    addedBy: text("added_by")
      .notNull()
      .references(() => person.id),
    addedAt: at("added_at").notNull(),
    withdrawnBy: text("withdrawn_by").references(() => person.id),
    withdrawnAt: at("withdrawn_at"),
    withdrawnReason: text("withdrawn_reason"),
  },
  (t) => [
    uniqueIndex("enrolment_once").on(t.cohortId, t.personId).where(sql`withdrawn_at is null`),
    index("enrolment_person").on(t.personId),
  ],
);
