import { type Line, line } from "./route-line.ts";

// Columns: nobody, trainee, trainer, coordinator, reviewer, grantee, administrator.
export const certifyLines: Line[] = [
  line("credentials", "/credentials", "in 200 200 200 200 200 200"),
  line(
    "credentials/:badge",
    "/credentials/badge-denver",
    "404 200 404 404 404 404 404",
    { share: "yes" },
    "in - 404 404 404 404 404",
  ),
  line(
    "credentials/:badge",
    "/credentials/badge-atlantic-city",
    "404 404 404 404 404 404 404",
    { share: "yes" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "credentials/:badge/credential.json",
    "/credentials/badge-denver/credential.json",
    "404 200 404 404 404 404 404",
  ),
  line(
    "credentials/:badge/credential.json",
    "/credentials/badge-atlantic-city/credential.json",
    "404 404 404 404 404 404 404",
  ),
  line("credentials/:badge/badge.svg", "/credentials/badge-denver/badge.svg", "404 200 404 404 404 404 404"),
  line(
    "credentials/:badge/badge.svg",
    "/credentials/badge-atlantic-city/badge.svg",
    "404 404 404 404 404 404 404",
  ),
  line("credentials/status/:list", "/credentials/status/1", "200 200 200 200 200 200 200"),
  line("credentials/status/:list", "/credentials/status/9", "404 404 404 404 404 404 404"),
  line(".well-known/did.json", "/.well-known/did.json", "200 200 200 200 200 200 200"),
  line("issuer", "/issuer", "200 200 200 200 200 200 200"),
  line("issuer.json", "/issuer.json", "200 200 200 200 200 200 200"),
  line("achievements/:kind", "/achievements/lead-trainer", "200 200 200 200 200 200 200"),
  line("achievements/:kind", "/achievements/expert", "404 404 404 404 404 404 404"),
  line(
    "achievements/:kind/achievement.json",
    "/achievements/participant/achievement.json",
    "200 200 200 200 200 200 200",
  ),
  line("achievements/:kind/badge.svg", "/achievements/participant/badge.svg", "200 200 200 200 200 200 200"),
  line("calibration", "/calibration", "in 403 200 403 403 403 403"),
  line(
    "calibration/:sample",
    "/calibration/CAL1",
    "in 403 200 403 403 403 403",
    {},
    "in 403 - 403 403 403 403",
  ),
  line(
    "cohorts/:cohort/teach-backs",
    "/cohorts/c-denver-running/teach-backs",
    "in 404 200 200 404 404 404",
    { intent: "undo" },
    "in 404 - - 404 404 404",
  ),
  line(
    "cohorts/:cohort/teach-backs",
    "/cohorts/c-atlantic-city/teach-backs",
    "in 404 404 404 404 404 404",
    { intent: "undo" },
    "in 404 404 404 404 404 404",
  ),
  line(
    "my-teach-back",
    "/my-teach-back",
    "in 200 200 200 200 200 200",
    { slot: "invented", slice: "1" },
    "in 404 404 404 404 404 404",
  ),
];
