import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { createCohort } from "#app/features/cohorts/plan-cohort.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { runEvent } from "#db/schema/run.ts";
import { audit } from "#db/schema/trust.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { closeStreams, liveStream } from "./live.server.ts";
import { eventOf, recordRun, runEventsOf, runPage } from "./run.server.ts";
import { runState } from "./run-plan.ts";
import { sessionDayFor } from "./session-days.server.ts";

const morning = new Date("2026-11-23T15:40:00Z");
const minutesOn = (minutes: number): Date => new Date(morning.getTime() + minutes * 60_000);

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

const dayId = (position = 1): string => sessionDayFor(as("trainer"), cohortId, position).id;
const record = (...args: Parameters<typeof eventOf>) =>
  recordRun(as("trainer"), cohortId, 1, [eventOf(...args)], args[4])[0];
const audited = () => db.select().from(audit).where(eq(audit.action, "run-day")).all();
const rows = () => db.select().from(runEvent).all();

describe("recordRun", () => {
  it("keeps what a trainer or coordinator records, with an audit row of ids", () => {
    expect(record("device-0001", "start", "d1-open-s1", null, morning)).toEqual({
      id: "device-0001",
      is: "kept",
    });
    recordRun(
      as("coordinator"),
      cohortId,
      1,
      [eventOf("device-0002", "done", "d1-open-s1", null, minutesOn(4))],
      minutesOn(4),
    );
    expect(rows().map(({ kind, recordedBy }) => [kind, recordedBy])).toEqual([
      ["start", personIdOf(cast.trainer)],
      ["done", personIdOf(cast.coordinator)],
    ]);
    expect(audited().map(({ subject, detail }) => [subject, detail])).toEqual([
      [cohortId, { dayId: dayId(), kind: "start", target: "d1-open-s1" }],
      [cohortId, { dayId: dayId(), kind: "done", target: "d1-open-s1" }],
    ]);
  });

  it("keeps what a form says of a step, whose name has a dot", () => {
    const { form } = runPage(as("trainer"), cohortId, "1", null, morning);
    expect(record(`${form}-1.1-s1-start`, "start", "1.1-s1", null, morning)).toMatchObject({ is: "kept" });
  });

  it("is refused to everybody else, and at another site", () => {
    const events = [eventOf("device-0001", "start", "d1-open-s1", null, morning)];
    for (const who of ["trainee", "reviewer", "grantee", "administrator", "chicagoTrainer"] as const)
      expect(
        refused(() => recordRun(as(who), cohortId, 1, events, morning)),
        who,
      ).toBe(404);
    expect(refused(() => recordRun(as("trainer"), cohortId, 9, events, morning))).toBe(404);
    expect(rows()).toEqual([]);
  });

  it("keeps an event once, however often and by whomever it is sent", () => {
    const events = [eventOf("device-0001", "start", "d1-open-s1", null, morning)];
    expect(
      recordRun(as("trainer"), cohortId, 1, [...events, ...events], morning).map(({ is }) => is),
    ).toEqual(["kept", "known"]);
    expect(recordRun(as("coTrainer"), cohortId, 1, events, minutesOn(1))[0]?.is).toBe("known");
    expect(recordRun(as("trainer"), cohortId, 2, events, minutesOn(1))[0]).toMatchObject({ is: "refused" });
    expect(rows()).toHaveLength(1);
    expect(audited()).toHaveLength(1);
  });

  it("takes the ids that the forms of the page make", () => {
    const { form } = runPage(as("trainer"), cohortId, "1", null, morning);
    expect(record(`${form}-cut-1.1-s5`, "cut", "1.1-s5", 5, morning)?.is).toBe("kept");
    expect(record(`${form}-1.1-s5-keep`, "keep", "1.1-s5", null, minutesOn(1))?.is).toBe("kept");
    expect(record(`${form}-1.1-s5-start`, "start", "1.1-s5", null, minutesOn(2))?.is).toBe("kept");
  });

  it("takes the tap of the other trainer on the same step as known", () => {
    record("device-0001", "start", "d1-open-s1", null, morning);
    record("device-0002", "done", "d1-open-s1", null, minutesOn(3));
    expect(record("device-0003", "done", "d1-open-s1", null, minutesOn(4))?.is).toBe("known");
    expect(rows()).toHaveLength(2);
  });

  it("refuses with a sentence what cannot be, and keeps the rest of the batch", () => {
    const now = minutesOn(30);
    const events = [
      eventOf("device-0001", "cut", "1.1-s1", 4, now),
      eventOf("device-0002", "cut", "d1-open-s3", 4, now),
      eventOf("device-0003", "cut", "break-1", 6, now),
      eventOf("device-0004", "cut", "1.1-s5", 9, now),
      eventOf("device-0005", "start", "2.1-s1", null, now),
      eventOf("device-0006", "late", null, 0, now),
      { ...eventOf("device-0007", "start", "1.1-s1", null, now), at: minutesOn(40).getTime() },
      { ...eventOf("device-0008", "start", "1.1-s1", null, now), at: minutesOn(-4000).getTime() },
      eventOf("short", "start", "1.1-s1", null, now),
      eventOf("device-0009", "slide", "../../etc", null, now),
      eventOf("device-0010", "cut", "1.1-s5", 5, now),
    ];
    const answers = recordRun(as("trainer"), cohortId, 1, events, now);
    expect(answers.map(({ is }) => is)).toEqual([...Array(10).fill("refused"), "kept"]);
    for (const { is, sentence } of answers) if (is === "refused") expect(sentence).toMatch(/\.$/);
    expect(answers[0]?.sentence).toContain("stays");
    expect(answers[2]?.sentence).toContain("at most 5 minutes");
  });

  it("lets the slide that was chosen last win, whatever the clocks of two devices say", () => {
    const ahead = { ...eventOf("device-0001", "slide", "1.1/2", null, morning), at: minutesOn(60).getTime() };
    recordRun(as("trainer"), cohortId, 1, [ahead], morning);
    recordRun(
      as("coTrainer"),
      cohortId,
      1,
      [eventOf("device-0002", "slide", "1.1/3", null, minutesOn(1))],
      minutesOn(1),
    );
    const { run } = runPage(as("trainer"), cohortId, "1", null, minutesOn(1));
    expect(runState(run, runEventsOf(dayId()), minutesOn(1).getTime()).slide).toBe("1.1/3");
    expect(audited()).toEqual([]);
  });
});

describe("runPage", () => {
  it("shows the notes of where the room is, with the notice first, and who recorded last", () => {
    record("device-0001", "start", "1.4-s1", null, morning);
    const page = runPage(as("coTrainer"), cohortId, "1", null, minutesOn(1));
    expect(page.notes).toMatchObject({ id: "1.4-s1", notice: { level: "A2" } });
    expect(page.notes?.html).toContain("we define, we count with care");
    expect(page.lastBy).toBe(cast.trainer.name);
    expect(runPage(as("trainer"), cohortId, "1", "1.1-s2", minutesOn(1)).notes?.id).toBe("1.1-s2");
    expect(refused(() => runPage(as("chicagoTrainer"), cohortId, "1", null))).toBe(404);
  });
});

describe("liveStream", () => {
  it("says how things stand, then each change, and nothing anew to a window that comes back", async () => {
    const abort = new AbortController();
    const reader = readMessages(liveStream(dayId(), null, abort.signal));
    const first = await reader.next("live");
    expect(JSON.parse(first.data)).toMatchObject({ slide: null, run: 0 });
    record("device-0001", "slide", "1.1/2", null, morning);
    const second = await reader.next("live");
    expect(JSON.parse(second.data)).toMatchObject({ slide: "1.1/2" });

    const again = readMessages(liveStream(dayId(), second.id, abort.signal));
    record("device-0002", "slide", "1.1/3", null, minutesOn(1));
    expect(JSON.parse((await again.next("live")).data)).toMatchObject({ slide: "1.1/3" });
    closeStreams();
    expect(await again.ended()).toBe(true);
    abort.abort();
  });
});

/** Reads server-sent events as a browser does. */
function readMessages(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decode = new TextDecoder();
  let rest = "";
  const next = async (kind: string): Promise<{ id: string; data: string }> => {
    for (;;) {
      const end = rest.indexOf("\n\n");
      if (end < 0) {
        const { value, done } = await reader.read();
        if (done) throw new Error("The stream ended");
        rest += decode.decode(value, { stream: true });
        continue;
      }
      const fields = new Map(
        rest
          .slice(0, end)
          .split("\n")
          .map((line) => line.split(/: (.*)/s) as [string, string]),
      );
      rest = rest.slice(end + 2);
      if (fields.get("event") === kind) return { id: fields.get("id") ?? "", data: fields.get("data") ?? "" };
    }
  };
  const ended = async () => {
    for (;;) if ((await reader.read()).done) return true;
  };
  return { next, ended };
}
