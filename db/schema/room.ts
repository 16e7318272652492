import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { cohort } from "./cohorts.ts";
import { person } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** One day of a cohort in the room. */
export const sessionDay = sqliteTable(
  "session_day",
  {
    id: text("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    /** Which day of the variant, from 1. */
    position: integer("position").notNull(),
    /** Calendar day where the training is, `YYYY-MM-DD`. */
    on: text("on").notNull(),
    /** Clock time where the training is, `HH:MM`. */
    startsAt: text("starts_at").notNull(),
    /** IANA time zone of the place. */
    timeZone: text("time_zone").notNull(),
    venue: text("venue"),
    /** Key of the day's check-in codes. */
    secret: text("secret").notNull(),
    /** Of the calendar entry: grows with each change that people must see (RFC 5545, SEQUENCE). */
    sequence: integer("sequence").notNull().default(0),
    changedAt: at("changed_at").notNull(),
    canceledAt: at("canceled_at"),
    canceledBy: text("canceled_by").references(() => person.id),
    /** When a trainer said that nothing is left to enter for the day. */
    closedAt: at("closed_at"),
    closedBy: text("closed_by").references(() => person.id),
  },
  (t) => [uniqueIndex("session_day_once").on(t.cohortId, t.position)],
);

/**
 * The sign-in ledger, append-only: a sign-in or a sign-out of a person on a day, to the minute. Ids are made by the
 * device that saw it, so the same event may arrive twice and in any order.
 */
export const presence = sqliteTable(
  "presence",
  {
    id: text("id").primaryKey(),
    sessionDayId: text("session_day_id")
      .notNull()
      .references(() => sessionDay.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    kind: text("kind", { enum: ["in", "out"] }).notNull(),
    /** The whole minute that counts. */
    at: at("at").notNull(),
    /** By the trainer's list, by the person's own phone, from a paper sheet, or as a correction. */
    way: text("way", { enum: ["desk", "phone", "paper", "correction"] }).notNull(),
    /** Why it was corrected; only corrections have one. */
    reason: text("reason"),
    recordedBy: text("recorded_by")
      .notNull()
      .references(() => person.id),
    /** When the device wrote it down, and when it reached this server. */
    recordedAt: at("recorded_at").notNull(),
    receivedAt: at("received_at").notNull(),
  },
  (t) => [index("presence_day").on(t.sessionDayId, t.personId), index("presence_person").on(t.personId)],
);

/** Takes one event of the ledger out of the count. The event stays on record, with who, when and why. */
export const presenceVoid = sqliteTable(
  "presence_void",
  {
    id: text("id").primaryKey(),
    /** May arrive before its event, when devices send in another order. */
    presenceId: text("presence_id").notNull().unique(),
    sessionDayId: text("session_day_id")
      .notNull()
      .references(() => sessionDay.id),
    reason: text("reason").notNull(),
    voidedBy: text("voided_by")
      .notNull()
      .references(() => person.id),
    recordedAt: at("recorded_at").notNull(),
    receivedAt: at("received_at").notNull(),
  },
  (t) => [index("presence_void_day").on(t.sessionDayId)],
);

/** Evaluation forms stay without a name; what is kept here is only that this person returned one. */
export const evaluationReturn = sqliteTable(
  "evaluation_return",
  {
    id: text("id").primaryKey(),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    notedBy: text("noted_by")
      .notNull()
      .references(() => person.id),
    notedAt: at("noted_at").notNull(),
    /** Whether the person filled it in here, or a trainer noted a paper one. */
    way: text("way", { enum: ["online", "paper"] })
      .notNull()
      .default("paper"),
  },
  (t) => [
    uniqueIndex("evaluation_return_once").on(t.cohortId, t.personId),
    index("evaluation_return_person").on(t.personId),
  ],
);

/** A certificate as it was issued; `claims` is everything it says, and is never changed. */
export const certificate = sqliteTable(
  "certificate",
  {
    /** The certificate number: random, and holds no name, date or topic. */
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    cohortId: text("cohort_id")
      .notNull()
      .references(() => cohort.id),
    kind: text("kind", { enum: ["completion"] }).notNull(),
    claims: text("claims", { mode: "json" }).$type<unknown>().notNull(),
    issuedBy: text("issued_by")
      .notNull()
      .references(() => person.id),
    issuedAt: at("issued_at").notNull(),
    revokedBy: text("revoked_by").references(() => person.id),
    revokedAt: at("revoked_at"),
    revokedReason: text("revoked_reason"),
    /** The number of the certificate that took its place. Not shown to those who check the old one. */
    replacedBy: text("replaced_by"),
  },
  (t) => [
    uniqueIndex("certificate_once").on(t.personId, t.cohortId, t.kind).where(sql`revoked_at is null`),
    index("certificate_cohort").on(t.cohortId),
  ],
);

/** What a person says about themself for their own certificate and record sheet, and for nothing else. */
export const certificateDetail = sqliteTable("certificate_detail", {
  personId: text("person_id")
    .primaryKey()
    .references(() => person.id),
  /** The name as it stands on the certificate; null takes the name of the account. */
  legalName: text("legal_name"),
  licenseNumber: text("license_number"),
  agency: text("agency"),
  rank: text("rank"),
  postId: text("post_id"),
  updatedAt: at("updated_at").notNull(),
});
