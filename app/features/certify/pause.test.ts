import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { actions, can, canSomewhere } from "#app/auth/can.ts";
import { cohortFor, myCohorts } from "#app/features/cohorts/cohorts.server.ts";
import { deliveriesPage, newDeliveryPage, openDelivery } from "#app/features/cohorts/deliveries.server.ts";
import {
  absentFrom,
  changeCohort,
  createCohort,
  tokenOf,
  trainersToName,
} from "#app/features/cohorts/plan-cohort.server.ts";
import { rosterOf } from "#app/features/cohorts/roster.server.ts";
import { homePage } from "#app/features/learn/home.server.ts";
import { deskOf } from "#app/features/room/desk.server.ts";
import { dayToRun } from "#app/features/room/run.server.ts";
import { todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { db, transact } from "#db/client.server.ts";
import { cohortTrainer } from "#db/schema/cohorts.ts";
import { roleGrant } from "#db/schema/people.ts";
import { outbox } from "#db/schema/trust.ts";
import type { CastKey } from "#tests/cast.ts";
import { decided } from "#tests/certified.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { tomasIsApprentice } from "#tests/path-to-trainer.ts";
import { decideTrainer } from "./trainer-decisions.server.ts";

const now = new Date();
const before = new Date(now.getTime() - 86_400_000);
const on = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);

beforeEach(() => {
  freshDb();
  env.smtpUrl = "smtp://127.0.0.1:1";
  decided("trainer", before);
  decided("coTrainer", before);
});
afterEach(() => {
  env.smtpUrl = undefined;
});

const delivery = (with_: CastKey[], by: CastKey = "trainer", name = "County services") =>
  openDelivery(as(by), "denver", newId(), {
    name,
    host: "County family services",
    startsOn: on(3),
    endsOn: on(3),
    venue: null,
    variant: "half-day",
    trainerIds: with_.map((key) => as(key).id),
  });

const pause = (who: CastKey, kind: "suspend" | "reinstate" = "suspend", by: CastKey = "coordinator") =>
  decideTrainer(
    as(by),
    {
      id: newId(),
      personId: as(who).id,
      siteId: "denver",
      kind,
      reason: "What was seen is written down.",
      heardOn: todayIn("America/Denver", now),
      panel: true,
    },
    new Date(),
  );

const letters = () =>
  db
    .select()
    .from(outbox)
    .where(eq(outbox.subject, "Who trains"))
    .all()
    .map(({ recipient, body }) => ({ recipient, body }));

describe("a pause", () => {
  test("leaves the role on record and takes what it does; a return gives all of it back", () => {
    const mine = delivery(["coTrainer"]).id as string;
    const trainer = as("coTrainer");
    const could = actions.filter((action) => can(trainer, action, "denver"));
    expect(pause("coTrainer")).toBeNull();
    const paused = as("coTrainer");
    expect(actions.filter((action) => can(paused, action, "denver"))).toEqual([
      "read-curriculum",
      "read-facilitator",
      "take-quiz",
      "download-participant-manual",
      "download-facilitator-manual",
      "see-registry",
    ]);
    expect(cohortFor(paused, mine).id).toBe(mine);
    expect(rosterOf(paused, mine).enrolled).toEqual([]);
    for (const work of [
      () => dayToRun(paused, mine, 1),
      () => newDeliveryPage(paused, null),
      () => delivery(["trainer"], "coTrainer", "Another"),
      () => changeCohort(paused, mine, "", { ...cohortFor(paused, mine), trainerIds: [] } as never),
    ])
      expect(refused(work)).toBe(403);
    expect(pause("coTrainer", "reinstate", "grantee")).toBeNull();
    expect(actions.filter((action) => can(as("coTrainer"), action, "denver"))).toEqual(could);
    expect(as("coTrainer").inCohorts).toEqual([]);
  });

  test("shows nothing of a training that comes after it, and lets nobody be named who is paused", () => {
    const mine = delivery(["coTrainer"]).id as string;
    pause("coTrainer");
    const theirs = createCohort(as("coordinator"), "denver", newId(), {
      name: "Autumn",
      startsOn: on(10),
      endsOn: on(13),
      venue: null,
      variant: "four-day",
      trainerIds: [as("trainer").id, as("coTrainer").id],
    });
    expect(theirs.errors?.trainer).toMatch(/may not train/);
    const third = as("thirdTrainee").id;
    db.insert(roleGrant)
      .values({
        id: newId(),
        personId: third,
        role: "trainer",
        siteId: "denver",
        grantedBy: third,
        grantedAt: now,
      })
      .run();
    const later = createCohort(as("coordinator"), "denver", newId(), {
      name: "Autumn",
      startsOn: on(10),
      endsOn: on(13),
      venue: null,
      variant: "four-day",
      trainerIds: [as("trainer").id, third],
    });
    expect(later.id).toBeTruthy();
    expect(refused(() => cohortFor(as("coTrainer"), later.id as string))).toBe(404);
    expect(myCohorts(as("coTrainer")).map(({ id }) => id)).toEqual([mine]);
  });

  test("is told in plain sentences to the person, on their home page and where they are refused", async () => {
    pause("coTrainer");
    const paused = as("coTrainer");
    expect(homePage(paused)).toMatchObject({ paused: true, today: [], left: [] });
    expect(homePage(paused).way?.what).toMatch(/paused/);
    let sentence = "";
    try {
      newDeliveryPage(paused, null);
    } catch (thrown) {
      sentence = await (thrown as Response).text();
    }
    expect(sentence).toMatch(/teaching is paused/);
    expect(deliveriesPage(as("trainer")).certified).toBe(true);
  });

  test("is told to the coordinator and to who trains beside them, with where to choose, and never why", () => {
    const mine = delivery(["coTrainer"]).id as string;
    pause("coTrainer", "suspend", "grantee");
    const told = letters();
    expect(told.map(({ recipient }) => recipient).sort()).toEqual(
      [as("trainer").email, as("coordinator").email].sort(),
    );
    for (const { body } of told) {
      expect(body).toContain(as("coTrainer").name);
      expect(body).toContain(`/cohorts/${mine}/edit`);
      expect(body).not.toContain("What was seen");
    }
    expect(absentFrom(cohortFor(as("trainer"), mine))).toEqual([as("coTrainer").name]);
  });

  test("whoever decided has no letter to themselves", () => {
    pause("coTrainer");
    expect(letters()).toEqual([]);
  });
});

describe("an apprentice", () => {
  beforeEach(() => {
    transact((tx) => tomasIsApprentice(tx));
  });

  test("can be chosen beside a certified trainer, and runs that training and no other", () => {
    const other = delivery(["coTrainer"]).id as string;
    expect(newDeliveryPage(as("trainer"), null).trainers).toContainEqual({
      id: as("trainee").id,
      name: as("trainee").name,
      note: "apprentice",
    });
    expect(canSomewhere(as("trainee"), "see-cohort")).toBe(false);
    const mine = delivery(["trainee"], "trainer", "With an apprentice").id as string;
    const tomas = as("trainee");
    expect(dayToRun(tomas, mine, 1).cohort.id).toBe(mine);
    expect(deskOf(tomas, mine, "1").mayRecord).toBe(true);
    expect(myCohorts(tomas).map(({ id }) => id)).toEqual([mine]);
    expect(refused(() => dayToRun(tomas, other, 1))).toBe(404);
    const cohort = cohortFor(tomas, mine);
    const may = actions.filter((action) => can(tomas, action, cohort));
    expect(may).not.toEqual(expect.arrayContaining(["manage-cohort"]));
    expect(actions.filter((action) => can(tomas, action, "denver"))).toEqual(
      actions.filter((action) => can({ ...tomas, inCohorts: [] }, action, "denver")),
    );
    expect(homePage(tomas).teaching?.map(({ id }) => id)).toEqual([mine]);
  });

  test("is refused without somebody certified, and from another site", () => {
    const alone = createCohort(as("coordinator"), "denver", newId(), {
      name: "Nobody certified",
      startsOn: on(3),
      endsOn: on(3),
      venue: null,
      variant: "four-day",
      trainerIds: [as("trainee").id, as("secondTrainee").id],
    });
    expect(alone.errors).toBeTruthy();
    expect(trainersToName(as("chicagoTrainer"), "chicago").map(({ id }) => id)).not.toContain(
      as("trainee").id,
    );
  });

  test("loses it when they are taken off, when they are paused, and when they leave the site", () => {
    const mine = delivery(["trainee", "coTrainer"]).id as string;
    const runs = () => can(as("trainee"), "run-day", { id: mine, siteId: "denver" });
    expect(runs()).toBe(true);
    decided("trainee", now, "suspend");
    expect(runs()).toBe(false);
    decided("trainee", new Date(now.getTime() + 1000), "reinstate");
    expect(runs()).toBe(true);
    const cohort = cohortFor(as("trainer"), mine);
    const change = {
      ...cohort,
      host: "County family services",
      trainerIds: [as("trainer").id, as("coTrainer").id],
    };
    expect(changeCohort(as("trainer"), mine, tokenOf(cohort), change)).toBeNull();
    expect(runs()).toBe(false);
    expect(
      changeCohort(as("trainer"), mine, tokenOf(cohortFor(as("trainer"), mine)), {
        ...change,
        trainerIds: [...change.trainerIds, as("trainee").id],
      }),
    ).toBeNull();
    expect(runs()).toBe(true);
    db.update(roleGrant)
      .set({ endedAt: now })
      .where(eq(roleGrant.personId, as("trainee").id))
      .run();
    expect(runs()).toBe(false);
  });

  test("somebody whose trainer role was ended has no more than before", () => {
    const mine = delivery(["coTrainer"]).id as string;
    db.update(roleGrant)
      .set({ endedAt: now, role: "trainer" })
      .where(eq(roleGrant.personId, as("coTrainer").id))
      .run();
    expect(can(as("coTrainer"), "see-cohort", { id: mine, siteId: "denver" })).toBe(false);
    expect(
      db
        .select()
        .from(cohortTrainer)
        .all()
        .some(({ apprentice }) => apprentice),
    ).toBe(false);
  });
});
