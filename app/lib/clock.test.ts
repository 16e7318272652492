import { expect, it } from "vitest";
import { parseClock } from "./clock.ts";

const read = (text: string): string | null => {
  const minutes = parseClock(text);
  return minutes === null ? null : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
};

it.each([
  ["8:30", "8:30"],
  ["830", "8:30"],
  ["8.30", "8:30"],
  ["8", "8:00"],
  ["08:30", "8:30"],
  ["4.45p", "16:45"],
  ["4:45", "16:45"],
  ["445", "16:45"],
  ["16:45", "16:45"],
  ["1645", "16:45"],
  ["4:45 PM", "16:45"],
  ["4:45 p.m.", "16:45"],
  ["1:00 am", "1:00"],
  ["04:45", "4:45"],
  ["12", "12:00"],
  ["12:10 am", "0:10"],
  ["12:10p", "12:10"],
  [" 9 : 05 a ", "9:05"],
])("reads %s as %s", (text, clock) => {
  expect(read(text)).toBe(clock);
});

it.each(["", "half past", "25:00", "8:75", "13pm", "0pm", "8:3", "8-30", "12345"])(
  "does not take %s for a time",
  (text) => {
    expect(parseClock(text)).toBeNull();
  },
);
