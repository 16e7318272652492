import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { moduleOf } from "#app/content/catalogue.server.ts";
import { newId } from "#app/lib/ids.ts";
import { notFound } from "#app/lib/refuse.ts";
import { type Database, db, prepared, transact } from "#db/client.server.ts";
import { bookmark, note } from "#db/schema/learning.ts";
import { keepPassage } from "./passages.server.ts";
import { moduleFor, readerSite } from "./reading.server.ts";

export type Note = typeof note.$inferSelect;
export type Bookmark = typeof bookmark.$inferSelect;

export const longestNote = 10_000;

/** Text as it is kept: line ends as LF, nothing around it. A sentence when it cannot be kept. */
export function noteText(typed: string): { body: string; problem?: string } {
  const body = typed.replaceAll("\r\n", "\n").trim();
  if (body === "") return { body, problem: "Write something first, or close the note." };
  if (body.length > longestNote)
    return {
      body,
      problem: `A note holds ${longestNote.toLocaleString("en-US")} characters. This one has ${body.length.toLocaleString("en-US")}; split it in two.`,
    };
  return { body };
}

/** The user's own notes, in the order they were written. */
export function notesOf(user: User, moduleId?: string): Note[] {
  return moduleId
    ? notesInModule().all({ person: user.id, module: moduleId })
    : notesByPerson().all({ person: user.id });
}

const notesByPerson = prepared((from) => ownNotes(from));
const notesInModule = prepared((from) => ownNotes(from, eq(note.moduleId, sql.placeholder("module"))));

function ownNotes(from: Database, where?: SQL) {
  const mine = and(eq(note.personId, sql.placeholder("person")), where);
  return from.select().from(note).where(mine).orderBy(asc(note.createdAt), asc(note.id));
}

export function noteOf(user: User, noteId: string): Note {
  const mine = and(eq(note.id, noteId), eq(note.personId, user.id));
  const found = db.select().from(note).where(mine).get();
  if (!found) throw notFound("That note is not here anymore.");
  return found;
}

/** Keeps a note under a section. `body` comes from `noteText`; `createdAt` is earlier where it waited on a device. */
export function writeNote(
  user: User,
  where: { moduleId: string; sectionId: string },
  body: string,
  now = new Date(),
  createdAt = now,
): string {
  const module = moduleFor(user, where.moduleId);
  if (!module.sections.some(({ id }) => id === where.sectionId)) throw notFound();
  const siteId = readerSite(user);
  allow(user, "read-curriculum", siteId);
  const id = newId();
  const { moduleId, sectionId } = where;
  transact((tx) => {
    tx.insert(note)
      .values({
        id,
        personId: user.id,
        moduleId,
        sectionId,
        body,
        contentHash: module.hash,
        passageHash: keepPassage(tx, moduleId, sectionId, now),
        createdAt,
        updatedAt: now,
      })
      .run();
    recordAudit(tx, user, "write-note", id, siteId, {}, now);
  });
  return id;
}

export function editNote(user: User, noteId: string, body: string, now = new Date()): Note {
  const before = noteOf(user, noteId);
  const siteId = readerSite(user);
  allow(user, "read-curriculum", siteId);
  transact((tx) => {
    tx.update(note).set({ body, updatedAt: now }).where(eq(note.id, noteId)).run();
    recordAudit(tx, user, "edit-note", noteId, siteId, {}, now);
  });
  return { ...before, body, updatedAt: now };
}

/** Deletes the note for good and gives it back, so that the page can offer to put it back. Nothing is kept here. */
export function deleteNote(user: User, noteId: string, now = new Date()): Note | null {
  const siteId = readerSite(user);
  allow(user, "read-curriculum", siteId);
  return transact((tx) => {
    const mine = and(eq(note.id, noteId), eq(note.personId, user.id));
    const [gone] = tx.delete(note).where(mine).returning().all();
    if (gone) recordAudit(tx, user, "delete-note", noteId, siteId, {}, now);
    return gone ?? null;
  });
}

/** Puts back what `deleteNote` gave. A note from an earlier edition keeps its section, even if that is gone. */
export function putBackNote(
  user: User,
  { moduleId, sectionId, createdAt }: { moduleId: string; sectionId: string; createdAt: Date },
  body: string,
  now = new Date(),
): void {
  const siteId = readerSite(user);
  allow(user, "read-curriculum", siteId);
  const id = newId();
  const contentHash = moduleOf(moduleId)?.hash ?? "";
  transact((tx) => {
    tx.insert(note)
      .values({
        id,
        personId: user.id,
        moduleId,
        sectionId,
        body,
        contentHash,
        passageHash: keepPassage(tx, moduleId, sectionId, now),
        createdAt: createdAt < now ? createdAt : now,
        updatedAt: now,
      })
      .run();
    recordAudit(tx, user, "put-back-note", id, siteId, {}, now);
  });
}

export function bookmarksOf(user: User, moduleId?: string): Bookmark[] {
  return moduleId
    ? bookmarksInModule().all({ person: user.id, module: moduleId })
    : bookmarksByPerson().all({ person: user.id });
}

const bookmarksByPerson = prepared((from) => ownBookmarks(from));
const bookmarksInModule = prepared((from) =>
  ownBookmarks(from, eq(bookmark.moduleId, sql.placeholder("module"))),
);

function ownBookmarks(from: Database, where?: SQL) {
  const mine = and(eq(bookmark.personId, sql.placeholder("person")), where);
  return from.select().from(bookmark).where(mine).orderBy(desc(bookmark.createdAt));
}

/** Says what should be, so that sending it twice changes nothing. */
export function setBookmark(
  user: User,
  { moduleId, sectionId }: { moduleId: string; sectionId: string },
  wanted: boolean,
  now = new Date(),
): void {
  if (wanted && !moduleFor(user, moduleId).sections.some(({ id }) => id === sectionId)) throw notFound();
  const siteId = readerSite(user);
  allow(user, "read-curriculum", siteId);
  transact((tx) => {
    const mine = and(
      eq(bookmark.personId, user.id),
      eq(bookmark.moduleId, moduleId),
      eq(bookmark.sectionId, sectionId),
    );
    const { changes } = wanted
      ? tx
          .insert(bookmark)
          .values({
            id: newId(),
            personId: user.id,
            moduleId,
            sectionId,
            passageHash: keepPassage(tx, moduleId, sectionId, now),
            createdAt: now,
          })
          .onConflictDoNothing()
          .run()
      : tx.delete(bookmark).where(mine).run();
    if (changes > 0)
      recordAudit(tx, user, wanted ? "add-bookmark" : "remove-bookmark", moduleId, siteId, {}, now);
  });
}
