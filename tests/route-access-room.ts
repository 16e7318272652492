import { type Line, line } from "./route-line.ts";

// Columns: nobody, trainee, trainer, coordinator, reviewer, grantee, administrator.
export const roomLines: Line[] = [
  line(
    "cohorts/:cohort/days/:position/paper",
    "/cohorts/c-denver-running/days/2/paper",
    "in 404 200 200 404 404 404",
  ),
  line(
    "cohorts/:cohort/days/:position/paper",
    "/cohorts/c-atlantic-city/days/1/paper",
    "in 404 404 404 404 404 404",
    { line: "1" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "cohorts/:cohort/people/:person/address",
    "/cohorts/c-denver-running/people/p-tomas.rivera/address",
    "in 404 200 200 404 404 404",
  ),
  line(
    "cohorts/:cohort/people/:person/address",
    "/cohorts/c-atlantic-city/people/p-sofia.marino/address",
    "in 404 404 404 404 404 404",
    { intent: "join", email: "tomas.rivera@example.org" },
    "in 404 404 404 404 404 404",
  ),
  line("sites/:site/evaluation", "/sites/denver/evaluation", "in 404 200 200 404 200 404"),
  line("sites/:site/evaluation", "/sites/atlantic-city/evaluation", "in 404 404 404 404 200 404"),
];
