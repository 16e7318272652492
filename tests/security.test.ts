import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoPassword } from "./cast.ts";
import {
  castFolder,
  databaseOf,
  ownForm,
  type RealServer,
  sessionCookie,
  startServer,
} from "./real-server.ts";

let server: RealServer;
let https: RealServer;
beforeAll(async () => {
  server = await startServer();
  https = await startServer({
    dataDir: castFolder(),
    env: { ORIGIN: "https://cairn.example.org", WORKERS: "1" },
  });
});
afterAll(async () => {
  await Promise.all([server.stop(), https.stop()]);
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.origin + path, { redirect: "manual", headers });

/** A request whose headers `fetch` would not let us choose. Resolves to the status and the body. */
function raw(method: string, path: string, headers: Record<string, string>, body = "") {
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const sent = httpRequest(server.origin + path, { method, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      });
      sent.on("error", reject);
      sent.end(body);
    },
  );
}

const form = { "Content-Type": "application/x-www-form-urlencoded" };

describe("the server", () => {
  it("takes the curriculum as the build parsed it", () => {
    expect(server.said()).not.toContain("parsed at start");
  });
});

describe("pages", () => {
  it("allow only their own scripts, each by this answer's nonce, and nothing from other hosts", async () => {
    for (const [path, who] of [
      ["/sign-in", null],
      ["/", "trainee"],
      ["/cohorts", "trainer"],
      ["/nowhere", "trainee"],
    ] as const) {
      const response = await get(path, who ? { Cookie: sessionCookie(server, who) } : {});
      const html = await response.text();
      const policy = response.headers.get("Content-Security-Policy") ?? "";
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      expect(nonce, path).toMatch(/^[\w+/]{20,}=*$/);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).not.toMatch(/unsafe|\*|https?:|ws:/);

      const scripts = [...html.matchAll(/<script\b([^>]*)>/g)].map(([, attributes]) => attributes as string);
      expect(scripts.length).toBeGreaterThan(0);
      for (const attributes of scripts) expect(attributes, path).toContain(`nonce="${nonce}"`);
      expect(html, path).not.toMatch(/<[^>]+\s(style|on[a-z]+)="/i);
      expect(html).not.toMatch(/<style\b/);
      const loaded = [
        ...html.matchAll(/<(?:script|img|link|iframe|source)\b[^>]*?\s(?:src|href)="([^"]+)"/g),
      ];
      for (const [, address] of loaded) expect(address, path).toMatch(/^(\/(?!\/)|data:)/);
    }
  });

  it("have a new nonce each time and are kept by no cache", async () => {
    const [one, two] = await Promise.all([get("/sign-in"), get("/sign-in")]);
    const nonce = (response: Response) =>
      /nonce-[^']+/.exec(response.headers.get("Content-Security-Policy") ?? "")?.[0];
    expect(nonce(one)).not.toBe(nonce(two));
    expect(one.headers.get("Cache-Control")).toBe("no-store");
  });

  it("carry the headers that protect them", async () => {
    const { headers } = await get("/sign-in");
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers.get("Permissions-Policy")).toContain("camera=()");
    expect(headers.get("X-Powered-By")).toBeNull();
    expect(headers.get("Server")).toBeNull();
  });

  it("ask for TLS for two years where the address has it, and only there", async () => {
    expect((await fetch(`${https.origin}/sign-in`)).headers.get("Strict-Transport-Security")).toBe(
      "max-age=63072000; includeSubDomains",
    );
    expect((await get("/sign-in")).headers.get("Strict-Transport-Security")).toBeNull();
  });

  it("show a tab title that names nothing", async () => {
    for (const path of ["/sign-in", "/response-guide", "/nowhere"])
      expect(await (await get(path)).text()).toMatch(/<title>[^<]*CCIP Training<\/title>/);
  });
});

describe("the session cookie", () => {
  it("is bound to this host, hidden from scripts and not sent from other sites", async () => {
    const dataDir = undefined;
    const demo = await startServer({ dataDir, env: { WORKERS: "1" } });
    const password = await import("@node-rs/argon2").then(({ hash }) => hash(demoPassword));
    const { databaseOf } = await import("./real-server.ts");
    const database = databaseOf(demo);
    database
      .prepare("update person set password_hash = ? where email = 'tomas.rivera@example.org'")
      .run(password);
    database.close();
    const response = await fetch(`${demo.origin}/sign-in`, {
      method: "POST",
      redirect: "manual",
      headers: ownForm(demo),
      body: new URLSearchParams({
        intent: "password",
        email: "tomas.rivera@example.org",
        password: demoPassword,
      }),
    });
    const cookie = response.headers.getSetCookie().find((one) => one.includes("cairn"));
    expect(response.status).toBe(302);
    expect(cookie).toMatch(/^__Host-cairn=/);
    for (const attribute of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"])
      expect(cookie).toContain(attribute);
    expect(cookie).not.toContain("Domain=");
    await demo.stop();
  });

  it("means nothing when it is invented", async () => {
    const response = await get("/", { Cookie: "__Host-cairn=invented" });
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toMatch(/^\/sign-in/);
  });
});

describe("a request that changes something", () => {
  const body = "layout=page";
  const post = (headers: Record<string, string>) =>
    raw(
      "POST",
      "/curriculum/1.1/quiz",
      {
        ...form,
        "Content-Length": String(body.length),
        Cookie: sessionCookie(server, "trainee"),
        ...headers,
      },
      body,
    );

  it("is taken from our own pages", async () => {
    expect((await post(ownForm(server))).status).toBe(302);
    expect((await post({ Origin: server.origin })).status).toBe(302);
  });

  it("is taken without the marks of a browser where a mail program stops letters, and nowhere else", async () => {
    const send = (path: string, headers: Record<string, string> = {}) => {
      const stop = "List-Unsubscribe=One-Click";
      const type = "application/x-www-form-urlencoded";
      return raw(
        "POST",
        path,
        { "Content-Type": type, "Content-Length": String(stop.length), ...headers },
        stop,
      );
    };
    expect((await send("/follow-up/no-such-key?stop")).status).toBe(404);
    expect((await send("/sponsor/no-such-key?stop")).status).toBe(404);
    for (const path of ["/follow-up/no-such-key", "/sponsor/no-such-key?stop=1&intent=sign", "/account?stop"])
      expect((await send(path)).status, path).toBe(403);
    expect((await send("/sponsor/no-such-key?stop", { Origin: "https://elsewhere.example" })).status).toBe(
      403,
    );
  });

  it("is refused from elsewhere, and when it does not say whence", async () => {
    for (const headers of [
      { Origin: "https://elsewhere.example" },
      { Origin: "null" },
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site", Origin: server.origin },
      { "Sec-Fetch-Site": "same-origin", Origin: "https://elsewhere.example" },
      {},
    ]) {
      const { status, text } = await post(headers as Record<string, string>);
      expect(status, JSON.stringify(headers)).toBe(403);
      expect(text).toContain("another site");
    }
  });

  it("is refused when it is too large or hides its size", async () => {
    const cookie = sessionCookie(server, "trainee");
    const large = await raw("POST", "/sign-in", {
      ...form,
      ...ownForm(server, cookie),
      "Content-Length": "1000001",
    });
    expect(large.status).toBe(413);
    const chunked = await raw(
      "POST",
      "/sign-in",
      { ...form, ...ownForm(server, cookie), "Transfer-Encoding": "chunked" },
      body,
    );
    expect(chunked.status).toBe(411);
  });

  it("comes as POST and by no other method", async () => {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
      expect((await raw(method, "/", ownForm(server))).status, method).toBe(405);
  });
});

describe("files", () => {
  it("with a hash in their name are packed beforehand and never asked for again", async () => {
    const html = await (await get("/sign-in")).text();
    const assets = [...html.matchAll(/"(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path as string);
    expect(assets.length).toBeGreaterThan(3);
    const sheet = assets.find((path) => path.endsWith(".css")) as string;
    const packed: Record<string, number> = {};
    for (const encoding of ["br", "gzip", "identity"]) {
      const { status, headers } = await raw("GET", sheet, { "Accept-Encoding": encoding });
      expect(status).toBe(200);
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
      expect(headers["content-encoding"]).toBe(encoding === "identity" ? undefined : encoding);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      packed[encoding] = Number(headers["content-length"]);
    }
    expect(packed.br).toBeLessThan(packed.gzip as number);
    expect(packed.gzip).toBeLessThan((packed.identity as number) / 3);
  });

  it("never come from outside their folder", async () => {
    for (const path of [
      "/../package.json",
      "/..%2fpackage.json",
      "/assets/..%2f..%2fserver%2findex.js",
      "/.env",
      "/%00",
    ]) {
      const { status, text } = await raw("GET", path, {});
      expect([302, 400, 404], path).toContain(status);
      expect(text).not.toContain("dependencies");
    }
  });

  it("quick exit, the icon and the checks are there without signing in", async () => {
    for (const [path, type] of [
      ["/quick-exit.js", "javascript"],
      ["/favicon.svg", "svg"],
      ["/healthz", "text/plain"],
      ["/readyz", "text/plain"],
    ] as const) {
      const response = await get(path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get("Content-Type")).toContain(type);
    }
  });
});

describe("a manual on a weak connection", () => {
  it("goes on where it stopped, with the headers of the whole, and is counted once", async () => {
    const path = "/response-guide/html/download";
    const browser = {
      "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    };
    const whole = await get(path, browser);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([whole.status, whole.headers.get("Content-Length")]).toEqual([200, String(bytes.length)]);
    const half = Math.floor(bytes.length / 2);
    const rest = await get(path, {
      ...browser,
      Range: `bytes=${half}-`,
      "If-Range": whole.headers.get("Last-Modified") ?? "",
    });
    expect([rest.status, rest.headers.get("Content-Range")]).toEqual([
      206,
      `bytes ${half}-${bytes.length - 1}/${bytes.length}`,
    ]);
    expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(half))).toBe(true);
    for (const name of ["Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options"])
      expect(rest.headers.get(name)).toBe(whole.headers.get(name));
    const changed = await get(path, {
      ...browser,
      Range: `bytes=${half}-`,
      "If-Range": "Sun, 01 Jan 2006 00:00:00 GMT",
    });
    expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, bytes.length]);
    expect((await get(path, { ...browser, Range: `bytes=${bytes.length}-` })).status).toBe(416);
    const database = databaseOf(server);
    expect(database.prepare("select count(*) as n from manual_download").get()).toEqual({ n: 1 });
    database.close();
  });
});

describe("starting", () => {
  it("says in a sentence that the port is taken, and ends", async () => {
    const { launchServer } = await import("./real-server.ts");
    const { server: second, ready } = await launchServer({ port: Number(new URL(server.origin).port) });
    await expect(ready).rejects.toThrow(/already listens at 127\.0\.0\.1/);
    expect(await second.ended).toMatchObject({ code: 1 });
  });

  it("says in a sentence what is wrong with a setting, and ends", async () => {
    const { launchServer } = await import("./real-server.ts");
    const { ready } = await launchServer({ env: { SESSION_DAYS: "many", WORKERS: "0" } });
    await expect(ready).rejects.toThrow(
      /SESSION_DAYS must be a number of days from 1 to 90\.\nWORKERS must be/,
    );
  });

  it("refuses to serve real people from a database with the demo cast", async () => {
    const { launchServer } = await import("./real-server.ts");
    const { server: real, ready } = await launchServer({ demo: false });
    await expect(ready).rejects.toThrow(/demo cast, whose passwords are public/);
    expect(await real.ended).toMatchObject({ code: 1 });
  });

  it("shows no demo sign-ins to real people", async () => {
    const { temporaryFolder } = await import("./real-server.ts");
    const real = await startServer({ demo: false, dataDir: temporaryFolder(), env: { WORKERS: "1" } });
    const html = await (await fetch(`${real.origin}/sign-in`)).text();
    expect(html).not.toContain(demoPassword);
    expect(html).not.toContain("example.org");
    await real.stop();
  });
});
