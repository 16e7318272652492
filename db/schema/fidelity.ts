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
    mark: text("mark", { enum: ["covered", "adapted", "skipped"] }).notNull(),
    why: text("why"),
    /** How long it took. */
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
