import type { Standing } from "./kept.ts";

export type Status12 = "incomplete" | "completed" | "passed";

/**
 * SCORM 1.2 has one status for completion and success. A lesson with a quiz is "passed" once an attempt has passed and
 * everything was read, and a lesson without one "completed" when everything was read. Never "failed", because systems
 * take it for the end: Moodle shows such a lesson only to look at, and records no attempt after it.
 */
export function status12({ complete, success }: Standing): Status12 {
  if (success === "passed") return success;
  return complete && success === "unknown" ? "completed" : "incomplete";
}

/** SCORM 2004 has two fields. For the same reason nothing is "completed" while its quiz is "failed". */
export const completion2004 = ({ complete, success }: Standing): "completed" | "incomplete" =>
  complete && success !== "failed" ? "completed" : "incomplete";

/** HHHH:MM:SS.SS, as SCORM 1.2 writes a span. */
export function span12(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = String(Math.floor(hundredths / 360_000)).padStart(4, "0");
  return `${hours}:${two(Math.floor(hundredths / 6000) % 60)}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}

/** An ISO 8601 duration, as SCORM 2004 and xAPI write a span. */
export const isoSpan = (seconds: number): string => `PT${Math.max(0, Math.round(seconds * 100) / 100)}S`;
