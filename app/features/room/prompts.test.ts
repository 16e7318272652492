import { beforeEach, describe, expect, it } from "vitest";
import { moduleOf } from "#app/content/catalogue.server.ts";
import { createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { room, roomAnswer, roomPrompt } from "#db/schema/run.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { screenPage } from "./present.server.ts";
import {
  answerPrompt,
  askRoom,
  changePrompt,
  changeQuestion,
  closeRoom,
  newPhone,
  openRoom,
  phonePage,
  promptsPage,
  roomByCode,
  whyNotAsk,
} from "./prompts.server.ts";
import { fewest, percents, readCode, readOptions } from "./prompts.ts";
import { eventOf, recordRun } from "./run.server.ts";
import { plainLine } from "./slides.ts";

const now = new Date("2026-11-23T17:00:00Z");
const tomorrow = new Date("2026-11-24T17:00:00Z");
let cohortId: string;

beforeEach(() => {
  freshDb();
  const made = createCohort(as("trainer"), "denver", newId(), {
    name: "Winter cohort",
    startsOn: "2026-11-23",
    endsOn: "2026-11-26",
    venue: "Room 2",
    variant: "four-day",
    trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
  });
  cohortId = made.id as string;
});

const opened = () => {
  openRoom(as("trainer"), cohortId, "1", "room-0001", now);
  return db.select().from(room).get() as typeof room.$inferSelect;
};
const poll = (id = "prompt-poll") =>
  askRoom(
    as("trainer"),
    cohortId,
    "1",
    { id, kind: "poll", title: "How are we doing?", options: ["Well", "So-so", "Badly"], itemId: null },
    now,
  );
const check = () =>
  askRoom(
    as("trainer"),
    cohortId,
    "1",
    { id: "prompt-check", kind: "check", title: "", options: [], itemId: "1.1-q1" },
    now,
  );
const box = () =>
  askRoom(
    as("trainer"),
    cohortId,
    "1",
    { id: "prompt-box", kind: "questions", title: "What would you ask?", options: [], itemId: null },
    now,
  );
const choose = (phone: string, option: number | null, promptId = "prompt-poll") =>
  answerPrompt(opened(), phone, { promptId, option, body: "", formId: newId() }, now);
const write = (phone: string, body: string, formId = newId()) =>
  answerPrompt(opened(), phone, { promptId: "prompt-box", option: null, body, formId }, now);
const onScreen = () => screenPage(as("trainer"), cohortId, "1", now).prompt;
const audited = () =>
  db
    .select()
    .from(audit)
    .all()
    .map(({ action }) => action)
    .filter((action) => /room|question/.test(action));

describe("the room", () => {
  it("opens once on its day, with an audit row, and closes with its code", () => {
    const { code } = opened();
    openRoom(as("coTrainer"), cohortId, "1", "room-0002", now);
    expect(db.select().from(room).all()).toHaveLength(1);
    expect(code).toMatch(/^[1-9]\d{5}$/);
    expect(roomByCode(code, "192.0.2.1", now)?.id).toBe("room-0001");
    expect(roomByCode(code, "192.0.2.1", tomorrow)).toBe(null);
    closeRoom(as("coTrainer"), cohortId, "1", now);
    closeRoom(as("trainer"), cohortId, "1", now);
    expect(roomByCode(code, "192.0.2.1", now)).toBe(null);
    expect(audited()).toEqual(["open-room", "close-room"]);
  });

  it("is opened by nobody else, on no other day", () => {
    for (const who of ["trainee", "grantee", "reviewer", "administrator", "chicagoTrainer"] as const)
      expect(
        refused(() => openRoom(as(who), cohortId, "1", "room-0001", now)),
        who,
      ).toBe(404);
    expect(refused(() => openRoom(as("trainer"), cohortId, "1", "room-0001", tomorrow))).toBe(409);
    expect(refused(poll)).toBe(409);
    expect(db.select().from(room).all()).toEqual([]);
  });

  it("closes when the day is ended", () => {
    const { code } = opened();
    poll();
    recordRun(as("trainer"), cohortId, 1, [eventOf("device-0001", "end", null, null, now)], now);
    expect(roomByCode(code, "192.0.2.1", now)).toBe(null);
    expect(db.select().from(roomPrompt).get()?.closedAt).not.toBe(null);
  });

  it("makes somebody who guesses codes wait", () => {
    opened();
    for (let i = 0; i < 60; i += 1) expect(roomByCode("000000", "192.0.2.9", now)).toBe(null);
    expect(refused(() => roomByCode("000000", "192.0.2.9", now))).toBe(429);
    expect(roomByCode("000000", "192.0.2.10", now)).toBe(null);
  });
});

describe("asking", () => {
  it("asks once however often it is sent, and closes what was asked before", () => {
    opened();
    poll();
    poll();
    check();
    const rows = db.select().from(roomPrompt).all();
    expect(rows.map(({ id, closedAt }) => [id, closedAt !== null])).toEqual([
      ["prompt-poll", true],
      ["prompt-check", false],
    ]);
    expect(audited()).toEqual(["open-room", "ask-room", "ask-room"]);
    expect(
      refused(() => changePrompt(as("chicagoTrainer"), cohortId, "1", "prompt-check", "show", now)),
    ).toBe(404);
    expect(refused(() => changePrompt(as("trainer"), cohortId, "2", "prompt-check", "show", now))).toBe(404);
  });

  it("says what is missing in a poll", () => {
    const asked = { id: "x", kind: "poll" as const, title: "", options: ["One"], itemId: null };
    expect(Object.keys(whyNotAsk(asked) ?? {})).toEqual(["title", "options"]);
    expect(whyNotAsk({ ...asked, title: "How?", options: ["One", "Two"] })).toBe(null);
    expect(readOptions(" One \n\nTwo\n One")).toEqual(["One", "Two"]);
  });
});

describe("answers", () => {
  it("count once for each phone, which may change its mind until the question is closed", async () => {
    opened();
    poll();
    const phone = newPhone();
    expect(await choose(phone, 0)).toBe(null);
    expect(await choose(phone, 2)).toBe(null);
    await Promise.all([choose(phone, 1), choose(phone, 1)]);
    expect(
      db
        .select()
        .from(roomAnswer)
        .all()
        .map(({ option }) => option),
    ).toEqual([1]);
    expect(phonePage(opened(), phone).prompt?.chosen).toBe(1);
    expect(await choose(phone, 7)).toBe("Choose one of the answers first.");
    expect(await choose(phone, null)).toBe("Choose one of the answers first.");
    changePrompt(as("trainer"), cohortId, "1", "prompt-poll", "close", now);
    expect(await choose(phone, 0)).toContain("closed before");
  });

  it("are shown from five phones on, and not before the trainer shows them", async () => {
    opened();
    poll();
    for (let i = 0; i < fewest - 1; i += 1) await choose(newPhone(), 0);
    changePrompt(as("trainer"), cohortId, "1", "prompt-poll", "show", now);
    expect(onScreen()).toMatchObject({ phones: 4, counts: null });
    expect(promptsPage(as("trainer"), cohortId, "1", now).prompt?.counts).toBe(null);
    await choose(newPhone(), 2);
    expect(onScreen()).toMatchObject({ phones: 5, counts: [4, 0, 1] });
  });

  it("never give a key away before it is shown", async () => {
    opened();
    check();
    const right = plainLine(
      moduleOf("1.1")?.quiz?.items[0]?.options.find(({ correct }) => correct)?.text ?? "",
    );
    for (const page of [phonePage(opened(), newPhone()), screenPage(as("trainer"), cohortId, "1", now)]) {
      expect(page.prompt?.options).toContain(right);
      expect(page.prompt?.key).toBe(null);
      expect(JSON.stringify(page.prompt)).not.toMatch(/feedback|correct/);
    }
    changePrompt(as("trainer"), cohortId, "1", "prompt-check", "show", now);
    const key = onScreen()?.key;
    expect(onScreen()?.options[key?.option ?? -1]).toBe(right);
  });

  it("hold nothing that leads from a phone to a person, or from one day to another", async () => {
    const open = opened();
    poll();
    const phone = newPhone();
    await choose(phone, 0);
    const row = db.select().from(roomAnswer).get();
    expect(row?.phone).not.toContain(phone);
    const other = phonePage({ ...open, id: "room-9999" }, phone);
    expect(other.prompt).toBe(null);
    expect(Object.keys(row ?? {}).sort()).toEqual(
      ["answeredAt", "at", "body", "hiddenAt", "hiddenBy", "id", "option", "phone", "promptId"].sort(),
    );
  });
});

describe("the question box", () => {
  it("keeps a question once, shows it when the trainer does, and hides it when the trainer wants", async () => {
    opened();
    box();
    const phone = newPhone();
    await write(phone, "  What about night shifts? ", "form-1");
    await write(phone, "What about night shifts?", "form-1");
    expect(await write(phone, " ")).toBe("Write your question first.");
    expect(await write(phone, "x".repeat(500))).toContain("400");
    expect(onScreen()?.questions).toEqual([]);
    changePrompt(as("trainer"), cohortId, "1", "prompt-box", "show", now);
    expect(onScreen()?.questions.map(({ body }) => body)).toEqual(["What about night shifts?"]);
    const [question] = promptsPage(as("trainer"), cohortId, "1", now).written;
    const id = question?.id as string;
    expect(refused(() => changeQuestion(as("chicagoTrainer"), cohortId, "1", id, "hide", now))).toBe(404);
    changeQuestion(as("coTrainer"), cohortId, "1", id, "hide", now);
    expect(onScreen()?.questions).toEqual([]);
    changeQuestion(as("coTrainer"), cohortId, "1", id, "unhide", now);
    expect(onScreen()?.questions).toHaveLength(1);
    expect(audited()).toContain("hide-written-question");
    expect(JSON.stringify(db.select().from(audit).all())).not.toContain("night shifts");
  });

  it("takes ten questions from a phone", async () => {
    opened();
    box();
    const phone = newPhone();
    for (let i = 0; i < 10; i += 1) expect(await write(phone, `Question ${i}`)).toBe(null);
    expect(await write(phone, "One more")).toContain("ten questions");
  });
});

describe("words and numbers", () => {
  it("reads a code however it is typed", () => {
    expect([readCode("123 456"), readCode(" 123-456 "), readCode("12345"), readCode("abc")]).toEqual([
      "123456",
      "123456",
      null,
      null,
    ]);
  });

  it("gives as many answers the same percent", () => {
    expect(percents([1, 1, 1])).toEqual([33, 33, 33]);
    expect(percents([3, 1, 0])).toEqual([75, 25, 0]);
    expect(percents([0, 0])).toEqual([0, 0]);
  });
});
