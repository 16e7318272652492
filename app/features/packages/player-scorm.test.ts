import { Scorm2004API } from "scorm-again";
import { afterEach, beforeEach, expect, it } from "vitest";
import { scorm2004 } from "./player-scorm-2004.ts";

/** A window of a browser, as far as the search for a system's functions goes. */
const frame = globalThis as unknown as { window?: Record<string, unknown> };
let api: InstanceType<typeof Scorm2004API>;

beforeEach(() => {
  api = new Scorm2004API({ autocommit: false, logLevel: 5 });
  frame.window = { API_1484_11: api };
});
afterEach(() => {
  frame.window = undefined;
});

it("says what to do when the system has ended the lesson before it began, as Moodle does with the next of a course", async () => {
  expect(api.Initialize("")).toBe("true");
  expect(api.Terminate("")).toBe("true");
  await expect(scorm2004().open()).rejects.toThrow(
    /could not start this lesson: .+ \(104\)\. Please leave it and open it again/u,
  );
});

it("starts where the system is ready, and begins as incomplete", async () => {
  expect(await scorm2004().open()).toMatchObject({ isJudged: true });
  expect(api.GetValue("cmi.completion_status")).toBe("incomplete");
});
