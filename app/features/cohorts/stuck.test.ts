import { describe, expect, test } from "vitest";
import type { Phase } from "./cohort.ts";
import { stuckReason } from "./stuck.ts";

const today = "2026-11-24";
type One = Parameters<typeof stuckReason>[0];

const begun: One = {
  complete: false,
  begun: true,
  notYet: 0,
  passed: false,
  lastActiveOn: "2026-11-23",
  next: true,
  anywhereOn: "2026-11-23",
};
const untouched: One = { ...begun, begun: false, lastActiveOn: null, anywhereOn: null };

const ask = (
  one: Partial<One>,
  base: One,
  phase: Phase = "running",
  startsOn = "2026-11-16",
  on = startsOn,
) => stuckReason({ ...base, ...one }, { phase, startsOn }, on, today);

describe("who may need a hand", () => {
  test.each<[string, ReturnType<typeof stuckReason>, ReturnType<typeof stuckReason>]>([
    ["one try that did not pass", ask({ notYet: 1 }, begun), null],
    ["two tries that did not pass", ask({ notYet: 2 }, begun), "two-tries"],
    ["two tries, then passed, sections left", ask({ notYet: 2, passed: true }, begun), null],
    ["complete after three tries", ask({ complete: true, notYet: 3, passed: true }, begun), null],
    ["two tries count in a finished cohort too", ask({ notYet: 2 }, begun, "finished"), "two-tries"],
    [
      "two tries come before a quiet week",
      ask({ notYet: 2, lastActiveOn: "2026-11-10" }, begun),
      "two-tries",
    ],
    ["quiet for 6 days", ask({ lastActiveOn: "2026-11-18" }, begun), null],
    ["quiet for 7 days", ask({ lastActiveOn: "2026-11-17" }, begun), "quiet"],
    [
      "read ahead 20 days ago, the cohort began yesterday",
      ask({ lastActiveOn: "2026-11-04" }, begun, "running", "2026-11-23"),
      null,
    ],
    [
      "read ahead, the cohort began 7 days ago",
      ask({ lastActiveOn: "2026-11-04" }, begun, "running", "2026-11-17"),
      "quiet",
    ],
    ["quiet before the cohort", ask({ lastActiveOn: "2026-11-04" }, begun, "planned", "2026-11-25"), null],
    ["quiet after the cohort", ask({ lastActiveOn: "2026-11-04" }, begun, "finished"), null],
    ["not begun, class was", ask({}, untouched), "not-started"],
    ["not begun, class tomorrow", ask({}, untouched, "planned", "2026-11-25"), "not-started"],
    ["not begun, class in 2 days", ask({}, untouched, "planned", "2026-11-26"), null],
    ["not begun, class of a later day", ask({}, untouched, "running", "2026-11-23", "2026-11-26"), null],
    ["not begun, cohort over", ask({}, untouched, "finished"), null],
    ["not begun, cohort archived", ask({}, untouched, "archived"), null],
    ["not begun, and not the next one", ask({ next: false }, untouched), null],
    ["not begun, but active yesterday elsewhere", ask({ anywhereOn: "2026-11-23" }, untouched), null],
    ["not begun, active 2 days ago elsewhere", ask({ anywhereOn: "2026-11-22" }, untouched), "not-started"],
  ])("%s", (_, found, wanted) => expect(found).toBe(wanted));
});
