import { type Dialect, scoreValues, scormRecorder } from "./player-scorm.ts";
import type { Recorder } from "./recorder.ts";
import { completion2004, isoSpan } from "./scorm-status.ts";

/**
 * SCORM 2004 4th edition run-time. Always left with "suspend": a normal end would make the next visit a new attempt, and
 * what was passed would be forgotten.
 */
const dialect: Dialect = {
  api: "API_1484_11",
  initialize: "Initialize",
  terminate: "Terminate",
  get: "GetValue",
  set: "SetValue",
  commit: "Commit",
  error: "GetLastError",
  errorText: "GetErrorString",
  mode: "cmi.mode",
  suspendData: "cmi.suspend_data",
  first: (get) =>
    ["unknown", "not attempted"].includes(get("cmi.completion_status"))
      ? [["cmi.completion_status", "incomplete"]]
      : [],
  verdicts: ["cmi.completion_status", "cmi.success_status"],
  values: ({ place, standing }) => [
    ["cmi.location", place],
    ...scoreValues("cmi.score", standing),
    ...(standing.score ? [["cmi.score.scaled", String(standing.score.scaled)] as [string, string]] : []),
    ["cmi.progress_measure", String(standing.progress)],
    ["cmi.completion_status", completion2004(standing)],
    ["cmi.success_status", standing.success],
  ],
  last: ({ seconds }) => [
    ["cmi.session_time", isoSpan(seconds)],
    ["cmi.exit", "suspend"],
  ],
  answer: (at, { item, question, chosen, right, at: when }) => [
    [`${at}.id`, item],
    [`${at}.type`, "choice"],
    [`${at}.timestamp`, when.toISOString().replace(/\.\d+Z$/u, "Z")],
    [`${at}.correct_responses.0.pattern`, right],
    [`${at}.learner_response`, chosen],
    [`${at}.result`, chosen === right ? "correct" : "incorrect"],
    [`${at}.description`, question.slice(0, 250)],
  ],
};

export const scorm2004 = (): Recorder => scormRecorder(dialect);
