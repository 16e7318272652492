import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { editionOfCohort, moveToNewest } from "#app/features/cohorts/cohort-edition.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { changeCohort, createCohort, tokenOf } from "#app/features/cohorts/plan-cohort.server.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { editionDecision, editionLetter } from "#db/schema/editions.ts";
import { audit, manualDownload, outbox } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { type CastKey, cast, emailOf } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import {
  decideEdition,
  decisionsAbout,
  editionNamed,
  editionToPlan,
  newestReleased,
  refuseWithdrawn,
  withdrawnAt,
} from "./editions.server.ts";

const edition = "2026.1";
const reason = "The hotline number on page 12 is wrong.";

beforeEach(() => {
  freshDb();
  env.smtpUrl = "smtp://127.0.0.1:1";
});
afterEach(() => {
  env.smtpUrl = undefined;
});

const withdraw = (id = newId(), by: CastKey = "grantee") =>
  decideEdition(as(by), { id, edition, decision: "withdrawn", reason });

function took(by: CastKey | null, siteId: string | null, what = edition): void {
  db.insert(manualDownload)
    .values({
      id: newId(),
      at: new Date(),
      personId: by && personIdOf(cast[by]),
      siteId,
      book: "training",
      form: "letter",
      edition: what,
      contentHash: "x",
    })
    .run();
}

function planned(): string {
  const made = createCohort(as("trainer"), "denver", newId(), {
    name: "Spring cohort",
    startsOn: "2027-04-05",
    endsOn: "2027-04-08",
    venue: null,
    variant: "four-day",
    trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
  });
  if (!made.id) throw new Error(JSON.stringify(made.errors));
  return made.id;
}

describe("a decision about an edition", () => {
  it("is made by grantee and administrator alone, with an audit row, once however often it is sent", async () => {
    for (const one of ["trainee", "trainer", "coordinator", "reviewer"] as const)
      expect(await refused(() => withdraw(newId(), one))).toBe(403);
    expect(editionNamed(edition)?.standing).toBe("released");
    const id = newId();
    withdraw(id);
    withdraw(id);
    expect(editionNamed(edition)).toMatchObject({ standing: "withdrawn", reason });
    expect(db.select().from(editionDecision).all()).toHaveLength(1);
    const rows = db.select().from(audit).where(eq(audit.subject, id)).all();
    expect(rows.map(({ action, detail }) => [action, detail])).toEqual([
      ["withdraw-edition", { edition, letters: 0 }],
    ]);
    expect(await refused(() => withdraw())).toBe(409);
    expect(
      await refused(() =>
        decideEdition(as("grantee"), { id: newId(), edition: "1999.9", decision: "retired", reason }),
      ),
    ).toBe(404);
  });

  it("that withdraws it writes once to everybody who took it and to the coordinators of their sites", () => {
    took("trainer", "denver");
    took("trainer", "denver");
    took("coTrainer", null);
    took(null, null);
    took("chicagoTrainer", "chicago", "2025.1");
    withdraw();
    const people = [cast.trainer, cast.coTrainer, cast.coordinator].map(emailOf).sort();
    const letters = db.select().from(outbox).all();
    expect(letters.map(({ recipient }) => recipient).sort()).toEqual(people);
    expect(letters.every(({ body }) => body.includes(reason) && body.includes(`/editions/${edition}`))).toBe(
      true,
    );
    expect(letters.every(({ subject }) => !/exploit|traffick/iu.test(subject))).toBe(true);
    expect(db.select().from(editionLetter).all()).toHaveLength(3);
    decideEdition(as("administrator"), {
      id: newId(),
      edition,
      decision: "released",
      reason: "The number was right after all.",
    });
    expect(db.select().from(outbox).all()).toHaveLength(3);
    expect(newestReleased()?.name).toBe(edition);
    withdraw();
    expect(db.select().from(editionLetter).all()).toHaveLength(6);
    expect(decisionsAbout(edition).map(({ decision }) => decision)).toEqual([
      "withdrawn",
      "released",
      "withdrawn",
    ]);
  });

  it("stops downloads and new cohorts, and is told where the edition was taken", async () => {
    took("trainer", "denver");
    expect(withdrawnAt(as("coordinator"), ["denver"])).toEqual([]);
    expect(editionToPlan()).toBe(edition);
    withdraw();
    expect(await refused(() => refuseWithdrawn(edition))).toBe(409);
    expect(await refused(planned)).toBe(409);
    expect(withdrawnAt(as("coordinator"), ["denver"])).toEqual([
      { name: edition, reason, places: ["Denver"] },
    ]);
    expect(withdrawnAt(as("chicagoTrainer"), ["chicago"])).toEqual([]);
  });
});

describe("a cohort", () => {
  it("takes the newest released edition and keeps it when it is changed", () => {
    const id = planned();
    const before = cohortFor(as("trainer"), id);
    expect(before.edition).toBe(edition);
    const { trainers, ...own } = before;
    changeCohort(as("trainer"), id, tokenOf(before), {
      ...own,
      host: own.host ?? undefined,
      name: "Another name",
      trainerIds: trainers.map((one) => one.id),
    });
    expect(cohortFor(as("trainer"), id).edition).toBe(edition);
    expect(editionOfCohort(as("trainer"), cohortFor(as("trainer"), id)).newer).toBeNull();
  });

  it("of an older edition is offered the newer one, and moves there once, before it begins", async () => {
    const id = planned();
    db.update(cohort).set({ edition: "2026.1-draft" }).where(eq(cohort.id, id)).run();
    const now = () => cohortFor(as("trainer"), id);
    expect(editionOfCohort(as("trainer"), now()).newer).toMatchObject({ name: edition, mayMove: true });
    expect(await refused(() => moveToNewest(as("chicagoTrainer"), id, "2026.1-draft"))).toBe(404);
    expect(await refused(() => moveToNewest(as("grantee"), id, "2026.1-draft"))).toBe(404);
    moveToNewest(as("trainer"), id, "2026.1-draft");
    moveToNewest(as("trainer"), id, "2026.1-draft");
    expect(now().edition).toBe(edition);
    const moved = db.select().from(audit).where(eq(audit.action, "move-to-edition")).all();
    expect(moved.map(({ detail }) => detail)).toEqual([{ from: "2026.1-draft", to: edition }]);
    expect(await refused(() => moveToNewest(as("trainer"), id, edition))).toBe(409);

    db.update(cohort)
      .set({ edition: "2025.3", startsOn: "2026-01-05", endsOn: "2026-01-08" })
      .where(eq(cohort.id, id))
      .run();
    expect(editionOfCohort(as("trainer"), now()).newer).toMatchObject({ mayMove: false });
    expect(await refused(() => moveToNewest(as("trainer"), id, "2025.3"))).toBe(409);
  });
});
