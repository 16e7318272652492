import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { notesOf } from "#app/features/learn/notes.server.ts";
import { readingLog } from "#app/features/learn/reading.server.ts";
import { attemptsOf } from "#app/features/quiz/attempts.server.ts";
import { quizSheet, startQuiz, submitQuiz } from "#app/features/quiz/quiz.server.ts";
import { newDeviceId } from "#app/lib/device-id.ts";
import { db } from "#db/client.server.ts";
import { answer, note } from "#db/schema/learning.ts";
import { deviceEntry } from "#db/schema/offline.ts";
import { audit } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { forgetOldEntries } from "./once.server.ts";
import { type Entry, entryOf, filesIn, type Kind, mayKeep, standIns } from "./outbox.ts";
import { batchSchema, keepEntries, takeAlong } from "./sync.server.ts";

beforeEach(freshDb);

const moduleId = "1.3";
const sections = () =>
  catalogue()
    .modules.get(moduleId)
    ?.sections.map(({ id }) => id) ?? [];
const entry = (user: User, kind: Kind, fields: Record<string, string>): Entry => ({
  id: newDeviceId(),
  personId: user.id,
  kind,
  moduleId,
  fields,
  at: Date.now() - 3_600_000,
});
const outcomes = (user: User, entries: Entry[]) => keepEntries(user, entries).map(({ outcome }) => outcome);

describe("what a device sends later", () => {
  it("is kept once, in its order, with the audit rows of the same deeds online", () => {
    const user = as("trainee");
    const [first = "", second = ""] = sections();
    const entries = [
      entry(user, "read", { section: first, how: "read" }),
      entry(user, "set-aside", { section: second }),
      entry(user, "place", { section: second }),
      entry(user, "bookmark", { section: first, wanted: "yes" }),
      entry(user, "write-note", { section: first, body: "Written in a train" }),
    ];
    expect(outcomes(user, entries)).toEqual(["kept", "kept", "kept", "kept", "kept"]);
    expect(outcomes(user, entries)).toEqual(["known", "known", "known", "known", "known"]);
    expect(
      readingLog(user, moduleId)
        .map(({ how }) => how)
        .sort(),
    ).toEqual(["read", "set-aside"]);
    const [written] = notesOf(user, moduleId);
    expect(written?.createdAt.getTime()).toBe(entries[4]?.at);
    const actions = db.select().from(audit).where(eq(audit.actorId, user.id)).all();
    expect(actions.map(({ action }) => action).sort()).toEqual([
      "add-bookmark",
      "read-section",
      "read-section",
      "write-note",
    ]);
    expect(JSON.stringify(actions)).not.toContain("train");
  });

  it("answers and hands in a quiz that was begun before; the newest answer counts, and a repetition adds none", () => {
    const user = as("trainee");
    const attempt = startQuiz(user, moduleId);
    const items = quizSheet(user, moduleId)?.items ?? [];
    const answers = items.flatMap(({ id }) =>
      ["0", "1"].map((place) => entry(user, "answer", { attempt, item: id, place })),
    );
    const all = [...answers, entry(user, "submit", { attempt })];
    keepEntries(user, all.slice(0, 7));
    expect(new Set(outcomes(user, all.slice(7)))).toEqual(new Set(["kept"]));
    const rows = db.select().from(answer).where(eq(answer.attemptId, attempt)).all();
    expect(rows).toHaveLength(answers.length);
    expect(new Set(outcomes(user, all))).toEqual(new Set(["known"]));
    expect(db.select().from(answer).where(eq(answer.attemptId, attempt)).all()).toEqual(rows);
    expect(attemptsOf([user.id]).find(({ id }) => id === attempt)?.submittedAt).not.toBeNull();
  });

  it("says why it refuses one, keeps the others, and takes the refused one when it is right at last", async () => {
    const user = as("trainee");
    const attempt = startQuiz(user, moduleId);
    const submit = entry(user, "submit", { attempt });
    const empty = entry(user, "write-note", { section: sections()[0] ?? "", body: "  " });
    const nowhere = entry(user, "read", { section: "gone", how: "read" });
    const good = entry(user, "write-note", { section: sections()[0] ?? "", body: "Kept" });
    const answers = keepEntries(user, [submit, empty, nowhere, good]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(["refused", "refused", "refused", "kept"]);
    const sentences = await Promise.all(
      answers.map((one) => (one.outcome === "refused" ? one.refusal.text() : "")),
    );
    expect(sentences[0]).toMatch(/no answer yet/);
    expect(sentences[1]).toMatch(/Write something/);
    expect(sentences[2]).toMatch(/not in this edition/);
    for (const { id } of quizSheet(user, moduleId)?.items ?? [])
      keepEntries(user, [entry(user, "answer", { attempt, item: id, place: "0" })]);
    expect(outcomes(user, [submit])).toEqual(["kept"]);
  });

  it("refuses what comes after a quiz was handed in elsewhere", () => {
    const user = as("trainee");
    const attempt = startQuiz(user, moduleId);
    const items = quizSheet(user, moduleId)?.items ?? [];
    const late = entry(user, "answer", { attempt, item: items[0]?.id ?? "", place: "1" });
    for (const { id } of items) keepEntries(user, [entry(user, "answer", { attempt, item: id, place: "0" })]);
    submitQuiz(user, attempt);
    expect(outcomes(user, [late])).toEqual(["refused"]);
  });

  it("never takes somebody else's: neither their attempt, nor their note, nor an id they have used", () => {
    const mine = as("trainee");
    const other = as("chicagoSecondTrainee");
    const attempt = startQuiz(mine, moduleId);
    const written = entry(mine, "write-note", { section: sections()[0] ?? "", body: "Mine" });
    keepEntries(mine, [written]);
    const noteId = notesOf(mine, moduleId)[0]?.id ?? "";
    const item = quizSheet(mine, moduleId)?.items[0]?.id ?? "";
    const tries = [
      entry(other, "answer", { attempt, item, place: "0" }),
      entry(other, "edit-note", { section: "", note: noteId, body: "Changed" }),
      { ...written, personId: other.id },
    ];
    expect(outcomes(other, tries)).toEqual(["refused", "refused", "refused"]);
    keepEntries(other, [entry(other, "delete-note", { section: "", note: noteId })]);
    expect(db.select().from(note).all()).toMatchObject([{ body: "Mine" }]);
  });

  it("refuses somebody without a role", () => {
    const nobody = { ...as("trainee"), grants: [] };
    expect(outcomes(nobody, [entry(nobody, "read", { section: sections()[0] ?? "", how: "read" })])).toEqual([
      "refused",
    ]);
    expect(refused(() => takeAlong(nobody, "day-1"))).toBe(403);
  });

  it("is read strictly", () => {
    const user = as("trainee");
    const good = entry(user, "read", { section: "a", how: "read" });
    expect(batchSchema.safeParse({ person: user.id, entries: [good] }).success).toBe(true);
    for (const bad of [
      { ...good, id: "1" },
      { ...good, kind: "grant-role" },
      { ...good, at: -1 },
      { ...good, more: 1 },
    ])
      expect(batchSchema.safeParse({ person: user.id, entries: [bad] }).success).toBe(false);
  });

  it("forgets ids only when no device can hold their entries any more", () => {
    const user = as("trainee");
    const one = entry(user, "read", { section: sections()[0] ?? "", how: "read" });
    keepEntries(user, [one]);
    forgetOldEntries(new Date(Date.now() + 399 * 86_400_000));
    expect(db.select().from(deviceEntry).all()).toHaveLength(1);
    forgetOldEntries(new Date(Date.now() + 401 * 86_400_000));
    expect(db.select().from(deviceEntry).all()).toHaveLength(0);
  });
});

describe("taking a day along", () => {
  it("begins its quizzes once, and names its pages, handouts and sheets", () => {
    const user = as("trainee");
    const day = catalogue().course.days[0];
    const { addresses } = takeAlong(user, day?.id ?? "");
    expect(takeAlong(user, day?.id ?? "").addresses).toEqual(addresses);
    expect(addresses).toContain("/curriculum/1.3");
    expect(addresses).toContain("/curriculum/1.3/quiz/sheet");
    expect(addresses).toContain("/curriculum/1.3/handouts/H1.3a");
    expect(addresses).toContain("/support");
    const withQuiz = day?.blocks.filter(({ quiz }) => quiz).length;
    expect(attemptsOf([user.id])).toHaveLength(withQuiz ?? 0);
    expect(addresses.filter((path) => !mayKeep(path))).toEqual([]);
    expect(refused(() => takeAlong(user, "day-9"))).toBe(404);
  });
});

describe("what a device may keep", () => {
  it("keeps texts and one's own learning, and no page about other people", () => {
    for (const path of [
      "/",
      "/curriculum",
      "/curriculum/1.3",
      "/curriculum/1.3/quiz/sheet",
      "/notes",
      "/guide/1/W1.1",
    ])
      expect(mayKeep(path), path).toBe(true);
    for (const path of [
      "/account",
      "/people",
      "/cohorts/c-denver-running",
      "/curriculum/1.3/quiz/take",
      "/curriculum/1.3/quiz",
      "/curriculum/1.3/quiz/01abc",
      "/audit",
      "/supporters",
    ])
      expect(mayKeep(path), path).toBe(false);
  });

  it("opens the sheet for the quiz, which needs the server for each step", () => {
    expect(standIns("/curriculum/1.3/quiz/take")).toEqual(["/curriculum/1.3/quiz/sheet"]);
    expect(standIns("/curriculum/1.3")).toEqual([]);
  });

  it("reads forms by what they mean, and leaves those alone that need the server", () => {
    const page = "/curriculum/1.3";
    expect(entryOf(`${page}/reading`, { intent: "place", section: "a" })?.kind).toBe("place");
    expect(entryOf(page, { intent: "continue", section: "a", how: "read" })?.kind).toBe("read");
    expect(entryOf(page, { intent: "choose", section: "a", choice: "later" })?.kind).toBe("set-aside");
    expect(entryOf(page, { intent: "choose", section: "a", choice: "read" })).toBeNull();
    expect(entryOf(`${page}/quiz/answer`, { attempt: "x", item: "1.3-q1", place: "2" })?.fields).toEqual({
      attempt: "x",
      item: "1.3-q1",
      place: "2",
    });
    expect(entryOf(`${page}/quiz`, { layout: "steps" })).toBeNull();
    expect(entryOf("/people/invite", { name: "A" })).toBeNull();
  });

  it("finds the files that a page needs", () => {
    const html = `<link href="/assets/app-1.css"><script src="/quick-exit.js"></script><img src="/content/1.3/a.png"><a href="/curriculum/1.4">`;
    expect(filesIn(html)).toEqual(["/assets/app-1.css", "/quick-exit.js", "/content/1.3/a.png"]);
  });
});
