import { readFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { type Unzipped, unzipSync } from "fflate";

/** A learning system that we did not write: scorm-again in a page, with the lesson in a frame. */
export type Lms = {
  address: string;
  /** What it has stored, as it would show it to a teacher. */
  stored: () => Record<string, unknown> | null;
  /** Refuses to store until it is told otherwise. */
  refuse: (isRefusing: boolean) => void;
  /** Requests that were not for the package or the system. */
  strays: string[];
  close: () => Promise<void>;
};

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

type Cmi = Record<string, unknown> & { core?: Record<string, unknown> };

/** As Moodle does: a lesson that says it is at its end opens only to be looked at, and nothing more counts. */
function reopened(cmi: Cmi | null): Cmi | null {
  if (!cmi) return null;
  const status = String(cmi.core?.lesson_status ?? cmi.completion_status);
  if (!["passed", "completed", "failed"].includes(status)) return cmi;
  return cmi.core ? { ...cmi, core: { ...cmi.core, lesson_mode: "review" } } : { ...cmi, mode: "review" };
}

export async function startLms(zip: Uint8Array, version: "12" | "2004", page: string): Promise<Lms> {
  const files = unzipSync(zip);
  const require = createRequire(import.meta.url);
  const runtime = readFileSync(require.resolve(`scorm-again/scorm${version}/min`), "utf8");
  const [api, maker] = version === "12" ? ["API", "Scorm12API"] : ["API_1484_11", "Scorm2004API"];
  let stored: Record<string, unknown> | null = null;
  let isRefusing = false;
  const strays: string[] = [];
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://lms");
    const send = (type: string, body: string | Uint8Array) => {
      response.setHeader("Content-Type", type);
      response.end(body);
    };
    if (pathname === "/commit") {
      const parts: Buffer[] = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        if (isRefusing) {
          response.statusCode = 500;
          return send("application/json", '{"result":"false","errorCode":101}');
        }
        stored = JSON.parse(Buffer.concat(parts).toString());
        send("application/json", '{"result":"true","errorCode":0}');
      });
      return;
    }
    if (pathname === "/") {
      const saved = JSON.stringify(reopened((stored as { cmi?: Cmi } | null)?.cmi ?? null)).replaceAll(
        "<",
        "\\u003c",
      );
      return send(
        "text/html; charset=utf-8",
        `<!doctype html><html lang="en"><head><title>Learning system</title></head><body style="margin:0">
<script src="/runtime.js"></script>
<script>
window.${api} = new ${maker}({ lmsCommitUrl: "/commit", autocommit: false, logLevel: 5 });
const saved = ${saved};
if (saved) window.${api}.loadFromJSON(saved);
</script>
<iframe title="Lesson" src="/${page}" style="width:100%;height:100vh;border:0;display:block"></iframe></body></html>`,
      );
    }
    if (pathname === "/runtime.js") return send("text/javascript", runtime);
    sendFile(files, pathname, response, strays);
  });
  return {
    address: await listening(server),
    stored: () => stored,
    refuse: (wanted) => {
      isRefusing = wanted;
    },
    strays,
    close: () => closed(server),
  };
}

/** A system that launches lessons of a cmi5 package in the window itself, and has a page to come back to. */
export async function startLauncher(
  zip: Uint8Array,
): Promise<Pick<Lms, "address" | "strays" | "close"> & { back: string }> {
  const files = unzipSync(zip);
  files.back = new TextEncoder().encode("<!doctype html><title>Back</title><h1>Your courses</h1>");
  const strays: string[] = [];
  const server = createServer((request, response) =>
    sendFile(files, new URL(request.url ?? "/", "http://lms").pathname, response, strays),
  );
  const address = await listening(server);
  return { address, back: `${address}back`, strays, close: () => closed(server) };
}

function sendFile(files: Unzipped, pathname: string, response: ServerResponse, strays: string[]): void {
  const file = files[decodeURIComponent(pathname.slice(1))];
  if (!file) {
    if (pathname !== "/favicon.ico") strays.push(pathname);
    response.statusCode = 404;
  }
  response.setHeader("Content-Type", types[extname(pathname) || ".html"] ?? "application/octet-stream");
  response.end(file);
}

export async function listening(server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The learning system got no port.");
  return `http://127.0.0.1:${address.port}/`;
}

/** Also with connections that are still open. */
export const closed = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.closeAllConnections();
    server.close(() => done());
  });
