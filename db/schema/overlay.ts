import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { person, site } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** What a contact or a route says: one text, and short facts by the id of their field. */
export type LocalText = { text: string; fields: Record<string, string> };

/**
 * Every version of a local entry, never changed. Of the kinds `saved` and `removed` the newest counts; a `draft` is
 * shown to the people who fill the pack and to nobody else, until a newer row of any of the kinds but `confirmed`.
 */
export const localValue = sqliteTable(
  "local_value",
  {
    /** Sent with the form, so that sending it twice makes one row. */
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    /** Name of the entry when it was written; a later edition may have renamed or dropped it. */
    slot: text("slot").notNull(),
    /** Counted from 1 in its entry: a form that was filled from an older number is told so. */
    number: integer("number").notNull(),
    kind: text("kind", { enum: ["draft", "dropped", "saved", "removed", "confirmed"] }).notNull(),
    content: text("content", { mode: "json" }).$type<LocalText>().notNull(),
    source: text("source").notNull(),
    /** Calendar days; null only in a draft. */
    verifiedOn: text("verified_on"),
    reviewBy: text("review_by"),
    /** Null for what the owner of a contact confirmed by a link. */
    savedBy: text("saved_by").references(() => person.id),
    savedAt: at("saved_at").notNull(),
  },
  (t) => [
    uniqueIndex("local_value_number").on(t.siteId, t.slot, t.number),
    index("local_value_saved_by").on(t.savedBy),
  ],
);

/** A link to one entry for the owner of a contact, or to a site's law for its counsel. No account is needed. */
export const localLink = sqliteTable(
  "local_link",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    /** Null for counsel, who sees all law entries. */
    slot: text("slot"),
    tokenHash: text("token_hash").notNull().unique(),
    /** Who it is for, in the coordinator's words; emptied with the address when the link is over. */
    recipient: text("recipient"),
    email: text("email"),
    madeBy: text("made_by")
      .notNull()
      .references(() => person.id),
    madeAt: at("made_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    /** Answered, taken back, or replaced by a newer one. */
    endedAt: at("ended_at"),
  },
  (t) => [index("local_link_site").on(t.siteId, t.slot), index("local_link_made_by").on(t.madeBy)],
);

/** What the owner of a contact said; a correction changes nothing until the coordinator takes it. */
export const localAnswer = sqliteTable(
  "local_answer",
  {
    /** Of the link, so that it is answered once. */
    id: text("id")
      .primaryKey()
      .references(() => localLink.id),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    slot: text("slot").notNull(),
    name: text("name").notNull(),
    /** Null when the entry is right as it stands. */
    correction: text("correction", { mode: "json" }).$type<LocalText>(),
    /** Number of the entry that was seen. */
    number: integer("number").notNull(),
    answeredAt: at("answered_at").notNull(),
    decision: text("decision", { enum: ["taken", "declined"] }),
    decidedBy: text("decided_by").references(() => person.id),
    decidedAt: at("decided_at"),
  },
  (t) => [index("local_answer_site").on(t.siteId, t.slot), index("local_answer_decided_by").on(t.decidedBy)],
);

/** A lawyer's signature under the words of one law entry; other words have none. */
export const counselStamp = sqliteTable(
  "counsel_stamp",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    slot: text("slot").notNull(),
    textHash: text("text_hash").notNull(),
    linkId: text("link_id")
      .notNull()
      .references(() => localLink.id),
    name: text("name").notNull(),
    barState: text("bar_state").notNull(),
    /** Calendar day at the site. */
    signedOn: text("signed_on").notNull(),
    signedAt: at("signed_at").notNull(),
  },
  (t) => [
    uniqueIndex("counsel_stamp_once").on(t.siteId, t.slot, t.textHash),
    index("counsel_stamp_link").on(t.linkId),
  ],
);

/** That the coordinators of a site were told of an entry whose review is near: once for each entry and date. */
export const localReminder = sqliteTable(
  "local_reminder",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    slot: text("slot").notNull(),
    reviewBy: text("review_by").notNull(),
    sentAt: at("sent_at").notNull(),
  },
  (t) => [uniqueIndex("local_reminder_once").on(t.siteId, t.slot, t.reviewBy)],
);
