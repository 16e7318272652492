import { eq, getTableName } from "drizzle-orm";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { beforeEach, describe, expect, test } from "vitest";
import { hashPassword, isRightPassword } from "#app/auth/passwords.server.ts";
import { signedIn, startSession } from "#app/auth/session.server.ts";
import { signInWithPassword } from "#app/auth/sign-in.server.ts";
import { enrol } from "#app/features/cohorts/roster.server.ts";
import { env } from "#app/lib/env.ts";
import { db, schema, transact } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { answer, attempt, bookmark, contentVersion, note, place, sectionLog } from "#db/schema/learning.ts";
import { invitation, passkey, person, roleGrant, session } from "#db/schema/people.ts";
import { audit, outbox } from "#db/schema/trust.ts";
import type { CastKey } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import {
  agencyOf,
  askEmailChange,
  changePassword,
  confirmEmail,
  emailToConfirm,
  endMySession,
  saveProfile,
} from "./account.server.ts";
import { eraseMe, whyNotErase } from "./erase.server.ts";
import { myRecords, ownerColumn, readable } from "./records.server.ts";

beforeEach(freshDb);
const now = new Date("2026-11-24T15:00:00Z");
const actions = () =>
  db
    .select()
    .from(audit)
    .all()
    .map(({ action }) => action);
const rowOf = (id: string) => db.select().from(person).where(eq(person.id, id)).get();

async function signIn(who: CastKey) {
  const headers = { Cookie: "" };
  headers.Cookie =
    (await startSession(as(who).id, new Request("http://127.0.0.1:3000/"), false)).split(";")[0] ?? "";
  const me = await signedIn(new Request("http://127.0.0.1:3000/", { headers }));
  if (!me) throw new Error("not signed in");
  return me;
}

/** One row of everything that a person can leave behind. */
function leaveTraces(who: CastKey): string {
  const personId = as(who).id;
  const moduleId = "1.1";
  const at = now;
  db.insert(note)
    .values({
      id: "n",
      personId,
      moduleId,
      sectionId: "s",
      body: "my own words",
      contentHash: "h",
      createdAt: at,
      updatedAt: at,
    })
    .run();
  db.insert(bookmark).values({ id: "b", personId, moduleId, sectionId: "s", createdAt: at }).run();
  db.insert(place).values({ personId, moduleId, sectionId: "s", at }).run();
  db.insert(sectionLog)
    .values({ id: "l", personId, moduleId, sectionId: "s", how: "read", contentHash: "h", at })
    .run();
  db.insert(contentVersion).values({ hash: "h", moduleId, quiz: {}, createdAt: at }).run();
  db.insert(attempt)
    .values({
      id: "a",
      personId,
      moduleId,
      contentHash: "h",
      optionOrder: {},
      startedAt: at,
      submittedAt: at,
    })
    .run();
  db.insert(answer).values({ id: "w", attemptId: "a", itemId: "i", option: 2, at }).run();
  db.insert(passkey)
    .values({
      id: "pk",
      personId,
      publicKey: Buffer.from("key"),
      counter: 0,
      transports: [],
      name: "My phone",
      createdAt: at,
    })
    .run();
  db.insert(cohort)
    .values({
      id: "c1",
      siteId: "denver",
      name: "December",
      edition: "2026.1",
      startsOn: "2026-12-01",
      endsOn: "2026-12-04",
      createdBy: as("coordinator").id,
      createdAt: at,
    })
    .run();
  transact((tx) => enrol(tx, as("trainer"), { id: "c1", siteId: "denver" }, personId, at));
  db.insert(invitation)
    .values({
      id: "i",
      tokenHash: "secret-hash",
      email: as(who).email,
      name: as(who).name,
      role: "trainee",
      siteId: "denver",
      createdAt: at,
      expiresAt: at,
      acceptedAt: at,
      acceptedBy: personId,
    })
    .run();
  db.insert(outbox)
    .values({
      id: "o",
      recipient: as(who).email,
      subject: "Your course account",
      body: "a link",
      createdAt: at,
      sendAfter: at,
    })
    .run();
  return personId;
}

describe("my account", () => {
  test("keeps name, discipline, agency and quiz layout, and records only which changed", () => {
    const profile = {
      name: "Tomás R.",
      discipline: "child-advocacy" as const,
      agency: null,
      quizLayout: "page" as const,
    };
    saveProfile(as("trainee"), profile, now);
    saveProfile(as("trainee"), profile, now);
    expect(as("trainee")).toMatchObject({
      name: "Tomás R.",
      discipline: "child-advocacy",
      quizLayout: "page",
    });
    expect(agencyOf(as("trainee"))).toBeNull();
    expect(db.select().from(audit).all()).toMatchObject([
      { action: "change-profile", detail: { fields: ["name", "discipline", "agency", "quizLayout"] } },
    ]);
  });

  test("a new password ends the other sessions and keeps this one", async () => {
    db.update(person)
      .set({ passwordHash: await hashPassword("the old good one") })
      .where(eq(person.id, as("trainee").id))
      .run();
    await signIn("trainee");
    const me = await signIn("trainee");
    expect(await changePassword(me, "short")).toMatch(/at least 12/);
    expect(await changePassword(me, "the new good one", now)).toBeNull();
    expect(
      db
        .select()
        .from(session)
        .all()
        .map(({ id }) => id),
    ).toEqual([me.sessionId]);
    expect(await isRightPassword(rowOf(me.user.id)?.passwordHash, "the new good one")).toBe(true);
    expect(actions()).toEqual(["change-password"]);
  });

  test("ending my other sessions, never somebody else's", async () => {
    const other = await signIn("trainer");
    await signIn("trainee");
    const me = await signIn("trainee");
    await expect(async () => endMySession(me, "made up")).rejects.toMatchObject({ status: 404 });
    endMySession(me, "others", now);
    expect(
      db
        .select()
        .from(session)
        .all()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([me.sessionId, other.sessionId].sort());
    expect(actions()).toEqual(["end-session"]);
  });
});

describe("a new e-mail address", () => {
  const tokenIn = (text = "") => /\/confirm-email\/([\w-]+)/.exec(text)?.[1] ?? "";
  const letters = () => db.select().from(outbox).all();

  test("needs mail", () => {
    expect(refused(() => askEmailChange(as("trainee"), "new@example.org"))).toBe(409);
  });

  test("counts once the new address answered; the old one is told", () => {
    env.smtpUrl = "smtp://127.0.0.1:1";
    try {
      const { id, email } = as("trainee");
      expect(askEmailChange(as("trainee"), "no address", now)).toMatch(/whole e-mail/);
      expect(askEmailChange(as("trainee"), email, now)).toMatch(/already/);
      expect(askEmailChange(as("trainee"), as("trainer").email, now)).toBeNull();
      expect(letters()).toEqual([]);
      expect(askEmailChange(as("trainee"), "First@example.org", now)).toBeNull();
      expect(askEmailChange(as("trainee"), "Tomas@Example.org", now)).toBeNull();
      const [first, second] = letters();
      expect(second).toMatchObject({ recipient: "tomas@example.org", subject: "Your course account" });
      expect(rowOf(id)?.email).toBe(email);
      expect(emailToConfirm(tokenIn(first?.body), now)).toBeNull();
      expect(emailToConfirm(tokenIn(second?.body), now)).toBe("tomas@example.org");
      expect(confirmEmail(tokenIn(second?.body), new Date(now.getTime() + 86_400_000))).toBe(false);
      expect(confirmEmail(tokenIn(second?.body), now)).toBe(true);
      expect(confirmEmail(tokenIn(second?.body), now)).toBe(false);
      expect(rowOf(id)?.email).toBe("tomas@example.org");
      expect(letters()[2]).toMatchObject({ recipient: email });
      expect(actions().at(-1)).toBe("change-email");
    } finally {
      env.smtpUrl = undefined;
    }
  });
});

describe("my records", () => {
  /** Tables whose rows name people only as those who did something, or hold nothing about one person. */
  const aboutNobody = [
    "site",
    "cohort",
    "content_version",
    "people_import",
    "rate_limit",
    "installation",
    "session_day",
    "day_change",
    "edition_decision",
    "passage",
    "checklist_line",
    "run_event",
    "room",
    "room_prompt",
    // From phones without a name.
    "paper_line",
    "paper_sheet",
    "room_answer",
    "rubric_version",
    // Without a name, so that nobody can say whose it is.
    "evaluation_form",
    "evaluation_note",
    "evaluation_close",
    "round_opening",
    "round_close",
    // About offices and the law of a site.
    "local_answer",
    "local_reminder",
    "counsel_stamp",
  ];
  const byOtherMeans = [
    "answer",
    "outbox",
    "presence_void",
    "teach_back_form",
    "mentorship",
    "touchpoint",
    "fidelity_mark",
    "observation",
    "form_answer",
    "outlook_form",
    "shelf_request",
  ];

  test("every table is either about a person or on the list of those that are not", () => {
    const tables = Object.values(schema) as SQLiteTable[];
    const left = tables.filter((table) => !ownerColumn(table)).map(getTableName);
    const named = tables
      .filter((table) =>
        getTableConfig(table).foreignKeys.some((key) => key.reference().foreignTable === person),
      )
      .map(getTableName);
    expect(
      left.filter((name) => named.includes(name) && ![...aboutNobody, ...byOtherMeans].includes(name)),
    ).toEqual([]);
    expect(
      left.filter((name) => !named.includes(name) && ![...aboutNobody, ...byOtherMeans].includes(name)),
    ).toEqual([]);
  });

  test("hold everything about me and nothing that opens an account or belongs to others", async () => {
    const personId = leaveTraces("trainee");
    const me = await signIn("trainee");
    db.update(person).set({ passwordHash: "the-hash" }).where(eq(person.id, personId)).run();
    saveProfile(me.user, { name: "T", discipline: null, agency: null, quizLayout: "page" }, now);
    const records = myRecords(me.user, now);
    expect(Object.keys(records.tables).sort()).toEqual(
      [
        "answer",
        "attempt",
        "audit",
        "bookmark",
        "enrolment",
        "invitation",
        "note",
        "outbox",
        "passkey",
        "person",
        "place",
        "role_grant",
        "section_log",
        "session",
      ].sort(),
    );
    const text = JSON.stringify(records);
    expect(text).toContain("my own words");
    expect(text).not.toMatch(/the-hash|secret-hash|a link/);
    expect(text).not.toContain(me.sessionId);
    expect(text).not.toContain(Buffer.from("key").toString("base64"));
    expect(text).not.toContain("Okafor");
    const chapters = readable(records, "America/Denver");
    expect(chapters[0]).toMatchObject({ title: "Account" });
    expect(chapters.find(({ title }) => title === "Notes")?.rows[0]).toContain("my own words");
    expect(JSON.stringify(myRecords(as("secondTrainee")))).not.toContain("my own words");
  });
});

describe("erasing my account", () => {
  test("takes what is private and what names me, and keeps roster, results and audit", async () => {
    const personId = leaveTraces("trainee");
    const { email } = as("trainee");
    const user = as("trainee");
    await signIn("trainee");
    eraseMe(user, now);
    eraseMe(user, now);
    for (const table of [note, bookmark, place, sectionLog, passkey, session, outbox])
      expect(db.select().from(table).all(), getTableName(table)).toEqual([]);
    expect(rowOf(personId)).toMatchObject({
      name: "Erased person",
      passwordHash: null,
      agency: null,
      discipline: null,
      erasedAt: now,
    });
    expect(db.select().from(enrolment).all()).toMatchObject([{ personId, withdrawnReason: "own-choice" }]);
    expect(db.select().from(attempt).all()).toHaveLength(1);
    expect(db.select().from(answer).all()).toHaveLength(1);
    expect(db.select().from(roleGrant).where(eq(roleGrant.personId, personId)).get()?.endedAt).toEqual(now);
    const everything = (Object.values(schema) as SQLiteTable[]).map((table) => db.select().from(table).all());
    expect(JSON.stringify(everything)).not.toContain(email);
    expect(JSON.stringify(everything)).not.toContain(user.name);
    expect(actions().filter((action) => action === "erase-account")).toHaveLength(1);
    expect((await signInWithPassword(email, "anything at all", "192.0.2.1")).kind).toBe("wrong");
    expect((await signInWithPassword(rowOf(personId)?.email ?? "", "anything", "192.0.2.1")).kind).toBe(
      "wrong",
    );
  });

  test("is not possible for the only grantee or administrator", () => {
    expect(whyNotErase(as("trainee"))).toBeNull();
    expect(whyNotErase(as("grantee"))).toMatch(/only grantee/);
    expect(refused(() => eraseMe(as("administrator")))).toBe(409);
    db.insert(roleGrant)
      .values({ id: "g2", personId: as("grantee").id, role: "administrator", siteId: null, grantedAt: now })
      .run();
    eraseMe(as("administrator"), now);
    expect(whyNotErase(as("grantee"))).toMatch(/only grantee and the only administrator/);
  });
});
