import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { site } from "#db/schema/people.ts";
import { audit, manualDownload } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, runningCohort } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { siteIdSchema, siteSchema } from "./site-form.ts";
import { changeSite, closeSite, createSite, mySites, siteFor, sitePage, siteToken } from "./sites.server.ts";
import { shown, shownPart, shownSum } from "./small-groups.ts";

beforeEach(freshDb);

const boise = { name: "Boise, Idaho", timeZone: "America/Boise" };
const audited = (subject: string) =>
  db
    .select()
    .from(audit)
    .where(eq(audit.subject, subject))
    .all()
    .map(({ action }) => action);

describe("small groups", () => {
  test.each([
    [0, 0],
    [1, null],
    [10, null],
    [11, 11],
  ])("a count of %i is shown as %s", (count, wanted) => expect(shown(count)).toBe(wanted));

  test.each([
    [17, 40, 17],
    [40, 40, 40],
    [0, 40, 0],
    [10, 40, null],
    [35, 40, null],
    [5, 10, null],
  ])("%i of %i is shown as %s", (part, whole, wanted) => expect(shownPart(part, whole)).toBe(wanted));

  test.each([
    [[40, 12], 52],
    [[40, 2], null],
    [[40, 2, 2], null],
    [[40, 8, 9], 57],
    [[40, 0], 40],
    [[], 0],
  ])("the sum of %j is shown as %s", (counts, wanted) => expect(shownSum(counts)).toBe(wanted));

  test("nothing that is shown gives a small group away by subtraction", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }), (counts) => {
        const sum = shownSum(counts);
        if (sum === null) return;
        const rest = sum - counts.reduce((all, count) => all + (shown(count) ?? 0), 0);
        const hidden = counts.filter((count) => shown(count) === null).length;
        expect(rest === 0 || (rest >= 11 && hidden > 1)).toBe(true);
      }),
    );
  });
});

describe("who sees which site", () => {
  test("trainer and coordinator their own, grantee and administrator all, others none", () => {
    const seen = (who: Parameters<typeof as>[0]) => mySites(as(who)).sites.map(({ id }) => id);
    expect(seen("trainer")).toEqual(["denver"]);
    expect(seen("coordinator")).toEqual(["denver"]);
    expect(seen("grantee")).toHaveLength(5);
    expect(seen("administrator")).toHaveLength(5);
    for (const who of ["trainee", "reviewer"] as const) expect(seen(who)).toEqual([]);
    expect(refused(() => sitePage(as("trainer"), "chicago"))).toBe(404);
    expect(refused(() => sitePage(as("trainee"), "denver"))).toBe(404);
    expect(refused(() => sitePage(as("grantee"), "nowhere"))).toBe(404);
  });

  test("the grantee sees totals with small groups hidden; who knows the people sees them; the administrator none", () => {
    const plant = (
      id: string,
      siteId: string,
      trainer: (typeof cast)["trainer"],
      people: (typeof cast)["trainer"][],
    ) =>
      insertCohort(
        db,
        { id, siteId, name: id, startsOn: "2026-11-23", endsOn: "2026-11-26", trainers: [trainer], people },
        new Date("2026-11-01T15:00:00Z"),
      );
    plant("c1", "denver", cast.trainer, runningCohort);
    plant("c2", "denver", cast.trainer, runningCohort.slice(0, 3));
    plant("c3", "chicago", cast.chicagoTrainer, [cast.chicagoTrainee, cast.chicagoSecondTrainee]);
    const { sites, people } = mySites(as("grantee"), new Date("2026-11-24T18:00:00Z"));
    const totals = (id: string) => sites.find((one) => one.id === id)?.totals;
    expect(totals("denver")).toEqual({ cohorts: 2, running: 2, deliveries: 0, people: 24, complete: 0 });
    expect(totals("chicago")).toEqual({
      cohorts: 1,
      running: 1,
      deliveries: 0,
      people: null,
      complete: null,
    });
    expect(people).toBeNull();
    expect(mySites(as("chicagoTrainer")).sites[0]?.totals).toMatchObject({ people: 2, complete: 0 });
    expect(mySites(as("administrator")).sites.every((one) => one.totals === null)).toBe(true);
    expect(sitePage(as("administrator"), "denver").cohorts).toEqual([]);
    expect(sitePage(as("grantee"), "denver").cohorts).toHaveLength(2);
  });

  test("the site pack is told as it is", () => {
    const { pack, trainers } = sitePage(as("trainer"), "denver");
    expect(pack.counsel).toEqual({ name: null, reviewedOn: null });
    expect(pack.facts).toHaveLength(20);
    expect(pack.facts[0]).toMatchObject({
      title: "Child abuse hotline",
      state: "untested",
      verifiedOn: null,
    });
    expect(pack.facts[0]?.html).toContain("1-844-CO-4-KIDS");
    expect(trainers.map(({ name }) => name)).toEqual(["Amina Okafor", "Daniel Whitehorse"]);
  });

  test("downloads are listed for coordinator and grantee only", () => {
    db.insert(manualDownload)
      .values({
        id: "d1",
        at: new Date(),
        personId: personIdOf(cast.trainer),
        siteId: "denver",
        book: "training",
        form: "letter",
        edition: "2026.1-draft",
        contentHash: "x",
      })
      .run();
    expect(sitePage(as("coordinator"), "denver").downloads).toMatchObject([{ who: "Amina Okafor" }]);
    expect(sitePage(as("grantee"), "denver").downloads).toHaveLength(1);
    for (const who of ["trainer", "administrator"] as const) {
      const page = sitePage(as(who), "denver");
      expect(page.may.seeDownloads).toBe(false);
      expect(page.downloads).toEqual([]);
    }
  });
});

describe("managing sites", () => {
  test("adds one, without a pack, once", () => {
    expect(createSite(as("administrator"), "boise", boise)).toBeNull();
    expect(createSite(as("administrator"), "boise", boise)).toBeNull();
    expect(sitePage(as("grantee"), "boise")).toMatchObject({
      site: { ...boise, pack: { left: 15, tested: 0 } },
    });
    expect(audited("boise")).toEqual(["create-site"]);
  });

  test("a short name that is taken is answered beside the field", () => {
    expect(createSite(as("grantee"), "denver", boise)?.errors.id).toMatch(/already a site/);
    expect(siteFor(as("grantee"), "denver").name).toBe("Denver, Colorado");
  });

  test("changes name and time zone; the second of two editors is told", () => {
    const token = siteToken(siteFor(as("grantee"), "denver"));
    const next = { name: "Denver metro", timeZone: "America/Denver" };
    expect(changeSite(as("administrator"), "denver", token, next)).toBeNull();
    expect(changeSite(as("grantee"), "denver", token, boise)?.stale).toEqual({ ...next, state: null });
    expect(siteFor(as("grantee"), "denver").name).toBe("Denver metro");
    expect(db.select().from(audit).where(eq(audit.subject, "denver")).get()?.detail).toEqual({
      fields: ["name"],
    });
  });

  test("closes and opens again, each once", () => {
    closeSite(as("grantee"), "denver", true);
    closeSite(as("administrator"), "denver", true);
    expect(siteFor(as("grantee"), "denver").closedAt).not.toBeNull();
    closeSite(as("grantee"), "denver", false);
    expect(siteFor(as("grantee"), "denver").closedAt).toBeNull();
    expect(audited("denver")).toEqual(["close-site", "reopen-site"]);
  });

  test.each(["trainer", "coordinator"] as const)("is refused for the %s with 403", (who) => {
    expect(refused(() => createSite(as(who), "boise", boise))).toBe(403);
    expect(refused(() => changeSite(as(who), "denver", "x", boise))).toBe(403);
    expect(refused(() => closeSite(as(who), "denver", true))).toBe(403);
    expect(db.select().from(site).all()).toHaveLength(5);
  });

  test("of another site, or as a trainee, there is nothing to manage", () => {
    expect(refused(() => changeSite(as("trainer"), "chicago", "x", boise))).toBe(404);
    expect(refused(() => closeSite(as("trainee"), "denver", true))).toBe(404);
  });

  test("the form asks for a name, a real time zone and a plain short name", () => {
    expect(siteSchema.safeParse({ name: " ", timeZone: "Mars/Base" }).error?.issues).toHaveLength(2);
    expect(siteSchema.safeParse(boise).success).toBe(true);
    expect(siteIdSchema.parse(" Boise ")).toBe("boise");
    expect(siteIdSchema.safeParse("Boise, Idaho").success).toBe(false);
  });
});
