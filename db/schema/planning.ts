import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { cohort } from "./cohorts.ts";
import { person, site } from "./people.ts";
import { sessionDay } from "./room.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** Somebody who asked for a place by the cohort's link, or walked in. Each decision is a time and who took it. */
export const registration = sqliteTable(
  "registration",
  {
    id: text("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    name: text("name").notNull(),
    /** Lower case. */
    email: text("email").notNull(),
    discipline: text("discipline", {
      enum: ["human-services", "law-enforcement", "child-advocacy"],
    }).notNull(),
    agency: text("agency"),
    /** What the person needs to take part, in their words; emptied thirty days after the cohort ends. */
    accommodations: text("accommodations"),
    language: text("language"),
    /** Of the link with which the person sees and withdraws their own request. */
    tokenHash: text("token_hash").notNull().unique(),
    createdAt: at("created_at").notNull(),
    /** On the wait-list since then: approved, and all seats were taken. */
    waitingSince: at("waiting_since"),
    approvedAt: at("approved_at"),
    approvedBy: text("approved_by").references(() => person.id),
    declinedAt: at("declined_at"),
    declinedBy: text("declined_by").references(() => person.id),
    declinedReason: text("declined_reason"),
    withdrawnAt: at("withdrawn_at"),
    /** Who has the seat: set when it becomes an enrollment. */
    seatedAt: at("seated_at"),
    personId: text("person_id").references(() => person.id),
  },
  (t) => [
    uniqueIndex("registration_open_once")
      .on(t.cohortId, t.email)
      .where(sql`declined_at is null and withdrawn_at is null`),
    index("registration_person").on(t.personId),
  ],
);

/** A line of the materials-and-venue checklist of a cohort: one of the course's, or one of the trainers' own. */
export const checklistLine = sqliteTable(
  "checklist_line",
  {
    id: text("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    /** Id of an item of `checklist.yaml`; null for a line of the trainers' own, which has a title. */
    itemId: text("item_id"),
    title: text("title"),
    /** Calendar day at the site; null takes the item's own rule. */
    dueOn: text("due_on"),
    doneAt: at("done_at"),
    doneBy: text("done_by").references(() => person.id),
    removedAt: at("removed_at"),
    createdBy: text("created_by")
      .notNull()
      .references(() => person.id),
    createdAt: at("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("checklist_line_once").on(t.cohortId, t.itemId),
    index("checklist_line_cohort").on(t.cohortId),
  ],
);

/** Who supervises whom at a site: they do not share a table, and one never assesses the other. */
export const supervision = sqliteTable(
  "supervision",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    supervisorId: text("supervisor_id")
      .notNull()
      .references(() => person.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    addedBy: text("added_by")
      .notNull()
      .references(() => person.id),
    addedAt: at("added_at").notNull(),
    removedBy: text("removed_by").references(() => person.id),
    removedAt: at("removed_at"),
  },
  (t) => [
    uniqueIndex("supervision_once").on(t.siteId, t.supervisorId, t.personId).where(sql`removed_at is null`),
    index("supervision_person").on(t.personId),
    index("supervision_supervisor").on(t.supervisorId),
  ],
);

/** Where somebody sits on a day. A new seating replaces the rows of its day. */
export const seat = sqliteTable(
  "seat",
  {
    id: text("id").primaryKey(),
    sessionDayId: text("session_day_id")
      .notNull()
      .references(() => sessionDay.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    /** Counted from 1. */
    tableNumber: integer("table_number").notNull(),
  },
  (t) => [uniqueIndex("seat_once").on(t.sessionDayId, t.personId), index("seat_person").on(t.personId)],
);

/**
 * Somebody who was written down at the door and turned out to be `intoId`, who has an account. From then on they are one
 * person: what was recorded stands under `intoId`, and what a device still sends about `personId` is about them.
 */
export const personJoin = sqliteTable(
  "person_join",
  {
    personId: text("person_id")
      .primaryKey()
      .references(() => person.id),
    intoId: text("into_id")
      .notNull()
      .references(() => person.id),
    joinedBy: text("joined_by")
      .notNull()
      .references(() => person.id),
    joinedAt: at("joined_at").notNull(),
  },
  (t) => [index("person_join_into").on(t.intoId)],
);

/** The private address of a person's calendar; renewing it replaces the token, and the old address stops working. */
export const calendarFeed = sqliteTable("calendar_feed", {
  personId: text("person_id")
    .primaryKey()
    .references(() => person.id),
  token: text("token").notNull().unique(),
  madeAt: at("made_at").notNull(),
});

/** A day as people knew it before it was changed, until they are told; a second change before that adds no row. */
export const dayChange = sqliteTable(
  "day_change",
  {
    id: text("id").primaryKey(),
    sessionDayId: text("session_day_id")
      .notNull()
      .references(() => sessionDay.id),
    /** Null for a day that is new. */
    before: text("before", { mode: "json" }).$type<{
      on: string;
      startsAt: string;
      endsAt: string;
      place: string | null;
      canceled: boolean;
    }>(),
    firstAt: at("first_at").notNull(),
    changedAt: at("changed_at").notNull(),
    /** When letters were written about it, or when there was nothing left to tell. */
    settledAt: at("settled_at"),
  },
  (t) => [
    uniqueIndex("day_change_open_once").on(t.sessionDayId).where(sql`settled_at is null`),
    index("day_change_day").on(t.sessionDayId),
  ],
);
