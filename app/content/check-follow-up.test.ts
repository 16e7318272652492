import { describe, expect, test } from "vitest";
import { edited, printed, sample } from "./sample.ts";

type Rule = [name: string, change: Record<string, string | null>, problem: string];

const calibration = "ccip/instruments/calibration.yaml";
const followUp = "ccip/follow-up.yaml";
const inCalibration = (from: string, to: string) => edited(calibration, from, to);
const inFollowUp = (from: string, to: string) => edited(followUp, from, to);

const rules: Rule[] = [
  ["the samples", { [calibration]: null }, `${calibration} file This file is missing.`],
  ["three samples", inCalibration("id: CAL3", "id: CAL4"), `${calibration} CAL4 Here CAL3 was expected.`],
  ["calm samples", inCalibration("level: A1", "level: A2"), "CAL1 level A sample is level A1"],
  [
    "samples from the course",
    inCalibration('module: "1.1"', 'module: "9.9"'),
    "CAL1 module There is no module 9.9.",
  ],
  ["minutes that go up", inCalibration("minute: 3", "minute: 0"), "CAL1 transcript The minutes go up."],
  [
    "minutes inside the slice",
    inCalibration("minute: 7", "minute: 8"),
    "CAL1 transcript The slice ends after 8 minutes.",
  ],
  [
    "a score for each criterion",
    inCalibration("      - { criterion: C3, score: 3, reason: It was seen. }\n", ""),
    "CAL1 scores Each criterion has a score, in the order C1, C2",
  ],
  [
    "scores that are levels",
    inCalibration("criterion: C1, score: 3", "criterion: C1, score: 5"),
    "samples[0].scores[0].score",
  ],
  [
    "the result that the scores lead to",
    inCalibration("criterion: S1, score: 3", "criterion: S1, score: 2"),
    "CAL1 result By the rubric these scores are a not-yet.",
  ],
  [
    "samples on both sides of safety",
    inCalibration("criterion: S2, score: 2", "criterion: S2, score: 3"),
    "S2 All samples stand on the same side of 3; let one differ.",
  ],
  ["two strengths", inCalibration("[You waited., You asked.]", "[You waited.]"), "samples[0].strengths"],
  [
    "samples in plain words",
    inCalibration("self_note: It went well.", "self_note: It is forbidden."),
    `${calibration} samples[CAL1].self_note "forbidden": It hurts.`,
  ],

  ["the follow-up", { [followUp]: null }, `${followUp} file This file is missing.`],
  [
    "the touchpoints that were promised",
    inFollowUp("id: day-45, day: 45", "id: day-50, day: 50"),
    `${followUp} day-50 Here day-45 was expected.`,
  ],
  ["ids that name their day", inFollowUp("day: 60,", "day: 61,"), "day-60 day This is day 61."],
  [
    "subjects that anyone may read",
    inFollowUp('subject: "Training: hello"', 'subject: "About child trafficking"'),
    'day-0 learner subject "child" names the topic',
  ],
  [
    "each kind of task once",
    inFollowUp(
      "{ id: day-0-call, kind: call, title: A call, text: Come., minutes: 10 }",
      "{ id: day-0-call, kind: call, title: A call, text: Come., minutes: 10 }, { id: day-0-two, kind: call, title: A call, text: Go., minutes: 10 }",
    ),
    "day-0 learner parts Each kind stands once.",
  ],
  ["known tasks", inFollowUp("kind: call", "kind: essay"), "touchpoints[0].learner.parts[0].kind"],
  ["questions that exist", inFollowUp("1.1-q5]", "9.9-q5]"), "recall There is no question 9.9-q5."],
  ["five questions", inFollowUp(", 1.1-q5]", "]"), "recall There are 5 different questions."],
  ["obstacles in order", inFollowUp("id: OB02", "id: OB03"), `${followUp} OB03 Here OB02 was expected.`],
  ["actions in order", inFollowUp("id: AC01", "id: AC02"), `${followUp} AC02 Here AC01 was expected.`],
  [
    "five questions to the supervisor",
    inFollowUp("id: SF05", "id: SF06"),
    `${followUp} SF06 Here SF05 was expected.`,
  ],
  ["a way to stop", inFollowUp("stop: Stop at any time.\n", ""), `${followUp} stop This field is missing.`],
  [
    "ids used once",
    inFollowUp("id: day-30-call", "id: day-0-call"),
    "day-0-call The id follow-up:day-0-call is already used",
  ],
];

describe("calibration and follow-up need", () => {
  test.each(rules)("%s", (_name, change, problem) => {
    expect(printed(sample(change))).toContainEqual(expect.stringContaining(problem));
  });
});
