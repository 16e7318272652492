import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords } from "#app/features/people/records.server.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { commitment, touchpoint } from "#db/schema/follow-up.ts";
import { person } from "#db/schema/people.ts";
import { trainerFact } from "#db/schema/trainers.ts";
import { audit } from "#db/schema/trust.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import {
  followUpToday,
  myFollowUpIn,
  nameSponsor,
  setLetters,
  writeCard,
  writeLetter,
} from "./commitment.server.ts";
import { linkToken } from "./follow-up.server.ts";
import { answersFrom, marksIn, type Question } from "./follow-up-questions.ts";
import { followUpTotals } from "./follow-up-totals.server.ts";
import {
  answerTouchpoint,
  setLettersByLink,
  setSponsorLetters,
  signSponsorForm,
  sponsorPage,
  sponsorStatements,
  touchpointsPage,
} from "./touchpoints.server.ts";

let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom([cast.trainee, cast.secondTrainee]);
});

const action = {
  what: "Put the checklist into the binder",
  where: "Intake",
  by: "by the 15th",
  noticedBy: "the intake worker",
  obstacle: "",
  plan: "",
};
const empty = { what: "", where: "", by: "", noticedBy: "", obstacle: "", plan: "" };
const tomas = () => as("trainee");
const own = () => db.select().from(commitment).get() as typeof commitment.$inferSelect;
const actions = () =>
  db
    .select()
    .from(audit)
    .all()
    .map(({ action }) => action);
const boss = { name: "Bo Ness", email: "Boss@example.net " };
// The course ends on November 26.
const day = (on: string) => atClass("12:00", on);
const before = day("2026-11-25");

describe("the card", () => {
  it("is kept once, however often it is sent, and its words are in no audit row", () => {
    expect(writeCard(tomas(), cohortId, [action, empty], before)).toBeNull();
    expect(writeCard(tomas(), cohortId, [action, empty], before)).toBeNull();
    expect(own().actions).toEqual([action]);
    const rows = db.select().from(audit).where(eq(audit.action, "write-commitment")).all();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(db.select().from(audit).all())).not.toContain("checklist into");
  });

  it("says what is missing, and keeps nothing then", () => {
    const errors = writeCard(
      tomas(),
      cohortId,
      [
        { ...empty, what: "x".repeat(301) },
        { ...empty, by: "May" },
      ],
      before,
    );
    expect(Object.keys(errors ?? {}).sort()).toEqual([
      "by-0",
      "noticedBy-0",
      "noticedBy-1",
      "what-0",
      "what-1",
      "where-0",
      "where-1",
    ]);
    expect(db.select().from(commitment).all()).toEqual([]);
  });

  it("is nobody else's: not of a trainer, a coordinator, another cohort or a delivery", () => {
    writeCard(tomas(), cohortId, [action, empty], before);
    for (const who of ["trainer", "coordinator", "grantee", "thirdTrainee", "chicagoTrainee"] as const) {
      expect(refused(() => myFollowUpIn(as(who), cohortId, before))).toBe(404);
      expect(refused(() => writeCard(as(who), cohortId, [action, empty], before))).toBe(404);
      expect(refused(() => nameSponsor(as(who), cohortId, boss, before))).toBe(404);
      expect(refused(() => setLetters(as(who), cohortId, true, before))).toBe(404);
    }
    expect(JSON.stringify(followUpTotals(as("trainer"), cohortId, before))).not.toContain("binder");
    db.update(cohort).set({ kind: "delivery" }).where(eq(cohort.id, cohortId)).run();
    expect(refused(() => myFollowUpIn(tomas(), cohortId, before))).toBe(404);
  });

  it("has a letter that closes with the course and opens on day 30", () => {
    expect(writeLetter(tomas(), cohortId, "Dear me", before)).toBeNull();
    expect(myFollowUpIn(tomas(), cohortId, before).letter).toMatchObject({ isWritten: true, text: null });
    expect(myFollowUpIn(tomas(), cohortId, day("2026-12-25")).letter.text).toBeNull();
    expect(myFollowUpIn(tomas(), cohortId, day("2026-12-26")).letter.text).toBe("Dear me");
    expect(writeLetter(tomas(), cohortId, "Another", day("2026-12-26"))).toContain("stays as it is");
  });
});

describe("the sponsor", () => {
  const token = () => linkToken(own(), "supervisor");

  it("is named by name and address, and somebody else's link ends the first", () => {
    expect(nameSponsor(tomas(), cohortId, { name: "", email: "boss" }, before)).toMatchObject({
      name: expect.any(String),
      email: expect.any(String),
    });
    expect(nameSponsor(tomas(), cohortId, { name: "Me", email: tomas().email }, before)).toHaveProperty(
      "email",
    );
    nameSponsor(tomas(), cohortId, boss, before);
    nameSponsor(tomas(), cohortId, boss, before);
    expect(own()).toMatchObject({ sponsorName: "Bo Ness", sponsorEmail: "boss@example.net" });
    expect(actions().filter((one) => one === "name-sponsor")).toHaveLength(1);
    const first = token();
    expect(sponsorPage(first, before).sponsor).toBe("Bo Ness");
    nameSponsor(tomas(), cohortId, { name: "Cy Land", email: "cy@example.net" }, before);
    expect(refused(() => sponsorPage(first, before))).toBe(404);
    expect(sponsorPage(token(), before).signed).toBeNull();
  });

  it("is somebody else: no other account in their own name, and the same name alone is a sentence", () => {
    const second = as("secondTrainee").id;
    db.update(person).set({ name: tomas().name.toUpperCase() }).where(eq(person.id, second)).run();
    const own2 = { name: "Grace Lindqvist", email: as("secondTrainee").email };
    expect(nameSponsor(tomas(), cohortId, own2, before)?.email).toMatch(/your own name/);
    expect(nameSponsor(tomas(), cohortId, { name: tomas().name, email: "t@example.net" }, before)).toBeNull();
    expect(myFollowUpIn(tomas(), cohortId, before).sponsor).toMatchObject({ hasMyName: true });
    db.update(person).set({ email: "t@example.net" }).where(eq(person.id, second)).run();
    const all = sponsorStatements.map(({ id }) => id);
    expect(signSponsorForm(token(), all, "T. Rivera", before)?.signature).toMatch(/Somebody else signs/);
    expect(own().sponsorSignedAt).toBeNull();
  });

  it("signs once, which is a fact on the way to certification", () => {
    nameSponsor(tomas(), cohortId, boss, before);
    expect(signSponsorForm(token(), ["teach"], "", before)).toEqual({
      observed: expect.any(String),
      rest: expect.any(String),
      signature: expect.any(String),
    });
    const all = ["teach", "observed", "rest"];
    expect(signSponsorForm(token(), all, "Bo Ness", before)).toBeNull();
    expect(signSponsorForm(token(), all, "Bo Ness", before)).toBeNull();
    expect(db.select().from(trainerFact).all()).toMatchObject([
      { personId: tomas().id, siteId: "denver", kind: "sponsor-form", on: "2026-11-25" },
    ]);
    expect(actions().filter((one) => one === "sign-sponsor-form")).toHaveLength(1);
    expect(myFollowUpIn(tomas(), cohortId, before).sponsorSigned).toContain("November 25");
  });

  it("opens nothing of the learner's, and the link ends half a year after the course", () => {
    writeCard(tomas(), cohortId, [action, empty], before);
    nameSponsor(tomas(), cohortId, boss, before);
    expect(JSON.stringify(sponsorPage(token(), before))).not.toMatch(/binder|intake worker/);
    expect(refused(() => touchpointsPage(token(), "learner", before))).toBe(404);
    expect(refused(() => sponsorPage(linkToken(own(), "learner"), before))).toBe(404);
    expect(refused(() => sponsorPage(`${own().id}.x`, before))).toBe(404);
    expect(sponsorPage(token(), day("2027-05-25")).sponsor).toBe("Bo Ness");
    expect(refused(() => sponsorPage(token(), day("2027-05-26")))).toBe(404);
  });

  it("stops and starts their letters, each once", () => {
    nameSponsor(tomas(), cohortId, boss, before);
    for (const stop of [true, true, false]) setSponsorLetters(token(), stop, before);
    expect(actions().filter((one) => one.endsWith("sponsor-letters"))).toEqual([
      "stop-sponsor-letters",
      "resume-sponsor-letters",
    ]);
    expect(own().sponsorOptedOutAt).toBeNull();
  });
});

describe("a touchpoint", () => {
  const at = day("2027-01-25");
  const marks = (answer: string) => () => [answer];
  const token = () => linkToken(own(), "learner");
  beforeEach(() => {
    writeCard(tomas(), cohortId, [action, empty], before);
  });

  it("is answered once from the letter, when its day has come", () => {
    expect(refused(() => answerTouchpoint(token(), "learner", "day-60", marks("yes"), before))).toBe(404);
    expect(Object.keys(answerTouchpoint(token(), "learner", "day-60", () => [], at) ?? {})).toHaveLength(6);
    expect(answerTouchpoint(token(), "learner", "day-60", marks("yes"), at)).toBeNull();
    expect(answerTouchpoint(token(), "learner", "day-60", marks("yes"), at)).toBeNull();
    expect(refused(() => answerTouchpoint(token(), "learner", "day-60", marks("not-yet"), at))).toBe(409);
    expect(db.select().from(touchpoint).all()).toMatchObject([{ touchpointId: "day-60", to: "learner" }]);
    expect(actions().filter((one) => one === "answer-touchpoint")).toHaveLength(1);
  });

  it("stands on the home page until it is done or the letters are stopped, by one click in the letter", () => {
    const open = () => followUpToday(tomas(), at).flatMap(({ open }) => open.map(({ id }) => id));
    expect(open()).toEqual(["day-0", "day-30", "day-45", "day-60"]);
    answerTouchpoint(token(), "learner", "day-60", marks("yes"), at);
    expect(open()).toEqual(["day-0", "day-30", "day-45"]);
    setLettersByLink(token(), true, at);
    setLettersByLink(token(), true, at);
    expect(open()).toEqual([]);
    expect(actions().filter((one) => one === "stop-letters")).toHaveLength(1);
    expect(followUpToday(as("secondTrainee"), day("2026-11-26")).map(({ open }) => open.length)).toEqual([1]);
  });

  it("tells the explanations only once it is answered", () => {
    const first = () => touchpointsPage(token(), "learner", at).touchpoints[0];
    expect(JSON.stringify(first())).not.toContain("feedback");
    answerTouchpoint(token(), "learner", "day-30", (id) => [id === "day-30-obstacles" ? "OB08" : "0"], at);
    expect(JSON.stringify(first())).toContain("feedback");
  });

  it("is counted for trainers, with what was marked held back in a small group", () => {
    answerTouchpoint(token(), "learner", "day-30", (id) => [id === "day-30-obstacles" ? "OB08" : "0"], at);
    answerTouchpoint(token(), "learner", "day-60", marks("yes"), at);
    const totals = followUpTotals(as("coordinator"), cohortId, at);
    expect(totals).toMatchObject({ people: 2, cards: 1, sponsors: 0, obstacles: null, transfer: null });
    expect(totals.touchpoints.map(({ answered }) => answered)).toEqual([0, 1, 0, 1, 0, 0]);
    expect(refused(() => followUpTotals(as("chicagoTrainer"), cohortId, at))).toBe(404);
    expect(refused(() => followUpTotals(as("trainee"), cohortId, at))).toBe(404);
  });
});

it("is in one's records without the links, and goes with the account", () => {
  writeCard(tomas(), cohortId, [action, empty], before);
  writeLetter(tomas(), cohortId, "Dear me", before);
  nameSponsor(tomas(), cohortId, boss, before);
  const at = day("2027-01-25");
  answerTouchpoint(linkToken(own(), "learner"), "learner", "day-60", () => ["yes"], at);
  const { tables } = myRecords(tomas());
  expect(tables.commitment).toMatchObject([{ letter: "Dear me", sponsorName: "Bo Ness" }]);
  expect(tables.touchpoint).toMatchObject([{ touchpointId: "day-60" }]);
  const link = linkToken(own(), "supervisor");
  eraseMe(tomas(), at);
  expect(own()).toMatchObject({ actions: [], letter: null, sponsorName: null, sponsorEmail: null });
  expect(refused(() => sponsorPage(link, at))).toBe(404);
});

it("reads marks of radio buttons and boxes, and leaves out what was never asked", () => {
  const question = (id: string, several: boolean, optional = false): Question => ({
    id,
    text: id,
    several,
    optional,
    options: [
      { id: "a", label: "A" },
      { id: "b", label: "B" },
    ],
  });
  const form = new FormData();
  form.set("one", "a");
  form.set("many.a", "on");
  form.set("many.b", "on");
  form.set("many.c", "on");
  form.set("left", "z");
  const questions = [question("one", false), question("many", true), question("left", false, true)];
  expect(answersFrom(questions, marksIn(form))).toEqual({ answers: { one: "a", many: "a b" }, errors: {} });
  expect(Object.keys(answersFrom(questions, marksIn(new FormData())).errors)).toEqual(["one", "many"]);
});
