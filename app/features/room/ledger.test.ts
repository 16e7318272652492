import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { presence, presenceVoid, sessionDay } from "#db/schema/room.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import {
  type Batch,
  correctPresence,
  type Entry,
  entriesOf,
  ledgerForDevice,
  recordPresence,
  standing,
} from "./ledger.server.ts";
import { daysOfCohort } from "./session-days.server.ts";

const tomas = personIdOf(cast.trainee);
const grace = personIdOf(cast.secondTrainee);
const evening = atClass("18:00");

let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom();
});

const entry = (personId: string, kind: "in" | "out", clock: string, id = newId()): Entry => ({
  id,
  personId,
  kind,
  at: atClass(clock),
});
const record = (events: Entry[], how?: { strict: boolean }, now = evening) =>
  recordPresence(
    as("trainer"),
    cohortId,
    2,
    { events },
    how ? { way: "desk", ...how } : { way: "desk", strict: true },
    now,
  );
const dayId = () => daysOfCohort(cohortId)[1]?.id as string;
const standingOf = (personId: string) => standing(entriesOf([dayId()]).get(dayId()), personId);
const spansOf = (personId: string) =>
  standingOf(personId).segments.map(({ from, to }) => [new Date(from), new Date(to)]);
const audited = () =>
  db
    .select()
    .from(audit)
    .all()
    .filter(({ action }) => action.endsWith("-attendance"));

describe("recordPresence", () => {
  it("keeps whole minutes, with one audit row", () => {
    const late = { ...entry(tomas, "in", "08:31"), at: new Date(atClass("08:31").getTime() + 59_000) };
    expect(record([late]).map(({ is }) => is)).toEqual(["kept"]);
    expect(standingOf(tomas)).toMatchObject({ state: "in", open: { at: atClass("08:31").getTime() } });
    expect(standingOf(grace).state).toBe("unknown");
    expect(audited()).toMatchObject([
      {
        action: "record-attendance",
        subject: cohortId,
        siteId: "denver",
        detail: { day: 2, personIds: [tomas], entries: [late.id], voided: [] },
      },
    ]);
  });

  it("does the same only once", () => {
    const one = entry(tomas, "in", "08:30");
    record([one]);
    expect(record([one, one])).toEqual([{ id: one.id, is: "known", sentence: null }]);
    expect(db.select().from(presence).all()).toHaveLength(1);
    expect(audited()).toHaveLength(1);
  });

  it("refuses what overlaps or comes out before in, and nothing of anybody else", () => {
    record([entry(tomas, "in", "08:30"), entry(tomas, "out", "12:00")]);
    const answers = record([
      entry(tomas, "in", "09:00"),
      entry(grace, "in", "08:40"),
      entry(personIdOf(cast.thirdTrainee), "out", "09:00"),
    ]);
    expect(answers).toMatchObject([
      {
        is: "refused",
        sentence: "Tomás Rivera: Signed in at 8:30 AM and again at 9:00 AM, without a sign-out between.",
      },
      { is: "kept" },
      { is: "refused", sentence: "Keisha Monroe: Signed out at 9:00 AM without being signed in." },
    ]);
    expect(spansOf(tomas)).toEqual([[atClass("08:30"), atClass("12:00")]]);
  });

  it("refuses the future, another day, strangers and a number that was used", () => {
    const used = entry(tomas, "in", "08:30");
    record([used]);
    const answers = record(
      [
        entry(grace, "in", "12:03"),
        { ...entry(grace, "in", "08:30"), at: atClass("08:30", "2026-11-23") },
        entry(personIdOf(cast.chicagoTrainee), "in", "08:30"),
        { ...used, personId: grace },
        { ...entry(grace, "in", "08:30"), id: "x" },
      ],
      { strict: false },
      atClass("12:00"),
    );
    expect(answers.map(({ is }) => is)).toEqual(Array(5).fill("refused"));
    expect(answers.map(({ sentence }) => sentence)).toEqual([
      "Grace Lindqvist: 12:03 PM is still to come. Check the clock of this device.",
      "Grace Lindqvist: this time is on Nov 23, 2026, and Day 2 is on Nov 24, 2026.",
      "This person is not in this cohort. Add them as a walk-in first.",
      "Another entry has the same number. Record this one again.",
      "This entry has no proper number. Record it again.",
    ]);
    expect(standingOf(grace).state).toBe("unknown");
  });

  it("records nothing on a canceled day or in an archived cohort", () => {
    db.update(sessionDay).set({ canceledAt: evening }).where(eq(sessionDay.id, dayId())).run();
    expect(record([entry(tomas, "in", "08:30")])[0]?.sentence).toMatch(/canceled/);
    db.update(sessionDay).set({ canceledAt: null }).run();
    db.update(cohort).set({ archivedAt: evening }).where(eq(cohort.id, cohortId)).run();
    expect(record([entry(tomas, "in", "08:30")])[0]?.sentence).toMatch(/archived/);
    expect(db.select().from(presence).all()).toEqual([]);
  });

  it("is refused for other roles and other sites", () => {
    const events = [entry(tomas, "in", "08:30")];
    for (const who of ["trainee", "grantee", "administrator", "reviewer", "chicagoTrainer"] as const)
      expect(refused(() => recordPresence(as(who), cohortId, 2, { events }))).toBe(404);
    expect(refused(() => recordPresence(as("trainer"), "c-elsewhere", 2, { events }))).toBe(404);
    expect(refused(() => recordPresence(as("trainer"), cohortId, 7, { events }))).toBe(404);
    expect(recordPresence(as("coordinator"), cohortId, 2, { events }, undefined, evening)[0]?.is).toBe(
      "kept",
    );
  });

  it("keeps what two devices saw, says what does not fit, and counts none of it", () => {
    record([entry(tomas, "in", "08:25")]);
    expect(
      record([entry(tomas, "in", "08:31"), entry(tomas, "out", "12:00")], { strict: false }),
    ).toMatchObject(
      [{ is: "kept", sentence: /Signed in at 8:25 AM and again at 8:31 AM/ }, { is: "kept" }].map(
        ({ is }) => ({ is }),
      ),
    );
    expect(standingOf(tomas)).toMatchObject({ state: "left", problems: [{ kind: "in-twice" }] });
    expect(spansOf(tomas)).toEqual([[atClass("08:31"), atClass("12:00")]]);
  });
});

describe("correctPresence", () => {
  const correct = (change: Partial<Parameters<typeof correctPresence>[3]>) =>
    correctPresence(
      as("coordinator"),
      cohortId,
      2,
      { voidId: newId(), presenceId: null, instead: null, reason: "Read the clock wrong", ...change },
      evening,
    );

  it("keeps the old value, who and why", () => {
    const wrong = entry(tomas, "in", "08:30");
    record([wrong, entry(tomas, "out", "12:00")]);
    const right = entry(tomas, "in", "08:50");
    expect(correct({ presenceId: wrong.id, instead: right }).map(({ is }) => is)).toEqual(["kept", "kept"]);
    expect(spansOf(tomas)).toEqual([[atClass("08:50"), atClass("12:00")]]);
    expect(db.select().from(presence).where(eq(presence.id, wrong.id)).get()).toMatchObject({
      at: atClass("08:30"),
      way: "desk",
    });
    expect(db.select().from(presenceVoid).all()).toMatchObject([
      { presenceId: wrong.id, voidedBy: personIdOf(cast.coordinator), reason: "Read the clock wrong" },
    ]);
    expect(db.select().from(presence).where(eq(presence.id, right.id)).get()).toMatchObject({
      way: "correction",
      reason: "Read the clock wrong",
      recordedBy: personIdOf(cast.coordinator),
    });
    expect(audited().at(-1)?.action).toBe("correct-attendance");
  });

  it("changes nothing when the new time does not fit", () => {
    const wrong = entry(tomas, "in", "08:30");
    record([wrong, entry(tomas, "out", "12:00")]);
    const [answer] = correct({ presenceId: wrong.id, instead: entry(tomas, "in", "12:30") });
    expect(answer).toMatchObject({ is: "refused" });
    expect(spansOf(tomas)).toEqual([[atClass("08:30"), atClass("12:00")]]);
    expect(db.select().from(presenceVoid).all()).toEqual([]);
    expect(audited()).toHaveLength(1);
  });

  it("adds a forgotten sign-out, and takes out what was recorded by mistake", () => {
    const first = entry(tomas, "in", "08:30");
    record([first]);
    correct({ instead: entry(tomas, "out", "16:45") });
    expect(spansOf(tomas)).toEqual([[atClass("08:30"), atClass("16:45")]]);
    const by = entry(grace, "in", "08:30");
    record([by]);
    correct({ presenceId: by.id });
    expect(standingOf(grace).state).toBe("unknown");
  });

  it("happens once when sent twice, and tells the second of two trainers", () => {
    const wrong = entry(tomas, "in", "08:30");
    record([wrong]);
    const change = { voidId: newId(), presenceId: wrong.id, instead: entry(tomas, "in", "08:40") };
    correct(change);
    expect(correct(change).map(({ is }) => is)).toEqual(["known", "known"]);
    expect(correct({ presenceId: wrong.id, instead: entry(tomas, "in", "08:45") })).toMatchObject(
      [{ is: "refused", sentence: /Somebody else/ }].map(({ is }) => ({ is })),
    );
    expect(db.select().from(presence).all()).toHaveLength(2);
    expect(refused(() => correctPresence(as("trainee"), cohortId, 2, { ...change, reason: "x" }))).toBe(404);
  });
});

describe("the ledger of a device", () => {
  it("holds who is in the cohort and all that was recorded", () => {
    const one = entry(tomas, "in", "08:30");
    record([one]);
    const ledger = ledgerForDevice(as("trainer"), cohortId, "2", evening);
    expect(ledger.roster.map(({ name }) => name)).toEqual([
      "Grace Lindqvist",
      "Keisha Monroe",
      "Tomás Rivera",
    ]);
    expect(ledger.events).toEqual([
      { id: one.id, personId: tomas, kind: "in", at: one.at.getTime(), way: "desk" },
    ]);
    expect(JSON.stringify(ledger)).not.toContain("secret");
    expect(refused(() => ledgerForDevice(as("trainee"), cohortId, "2"))).toBe(404);
  });

  it("ends the same in whatever order and however often its batches arrive", () => {
    const arbitraryEntry = fc.record({
      who: fc.constantFrom(tomas, grace),
      kind: fc.constantFrom("in" as const, "out" as const),
      minute: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(
        fc.array(arbitraryEntry, { minLength: 1, maxLength: 8 }).chain((made) => {
          const events: Entry[] = made.map(({ who, kind, minute }, i) => ({
            id: `device-00000000000000${i}`,
            personId: who,
            kind,
            at: new Date(atClass("08:00").getTime() + minute * 60_000),
          }));
          const batches: Batch[] = [
            ...events.map((one) => ({ events: [one] })),
            {
              voids: [{ id: "void-000000000000000", presenceId: events[0]?.id as string, reason: "Undone" }],
            },
          ];
          const all = [...batches, ...batches];
          return fc.tuple(
            fc.constant(batches),
            fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
          );
        }),
        ([inOrder, shuffled]) => {
          const outcome = (batches: Batch[]) => {
            db.delete(presence).run();
            db.delete(presenceVoid).run();
            for (const batch of batches)
              recordPresence(as("trainer"), cohortId, 2, batch, { way: "desk", strict: false }, evening);
            return {
              rows: db.select().from(presence).all().length,
              tomas: standingOf(tomas),
              grace: standingOf(grace),
            };
          };
          expect(outcome(shuffled)).toEqual(outcome(inOrder));
        },
      ),
      { numRuns: 60 },
    );
  });
});
