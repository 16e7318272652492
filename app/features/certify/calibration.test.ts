import { beforeEach, describe, expect, it } from "vitest";
import { catalogue } from "#app/content/catalogue.server.ts";
import { newId } from "#app/lib/ids.ts";
import { db } from "#db/client.server.ts";
import { calibration, rubricVersion } from "#db/schema/teach-back.ts";
import { audit } from "#db/schema/trust.ts";
import { as, freshDb, refused } from "#tests/fresh-db.ts";
import { calibrated, calibrationPage, handInCalibration, samplePage } from "./calibration.server.ts";

const now = new Date("2026-11-20T17:00:00Z");
const samples = () => catalogue().course.calibration?.samples ?? [];
const agreed = (id: string): Record<string, number> =>
  Object.fromEntries(
    (samples().find((one) => one.id === id)?.scores ?? []).map(({ criterion, score }) => [criterion, score]),
  );
const handIn = (id: string, scores: Record<string, number>, form = newId(), at = now) =>
  handInCalibration(as("trainer"), form, id, scores, at);
const all = (id: string, level: number) =>
  Object.fromEntries(Object.keys(agreed(id)).map((criterion) => [criterion, level]));
const rows = () => db.select().from(calibration).all();

beforeEach(freshDb);

describe("calibration", () => {
  it("shows the agreed scores and their reasons only once one’s own are in", () => {
    const before = samplePage(as("trainer"), "CAL1", false);
    expect(before.handedIn).toBe(null);
    const reason = samples()[0]?.scores[0]?.reason as string;
    expect(JSON.stringify(before)).not.toContain(reason.slice(0, 30));
    expect(handIn("CAL1", agreed("CAL1"))).toEqual([]);
    const after = samplePage(as("trainer"), "CAL1", false).handedIn;
    expect(after?.compared).toHaveLength(8);
    expect(after?.compared.every(({ own, agreed: key }) => own === key)).toBe(true);
    expect(after?.compared[0]?.reason).toContain(reason.slice(0, 30));
    expect(samplePage(as("trainer"), "CAL1", true).handedIn).toBe(null);
    expect(samplePage(as("coTrainer"), "CAL1", false).handedIn).toBe(null);
  });

  it("calls a trainer calibrated when all samples agree, with the rubric and the samples of that day", () => {
    const me = as("trainer").id;
    expect(calibrationPage(as("trainer")).outcome.state).toBe("incomplete");
    for (const { id } of samples()) handIn(id, agreed(id));
    expect(calibrationPage(as("trainer")).outcome).toMatchObject({ state: "done", percent: 100, met: true });
    expect(calibrated([me, as("coTrainer").id])).toEqual(new Set([me]));
    db.update(calibration).set({ samplesHash: "of last year" }).run();
    expect(calibrated([me])).toEqual(new Set());
    expect(calibrationPage(as("trainer")).outcome.state).toBe("incomplete");
  });

  it("counts the newest try, keeps every try, and remembers the first", () => {
    const minute = (n: number) => new Date(now.getTime() + n * 60_000);
    for (const [n, { id }] of samples().entries()) handIn(id, all(id, 1), newId(), minute(n));
    const first = calibrationPage(as("trainer"));
    expect(first.outcome).toMatchObject({ state: "done", met: false });
    for (const [n, { id }] of samples().entries()) handIn(id, agreed(id), newId(), minute(10 + n));
    const page = calibrationPage(as("trainer"));
    expect(page.outcome).toMatchObject({ met: true });
    expect(page.first).toEqual(first.outcome);
    expect(rows()).toHaveLength(2 * samples().length);
  });

  it("keeps one form when it is sent twice, pins the rubric, and writes one audit row", () => {
    const form = newId();
    handIn("CAL1", agreed("CAL1"), form);
    handIn("CAL1", agreed("CAL1"), form);
    expect(rows()).toHaveLength(1);
    expect(db.select().from(rubricVersion).all()).toMatchObject([
      { hash: catalogue().course.instruments.rubric?.hash },
    ]);
    expect(db.select().from(audit).all()).toMatchObject([
      { action: "score-sample", subject: form, siteId: "denver", detail: { sampleId: "CAL1" } },
    ]);
    expect(
      refused(() => handInCalibration(as("coTrainer"), form, "CAL1", agreed("CAL1"), now)),
      "somebody else’s form",
    ).toBe(409);
  });

  it("names the criteria that have no level and keeps nothing then", () => {
    expect(handIn("CAL1", { ...agreed("CAL1"), C3: 9 })).toEqual(["C3"]);
    expect(handIn("CAL1", {})).toHaveLength(8);
    expect(rows()).toEqual([]);
  });

  it("is for trainers, and for samples that exist", () => {
    for (const key of ["trainee", "coordinator", "reviewer", "grantee", "administrator"] as const) {
      expect(
        refused(() => calibrationPage(as(key))),
        key,
      ).toBe(403);
      expect(
        refused(() => samplePage(as(key), "CAL1", false)),
        key,
      ).toBe(403);
      expect(
        refused(() => handInCalibration(as(key), newId(), "CAL1", agreed("CAL1"), now)),
        key,
      ).toBe(403);
    }
    expect(refused(() => samplePage(as("trainer"), "CAL9", false))).toBe(404);
    expect(refused(() => handIn("CAL9", agreed("CAL1")))).toBe(404);
  });
});
