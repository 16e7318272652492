import { transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { personIdOf } from "#db/seed.ts";
import { cast } from "../cast.ts";
import { attends, delivers, fact, isObserved, teachesBack } from "../path-to-trainer.ts";

/**
 * Run as a program beside the server: a trainee of Atlantic City took the course in the spring, passed the
 * post-assessment and the teach-back, and had a first delivery observed. What is left is the sponsor's form.
 */
const [patrick, ellen, andre] = [
  cast.atlanticCityTrainer,
  cast.atlanticCityCoTrainer,
  cast.atlanticCitySecondTrainee,
].map(personIdOf) as [string, string, string];
const cohortId = "c-way-to-trainer";

transact((tx) => {
  insertCohort(
    tx,
    {
      id: cohortId,
      siteId: "atlantic-city",
      name: "Last spring",
      startsOn: "2025-03-03",
      endsOn: "2025-03-06",
      trainers: [cast.atlanticCityTrainer, cast.atlanticCityCoTrainer],
      people: [cast.atlanticCitySecondTrainee],
    },
    new Date("2025-02-01T17:00:00Z"),
  );
  for (const position of [1, 2, 3, 4]) attends(tx, cohortId, andre, position, ["08:20", "17:00"], patrick);
  fact(tx, andre, "post-assessment", "2025-03-06", patrick, {
    siteId: "atlantic-city",
    right: 26,
    outOf: 30,
  });
  teachesBack(tx, { cohortId, personId: andre, round: 1, on: "2025-03-06", passed: true }, [patrick, ellen]);
  const delivery = delivers(tx, [andre, patrick], "2025-04-15", ellen, "atlantic-city");
  isObserved(tx, {
    cohortId: delivery,
    trainerId: andre,
    observerId: ellen,
    on: "2025-04-15",
    meets: true,
  });
});
