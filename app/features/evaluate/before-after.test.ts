import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { assessmentsOf } from "#app/features/certify/assessments.server.ts";
import { packetOf } from "#app/features/certify/packet.server.ts";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords } from "#app/features/people/records.server.ts";
import { db } from "#db/client.server.ts";
import { formAnswer, formSitting, outlookForm } from "#db/schema/before-after.ts";
import { commitment, touchpoint } from "#db/schema/follow-up.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, runningCohort } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { cohortResults, resultRows, siteResults } from "./comparison.server.ts";
import { closeRounds, deskPage, keyPaper, openRound, takeOffPaper } from "./desk.server.ts";
import { myBeforeAfter, openForms } from "./mine.server.ts";
import type { Moment } from "./moments.ts";
import { readOutlook, sendOutlook } from "./outlook.server.ts";
import { formAt } from "./rounds.server.ts";
import { handIn, mySitting, saveFormAnswers, sittingSheet, startSitting } from "./sittings.server.ts";

const firstDay = atClass("08:30", "2026-11-23");
const lastDay = atClass("16:00", "2026-11-26");
const tomas = personIdOf(cast.trainee);
let cohortId: string;
let people: string[];
beforeEach(() => {
  freshDb();
  const room = [cast.trainee, ...runningCohort.filter((one) => one !== cast.trainee).slice(0, 12)];
  people = room.map(personIdOf);
  cohortId = insertClassroom(room);
});

const at = { before: firstDay, after: lastDay };
const open = (moment: Moment, who: User = as("trainer")) => openRound(who, cohortId, moment, at[moment]);
/** Answers so many questions right from the first on, the others wrong. */
function answer(moment: Moment, right: number, skip = 0, who = as("trainee")) {
  const id = startSitting(who, cohortId, moment, at[moment]);
  const order = mySitting(who.id, cohortId, moment)?.optionOrder ?? {};
  const choices = formAt(moment)
    .items.slice(skip)
    .map((item, place) => {
      const correct = item.options.findIndex((option) => option.correct);
      return {
        itemId: item.id,
        place: (order[item.id] ?? []).indexOf(place < right ? correct : (correct + 1) % 4),
      };
    });
  saveFormAnswers(who, id, choices, at[moment]);
  return id;
}
const letters = (moment: Moment, right: number) =>
  formAt(moment)
    .items.map((item, place) => {
      const correct = item.options.findIndex((option) => option.correct);
      return "abcd"[place < right ? correct : (correct + 1) % 4];
    })
    .join("");
const key = (moment: Moment, cells: Record<string, string>, id = `form-${moment}`, who = as("trainer")) =>
  keyPaper(who, cohortId, moment, { id, on: "2026-11-26", cell: (one) => cells[one] ?? "" }, lastDay);
const actions = (action: string) => db.select().from(audit).where(eq(audit.action, action)).all();

describe("a round", () => {
  it("is opened by who records assessments here, once, with an audit row", () => {
    expect(refused(() => open("before", as("trainee")))).toBe(404);
    expect(refused(() => open("before", as("chicagoTrainer")))).toBe(404);
    expect(refused(() => open("before", as("grantee")))).toBe(404);
    open("before");
    open("before", as("coordinator"));
    expect(actions("open-round")).toMatchObject([
      { subject: cohortId, siteId: "denver", detail: { moment: "before" } },
    ]);
  });

  it("takes answers from before until the first day ends, and from after once the last day has come", () => {
    expect(refused(() => startSitting(as("trainee"), cohortId, "before", firstDay))).toBe(409);
    open("before");
    expect(openForms(as("trainee"), firstDay)).toEqual([{ cohortId, cohort: "Class", moment: "before" }]);
    startSitting(as("trainee"), cohortId, "before", firstDay);
    const secondDay = atClass("08:30", "2026-11-24");
    expect(openForms(as("trainee"), secondDay)).toEqual([]);
    expect(refused(() => openRound(as("trainer"), cohortId, "after", secondDay))).toBe(409);
    expect(refused(() => sittingSheet(as("trainee"), cohortId, "before", secondDay))).toBe(409);
    expect(refused(() => closeRounds(as("trainer"), cohortId, secondDay))).toBe(409);
  });

  it("is closed for good", () => {
    open("after");
    closeRounds(as("trainer"), cohortId, lastDay);
    closeRounds(as("trainer"), cohortId, lastDay);
    expect(actions("close-rounds")).toHaveLength(1);
    expect(refused(() => startSitting(as("trainee"), cohortId, "after", lastDay))).toBe(409);
    expect(refused(() => key("before", { [tomas]: "20" }))).toBe(409);
  });
});

describe("the questions", () => {
  it("carry nothing that tells what is right, and never the same item twice", () => {
    open("before");
    open("after");
    startSitting(as("trainee"), cohortId, "before", firstDay);
    const sheet = sittingSheet(as("trainee"), cohortId, "before", firstDay);
    expect(sheet?.items).toHaveLength(30);
    expect(JSON.stringify(sheet)).not.toMatch(/correct|feedback|misconception/);
    const items = (moment: Moment) => formAt(moment).items;
    const stems = new Set(items("before").map(({ stem }) => stem));
    expect(items("after").filter(({ stem }) => stems.has(stem))).toEqual([]);
    expect(items("after").map(({ domain }) => domain)).toEqual(items("before").map(({ domain }) => domain));
  });

  it("are one sitting however often begun, keep each answer, and are nobody else’s", () => {
    open("before");
    const id = answer("before", 12);
    expect(startSitting(as("trainee"), cohortId, "before", firstDay)).toBe(id);
    const rows = () => db.select().from(formAnswer).all().length;
    expect(rows()).toBe(30);
    answer("before", 12);
    expect(rows()).toBe(30);
    expect(refused(() => saveFormAnswers(as("secondTrainee"), id, [], firstDay))).toBe(404);
    expect(refused(() => saveFormAnswers(as("trainee"), id, [{ itemId: "A01", place: 7 }], firstDay))).toBe(
      422,
    );
    expect(refused(() => startSitting(as("chicagoTrainee"), cohortId, "before", firstDay))).toBe(404);
    expect(handIn(as("trainee"), id, false, firstDay)).toEqual({ missing: [] });
    expect(handIn(as("trainee"), id, false, firstDay)).toEqual({ missing: [] });
    expect(actions("hand-in-form")).toHaveLength(1);
    expect(refused(() => saveFormAnswers(as("trainee"), id, [], firstDay))).toBe(409);
    expect(assessmentsOf([tomas]).size).toBe(0);
  });

  it("say once which are without an answer, and go in as they are if wished", () => {
    open("before");
    const id = answer("before", 3, 27);
    expect(handIn(as("trainee"), id, false, firstDay).missing).toHaveLength(27);
    expect(handIn(as("trainee"), id, true, firstDay)).toEqual({ missing: [] });
  });

  it("count after the course as one sitting of the post-assessment", () => {
    open("after");
    handIn(as("trainee"), answer("after", 26), false, lastDay);
    expect(assessmentsOf([tomas]).get(tomas)).toMatchObject([{ right: 26, outOf: 30, on: "2026-11-26" }]);
    expect(actions("record-sitting")).toHaveLength(1);
  });

  it("show their writer both counts and what to read again, once the second form is in", () => {
    open("before");
    open("after");
    handIn(as("trainee"), answer("before", 12), false, firstDay);
    expect(myBeforeAfter(as("trainee"), cohortId, firstDay).result).toBeNull();
    handIn(as("trainee"), answer("after", 28), false, lastDay);
    const { result } = myBeforeAfter(as("trainee"), cohortId, lastDay);
    expect(result).toMatchObject({ before: { right: 12, of: 30 }, after: { right: 28, of: 30 } });
    expect(result?.missed).toHaveLength(2);
    expect(result?.readAgain.length).toBeGreaterThan(0);
    expect(refused(() => myBeforeAfter(as("secondTrainee"), "c-elsewhere", lastDay))).toBe(404);
  });
});

describe("paper forms", () => {
  it("are keyed in by letters or counts, once for the same page, and taken off with their result", () => {
    const cells = { [tomas]: letters("after", 25), [people[1] as string]: "22" };
    expect(key("after", cells)).toEqual({ errors: {}, saved: 2 });
    expect(key("after", cells)).toEqual({ errors: {}, saved: 0 });
    expect(assessmentsOf(people).get(tomas)).toMatchObject([{ right: 25 }]);
    const sitting = mySitting(tomas, cohortId, "after");
    expect(refused(() => takeOffPaper(as("chicagoTrainer"), cohortId, sitting?.id ?? "", lastDay))).toBe(404);
    takeOffPaper(as("trainer"), cohortId, sitting?.id ?? "", lastDay);
    takeOffPaper(as("trainer"), cohortId, sitting?.id ?? "", lastDay);
    expect(actions("take-off-form")).toHaveLength(1);
    expect(assessmentsOf(people).has(tomas)).toBe(false);
    expect(key("after", { [tomas]: letters("after", 24) }, "again").saved).toBe(1);
  });

  it("keep nothing when one is wrong, and give way to nobody’s form that is in", () => {
    const { errors, saved } = key("before", { [tomas]: "abc", [people[1] as string]: "20" });
    expect([Object.keys(errors), saved]).toEqual([[tomas], 0]);
    expect(db.select().from(formSitting).all()).toEqual([]);
    open("before");
    handIn(as("trainee"), answer("before", 9), false, firstDay);
    expect(Object.keys(key("before", { [tomas]: "20" }).errors)).toEqual([tomas]);
  });

  it("take the place of what somebody began here", () => {
    open("before");
    answer("before", 4, 20);
    expect(key("before", { [tomas]: "20" }).saved).toBe(1);
    expect(mySitting(tomas, cohortId, "before")).toMatchObject({ way: "paper", right: 20 });
  });
});

describe("how sure, and who is responsible", () => {
  const marks = { CF1: 2, "V1-a": 5, "V1-b": 1 };
  it("is kept once, without person and time, and found again only by its writer", () => {
    open("before");
    sendOutlook(as("trainee"), cohortId, "before", marks, firstDay);
    sendOutlook(as("trainee"), cohortId, "before", { CF1: 5 }, firstDay);
    const rows = db.select().from(outlookForm).all();
    expect(rows).toMatchObject([{ cohortId, moment: "before", answers: marks }]);
    expect(Object.keys(rows[0] as object).sort()).toEqual(["answers", "code", "cohortId", "id", "moment"]);
    expect(JSON.stringify(rows)).not.toContain(tomas);
    expect(JSON.stringify(actions("send-outlook"))).not.toMatch(/CF1|V1/);
    expect(myRecords(as("trainee")).tables.outlook_form).toEqual([
      { cohortId, moment: "before", answers: marks },
    ]);
    expect(myRecords(as("secondTrainee")).tables.outlook_form).toBeUndefined();
  });

  it("takes marks on the scale, and at least one", () => {
    expect(readOutlook((id) => (id === "CF1" ? "6" : ""))).toBeNull();
    expect(readOutlook(() => "")).toBeNull();
    expect(readOutlook((id) => (id === "V2-c" ? "3" : ""))).toEqual({ "V2-c": 3 });
  });
});

describe("the comparison", () => {
  const all = (right: number, of = people) => Object.fromEntries(of.map((id) => [id, right]));
  const keyAll = (moment: Moment, rights: Record<string, number>) =>
    key(
      moment,
      Object.fromEntries(Object.entries(rights).map(([id, right]) => [id, letters(moment, right)])),
    );

  it("waits for the close, counts matched pairs only, and says the same on page, file and packet", () => {
    keyAll("before", all(12, people.slice(0, 12)));
    keyAll("after", { ...all(24), [tomas]: 30 });
    expect(deskPage(as("trainer"), cohortId, lastDay).results).toBeNull();
    closeRounds(as("trainer"), cohortId, lastDay);
    const results = cohortResults(cohortId);
    expect(results?.knowledge).toMatchObject({ pairs: 12, increased: 12, total: { n: 12, before: 40 } });
    expect(results?.knowledge.domains?.length).toBeGreaterThan(15);
    expect(results?.confidence).toBeNull();
    expect(results?.attitudes).toBeNull();
    const table = packetOf(as("trainer"), cohortId, lastDay).tables.find(
      ({ id }) => id === "before-and-after",
    );
    expect(table?.rows).toEqual(results ? resultRows(results) : null);
    expect(JSON.stringify(deskPage(as("trainer"), cohortId, lastDay))).not.toContain("Tomás");
    expect(siteResults(as("grantee"), "denver").results.knowledge.pairs).toBe(12);
    expect(refused(() => siteResults(as("trainee"), "denver"))).toBe(404);
    expect(refused(() => siteResults(as("chicagoTrainer"), "denver"))).toBe(404);
  });

  it("says what lasted at 90 days once no letter can be answered anymore", () => {
    keyAll("before", all(12));
    keyAll("after", all(24));
    closeRounds(as("trainer"), cohortId, lastDay);
    const { formC } = catalogue().course.assessments;
    const answers = Object.fromEntries(
      (formC?.items ?? []).map(({ id, options }, place) => {
        const correct = options.findIndex((option) => option.correct);
        return [id, String(place < 6 ? correct : (correct + 1) % 4)];
      }),
    );
    for (const personId of people.slice(0, 11)) {
      const id = `own-${personId}`;
      const row = { id, personId, cohortId, actions: [], createdAt: lastDay, updatedAt: lastDay };
      db.insert(commitment).values(row).run();
      db.insert(touchpoint)
        .values({ id: `t-${personId}`, commitmentId: id, touchpointId: "day-90", to: "learner", answers })
        .run();
    }
    expect(cohortResults(cohortId, atClass("09:00", "2027-03-01"))?.lasting).toBeNull();
    expect(cohortResults(cohortId, atClass("09:00", "2027-06-01"))?.lasting).toMatchObject({
      n: 11,
      after: 50,
    });
  });

  it("shows nothing of ten, in the packet neither, and says why", () => {
    keyAll("before", all(12, people.slice(0, 10)));
    keyAll("after", all(24));
    closeRounds(as("trainer"), cohortId, lastDay);
    expect(cohortResults(cohortId)?.knowledge).toMatchObject({ total: null, domains: null, increased: null });
    const table = packetOf(as("trainer"), cohortId, lastDay).tables.find(
      ({ id }) => id === "before-and-after",
    );
    expect(table).toMatchObject({ rows: [], note: expect.stringContaining("fewer than 11") });
    expect(siteResults(as("coordinator"), "denver")).toMatchObject({
      waiting: 1,
      results: { knowledge: { total: null } },
    });
  });

  it("stays the same when somebody erases their account, and keeps what was not handed in of nobody", () => {
    open("before");
    open("after");
    sendOutlook(as("trainee"), cohortId, "before", { CF1: 1 }, firstDay);
    keyAll("before", all(12));
    keyAll("after", { ...all(24), [tomas]: 10 });
    closeRounds(as("trainer"), cohortId, lastDay);
    const before = cohortResults(cohortId);
    const [form] = db.select().from(outlookForm).all();
    eraseMe(as("trainee"), lastDay);
    expect(cohortResults(cohortId)).toEqual(before);
    expect(db.select().from(outlookForm).get()?.code).not.toBe(form?.code);
  });

  it("forgets an open form and its marks with the account", () => {
    open("before");
    answer("before", 5);
    sendOutlook(as("trainee"), cohortId, "before", { CF1: 1 }, firstDay);
    expect(myRecords(as("trainee")).tables).toMatchObject({
      form_sitting: [{}],
      form_answer: { length: 30 },
    });
    eraseMe(as("trainee"), firstDay);
    expect(
      [formSitting, formAnswer, outlookForm].map((table) => db.select().from(table).all().length),
    ).toEqual([0, 0, 0]);
  });
});
