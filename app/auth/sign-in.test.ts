import { eq } from "drizzle-orm";
import { Secret, TOTP } from "otpauth";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { env } from "#app/lib/env.ts";
import { db, transact } from "#db/client.server.ts";
import { oneTimeCode, person, recoveryCode, session } from "#db/schema/people.ts";
import { audit, installation, outbox } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { hashPassword } from "./passwords.server.ts";
import { askReset, handReset, isResetOpen, resetPassword } from "./reset.server.ts";
import {
  askSecondStep,
  beginSecondStep,
  confirmSecondStep,
  endSecondStep,
  hasSecondStep,
  passSecondStep,
  renewRecoveryCodes,
  secondStepOf,
} from "./second-step.server.ts";
import {
  endOneSession,
  readSecondStep,
  requireUser,
  secondStepCookie,
  signedIn,
  signInsOf,
  startSession,
} from "./session.server.ts";
import { demoChoices, demoPerson, signInWithPassword } from "./sign-in.server.ts";

const password = "tangerine umbrella";
const address = "192.0.2.1";
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword(password);
});
beforeEach(() => {
  freshDb();
  db.update(person)
    .set({ passwordHash })
    .where(eq(person.id, as("trainer").id))
    .run();
});
const actions = () =>
  db
    .select()
    .from(audit)
    .all()
    .map((row) => row.action);

describe("with a password", () => {
  const email = () => as("trainer").email;

  test("the right one, whatever the case of the address", async () => {
    const answer = await signInWithPassword(` ${email().toUpperCase()} `, password, address);
    expect(answer).toEqual({ kind: "in", personId: as("trainer").id });
  });

  test("the same answer for a wrong password, nobody, no password, and an erased person", async () => {
    const wrong = { kind: "wrong" };
    expect(await signInWithPassword(email(), "something else", address)).toEqual(wrong);
    expect(await signInWithPassword("nobody@example.org", password, address)).toEqual(wrong);
    expect(await signInWithPassword(as("trainee").email, password, address)).toEqual(wrong);
    db.update(person)
      .set({ erasedAt: new Date() })
      .where(eq(person.id, as("trainer").id))
      .run();
    expect(await signInWithPassword(email(), password, address)).toEqual(wrong);
  });

  test("twenty wrong tries at once: eight are looked at, the rest wait, and so does the right one", async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => signInWithPassword(email(), "wrong one", address)),
    );
    expect(all.filter(({ kind }) => kind === "wrong")).toHaveLength(8);
    expect(all.filter(({ kind }) => kind === "wait")).toHaveLength(12);
    expect((await signInWithPassword(email(), password, address)).kind).toBe("wait");
  });
});

describe("sessions", () => {
  const request = (cookie?: string, init: RequestInit = {}) =>
    new Request("http://127.0.0.1:3000/curriculum?day=1", {
      ...init,
      headers: {
        "User-Agent": "Firefox/1 Windows",
        ...(cookie ? { Cookie: cookie } : {}),
        ...(init.headers as object),
      },
    });
  const start = async () => (await startSession(as("trainer").id, request(), false)).split(";")[0] as string;

  test("are listed by a mark, never by the key itself, and end one by one", async () => {
    const cookies = [await start(), await start()];
    const me = await signedIn(request(cookies[0]));
    if (!me) throw new Error("not signed in");
    const list = signInsOf(me);
    expect(list.map(({ mine, device }) => [mine, device])).toEqual([
      [true, "Firefox on Windows"],
      [false, "Firefox on Windows"],
    ]);
    expect(JSON.stringify(list)).not.toContain(me.sessionId);
    const other = list[1]?.mark ?? "";
    expect(endOneSession(as("coTrainer"), other)).toBe(false);
    expect(endOneSession(me.user, other)).toBe(true);
    expect(endOneSession(me.user, other)).toBe(false);
    expect(await signedIn(request(cookies[1]))).toBeNull();
    expect(db.select().from(person).where(eq(person.id, me.user.id)).get()?.lastSeenAt).toBeInstanceOf(Date);
  });

  test("an ended one leads back to the page it was on", async () => {
    const where = async (asked: Request) => {
      const thrown = await requireUser(asked).catch((response: Response) => response);
      return (thrown as Response).headers.get("Location");
    };
    expect(await where(request())).toBe("/sign-in?to=%2Fcurriculum%3Fday%3D1");
    const cookie = await start();
    db.delete(session).run();
    expect(await where(request(cookie))).toBe("/sign-in?expired=1&to=%2Fcurriculum%3Fday%3D1");
    const post = { method: "POST", headers: { Referer: "http://127.0.0.1:3000/account" } };
    expect(await where(request(cookie, post))).toBe("/sign-in?expired=1&to=%2Faccount");
    const foreign = { method: "POST", headers: { Referer: "https://evil.example/x" } };
    expect(await where(request(cookie, foreign))).toBe("/sign-in?expired=1&to=%2Fcurriculum");
  });

  test("the second-step cookie is read back", () => {
    const set = secondStepCookie("abc-_9");
    expect(set).toMatch(/HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
    expect(readSecondStep(request(`x=1; ${set.split(";")[0]}`))).toBe("abc-_9");
    expect(readSecondStep(request())).toBeNull();
  });
});

describe("the second step", () => {
  const now = new Date("2026-11-24T15:00:00Z");
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const codeAt = (secret: string, at: Date) =>
    new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({
      timestamp: at.getTime(),
    });

  function setUp(): { secret: string; codes: string[] } {
    beginSecondStep(as("trainer"), now);
    beginSecondStep(as("trainer"), now);
    const secret = secondStepOf(as("trainer")).setup?.secret ?? "";
    const codes = confirmSecondStep(as("trainer"), codeAt(secret, now), now);
    if (!codes) throw new Error("the first code was not taken");
    return { secret, codes };
  }
  const ask = (at: Date) => askSecondStep(as("trainer").id, at);
  const pass = (code: string, at: Date, token = ask(at)) => passSecondStep(token, code, address, at).kind;

  test("is offered to trainers and above only, and is not asked before its first right code", async () => {
    expect(refused(() => beginSecondStep(as("trainee")))).toBe(403);
    beginSecondStep(as("trainer"), now);
    const row = db.select().from(oneTimeCode).get();
    expect(row?.secret).not.toContain(secondStepOf(as("trainer")).setup?.secret);
    expect(confirmSecondStep(as("trainer"), "000000", now)).toBeNull();
    expect((await signInWithPassword(as("trainer").email, password, address)).kind).toBe("in");
    expect(refused(() => renewRecoveryCodes(as("trainer")))).toBe(403);
  });

  test("is asked after the password once it is on, and takes a code one step early or late, once", async () => {
    const { secret } = setUp();
    expect((await signInWithPassword(as("trainer").email, password, address)).kind).toBe("second-step");
    expect(pass(codeAt(secret, now), later(10))).toBe("wrong");
    expect(pass(codeAt(secret, later(90)), later(60))).toBe("in");
    expect(pass(codeAt(secret, later(60)), later(60))).toBe("wrong");
    expect(pass(codeAt(secret, later(120)), later(150))).toBe("in");
    expect(pass(codeAt(secret, later(180)), later(300))).toBe("wrong");
    expect(actions()).toEqual(["begin-second-step", "turn-on-second-step"]);
  });

  test("a recovery code works once, and shows on record", () => {
    const { codes } = setUp();
    expect(new Set(codes).size).toBe(10);
    const first = codes[0] as string;
    expect(
      db
        .select()
        .from(recoveryCode)
        .all()
        .map((row) => row.codeHash),
    ).not.toContain(first);
    expect(passSecondStep(ask(now), ` ${first.toUpperCase()} `, address, now)).toEqual({
      kind: "in",
      personId: as("trainer").id,
      codesLeft: 9,
    });
    expect(pass(first, now)).toBe("wrong");
    const renewed = renewRecoveryCodes(as("trainer"), now);
    expect(pass(codes[1] as string, now)).toBe("wrong");
    expect(pass(renewed[0] as string, now)).toBe("in");
    expect(actions()).toEqual([
      "begin-second-step",
      "turn-on-second-step",
      "use-recovery-code",
      "renew-recovery-codes",
      "use-recovery-code",
    ]);
  });

  test("one passing closes the door, and ten minutes do too", () => {
    const { codes } = setUp();
    const token = ask(now);
    expect(pass(codes[0] as string, later(700), token)).toBe("over");
    expect(pass(codes[0] as string, now, token)).toBe("in");
    expect(pass(codes[1] as string, now, token)).toBe("over");
    expect(passSecondStep("made-up", "123456", address, now).kind).toBe("over");
  });

  test("eight wrong codes, then a wait", () => {
    setUp();
    const token = ask(now);
    for (let i = 0; i < 8; i += 1) expect(pass("000000", now, token)).toBe("wrong");
    expect(pass("000000", now, token)).toBe("wait");
  });

  test("turning it off removes secret and codes", () => {
    setUp();
    transact((tx) => endSecondStep(tx, as("trainer"), as("trainer").id, null));
    expect(hasSecondStep(as("trainer").id)).toBe(false);
    expect(db.select().from(recoveryCode).all()).toEqual([]);
    expect(actions()).toContain("turn-off-second-step");
  });
});

describe("a forgotten password", () => {
  const now = new Date("2026-11-24T15:00:00Z");
  const tokenIn = (text: string) => /\/reset\/([\w-]+)/.exec(text)?.[1] ?? "";
  const letters = () => db.select().from(outbox).all();

  test("without mail nothing is written; with mail one link for a person and nothing for nobody", () => {
    expect(askReset(as("trainer").email, address, now)).toBe(0);
    expect(letters()).toEqual([]);
    env.smtpUrl = "smtp://127.0.0.1:1";
    try {
      expect(askReset(as("trainer").email, address, now)).toBe(0);
      expect(askReset("nobody@example.org", address, now)).toBe(0);
      expect(letters()).toHaveLength(1);
      expect(letters()[0]?.subject).toBe("Your course account");
      expect(isResetOpen(tokenIn(letters()[0]?.body ?? ""), now)).toBe(true);
      for (let i = 0; i < 10; i += 1) askReset(as("trainer").email, address, now);
      expect(letters()).toHaveLength(3);
      for (let i = 0; i < 7; i += 1) expect(askReset(`${i}@example.org`, address, now)).toBe(0);
      expect(askReset("more@example.org", address, now)).toBe(900);
    } finally {
      env.smtpUrl = undefined;
    }
  });

  test("the link works once, for an hour; the newest counts; every session ends", async () => {
    const place = { siteId: "denver", zone: "America/Denver" };
    const make = () => transact((tx) => handReset(tx, as("coordinator"), as("trainer").id, place, now));
    const old = tokenIn(make().link);
    const slip = make();
    const token = tokenIn(slip.link);
    expect(slip.expires).toBe("Nov 24, 2026, 9:00 AM MST");
    await startSession(as("trainer").id, new Request("http://127.0.0.1:3000/"), false);
    expect(await resetPassword(old, "another good one", now)).toBe("over");
    expect(await resetPassword(token, "short", now)).toEqual({
      problem: expect.stringMatching(/at least 12/),
    });
    expect(await resetPassword(token, "another good one", new Date(now.getTime() + 3_600_000))).toBe("over");
    const both = await Promise.all([
      resetPassword(token, "another good one", now),
      resetPassword(token, "a different good one", now),
    ]);
    expect(both.sort()).toEqual(["done", "over"]);
    expect(db.select().from(session).all()).toEqual([]);
    expect(actions()).toEqual(["make-reset-link", "make-reset-link", "reset-password"]);
  });
});

describe("one-click choices", () => {
  test("are only there in a demo", () => {
    expect(demoChoices()).toBeNull();
    expect(refused(() => demoPerson("trainer"))).toBe(404);
    db.insert(installation).values({ key: "demo", value: "true" }).run();
    expect(demoPerson("trainer")).toBe(as("trainer").id);
    expect(demoChoices()?.map(({ name }) => name)).toContain("Denver, Colorado");
    expect(demoChoices()?.flatMap(({ people }) => people)).toHaveLength(25);
    expect(refused(() => demoPerson("nobody"))).toBe(404);
    expect(refused(() => demoPerson("toString"))).toBe(404);
  });

  test("never sign in as a person who is not of the cast", () => {
    db.insert(installation).values({ key: "demo", value: "true" }).run();
    const { id } = as("trainer");
    db.update(person).set({ demo: false }).where(eq(person.id, id)).run();
    expect(refused(() => demoPerson("trainer"))).toBe(404);
    expect(demoChoices()?.flatMap(({ people }) => people.map(({ key }) => key))).not.toContain("trainer");
  });
});
