import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { auditWords } from "#app/features/sites/audit-words.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { db, transact } from "#db/client.server.ts";
import { badge } from "#db/schema/certify.ts";
import { roleGrant } from "#db/schema/people.ts";
import { mentorship, trainerDecision } from "#db/schema/trainers.ts";
import { audit, outbox } from "#db/schema/trust.ts";
import type { CastKey } from "#tests/cast.ts";
import { decided } from "#tests/certified.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { delivers, fact, isObserved, tomasIsApprentice } from "#tests/path-to-trainer.ts";
import type { DecisionKind } from "./decision.ts";
import { type DecisionInput, decideTrainer } from "./trainer-decisions.server.ts";
import { standingOfPerson } from "./trainers.server.ts";

const now = new Date("2026-11-24T18:00:00Z");
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);

beforeEach(() => {
  freshDb();
  env.smtpUrl = "smtp://127.0.0.1:1";
});
afterEach(() => {
  env.smtpUrl = undefined;
});

/** Tomás did all five steps in the spring. */
function path(): void {
  const [amina, daniel, tomas] = [as("trainer").id, as("coTrainer").id, as("trainee").id];
  transact((tx) => {
    tomasIsApprentice(tx);
    fact(tx, tomas, "sponsor-form", "2026-03-09", amina);
    const cohortId = delivers(tx, [tomas, amina], "2026-04-20", daniel);
    isObserved(tx, { cohortId, trainerId: tomas, observerId: daniel, on: "2026-04-20", meets: true });
  });
}

const decide = (
  by: CastKey,
  kind: DecisionKind,
  about: CastKey = "trainee",
  more: Partial<DecisionInput> = {},
  at = now,
) =>
  decideTrainer(
    as(by),
    {
      id: newId(),
      personId: as(about).id,
      siteId: "denver",
      kind,
      reason: "Everything was seen.",
      ...more,
    },
    at,
  );
const heard = { heardOn: "2026-11-24", panel: true };
const rows = () => db.select().from(trainerDecision).all();
const badges = () => db.select().from(badge).all();
const standing = (who: CastKey = "trainee", at = now) => standingOfPerson(as(who).id, at);
const roles = (who: CastKey) =>
  db
    .select()
    .from(roleGrant)
    .where(eq(roleGrant.personId, as(who).id))
    .all()
    .filter(({ endedAt }) => !endedAt)
    .map(({ role }) => role)
    .sort();
const lines = () =>
  db
    .select()
    .from(audit)
    .all()
    .filter(({ action }) => action === "decide-trainer");
const letters = () => db.select().from(outbox).all();

describe("certifying", () => {
  beforeEach(path);

  test("writes the row, gives the role and the credential, and tells the person", () => {
    expect(decide("coordinator", "certify")).toBeNull();
    expect(rows()).toMatchObject([
      {
        personId: as("trainee").id,
        siteId: "denver",
        kind: "certify",
        decidedBy: as("coordinator").id,
        decidedAt: now,
        fromPaper: false,
        heardOn: null,
      },
    ]);
    expect(standing()).toMatchObject({
      level: "certified",
      status: "current",
      mayTeach: "lead",
      expiresOn: "2028-11-24",
      ready: [],
    });
    expect(roles("trainee")).toEqual(["trainee", "trainer"]);
    // To the end of the last day, on Denver's clocks.
    expect(badges()).toMatchObject([
      {
        kind: "certified-trainer",
        decisionId: rows()[0]?.id,
        expiresAt: new Date("2028-11-25T06:59:59Z"),
        revokedAt: null,
      },
    ]);
    expect(lines()).toMatchObject([
      { subject: as("trainee").id, siteId: "denver", detail: { kind: "certify", decision: rows()[0]?.id } },
    ]);
    expect(lines()[0] && auditWords(lines()[0] as never, () => "Tomás Rivera")).toBe(
      "certified Tomás Rivera",
    );
    expect(JSON.stringify(db.select().from(audit).all())).not.toMatch(/Everything was seen/);
    expect(letters()).toMatchObject([
      { recipient: "tomas.rivera@example.org", subject: "About your certification" },
    ]);
    expect(letters()[0]?.body).toContain("/my-certification");
  });

  test("twice at once makes one, and a second form is told that it is done", () => {
    const id = newId();
    for (let n = 0; n < 20; n += 1) decide("coordinator", "certify", "trainee", { id });
    expect([rows().length, badges().length, lines().length, letters().length]).toEqual([1, 1, 1, 1]);
    expect(refused(() => decide("grantee", "certify"))).toBe(409);
    expect(refused(() => decide("coordinator", "suspend", "secondTrainee", { id }))).toBe(409);
    expect(badges().length).toBe(1);
  });

  test("is refused to other roles and sites, and to oneself", () => {
    for (const who of ["trainer", "coTrainer"] as const)
      expect(
        refused(() => decide(who, "certify")),
        who,
      ).toBe(403);
    for (const who of ["trainee", "reviewer", "administrator", "chicagoTrainer"] as const)
      expect(
        refused(() => decide(who, "certify")),
        who,
      ).toBe(404);
    expect(refused(() => decide("coordinator", "certify", "chicagoTrainer"))).toBe(404);
    expect(refused(() => decide("coordinator", "certify", "trainee", { siteId: "chicago" }))).toBe(403);
    expect(refused(() => decide("grantee", "certify", "trainee", { siteId: "chicago" }))).toBe(409);
    db.insert(roleGrant)
      .values({ id: "r", personId: as("trainee").id, role: "coordinator", siteId: "denver", grantedAt: now })
      .run();
    expect(refused(() => decide("trainee", "certify"))).toBe(403);
    expect(rows()).toEqual([]);
    expect(lines()).toEqual([]);
  });

  test("is refused while a step is open, except to the grantee from papers", () => {
    expect(refused(() => decide("coordinator", "certify", "secondTrainee"))).toBe(409);
    expect(refused(() => decide("coordinator", "certify", "secondTrainee", { fromPaper: true }))).toBe(403);
    expect(decide("grantee", "certify", "secondTrainee", { fromPaper: true })).toBeNull();
    expect(rows()).toMatchObject([{ fromPaper: true }]);
    expect(standing("secondTrainee")).toMatchObject({ level: "certified", mayTeach: "lead" });
  });

  test("needs a reason, and keeps nothing without", () => {
    expect(decide("coordinator", "certify", "trainee", { reason: "  " })).toEqual({
      reason: "Write why, in words that the person may read.",
    });
    expect(decide("coordinator", "certify", "trainee", { reason: "x".repeat(1001) })).toHaveProperty(
      "reason",
    );
    expect([rows(), badges(), letters()]).toEqual([[], [], []]);
  });
});

describe("a pause", () => {
  beforeEach(() => {
    path();
    decide("coordinator", "certify");
    db.delete(outbox).run();
  });
  const pause = (by: CastKey = "coordinator") =>
    decide(by, "suspend", "trainee", { reason: "Pressed a learner to tell a story." });

  test("stops teaching at once, revokes the credential, and says why to nobody by mail", () => {
    pause();
    expect(standing()).toMatchObject({ status: "paused", mayTeach: "no", next: { by: "2026-12-08" } });
    expect(badges()).toMatchObject([{ revokedReason: "suspended", revokedAt: now }]);
    expect(roles("trainee")).toEqual(["trainee", "trainer"]);
    expect(letters()[0]?.body).toMatch(/by Tuesday, December 8, 2026/);
    expect(JSON.stringify([letters(), db.select().from(audit).all()])).not.toContain("Pressed");
  });

  test("is followed by a second look of somebody else, after a hearing", () => {
    pause();
    expect(refused(() => decide("coordinator", "reinstate", "trainee", heard))).toBe(403);
    expect(decide("grantee", "reinstate")).toMatchObject({
      heardOn: expect.any(String),
      panel: expect.any(String),
    });
    expect(decide("grantee", "reinstate", "trainee", { ...heard, heardOn: "2026-11-23" })).toHaveProperty(
      "heardOn",
    );
    expect(decide("grantee", "reinstate", "trainee", { ...heard, heardOn: "2026-12-24" })).toHaveProperty(
      "heardOn",
    );
    expect(decide("grantee", "reinstate", "trainee", heard)).toBeNull();
    expect(standing()).toMatchObject({ status: "current", mayTeach: "lead", expiresOn: "2028-11-24" });
    expect(badges().filter(({ revokedAt }) => !revokedAt)).toMatchObject([
      { kind: "certified-trainer", expiresAt: new Date("2028-11-25T06:59:59Z") },
    ]);
    expect(rows().at(-1)).toMatchObject({ kind: "reinstate", heardOn: "2026-11-24" });
  });

  test("may become longer, and then waits for another look", () => {
    pause();
    expect(decide("grantee", "suspend", "trainee", heard)).toBeNull();
    expect(refused(() => decide("grantee", "end", "trainee", heard))).toBe(403);
    expect(decide("coordinator", "end", "trainee", heard)).toBeNull();
    expect(standing().status).toBe("ended");
  });

  test("an end takes the trainer role and leaves the reading, and another panel may bring back", () => {
    pause();
    decide("grantee", "end", "trainee", heard);
    expect(standing()).toMatchObject({ status: "ended", mayTeach: "no" });
    expect(roles("trainee")).toEqual(["trainee"]);
    expect(refused(() => decide("grantee", "suspend"))).toBe(409);
    expect(refused(() => decide("grantee", "reinstate", "trainee", heard))).toBe(403);
    expect(decide("coordinator", "reinstate", "trainee", heard)).toBeNull();
    expect(standing()).toMatchObject({ status: "current", mayTeach: "lead" });
    expect(roles("trainee")).toEqual(["trainee", "trainer"]);
  });

  test("without a pause, certification ends only at the trainer’s own wish", () => {
    expect(decide("coordinator", "end")).toHaveProperty("asked");
    expect(decide("coordinator", "end", "trainee", { asked: true })).toBeNull();
    expect(badges()).toMatchObject([{ revokedReason: "ended" }]);
  });
});

describe("going on", () => {
  test("renewal in its window loses no days, and the new credential takes over from the old", () => {
    path();
    decide("coordinator", "certify");
    const at = new Date("2028-10-01T18:00:00Z");
    expect(refused(() => decide("coordinator", "renew", "trainee", {}, at))).toBe(409);
    transact((tx) => {
      const [amina, daniel, tomas] = [as("trainer").id, as("coTrainer").id, as("trainee").id];
      const cohortId = delivers(tx, [tomas, amina], "2028-05-02", daniel);
      isObserved(tx, { cohortId, trainerId: tomas, observerId: daniel, on: "2028-05-02", meets: true });
      fact(tx, tomas, "knowledge-check", "2028-09-01", amina, { right: 27, outOf: 30 });
    });
    expect(decide("coordinator", "renew", "trainee", {}, at)).toBeNull();
    expect(standing("trainee", at).expiresOn).toBe("2030-11-24");
    expect(badges()).toMatchObject([
      { revokedAt: null, replacedAt: at },
      { kind: "certified-trainer", expiresAt: new Date("2030-11-25T06:59:59Z"), replacedAt: null },
    ]);
  });

  test("a lead trainer gets a second credential, and both end and come back together", () => {
    decided("trainer", later(-200));
    decided("trainer", later(-100), "lead");
    expect(refused(() => decide("coordinator", "lead", "trainer"))).toBe(409);
    decide("coordinator", "suspend", "trainer");
    expect(decide("grantee", "reinstate", "trainer", heard)).toBeNull();
    expect(
      badges()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(["certified-trainer", "lead-trainer"]);
    expect(new Set(badges().map(({ decisionId }) => decisionId)).size).toBe(1);
    decide("coordinator", "suspend", "trainer");
    expect(badges().every(({ revokedAt }) => revokedAt)).toBe(true);
  });

  test("a mentor does not decide about their apprentice", () => {
    decided("coTrainer", later(-200));
    db.insert(mentorship)
      .values({
        id: "m",
        mentorId: as("coTrainer").id,
        apprenticeId: as("trainer").id,
        addedBy: as("coordinator").id,
        addedAt: now,
      })
      .run();
    expect(refused(() => decide("coTrainer", "suspend", "trainer"))).toBe(403);
  });
});
