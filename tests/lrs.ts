import { createServer, type Server } from "node:http";
import { closed, listening } from "./lms.ts";

export type Statement = {
  id: string;
  verb: { display: Record<string, string> };
  timestamp: string;
  result?: { success?: boolean; completion?: boolean; duration?: string; score?: { scaled: number } };
  context: {
    registration: string;
    contextActivities: Record<string, { id: string }[]>;
    extensions: Record<string, unknown>;
  };
};

export const registration = "760e3480-ba55-4991-94b0-01820dbd23a2";
const extension = "https://w3id.org/xapi/cmi5/context/extensions";
const actor = { objectType: "Agent", account: { homePage: "https://lms.example.org", name: "1625378" } };

/** A record store over HTTP, on an address of its own, that knows what a lesson needs and holds it to the rules of cmi5. */
export type Lrs = {
  base: string;
  statements: Statement[];
  states: Map<string, unknown>;
  /** What a system says of a launch; a new session id for each token. */
  launchData: (more?: object) => void;
  /** The search of a launch, with a token of its own, which is good once. */
  search: (more?: Record<string, string>) => string;
  /** Verbs in their order but for single answers. */
  said: (from?: number) => string[];
  /** Answers so many requests with 503, or all of them until 0 is said. */
  fail: (times: number) => void;
  close: () => Promise<void>;
};

export async function startLrs(): Promise<Lrs> {
  const statements: Statement[] = [];
  const states = new Map<string, unknown>();
  const used = new Set<string>();
  let tokens = 0;
  let failing = 0;
  let base = "";
  const launchData = (more: object = {}) =>
    void states.set("LMS.LaunchData", {
      contextTemplate: {
        contextActivities: { grouping: [{ id: "https://cairn.example.org/packages/ccip/denver/1.1" }] },
        extensions: { [`${extension}/sessionid`]: `session-${tokens}` },
      },
      launchMode: "Normal",
      masteryScore: 0.8,
      moveOn: "CompletedAndPassed",
      ...more,
    });
  launchData();
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://lrs");
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const send = (status: number, body: unknown = "") => {
        response.writeHead(status, {
          "Content-Type": "application/json",
          // As the standard asks for. Without a word on caching a browser would keep what is so old.
          "Last-Modified": "Wed, 01 Jan 2020 00:00:00 GMT",
          "Access-Control-Allow-Origin": "*",
          "Access-Control-Allow-Headers": "authorization, content-type, x-experience-api-version",
          "Access-Control-Allow-Methods": "GET, POST, PUT",
        });
        response.end(status === 204 ? undefined : JSON.stringify(body));
      };
      if (request.method === "OPTIONS") return send(204);
      const body = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : null;
      if (url.pathname === "/token") {
        if (request.method !== "POST") return send(405);
        const key = url.searchParams.get("k") ?? "";
        if (used.has(key)) return send(200, { "error-code": "1", "error-text": "Used already" });
        used.add(key);
        return send(200, { "auth-token": "c2VjcmV0" });
      }
      if (request.headers.authorization !== "Basic c2VjcmV0") return send(401);
      if (!request.headers["x-experience-api-version"]) return send(400);
      if (failing > 0) {
        failing -= 1;
        return send(503);
      }
      if (url.pathname === "/lrs/agents/profile") return send(404);
      if (url.pathname === "/lrs/activities/state") {
        if (url.searchParams.get("registration") !== registration) return send(400);
        const id = url.searchParams.get("stateId") ?? "";
        if (request.method === "GET") return states.has(id) ? send(200, states.get(id)) : send(404);
        states.set(id, body);
        return send(204);
      }
      if (url.pathname === "/lrs/statements" && request.method === "POST") {
        if (body.some(({ id }: Statement) => statements.some((one) => one.id === id))) return send(409);
        statements.push(...body);
        return send(
          200,
          body.map(({ id }: Statement) => id),
        );
      }
      send(404);
    });
  });
  base = (await listening(server)).replace(/\/$/u, "");
  return {
    base,
    statements,
    states,
    launchData,
    search(more = {}) {
      tokens += 1;
      return `?${new URLSearchParams({
        endpoint: `${base}/lrs/`,
        fetch: `${base}/token?k=${tokens}`,
        actor: JSON.stringify(actor),
        registration,
        activityId: "https://lms.example.org/activity/1",
        ...more,
      })}`;
    },
    said: (from = 0) =>
      statements.slice(from).flatMap(({ verb }) => verb.display["en-US"]?.replace(/^answered$/u, "") || []),
    fail: (times) => {
      failing = times;
    },
    close: () => closed(server),
  };
}
