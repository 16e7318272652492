import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { nameObserver } from "#app/features/certify/observations.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import {
  cancelCohort,
  changeCohort,
  createCohort,
  tokenOf,
} from "#app/features/cohorts/plan-cohort.server.ts";
import { addPeople } from "#app/features/cohorts/roster.server.ts";
import { homePage } from "#app/features/learn/home.server.ts";
import { env } from "#app/lib/env.ts";
import { newId, newToken } from "#app/lib/ids.ts";
import { sendDueMail } from "#app/lib/mail.server.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { dayChange } from "#db/schema/planning.ts";
import { audit, outbox } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, emailOf } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { tellDayChanges, whoIsTold } from "./changes.server.ts";
import { toldInWords } from "./changes.ts";
import { register, setJoinLink } from "./registration.server.ts";
import { approve } from "./registration-desk.server.ts";
import { sessionDayFor } from "./session-days.server.ts";
import { cancelDay, changeDay, dayToken } from "./timetable.server.ts";

const got: { to: string; text: string }[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, session, done) {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      const text = Buffer.concat(parts).toString("utf8").replaceAll("=\r\n", "").replaceAll("=3D", "=");
      got.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text });
      done();
    });
  },
});
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterAll(() => new Promise<void>((closed) => server.close(closed)));

const input = {
  name: "Spring cohort",
  startsOn: "2027-03-08",
  endsOn: "2027-03-17",
  venue: "Room 2",
  variant: "four-day",
  trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
};
const at = (minutes: number) => new Date(Date.parse("2027-02-01T18:00:00Z") + minutes * 60_000);

let id: string;
beforeEach(() => {
  env.smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  freshDb();
  got.length = 0;
  id = createCohort(as("trainer"), "denver", newId(), input, at(-60)).id as string;
  addPeople(as("trainer"), id, [as("trainee").id], at(-60));
  return () => {
    env.smtpUrl = undefined;
  };
});

const change = (position: number, next: object, minutes: number) => {
  const day = sessionDayFor(as("trainer"), id, position);
  const { on, startsAt, venue } = day;
  const input = { on, startsAt, venue, ...next };
  return changeDay(as("trainer"), id, position, dayToken(day), input, at(minutes));
};
const team = [cast.trainer, cast.coTrainer, cast.coordinator].map(emailOf);
/** All letters, and those that go to learners. */
async function allLetters(minutes: number) {
  tellDayChanges(at(minutes));
  await sendDueMail(at(minutes));
  return got.splice(0);
}
const letters = async (minutes: number) => (await allLetters(minutes)).filter(({ to }) => !team.includes(to));
const changesOnHome = (minutes: number) => homePage(as("trainee"), at(minutes)).learning?.roomChanges;

describe("a changed day", () => {
  test("is told once, ten quiet minutes after the last change, with the old and the new", async () => {
    change(2, { on: "2027-03-12" }, 0);
    change(2, { startsAt: "09:00" }, 5);
    change(3, { venue: "Library" }, 6);
    expect(await letters(15)).toEqual([]);
    const [letter, ...others] = await letters(17);
    expect(others).toEqual([]);
    expect(letter?.to).toBe(emailOf(cast.trainee));
    expect(letter?.text).toMatch(/^Subject: Your course has an update\r$/m);
    expect(letter?.text).not.toMatch(/exploit|traffick|sexual/i);
    expect(letter?.text).toContain(
      "Day 2 is now: Friday, March 12, 2027, 9:00 AM to 5:15 PM MST, Room 2. It was: Thursday, March 11, 2027, 8:30 AM to 4:45 PM MST, Room 2.",
    );
    expect(letter?.text).toMatch(/Day 3 is now: Sunday, March 14, 2027, [^.]*MDT, Library\. It was:/);
    expect(await letters(60)).toEqual([]);
    expect(changesOnHome(60)).toEqual([
      expect.stringContaining("Day 2 is now"),
      expect.stringContaining("Day 3"),
    ]);
    expect(changesOnHome(60 * 24 * 20)).toEqual([]);
    const told = db.select().from(audit).where(eq(audit.action, "tell-day-changes")).all();
    expect(told.map(({ detail }) => detail)).toEqual([{ days: [2, 3], letters: 3 }]);
  });

  test("waits an hour at most while somebody goes on changing it", async () => {
    for (let minutes = 0; minutes <= 60; minutes += 6)
      change(2, { startsAt: `09:${String(minutes % 60).padStart(2, "0")}` }, minutes);
    expect(await letters(61)).toHaveLength(1);
  });

  test("that is changed back is told to nobody", async () => {
    change(2, { on: "2027-03-12" }, 0);
    change(2, { on: "2027-03-11" }, 2);
    expect(await letters(20)).toEqual([]);
    expect(changesOnHome(20)).toEqual([]);
    expect(db.select().from(dayChange).all()).toHaveLength(1);
  });

  test("is told as canceled, and as taking place after all", async () => {
    cancelDay(as("trainer"), id, 4, true, at(0));
    cancelDay(as("coTrainer"), id, 4, true, at(1));
    expect((await letters(12))[0]?.text).toContain("Day 4 is canceled. It was: Wednesday, March 17, 2027");
    cancelDay(as("trainer"), id, 4, false, at(30));
    expect((await letters(45))[0]?.text).toContain("Day 4 takes place after all: Wednesday, March 17");
  });

  test("that is over is told to nobody", async () => {
    const late = 60 * 24 * 60;
    change(1, { venue: "Library" }, late);
    expect(await letters(late + 20)).toEqual([]);
  });
});

test("a canceled cohort, and one that moves to another place, are told", async () => {
  cancelCohort(as("trainer"), id, true, at(0));
  const [letter] = await letters(12);
  expect(letter?.text).toMatch(/The course in Denver, Colorado is canceled\./);
  expect(letter?.text.match(/is canceled\. It was:/g)).toHaveLength(4);
  cancelCohort(as("trainer"), id, false, at(20));
  expect((await letters(40))[0]?.text).toContain("Day 1 takes place after all");
  const now = cohortFor(as("trainer"), id);
  changeCohort(as("trainer"), id, tokenOf(now), { ...input, venue: "County center" }, at(60));
  expect((await letters(75))[0]?.text).toMatch(/Day 1 is now: [^.]*County center\. It was: [^.]*Room 2\./);
});

test("who asked for a place is told once approved, and an address is written to once", async () => {
  setJoinLink(as("trainer"), id, true, at(-30));
  const link = db.select().from(cohort).where(eq(cohort.id, id)).get()?.joinToken as string;
  const asked = (name: string, email: string) => {
    const own = { id: newId(), token: newToken(), accommodations: null, language: null, agency: null };
    register(link, { ...own, name, email, discipline: "human-services" }, "192.0.2.1", at(-20));
    return own.id;
  };
  approve(as("trainer"), id, asked("Ada Moss", "ada.moss@example.org"), at(-19));
  asked("Ben Ash", "ben.ash@example.org");
  db.update(person)
    .set({ email: "x@no-mail.invalid" })
    .where(eq(person.id, as("trainee").id))
    .run();
  db.delete(outbox).run();
  const told = whoIsTold(as("trainer"), id);
  expect(told).toEqual({ letters: 1, without: 1, team: 1, mailIsOn: true });
  expect(toldInWords(told)).toBe(
    "One person gets one letter about it, ten minutes after your last change. Those who train or observe this cohort get one too. One person has no e-mail address: tell them yourself.",
  );
  change(2, { on: "2027-03-12" }, 0);
  const all = await letters(15);
  expect(all.map(({ to }) => to)).toEqual(["ada.moss@example.org"]);
  expect(all[0]?.text).toContain("The link of your first letter");
});

test("those who train and who observe are told in words of their own, each once", async () => {
  nameObserver(as("coordinator"), id, as("coordinator").id, at(-30));
  change(2, { on: "2027-03-12" }, 0);
  const all = await allLetters(15);
  expect(all.map(({ to }) => to).sort()).toEqual([...team, emailOf(cast.trainee)].sort());
  const textTo = (member: Parameters<typeof emailOf>[0]) =>
    all.find(({ to }) => to === emailOf(member))?.text.replaceAll("\r\n", " ") ?? "";
  for (const { text } of all) expect(text).toContain("Day 2 is now: Friday, March 12, 2027");
  expect(textTo(cast.trainer)).toContain("Denver, Colorado that you train.");
  expect(textTo(cast.trainer)).toContain(`/cohorts/${id}/days`);
  expect(textTo(cast.coordinator)).toContain("that you observe.");
  expect(textTo(cast.coordinator)).toMatch(/If you cannot, tell .* or /);
  expect(await allLetters(60)).toEqual([]);
});

test("without letters the change stands on the home page, and no old letter goes out later", async () => {
  const on = env.smtpUrl;
  env.smtpUrl = undefined;
  change(2, { on: "2027-03-12" }, 0);
  tellDayChanges(at(15));
  expect(toldInWords(whoIsTold(as("trainer"), id))).toMatch(/^Letters are not set up here/);
  env.smtpUrl = on;
  expect(await letters(30)).toEqual([]);
  expect(changesOnHome(30)).toHaveLength(1);
});

test("nobody else sees how many are told", () => {
  for (const who of ["chicagoTrainer", "trainee", "grantee"] as const)
    expect(refused(() => whoIsTold(as(who), id))).toBe(404);
});
