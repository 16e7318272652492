import { transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "../cast.ts";
import { attends, delivers, fact, isObserved, teachesBack } from "../path-to-trainer.ts";

/**
 * Run as a program beside the server: a trainee of Washington, DC took the course in the spring, passed the
 * post-assessment and the teach-back, and had a first delivery observed. What is left is the sponsor's form.
 */
const [camille, desmond, priya] = [
  cast.washingtonTrainer,
  cast.washingtonCoTrainer,
  cast.washingtonSecondTrainee,
].map(personIdOf) as [string, string, string];
const cohortId = "c-way-to-trainer";

transact((tx) => {
  insertCohort(
    tx,
    {
      id: cohortId,
      siteId: "washington-dc",
      name: "Last spring",
      startsOn: "2025-03-03",
      endsOn: "2025-03-06",
      trainers: [cast.washingtonTrainer, cast.washingtonCoTrainer],
      people: [cast.washingtonSecondTrainee],
    },
    new Date("2025-02-01T17:00:00Z"),
  );
  for (const position of [1, 2, 3, 4]) attends(tx, cohortId, priya, position, ["08:20", "17:00"], camille);
  fact(tx, priya, "post-assessment", "2025-03-06", camille, {
    siteId: "washington-dc",
    right: 26,
    outOf: 30,
  });
  teachesBack(tx, { cohortId, personId: priya, round: 1, on: "2025-03-06", passed: true }, [
    camille,
    desmond,
  ]);
  const delivery = delivers(tx, [priya, camille], "2025-04-15", desmond, "washington-dc");
  isObserved(tx, {
    cohortId: delivery,
    trainerId: priya,
    observerId: desmond,
    on: "2025-04-15",
    meets: true,
  });
});
