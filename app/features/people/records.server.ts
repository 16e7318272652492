import { eq, getTableColumns, getTableName, inArray, or } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { getTableConfig } from "drizzle-orm/sqlite-core";
import type { User } from "#app/auth/can.ts";
import { touchpointsForRecords } from "#app/features/certify/commitment.server.ts";
import { observationsForRecords } from "#app/features/certify/observations.server.ts";
import { formsForRecords } from "#app/features/certify/teach-back.server.ts";
import { outlookForRecords } from "#app/features/evaluate/outlook.server.ts";
import { formAnswersForRecords } from "#app/features/evaluate/sittings.server.ts";
import { marksForRecords } from "#app/features/room/marks-kept.server.ts";
import { askedByAddress } from "#app/features/shelf/requests.server.ts";
import { db, schema } from "#db/client.server.ts";
import { answer, attempt } from "#db/schema/learning.ts";
import { localLink, localValue } from "#db/schema/overlay.ts";
import { invitation, person, session } from "#db/schema/people.ts";
import { personJoin, supervision } from "#db/schema/planning.ts";
import { presence, presenceVoid } from "#db/schema/room.ts";
import { mentorship } from "#db/schema/trainers.ts";
import { audit, build, outbox } from "#db/schema/trust.ts";

type Row = Record<string, unknown>;
export type Records = {
  made: string;
  about: { id: string; name: string; email: string };
  tables: Record<string, Row[]>;
};

/** Never given out, not even to their owner: they open accounts. */
const secrets = new Set(["password_hash", "token_hash", "code_hash", "secret", "public_key", "token"]);

const tables = Object.values(schema) as SQLiteTable[];

/** The column by which a table's rows are about a person; null for tables that only say who did something. */
export function ownerColumn(table: SQLiteTable): SQLiteColumn | null {
  if (table === person) return person.id;
  if (table === audit) return audit.actorId;
  if (table === invitation) return invitation.acceptedBy;
  if (table === build) return build.askedBy;
  if (table === localValue) return localValue.savedBy;
  if (table === personJoin) return personJoin.intoId;
  if (table === localLink) return localLink.madeBy;
  const names = ["person_id", "user_id"];
  return getTableConfig(table).columns.find(({ name }) => names.includes(name)) ?? null;
}

/** Everything that is kept about the one who asks, table by table, straight from the database. */
export function myRecords(user: User, now = new Date()): Records {
  const found: Record<string, Row[]> = {};
  for (const table of tables) {
    const column = ownerColumn(table);
    if (!column) continue;
    const rows = db.select().from(table).where(eq(column, user.id)).all();
    if (rows.length > 0) found[getTableName(table)] = rows.map((row) => withoutSecrets(table, row));
  }
  const attempts = db.select({ id: attempt.id }).from(attempt).where(eq(attempt.personId, user.id)).all();
  const answers = attempts.length
    ? db
        .select()
        .from(answer)
        .where(
          inArray(
            answer.attemptId,
            attempts.map(({ id }) => id),
          ),
        )
        .all()
    : [];
  if (answers.length > 0) found.answer = answers;
  const voids = db
    .select({ ...getTableColumns(presenceVoid) })
    .from(presenceVoid)
    .innerJoin(presence, eq(presence.id, presenceVoid.presenceId))
    .where(eq(presence.personId, user.id))
    .all();
  if (voids.length > 0) found.presence_void = voids;
  const supervises = db.select().from(supervision).where(eq(supervision.supervisorId, user.id)).all();
  if (supervises.length > 0) found.supervision = [...(found.supervision ?? []), ...supervises];
  const mentorships = db
    .select()
    .from(mentorship)
    .where(or(eq(mentorship.mentorId, user.id), eq(mentorship.apprenticeId, user.id)))
    .all();
  if (mentorships.length > 0) found.mentorship = mentorships;
  const teachBackForms = formsForRecords(user);
  if (teachBackForms.length > 0) found.teach_back_form = teachBackForms;
  const observations = observationsForRecords(user);
  if (observations.length > 0) found.observation = observations;
  const marks = marksForRecords(user);
  if (marks.length > 0) found.fidelity_mark = marks;
  const touchpoints = touchpointsForRecords(user);
  if (touchpoints.length > 0) found.touchpoint = touchpoints;
  const formAnswers = formAnswersForRecords(user);
  if (formAnswers.length > 0) found.form_answer = formAnswers;
  const outlooks = outlookForRecords(user.id);
  if (outlooks.length > 0) found.outlook_form = outlooks;
  const onShelf = askedByAddress(user.email);
  if (onShelf.length > 0) found.shelf_request = onShelf;
  const letters = db
    .select({ id: outbox.id, subject: outbox.subject, createdAt: outbox.createdAt, sentAt: outbox.sentAt })
    .from(outbox)
    .where(eq(outbox.recipient, user.email))
    .all();
  if (letters.length > 0) found.outbox = letters;
  return {
    made: now.toISOString(),
    about: { id: user.id, name: user.name, email: user.email },
    tables: found,
  };
}

function withoutSecrets(table: SQLiteTable, row: Row): Row {
  if (table === session) {
    // The id of a session is the key to it, and its end is kept in seconds.
    const { id: _, expiresAt, ...rest } = row as typeof session.$inferSelect;
    return { ...rest, expiresAt: new Date(expiresAt * 1000) };
  }
  const columns = getTableColumns(table);
  return Object.fromEntries(Object.entries(row).filter(([key]) => !secrets.has(columns[key]?.name ?? key)));
}

export type Chapter = { title: string; what: string; columns: string[]; rows: string[][] };

const chapters: Record<string, { title: string; what: string }> = {
  person: { title: "Account", what: "Who you are here." },
  role_grant: { title: "Roles", what: "What you may do, where, since when." },
  invitation: { title: "Invitations", what: "The invitations that you accepted." },
  enrolment: { title: "Cohorts", what: "The cohorts you take part in. Your trainers see it." },
  cohort_trainer: { title: "Cohorts I teach", what: "Where you are a trainer." },
  person_join: {
    title: "Another entry that was you",
    what: "That somebody written down at the door was you, and who joined the two.",
  },
  presence: { title: "Sign-ins to the room", what: "When you came and left. Your trainers see it." },
  presence_void: {
    title: "Sign-ins taken back",
    what: "Entries of yours that a trainer took out of the count, and why.",
  },
  section_log: { title: "Reading", what: "Sections you read. Your trainers see which modules are complete." },
  place: { title: "Where I stopped", what: "Only you see this." },
  note: { title: "Notes", what: "Only you see these." },
  bookmark: { title: "Bookmarks", what: "Only you see these." },
  edition_letter: {
    title: "Letters about withdrawn manuals",
    what: "That you were written to, because you took such a manual or your site did.",
  },
  device_entry: {
    title: "Sent from a device",
    what: "That something reached us later, from a device without a connection. Only its number and kind.",
  },
  attempt: { title: "Quizzes", what: "Each sitting of a quiz. Your trainers see the results." },
  answer: {
    title: "Quiz answers",
    what: "Which option you chose. Trainers see them as part of the results.",
  },
  teach_back_slot: {
    title: "Teach-backs",
    what: "When and where you teach back, what, and who scores it. Your trainers and your group see it.",
  },
  teach_back_form: {
    title: "Teach-back forms",
    what: "What you wrote about teach-backs, and what was written about yours once both assessors were in.",
  },
  calibration: {
    title: "Calibration",
    what: "How you scored the written samples. Who plans teach-backs sees whether you are calibrated.",
  },
  trainer_fact: {
    title: "Steps to becoming a trainer",
    what: "Results of the post-assessment and other steps that were entered for you. Your trainers see them.",
  },
  trainer_decision: {
    title: "Decisions about certification",
    what: "What was decided, when and why. Those who may decide at your site see the reasons, nobody else.",
  },
  trainer_profile: {
    title: "In the trainer registry",
    what: "What you show there. Other sites see it only while you share it.",
  },
  mentorship: {
    title: "Mentors",
    what: "Who coaches whom. Trainers and the coordinator of your site see it.",
  },
  certificate: {
    title: "Certificates",
    what: "What was issued to you. Whoever has the number of one can check it.",
  },
  certificate_detail: {
    title: "Details for my certificate",
    what: "The name and numbers that you gave for it. They stand on your own papers only.",
  },
  evaluation_return: {
    title: "Evaluation forms",
    what: "That you returned one. The form itself has no name, so it is not here.",
  },
  form_sitting: {
    title: "Before and after",
    what: "Which forms you answered before and after a course. Your trainers see that, and how many were right after it.",
  },
  form_answer: {
    title: "Answers before and after",
    what: "Which option you chose. Only you see these; your site sees totals of eleven people or more.",
  },
  outlook_form: {
    title: "How sure I was, and who is responsible",
    what: "Your marks. They are kept without your name, under a code that is made again when you ask for them here.",
  },
  observer: { title: "Asked to observe", what: "What you were asked to observe. Your coordinator sees it." },
  observation: {
    title: "Observer’s checklists",
    what: "What you handed in, and what was handed in about your trainings. The trainers and the coordinator see it.",
  },
  fidelity_mark: {
    title: "How days went",
    what: "What you marked of the steps of a day. Those who run days at that site see it.",
  },
  commitment: {
    title: "Commitment card",
    what: "Your card, your letter to yourself and your sponsor. Only you see these; your trainers see counts.",
  },
  touchpoint: {
    title: "After the course",
    what: "Which letters went to you and what you marked. Your trainers see totals.",
  },
  activation_letter: {
    title: "Reminders of a first delivery",
    what: "That you, or your sponsor, were reminded of it.",
  },
  activation_stop: {
    title: "No reminders of a first delivery",
    what: "That you asked for none.",
  },
  badge: {
    title: "Credentials",
    what: "Digital credentials that were issued to you. Others read one only while you share it.",
  },
  session: { title: "Sign-ins", what: "Where you are signed in now." },
  passkey: { title: "Passkeys", what: "Their names, without the keys." },
  one_time_code: { title: "Second step", what: "That you set it up, without its secret." },
  recovery_code: { title: "Recovery codes", what: "Which of them were used, without the codes." },
  pending: { title: "Open links", what: "Links to you that still work, without the links." },
  local_value: {
    title: "Local facts I wrote",
    what: "What you wrote about the law, routes, contacts and services of a site. Coordinators see it; saved entries stand on the site’s pages.",
  },
  local_link: {
    title: "Links to local facts",
    what: "That you asked the owner of an entry, or counsel, without the link.",
  },
  manual_download: { title: "Manuals", what: "Manuals you downloaded. Coordinators see them." },
  shelf_request: {
    title: "Requests on the public shelf",
    what: "What you asked for from the national program office, which sees it.",
  },
  registration: { title: "Requests for a place", what: "Your trainers see them and decide." },
  supervision: {
    title: "Who supervises whom",
    what: "So that you do not share a table. Your trainers see it.",
  },
  seat: { title: "Where I sat", what: "The table of each day. Your trainers see it." },
  calendar_feed: { title: "Calendar address", what: "That you have a private one, without the address." },
  audit: {
    title: "What I changed",
    what: "One line per change that you made. Only the administrator sees it.",
  },
  outbox: { title: "Letters", what: "That a letter went to you, without its text." },
};

/** The same records to read: one table per kind, in the order of `chapters`, times in a zone. */
export function readable(records: Records, zone: string): Chapter[] {
  const order = Object.keys(chapters);
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(records.tables)
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, rows]) => {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
        (column) => !["id", "personId", "userId", "actorId"].includes(column),
      );
      return {
        title: chapters[name]?.title ?? inWords(name),
        what: chapters[name]?.what ?? "",
        columns: columns.map(inWords),
        rows: rows.map((row) => columns.map((column) => inText(row[column], zone))),
      };
    });
}

const inWords = (name: string): string => {
  const words = name
    .replaceAll(/_|(?=[A-Z])/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function inText(value: unknown, zone: string): string {
  if (value === null || value === undefined || value === "") return "–";
  if (value instanceof Date)
    return new Intl.DateTimeFormat("en-US", {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: zone,
    }).format(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object") return String(value);
  return Object.keys(value).length === 0 ? "–" : JSON.stringify(value);
}
