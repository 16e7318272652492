import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { daysOfCohort } from "#app/features/room/session-days.server.ts";
import { instantIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { db, transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { enrolment } from "#db/schema/cohorts.ts";
import { presence, presenceVoid, sessionDay } from "#db/schema/room.ts";
import { runEvent } from "#db/schema/run.ts";
import { cast } from "#tests/cast.ts";
import { as, freshDb } from "#tests/fresh-db.ts";
import { attends } from "#tests/path-to-trainer.ts";
import { trainingsOnRecord } from "./trainings.server.ts";

const now = new Date("2026-11-24T18:00:00Z");
const plan = (id: string, startsOn: string, endsOn: string) =>
  transact((tx) =>
    insertCohort(
      tx,
      {
        id,
        siteId: "denver",
        name: id,
        startsOn,
        endsOn,
        trainers: [cast.trainer, cast.coTrainer],
        people: [cast.trainee, cast.secondTrainee],
      },
      instantIn("America/Denver", "2026-02-01", "12:00"),
    ),
  );
const trained = (id: string) =>
  trainingsOnRecord(now)
    .find((one) => one.id === id)
    ?.trained.map(({ personId }) => personId);
const tomas = () => as("trainee").id;
const comes = (id: string, positions: number[]) =>
  transact((tx) => {
    for (const position of positions)
      attends(tx, id, tomas(), position, ["08:20", "17:00"], as("trainer").id);
  });

beforeEach(() => {
  freshDb();
  plan("spring", "2026-03-02", "2026-03-05");
  expect(trained("spring")).toEqual([]);
  comes("spring", [1, 2, 3, 4]);
});

test("what is kept of a training that is over changes with its ledger, its roster and its days", () => {
  expect(trained("spring")).toEqual([tomas()]);
  const [entry] = db.select().from(presence).where(eq(presence.kind, "out")).all();
  if (!entry) throw new Error("nobody left");
  const { id: presenceId, sessionDayId } = entry;
  const voided = {
    id: newId(),
    presenceId,
    sessionDayId,
    reason: "Left at noon",
    voidedBy: as("trainer").id,
  };
  db.insert(presenceVoid)
    .values({ ...voided, recordedAt: now, receivedAt: now })
    .run();
  expect(trained("spring")).toEqual([]);
  db.update(sessionDay).set({ canceledAt: now }).where(eq(sessionDay.id, sessionDayId)).run();
  expect(trained("spring")).toEqual([tomas()]);
  db.update(enrolment).set({ withdrawnAt: now }).where(eq(enrolment.personId, tomas())).run();
  expect(trained("spring")).toEqual([]);
});

test("time in another cohort on the same day counts in neither, also after it was kept", () => {
  expect(trained("spring")).toEqual([tomas()]);
  plan("twin", "2026-03-02", "2026-03-05");
  expect(trained("spring")).toEqual([tomas()]);
  comes("twin", [1, 2]);
  expect(trained("spring")).toEqual([]);
  expect(trained("twin")).toEqual([]);
});

test("minutes that were cut out while the day ran are not missed by anybody, also after it was kept", () => {
  const [first] = daysOfCohort("spring");
  if (!first) throw new Error("no day");
  db.delete(presence).where(eq(presence.sessionDayId, first.id)).run();
  expect(trained("spring")).toEqual([]);
  const cut = first.plan.items.flatMap(({ module }) =>
    module && ["1.5", "1.6"].includes(module.id) ? (module.plan?.steps ?? []) : [],
  );
  const own = { sessionDayId: first.id, recordedBy: as("trainer").id };
  const at = instantIn("America/Denver", first.on, "08:31");
  for (const { id: target, minutes } of cut)
    db.insert(runEvent)
      .values({ ...own, id: newId(), kind: "cut", target, minutes, at })
      .run();
  expect(trained("spring")).toEqual([tomas()]);
});
