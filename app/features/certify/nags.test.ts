import type { AddressInfo } from "node:net";
import { and, eq } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { closeDay } from "#app/features/room/desk.server.ts";
import { type Entry, recordPresence } from "#app/features/room/ledger.server.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { sendDueMail } from "#app/lib/mail.server.ts";
import { db, transact } from "#db/client.server.ts";
import { insertPassedQuizzes } from "#db/demo.ts";
import { cohortTrainer } from "#db/schema/cohorts.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, emailOf, everyone } from "#tests/cast.ts";
import { atClass, insertClassroom } from "#tests/classroom.ts";
import { as, freshDb } from "#tests/fresh-db.ts";
import { recordAssessments } from "./assessments.server.ts";
import { issueCertificates } from "./certificates.server.ts";
import { noteEvaluations } from "./credit.server.ts";
import { closeEvaluation } from "./evaluation.server.ts";
import { nagsFor, remindTrainers } from "./nags.server.ts";

let got: { to: string; text: string }[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, session, done) {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      got.push({
        to: session.envelope.rcptTo.map(({ address }) => address).join(),
        text: Buffer.concat(parts).toString("utf8"),
      });
      done();
    });
  },
});
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  env.smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterAll(() => {
  env.smtpUrl = undefined;
  return new Promise<void>((closed) => server.close(closed));
});

let cohortId: string;
beforeEach(() => {
  freshDb();
  got = [];
  cohortId = insertClassroom([cast.trainee, cast.secondTrainee]);
});

const tomas = personIdOf(cast.trainee);
const grace = personIdOf(cast.secondTrainee);
const sentences = (now: Date) => nagsFor(as("trainer"), now).map(({ sentence }) => sentence);
const attend = (position: number, personId: string, ...times: [string, "in" | "out"][]) => {
  const events = times.map(
    ([clock, kind]): Entry => ({
      id: newId(),
      personId,
      kind,
      at: atClass(clock, `2026-11-${22 + position}`),
    }),
  );
  recordPresence(as("trainer"), cohortId, position, { events }, undefined, atClass("09:00", "2026-11-30"));
};

it("asks for sign-outs, for people of whom nothing is known, and for a second trainer", () => {
  expect(sentences(atClass("07:00", "2026-11-23"))).toEqual([]);
  attend(1, tomas, ["08:20", "in"]);
  const next = atClass("07:00");
  expect(sentences(next)).toEqual([
    "Day 1: one sign-in has no sign-out.",
    "Day 1: nothing is recorded for one person.",
  ]);
  attend(1, tomas, ["16:45", "out"]);
  closeDay(as("trainer"), cohortId, "1", true, next);
  expect(sentences(next)).toEqual([]);
  db.update(cohortTrainer)
    .set({ removedAt: next })
    .where(and(eq(cohortTrainer.cohortId, cohortId), eq(cohortTrainer.personId, personIdOf(cast.coTrainer))))
    .run();
  expect(sentences(next)).toEqual(["One trainer alone for the days that are left. Two are needed."]);
});

it("asks for evaluations and certificates once the days are over, and then no more", () => {
  transact((tx) => insertPassedQuizzes(tx, cast.trainee, atClass("20:00", "2026-11-22")));
  for (const position of [1, 2, 3, 4])
    for (const who of [tomas, grace]) attend(position, who, ["08:20", "in"], ["16:50", "out"]);
  const after = atClass("07:00", "2026-11-28");
  expect(sentences(after)).toEqual([
    "The evaluation is not closed. 0 of 2 forms are noted as returned.",
    "2 people have no post-assessment on record.",
    "One certificate is ready and not issued.",
  ]);
  noteEvaluations(as("trainer"), cohortId, [tomas, grace], after);
  closeEvaluation(as("trainer"), cohortId, after);
  const typed = { right: "25", on: "2026-11-26", afterCoaching: false };
  recordAssessments(as("trainer"), cohortId, "form", () => typed, after);
  issueCertificates(as("trainer"), cohortId, [tomas], after);
  expect(sentences(after)).toEqual([]);
  expect(nagsFor(as("chicagoTrainer"), after).some((nag) => nag.cohortId === cohortId)).toBe(false);
});

it("writes to each trainer once an evening, without a name and without the topic", async () => {
  attend(1, tomas, ["08:20", "in"]);
  db.update(cohortTrainer)
    .set({ removedAt: atClass("08:00") })
    .where(eq(cohortTrainer.cohortId, "c-elsewhere"))
    .run();
  remindTrainers(atClass("16:00"));
  await sendDueMail(atClass("16:00"));
  expect(got).toEqual([]);
  for (const clock of ["17:05", "18:00", "21:30"]) {
    remindTrainers(atClass(clock));
    await sendDueMail(atClass(clock));
  }
  expect(got.map(({ to }) => to).sort()).toEqual([emailOf(cast.trainer), emailOf(cast.coTrainer)].sort());
  const [letter] = got;
  expect(letter?.text).toMatch(/^Subject: Something is left to do for your course\r?$/m);
  expect(letter?.text).toContain("one sign-in has no sign-out");
  const subjects = everyone.filter(({ role }) => role === "trainee").map(({ name }) => name);
  for (const name of subjects) expect(letter?.text).not.toContain(name);
  expect(letter?.text).not.toMatch(/exploit|traffick|victim|child/i);
  expect(db.select().from(audit).where(eq(audit.action, "remind-trainer")).all()).toHaveLength(2);

  remindTrainers(atClass("17:05", "2026-11-25"));
  await sendDueMail(atClass("17:05", "2026-11-25"));
  expect(got).toHaveLength(4);
});
