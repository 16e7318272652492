import { type Dialect, scoreValues, scormRecorder } from "./player-scorm.ts";
import type { Recorder } from "./recorder.ts";
import { span12, status12 } from "./scorm-status.ts";

/** SCORM 1.2 run-time. Always left with "suspend", so that the next visit goes on where this one stopped. */
const dialect: Dialect = {
  api: "API",
  initialize: "LMSInitialize",
  terminate: "LMSFinish",
  get: "LMSGetValue",
  set: "LMSSetValue",
  commit: "LMSCommit",
  error: "LMSGetLastError",
  errorText: "LMSGetErrorString",
  mode: "cmi.core.lesson_mode",
  suspendData: "cmi.suspend_data",
  first: (get) =>
    get("cmi.core.lesson_status") === "not attempted" ? [["cmi.core.lesson_status", "incomplete"]] : [],
  verdicts: ["cmi.core.lesson_status"],
  values: ({ place, standing }) => [
    ["cmi.core.lesson_location", place],
    ...scoreValues("cmi.core.score", standing),
    ["cmi.core.lesson_status", status12(standing)],
  ],
  last: ({ seconds }) => [
    ["cmi.core.session_time", span12(seconds)],
    ["cmi.core.exit", "suspend"],
  ],
  answer: (at, { item, chosen, right, at: when }) => [
    [`${at}.id`, item],
    [`${at}.type`, "choice"],
    [`${at}.time`, clockTime(when)],
    [`${at}.correct_responses.0.pattern`, right],
    [`${at}.student_response`, chosen],
    [`${at}.result`, chosen === right ? "correct" : "wrong"],
  ],
};

/** 17:03:09 by the learner's clock, as SCORM 1.2 writes a time of day. */
const clockTime = (at: Date): string =>
  [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");

export const scorm12 = (): Recorder => scormRecorder(dialect);
