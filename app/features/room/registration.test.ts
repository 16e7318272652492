import { spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Discipline, disciplines } from "#app/content/discipline.ts";
import { createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { addPeople, addWithinSeats, rosterOf, withdraw } from "#app/features/cohorts/roster.server.ts";
import { acceptAsNewPerson } from "#app/features/people/accept-invitation.server.ts";
import { confirmImport, dryRun } from "#app/features/people/import.server.ts";
import { env } from "#app/lib/env.ts";
import { newId, newToken } from "#app/lib/ids.ts";
import { sendDueMail } from "#app/lib/mail.server.ts";
import { db } from "#db/client.server.ts";
import { cohort } from "#db/schema/cohorts.ts";
import { invitation, person } from "#db/schema/people.ts";
import { registration } from "#db/schema/planning.ts";
import { audit, outbox } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast, emailOf } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import {
  invitationForMine,
  joinPage,
  myRequest,
  register,
  setJoinLink,
  withdrawMine,
} from "./registration.server.ts";
import {
  maySeat,
  nextWaiting,
  readRequest,
  readSeats,
  readWalkIn,
  type Seats,
  sumOf,
  type Taken,
} from "./registration.ts";
import {
  approve,
  decline,
  reconsider,
  registrationDesk,
  setSeats,
  walkIn,
} from "./registration-desk.server.ts";
import { forgetNeeds, takenOf, tendWaitLists } from "./registration-seats.server.ts";

const now = new Date("2027-02-01T18:00:00Z");
let id: string;
let link: string;

beforeEach(() => {
  freshDb();
  id = createCohort(as("trainer"), "denver", newId(), {
    name: "Spring cohort",
    startsOn: "2027-03-08",
    endsOn: "2027-03-11",
    venue: "Room 2",
    variant: "four-day",
    trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
  }).id as string;
  setJoinLink(as("trainer"), id, true);
  link = db.select().from(cohort).where(eq(cohort.id, id)).get()?.joinToken as string;
});

const kept = (human = 0, law = 0, child = 0): Seats["kept"] => ({
  "human-services": human,
  "law-enforcement": law,
  "child-advocacy": child,
});
function limit(seats: number | null, keep = kept()): void {
  const desk = registrationDesk(as("trainer"), id, now);
  expect(setSeats(as("trainer"), id, desk.seatsToken, { seats, kept: keep }, now)).toBeNull();
}
const form = (name: string, discipline: Discipline = "human-services") => ({
  id: newId(),
  token: newToken(),
  name,
  email: `${name.toLowerCase().replaceAll(" ", ".")}@example.org`,
  discipline,
  agency: null,
  accommodations: "A seat near the door",
  language: null,
});
/** Registers and gives the request's id and its person's token. */
function ask(name: string, discipline?: Discipline, at = now) {
  const input = form(name, discipline);
  expect(register(link, input, "192.0.2.1", at).errors).toBeUndefined();
  return input;
}
const states = () =>
  Object.fromEntries(registrationDesk(as("trainer"), id, now).rows.map(({ name, state }) => [name, state]));
const actions = () =>
  db
    .select()
    .from(audit)
    .where(eq(audit.subject, id))
    .all()
    .map(({ action }) => action);

describe("a request", () => {
  test("is made once, however often the form is sent, and by one address once", () => {
    const input = form("Ada Moss");
    expect(register(link, input, "192.0.2.1", now)).toEqual({ token: input.token });
    expect(register(link, input, "192.0.2.1", now)).toEqual({ token: input.token });
    const twin = register(link, { ...form("Ada Moss"), name: "Ada M." }, "192.0.2.1", now);
    expect(twin.errors?.email).toMatch(/request with this address already/);
    expect(db.select().from(registration).all()).toHaveLength(1);
    expect(actions().filter((action) => action === "register")).toHaveLength(1);
    expect(myRequest(input.token, now)).toMatchObject({
      state: "asked",
      trainers: ["Amina Okafor", "Daniel Whitehorse"],
    });
    expect(refused(() => myRequest(newToken(), now))).toBe(404);
  });

  test("meets a closed, renewed or past registration with a sentence, and a limit on tries", () => {
    setJoinLink(as("trainer"), id, true);
    expect(joinPage(link, now)).toBeNull();
    expect(register(link, form("Ada Moss"), "192.0.2.1", now)).toEqual({ closed: true });
    link = db.select().from(cohort).where(eq(cohort.id, id)).get()?.joinToken as string;
    expect(joinPage(link, now)).toMatchObject({ siteName: "Denver, Colorado" });
    expect(joinPage(link, new Date("2027-03-13T18:00:00Z"))).toBeNull();
    const input = form("Ada Moss");
    const tries = Array.from({ length: 9 }, () => register(link, input, "192.0.2.1", now));
    expect(tries.at(-1)?.wait).toBeGreaterThan(0);
    setJoinLink(as("trainer"), id, false);
    expect(joinPage(link, now)).toBeNull();
    expect(refused(() => setJoinLink(as("chicagoTrainer"), id, true))).toBe(404);
  });

  test("of a known trainee enrolls them on approval", () => {
    const input = { ...form("Tomás Rivera", "law-enforcement"), email: emailOf(cast.trainee) };
    register(link, input, "192.0.2.1", now);
    expect(approve(as("trainer"), id, input.id, now)).toBe("seated");
    expect(approve(as("coTrainer"), id, input.id, now)).toBe("seated");
    expect(rosterOf(as("trainer"), id).enrolled.map(({ name }) => name)).toEqual(["Tomás Rivera"]);
    expect(myRequest(input.token, now).state).toBe("here");
    expect(db.select().from(invitation).all()).toEqual([]);
    expect(actions().filter((action) => action === "approve-request")).toHaveLength(1);
  });

  test("of a new person leads to their account and their seat, also without letters", async () => {
    const input = ask("Ada Moss");
    approve(as("trainer"), id, input.id, now);
    expect(myRequest(input.token, now).state).toBe("seated");
    const path = invitationForMine(input.token, now);
    const accepted = await acceptAsNewPerson(
      path.replace("/invitation/", ""),
      { name: "Ada Moss", email: input.email, password: "a-long-and-calm-password" },
      now,
    );
    expect(accepted.personId).toBeTruthy();
    expect(rosterOf(as("trainer"), id).enrolled.map(({ name }) => name)).toEqual(["Ada Moss"]);
    expect(myRequest(input.token, now).state).toBe("here");
    expect(sumOf(takenOf(db, id, now))).toBe(1);
    expect(refused(() => invitationForMine(input.token, now))).toBe(409);
  });

  test("is declined with a reason that its person reads, and can be opened again", () => {
    const input = ask("Ada Moss");
    decline(as("trainer"), id, input.id, "This course is for Denver agencies.", now);
    decline(as("coTrainer"), id, input.id, "Another reason", now);
    expect(myRequest(input.token, now)).toMatchObject({
      state: "declined",
      reason: "This course is for Denver agencies.",
    });
    expect(refused(() => approve(as("trainer"), id, input.id, now))).toBe(409);
    reconsider(as("trainer"), id, input.id, now);
    expect(states()).toEqual({ "Ada Moss": "asked" });
    const rows = db.select().from(audit).where(eq(audit.subject, id)).all();
    expect(JSON.stringify(rows)).not.toMatch(/Denver agencies|Ada|ada/);
  });

  test("is nobody’s to decide elsewhere or in another role", () => {
    const input = ask("Ada Moss");
    for (const who of ["chicagoTrainer", "trainee", "grantee", "reviewer"] as const) {
      expect(refused(() => approve(as(who), id, input.id, now))).toBe(404);
      expect(refused(() => decline(as(who), id, input.id, "No", now))).toBe(404);
      expect(refused(() => registrationDesk(as(who), id, now))).toBe(404);
      expect(refused(() => walkIn(as(who), id, { ...door("X Y") }, now))).toBe(404);
    }
    expect(refused(() => approve(as("trainer"), id, "other", now))).toBe(404);
  });

  test("shows what a person needs to the trainers of the cohort only, until 30 days after it", () => {
    ask("Ada Moss");
    expect(registrationDesk(as("trainer"), id, now).rows[0]?.needs?.accommodations).toBe(
      "A seat near the door",
    );
    const desk = registrationDesk(as("coordinator"), id, now);
    expect(desk).toMatchObject({ isTrainer: false, withNeeds: 1, rows: [{ needs: null }] });
    forgetNeeds(new Date("2027-04-10T12:00:00Z"));
    expect(registrationDesk(as("trainer"), id, now).withNeeds).toBe(1);
    forgetNeeds(new Date("2027-04-11T12:00:00Z"));
    expect(db.select().from(registration).all()).toMatchObject([{ accommodations: null, language: null }]);
  });
});

describe("seats", () => {
  test("that are too few are said before people are added, and come with them when that is wanted", () => {
    limit(1);
    const two = [as("trainee").id, as("secondTrainee").id];
    expect(addWithinSeats(as("trainer"), id, two, false, now)).toEqual({ added: 0, missing: 1 });
    expect(rosterOf(as("trainer"), id).enrolled).toEqual([]);
    expect(addWithinSeats(as("trainer"), id, two.slice(1), false, now)).toEqual({ added: 1, missing: 0 });
    expect(addWithinSeats(as("trainer"), id, two, true, now)).toEqual({ added: 1, missing: 0 });
    expect(registrationDesk(as("trainer"), id, now)).toMatchObject({ taken: 2, seats: { seats: 2 } });
    expect(addWithinSeats(as("trainer"), id, two, false, now)).toEqual({ added: 0, missing: 0 });
    expect(actions().filter((action) => action === "change-seats")).toHaveLength(2);
  });

  test("that are too few for a list are said by its dry run, and added when it is confirmed", () => {
    limit(1);
    const list = "name,email\nNia Cole,nia.cole@example.org\nOmar Reed,omar.reed@example.org";
    const dry = dryRun(as("trainer"), "denver", id, list, now);
    expect(dry.seatsMissing).toBe(1);
    expect(confirmImport(as("trainer"), "denver", id, list, dry.seen, {}, now).id).toBeDefined();
    expect(registrationDesk(as("trainer"), id, now)).toMatchObject({ taken: 2, seats: { seats: 2 } });
    expect(dryRun(as("trainer"), "denver", id, list, now).seatsMissing).toBe(0);
  });

  test("that are full make a wait-list, which moves when somebody withdraws, is declined, or seats are added", () => {
    limit(1);
    const [first, second, third, fourth] = ["Ada Moss", "Ben Ash", "Cy Oak", "Di Elm"].map((name, i) =>
      ask(name, "human-services", new Date(now.getTime() + i * 1000)),
    ) as [ReturnType<typeof ask>, ReturnType<typeof ask>, ReturnType<typeof ask>, ReturnType<typeof ask>];
    expect(approve(as("trainer"), id, first.id, now)).toBe("seated");
    [second, third, fourth].forEach((one, i) => {
      expect(approve(as("trainer"), id, one.id, new Date(now.getTime() + i * 1000))).toBe("waiting");
    });
    withdrawMine(first.token, now);
    withdrawMine(first.token, now);
    expect(states()).toEqual({
      "Ada Moss": "withdrawn",
      "Ben Ash": "seated",
      "Cy Oak": "waiting",
      "Di Elm": "waiting",
    });
    decline(as("trainer"), id, second.id, "They moved away.", now);
    expect(states()).toMatchObject({ "Cy Oak": "seated", "Di Elm": "waiting" });
    limit(2);
    expect(states()).toMatchObject({ "Di Elm": "seated" });
    expect(actions().filter((action) => action === "move-up")).toHaveLength(3);
  });

  test("kept for a field of work wait for it, and go to it first", () => {
    limit(3, kept(0, 2, 0));
    const people = [
      ask("Ada Moss", "human-services"),
      ask("Ben Ash", "human-services"),
      ask("Cy Oak", "law-enforcement"),
      ask("Di Elm", "law-enforcement"),
      ask("Ed Fir", "law-enforcement"),
    ];
    expect(people.map((one) => approve(as("trainer"), id, one.id, now))).toEqual([
      "seated",
      "waiting",
      "seated",
      "seated",
      "waiting",
    ]);
    withdrawMine((people[2] as { token: string }).token, now);
    expect(states()).toMatchObject({ "Ben Ash": "waiting", "Ed Fir": "seated" });
    withdrawMine((people[0] as { token: string }).token, now);
    expect(states()).toMatchObject({ "Ben Ash": "seated" });
  });

  test("a withdrawal by a trainer moves the list, and so does what happens elsewhere, in the background", () => {
    limit(1);
    addPeople(as("trainer"), id, [as("trainee").id], now);
    const input = ask("Ada Moss");
    expect(approve(as("trainer"), id, input.id, now)).toBe("waiting");
    withdraw(as("trainer"), id, as("trainee").id, null, now);
    expect(states()).toEqual({ "Ada Moss": "seated" });
    db.update(cohort).set({ seats: 2 }).where(eq(cohort.id, id)).run();
    const next = ask("Ben Ash");
    db.update(registration)
      .set({ approvedAt: now, waitingSince: now })
      .where(eq(registration.id, next.id))
      .run();
    tendWaitLists(now);
    tendWaitLists(now);
    expect(states()).toEqual({ "Ada Moss": "seated", "Ben Ash": "seated" });
  });

  test("are never fewer than who sits, and a second editor is told", () => {
    limit(2);
    approve(as("trainer"), id, ask("Ada Moss").id, now);
    approve(as("trainer"), id, ask("Ben Ash").id, now);
    const { seatsToken } = registrationDesk(as("trainer"), id, now);
    const fewer = setSeats(as("trainer"), id, seatsToken, { seats: 1, kept: kept() }, now);
    expect(fewer?.errors.seats).toMatch(/2 people have a seat/);
    limit(9);
    const stale = setSeats(as("coTrainer"), id, seatsToken, { seats: 7, kept: kept() }, now);
    expect(stale?.errors.form).toMatch(/there are 9 now/);
    expect(setSeats(as("coTrainer"), id, stale?.token ?? "", { seats: 7, kept: kept() }, now)).toBeNull();
  });

  test("approvals in many processes at once never exceed them", async () => {
    limit(5);
    const requests = Array.from({ length: 16 }, (_, i) => ask(`Person Number${i}`).id);
    const script = `
      import { connect } from "#db/client.server.ts";
      import { currentGrants } from "#app/auth/session.server.ts";
      import { approve } from "#app/features/room/registration-desk.server.ts";
      const [file, cohort, person, ...ids] = process.argv.slice(1);
      connect(file);
      const user = { id: person, name: "", email: "", discipline: null, quizLayout: "page", grants: currentGrants(person) };
      for (const id of ids) approve(user, cohort, id, new Date(${now.getTime()}));
    `;
    const file = db.$client.name;
    const run = (who: string, ids: string[]) =>
      new Promise<void>((done, fail) => {
        const child = spawn(
          process.execPath,
          ["--import", "tsx", "--input-type=module", "-e", script, file, id, who, ...ids],
          { stdio: ["ignore", "ignore", "inherit"] },
        );
        child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`It ended with ${code}`))));
      });
    await Promise.all([run(as("trainer").id, requests), run(as("coTrainer").id, [...requests].reverse())]);
    const rows = registrationDesk(as("trainer"), id, now).rows;
    expect(rows.filter(({ state }) => state === "seated")).toHaveLength(5);
    expect(rows.filter(({ state }) => state === "waiting")).toHaveLength(11);
    expect(actions().filter((action) => action === "approve-request")).toHaveLength(16);
  }, 120_000);
});

const door = (name: string) => ({
  id: newId(),
  name,
  discipline: "law-enforcement" as const,
  agency: null,
  email: null,
  insteadOf: null,
  extra: false,
});

describe("at the door", () => {
  test("a name and a field of work seat a person once", () => {
    const input = door("Wren Hale");
    expect(walkIn(as("trainer"), id, input, now)).toEqual({ personId: input.id });
    expect(walkIn(as("trainer"), id, input, now)).toEqual({ personId: input.id });
    expect(rosterOf(as("trainer"), id).enrolled).toMatchObject([
      { name: "Wren Hale", discipline: "law-enforcement" },
    ]);
    expect(db.select().from(person).where(eq(person.id, input.id)).get()?.email).toMatch(/\.invalid$/);
    expect(actions().filter((action) => action === "walk-in")).toHaveLength(1);
  });

  test("somebody comes in another’s place in one step, without using a seat more", () => {
    limit(1);
    addPeople(as("trainer"), id, [as("trainee").id], now);
    const waiting = ask("Ada Moss");
    approve(as("trainer"), id, waiting.id, now);
    expect(walkIn(as("trainer"), id, door("Wren Hale"), now).errors?.extra).toMatch(/seats are taken/);
    const instead = { ...door("Wren Hale"), insteadOf: as("trainee").id };
    expect(walkIn(as("trainer"), id, instead, now).personId).toBe(instead.id);
    const { enrolled, left } = rosterOf(as("trainer"), id);
    expect([enrolled.map(({ name }) => name), left.map(({ name }) => name)]).toEqual([
      ["Wren Hale"],
      ["Tomás Rivera"],
    ]);
    expect(states()).toEqual({ "Ada Moss": "waiting" });
    expect(
      walkIn(as("trainer"), id, { ...door("Lou Reed"), insteadOf: as("trainee").id }, now).errors,
    ).toHaveProperty("insteadOf");
    expect(walkIn(as("trainer"), id, { ...door("Lou Reed"), extra: true }, now).personId).toBeTruthy();
    expect(db.select().from(cohort).where(eq(cohort.id, id)).get()?.seats).toBe(2);
  });

  test("a known address brings its person, and one who is here already is said", () => {
    const input = { ...door("T. Rivera"), email: emailOf(cast.trainee) };
    expect(walkIn(as("trainer"), id, input, now).personId).toBe(as("trainee").id);
    expect(
      walkIn(as("trainer"), id, { ...door("T. Rivera"), email: emailOf(cast.trainee) }, now).errors?.email,
    ).toMatch(/in this cohort already/);
  });
});

describe("letters", () => {
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
    env.smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    env.smtpUrl = undefined;
    return new Promise<void>((closed) => server.close(closed));
  });

  test("follow each step with a discreet subject, and say the same to a second try", async () => {
    limit(1);
    const first = form("Ada Moss");
    expect(register(link, first, "192.0.2.1", now)).toEqual({ token: null });
    expect(register(link, { ...form("Ada Moss") }, "192.0.2.1", now)).toEqual({ token: null });
    const second = form("Ben Ash");
    register(link, second, "192.0.2.1", now);
    approve(as("trainer"), id, first.id, now);
    approve(as("trainer"), id, second.id, now);
    await sendDueMail(now);
    const [, , ...later] = got.filter(({ to }) => to === first.email);
    expect(later.some(({ text }) => text.includes("/invitation/"))).toBe(true);
    const again = /join\/mine\/([\w-]{43})/.exec(got.filter(({ to }) => to === first.email)[1]?.text ?? "");
    expect(refused(() => myRequest(first.token, now))).toBe(404);
    withdrawMine(again?.[1] as string, now);
    await sendDueMail(now);
    const mine = got.filter(({ to }) => to === second.email).map(({ text }) => text);
    expect(mine[0]).toContain("We have your request");
    expect(mine[1]).toContain("wait-list");
    expect(mine.some((text) => text.includes("A seat has become free"))).toBe(true);
    expect(mine.some((text) => text.includes("/invitation/"))).toBe(true);
    for (const { text } of got) {
      expect(text).toMatch(/^Subject: Your course has an update\r$/m);
      expect(text).not.toMatch(/exploit|traffick|sexual/i);
    }
    expect(
      db
        .select()
        .from(outbox)
        .all()
        .every(({ body }) => body === ""),
    ).toBe(true);
  });
});

describe("the rules of seats", () => {
  const taken = fc.record({
    "human-services": fc.nat(12),
    "law-enforcement": fc.nat(12),
    "child-advocacy": fc.nat(12),
    unknown: fc.nat(4),
  });
  const seats = fc.record({
    seats: fc.option(fc.integer({ min: 1, max: 40 })),
    kept: fc.record({
      "human-services": fc.nat(8),
      "law-enforcement": fc.nat(8),
      "child-advocacy": fc.nat(8),
    }),
  });

  test("a seat is given only while one is free, and never one that is kept for others", () => {
    fc.assert(
      fc.property(seats, taken, fc.constantFrom(...disciplines), (all: Seats, now: Taken, one) => {
        if (!maySeat(all, now, one)) return;
        if (all.seats === null) return;
        const after = { ...now, [one]: now[one] + 1 };
        expect(sumOf(after)).toBeLessThanOrEqual(all.seats);
        for (const other of disciplines.filter((name) => name !== one)) {
          const open = Math.max(0, all.kept[other] - after[other]);
          expect(sumOf(after) + open).toBeLessThanOrEqual(all.seats);
        }
      }),
    );
  });

  test("the next is one who may sit, of a wanted field before others, then who waits longest", () => {
    const waiting = fc.array(
      fc.record({
        id: fc.uuid(),
        discipline: fc.constantFrom(...disciplines),
        waitingSince: fc.date({ min: now, noInvalidDate: true }),
      }),
    );
    fc.assert(
      fc.property(seats, taken, waiting, (all: Seats, sat: Taken, list) => {
        const next = nextWaiting(all, sat, list);
        const could = list.filter(({ discipline }) => maySeat(all, sat, discipline));
        if (!next) {
          expect(could).toEqual([]);
          return;
        }
        expect(could).toContain(next);
        const same = could.filter(({ discipline }) => discipline === next.discipline);
        for (const one of same) expect(next.waitingSince <= one.waitingSince).toBe(true);
      }),
    );
  });
});

describe("forms", () => {
  const filled = (values: Record<string, string>) => {
    const made = new FormData();
    for (const [name, value] of Object.entries(values)) made.set(name, value);
    return made;
  };
  const right = {
    id: newId(),
    token: newToken(),
    name: " Ada Moss ",
    email: "ADA@example.org",
    discipline: "child-advocacy",
  };

  test.each([
    [{ ...right, name: "A" }, "name"],
    [{ ...right, email: "ada" }, "email"],
    [{ ...right, discipline: "baker" }, "discipline"],
    [{ ...right, token: "short" }, "form"],
    [{ ...right, accommodations: "x".repeat(1001) }, "accommodations"],
  ])("a request is answered beside the field: %#", (values, field) => {
    expect(Object.keys(readRequest(filled(values)).errors ?? {})).toEqual([field]);
  });

  test("are read", () => {
    expect(readRequest(filled(right)).values).toMatchObject({
      name: "Ada Moss",
      email: "ada@example.org",
      agency: null,
    });
    expect(
      readWalkIn(filled({ id: newId(), name: "Wren", discipline: "law-enforcement", email: "" })).values,
    ).toMatchObject({ email: null, extra: false, insteadOf: null });
    expect(readSeats(filled({ seats: "", "human-services": "" })).values).toEqual({
      seats: null,
      kept: kept(),
    });
    expect(readSeats(filled({ seats: "4", "human-services": "5" })).errors?.seats).toMatch(/only 4/);
    expect(readSeats(filled({ seats: "", "human-services": "5" })).errors?.seats).toMatch(/how many/);
    expect(readSeats(filled({ seats: "many" })).errors?.seats).toMatch(/whole number/);
  });
});
