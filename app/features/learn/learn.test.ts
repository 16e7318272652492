import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { User } from "#app/auth/can.ts";
import { invite } from "#app/auth/invitations.server.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { saveAnswers, startQuiz, submitQuiz } from "#app/features/quiz/quiz.server.ts";
import { insertSessionDays } from "#app/features/room/session-days.server.ts";
import { db } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { attempt, bookmark, note, passage, place, sectionLog } from "#db/schema/learning.ts";
import { audit } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { curriculumPage, frontPage, handoutPage, planPage } from "./curriculum.server.ts";
import { due, homePage } from "./home.server.ts";
import {
  bookmarksOf,
  deleteNote,
  editNote,
  longestNote,
  notesOf,
  noteText,
  putBackNote,
  setBookmark,
  writeNote,
} from "./notes.server.ts";
import { notesPage } from "./notes-page.server.ts";
import { completionOf, progressOf } from "./progress.server.ts";
import { readerPage } from "./reader.server.ts";
import { markSection, placesOf, setPlace } from "./reading.server.ts";
import {
  chapterPage,
  glossaryPage,
  guidePage,
  supportPage,
  wayBack,
  worksheetPage,
} from "./reference.server.ts";

beforeEach(freshDb);

const nobody = (): User => ({ ...as("trainee"), grants: [] });
const audits = (user: User) =>
  db
    .select()
    .from(audit)
    .where(eq(audit.actorId, user.id))
    .all()
    .map(({ action, siteId, subject }) => ({ action, siteId, subject }));
const page = (user: User, moduleId: string, query = "") =>
  readerPage(user, moduleId, new URLSearchParams(query));
const sectionsOf = (moduleId: string) => catalogue().modules.get(moduleId)?.sections ?? [];

describe("the reading log", () => {
  it("keeps a section once, with one audit row that does not tell how", () => {
    const user = as("chicagoTrainee");
    markSection(user, "1.3", "terms-that-fit", "read");
    markSection(user, "1.3", "terms-that-fit", "read");
    expect(db.select().from(sectionLog).all()).toHaveLength(1);
    expect(audits(user)).toEqual([{ action: "read-section", siteId: "chicago", subject: "1.3" }]);
    expect(JSON.stringify(db.select().from(audit).all())).not.toMatch(/"(read|alternative|set-aside)"/);
  });

  it("counts a set-aside and an alternative exactly like reading", () => {
    const readers = [as("chicagoTrainee"), as("chicagoSecondTrainee"), as("sanDiegoTrainee")];
    const now = new Date("2026-03-02T12:00:00Z");
    (["read", "alternative", "set-aside"] as const).forEach((how, i) => {
      for (const { id } of sectionsOf("1.2")) markSection(readers[i] as User, "1.2", id, how, now);
    });
    const [a, b, c] = readers.map(({ id }) => progressOf([id]).get(id)?.get("1.2"));
    expect(a?.sectionsDone).toBe(sectionsOf("1.2").length);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
  });

  it("refuses what is not there and who may not read", () => {
    expect(refused(() => markSection(as("trainee"), "9.9", "a", "read"))).toBe(404);
    expect(refused(() => markSection(as("trainee"), "1.3", "no-such", "read"))).toBe(404);
    expect(refused(() => markSection(nobody(), "1.3", "terms-that-fit", "read"))).toBe(403);
    expect(db.select().from(sectionLog).all()).toEqual([]);
  });

  it("remembers one place per module, the newest first", () => {
    const user = as("chicagoTrainee");
    setPlace(user, "1.3", "terms-that-fit", new Date(1));
    setPlace(user, "1.2", "ladder", new Date(2));
    setPlace(user, "1.3", "writing-the-record", new Date(3));
    expect(placesOf(user).map(({ moduleId, sectionId }) => [moduleId, sectionId])).toEqual([
      ["1.3", "writing-the-record"],
      ["1.2", "ladder"],
    ]);
    expect(db.select().from(place).all()).toHaveLength(2);
    expect(refused(() => setPlace(user, "1.3", "no-such"))).toBe(404);
    expect(refused(() => setPlace(nobody(), "1.3", "terms-that-fit"))).toBe(403);
  });

  it("answers for everyone who was asked about, and for nobody else", () => {
    const [a, b] = [as("chicagoTrainee"), as("sanDiegoTrainee")];
    markSection(a, "1.3", "terms-that-fit", "read");
    const both = progressOf([a.id, b.id]);
    expect(both.get(a.id)?.get("1.3")?.sectionsDone).toBe(1);
    expect(both.get(b.id)?.get("1.3")?.sectionsDone).toBe(0);
    const course = catalogue().course.days.flatMap(({ blocks }) => blocks.map(({ id }) => id));
    expect([...(both.get(b.id)?.keys() ?? [])]).toEqual(course);
    expect(progressOf([])).toEqual(new Map());
    expect(completionOf([b.id]).get(b.id)?.overall.modules).toEqual({ done: 0, total: 27 });
  });
});

describe("the reader", () => {
  it("keeps sensitive text out of the page until it is chosen", () => {
    const user = as("chicagoTrainee");
    const text = "our survivor";
    const closed = page(user, "1.2").sections.find(({ id }) => id === "fix-the-invitation");
    expect(closed).toMatchObject({ shown: "choice", html: "", hasAlternative: true });
    expect(JSON.stringify(page(user, "1.2").sections)).not.toContain(text);
    const opened = page(user, "1.2", "show=fix-the-invitation:read");
    expect(JSON.stringify(opened.sections)).toContain(text);
    const other = page(user, "1.2", "show=fix-the-invitation:alternative");
    expect(JSON.stringify(other.sections)).not.toContain(text);
    expect(JSON.stringify(other.sections)).toContain("Without the e-mail");
  });

  it("remembers what was read, and not what was set aside", () => {
    const user = as("chicagoTrainee");
    const shown = () => page(user, "1.2").sections.find(({ id }) => id === "fix-the-invitation");
    markSection(user, "1.2", "fix-the-invitation", "set-aside", new Date(1));
    expect(shown()).toMatchObject({ shown: "choice", setAside: true, done: true });
    markSection(user, "1.2", "fix-the-invitation", "alternative", new Date(2));
    expect(shown()).toMatchObject({ shown: "alternative", setAside: false });
  });

  it("opens my field first and leaves the others one tap away", () => {
    const html = page(as("chicagoSecondTrainee"), "1.3")
      .sections.map((section) => section.html)
      .join("");
    expect(html).toContain('<div class="cr-lens" data-discipline="law-enforcement">');
    expect(html).toContain('<details class="cr-lens" data-discipline="human-services">');
  });

  it("shows the plan only to those who may read it", () => {
    expect(page(as("chicagoTrainee"), "1.3").module.hasPlan).toBe(false);
    expect(page(as("chicagoTrainer"), "1.3").module.hasPlan).toBe(true);
    expect(planPage(as("reviewer"), "1.3").steps.length).toBeGreaterThan(3);
    for (const who of ["trainee", "administrator"] as const)
      expect(refused(() => planPage(as(who), "1.3"))).toBe(404);
    expect(refused(() => planPage(as("trainer"), "9.9"))).toBe(404);
  });

  it("is there for every role and for nobody without one", () => {
    for (const who of ["trainee", "trainer", "coordinator", "reviewer", "grantee", "administrator"] as const)
      expect(page(as(who), "1.1").sections.length).toBeGreaterThan(3);
    expect(refused(() => page(nobody(), "1.1"))).toBe(403);
    expect(refused(() => page(as("trainee"), "../secrets"))).toBe(404);
  });
});

describe("notes", () => {
  const where = { moduleId: "1.3", sectionId: "terms-that-fit" };

  it("are written, changed, deleted for good and put back, each with an audit row without their text", () => {
    const user = as("chicagoTrainee");
    const id = writeNote(user, where, "Ask about the <script>alert(1)</script> template 🪨");
    editNote(user, id, "Second thought");
    expect(notesOf(user).map(({ body }) => body)).toEqual(["Second thought"]);
    const gone = deleteNote(user, id);
    expect(db.select().from(note).all()).toEqual([]);
    expect(deleteNote(user, id)).toBeNull();
    putBackNote(user, gone as NonNullable<typeof gone>, "Second thought");
    expect(notesOf(user)).toMatchObject([{ ...where, body: "Second thought", createdAt: gone?.createdAt }]);
    expect(audits(user).map(({ action }) => action)).toEqual([
      "write-note",
      "edit-note",
      "delete-note",
      "put-back-note",
    ]);
    expect(JSON.stringify(db.select().from(audit).all())).not.toContain("thought");
  });

  it("belong to one person", () => {
    const id = writeNote(as("chicagoTrainee"), where, "Mine");
    const other = as("chicagoSecondTrainee");
    expect(refused(() => editNote(other, id, "Yours"))).toBe(404);
    expect(deleteNote(other, id)).toBeNull();
    expect(notesOf(other)).toEqual([]);
    expect(notesOf(as("chicagoTrainer"))).toEqual([]);
    expect(notesOf(as("chicagoTrainee"))).toHaveLength(1);
    expect(refused(() => writeNote(nobody(), where, "Nothing"))).toBe(403);
    expect(refused(() => writeNote(other, { ...where, sectionId: "no-such" }, "Nothing"))).toBe(404);
  });

  it.each([
    ["", "Write something first"],
    ["   \r\n ", "Write something first"],
    ["x".repeat(longestNote + 1), "10,001; split it in two"],
  ])("cannot hold %j", (typed, sentence) => {
    expect(noteText(typed).problem).toContain(sentence);
  });

  it("hold ten thousand characters, counting a line end once", () => {
    const typed = "🪨\r\n".repeat(2) + "x".repeat(longestNote - 6);
    expect(noteText(typed)).toEqual({ body: typed.replaceAll("\r\n", "\n") });
  });

  it("of a section that is gone are shown as from an earlier edition", () => {
    const user = as("chicagoTrainee");
    writeNote(user, where, "Kept");
    db.update(note).set({ sectionId: "renamed-since" }).run();
    expect(page(user, "1.3").earlierNotes).toMatchObject([{ body: "Kept" }]);
    // What it said stands under another name, so that is where the note leads.
    const to = `/curriculum/1.3#${where.sectionId}`;
    expect(notesPage(user, "").groups[0]?.notes[0]).toMatchObject({ body: "Kept", to });
    db.update(note).set({ passageHash: null }).run();
    expect(notesPage(user, "").groups[0]?.notes[0]).toMatchObject({ body: "Kept", to: null });
  });

  it("keep what their section said, and show it when it was taken out of the course", () => {
    const user = as("chicagoTrainee");
    writeNote(user, where, "Kept");
    setBookmark(user, where, true);
    expect(db.select().from(passage).all()).toHaveLength(1);
    expect(notesPage(user, "").groups[0]?.notes[0]).toMatchObject({ state: "stays", was: null });
    const gone = {
      sectionId: "gone-since",
      title: "An old title",
      blocks: ["Nobody says this sentence today."],
    };
    db.update(passage).set(gone).run();
    db.update(note).set({ sectionId: gone.sectionId }).run();
    db.update(bookmark).set({ sectionId: gone.sectionId }).run();
    const { groups, bookmarks } = notesPage(user, "");
    const lost = { state: "taken-out", to: null, title: gone.title, was: { blocks: gone.blocks } };
    expect(groups[0]?.notes).toMatchObject([{ body: "Kept", ...lost }]);
    expect(bookmarks).toMatchObject([lost]);
  });

  it("are found by their text", () => {
    const user = as("chicagoTrainee");
    writeNote(user, where, "Change the intake form");
    writeNote(user, { moduleId: "1.2", sectionId: "ladder" }, "Budget line");
    expect(notesPage(user, "INTAKE").groups.map(({ module }) => module)).toEqual([
      "Module 1.3 · Words that protect",
    ]);
    expect(notesPage(user, "").groups.map(({ module }) => module.slice(0, 10))).toEqual([
      "Module 1.2",
      "Module 1.3",
    ]);
  });
});

it("keeps a bookmark once, removes it, and writes down each change", () => {
  const user = as("chicagoTrainee");
  const where = { moduleId: "1.3", sectionId: "terms-that-fit" };
  setBookmark(user, where, true);
  setBookmark(user, where, true);
  expect(bookmarksOf(user)).toHaveLength(1);
  expect(bookmarksOf(as("chicagoSecondTrainee"))).toEqual([]);
  setBookmark(user, where, false);
  setBookmark(user, where, false);
  expect(bookmarksOf(user)).toEqual([]);
  expect(audits(user).map(({ action }) => action)).toEqual(["add-bookmark", "remove-bookmark"]);
  expect(refused(() => setBookmark(user, { ...where, sectionId: "no-such" }, true))).toBe(404);
  expect(refused(() => setBookmark(nobody(), where, true))).toBe(403);
});

describe("home says what next, by when and who decides", () => {
  const at = new Date("2026-03-01T18:00:00Z");

  function enroll(user: User, startsOn = "2026-03-03") {
    const trainer = as("chicagoTrainer");
    db.insert(cohort)
      .values({
        id: "c1",
        siteId: "chicago",
        name: "Spring cohort",
        edition: "2026.1-draft",
        startsOn,
        endsOn: "2026-03-06",
        createdBy: trainer.id,
        createdAt: at,
      })
      .run();
    const added = { cohortId: "c1", addedBy: trainer.id, addedAt: at };
    db.insert(cohortTrainer)
      .values({ id: "t1", personId: trainer.id, ...added })
      .run();
    db.insert(enrolment)
      .values({ id: "e1", personId: user.id, ...added })
      .run();
    const planned = { id: "c1", variant: "four-day", startsOn, endsOn: "2026-03-06" };
    insertSessionDays(db, { ...planned, timeZone: "America/Chicago" }, at);
  }

  it("to somebody who is in no cohort yet: who can add them", () => {
    const { learning } = homePage(as("chicagoTrainee"), at);
    expect(learning).toMatchObject({
      cohort: null,
      next: { what: "start", title: "Opening: seeing clearly", due: null },
    });
    expect(learning?.whoAdds).toEqual([
      { name: "Gloria Anders", role: "trainer" },
      { name: "Victor Szymanski", role: "trainer" },
    ]);
  });

  it("to a trainee before class, in the days of the site", () => {
    const user = as("chicagoTrainee");
    enroll(user);
    setPlace(user, "1.3", "terms-that-fit", at);
    markSection(user, "1.3", sectionsOf("1.3")[0]?.id ?? "", "read", at);
    const { learning } = homePage(user, at);
    expect(learning?.trainers).toEqual(["Victor Szymanski"]);
    expect(learning?.next).toMatchObject({
      what: "continue",
      title: "Words that protect",
      stoppedAt: "Terms that fit",
      due: "Due before class on Tuesday, March 3, 2026, 8:30 AM.",
      to: "/curriculum/1.3#terms-that-fit",
    });
    // 05:30 UTC on the 4th is still the evening of the 3rd in Chicago.
    expect(homePage(user, new Date("2026-03-04T05:30:00Z")).learning?.next?.due).toBe(
      "Due before class today, 8:30 AM.",
    );
    expect(homePage(user, new Date("2026-03-04T18:00:00Z")).learning?.next?.due).toContain("Class was on");
  });

  it("by the date and the start of each day in the room", () => {
    const day = { on: "2026-03-24", startsAt: "13:00", timeZone: "America/Chicago", canceledAt: null };
    expect(due(day, at)).toBe("Due before class on Tuesday, March 24, 2026, 1:00 PM.");
    expect(due({ ...day, canceledAt: at }, at)).toContain("is canceled");
  });

  it("the next day in the room, and only what the cohort’s form of the course holds", () => {
    const user = as("chicagoTrainee");
    enroll(user);
    expect(homePage(user, at).learning?.room).toEqual({
      position: 1,
      title: "Seeing clearly",
      today: false,
      when: "Tuesday, March 3, 2026",
      from: "8:30 AM",
      to: "4:45 PM",
      zone: "CST",
      venue: null,
    });
    db.update(cohort).set({ variant: "two-day" }).run();
    expect(homePage(user, at).learning?.days.map(({ total }) => total)).toEqual([7, 7]);
    db.update(cohort).set({ canceledAt: at, canceledBy: user.id }).run();
    expect(homePage(user, at).learning).toMatchObject({ room: null, cohort: { phase: "canceled" } });
  });

  it("to a trainee who has read all but the quiz, and what waits for them", () => {
    const user = as("chicagoTrainee");
    enroll(user);
    for (const { id } of sectionsOf("1.2")) markSection(user, "1.2", id, "set-aside", at);
    setPlace(user, "1.2", "ladder", at);
    markSection(user, "1.2", "ladder", "read", at);
    const { learning } = homePage(user, at);
    expect(learning?.next).toMatchObject({ what: "quiz", to: "/curriculum/1.2/quiz" });
    expect(learning?.setAside.map(({ to }) => to)).not.toContain("/curriculum/1.2#ladder");
    expect(learning?.setAside).toHaveLength(sectionsOf("1.2").length - 1);
  });

  it("to somebody who has done everything that is written", () => {
    const user = as("chicagoTrainee");
    enroll(user);
    for (const { id: moduleId, sections, quiz } of catalogue().modules.values()) {
      for (const { id } of sections) markSection(user, moduleId, id, "read", at);
      if (!quiz) continue;
      const attemptId = startQuiz(user, moduleId, at);
      const order = db.select().from(attempt).where(eq(attempt.id, attemptId)).get()?.optionOrder ?? {};
      const choices = quiz.items.map(({ id, options }) => ({
        itemId: id,
        place: order[id]?.indexOf(options.findIndex(({ correct }) => correct === true)) ?? -1,
      }));
      saveAnswers(user, attemptId, choices, at);
      submitQuiz(user, attemptId, at);
    }
    expect(homePage(user, at).learning).toMatchObject({
      next: null,
      complete: true,
      trainers: ["Victor Szymanski"],
      days: [7, 7, 7, 6].map((done) => ({ complete: true, done, minutesLeft: 0 })),
    });
    const progress = completionOf([user.id]).get(user.id);
    expect(progress?.overall).toMatchObject({
      complete: true,
      completedAt: at,
      frames: { done: 8, total: 8 },
    });
  });

  it("to the others", () => {
    enroll(as("chicagoTrainee"));
    expect(homePage(as("chicagoTrainer"), at).teaching).toMatchObject([
      { name: "Spring cohort", trainees: 1 },
    ]);
    expect(homePage(as("coordinator"), at)).toMatchObject({
      site: { cohorts: [], waiting: 0 },
      learning: null,
    });
    invite(
      as("coordinator"),
      {
        name: "New Person",
        email: "new@example.org",
        role: "trainee",
        siteId: "denver",
        cohortId: null,
        discipline: null,
        agency: null,
      },
      at,
    );
    expect(homePage(as("coordinator"), at).site).toMatchObject({ cohorts: [], waiting: 1 });
    expect(homePage(as("grantee"), at).invites).toBe(true);
    expect(homePage(as("reviewer"), at).reviews).toBe(true);
    expect(homePage(as("grantee"), at).totals).toBe(true);
    expect(homePage(as("administrator"), at).administers).toBe(true);
    const both: User = {
      ...as("chicagoTrainee"),
      grants: [
        { role: "trainee", siteId: "chicago" },
        { role: "trainer", siteId: "chicago" },
      ],
    };
    expect(homePage(both, at)).toMatchObject({ teaching: [], learning: { trainers: ["Victor Szymanski"] } });
    expect(refused(() => homePage(nobody(), at))).toBe(403);
  });
});

describe("pages to look things up", () => {
  it("list the course with my field and my progress", () => {
    const { days, planned, front } = curriculumPage(as("chicagoTrainee"));
    expect(days[0]?.blocks.map(({ id }) => id)).toEqual([
      "d1-open",
      "1.1",
      "1.2",
      "1.3",
      "1.4",
      "1.5",
      "1.6",
      "1.7",
      "d1-close",
    ]);
    expect(days[0]?.blocks[3]?.weight).toBe("Central to your field");
    expect(days.map(({ blocks }) => blocks.length)).toEqual([9, 9, 9, 8]);
    expect(planned).toEqual([]);
    expect(front.every(({ audience }) => audience === "everyone")).toBe(true);
  });

  it("keep facilitator pages for those who may read them", () => {
    const pack = catalogue().course.front.find(({ audience }) => audience === "facilitator");
    expect(frontPage(as("trainer"), pack?.id ?? "").title).toBe(pack?.title);
    expect(refused(() => frontPage(as("trainee"), pack?.id ?? ""))).toBe(404);
  });

  it("show handouts, chapters and worksheets by their own address only", () => {
    const user = as("trainee");
    expect(handoutPage(user, "1.3", "H1.3a").html).not.toBe("");
    expect(refused(() => handoutPage(user, "1.2", "H1.3a"))).toBe(404);
    expect(guidePage(user).chapters).toHaveLength(10);
    expect(chapterPage(user, "1").worksheets.length).toBeGreaterThan(2);
    expect(refused(() => chapterPage(user, "11"))).toBe(404);
    expect(worksheetPage(user, "1", "W1.1").worksheet.title).toBe("Stakeholder map");
    expect(refused(() => worksheetPage(user, "2", "W1.1"))).toBe(404);
    for (const look of [guidePage, curriculumPage] as const) expect(refused(() => look(nobody()))).toBe(403);
    expect(refused(() => glossaryPage(nobody(), ""))).toBe(403);
  });

  it("find words of the glossary", () => {
    const all = glossaryPage(as("trainee"), "");
    expect(all.found).toBe(all.total);
    expect(all.letters.map(({ letter }) => letter)).toEqual(
      [...all.letters.map(({ letter }) => letter)].sort(),
    );
    expect(glossaryPage(as("trainee"), "ADVOCATE").found).toBeGreaterThan(0);
    expect(glossaryPage(as("trainee"), "zzzz").found).toBe(0);
  });

  it("show support lines to anybody, and the local number to those whose site is known", () => {
    const open = supportPage(null).lines;
    expect(open[0]?.call).toBe("911");
    expect(open.every(({ local }) => local === null)).toBe(true);
    const denver = supportPage(as("trainee")).lines[1];
    expect(denver?.local).toMatchObject({ site: "Denver", verifiedOn: null });
    expect(denver?.local?.html).toContain("1-844-CO-4-KIDS");
    expect(denver?.local?.html).not.toContain("[@");
  });

  it("send a pause back to the start of the section, and never off this site", () => {
    const user = as("chicagoTrainee");
    setPlace(user, "1.3", "terms-that-fit");
    expect(wayBack(user, "/curriculum/1.3")).toBe("/curriculum/1.3#terms-that-fit");
    expect(wayBack(user, "/curriculum/1.2")).toBe("/curriculum/1.2");
    expect(wayBack(null, "/guide")).toBe("/guide");
    for (const elsewhere of ["https://example.org", "//example.org", "/\\example.org", null])
      expect(wayBack(user, elsewhere)).toBe("/");
  });
});

it("writes nothing for somebody else's site", () => {
  const user = as("chicagoTrainee");
  markSection(user, "1.3", "terms-that-fit", "read");
  const others = and(eq(audit.actorId, user.id), eq(audit.siteId, "denver"));
  expect(db.select().from(audit).where(others).all()).toEqual([]);
});
