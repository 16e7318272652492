import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { cohort } from "./cohorts.ts";
import { person } from "./people.ts";
import { sessionDay } from "./room.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** What was done with a step of the plan while a day ran, append-only: the newest row of a target counts. */
export const fidelityMark = sqliteTable(
  "fidelity_mark",
  {
    id: text("id").primaryKey(),
    sessionDayId: text("session_day_id")
      .notNull()
      .references(() => sessionDay.id),
    /** A step or an activity, such as `1.4-s3` or `1.4-B`. */
    target: text("target").notNull(),
    /** `none` takes back what was marked before. */
    mark: text("mark", { enum: ["covered", "adapted", "skipped", "none"] }).notNull(),
    /** Of adapted and skipped: an id of the reasons in fidelity.yaml. */
    reason: text("reason"),
    /** A few words more. */
    why: text("why"),
    /** How long it took, where somebody said so; otherwise the events of the run tell. */
    minutes: integer("minutes"),
    recordedBy: text("recorded_by")
      .notNull()
      .references(() => person.id),
    at: at("at").notNull(),
  },
  (t) => [index("fidelity_mark_day").on(t.sessionDayId, t.target)],
);

/** A fidelity checklist about a cohort or delivery, by an observer or by its trainers. Handed in once. */
export const observation = sqliteTable(
  "observation",
  {
    id: text("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    observerId: text("observer_id")
      .notNull()
      .references(() => person.id),
    /** By a trainer of the delivery about their own. */
    own: integer("own", { mode: "boolean" }).notNull().default(false),
    /** The trainer who was observed. */
    trainerId: text("trainer_id")
      .notNull()
      .references(() => person.id),
    checklistHash: text("checklist_hash").notNull(),
    /** The checklist as it was filled in. */
    checklist: text("checklist", { mode: "json" }).$type<unknown>().notNull(),
    answers: text("answers", { mode: "json" }).$type<Record<string, string>>().notNull(),
    /** What was missing, of critical items that were met in part. */
    missing: text("missing", { mode: "json" }).$type<Record<string, string>>().notNull(),
    strengths: text("strengths", { mode: "json" }).$type<string[]>().notNull(),
    nextStep: text("next_step").notNull(),
    on: text("on").notNull(),
    submittedAt: at("submitted_at").notNull(),
  },
  (t) => [
    uniqueIndex("observation_once").on(t.cohortId, t.observerId, t.trainerId),
    index("observation_trainer").on(t.trainerId),
    index("observation_observer").on(t.observerId),
  ],
);

/** Somebody whom the coordinator asked to observe a cohort or delivery. */
export const observer = sqliteTable(
  "observer",
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
    removedAt: at("removed_at"),
    removedBy: text("removed_by").references(() => person.id),
  },
  (t) => [
    uniqueIndex("observer_once").on(t.cohortId, t.personId).where(sql`removed_at is null`),
    index("observer_person").on(t.personId),
  ],
);
