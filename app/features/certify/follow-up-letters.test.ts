import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays, instantIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { sendDueMail } from "#app/lib/mail.server.ts";
import { connect, db, transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { commitment, touchpoint } from "#db/schema/follow-up.ts";
import { audit, outbox } from "#db/schema/trust.ts";
import { cast, emailOf, everyone } from "#tests/cast.ts";
import { as, freshDb } from "#tests/fresh-db.ts";
import { myFollowUp, nameSponsor, setLetters, writeCard, writeLetter } from "./commitment.server.ts";
import { linkToken } from "./follow-up.server.ts";
import { sendFollowUp } from "./follow-up-letters.server.ts";
import { answerTouchpoint, setLettersByLink, setSponsorLetters } from "./touchpoints.server.ts";

type Got = { to: string; subject: string; text: string };
let got: Got[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, session, done) {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      const text = Buffer.concat(parts).toString("utf8");
      got.push({
        to: session.envelope.rcptTo.map(({ address }) => address).join(),
        subject: /^Subject: (.*)\r?$/m.exec(text)?.[1]?.trim() ?? "",
        text,
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

const sponsor = "boss@example.net";
const card = {
  what: "Put the checklist into the binder",
  where: "Intake",
  by: "by the 15th",
  noticedBy: "the intake worker",
  obstacle: "",
  plan: "",
};

/** A cohort at Denver with one person, whose last day is `endsOn`. */
function course(endsOn: string, variant = "four-day"): string {
  freshDb();
  got = [];
  const own = {
    id: "c-follow",
    siteId: "denver",
    name: "Follow",
    variant,
    startsOn: addDays(endsOn, -3),
    endsOn,
    trainers: [cast.trainer, cast.coTrainer],
    people: [cast.trainee],
  };
  transact((tx) => insertCohort(tx, own, instantIn("America/Denver", addDays(endsOn, -20), "09:00")));
  return own.id;
}

/** Turns the clock from day to day, at these hours of each, and gives what arrived as "day to: subject". */
async function turn(
  endsOn: string,
  days: Iterable<number>,
  change: (day: number) => void = () => undefined,
  clocks = ["08:50", "09:10", "18:00"],
): Promise<string[]> {
  const log: string[] = [];
  for (const day of days) {
    change(day);
    for (const clock of clocks) {
      const now = instantIn("America/Denver", addDays(endsOn, day), clock);
      const before = got.length;
      sendFollowUp(now);
      await sendDueMail(now);
      for (const { to, subject } of got.slice(before))
        log.push(`${day} ${clock} ${to === sponsor ? "sponsor" : "learner"}: ${subject}`);
    }
  }
  return log;
}
const days = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place);
const whole = [
  "0 09:10 learner: CCIP Training: your two actions",
  "0 09:10 sponsor: CCIP Training: fifteen minutes in the next two weeks",
  "30 09:10 learner: CCIP Training: your letter is here",
  "37 09:10 learner: Still open: CCIP Training: your letter is here",
  "45 09:10 learner: CCIP Training: our call this month",
  "60 09:10 learner: CCIP Training: what has come of it",
  "60 09:10 sponsor: CCIP Training: the five questions we promised",
  "67 09:10 learner: Still open: CCIP Training: what has come of it",
  "67 09:10 sponsor: Still open: CCIP Training: the five questions we promised",
  "75 09:10 learner: CCIP Training: your first delivery",
  "82 09:10 learner: Still open: CCIP Training: your first delivery",
  "90 09:10 learner: CCIP Training: looking back",
  "97 09:10 learner: Still open: CCIP Training: looking back",
];
const remindedOnDay7 = "7 09:10 learner: Still open: CCIP Training: your two actions";
const tomas = () => as("trainee");
const own = () => db.select().from(commitment).get() as typeof commitment.$inferSelect;

// The clocks in Denver go back on November 1, 2026 and forward on March 14, 2027.
for (const [change, endsOn] of [
  ["back in autumn", "2026-10-02"],
  ["forward in spring", "2027-02-12"],
] as const)
  it(`goes through the whole ninety days while the clocks go ${change}`, async () => {
    const id = course(endsOn);
    nameSponsor(
      tomas(),
      id,
      { name: "Bo Ness", email: sponsor },
      instantIn("America/Denver", endsOn, "08:00"),
    );
    const log = await turn(endsOn, days(-5, 140));
    expect(log).toEqual([...whole.slice(0, 2), remindedOnDay7, ...whole.slice(2)]);
    const rows = db.select().from(touchpoint).all();
    expect(rows).toHaveLength(8);
    expect(rows.every(({ sentOn }) => sentOn !== null)).toBe(true);
    const sent = db.select().from(audit).where(eq(audit.action, "send-touchpoint")).all();
    expect(sent).toHaveLength(log.length);
    expect(sent.every(({ siteId, actorId }) => siteId === "denver" && actorId === null)).toBe(true);
  });

it("writes of a first delivery only after a form that makes trainers", async () => {
  const endsOn = "2026-10-02";
  course(endsOn, "three-day");
  const log = await turn(endsOn, days(0, 100), undefined, ["09:10"]);
  expect(log.filter((line) => line.includes("delivery"))).toEqual([]);
  expect(log.at(-1)).toBe("97 09:10 learner: Still open: CCIP Training: looking back");
  expect(myFollowUp(tomas())[0]?.steps.map(({ id }) => id)).not.toContain("day-75");
});

it("writes nothing private and names no topic; the links work without an account", async () => {
  const endsOn = "2026-10-02";
  const id = course(endsOn);
  writeCard(tomas(), id, [card]);
  writeLetter(tomas(), id, "Dear me", instantIn("America/Denver", endsOn, "08:00"));
  nameSponsor(tomas(), id, { name: "Bo Ness", email: sponsor });
  await turn(endsOn, [...days(0, 1), ...days(29, 31), ...days(59, 70)]);
  expect(got.length).toBeGreaterThan(4);
  for (const { text, subject } of got) {
    expect(subject).not.toMatch(/exploit|traffick|victim|child/i);
    const plain = text.replaceAll("=\r\n", "");
    expect(plain).not.toMatch(/checklist into the binder|Dear me/);
    expect(plain).toContain("stop these letters");
  }
  for (const { to, text } of got) {
    const address = /^List-Unsubscribe: <(.+?)>/m.exec(text.replaceAll(/\r\n[ \t]+/g, " "))?.[1] ?? "";
    const door = to === sponsor ? "sponsor" : "follow-up";
    const whose = to === sponsor ? "supervisor" : "learner";
    expect(address).toBe(`${env.origin}/${door}/${linkToken(own(), whose)}?stop`);
  }
  expect(
    db
      .select()
      .from(outbox)
      .all()
      .map(({ stopAt }) => stopAt),
  ).not.toContainEqual(expect.any(String));
  const toSponsor = got.find(({ to }) => to === sponsor)?.text.replaceAll("=\r\n", "") ?? "";
  expect(toSponsor).toContain(`/sponsor/${linkToken(own(), "supervisor")}`);
  expect(toSponsor).not.toContain(linkToken(own(), "learner"));
});

it("catches up in one letter after days without a server, and goes on", async () => {
  const endsOn = "2026-10-02";
  const id = course(endsOn);
  nameSponsor(tomas(), id, { name: "Bo Ness", email: sponsor }, instantIn("America/Denver", endsOn, "08:00"));
  const log = await turn(endsOn, [...days(0, 3), ...days(62, 100)]);
  expect(log.slice(2)).toEqual([
    "62 09:10 learner: CCIP Training: what has come of it",
    "62 09:10 sponsor: CCIP Training: the five questions we promised",
    "69 09:10 learner: Still open: CCIP Training: what has come of it",
    "69 09:10 sponsor: Still open: CCIP Training: the five questions we promised",
    ...whole.slice(9),
  ]);
  const joined = got[2]?.text.replaceAll("=\r\n", "") ?? "";
  expect(joined).toContain("A month ago you wrote to yourself");
  expect(joined).toContain("Your site's call is coming up");
});

it("keeps silent when it starts long after the course, and at a closed mail server nothing is written down", async () => {
  const endsOn = "2026-10-02";
  course(endsOn);
  expect(await turn(endsOn, [...days(31, 60), 200])).toEqual([]);
  const url = env.smtpUrl;
  env.smtpUrl = undefined;
  course(endsOn);
  await turn(endsOn, days(0, 10));
  expect(db.select().from(touchpoint).all()).toEqual([]);
  env.smtpUrl = url;
  expect(await turn(endsOn, days(11, 12))).toEqual(["11 09:10 learner: CCIP Training: your two actions"]);
});

it("sends nothing twice after a restart, and nothing is lost between writing down and sending", async () => {
  const endsOn = "2026-10-02";
  const id = course(endsOn);
  nameSponsor(tomas(), id, { name: "Bo Ness", email: sponsor }, instantIn("America/Denver", endsOn, "08:00"));
  const at = (clock: string) => instantIn("America/Denver", endsOn, clock);
  sendFollowUp(at("09:10"));
  expect(got).toEqual([]);
  // The process ends here; the next one opens the same file and finds both letters in the outbox.
  connect(db.$client.name);
  sendFollowUp(at("09:30"));
  await sendDueMail(at("09:30"));
  expect(got.map(({ to }) => to).sort()).toEqual([sponsor, emailOf(cast.trainee)].sort());
  connect(db.$client.name);
  sendFollowUp(at("09:50"));
  await sendDueMail(at("09:50"));
  expect(got).toHaveLength(2);
});

it("stops in the middle: the learner for both, the sponsor for themselves, and starts again without a flood", async () => {
  const endsOn = "2026-10-02";
  const id = course(endsOn);
  const noon = (day: number) => instantIn("America/Denver", addDays(endsOn, day), "12:00");
  nameSponsor(tomas(), id, { name: "Bo Ness", email: sponsor }, noon(-1));
  const first = await turn(endsOn, days(0, 76), (day) => {
    if (day === 40) setLettersByLink(linkToken(own(), "learner"), true, noon(40));
    if (day === 70) setLetters(tomas(), id, false, noon(70));
    if (day === 70) setSponsorLetters(linkToken(own(), "supervisor"), true, noon(70));
  });
  expect(first.slice(3)).toEqual([
    "30 09:10 learner: CCIP Training: your letter is here",
    "37 09:10 learner: Still open: CCIP Training: your letter is here",
    "70 09:10 learner: CCIP Training: what has come of it",
    "75 09:10 learner: CCIP Training: your first delivery",
  ]);
  const actions = db
    .select()
    .from(audit)
    .all()
    .map(({ action }) => action);
  for (const one of ["stop-letters", "resume-letters", "stop-sponsor-letters"])
    expect(actions).toContain(one);
});

it("does not remind of what is answered, and leaves people alone who withdrew", async () => {
  const endsOn = "2026-10-02";
  const id = course(endsOn);
  writeCard(tomas(), id, [card]);
  nameSponsor(tomas(), id, { name: "Bo Ness", email: sponsor });
  const log = await turn(endsOn, days(0, 70), (day) => {
    if (day !== 61) return;
    const now = instantIn("America/Denver", addDays(endsOn, 61), "12:00");
    expect(answerTouchpoint(linkToken(own(), "learner"), "learner", "day-60", () => ["yes"], now)).toBeNull();
  });
  expect(log.filter((line) => line.startsWith("67"))).toEqual([
    "67 09:10 sponsor: Still open: CCIP Training: the five questions we promised",
  ]);
  for (const one of everyone.filter(({ role }) => role !== "trainee"))
    expect(got.map(({ to }) => to)).not.toContain(emailOf(one));
});
