import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { person, site } from "./people.ts";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

/** One row per write, made in the same transaction. `detail` holds ids and changed field names, never personal text. */
export const audit = sqliteTable(
  "audit",
  {
    id: text("id").primaryKey(),
    at: at("at").notNull(),
    actorId: text("actor_id").references(() => person.id),
    action: text("action").notNull(),
    siteId: text("site_id").references(() => site.id),
    subject: text("subject").notNull(),
    detail: text("detail", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (t) => [
    index("audit_at").on(t.at),
    index("audit_actor").on(t.actorId),
    index("audit_site").on(t.siteId),
    index("audit_subject").on(t.subject),
  ],
);

/** Letters to send. A row is written with the change that caused it, so a crash loses none. */
export const outbox = sqliteTable(
  "outbox",
  {
    id: text("id").primaryKey(),
    recipient: text("recipient").notNull(),
    subject: text("subject").notNull(),
    /** Emptied once the letter is sent: it may hold a link that signs somebody in. */
    body: text("body").notNull(),
    /** Where one click stops such letters (RFC 8058); emptied with the body, because it is a key. */
    stopAt: text("stop_at"),
    createdAt: at("created_at").notNull(),
    sendAfter: at("send_after").notNull(),
    tries: integer("tries").notNull().default(0),
    lastError: text("last_error"),
    sentAt: at("sent_at"),
  },
  (t) => [index("outbox_due").on(t.sentAt, t.sendAfter)],
);

const books = ["training", "participant", "guide"] as const;
/** Papers, files and packages for other systems. */
const fileForms = [
  "letter",
  "a4",
  "letter-large",
  "a4-large",
  "html",
  "epub",
  "docx",
  "pack",
  "scorm-12",
  "scorm-2004",
  "cmi5",
  "common-cartridge",
  "common-cartridge-11",
  "qti",
] as const;

export const manualDownload = sqliteTable(
  "manual_download",
  {
    id: text("id").primaryKey(),
    /** Without an account the first moment of the month, so that no row tells who was on the page then. */
    at: at("at").notNull(),
    /** Null for the public shelf: other cities download without an account and are not identified. */
    personId: text("person_id").references(() => person.id),
    siteId: text("site_id").references(() => site.id),
    book: text("book", { enum: books }).notNull(),
    /** Paper or file format. */
    form: text("paper", {
      enum: fileForms,
    }).notNull(),
    /** Of a package for another system that holds one module. */
    module: text("module"),
    edition: text("edition").notNull(),
    contentHash: text("content_hash").notNull(),
    /** What somebody without an account said about themselves, if they did. */
    agencyKind: text("agency_kind"),
    /** Two letters, or "other". */
    state: text("state"),
  },
  (t) => [index("manual_download_site").on(t.siteId, t.at), index("manual_download_person").on(t.personId)],
);

/**
 * An edition that somebody asked for and that takes a while to make. Builders take the oldest row without an end, so the
 * queue survives a restart; the file itself is found by its content, and asking again makes a new row.
 */
export const build = sqliteTable(
  "build",
  {
    id: text("id").primaryKey(),
    book: text("book", { enum: books }).notNull(),
    /** Null for the national edition. */
    siteId: text("site_id").references(() => site.id),
    form: text("form", {
      enum: fileForms,
    }).notNull(),
    /** A frozen edition; null for the texts as they are. */
    edition: text("edition"),
    /** Only the pages that changed since this edition. */
    since: text("since"),
    /** Of a package for another system that holds one module. */
    module: text("module"),
    askedAt: at("asked_at").notNull(),
    /** Null for the public guide. */
    askedBy: text("asked_by").references(() => person.id),
    startedAt: at("started_at"),
    /** How often a builder began with it. */
    tries: integer("tries").notNull().default(0),
    sentence: text("sentence"),
    /** From 0 to 100. */
    percent: integer("percent").notNull().default(0),
    /** Asked to stop; the builder ends it. */
    cancelledAt: at("cancelled_at"),
    cancelledBy: text("cancelled_by").references(() => person.id),
    endedAt: at("ended_at"),
    /** Why there is no file; null where there is one. */
    reason: text("reason"),
  },
  (t) => [
    index("build_open").on(t.endedAt, t.askedAt),
    index("build_edition").on(t.book, t.siteId, t.form, t.askedAt),
    index("build_site").on(t.siteId),
    index("build_asked_by").on(t.askedBy),
    index("build_cancelled_by").on(t.cancelledBy),
  ],
);

/** Facts about this installation: `demo` is `true` when the demo programme was loaded. */
export const installation = sqliteTable("installation", {
  key: text("key").primaryKey(),
  value: text("value").notNull(),
});
