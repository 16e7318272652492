import { beforeEach, expect, test } from "vitest";
import { createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { paperLine, paperSheet, room, roomAnswer } from "#db/schema/run.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { deleteLine, papersPage } from "./paper.server.ts";
import { longestLine, paperQuestions } from "./paper.ts";
import { screenPage } from "./present.server.ts";
import { answerPrompt, askRoom, changePrompt, newPhone, openRoom, phonePage } from "./prompts.server.ts";
import { fewest } from "./prompts.ts";

const now = new Date("2026-11-23T23:00:00Z");
let cohortId: string;
let open: typeof room.$inferSelect;

beforeEach(() => {
  freshDb();
  cohortId = createCohort(as("trainer"), "denver", newId(), {
    name: "Winter cohort",
    startsOn: "2026-11-23",
    endsOn: "2026-11-26",
    venue: "Room 2",
    variant: "four-day",
    trainerIds: [personIdOf(cast.trainer), personIdOf(cast.coTrainer)],
  }).id as string;
  openRoom(as("trainer"), cohortId, "1", "room-0001", now);
  open = db.select().from(room).get() as typeof open;
  ask();
});

const ask = (id = "paper-0001") =>
  askRoom(as("trainer"), cohortId, "1", { id, kind: "paper", title: "", options: [], itemId: null }, now);
const close = (id = "paper-0001") => changePrompt(as("trainer"), cohortId, "1", id, "close", now);
const send = (phone: string, lines: string[], promptId = "paper-0001") =>
  answerPrompt(open, phone, { promptId, option: null, body: "", formId: newId(), lines }, now);
const papers = (who: Parameters<typeof as>[0] = "trainer") => papersPage(as(who), cohortId, "1").papers;

test("forty papers come in together, each once, and are read apart, without order, once closed", async () => {
  const phones = Array.from({ length: 40 }, newPhone);
  const lines = (n: number) => [`Will do ${n} 🌿`, n % 2 ? "" : "<script>alert(1)</script>", "  "];
  const sent = phones.flatMap((phone, n) => [send(phone, lines(n)), send(phone, lines(n))]);
  expect(new Set(await Promise.all(sent))).toEqual(new Set([null]));
  expect(db.select().from(paperSheet).all()).toHaveLength(40);
  expect(db.select().from(paperLine).all()).toHaveLength(60);
  expect(db.select().from(roomAnswer).all()).toEqual([]);
  expect(papers()).toMatchObject([{ open: true, sheets: 40, answers: null }]);
  expect(JSON.stringify(screenPage(as("trainer"), cohortId, "1", now))).not.toContain("Will do");
  expect(phonePage(open, phones[0] as string).prompt).toMatchObject({ handedIn: true });
  expect(phonePage(open, newPhone()).prompt).toMatchObject({ handedIn: false, options: [...paperQuestions] });

  close();
  const [paper] = papers("coTrainer");
  expect(paper?.answers?.map(({ lines }) => lines.length)).toEqual([40, 20, 0]);
  const first = paper?.answers?.[0]?.lines.map(({ text }) => text) ?? [];
  expect(first).toEqual([...first].sort((a, b) => a.localeCompare(b)));
  expect(await send(newPhone(), ["late"])).toMatch(/closed before your answer/);
});

test("few papers are never shown, also not beside another paper of the day", async () => {
  for (let n = 0; n < fewest - 1; n += 1) await send(newPhone(), ["One of few"]);
  ask("paper-0002");
  for (let n = 0; n < fewest; n += 1) await send(newPhone(), ["One of enough"], "paper-0002");
  close("paper-0002");
  expect(papers().map(({ sheets, answers }) => [sheets, answers === null])).toEqual([
    [4, true],
    [5, false],
  ]);
  expect(JSON.stringify(papers())).not.toContain("One of few");
});

test("an empty paper and a long one get a sentence, and keep nothing", async () => {
  expect(await send(newPhone(), ["", " ", ""])).toMatch(/Write something/);
  expect(await send(newPhone(), ["x".repeat(longestLine + 1)])).toMatch(/under 400/);
  expect(db.select().from(paperSheet).all()).toEqual([]);
});

test("a line is deleted for good by those who run the day, once it can be read", async () => {
  for (let n = 0; n < fewest; n += 1) await send(newPhone(), [`Line ${n}`]);
  const id = () => db.select().from(paperLine).all()[0]?.id ?? 0;
  const line = id();
  const remove = (who: Parameters<typeof as>[0]) => deleteLine(as(who), cohortId, "1", line, now);
  expect(refused(() => remove("trainer"))).toBe(409);
  close();
  for (const who of ["chicagoTrainer", "trainee", "grantee"] as const) {
    expect(refused(() => remove(who))).toBe(404);
    expect(refused(() => papers(who))).toBe(404);
  }
  expect(refused(() => deleteLine(as("trainer"), cohortId, "2", line, now))).toBe(404);
  for (const _twice of [1, 2]) remove("coTrainer");
  expect(db.select().from(paperLine).all()).toHaveLength(fewest - 1);
  const rows = db
    .select()
    .from(audit)
    .all()
    .filter(({ action }) => action === "delete-paper-line");
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain("Line");
});
