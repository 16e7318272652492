import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { person, site } from "./people.ts";
import { trainerDecision } from "./trainers.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** A digital credential (Open Badges 3.0) that was issued to a person. Its claims are never changed. */
export const badge = sqliteTable(
  "badge",
  {
    /** 128 random bits in the address of the credential. */
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    /** Where it was earned. Not in the claims. */
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    kind: text("kind", { enum: ["participant", "certified-trainer", "lead-trainer"] }).notNull(),
    /** What was issued, without its signature. Null once the person is erased: it names them. */
    claims: text("claims", { mode: "json" }).$type<Record<string, unknown>>(),
    /** Where in which status list its bit is, chosen at random so that it says nothing about the person. */
    statusList: integer("status_list").notNull(),
    statusIndex: integer("status_index").notNull(),
    /** The decision that it came with; null for participants. */
    decisionId: text("decision_id").references(() => trainerDecision.id),
    /** Null when a rule issued it and nobody pressed a button. */
    issuedBy: text("issued_by").references(() => person.id),
    issuedAt: at("issued_at").notNull(),
    /** Two years later for trainers; null never ends. */
    expiresAt: at("expires_at"),
    /** Since when anybody with the link may read it; null while only its holder does. */
    sharedAt: at("shared_at"),
    /** Set by a renewal. The old one stays true until it expires. */
    replacedBy: text("replaced_by"),
    replacedAt: at("replaced_at"),
    revokedBy: text("revoked_by").references(() => person.id),
    revokedAt: at("revoked_at"),
    revokedReason: text("revoked_reason", { enum: ["safety", "mistake", "suspended", "ended", "asked"] }),
  },
  (t) => [
    uniqueIndex("badge_current_once")
      .on(t.personId, t.kind)
      .where(sql`revoked_at is null and replaced_at is null`),
    uniqueIndex("badge_status_once").on(t.statusList, t.statusIndex),
    uniqueIndex("badge_decision_once").on(t.decisionId, t.kind),
    index("badge_person").on(t.personId),
    index("badge_site").on(t.siteId),
    index("badge_revoked").on(t.statusList).where(sql`revoked_at is not null`),
  ],
);
