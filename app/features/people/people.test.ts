import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { beginSecondStep } from "#app/auth/second-step.server.ts";
import { currentGrants, startSession } from "#app/auth/session.server.ts";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { db, transact } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { oneTimeCode, person, roleGrant, session } from "#db/schema/people.ts";
import { audit } from "#db/schema/trust.ts";
import type { CastKey } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import {
  changeEmailFor,
  endRole,
  makeResetLink,
  mayHelp,
  type PeopleView,
  peopleList,
  personPage,
  turnOffSecondStep,
} from "./people.server.ts";

beforeEach(freshDb);
const now = new Date("2026-11-24T15:00:00Z");
const view = (more: Partial<PeopleView> = {}): PeopleView => ({
  q: "",
  role: "",
  site: "",
  ended: false,
  sort: "name",
  page: 1,
  ...more,
});
const names = (who: CastKey, more: Partial<PeopleView> = {}) =>
  peopleList(as(who), view(more)).rows.map(({ name }) => name);
const grantOf = (who: CastKey) =>
  db
    .select()
    .from(roleGrant)
    .where(eq(roleGrant.personId, as(who).id))
    .get()?.id ?? "";
const actions = () =>
  db
    .select()
    .from(audit)
    .all()
    .map(({ action }) => action);

function put(who: CastKey, siteId = "denver"): void {
  db.insert(cohort)
    .values({
      id: "c1",
      siteId,
      name: "December",
      edition: "2026.1",
      startsOn: "2026-12-01",
      endsOn: "2026-12-04",
      createdBy: as("coordinator").id,
      createdAt: now,
    })
    .run();
  transact((tx) => enrol(tx, as("trainer"), { id: "c1", siteId }, as(who).id, now));
}

test("a coordinator sees the people of the site, an administrator everybody, others no list", () => {
  expect(names("coordinator")).toHaveLength(28);
  expect(names("coordinator")).not.toContain("Renée Dupree");
  expect(names("coordinator")).not.toContain("Nadia Bloom");
  expect(peopleList(as("administrator"), view()).total).toBe(46);
  expect(names("administrator", { page: 99 })).toHaveLength(46);
  for (const who of ["trainer", "trainee", "reviewer", "grantee"] as const)
    expect(refused(() => peopleList(as(who), view()))).toBe(403);
});

test("search, role, site and order", () => {
  expect(names("coordinator", { q: "tomas riv" })).toEqual(["Tomás Rivera"]);
  expect(names("coordinator", { q: "independent" })).toEqual(["Lucia Ferrante"]);
  expect(names("coordinator", { role: "trainer" })).toEqual(["Amina Okafor", "Daniel Whitehorse"]);
  expect(names("administrator", { site: "chicago" })).toEqual([
    "Gloria Anders",
    "Hassan Ali",
    "Renée Dupree",
    "Victor Szymanski",
  ]);
  expect(names("coordinator", { site: "chicago" })).toEqual([]);
  db.update(person)
    .set({ lastSeenAt: now })
    .where(eq(person.id, as("reviewer").id))
    .run();
  expect(names("coordinator", { sort: "seen" })[0]).toBe("Lucia Ferrante");
  expect(names("coordinator", { sort: "role" })[0]).toBe("Lucia Ferrante");
  expect(peopleList(as("coordinator"), view({ q: "ferrante" })).rows[0]?.seen).toBe("Nov 24, 2026");
});

test("a person's page: by site, or for a trainer by cohort; roles elsewhere stay out of sight", () => {
  expect(personPage(as("coordinator"), as("trainee").id)).toMatchObject({ mayHelp: true, secondStep: false });
  expect(refused(() => personPage(as("coordinator"), as("chicagoTrainee").id))).toBe(404);
  expect(refused(() => personPage(as("trainer"), as("trainee").id))).toBe(404);
  put("trainee");
  const page = personPage(as("trainer"), as("trainee").id);
  expect(page.cohorts).toEqual([{ id: "c1", name: "December", current: true }]);
  expect(page.grants.map(({ mayEnd }) => mayEnd)).toEqual([false]);
  expect(refused(() => personPage(as("chicagoTrainer"), as("trainee").id))).toBe(404);
  db.insert(roleGrant)
    .values({ id: "g2", personId: as("trainee").id, role: "trainer", siteId: "chicago", grantedAt: now })
    .run();
  expect(personPage(as("coordinator"), as("trainee").id).grants).toHaveLength(1);
  expect(personPage(as("administrator"), as("trainee").id).grants).toHaveLength(2);
});

test("help with signing in only from somebody who could give every role the person holds", () => {
  const helps = (who: CastKey, whom: CastKey) => mayHelp(as(who), as(whom).id);
  expect(helps("trainer", "trainee")).toBe(true);
  expect(helps("trainer", "coTrainer")).toBe(false);
  expect(helps("trainer", "coordinator")).toBe(false);
  expect(helps("trainer", "chicagoTrainee")).toBe(false);
  expect(helps("coordinator", "trainer")).toBe(true);
  expect(helps("coordinator", "administrator")).toBe(false);
  expect(helps("grantee", "coordinator")).toBe(false);
  expect(helps("administrator", "grantee")).toBe(true);
  expect(helps("coordinator", "coordinator")).toBe(false);
  db.insert(roleGrant)
    .values({ id: "g2", personId: as("trainee").id, role: "administrator", siteId: null, grantedAt: now })
    .run();
  expect(helps("coordinator", "trainee")).toBe(false);
  expect(refused(() => makeResetLink(as("coordinator"), as("trainee").id))).toBe(403);
  expect(refused(() => turnOffSecondStep(as("coordinator"), as("trainee").id))).toBe(403);
  expect(refused(() => changeEmailFor(as("coordinator"), as("trainee").id, "mine@example.org"))).toBe(403);
  expect(actions()).toEqual([]);
});

test("a reset link, the second step and the e-mail address, each with its audit row", () => {
  const { id } = as("trainer");
  beginSecondStep(as("trainer"), now);
  expect(makeResetLink(as("coordinator"), id, now).link).toMatch(/\/reset\/[\w-]{43}$/);
  turnOffSecondStep(as("coordinator"), id, now);
  expect(db.select().from(oneTimeCode).all()).toEqual([]);
  expect(changeEmailFor(as("coordinator"), id, "not an address")).toMatch(/whole e-mail/);
  expect(changeEmailFor(as("coordinator"), id, as("trainee").email)).toMatch(/Another account/);
  expect(changeEmailFor(as("coordinator"), id, " Amina@Example.org ")).toBeNull();
  expect(as("trainer").email).toBe("amina@example.org");
  expect(actions()).toEqual(["begin-second-step", "make-reset-link", "turn-off-second-step", "change-email"]);
  expect(refused(() => makeResetLink(as("coordinator"), as("chicagoTrainee").id))).toBe(404);
});

test("ending a role: at once, on record, once; without a role every session ends", async () => {
  const { id } = as("trainee");
  await startSession(id, new Request("http://127.0.0.1:3000/"), false);
  expect(refused(() => endRole(as("trainer"), grantOf("trainee")))).toBe(404);
  put("trainee");
  expect(refused(() => endRole(as("trainer"), grantOf("trainee")))).toBe(403);
  expect(refused(() => endRole(as("coordinator"), grantOf("chicagoTrainee")))).toBe(404);
  expect(refused(() => endRole(as("coordinator"), "nothing"))).toBe(404);
  endRole(as("coordinator"), grantOf("trainee"), now);
  endRole(as("coordinator"), grantOf("trainee"), now);
  expect(currentGrants(id)).toEqual([]);
  expect(db.select().from(session).all()).toEqual([]);
  expect(actions().filter((action) => action === "end-role")).toHaveLength(1);
  expect(names("coordinator")).not.toContain("Tomás Rivera");
  expect(names("coordinator", { ended: true })).toEqual(["Tomás Rivera"]);
});

test("the last administrator and the last grantee keep their role", () => {
  expect(refused(() => endRole(as("administrator"), grantOf("administrator")))).toBe(409);
  expect(refused(() => endRole(as("administrator"), grantOf("grantee")))).toBe(409);
  db.insert(roleGrant)
    .values({ id: "g2", personId: as("grantee").id, role: "administrator", siteId: null, grantedAt: now })
    .run();
  endRole(as("administrator"), grantOf("administrator"), now);
  expect(currentGrants(as("administrator").id)).toEqual([]);
});
