import { type AnswerReport, noSystem, type Recorder, Refusal, type Report } from "./recorder.ts";
import { isoSpan } from "./scorm-status.ts";

/** The state document in which the lesson keeps its place. */
const stateId = "cairn-lesson";

const cmi5 = "https://w3id.org/xapi/cmi5/context";
const verbs = {
  initialized: "http://adlnet.gov/expapi/verbs/initialized",
  completed: "http://adlnet.gov/expapi/verbs/completed",
  passed: "http://adlnet.gov/expapi/verbs/passed",
  failed: "http://adlnet.gov/expapi/verbs/failed",
  terminated: "http://adlnet.gov/expapi/verbs/terminated",
  answered: "http://adlnet.gov/expapi/verbs/answered",
};
type Verb = keyof typeof verbs;

type Launch = { endpoint: string; fetch: string; actor: unknown; registration: string; activityId: string };
type Context = { contextActivities?: Record<string, unknown[]>; extensions?: Record<string, unknown> };
type LaunchData = {
  contextTemplate?: Context;
  launchMode?: string;
  masteryScore?: number;
  returnURL?: string;
};
type Statement = Record<string, unknown> & { id: string };
/** What was said in this registration, whatever the session: cmi5 allows "completed" and "passed" once. */
type State = { kept?: string; completed?: boolean; passed?: boolean };

/**
 * cmi5 over plain xAPI. In one session at most one of "passed" and "failed" may be said, so a failed attempt is said at
 * the end of the session, when no later one has passed, and never after "passed". In the modes Browse and Review nothing
 * is said but "initialized" and "terminated".
 */
export function cmi5Recorder(search: string, now: () => Date = () => new Date()): Recorder {
  const launch = launchOf(search);
  let token = "";
  let data: LaunchData = {};
  let state: State = {};
  let isOpen = false;
  let isJudged = false;
  let hasJudged = false;
  let lastAt = 0;
  let hasEnded = false;
  let unsent: Statement[] = [];
  let answersSaid = 0;

  async function ask(
    path: string,
    params: Record<string, string>,
    init: RequestInit = {},
  ): Promise<Response> {
    const url = new URL(path, (launch as Launch).endpoint.replace(/\/?$/u, "/"));
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    const headers = {
      Authorization: `Basic ${token}`,
      "X-Experience-API-Version": "1.0.3",
      ...(init.body ? { "Content-Type": "application/json" } : {}),
    };
    // Stores date their documents, and a browser takes an old date for leave to keep one for days.
    return fetch(url, { ...init, headers, cache: "no-store", keepalive: init.body !== undefined });
  }
  const stateOf = (id: string) => ({
    activityId: (launch as Launch).activityId,
    agent: JSON.stringify((launch as Launch).actor),
    registration: (launch as Launch).registration,
    stateId: id,
  });

  /** One millisecond apart at least, because the order of statements is that of their times. */
  function statement(verb: Verb, more: Record<string, unknown> = {}): Statement {
    lastAt = Math.max(now().getTime(), lastAt + 1);
    const result = more.result as Record<string, unknown> | undefined;
    const isMoving = result !== undefined && ("success" in result || "completion" in result);
    const isDefined = verb !== "answered";
    const template = data.contextTemplate ?? {};
    const category = [
      ...(template.contextActivities?.category ?? []),
      ...(isDefined ? [{ id: `${cmi5}/categories/cmi5` }] : []),
      ...(isDefined && isMoving ? [{ id: `${cmi5}/categories/moveon` }] : []),
    ];
    const isScored = (verb === "passed" || verb === "failed") && data.masteryScore !== undefined;
    return {
      id: uuid(),
      actor: launch?.actor,
      verb: { id: verbs[verb], display: { "en-US": verb } },
      object: { objectType: "Activity", id: launch?.activityId },
      timestamp: new Date(lastAt).toISOString(),
      ...more,
      context: {
        ...template,
        registration: launch?.registration,
        contextActivities: {
          ...template.contextActivities,
          ...(category.length > 0 ? { category } : {}),
        },
        extensions: {
          ...template.extensions,
          ...(isScored ? { [`${cmi5}/extensions/masteryscore`]: data.masteryScore } : {}),
        },
      },
    };
  }

  const answered = ({ item, question, chosen, right }: AnswerReport): Statement =>
    statement("answered", {
      object: {
        objectType: "Activity",
        id: `${launch?.activityId}/${item}`,
        definition: {
          type: "http://adlnet.gov/expapi/activities/cmi.interaction",
          interactionType: "choice",
          description: { "en-US": question },
          correctResponsesPattern: [right],
        },
      },
      result: { response: chosen, success: chosen === right },
    });

  const scoreOf = ({ standing: { score } }: Report) =>
    score ? { score: { scaled: score.scaled, raw: score.percent, min: 0, max: 100 } } : {};

  /** Queues what may be said now and was not. */
  function judge(report: Report): void {
    if (!isJudged) return;
    const { standing, seconds, answers } = report;
    const duration = isoSpan(seconds);
    for (const answer of answers.slice(answersSaid)) unsent.push(answered(answer));
    answersSaid = answers.length;
    if (standing.complete && !state.completed) {
      unsent.push(statement("completed", { result: { completion: true, duration } }));
      state = { ...state, completed: true };
    }
    if (standing.success === "passed" && !state.passed) {
      unsent.push(statement("passed", { result: { success: true, duration, ...scoreOf(report) } }));
      state = { ...state, passed: true };
      hasJudged = true;
    }
  }

  /** The last words of a session. */
  function end(report: Report): void {
    hasEnded = true;
    const { standing, seconds, answers } = report;
    const duration = isoSpan(seconds);
    if (isJudged && standing.success === "failed" && answers.length > 0 && !state.passed && !hasJudged) {
      unsent.push(statement("failed", { result: { success: false, duration, ...scoreOf(report) } }));
      hasJudged = true;
    }
    unsent.push(statement("terminated", { result: { duration } }));
  }

  async function sendStatements(): Promise<void> {
    const sending = unsent;
    if (sending.length === 0) return;
    const answer = await ask("statements", {}, { method: "POST", body: JSON.stringify(sending) });
    // 409: they were stored already, and only the answer was lost.
    if (!answer.ok && answer.status !== 409) throw refused("take what you did", answer.status);
    unsent = unsent.filter((one) => !sending.includes(one));
  }

  async function sendState(report: Report): Promise<void> {
    if (!isJudged) return;
    state = { ...state, kept: report.kept };
    const answer = await ask("activities/state", stateOf(stateId), {
      method: "PUT",
      body: JSON.stringify(state),
    });
    if (!answer.ok) throw refused("store what you did", answer.status);
  }

  return {
    async open() {
      if (!launch) throw new Refusal(noSystem);
      token ||= await tokenFrom(launch.fetch);
      const found = await ask("activities/state", stateOf("LMS.LaunchData"));
      if (!found.ok) throw refused("say how this lesson was started", found.status);
      data = await found.json();
      // The standard asks for it; the lesson has one language and no sound to be set.
      await ask("agents/profile", {
        agent: JSON.stringify(launch.actor),
        profileId: "cmi5LearnerPreferences",
      });
      const own = await ask("activities/state", stateOf(stateId));
      if (!own.ok && own.status !== 404) throw refused("say where you stopped", own.status);
      state = own.ok ? await own.json() : {};
      isJudged = (data.launchMode ?? "Normal") === "Normal";
      if (lastAt === 0) unsent = [statement("initialized")];
      await sendStatements();
      isOpen = true;
      const { masteryScore } = data;
      return {
        kept: state.kept ?? null,
        isJudged,
        // To four decimals of a percent: 0.57 times 100 would be a little less than 57.
        pass: masteryScore === undefined ? null : Math.round(masteryScore * 1_000_000) / 10_000,
      };
    },
    async keep(report) {
      if (!isOpen || hasEnded) return;
      judge(report);
      await sendStatements();
      await sendState(report);
    },
    async close(report) {
      if (!isOpen) return { goTo: null };
      if (!hasEnded) {
        judge(report);
        await sendStatements();
        await sendState(report);
        end(report);
      }
      await sendStatements();
      isOpen = false;
      return { goTo: data.returnURL ?? null };
    },
    leave(report) {
      if (!isOpen) return;
      if (!hasEnded) {
        judge(report);
        end(report);
      }
      isOpen = false;
      // Both outlive the page; a batch keeps the order of its statements.
      sendStatements().catch(() => {});
      sendState(report).catch(() => {});
    },
  };
}

function launchOf(search: string): Launch | null {
  const params = new URLSearchParams(search);
  const [endpoint, fetchUrl, actor, registration, activityId] = [
    "endpoint",
    "fetch",
    "actor",
    "registration",
    "activityId",
  ].map((name) => params.get(name));
  if (!endpoint || !fetchUrl || !actor || !registration || !activityId) return null;
  try {
    return { endpoint, fetch: fetchUrl, actor: JSON.parse(actor), registration, activityId };
  } catch {
    return null;
  }
}

async function tokenFrom(url: string): Promise<string> {
  const answer = await fetch(url, { method: "POST" });
  const body = await answer.json().catch(() => ({}));
  const token = body["auth-token"];
  if (typeof token === "string") return token;
  const said = String(body["error-text"] ?? "").replace(/[.\s]+$/u, "");
  throw new Refusal(
    `Your learning system did not open this lesson${said && `: ${said}`}. Please start it again from there.`,
  );
}

const refused = (what: string, status: number): Refusal =>
  new Refusal(
    `Your learning system could not ${what} (${status}). Your place is kept while this page is open.`,
  );

/** Random by `getRandomValues`, because `randomUUID` is missing on pages without TLS. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
