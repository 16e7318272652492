import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { unzipSync } from "fflate";

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
      const saved = JSON.stringify((stored as { cmi?: unknown } | null)?.cmi ?? null).replaceAll(
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
    const file = files[decodeURIComponent(pathname.slice(1))];
    if (file) return send(types[extname(pathname)] ?? "application/octet-stream", file);
    if (pathname !== "/favicon.ico") strays.push(pathname);
    response.statusCode = 404;
    response.end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The learning system got no port.");
  return {
    address: `http://127.0.0.1:${address.port}/`,
    stored: () => stored,
    refuse: (wanted) => {
      isRefusing = wanted;
    },
    strays,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
