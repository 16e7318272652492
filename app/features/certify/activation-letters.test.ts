import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addDays, instantIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { sendDueMail } from "#app/lib/mail.server.ts";
import { db, transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { cohort, cohortTrainer } from "#db/schema/cohorts.ts";
import { activationLetter, commitment } from "#db/schema/follow-up.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, emailOf } from "#tests/cast.ts";
import { decided } from "#tests/certified.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { sendActivationLetters, setActivationReminders } from "./activation-letters.server.ts";
import { cascadePage } from "./cascade.server.ts";

let got: string[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, session, done) {
    stream.on("data", () => undefined);
    stream.on("end", () => {
      got.push(session.envelope.rcptTo.map(({ address }) => address).join());
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

const certifiedOn = "2026-02-01";
const amina = personIdOf(cast.trainer);
const sponsor = "boss@example.net";
const at = (day: number, clock = "10:00") => instantIn("America/Denver", addDays(certifiedOn, day), clock);

beforeEach(() => {
  freshDb();
  got = [];
  decided("trainer", at(0));
});

function course(id: string, startsOn: string, kind: "program" | "delivery"): void {
  transact((tx) => {
    const people = [cast.trainee];
    insertCohort(
      tx,
      {
        id,
        siteId: "denver",
        name: id,
        startsOn,
        endsOn: addDays(startsOn, 3),
        trainers: [cast.coTrainer],
        people,
      },
      at(-60),
    );
    tx.update(cohort).set({ kind, host: "An agency" }).where(eq(cohort.id, id)).run();
  });
}

function name(own: Partial<typeof commitment.$inferInsert> = {}): void {
  course("c-own", "2025-10-06", "program");
  db.insert(commitment)
    .values({
      id: "own",
      personId: amina,
      cohortId: "c-own",
      actions: [],
      sponsorName: "Bo Ness",
      sponsorEmail: sponsor,
      createdAt: at(-60),
      updatedAt: at(-60),
      ...own,
    })
    .run();
}

/** Looks every two hours of these days, and gives who was written to, as "day who". */
async function turn(
  days: Iterable<number>,
  change: (day: number) => void = () => undefined,
): Promise<string[]> {
  const log: string[] = [];
  for (const day of days) {
    change(day);
    for (const clock of ["07:00", "09:30", "16:00"]) {
      const before = got.length;
      sendActivationLetters(at(day, clock));
      await sendDueMail(at(day, clock));
      for (const to of got.slice(before))
        log.push(`${day} ${clock} ${to === sponsor ? "sponsor" : "trainer"}`);
    }
  }
  return log;
}
const days = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place);

it("reminds trainer and sponsor after 30, 60 and 90 days, in the morning, each once", async () => {
  name();
  expect(await turn(days(25, 100))).toEqual(
    [30, 60, 90].flatMap((day) => [`${day} 09:30 trainer`, `${day} 09:30 sponsor`]),
  );
  expect(new Set(got)).toEqual(new Set([emailOf(cast.trainer), sponsor]));
  expect(db.select().from(activationLetter).all()).toHaveLength(6);
  const rows = db.select().from(audit).where(eq(audit.action, "send-activation")).all();
  expect(rows).toHaveLength(6);
  expect(rows.every(({ siteId }) => siteId === "denver")).toBe(true);
}, 60_000);

it("sends only the newest after a silence, and nothing once a delivery was given", async () => {
  const given = addDays(certifiedOn, 70);
  const log = await turn([61, 62, 95, 96], (day) => {
    if (day !== 95) return;
    course("d-first", given, "delivery");
    db.insert(cohortTrainer)
      .values({ id: "first", cohortId: "d-first", personId: amina, addedBy: amina, addedAt: at(65) })
      .run();
  });
  expect(log).toEqual(["61 09:30 trainer"]);
  const page = cascadePage(as("coordinator"), at(96));
  expect(page.activation).toMatchObject({ certified: 1, active: 1, waiting: 0, medianDays: 70 });
});

it("leaves alone who stopped, whose sponsor stopped, who is paused, and who stopped the letters after the course", async () => {
  name({ sponsorOptedOutAt: at(1) });
  expect(await turn([30])).toEqual(["30 09:30 trainer"]);
  setActivationReminders(as("trainer"), true, at(31));
  setActivationReminders(as("trainer"), true, at(31));
  expect(await turn([60])).toEqual([]);
  setActivationReminders(as("trainer"), false, at(61));
  decided("trainer", at(62), "suspend");
  expect(await turn([63])).toEqual([]);
  decided("trainer", at(64), "reinstate");
  db.update(commitment)
    .set({ optedOutAt: at(64) })
    .run();
  expect(await turn([65])).toEqual([]);
  db.update(commitment).set({ optedOutAt: null, sponsorOptedOutAt: null }).run();
  expect(await turn([66])).toEqual(["66 09:30 trainer", "66 09:30 sponsor"]);
  const own = db.select().from(audit).where(eq(audit.actorId, amina)).all();
  expect(own.map(({ action }) => action).filter((one) => one.endsWith("reminders"))).toEqual([
    "stop-reminders",
    "resume-reminders",
  ]);
  for (const who of ["trainee", "coordinator", "grantee"] as const)
    expect(refused(() => setActivationReminders(as(who), true, at(70)))).toBe(403);
});
