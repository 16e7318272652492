import { expect, it } from "vitest";
import { completion, type DayShape, type Log } from "./completion.ts";
import { nextStep, progressSentence } from "./next.ts";

const days: DayShape[] = [
  {
    id: "d1",
    modules: ["1.1", "1.2", "1.3"].map((id) => ({
      id,
      kind: "module" as const,
      sections: [
        { id: "a", minutes: 1 },
        { id: "b", minutes: 1 },
      ],
      items: 6,
    })),
  },
];
const at = new Date(0);
const order = ["1.1", "1.2", "1.3"];
const read = (moduleId: string, ...sections: string[]) =>
  sections.map((sectionId) => ({ moduleId, sectionId, at }));
const passed = (moduleId: string) => ({
  moduleId,
  startedAt: at,
  submittedAt: at,
  percent: 100,
  passed: true,
});

it.each<[string, Partial<Log>, string[], ReturnType<typeof nextStep>]>([
  ["begins at the beginning", {}, [], { moduleId: "1.1", what: "start" }],
  [
    "goes on where the reader stopped",
    { sections: read("1.2", "a") },
    ["1.2"],
    { moduleId: "1.2", what: "continue" },
  ],
  [
    "offers the quiz after the text",
    { sections: read("1.1", "a", "b") },
    [],
    { moduleId: "1.1", what: "quiz" },
  ],
  [
    "goes on with an open quiz",
    { attempts: [{ moduleId: "1.1", startedAt: at, submittedAt: null, percent: 0, passed: false }] },
    [],
    { moduleId: "1.1", what: "open-quiz" },
  ],
  [
    "leaves a finished place behind",
    { sections: read("1.2", "a", "b"), attempts: [passed("1.2")] },
    ["1.2"],
    { moduleId: "1.1", what: "start" },
  ],
  [
    "ends",
    { sections: order.flatMap((id) => read(id, "a", "b")), attempts: order.map(passed) },
    ["1.3"],
    null,
  ],
])("%s", (_name, log, places, expected) => {
  const progress = completion(days, { sections: [], attempts: [], ...log });
  expect(
    nextStep(
      order,
      progress,
      places.map((moduleId) => ({ moduleId })),
    ),
  ).toEqual(expected);
});

it("says how far somebody is", () => {
  const say = (log: Partial<Log>) => {
    const module = completion(days, { sections: [], attempts: [], ...log }).modules.get("1.1");
    return module && progressSentence(module);
  };
  expect(say({})).toBe("Not begun");
  expect(say({ sections: read("1.1", "a") })).toBe("1 of 2 sections");
  expect(say({ sections: read("1.1", "a"), attempts: [passed("1.1")] })).toBe("1 of 2 sections, quiz passed");
  expect(say({ sections: read("1.1", "a", "b") })).toBe("Read, quiz to take");
  expect(say({ sections: read("1.1", "a", "b"), attempts: [passed("1.1")] })).toBe("Complete");
});
