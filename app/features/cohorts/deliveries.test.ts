import { eq } from "drizzle-orm";
import { toString as textOf } from "mdast-util-to-string";
import { beforeEach, describe, expect, it } from "vitest";
import { taughtDays, variantOf } from "#app/content/catalogue.server.ts";
import { mySites } from "#app/features/sites/sites.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { cohort, cohortTrainer } from "#db/schema/cohorts.ts";
import { sessionDay } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { type CastKey, cast } from "#tests/cast.ts";
import { decided } from "#tests/certified.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { cohortFor } from "./cohorts.server.ts";
import { deliveriesPage, lastInARow, newDeliveryPage, openDelivery } from "./deliveries.server.ts";
import { changeCohort, createCohort, tokenOf, trainsTrainers, variantChoices } from "./plan-cohort.server.ts";
import { addPeople } from "./roster.server.ts";

const amina = personIdOf(cast.trainer);
const daniel = personIdOf(cast.coTrainer);
const input = {
  name: "County services, spring",
  host: "County family services",
  startsOn: "2026-12-07",
  endsOn: "2026-12-07",
  venue: null,
  variant: "half-day",
  trainerIds: [daniel],
};
const certifiedAt = new Date("2026-10-01T15:00:00Z");
const open = (change: Partial<typeof input> = {}, who: CastKey = "trainer", id = newId()) =>
  openDelivery(as(who), "denver", id, { ...input, ...change });
const opened = (): string => open().id as string;
const rows = () => db.select().from(cohort).all();

beforeEach(() => {
  freshDb();
  decided("trainer", certifiedAt);
  decided("coTrainer", certifiedAt);
});

describe("openDelivery", () => {
  it("opens a delivery for an agency, led by the one who asks, with an audit row", () => {
    const id = opened();
    expect(cohortFor(as("coordinator"), id)).toMatchObject({
      kind: "delivery",
      host: "County family services",
      variant: "half-day",
    });
    expect(cohortFor(as("trainer"), id).trainers.map((one) => one.id)).toEqual([amina, daniel]);
    expect(db.select().from(sessionDay).where(eq(sessionDay.cohortId, id)).all()).toHaveLength(1);
    const [row] = db.select().from(audit).where(eq(audit.subject, id)).all();
    expect(row).toMatchObject({
      action: "open-delivery",
      siteId: "denver",
      detail: { trainerIds: [amina, daniel] },
    });
  });

  it("the same form twice opens one", () => {
    const id = newId();
    expect(open({}, "trainer", id)).toEqual({ id });
    expect(open({}, "trainer", id)).toEqual({ id });
    expect(rows()).toHaveLength(1);
    expect(db.select().from(cohortTrainer).all()).toHaveLength(2);
    expect(db.select().from(audit).where(eq(audit.action, "open-delivery")).all()).toHaveLength(1);
  });

  it.each(["trainee", "coordinator", "reviewer", "grantee", "administrator", "chicagoTrainer"] as const)(
    "is refused for %s at Denver",
    (who) => {
      expect(refused(() => open({}, who))).toBe(403);
      expect(rows()).toEqual([]);
    },
  );

  it("never without a co-trainer, a host or a form of the course", () => {
    expect(open({ trainerIds: [] }).errors?.trainer).toMatch(/at least two/i);
    expect(open({ trainerIds: [amina] }).errors?.trainer).toMatch(/at least two/i);
    expect(open({ trainerIds: [personIdOf(cast.trainee)] }).errors?.trainer).toBeTruthy();
    expect(open({ trainerIds: [personIdOf(cast.chicagoTrainer)] }).errors?.trainer).toBeTruthy();
    expect(open({ host: "" }).errors?.host).toBeTruthy();
    expect(open({ variant: "one-hour" }).errors?.variant).toBeTruthy();
    expect(rows()).toEqual([]);
  });

  it("only by who is certified, and never with somebody who is paused", () => {
    expect(open({ trainerIds: [amina] }, "coTrainer").id).toBeTruthy();
    decided("coTrainer", new Date("2026-10-02T15:00:00Z"), "suspend");
    expect(refused(() => open({ trainerIds: [amina] }, "coTrainer"))).toBe(403);
    expect(open({ name: "Again" }).errors?.trainer).toMatch(/may not train/);
    expect(newDeliveryPage(as("trainer"), null).trainers).toEqual([]);
    expect(deliveriesPage(as("coTrainer"))).toMatchObject({ mayOpen: false, certified: false });
  });

  it("can be edited with its host, and stays a delivery", () => {
    const id = opened();
    const change = { ...input, host: "County courts", trainerIds: [amina, daniel] };
    expect(changeCohort(as("trainer"), id, tokenOf(cohortFor(as("trainer"), id)), change)).toBeNull();
    expect(cohortFor(as("trainer"), id)).toMatchObject({ host: "County courts", kind: "delivery" });
  });
});

describe("forms of the course", () => {
  it("half a day and one day are for deliveries only", () => {
    const short = ["one-day", "half-day"];
    expect(variantChoices().map(({ id }) => id)).not.toContain(short[0]);
    expect(variantChoices("delivery").map(({ id }) => id)).toEqual(expect.arrayContaining(short));
    const program = createCohort(as("trainer"), "denver", newId(), {
      ...input,
      trainerIds: [amina, daniel],
    });
    expect(program.errors?.variant).toBeTruthy();
  });

  it.each([
    ["half-day", 255],
    ["one-day", 390],
  ])("%s keeps the words, the definitions, the signs and reporting, in %i contact minutes", (id, minutes) => {
    const modules = taughtDays(id).flatMap((day) => day.modules.map((module) => module.id));
    expect(modules).toEqual(expect.arrayContaining(["1.3", "1.4", "1.7", "2.5"]));
    expect(variantOf(id)).toMatchObject({ minutes, trains_trainers: false, for: "delivery" });
  });

  it.each(["half-day", "one-day"])(
    "%s opens and closes in its own words, which speak of no other day",
    (id) => {
      const items = variantOf(id)?.days[0]?.items ?? [];
      const frames = items.flatMap(({ kind, module }) => (module && kind !== "module" ? [module] : []));
      expect(frames.map((module) => module.id)).toEqual([`${id}-open`, `${id}-close`]);
      for (const { root, plan, handouts } of frames) {
        const text = `${textOf(root)} ${plan ? textOf(plan.root) : ""}`;
        expect(text).not.toMatch(/Day [1-4]|four days|three days|tomorrow starts/i);
        expect(handouts).toEqual([]);
        expect(plan?.steps.length).toBe(5);
      }
    },
  );

  it("who takes a form that trains no trainers is offered no teach-backs", () => {
    expect(trainsTrainers("half-day")).toBe(false);
    expect(trainsTrainers("four-day")).toBe(true);
  });

  it("days in a row end on their last day", () => {
    expect(lastInARow("2026-12-07", "half-day")).toBe("2026-12-07");
    expect(lastInARow("2026-12-31", "two-day")).toBe("2027-01-01");
    expect(lastInARow("soon", "two-day")).toBe("");
  });
});

describe("who sees deliveries", () => {
  it("trainers and coordinators of the site by name; the grantee totals without small groups", () => {
    const id = opened();
    addPeople(as("trainer"), id, [as("trainee").id, as("secondTrainee").id]);
    for (const who of ["trainer", "coTrainer", "coordinator"] as const)
      expect(deliveriesPage(as(who)).deliveries.map((one) => one.id)).toEqual([id]);
    expect(deliveriesPage(as("chicagoTrainer")).deliveries).toEqual([]);
    const grantee = deliveriesPage(as("grantee"));
    expect(grantee.deliveries).toEqual([]);
    expect(grantee.totals.find(({ siteId }) => siteId === "denver")).toMatchObject({
      deliveries: 1,
      people: null,
    });
    expect(deliveriesPage(as("trainer")).totals[0]).toMatchObject({ people: 2 });
    for (const who of ["trainee", "reviewer", "administrator"] as const)
      expect(refused(() => deliveriesPage(as(who)))).toBe(403);
  });

  it("a delivery is not counted as a cohort of the program", () => {
    opened();
    const denver = mySites(as("coordinator")).sites.find(({ id }) => id === "denver");
    expect(denver?.totals).toMatchObject({ cohorts: 0, deliveries: 1 });
  });

  it("who opens one chooses among the other trainers of the site", () => {
    expect(newDeliveryPage(as("trainer"), null).trainers.map(({ id }) => id)).toEqual([daniel]);
    expect(refused(() => newDeliveryPage(as("coordinator"), null))).toBe(403);
  });
});
