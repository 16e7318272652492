import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { cohort } from "./cohorts.ts";
import { person } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** A rubric as it was when it was first used, by the sha256 of its file. Never changed. */
export const rubricVersion = sqliteTable("rubric_version", {
  hash: text("hash").primaryKey(),
  rubric: text("rubric", { mode: "json" }).$type<unknown>().notNull(),
  firstUsedAt: at("first_used_at").notNull(),
});

/** How an assessor scored a written sample teach-back, append-only: the newest row for a sample counts. */
export const calibration = sqliteTable(
  "calibration",
  {
    /** Comes with the form. */
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    sampleId: text("sample_id").notNull(),
    /** Of the samples and their agreed scores as they were. */
    samplesHash: text("samples_hash").notNull(),
    rubricHash: text("rubric_hash")
      .notNull()
      .references(() => rubricVersion.hash),
    /** Level by criterion. */
    scores: text("scores", { mode: "json" }).$type<Record<string, number>>().notNull(),
    at: at("at").notNull(),
  },
  (t) => [
    index("calibration_person").on(t.personId, t.sampleId),
    index("calibration_rubric").on(t.rubricHash),
  ],
);

/** Eight minutes of teaching in front of a pair of assessors. A repeat is a new slot. */
export const teachBackSlot = sqliteTable(
  "teach_back_slot",
  {
    id: text("id").primaryKey(),
    /** Comes with the form that made it; the slots of one plan share it. */
    planId: text("plan_id").notNull(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    /** 1 for the first time, 2 for the first repeat, and so on. */
    round: integer("round").notNull(),
    startsAt: at("starts_at").notNull(),
    /** With the feedback. */
    endsAt: at("ends_at").notNull(),
    /** Counted from 1 in a cohort: the people of a group watch each other. A repeat is a group of its own. */
    groupNumber: integer("group_number").notNull(),
    room: text("room").notNull(),
    firstAssessorId: text("first_assessor_id")
      .notNull()
      .references(() => person.id),
    secondAssessorId: text("second_assessor_id")
      .notNull()
      .references(() => person.id),
    /** A line of the menu (handout H4.3c), with its title and modules as they were when the person chose it. */
    slice: text("slice", { mode: "json" }).$type<{ id: string; title: string; modules: string[] }>(),
    createdBy: text("created_by")
      .notNull()
      .references(() => person.id),
    createdAt: at("created_at").notNull(),
    canceledAt: at("canceled_at"),
    canceledBy: text("canceled_by").references(() => person.id),
  },
  (t) => [
    uniqueIndex("teach_back_slot_once").on(t.cohortId, t.personId, t.round).where(sql`canceled_at is null`),
    index("teach_back_slot_person").on(t.personId),
    index("teach_back_slot_first").on(t.firstAssessorId),
    index("teach_back_slot_second").on(t.secondAssessorId),
  ],
);

/** One form about one teach-back, handed in once and never changed. */
export const teachBackForm = sqliteTable(
  "teach_back_form",
  {
    /** Comes with the form. */
    id: text("id").primaryKey(),
    slotId: text("slot_id")
      .notNull()
      .references(() => teachBackSlot.id),
    authorId: text("author_id")
      .notNull()
      .references(() => person.id),
    part: text("part", { enum: ["self", "peer", "assessor"] }).notNull(),
    rubricHash: text("rubric_hash")
      .notNull()
      .references(() => rubricVersion.hash),
    /** Level by criterion. */
    scores: text("scores", { mode: "json" }).$type<Record<string, number>>().notNull(),
    /** The module's must-say and must-not-say points as they were, and whether each was heard. */
    points: text("points", { mode: "json" })
      .$type<{ say: { text: string; heard: boolean }[]; notSay: { text: string; heard: boolean }[] }>()
      .notNull(),
    /** Two, each as a behavior. Empty once the presenter has erased their account. */
    strengths: text("strengths", { mode: "json" }).$type<string[]>().notNull(),
    nextStep: text("next_step").notNull(),
    handedInAt: at("handed_in_at").notNull(),
  },
  (t) => [
    uniqueIndex("teach_back_form_once").on(t.slotId, t.authorId),
    index("teach_back_form_author").on(t.authorId),
    index("teach_back_form_rubric").on(t.rubricHash),
  ],
);
