import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { type Role, roles } from "#app/auth/can.ts";
import {
  firstInvitation,
  invite,
  inviteChoices,
  mayInvite,
  type Offer,
  openInvitation,
  printSlips,
  renewInvitation,
  revokeInvitation,
  waitingInvitations,
} from "#app/auth/invitations.server.ts";
import { currentGrants } from "#app/auth/session.server.ts";
import { env } from "#app/lib/env.ts";
import { db } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { invitation, person, roleGrant } from "#db/schema/people.ts";
import { audit, outbox } from "#db/schema/trust.ts";
import type { CastKey } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { acceptAs, acceptAsNewPerson, invitationPage } from "./accept-invitation.server.ts";

beforeEach(freshDb);
const now = new Date("2026-11-24T15:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const tokenIn = (text: string) => /\/invitation\/([\w-]+)/.exec(text)?.[1] ?? "";
const offer = (more: Partial<Offer> = {}): Offer => ({
  name: "Alex Morgan",
  email: "alex.morgan@example.org",
  role: "trainee",
  siteId: "denver",
  cohortId: null,
  discipline: "human-services",
  agency: "County family services",
  ...more,
});
const make = (more: Partial<Offer> = {}, who: CastKey = "coordinator", at = now) => {
  const answer = invite(as(who), offer(more), at);
  if (!answer.invited) throw new Error(JSON.stringify(answer.errors));
  return { id: answer.invited.id, token: tokenIn(answer.invited.link) };
};
const typed = { name: "Alex Morgan", email: "", password: "three green stones" };
const actions = () =>
  db
    .select()
    .from(audit)
    .all()
    .map(({ action }) => action);

function addCohort(siteId = "denver", archivedAt: Date | null = null): string {
  const id = `c-${siteId}`;
  db.insert(cohort)
    .values({
      id,
      siteId,
      name: `Cohort ${siteId}`,
      edition: "2026.1",
      startsOn: "2026-12-01",
      endsOn: "2026-12-04",
      createdBy: as("coordinator").id,
      createdAt: now,
      archivedAt,
    })
    .run();
  return id;
}

describe("who may invite whom", () => {
  const may = (who: CastKey, siteId: string | null): Role[] =>
    roles.filter((role) => mayInvite(as(who), role, siteId));

  test("by role and site", () => {
    expect(may("trainee", "denver")).toEqual([]);
    expect(may("reviewer", "denver")).toEqual([]);
    expect(may("trainer", "denver")).toEqual(["trainee"]);
    expect(may("trainer", "chicago")).toEqual([]);
    expect(may("trainer", null)).toEqual([]);
    expect(may("coordinator", "denver")).toEqual(["trainee", "trainer", "coordinator", "reviewer"]);
    expect(may("coordinator", "chicago")).toEqual([]);
    expect(may("coordinator", null)).toEqual([]);
    expect(may("grantee", "chicago")).toEqual(["trainer", "coordinator", "reviewer"]);
    expect(may("grantee", null)).toEqual(["reviewer", "grantee", "administrator"]);
    expect(may("administrator", "chicago")).toEqual(["trainee", "trainer", "coordinator", "reviewer"]);
    expect(may("administrator", null)).toEqual(["reviewer", "grantee", "administrator"]);
  });

  test("the form offers exactly that", () => {
    expect(inviteChoices(as("trainer"))).toMatchObject({
      roles: [{ value: "trainee" }],
      sites: [{ id: "denver" }],
      wholeProgram: false,
    });
    expect(inviteChoices(as("trainee")).roles).toEqual([]);
    expect(inviteChoices(as("administrator")).sites).toHaveLength(5);
  });

  test("everything else is refused and leaves nothing behind", () => {
    const before = db.select().from(invitation).all().length;
    expect(refused(() => invite(as("trainer"), offer({ role: "trainer" })))).toBe(403);
    expect(refused(() => invite(as("trainer"), offer({ siteId: "chicago" })))).toBe(403);
    expect(refused(() => invite(as("trainee"), offer()))).toBe(403);
    expect(refused(() => invite(as("coordinator"), offer({ role: "administrator", siteId: null })))).toBe(
      403,
    );
    expect(refused(() => invite(as("administrator"), offer({ role: "administrator" })))).toBe(403);
    const chicago = addCohort("chicago");
    expect(refused(() => invite(as("coordinator"), offer({ cohortId: chicago })))).toBe(404);
    const denver = addCohort("denver", now);
    expect(refused(() => invite(as("coordinator"), offer({ cohortId: denver })))).toBe(409);
    expect(db.select().from(invitation).all()).toHaveLength(before);
    expect(actions()).toEqual([]);
  });
});

describe("an invitation", () => {
  test("keeps only the hash of its link, and an audit row without names", () => {
    const { id, token } = make();
    const row = db.select().from(invitation).where(eq(invitation.id, id)).get();
    expect(token).toHaveLength(43);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(JSON.stringify(db.select().from(audit).all())).not.toMatch(/alex|morgan/i);
    expect(actions()).toEqual(["invite"]);
  });

  test("is there once per person, role and site; an expired one makes room", () => {
    make();
    expect(invite(as("trainer"), offer(), inDays(1)).errors?.email).toMatch(/open invitation/);
    expect(invite(as("coordinator"), offer({ role: "trainer" }), now).invited).toBeDefined();
    expect(invite(as("coordinator"), offer(), inDays(8)).invited).toBeDefined();
    expect(waitingInvitations(as("coordinator"), inDays(8)).map(({ role, state }) => [role, state])).toEqual([
      ["trainee", "open"],
      ["trainer", "expired"],
    ]);
    expect(invite(as("coordinator"), offer({ email: as("trainee").email })).errors?.email).toMatch(/already/);
    expect(() =>
      db
        .insert(invitation)
        .values({ ...offer(), id: "x", tokenHash: "x", createdAt: now, expiresAt: inDays(7) })
        .run(),
    ).toThrow(/UNIQUE/);
  });

  test("sent again gets a new link, and the old one dies", () => {
    const { id, token } = make();
    const fresh = tokenIn(renewInvitation(as("trainer"), id, inDays(6)).link);
    expect(openInvitation(token, inDays(6)).state).toBe("unknown");
    expect(openInvitation(fresh, inDays(12)).state).toBe("open");
    expect(openInvitation(fresh, inDays(13)).state).toBe("expired");
    expect(refused(() => renewInvitation(as("chicagoTrainer"), id))).toBe(404);
    expect(refused(() => renewInvitation(as("trainee"), id))).toBe(404);
  });

  test("taken back stops at once; twice changes nothing; others do not see it", () => {
    const { id, token } = make();
    expect(refused(() => revokeInvitation(as("chicagoTrainer"), id))).toBe(404);
    revokeInvitation(as("trainer"), id, now);
    revokeInvitation(as("trainer"), id, now);
    expect(openInvitation(token, now)).toEqual({ state: "revoked", inviter: "Ruth Abernathy" });
    expect(refused(() => renewInvitation(as("trainer"), id))).toBe(409);
    expect(actions()).toEqual(["invite", "revoke-invitation"]);
    expect(waitingInvitations(as("trainer"))).toEqual([]);
  });

  test("slips are made with fresh links, only of people one may invite", () => {
    const one = make();
    const two = make({ email: "sam@example.org", name: "Sam Reyes" });
    const trainer = make({ email: "new.trainer@example.org", role: "trainer" });
    expect(refused(() => printSlips(as("trainer"), [one.id, trainer.id]))).toBe(404);
    expect(openInvitation(one.token, now).state).toBe("open");
    const slips = printSlips(as("trainer"), [one.id, two.id, two.id], now);
    expect(slips.map(({ name, what }) => [name, what])).toEqual([
      ["Alex Morgan", "Training course, Denver, Colorado"],
      ["Sam Reyes", "Training course, Denver, Colorado"],
    ]);
    expect(openInvitation(one.token, now).state).toBe("unknown");
    expect(openInvitation(tokenIn(slips[0]?.link ?? ""), now).state).toBe("open");
    expect(slips[0]?.qr.path).toMatch(/^M\d/);
  });

  test("with mail it goes out with neutral words", () => {
    env.smtpUrl = "smtp://127.0.0.1:1";
    try {
      const { token } = make();
      const letter = db.select().from(outbox).get();
      expect(letter).toMatchObject({
        recipient: "alex.morgan@example.org",
        subject: "Your course has an update",
      });
      expect(letter?.body).toContain(token);
      expect(letter?.body).not.toMatch(/exploit|traffick|abuse|child|victim/i);
    } finally {
      env.smtpUrl = undefined;
    }
  });
});

describe("accepting", () => {
  test("makes the person, the role and the place in the cohort, once", async () => {
    const cohortId = addCohort();
    const { token } = make({ cohortId });
    const all = await Promise.all(Array.from({ length: 5 }, () => acceptAsNewPerson(token, typed, now)));
    const done = all.filter(({ personId }) => personId);
    expect(done).toHaveLength(1);
    const personId = done[0]?.personId ?? "";
    expect(db.select().from(person).where(eq(person.email, "alex.morgan@example.org")).all()).toMatchObject([
      { id: personId, discipline: "human-services", agency: "County family services", demo: false },
    ]);
    expect(currentGrants(personId)).toEqual([{ role: "trainee", siteId: "denver" }]);
    expect(db.select().from(enrolment).all()).toMatchObject([
      { cohortId, personId, addedBy: as("coordinator").id },
    ]);
    expect(actions()).toEqual(["invite", "accept-invitation", "add-to-cohort"]);
    expect(openInvitation(token, now).state).toBe("accepted");
  });

  test("says what is wrong, field by field, and keeps the link", async () => {
    const { token } = make();
    const answer = await acceptAsNewPerson(
      token,
      { name: " ", email: "", password: "alex.morgan@example.org" },
      now,
    );
    expect(Object.keys(answer.errors ?? {})).toEqual(["name", "password"]);
    expect(openInvitation(token, now).state).toBe("open");
  });

  test("a link that was taken back, ran out or was made up does nothing", async () => {
    const { id, token } = make();
    expect(await acceptAsNewPerson(token, typed, inDays(7))).toMatchObject({ over: true });
    revokeInvitation(as("coordinator"), id, now);
    expect(await acceptAsNewPerson(token, typed, now)).toMatchObject({ over: true });
    expect(await acceptAsNewPerson("made-up", typed, now)).toMatchObject({ over: true });
    expect(acceptAs(as("chicagoTrainee"), token, now)).toBe(false);
    expect(currentGrants(as("chicagoTrainee").id)).toHaveLength(1);
  });

  test("adds to an account that is there, and keeps what it says of itself", async () => {
    const { token } = make({
      email: as("chicagoTrainee").email,
      role: "trainer",
      discipline: "law-enforcement",
    });
    expect(invitationPage(token)).toMatchObject({ known: true });
    expect(await acceptAsNewPerson(token, typed, now)).toMatchObject({ over: true });
    expect(acceptAs(as("chicagoTrainee"), token, now)).toBe(true);
    expect(acceptAs(as("chicagoTrainee"), token, now)).toBe(false);
    expect(as("chicagoTrainee")).toMatchObject({
      discipline: "child-advocacy",
      grants: [
        { role: "trainee", siteId: "chicago" },
        { role: "trainer", siteId: "denver" },
      ],
    });
  });

  test("a cohort that was archived meanwhile is left alone", async () => {
    const cohortId = addCohort();
    const { token } = make({ cohortId });
    db.update(cohort).set({ archivedAt: now }).run();
    expect((await acceptAsNewPerson(token, typed, now)).personId).toBeDefined();
    expect(db.select().from(enrolment).all()).toEqual([]);
  });
});

describe("the first sign-in link", () => {
  const empty = () => {
    for (const table of [roleGrant, person]) db.delete(table).run();
  };

  test("is only made while nobody exists, and a new start replaces the old one", async () => {
    expect(firstInvitation(now)).toBeNull();
    empty();
    const old = tokenIn(firstInvitation(now) ?? "");
    const token = tokenIn(firstInvitation(now) ?? "");
    expect(await acceptAsNewPerson(old, typed, now)).toMatchObject({ over: true });
    expect(invitationPage(token)).toMatchObject({
      first: true,
      email: "",
      role: "Grantee and administrator",
    });
    expect((await acceptAsNewPerson(token, typed, now)).errors).toMatchObject({ email: expect.any(String) });
    const made = await acceptAsNewPerson(token, { ...typed, email: " First@Example.org" }, now);
    expect(currentGrants(made.personId ?? "").map(({ role, siteId }) => [role, siteId])).toEqual([
      ["grantee", null],
      ["administrator", null],
    ]);
    expect(db.select().from(person).get()?.email).toBe("first@example.org");
    expect(firstInvitation(now)).toBeNull();
  });
});
