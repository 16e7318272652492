import { beforeEach, describe, expect, test } from "vitest";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords } from "#app/features/people/records.server.ts";
import { auditWords } from "#app/features/sites/audit-words.ts";
import { newId } from "#app/lib/ids.ts";
import { db, transact } from "#db/client.server.ts";
import { mentorship, trainerDecision, trainerFact, trainerProfile } from "#db/schema/trainers.ts";
import { audit } from "#db/schema/trust.ts";
import { type CastKey, cast } from "#tests/cast.ts";
import { decided } from "#tests/certified.ts";
import { insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { pipelineCsv, pipelineList } from "./pipeline-list.server.ts";
import { myCertification, nextStepToTrainer, pipelinePerson } from "./pipeline-person.server.ts";
import { pipelineViewOf } from "./pipeline-view.ts";
import { myProfile, registry, saveProfile } from "./registry.server.ts";
import { registryViewOf } from "./registry.ts";
import { addMentor, endMentor, recordStep, type StepInput, undoStep } from "./step-facts.server.ts";
import { factsOf } from "./trainers.server.ts";

const now = new Date("2026-11-24T18:00:00Z");
const earlier = new Date("2026-05-01T18:00:00Z");
let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
});

const tomas = () => as("trainee").id;
const record = (by: CastKey, more: Partial<StepInput> = {}) =>
  recordStep(
    as(by),
    { id: newId(), personId: tomas(), kind: "sponsor-form", on: "2026-11-20", ...more },
    now,
  );
const facts = () => db.select().from(trainerFact).all();
const lines = (...actions: string[]) =>
  db
    .select()
    .from(audit)
    .all()
    .filter(({ action }) => actions.includes(action));
const list = (who: CastKey, search = "") =>
  pipelineList(as(who), pipelineViewOf(new URLSearchParams(search)), now);
const names = (who: CastKey, search = "") => list(who, search).rows.map(({ name }) => name);

describe("noting a step", () => {
  test("counts at once, with its audit row, and can be taken back", () => {
    expect(record("trainer")).toBeNull();
    expect(record("coordinator", { kind: "make-up", moduleId: "1.4" })).toBeNull();
    expect(record("trainer", { kind: "knowledge-check", right: "27", outOf: "30" })).toBeNull();
    expect(record("trainer", { kind: "briefing" })).toBeNull();
    const gathered = () => factsOf([tomas()], now).get(tomas());
    expect(gathered()).toMatchObject({
      sponsorSignedOn: "2026-11-20",
      knowledgeChecks: [{ on: "2026-11-20", percent: 90 }],
      briefedOn: ["2026-11-20"],
    });
    expect(lines("record-step").map((row) => auditWords(row, () => "Tomás Rivera"))[0]).toBe(
      "recorded the sponsor’s form for Tomás Rivera",
    );
    const [first] = facts();
    for (let n = 0; n < 3; n += 1) undoStep(as("coordinator"), tomas(), first?.id as string, now);
    expect(gathered()?.sponsorSignedOn).toBeNull();
    expect(lines("undo-step")).toHaveLength(1);
    expect(facts()).toHaveLength(4);
  });

  test("twice at once is one entry", () => {
    const id = newId();
    for (let n = 0; n < 10; n += 1) record("trainer", { id });
    expect([facts().length, lines("record-step").length]).toEqual([1, 1]);
    expect(refused(() => record("trainer", { id, personId: as("secondTrainee").id }))).toBe(409);
  });

  test("is refused to other roles and sites, and to oneself", () => {
    for (const who of ["trainee", "reviewer", "administrator", "chicagoTrainer", "secondTrainee"] as const)
      expect(
        refused(() => record(who)),
        who,
      ).toBe(404);
    expect(refused(() => record("grantee"))).toBe(403);
    expect(refused(() => record("trainer", { personId: as("chicagoTrainee").id }))).toBe(404);
    transact((tx) =>
      enrol(tx, as("coordinator"), { id: cohortId, siteId: "denver" }, as("coTrainer").id, now),
    );
    expect(refused(() => record("coTrainer", { personId: as("coTrainer").id }))).toBe(403);
    record("trainer");
    expect(refused(() => undoStep(as("chicagoTrainer"), tomas(), facts()[0]?.id as string))).toBe(404);
    expect(refused(() => undoStep(as("trainer"), tomas(), "invented"))).toBe(404);
    expect(facts()).toHaveLength(1);
  });

  test("says what is wrong beside the field, and keeps nothing", () => {
    expect(record("trainer", { on: "2026-12-24" })).toHaveProperty("on");
    expect(record("trainer", { on: "soon" })).toHaveProperty("on");
    expect(record("trainer", { kind: "make-up", moduleId: "9.9" })).toHaveProperty("moduleId");
    expect(record("trainer", { kind: "knowledge-check", right: "31", outOf: "30" })).toHaveProperty("right");
    expect(record("trainer", { kind: "knowledge-check", right: "", outOf: "0" })).toMatchObject({
      right: expect.any(String),
      outOf: expect.any(String),
    });
    expect(facts()).toEqual([]);
  });
});

describe("mentors", () => {
  const add = (by: CastKey, mentor: CastKey = "trainer", apprentice: CastKey = "trainee") =>
    addMentor(as(by), { id: newId(), mentorId: as(mentor).id, apprenticeId: as(apprentice).id }, now);
  const rows = () => db.select().from(mentorship).all();

  test("are certified trainers, added once and ended without a trace lost", () => {
    expect(add("coordinator")).toHaveProperty("mentorId");
    decided("trainer", earlier);
    expect(add("coordinator")).toBeNull();
    expect(add("grantee")).toBeNull();
    expect(rows()).toHaveLength(1);
    expect(lines("add-mentor")).toHaveLength(1);
    expect(list("coordinator").rows.find(({ personId }) => personId === tomas())?.mentors).toEqual([
      "Amina Okafor",
    ]);
    const id = rows()[0]?.id as string;
    for (let n = 0; n < 3; n += 1) endMentor(as("coordinator"), tomas(), id, now);
    expect(rows()).toMatchObject([{ endedAt: now }]);
    expect(lines("end-mentor")).toHaveLength(1);
    expect(add("coordinator")).toBeNull();
    expect(rows()).toHaveLength(2);
  });

  test("are not chosen by other roles, other sites, or for themselves", () => {
    decided("trainer", earlier);
    expect(refused(() => add("trainer"))).toBe(403);
    for (const who of ["trainee", "reviewer", "chicagoTrainer"] as const)
      expect(
        refused(() => add(who)),
        who,
      ).toBe(404);
    expect(add("coordinator", "trainer", "trainer")).toHaveProperty("mentorId");
    expect(refused(() => endMentor(as("coordinator"), tomas(), "invented"))).toBe(404);
    expect(rows()).toEqual([]);
  });

  test("see whom they coach, and what is next for them, without the reasons of a pause", () => {
    decided("coTrainer", earlier);
    decided("trainer", earlier);
    decided("trainer", earlier, "suspend");
    db.insert(mentorship)
      .values({
        id: "m",
        mentorId: as("coTrainer").id,
        apprenticeId: as("trainer").id,
        addedBy: as("coordinator").id,
        addedAt: earlier,
      })
      .run();
    const seen = pipelinePerson(as("coTrainer"), as("trainer").id, now);
    expect(seen).toMatchObject({ decisions: [], badges: [], standing: { stage: "paused" } });
    expect(JSON.stringify(seen)).not.toMatch(/may read/);
    expect(seen.history.map(({ what }) => what)).toEqual(["Certified"]);
    expect(JSON.stringify(pipelinePerson(as("coordinator"), as("trainer").id, now))).toMatch(/may read/);
    expect(myCertification(as("trainer"), now).history[0]).toMatchObject({
      what: "Paused",
      reason: expect.stringMatching(/may read/),
    });
    expect(nextStepToTrainer(as("trainer"), now)).toMatchObject({ stage: "paused" });
    expect(nextStepToTrainer(as("secondTrainee"), now)).toBeNull();
  });
});

describe("the list", () => {
  test("shows a coordinator their site, a trainer their own people, and others nothing", () => {
    expect(names("coordinator")).toEqual(
      expect.arrayContaining(["Tomás Rivera", "Amina Okafor", "Daniel Whitehorse"]),
    );
    expect(names("coordinator")).not.toContain("Renée Dupree");
    expect(names("trainer").sort()).toEqual(["Grace Lindqvist", "Keisha Monroe", "Tomás Rivera"]);
    expect(names("chicagoTrainer")).toEqual(["Renée Dupree"]);
    expect(names("grantee")).toContain("Renée Dupree");
    for (const who of ["trainee", "reviewer", "administrator"] as const)
      expect(
        refused(() => list(who)),
        who,
      ).toBe(403);
    expect(refused(() => pipelinePerson(as("trainer"), as("chicagoTrainee").id, now))).toBe(404);
    expect(refused(() => pipelinePerson(as("trainee"), tomas(), now))).toBe(404);
  });

  test("is searched, filtered and sorted, and says the same as a file", () => {
    decided("trainer", earlier);
    decided("coTrainer", earlier);
    decided("coTrainer", new Date("2026-11-20T18:00:00Z"), "suspend");
    expect(names("coordinator")[0]).toBe("Daniel Whitehorse");
    expect(names("coordinator", "q=rivera")).toEqual(["Tomás Rivera"]);
    expect(names("coordinator", "stage=certified")).toEqual(["Amina Okafor"]);
    expect(names("coordinator", "stage=ready")).toEqual([]);
    expect(names("coordinator", "sort=name")[0]).toBe("Amina Okafor");
    expect(list("coordinator").counts).toMatchObject({ paused: 1, certified: 1, ready: 0 });
    const csv = pipelineCsv(list("coordinator", "q=whitehorse").rows);
    expect(csv).toContain("Daniel Whitehorse,Metro Investigations Unit");
    expect(csv).toContain("Paused,,To be heard by two people,2026-12-04");
    expect(csv).not.toContain("may read");
  });
});

describe("the registry", () => {
  const found = (who: CastKey, search = "") =>
    registry(as(who), registryViewOf(new URLSearchParams(search)), now).rows.map(({ name }) => name);

  beforeEach(() => {
    decided("trainer", earlier);
    decided("coTrainer", earlier);
    decided("chicagoTrainer", earlier, "certify", "chicago");
  });

  test("lists trainers of one’s site, of other sites those who share, and all for the whole program", () => {
    expect(found("trainer")).toEqual(["Amina Okafor", "Daniel Whitehorse"]);
    saveProfile(as("chicagoTrainer"), { languages: "Polish", availability: "", shared: true }, now);
    expect(found("coordinator")).toEqual(["Amina Okafor", "Daniel Whitehorse", "Victor Szymanski"]);
    for (const who of ["grantee", "administrator"] as const) expect(found(who)).toHaveLength(3);
    for (const who of ["trainee", "reviewer"] as const)
      expect(
        refused(() => found(who)),
        who,
      ).toBe(403);
  });

  test("is searched by site, discipline, language and availability", () => {
    saveProfile(
      as("trainer"),
      { languages: "english, Spanish;Igbo, Spanish", availability: "Tuesdays in spring", shared: false },
      now,
    );
    expect(myProfile(as("trainer"), now).languages).toBe("english, Spanish, Igbo");
    expect(found("grantee", "language=spanish")).toEqual(["Amina Okafor"]);
    expect(found("grantee", "q=tuesdays")).toEqual(["Amina Okafor"]);
    expect(found("grantee", "discipline=law-enforcement")).toEqual(["Daniel Whitehorse"]);
    expect(found("grantee", "site=Chicago, Illinois")).toEqual(["Victor Szymanski"]);
    expect(found("grantee", "q=nobody")).toEqual([]);
  });

  test("says that somebody is paused or ended, and never why", () => {
    decided("trainer", earlier, "suspend");
    expect(found("coTrainer")).toEqual(["Daniel Whitehorse"]);
    expect(found("coTrainer", "status=paused")).toEqual(["Amina Okafor"]);
    expect(
      JSON.stringify(registry(as("coTrainer"), registryViewOf(new URLSearchParams("status=all")), now)),
    ).not.toMatch(/may read|suspend|breach/);
    decided("trainer", now, "end");
    expect(found("coTrainer", "status=ended")).toEqual(["Amina Okafor"]);
  });

  test("says lapsed of who let it run out, which is not ended: they co-train, and renewal brings it back", () => {
    const then = new Date("2028-11-24T18:00:00Z");
    const of = (search: string) =>
      registry(as("grantee"), registryViewOf(new URLSearchParams(search)), then).rows.map(
        ({ status }) => status,
      );
    expect(of("")).toEqual([]);
    expect(of("status=ended")).toEqual([]);
    expect(of("status=lapsed")).toEqual(["lapsed", "lapsed", "lapsed"]);
    decided("trainer", then, "renew");
    expect(of("")).toEqual(["current"]);
  });

  test("keeps what a trainer shows, once, with an audit row, and only their own", () => {
    const input = { languages: "Spanish", availability: "Weekends", shared: true };
    expect(saveProfile(as("trainer"), input, now)).toBeNull();
    expect(saveProfile(as("trainer"), input, now)).toBeNull();
    expect(db.select().from(trainerProfile).all()).toHaveLength(1);
    expect(lines("change-trainer-profile")).toMatchObject([
      { detail: { fields: ["languages", "availability", "shared"] } },
    ]);
    expect(JSON.stringify(lines("change-trainer-profile"))).not.toContain("Weekends");
    expect(saveProfile(as("trainer"), { ...input, availability: "x".repeat(301) }, now)).toHaveProperty(
      "availability",
    );
    expect(refused(() => saveProfile(as("trainee"), input, now))).toBe(403);
    expect(refused(() => myProfile(as("coordinator"), now))).toBe(403);
  });

  test("is part of my records, and goes with my account", () => {
    saveProfile(as("trainer"), { languages: "Igbo", availability: "", shared: true }, now);
    expect(Object.keys(myRecords(as("trainer"), now).tables)).toEqual(
      expect.arrayContaining(["trainer_profile", "trainer_decision"]),
    );
    eraseMe(as("trainer"), now);
    expect(db.select().from(trainerProfile).all()).toEqual([]);
    expect(found("grantee", "status=all")).not.toContain(cast.trainer.name);
    expect(
      db
        .select()
        .from(trainerDecision)
        .all()
        .map(({ reason }) => reason)
        .filter((reason) => reason === ""),
    ).toHaveLength(1);
  });
});
