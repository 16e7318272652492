import { type AnswerReport, noSystem, type Opened, type Recorder, Refusal, type Report } from "./recorder.ts";

type Call = (...of: string[]) => unknown;
type Api = Record<string, Call | undefined>;

/** What differs between the versions of SCORM: names, and how a report is written. */
export type Dialect = {
  /** The name under which the system offers its functions. */
  api: string;
  initialize: string;
  terminate: string;
  get: string;
  set: string;
  commit: string;
  error: string;
  errorText: string;
  mode: string;
  suspendData: string;
  /** Where the verdicts stand. One that the system has already, from wherever, is never taken back. */
  verdicts: string[];
  /** Said once, when the session starts. */
  first: (get: (element: string) => string) => [string, string][];
  /** The report as elements and values. */
  values: (report: Report) => [string, string][];
  /** Said at the end of a session. */
  last: (report: Report) => [string, string][];
  answer: (at: string, answer: AnswerReport) => [string, string][];
};

/** The score under a name, from 0 to 100. */
export const scoreValues = (name: string, { score }: Report["standing"]): [string, string][] =>
  score
    ? [
        [`${name}.min`, "0"],
        [`${name}.max`, "100"],
        [`${name}.raw`, String(score.percent)],
      ]
    : [];

/** Most systems are found within a few frames; the standards ask content to give up at some point. */
const mostFrames = 500;

/** The standards' search: this window's parents, then those of the window that opened it. */
export function findApi(name: string, from: Window = window): Api | null {
  return inParents(name, from) ?? (from.top?.opener ? inParents(name, from.top.opener) : null);
}

function inParents(name: string, from: Window): Api | null {
  let frame: Window = from;
  for (let step = 0; step < mostFrames; step += 1) {
    const found = read(frame, name);
    if (found) return found;
    if (!frame.parent || frame.parent === frame) break;
    frame = frame.parent;
  }
  return read(frame, "opener") ? inParents(name, frame.opener) : null;
}

/** A frame of another origin lets nobody look into it. */
function read(frame: Window, name: string): Api | null {
  try {
    return ((frame as unknown as Record<string, unknown>)[name] as Api | undefined) ?? null;
  } catch {
    return null;
  }
}

const takesBack = (before: string | undefined, value: string): boolean =>
  (before === "passed" && value !== "passed") || (before === "completed" && value === "incomplete");

export function scormRecorder(dialect: Dialect): Recorder {
  const api = findApi(dialect.api);
  const said = new Map<string, string>();
  const before = new Map<string, string>();
  let isOpen = false;
  let isJudged = true;
  let firstAnswer: number | null = null;
  let answersSaid = 0;

  const call = (name: string, ...of: string[]): string => String(api?.[name]?.(...of) ?? "");
  const refusal = (what: string, then = "Your place is kept while this page is open."): Refusal => {
    const code = call(dialect.error);
    const text = code && code !== "0" ? call(dialect.errorText, code) : "";
    return new Refusal(`Your learning system could not ${what}${text ? `: ${text} (${code})` : ""}. ${then}`);
  };
  const must = (isDone: boolean, what: string) => {
    if (!isDone) throw refusal(what);
  };
  const get = (element: string): string => call(dialect.get, element);
  const set = ([element, value]: [string, string]): void => {
    if (said.get(element) === value || takesBack(before.get(element), value)) return;
    must(call(dialect.set, element, value) === "true", "take what you did");
    said.set(element, value);
  };
  // A system need not keep single answers, so nothing waits for them.
  const tellAnswers = (answers: AnswerReport[]) => {
    firstAnswer ??= Number.parseInt(get("cmi.interactions._count"), 10) || 0;
    for (const answer of answers.slice(answersSaid)) {
      const at = `cmi.interactions.${firstAnswer + answersSaid}`;
      for (const [element, value] of dialect.answer(at, answer)) call(dialect.set, element, value);
      answersSaid += 1;
    }
  };
  const tell = (report: Report) => {
    if (!isJudged) return;
    for (const one of dialect.values(report)) set(one);
    tellAnswers(report.answers);
    set([dialect.suspendData, report.kept]);
  };

  return {
    async open(): Promise<Opened> {
      if (!api) throw new Refusal(noSystem);
      // Moodle's SCORM 2004 opens one lesson of a course for each visit; only a new visit helps.
      if (!isOpen && call(dialect.initialize, "") !== "true")
        throw refusal(
          "start this lesson",
          "Please leave it and open it again from there: until then nothing is recorded.",
        );
      isOpen = true;
      isJudged = !["browse", "review"].includes(get(dialect.mode));
      for (const element of dialect.verdicts) before.set(element, get(element));
      if (isJudged) for (const one of dialect.first(get)) set(one);
      return { kept: get(dialect.suspendData) || null, isJudged, pass: null };
    },
    async keep(report) {
      if (!isOpen) return;
      tell(report);
      must(call(dialect.commit, "") === "true", "store what you did");
    },
    async close(report) {
      if (!isOpen) return { goTo: null };
      tell(report);
      for (const one of dialect.last(report)) set(one);
      must(call(dialect.commit, "") === "true", "store what you did");
      must(call(dialect.terminate, "") === "true", "end this lesson");
      isOpen = false;
      return { goTo: null };
    },
    leave(report) {
      if (!isOpen) return;
      try {
        tell(report);
        for (const one of dialect.last(report)) set(one);
      } catch {
        // Nobody is there to read a sentence; the session still has to end.
      }
      call(dialect.commit, "");
      call(dialect.terminate, "");
      isOpen = false;
    },
  };
}
