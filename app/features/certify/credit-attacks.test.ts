import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { closeDay } from "#app/features/room/desk.server.ts";
import { correctPresence, recordPresence } from "#app/features/room/ledger.server.ts";
import { recordRun } from "#app/features/room/run.server.ts";
import { minutesIn, type Segment, withoutTime } from "#app/features/room/segments.ts";
import { addDays, shortDay } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { db, transact } from "#db/client.server.ts";
import { insertCohort, insertPassedQuizzes } from "#db/demo.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { sessionDay } from "#db/schema/room.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb } from "#tests/fresh-db.ts";
import { type Claims, claimLines } from "./certificate.ts";
import {
  certificatesIn,
  checkCertificate,
  issueCertificates,
  replaceCertificate,
} from "./certificates.server.ts";
import { certificateRules, creditRules, myCredit, recordsOf } from "./credit.server.ts";
import { missingFor } from "./credit.ts";
import { nagsFor } from "./nags.server.ts";

const tomas = personIdOf(cast.trainee);
const dates = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"];
const after = atClass("09:00", "2026-11-28");

let cohortId: string;
beforeEach(() => {
  freshDb();
  cohortId = insertClassroom([cast.trainee]);
  transact((tx) => insertPassedQuizzes(tx, cast.trainee, atClass("20:00", "2026-11-22")));
});

const attend = (where: string, position: number, day: string, from = "08:20", to = "16:50", now = after) => {
  const [entered, left] = [newId(), newId()];
  const events = [
    { id: entered, personId: tomas, kind: "in" as const, at: atClass(from, day) },
    { id: left, personId: tomas, kind: "out" as const, at: atClass(to, day) },
  ];
  recordPresence(as("trainer"), where, position, { events }, undefined, now);
  return { entered, left };
};
const attendAll = () => dates.map((day, index) => attend(cohortId, index + 1, day));
const mine = (now = after, where = cohortId) => {
  const found = myCredit(as("trainee"), now).find(({ cohort: { id } }) => id === where);
  if (!found) throw new Error(where);
  return found;
};
const program = (now = after, where = cohortId) => mine(now, where).row.credits[0];
const sentences = (now = after) => nagsFor(as("trainer"), now).map(({ sentence }) => sentence);
const issue = (now = after) => issueCertificates(as("trainer"), cohortId, [tomas], now);

describe("somebody in two cohorts at the same time", () => {
  const other = "c-other-denver";
  beforeEach(() =>
    transact((tx) =>
      insertCohort(
        tx,
        {
          id: other,
          siteId: "denver",
          name: "Other class",
          startsOn: "2026-11-23",
          endsOn: "2026-11-26",
          trainers: [cast.trainer, cast.coTrainer],
          people: [cast.trainee],
        },
        atClass("09:00", "2026-11-01"),
      ),
    ),
  );

  it("earns such minutes in neither, is told so, and earns them once it is put right", () => {
    attendAll();
    const { entered, left } = attend(other, 1, dates[0] as string, "13:20", "16:50");
    expect(program()).toMatchObject({ scheduled: 1620, attended: 1620 - 190 });
    expect(program(after, other)).toMatchObject({ attended: 0 });
    expect(mine().days[0]).toMatchObject({ elsewhere: true, toCorrect: true });
    expect(issue().notReady).toHaveLength(1);
    const sentence = "Day 1: one person is recorded in another cohort at the same time.";
    expect(sentences().filter((one) => one === sentence)).toHaveLength(2);

    for (const presenceId of [left, entered])
      correctPresence(
        as("trainer"),
        other,
        1,
        { voidId: newId(), presenceId, instead: null, reason: "Was in the other room" },
        after,
      );
    expect(program()).toMatchObject({ attended: 1620 });
    expect(sentences()).not.toContain(sentence);
    expect(issue().issued).toBe(1);
  });

  it("keeps both where the times touch and do not overlap", () => {
    attend(cohortId, 1, dates[0] as string, "08:20", "12:20");
    attend(other, 1, dates[0] as string, "12:20", "16:50");
    expect(mine().days[0]?.elsewhere).toBe(false);
    expect((program()?.attended ?? 0) + (program(after, other)?.attended ?? 0)).toBe(405);
  });

  it("credits no minute twice, whatever the two ledgers say", () => {
    const spans = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 90 })), { maxLength: 5 });
    const segmentsOf = (raw: [number, number][]): Segment[] => {
      let free = 0;
      return raw
        .sort(([a], [b]) => a - b)
        .flatMap(([start, length]) => {
          const from = Math.max(free, start);
          free = from + length + 1;
          return [{ from: from * 60_000, to: (from + length) * 60_000, inId: "", outId: "" }];
        });
    };
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const [one, two] = [segmentsOf(a), segmentsOf(b)];
        const minutes = (all: Segment[]) =>
          new Set(
            all.flatMap(({ from, to }) =>
              Array.from({ length: (to - from) / 60_000 }, (_, n) => from / 60_000 + n),
            ),
          );
        const kept = withoutTime(one, two);
        const expected = [...minutes(one)].filter((at) => !minutes(two).has(at));
        expect([...minutes(kept)].sort()).toEqual(expected.sort());
        expect(minutesIn({ segments: kept })).toBe(expected.length);
        expect(withoutTime(one, [...two].reverse())).toEqual(kept);
      }),
    );
  });
});

describe("days that were canceled, moved, closed or cut", () => {
  it("asks to make up what a canceled day would have taught", () => {
    for (const [index, day] of dates.slice(0, 3).entries()) attend(cohortId, index + 1, day);
    db.update(sessionDay)
      .set({ canceledAt: after, canceledBy: as("trainer").id })
      .where(eq(sessionDay.position, 4))
      .run();
    expect(program()).toMatchObject({ scheduled: 1215, attended: 1215 });
    const [missing, ...rest] = mine().row.missing;
    expect(rest).toEqual([]);
    expect(missing?.what === "make-up" && missing.modules.map(({ id }) => id)).toEqual([
      "4.1",
      "4.2",
      "4.3",
      "4.4",
      "4.5",
      "4.6",
    ]);
    expect(issue().issued).toBe(0);

    const record = recordsOf(cohortId, [tomas], after).get(tomas);
    const read = { ...record, completed: record?.passed } as NonNullable<typeof record>;
    expect(missingFor(read, certificateRules(), creditRules().certificate)).toEqual([]);
  });

  it("lets the certificate be issued on the last evening, once the trainers close the day", () => {
    const evening = atClass("17:00", dates[3]);
    for (const [index, day] of dates.entries())
      attend(cohortId, index + 1, day, "08:20", "16:50", index === 3 ? evening : after);
    expect(issue(evening)).toMatchObject({ issued: 0 });
    expect(mine(evening).row.missing).toEqual([{ what: "days-ahead", positions: [4] }]);
    closeDay(as("trainer"), cohortId, "4", true, evening);
    expect(issue(evening)).toMatchObject({ issued: 1 });
  });

  it("does not let a day that is still ahead be called over by closing it", () => {
    closeDay(as("trainer"), cohortId, "4", true, atClass("09:00", dates[0]));
    const [record] = recordsOf(cohortId, [tomas], atClass("09:00", dates[0])).values();
    expect(record?.days[3]?.over).toBe(false);
  });

  it("finds a certificate that a late cut makes wrong, asks for it, and stops when it is replaced", () => {
    attendAll();
    issue();
    expect(sentences()).not.toContain(
      "One certificate says something else than the record. Replace or revoke it.",
    );
    const cut = { id: newId(), kind: "cut" as const, target: "2.1-s7", minutes: 4, at: 0 };
    const at = atClass("09:00", dates[1]).getTime();
    const [answer] = recordRun(as("trainer"), cohortId, 2, [{ ...cut, at }], after, { late: true });
    if (answer?.is !== "kept") throw new Error(answer?.sentence);
    const { attended, scheduled, credited } = program() ?? { attended: 0, scheduled: 0, credited: 0 };
    expect(scheduled).toBeLessThan(1620);
    expect(credited <= attended && attended <= scheduled).toBe(true);
    expect(sentences()).toContain(
      "One certificate says something else than the record. Replace or revoke it.",
    );
    const [stands] = certificatesIn(as("trainer"), cohortId, after);
    expect(stands?.changed).toContain("contactHours");
    replaceCertificate(as("trainer"), cohortId, stands?.id ?? "", after);
    expect(sentences()).not.toContain(
      "One certificate says something else than the record. Replace or revoke it.",
    );
  });

  it("counts the hours that the clock of the day gives when clocks change in the night before", () => {
    // March 8, 2026: clocks go forward at 2 AM; November 1: back.
    for (const first of ["2026-03-08", "2026-11-01"]) {
      freshDb();
      cohortId = insertClassroom([cast.trainee]);
      const moved = [0, 1, 2, 3].map((days) => addDays(first, days));
      db.update(cohort)
        .set({ startsOn: moved[0] as string, endsOn: moved[3] as string })
        .where(eq(cohort.id, cohortId))
        .run();
      for (const [index, on] of moved.entries())
        db.update(sessionDay)
          .set({ on })
          .where(eq(sessionDay.position, index + 1))
          .run();
      attend(cohortId, 1, first, "08:30", "16:45");
      expect(program()?.days[0]).toMatchObject({ scheduled: 405, attended: 405 });
    }
  });
});

describe("a doctored certificate", () => {
  it("differs from the page that checks it, whichever claim was changed", () => {
    attendAll();
    issue();
    const [row] = certificatesIn(as("trainer"), cohortId, after);
    const { claims } = checkCertificate(row?.id ?? "", "10.0.0.1", after) as { claims: Claims };
    const said = JSON.stringify(claimLines(claims, shortDay));
    const doctored: { [K in keyof Claims]?: Claims[K] } = {
      title: "Certificate of Mastery",
      name: "Somebody Else",
      course: "CCIP Training, advanced",
      provider: "Chicago",
      dates: claims.dates.map((day) => addDays(day, 1)),
      format: "Self-paced distance",
      location: "Online",
      contactHours: claims.contactHours + 0.25,
      modulesOnlyHours: claims.modulesOnlyHours + 0.25,
      byDay: claims.byDay.map((one, place) => (place === 0 ? { ...one, hours: one.hours + 0.01 } : one)),
      partialHours: "None.",
      level: "Advanced",
      quizzesPassed: !claims.quizzesPassed,
      evaluationReturned: !claims.evaluationReturned,
      assessmentPassed: true,
      trainers: [...claims.trainers, "A famous trainer"],
      edition: "2030.1",
      issuedOn: addDays(claims.issuedOn, 1),
      signedBy: "The Director",
    };
    const { version: _, ...all } = claims;
    expect(Object.keys(doctored).sort()).toEqual(Object.keys(all).sort());
    for (const [key, value] of Object.entries(doctored))
      expect(JSON.stringify(claimLines({ ...claims, [key]: value }, shortDay)), key).not.toBe(said);
  });
});
