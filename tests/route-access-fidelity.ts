import { type Line, line } from "./route-line.ts";

const denver = "c-denver-running";
const elsewhere = "c-atlantic-city";

/** What became of the steps of a day. Columns: nobody, trainee, trainer, coordinator, reviewer, grantee, administrator. */
export const fidelityLines: Line[] = [
  line(
    "cohorts/:cohort/days/:position/went",
    `/cohorts/${denver}/days/2/went`,
    "in 404 200 200 404 404 404",
    { id: "form-0001", mark: "covered", target: "d2-open-s1" },
    "in 404 - - 404 404 404",
  ),
  line(
    "cohorts/:cohort/days/:position/went",
    `/cohorts/${elsewhere}/days/1/went`,
    "in 404 404 404 404 404 404",
    { id: "form-0001", mark: "covered", target: "d1-open-s1" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "cohorts/:cohort/observers",
    `/cohorts/${denver}/observers`,
    "in 404 200 200 404 404 404",
    { intent: "name", person: "p-tomas.rivera" },
    "in 404 403 - 404 404 404",
  ),
  line(
    "cohorts/:cohort/observers",
    `/cohorts/${elsewhere}/observers`,
    "in 404 404 404 404 404 404",
    { intent: "name", person: "p-tomas.rivera" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "cohorts/:cohort/observe",
    `/cohorts/${denver}/observe`,
    "in 404 200 403 404 404 404",
    { strength1: "Clear" },
    "in 404 - 403 404 404 404",
  ),
  line(
    "cohorts/:cohort/observe",
    `/cohorts/${elsewhere}/observe`,
    "in 404 404 404 404 404 404",
    { strength1: "Clear" },
    "in 404 404 404 404 404 404",
  ),
  line("fidelity", "/fidelity", "in 403 200 200 403 200 403"),
  line("fidelity.csv", "/fidelity.csv", "in 403 200 200 403 200 403"),
  line("observations/:observation", "/observations/invented", "in 404 404 404 404 404 404"),
];
