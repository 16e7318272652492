import { sql } from "drizzle-orm";
import { blob, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

const at = (name: string) => integer(name, { mode: "timestamp_ms" });

export const site = sqliteTable("site", {
  /** A readable slug, such as `denver`; the same id names the site pack in `curricula/sites`. */
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull(),
  /** Whose law holds there, such as `Colorado`; null where the site pack in `curricula/sites` says it. */
  state: text("state"),
  createdAt: at("created_at").notNull(),
  closedAt: at("closed_at"),
});

export const person = sqliteTable("person", {
  id: text("id").primaryKey(),
  /** Lower case. Replaced by a random value when the person is erased. */
  email: text("email").notNull().unique(),
  name: text("name").notNull(),
  passwordHash: text("password_hash"),
  discipline: text("discipline", { enum: ["human-services", "law-enforcement", "child-advocacy"] }),
  agency: text("agency"),
  /** How the trainee likes quizzes: one question per step, or all on one page. */
  quizLayout: text("quiz_layout", { enum: ["steps", "page"] })
    .notNull()
    .default("steps"),
  demo: integer("demo", { mode: "boolean" }).notNull().default(false),
  createdAt: at("created_at").notNull(),
  /** Outlives the sign-ins, which are removed when they end. */
  lastSeenAt: at("last_seen_at"),
  erasedAt: at("erased_at"),
});

/** A role held at a site, or programme-wide when `siteId` is null. Ended roles keep their row. */
export const roleGrant = sqliteTable(
  "role_grant",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    role: text("role", {
      enum: ["trainee", "trainer", "coordinator", "reviewer", "grantee", "administrator"],
    }).notNull(),
    siteId: text("site_id").references(() => site.id),
    grantedBy: text("granted_by").references(() => person.id),
    grantedAt: at("granted_at").notNull(),
    endedBy: text("ended_by").references(() => person.id),
    endedAt: at("ended_at"),
  },
  (t) => [
    uniqueIndex("role_grant_site_once").on(t.personId, t.role, t.siteId).where(sql`ended_at is null`),
    uniqueIndex("role_grant_programme_once")
      .on(t.personId, t.role)
      .where(sql`ended_at is null and site_id is null`),
    index("role_grant_person").on(t.personId),
    index("role_grant_site").on(t.siteId),
  ],
);

export const session = sqliteTable(
  "session",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => person.id),
    /** Unix seconds, as the lucia adapter writes it. */
    expiresAt: integer("expires_at").notNull(),
    createdAt: at("created_at").notNull(),
    lastSeenAt: at("last_seen_at").notNull(),
    /** Such as "Firefox on Windows"; shown in the list of my sessions. */
    device: text("device").notNull(),
    /** Whether a second step (one-time code or passkey) was passed. */
    strong: integer("strong", { mode: "boolean" }).notNull().default(false),
  },
  (t) => [index("session_user").on(t.userId), index("session_expires").on(t.expiresAt)],
);

export const passkey = sqliteTable(
  "passkey",
  {
    /** The credential id, base64url. */
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    publicKey: blob("public_key", { mode: "buffer" }).notNull(),
    counter: integer("counter").notNull(),
    transports: text("transports", { mode: "json" }).$type<string[]>().notNull(),
    name: text("name").notNull(),
    createdAt: at("created_at").notNull(),
    lastUsedAt: at("last_used_at"),
  },
  (t) => [index("passkey_person").on(t.personId)],
);

export const oneTimeCode = sqliteTable("one_time_code", {
  personId: text("person_id")
    .primaryKey()
    .references(() => person.id),
  /** Base32 secret for TOTP (RFC 6238), encrypted with the key in DATA_DIR. */
  secret: text("secret").notNull(),
  confirmedAt: at("confirmed_at"),
  /** The last 30-second step that was accepted: a code works once. */
  lastStep: integer("last_step"),
});

export const recoveryCode = sqliteTable(
  "recovery_code",
  {
    id: text("id").primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    codeHash: text("code_hash").notNull().unique(),
    usedAt: at("used_at"),
  },
  (t) => [index("recovery_code_person").on(t.personId)],
);

/** A short-lived server secret in a conversation with a browser: passkey challenges, second steps, e-mail links. */
export const pending = sqliteTable(
  "pending",
  {
    id: text("id").primaryKey(),
    kind: text("kind", {
      enum: ["passkey-register", "passkey-sign-in", "second-step", "password-reset", "email-change", "form"],
    }).notNull(),
    personId: text("person_id").references(() => person.id),
    /** sha256 of the token in the link or cookie. */
    tokenHash: text("token_hash").notNull().unique(),
    payload: text("payload", { mode: "json" }).$type<Record<string, string>>().notNull(),
    createdAt: at("created_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
  },
  (t) => [index("pending_person").on(t.personId), index("pending_expires").on(t.expiresAt)],
);

export const invitation = sqliteTable(
  "invitation",
  {
    id: text("id").primaryKey(),
    tokenHash: text("token_hash").notNull().unique(),
    /** Lower case; empty in the first sign-in link, whose owner types it. */
    email: text("email").notNull(),
    name: text("name").notNull(),
    /** The link that a new installation prints: gives the roles grantee and administrator together. */
    first: integer("first", { mode: "boolean" }).notNull().default(false),
    role: text("role", {
      enum: ["trainee", "trainer", "coordinator", "reviewer", "grantee", "administrator"],
    }).notNull(),
    siteId: text("site_id").references(() => site.id),
    cohortId: text("cohort_id"),
    discipline: text("discipline", { enum: ["human-services", "law-enforcement", "child-advocacy"] }),
    agency: text("agency"),
    importId: text("import_id").references(() => peopleImport.id),
    invitedBy: text("invited_by").references(() => person.id),
    createdAt: at("created_at").notNull(),
    expiresAt: at("expires_at").notNull(),
    acceptedAt: at("accepted_at"),
    acceptedBy: text("accepted_by").references(() => person.id),
    revokedAt: at("revoked_at"),
    revokedBy: text("revoked_by").references(() => person.id),
  },
  (t) => [
    uniqueIndex("invitation_open_site_once")
      .on(t.email, t.role, t.siteId)
      .where(sql`accepted_at is null and revoked_at is null`),
    uniqueIndex("invitation_open_programme_once")
      .on(t.email, t.role)
      .where(sql`accepted_at is null and revoked_at is null and site_id is null`),
    index("invitation_site").on(t.siteId),
    index("invitation_cohort").on(t.cohortId),
    index("invitation_email").on(t.email),
    index("invitation_import").on(t.importId),
  ],
);

/** One confirmed CSV import; undo reads `changes` backwards. */
export const peopleImport = sqliteTable(
  "people_import",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    cohortId: text("cohort_id"),
    importedBy: text("imported_by")
      .notNull()
      .references(() => person.id),
    importedAt: at("imported_at").notNull(),
    fileHash: text("file_hash").notNull(),
    changes: text("changes", { mode: "json" })
      .$type<{ kind: "invited" | "enrolled"; id: string }[]>()
      .notNull(),
    undoneAt: at("undone_at"),
    undoneBy: text("undone_by").references(() => person.id),
  },
  (t) => [index("people_import_site").on(t.siteId)],
);

/** Failed or costly tries in a window, by key (`sign-in:account:<hash>`, `sign-in:address:<hash>`). */
export const rateLimit = sqliteTable("rate_limit", {
  key: text("key").primaryKey(),
  count: integer("count").notNull(),
  windowStartsAt: at("window_starts_at").notNull(),
});
