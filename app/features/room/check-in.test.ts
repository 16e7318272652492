import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { presence, sessionDay } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, emailOf } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { checkIn, checkInScreen, doorFor, findMe, meAt, phoneCookie } from "./check-in.server.ts";

const tomas = personIdOf(cast.trainee);
const morning = atClass("08:20");
const later = (minutes: number) => new Date(morning.getTime() + minutes * 60_000);

let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
});

const codeAt = (now: Date, position = "2") => checkInScreen(as("trainer"), cohortId, position, now).code;
const asking = (cookie?: string) =>
  new Request("http://127.0.0.1:3000/check-in", cookie ? { headers: { Cookie: cookie } } : {});
const door = (code: string | null, now = morning, cookie?: string, address = "10.0.0.1") =>
  doorFor(asking(cookie), code ?? undefined, address, now);
const opened = (code: string | null, now = morning, cookie?: string) => {
  const found = door(code, now, cookie);
  if (found.is === "closed") throw new Error(found.sentence);
  return found;
};
const cookieOf = (found: ReturnType<typeof opened>) => phoneCookie(found.phone).split(";")[0] as string;

describe("the code", () => {
  it("changes every minute, and the one before still works", () => {
    const code = codeAt(morning);
    expect(code).toMatch(/^[2-9A-Z]{6}$/);
    expect(codeAt(later(1))).not.toBe(code);
    expect(door(code).is).toBe("open");
    expect(door(code, later(1)).is).toBe("open");
    expect(door(code, later(2)).is).toBe("closed");
    expect(door(code?.toLowerCase().replace(/^.../, "$& ") as string).is).toBe("open");
  });

  it("is bound to its day: it marks no other, and a replay on the next day fails", () => {
    const code = codeAt(morning);
    expect(door(code, atClass("08:20", "2026-11-25")).is).toBe("closed");
    expect(codeAt(morning, "3")).toBeNull();
    const found = opened(code);
    expect(found.day.position).toBe(2);
    checkIn(found, { id: newId(), personId: tomas, kind: "in" }, morning);
    const rows = db
      .select({ on: sessionDay.on })
      .from(presence)
      .innerJoin(sessionDay, eq(sessionDay.id, presence.sessionDayId))
      .all();
    expect(rows).toEqual([{ on: "2026-11-24" }]);
    expect(door(null, atClass("08:20", "2026-11-25"), cookieOf(found)).is).toBe("closed");
  });

  it("works from 60 minutes before the day to 60 minutes after it", () => {
    expect(codeAt(atClass("07:29"))).toBeNull();
    expect(codeAt(atClass("07:30"))).not.toBeNull();
    expect(codeAt(atClass("17:45"))).not.toBeNull();
    expect(codeAt(atClass("17:46"))).toBeNull();
  });

  it("is for the trainers of the site alone, and dead once the day is canceled", () => {
    expect(refused(() => checkInScreen(as("trainee"), cohortId, "2", morning))).toBe(404);
    expect(refused(() => checkInScreen(as("chicagoTrainer"), cohortId, "2", morning))).toBe(404);
    const code = codeAt(morning);
    db.update(sessionDay).set({ canceledAt: morning }).run();
    expect(door(code).is).toBe("closed");
  });

  it("cannot be tried without end", () => {
    for (let n = 0; n < 120; n += 1) expect(door("QQQQQQ").is).toBe("closed");
    expect(refused(() => door("QQQQQQ"))).toBe(429);
    expect(refused(() => door(codeAt(morning)))).toBe(429);
    expect(door(codeAt(morning), morning, undefined, "10.9.9.9").is).toBe("open");
  });
});

describe("a phone", () => {
  it("has ten minutes after a right code, and is the same one all day", () => {
    const first = opened(codeAt(morning));
    const cookie = cookieOf(first);
    expect(door(null, later(10), cookie).is).toBe("open");
    expect(door(null, later(11), cookie).is).toBe("closed");
    expect(opened(codeAt(later(60)), later(60), cookie).phone.id).toBe(first.phone.id);
    expect(door(null, later(1), `${cookie}x`).is).toBe("closed");
  });

  it("finds its owner by three letters or an e-mail address, and nobody by less", () => {
    const found = opened(codeAt(morning));
    expect(findMe(found, "to", morning)).toEqual({
      error: "Type at least three letters of your name, or your e-mail address.",
    });
    expect(findMe(found, "riv", morning)).toMatchObject([{ name: "Tomás Rivera", kind: "in" }]);
    expect(findMe(found, "tomas riv", morning)).toHaveLength(1);
    expect(findMe(found, "ive", morning)).toHaveProperty("error");
    expect(findMe(found, ` ${emailOf(cast.secondTrainee).toUpperCase()}`, morning)).toMatchObject([
      { name: "Grace Lindqvist" },
    ]);
    expect(findMe(found, emailOf(cast.chicagoTrainee), morning)).toHaveProperty("error");
    for (let n = 0; n < 15; n += 1) findMe(found, "riv", morning);
    expect(findMe(found, "riv", morning)).toMatchObject({ error: expect.stringMatching(/too many/) });
  });

  it("signs in once however often it is tapped, and out again with a new code", () => {
    const found = opened(codeAt(morning));
    const id = newId();
    const tap = { id, personId: tomas, kind: "in" as const };
    expect(checkIn(found, tap, morning)).toMatchObject({
      sentence: "Tomás Rivera, you are signed in at 8:20 AM.",
    });
    expect(checkIn(found, tap, later(1))).toMatchObject({
      sentence: expect.stringMatching(/8:20 AM/),
      phone: { personId: tomas },
    });
    expect(checkIn(found, { ...tap, id: newId() }, later(1))).toMatchObject({ phone: { personId: tomas } });
    expect(db.select().from(presence).all()).toMatchObject([
      { personId: tomas, recordedBy: tomas, way: "phone", kind: "in", at: morning },
    ]);
    expect(checkIn(found, { ...tap, id: newId(), kind: "out" }, morning)).toHaveProperty("error");
    const evening = atClass("16:45");
    const again = opened(codeAt(evening), evening, cookieOf(found));
    expect(meAt(again, tomas)).toMatchObject({ kind: "out", words: "In since 8:20 AM" });
    expect(checkIn(again, { id: newId(), personId: tomas, kind: "out" }, evening)).toMatchObject({
      sentence: "Tomás Rivera, you are signed out at 4:45 PM.",
    });
    const actions = db.select().from(audit).where(eq(audit.action, "record-attendance")).all();
    expect(actions.map(({ actorId }) => actorId)).toEqual([tomas, tomas]);
  });

  it("belongs to one person for the day, and to nobody outside the cohort", () => {
    const found = opened(codeAt(morning));
    const outcome = checkIn(found, { id: newId(), personId: tomas, kind: "in" }, morning);
    if (outcome.error !== undefined) throw new Error(outcome.error);
    const second = { id: newId(), personId: personIdOf(cast.secondTrainee), kind: "in" as const };
    expect(checkIn({ ...found, phone: outcome.phone }, second, morning)).toHaveProperty("error");
    const stranger = { id: newId(), personId: personIdOf(cast.chicagoTrainee), kind: "in" as const };
    expect(checkIn(found, stranger, morning)).toHaveProperty("error");
    expect(db.select().from(presence).all()).toHaveLength(1);
  });
});
