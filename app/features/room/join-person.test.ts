import { and, eq, isNull } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { noteEvaluations } from "#app/features/certify/credit.server.ts";
import { addPeople, bringBack, rosterOf } from "#app/features/cohorts/roster.server.ts";
import { seatWalkIn } from "#app/features/offline/walk-in.server.ts";
import { eraseMe } from "#app/features/people/erase.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import { personJoin } from "#db/schema/planning.ts";
import { evaluationReturn, presence, presenceVoid } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, emailOf } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { giveAddress, joinPeople, lacksAddress } from "./join-person.server.ts";
import { type Entry, entriesOf, recordPresence, standing } from "./ledger.server.ts";
import { daysOfCohort } from "./session-days.server.ts";

const account = personIdOf(cast.secondTrainee);
const email = emailOf(cast.secondTrainee);
const evening = atClass("18:00");

let cohortId: string;
let walkIn: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
  walkIn = newId();
  seatWalkIn(as("trainer"), cohortId, {
    type: "walk-in",
    id: walkIn,
    name: "Grace 🌿 at the door",
    discipline: "human-services",
    at: atClass("08:30").getTime(),
  });
});

const entry = (personId: string, kind: "in" | "out", clock: string, id = newId()): Entry => ({
  id,
  personId,
  kind,
  at: atClass(clock),
});
const record = (events: Entry[]) =>
  recordPresence(as("trainer"), cohortId, 2, { events }, { way: "desk", strict: true }, evening);
const spansOf = (personId: string) => {
  const id = daysOfCohort(cohortId)[1]?.id as string;
  return standing(entriesOf([id]).get(id), personId).segments.map(({ from, to }) => [
    new Date(from),
    new Date(to),
  ]);
};
const join = (who: Parameters<typeof as>[0] = "trainer", to = email) =>
  joinPeople(as(who), cohortId, walkIn, to, evening);
const audited = (action: string) => db.select().from(audit).where(eq(audit.action, action)).all();

describe("somebody written down at the door", () => {
  test("gets an address nobody has, and is asked about when somebody has it", () => {
    expect(lacksAddress(as("trainer"), cohortId, walkIn)).toBe(true);
    expect(lacksAddress(as("trainer"), cohortId, account)).toBe(false);
    for (const wrong of ["", "no address", "x@no-mail.invalid", `${"x".repeat(10_000)}@example.org`])
      expect(giveAddress(as("trainer"), cohortId, walkIn, wrong).is).toBe("wrong");
    record([entry(walkIn, "in", "08:30"), entry(walkIn, "out", "10:00")]);
    expect(giveAddress(as("trainer"), cohortId, walkIn, ` ${email.toUpperCase()} `)).toEqual({
      is: "known",
      name: cast.secondTrainee.name,
      email,
      minutes: "1 h 30 min",
      enrolled: true,
    });
    for (const _twice of [1, 2])
      expect(giveAddress(as("trainer"), cohortId, walkIn, "grace@new.example.org").is).toBe("given");
    expect(db.select().from(person).where(eq(person.id, walkIn)).get()?.email).toBe("grace@new.example.org");
    expect(audited("give-address")).toHaveLength(1);
    expect(refused(() => join())).toBe(409);
  });

  test("becomes one person with the account, and what was recorded first stays on record", () => {
    const signedOut = entry(walkIn, "out", "12:00");
    record([
      entry(walkIn, "in", "08:30"),
      signedOut,
      entry(account, "in", "13:00"),
      entry(account, "out", "16:00"),
    ]);
    noteEvaluations(as("trainer"), cohortId, [walkIn], atClass("18:00", "2026-12-20"));
    for (const _twice of [1, 2]) expect(join()).toBe(account);
    expect(spansOf(account)).toEqual([
      [atClass("08:30"), atClass("12:00")],
      [atClass("13:00"), atClass("16:00")],
    ]);
    expect(spansOf(walkIn)).toEqual([]);
    expect(db.select().from(presence).where(eq(presence.personId, walkIn)).all()).toHaveLength(2);
    expect(db.select().from(presenceVoid).all()).toHaveLength(2);
    expect(audited("join-people").map(({ detail }) => detail)).toEqual([
      { personId: walkIn, intoId: account },
    ]);
    const { enrolled, left } = rosterOf(as("trainer"), cohortId);
    expect([...enrolled, ...left].map(({ personId }) => personId)).not.toContain(walkIn);
    expect(enrolled.filter(({ personId }) => personId === account)).toHaveLength(1);
    const open = and(eq(roleGrant.personId, walkIn), isNull(roleGrant.endedAt));
    expect(db.select().from(roleGrant).where(open).all()).toEqual([]);
    expect(
      db
        .select()
        .from(evaluationReturn)
        .all()
        .map(({ personId }) => personId),
    ).toEqual([account]);
    expect(refused(() => bringBack(as("trainer"), cohortId, walkIn))).toBe(409);

    // A device that was cut off sends what it has, old and new, about the person it knows.
    expect(record([{ ...signedOut }])).toMatchObject([{ is: "known" }]);
    const late = entry(walkIn, "in", "16:30");
    expect(record([late])).toMatchObject([{ is: "kept" }]);
    expect(record([late])).toMatchObject([{ is: "known" }]);
    expect(record([entry(walkIn, "out", "16:45")])).toMatchObject([{ is: "kept" }]);
    expect(spansOf(account)).toHaveLength(3);
    expect(spansOf(walkIn)).toEqual([]);
  });

  test("joins an account that is not in the cohort, and goes with it when it is erased", () => {
    db.delete(enrolment).where(eq(enrolment.personId, account)).run();
    record([entry(walkIn, "in", "08:30")]);
    join("coTrainer");
    expect(rosterOf(as("trainer"), cohortId).enrolled.map(({ personId }) => personId)).toContain(account);
    eraseMe(as("secondTrainee"));
    expect(db.select().from(person).where(eq(person.id, walkIn)).get()?.name).toBe("Erased person");
  });

  test("stays apart when both were there at the same time, and nothing is half done", () => {
    record([entry(walkIn, "in", "08:30"), entry(walkIn, "out", "12:00")]);
    record([entry(account, "in", "09:00"), entry(account, "out", "11:00")]);
    expect(refused(() => join())).toBe(409);
    expect(db.select().from(personJoin).all()).toEqual([]);
    expect(spansOf(walkIn)).toHaveLength(1);
    expect(audited("join-people")).toEqual([]);
  });

  test("stays apart from a trainer of the cohort, from nobody, and for those who may not", () => {
    expect(refused(() => join("trainer", emailOf(cast.coTrainer)))).toBe(409);
    expect(refused(() => join("trainer", "nobody@example.org"))).toBe(409);
    for (const who of ["chicagoTrainer", "trainee", "grantee", "secondTrainee"] as const) {
      expect(refused(() => join(who))).toBe(404);
      expect(refused(() => giveAddress(as(who), cohortId, walkIn, email))).toBe(404);
    }
    join();
    expect(refused(() => join("trainer", emailOf(cast.trainee)))).toBe(409);
    expect(refused(() => addPeople(as("chicagoTrainer"), cohortId, [walkIn]))).toBe(404);
  });
});
