import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { person } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/**
 * What somebody from another city asks for on the public shelf. When it is erased, what names anybody is emptied; that
 * there was a request, of which kind and when it was answered, stays for the funder's count.
 */
export const shelfRequest = sqliteTable(
  "shelf_request",
  {
    id: text("id").primaryKey(),
    wants: text("wants", { enum: ["participant", "training", "site"] }).notNull(),
    name: text("name"),
    /** Lower case. */
    email: text("email"),
    agency: text("agency"),
    agencyKind: text("agency_kind").notNull(),
    /** Two letters, or "other". */
    state: text("state").notNull(),
    purpose: text("purpose"),
    createdAt: at("created_at").notNull(),
    answer: text("answer", { enum: ["granted", "declined"] }),
    reason: text("reason"),
    answeredAt: at("answered_at"),
    answeredBy: text("answered_by").references(() => person.id),
    /** Of the link to the participant edition that goes with a granted request. */
    tokenHash: text("token_hash").unique(),
    linkEndsAt: at("link_ends_at"),
    erasedAt: at("erased_at"),
    erasedBy: text("erased_by").references(() => person.id),
  },
  (t) => [
    index("shelf_request_created").on(t.createdAt),
    index("shelf_request_answered_by").on(t.answeredBy),
    index("shelf_request_erased_by").on(t.erasedBy),
  ],
);
