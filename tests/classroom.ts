import { instantIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { transact } from "#db/client.server.ts";
import { insertCohort } from "#db/demo.ts";
import { cast, type Member } from "./cast.ts";

/** The day on which the tests of the room take place: Day 2 of Denver's cohort. */
export const classDate = "2026-11-24";

/** An instant of that day on Denver's clocks, `HH:MM`. */
export const atClass = (clock: string, day = classDate): Date => instantIn("America/Denver", day, clock);

/** A cohort of four days at Denver, from the day before `classDate`, and one at Chicago. Gives Denver's id. */
export function insertClassroom(
  people: Member[] = [cast.trainee, cast.secondTrainee, cast.thirdTrainee],
): string {
  const id = newId();
  const planned = atClass("09:00", "2026-11-01");
  transact((tx) => {
    insertCohort(
      tx,
      {
        id,
        siteId: "denver",
        name: "Class",
        startsOn: "2026-11-23",
        endsOn: "2026-11-26",
        venue: "Room 2",
        trainers: [cast.trainer, cast.coTrainer],
        people,
      },
      planned,
    );
    insertCohort(
      tx,
      {
        id: "c-elsewhere",
        siteId: "chicago",
        name: "Elsewhere",
        startsOn: "2026-11-23",
        endsOn: "2026-11-26",
        trainers: [cast.chicagoTrainer],
        people: [cast.chicagoTrainee],
      },
      planned,
    );
  });
  return id;
}
