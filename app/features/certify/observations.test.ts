import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { myRecords } from "#app/features/people/records.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { observation, observer } from "#db/schema/fidelity.ts";
import { roleGrant } from "#db/schema/people.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { type CastKey, cast } from "#tests/cast.ts";
import { decided } from "#tests/certified.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { type ObservationInput, observationErrors, resultInWords, scoreOf } from "./observation.ts";
import {
  endObserver,
  handInObservation,
  nameObserver,
  observationPage,
  observePage,
  observersPage,
} from "./observations.server.ts";
import { factsOf } from "./trainers.server.ts";

const now = new Date("2026-11-24T20:00:00Z");
const amina = personIdOf(cast.trainer);
const daniel = personIdOf(cast.coTrainer);
const camille = personIdOf(cast.washingtonTrainer);
const ruth = personIdOf(cast.coordinator);

let cohortId: string;
beforeEach(() => {
  freshDb();
  for (const who of ["trainer", "coTrainer", "washingtonTrainer"] as const)
    decided(who, new Date("2026-10-01T15:00:00Z"));
  db.insert(roleGrant)
    .values({ id: newId(), personId: camille, role: "trainer", siteId: "denver", grantedAt: now })
    .run();
  const made = createCohort(
    as("trainer"),
    "denver",
    newId(),
    {
      name: "County services",
      host: "County family services",
      startsOn: "2026-11-24",
      endsOn: "2026-11-24",
      venue: null,
      variant: "half-day",
      trainerIds: [amina, daniel],
    },
    new Date("2026-11-01T15:00:00Z"),
    "delivery",
  );
  cohortId = made.id as string;
});

const items = () => catalogue().course.instruments.fidelity?.items ?? [];
const filled = (change: Partial<ObservationInput> = {}): ObservationInput => ({
  trainerIds: [amina],
  answers: Object.fromEntries(items().map(({ id }) => [id, "yes"])),
  missing: {},
  strengths: ["Calm opening", "Clear words"],
  nextStep: "Leave more time for questions.",
  ...change,
});
const handIn = (who: CastKey = "washingtonTrainer", change = {}, id = newId(), at = now) =>
  handInObservation(as(who), cohortId, id, filled(change), at);
const name = (personId: string, who: CastKey = "coordinator") =>
  nameObserver(as(who), cohortId, personId, now);
const rows = () => db.select().from(observation).all();
const audited = (action: string) => db.select().from(audit).where(eq(audit.action, action)).all();

describe("nameObserver", () => {
  it("asks a certified trainer or a coordinator who does not train here, once, with an audit row", () => {
    expect(name(camille)).toBeNull();
    expect(name(camille)).toBeNull();
    expect(name(ruth)).toBeNull();
    expect(db.select().from(observer).all()).toHaveLength(2);
    expect(audited("name-observer").map(({ detail }) => detail)).toEqual([
      { personId: camille },
      { personId: ruth },
    ]);
    endObserver(as("coordinator"), cohortId, ruth, now);
    endObserver(as("coordinator"), cohortId, ruth, now);
    expect(audited("end-observer")).toHaveLength(1);
  });

  it("never one of its trainers, a trainee, or somebody who is paused", () => {
    for (const id of [amina, daniel, personIdOf(cast.trainee), personIdOf(cast.chicagoTrainer)])
      expect(name(id)).toHaveProperty("person");
    decided("washingtonTrainer", new Date("2026-11-02T15:00:00Z"), "suspend");
    expect(name(camille)).toHaveProperty("person");
    expect(db.select().from(observer).all()).toEqual([]);
  });

  it.each([
    ["trainer", 403],
    ["trainee", 404],
    ["grantee", 404],
    ["administrator", 404],
    ["chicagoTrainer", 404],
  ] as const)("is refused for %s with %i", (who, status) => {
    expect(refused(() => name(camille, who))).toBe(status);
  });
});

describe("an observation by another version of the checklist", () => {
  it("is shown and scored with the items that it was filled in with", () => {
    name(camille);
    const id = handIn().id as string;
    const now25 = catalogue().course.instruments.fidelity;
    if (!now25) throw new Error("no fidelity.yaml");
    const before = { ...now25, version: 0, hash: "of-then", items: now25.items.slice(0, 20) };
    const answers = Object.fromEntries(before.items.map((item) => [item.id, "yes"]));
    db.update(observation)
      .set({ checklist: before, checklistHash: before.hash, answers: { ...answers, F01: "no" } })
      .where(eq(observation.id, id))
      .run();
    const page = observationPage(as("trainer"), id, now);
    expect([page.items.length, page.version, page.hash]).toEqual([20, 0, "of-then"]);
    expect([page.meets, page.result]).toEqual([false, expect.stringContaining("F01")]);
    expect(factsOf([amina], now).get(amina)?.observed).toEqual([{ on: "2026-11-24", meets: false }]);
  });
});

describe("handInObservation", () => {
  it("keeps the checklist with its words and hash, one row for each trainer, once", () => {
    name(camille);
    const id = newId();
    const both = { trainerIds: [amina, daniel] };
    expect(handIn("washingtonTrainer", both, id)).toEqual({ id });
    expect(handIn("washingtonTrainer", both, id)).toEqual({ id });
    const hash = catalogue().course.instruments.fidelity?.hash;
    expect(
      rows().map(({ trainerId, own, on, checklistHash }) => [trainerId, own, on, checklistHash]),
    ).toEqual(
      expect.arrayContaining([
        [amina, false, "2026-11-24", hash],
        [daniel, false, "2026-11-24", hash],
      ]),
    );
    expect(rows()).toHaveLength(2);
    expect(audited("hand-in-observation")).toHaveLength(1);
    expect(JSON.stringify(audited("hand-in-observation"))).not.toContain("Calm");
    expect(refused(() => handIn())).toBe(409);
    expect(observationPage(as("trainer"), id, now)).toMatchObject({
      meets: true,
      own: false,
      about: "Amina Okafor",
    });
    expect(factsOf([amina], now).get(amina)?.observed).toEqual([{ on: "2026-11-24", meets: true }]);
  });

  it("by a trainer is about themselves, is said to be so, and is no observed delivery", () => {
    const { id } = handIn("trainer", { trainerIds: [daniel] });
    expect(rows()).toMatchObject([{ id, own: true, trainerId: amina, observerId: amina }]);
    expect(factsOf([amina], now).get(amina)?.observed).toEqual([]);
    expect(observersPage(as("coordinator"), cohortId, now).observations).toMatchObject([{ own: true }]);
  });

  it("a critical miss fails it, whatever the percentage, in words", () => {
    name(camille);
    const critical = items().find((item) => item.critical)?.id as string;
    const { id } = handIn("washingtonTrainer", { answers: { ...filled().answers, [critical]: "no" } });
    const page = observationPage(as("coordinator"), id as string, now);
    expect(page).toMatchObject({ meets: false });
    expect(page.result).toContain(critical);
    expect(factsOf([amina], now).get(amina)?.observed).toEqual([{ on: "2026-11-24", meets: false }]);
  });

  it("is refused to who was not asked, before the first day, and of another site", () => {
    expect(refused(() => handIn("coordinator"))).toBe(403);
    expect(refused(() => observePage(as("coordinator"), cohortId, now))).toBe(403);
    for (const who of ["trainee", "grantee", "chicagoTrainer", "reviewer"] as const)
      expect(refused(() => handIn(who))).toBe(404);
    name(camille);
    expect(refused(() => handIn("washingtonTrainer", {}, newId(), new Date("2026-11-20T20:00:00Z")))).toBe(
      409,
    );
    expect(rows()).toEqual([]);
  });

  it("says beside each field what is missing, and keeps nothing", () => {
    name(camille);
    const [first, other] = [items().find((item) => item.critical), items().find((item) => !item.critical)];
    const answers = { ...filled().answers, [first?.id as string]: "partly", [other?.id as string]: "" };
    const { errors } = handIn("washingtonTrainer", { answers, strengths: ["", "x"], trainerIds: [] });
    expect(Object.keys(errors ?? {}).sort()).toEqual(
      [`a-${other?.id}`, `m-${first?.id}`, "strength1", "trainer"].sort(),
    );
    expect(rows()).toEqual([]);
  });

  it("is read by its observer, the trainers and the coordinator only", () => {
    name(camille);
    const { id } = handIn();
    for (const who of ["trainer", "coTrainer", "coordinator", "washingtonTrainer"] as const)
      expect(observationPage(as(who), id as string, now).by).toBe("Camille Baptiste");
    for (const who of ["trainee", "grantee", "chicagoTrainer", "administrator"] as const)
      expect(refused(() => observationPage(as(who), id as string, now))).toBe(404);
  });

  it("is in the records of both, and loses its words when one of them erases their account", () => {
    name(camille);
    handIn();
    expect(myRecords(as("trainer")).tables.observation).toHaveLength(1);
    expect(myRecords(as("washingtonTrainer")).tables.observation).toHaveLength(1);
    eraseMe(as("washingtonTrainer"), now);
    expect(rows()).toMatchObject([{ strengths: [], nextStep: "", missing: {} }]);
    expect(Object.keys(rows()[0]?.answers ?? {})).toHaveLength(25);
  });
});

describe("the rules", () => {
  it("a critical item that does not apply needs its reason", () => {
    const checklist = catalogue().course.instruments.fidelity as NonNullable<
      ReturnType<typeof catalogue>["course"]["instruments"]["fidelity"]
    >;
    const critical = items().find((item) => item.critical)?.id as string;
    const answers = { ...filled().answers, [critical]: "na" };
    expect(observationErrors(checklist, filled({ answers }))).toHaveProperty(`m-${critical}`);
    expect(
      observationErrors(checklist, filled({ answers, missing: { [critical]: "No such part." } })),
    ).toEqual({});
    const partly = { ...filled().answers, [critical]: "partly" };
    expect(resultInWords(scoreOf(checklist, partly))).toMatch(
      /Meets the standard: 98 percent.*needs a change/,
    );
  });
});
