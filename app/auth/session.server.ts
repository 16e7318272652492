import { DrizzleSQLiteAdapter } from "@lucia-auth/adapter-drizzle";
import { redirect } from "@remix-run/node";
import { and, eq, gt, isNull, ne } from "drizzle-orm";
import { Lucia, TimeSpan } from "lucia";
import { env } from "#app/lib/env.ts";
import { isLoopback } from "#app/lib/origin.ts";
import { db } from "#db/client.server.ts";
import { person, roleGrant, session } from "#db/schema/people.ts";
import type { Grant, User } from "./can.ts";

declare module "lucia" {
  interface Register {
    Lucia: Lucia<{ createdAt: Date; lastSeenAt: Date; device: string; strong: boolean }, PersonRow>;
    DatabaseUserAttributes: PersonRow;
    DatabaseSessionAttributes: { createdAt: Date; lastSeenAt: Date; device: string; strong: boolean };
  }
}
type PersonRow = Omit<typeof person.$inferSelect, "id">;

// Browsers keep Secure cookies on loopback addresses too; only a plain-http LAN address needs the weaker cookie.
const secure = env.origin.startsWith("https:") || isLoopback(new URL(env.origin).hostname);
export const cookieName = secure ? "__Host-cairn" : "cairn";

const makeLucia = () =>
  new Lucia(new DrizzleSQLiteAdapter(db as never, session as never, person as never), {
    sessionExpiresIn: new TimeSpan(env.sessionDays, "d"),
    sessionCookie: {
      name: cookieName,
      // The cookie outlives the session on purpose: SESSION_DAYS is kept on the server, where it can be ended.
      expires: false,
      attributes: { secure, sameSite: "lax", path: "/" },
    },
    getUserAttributes: (row) => row,
    getSessionAttributes: (row) => ({
      createdAt: row.createdAt,
      lastSeenAt: row.lastSeenAt,
      device: row.device,
      strong: row.strong,
    }),
  });

let built: { for: typeof db; lucia: ReturnType<typeof makeLucia> } | null = null;
function lucia() {
  if (built?.for !== db) built = { for: db, lucia: makeLucia() };
  return built.lucia;
}

const readCookie = (request: Request): string | null =>
  lucia().readSessionCookie(request.headers.get("Cookie") ?? "");

export type SignedIn = { user: User; sessionId: string; strong: boolean };

export function currentGrants(personId: string): Grant[] {
  return db
    .select({ role: roleGrant.role, siteId: roleGrant.siteId })
    .from(roleGrant)
    .where(and(eq(roleGrant.personId, personId), isNull(roleGrant.endedAt)))
    .all();
}

const answers = new WeakMap<Request, Promise<SignedIn | null>>();
const minute = 60_000;

async function readSession(request: Request): Promise<SignedIn | null> {
  const id = readCookie(request);
  if (!id) return null;
  const found = await lucia().validateSession(id);
  if (!found.session || found.user.erasedAt) return null;
  const now = new Date();
  if (now.getTime() - found.session.lastSeenAt.getTime() > 5 * minute)
    db.update(session).set({ lastSeenAt: now }).where(eq(session.id, id)).run();
  const { id: personId, name, email, discipline, quizLayout } = found.user;
  return {
    sessionId: id,
    strong: found.session.strong,
    user: { id: personId, name, email, discipline, quizLayout, grants: currentGrants(personId) },
  };
}

/** Who is asking, or null. Read once per request. */
export function signedIn(request: Request): Promise<SignedIn | null> {
  let answer = answers.get(request);
  if (!answer) {
    answer = readSession(request);
    answers.set(request, answer);
  }
  return answer;
}

/** The signed-in user; otherwise throws a redirect to the sign-in page that comes back here afterwards. */
export async function requireUser(request: Request): Promise<User> {
  const found = await signedIn(request);
  if (found) return found.user;
  const url = new URL(request.url);
  const back =
    request.method === "GET" ? `?to=${encodeURIComponent(url.pathname + url.search)}` : "?expired=1";
  throw redirect(`/sign-in${back}`);
}

/** Starts a session and returns the Set-Cookie value. `strong` says whether a second step or passkey was used. */
export async function startSession(personId: string, request: Request, strong: boolean): Promise<string> {
  const now = new Date();
  const made = await lucia().createSession(personId, {
    createdAt: now,
    lastSeenAt: now,
    device: deviceName(request.headers.get("User-Agent") ?? ""),
    strong,
  });
  return lucia().createSessionCookie(made.id).serialize();
}

/** Ends the session of this request and returns the Set-Cookie value that clears the cookie. */
export async function endSession(request: Request): Promise<string> {
  const id = readCookie(request);
  if (id) await lucia().invalidateSession(id);
  return lucia().createBlankSessionCookie().serialize();
}

export function sessionsOf(user: User): (typeof session.$inferSelect)[] {
  return db
    .select()
    .from(session)
    .where(and(eq(session.userId, user.id), gt(session.expiresAt, Math.floor(Date.now() / 1000))))
    .all();
}

/** Ends one of the user's own sessions. */
export function endOneSession(user: User, sessionId: string): void {
  db.delete(session)
    .where(and(eq(session.userId, user.id), eq(session.id, sessionId)))
    .run();
}

/** Ends all sessions of a person, except `keep` when given. */
export function endOtherSessions(personId: string, keep?: string): void {
  const mine = eq(session.userId, personId);
  db.delete(session)
    .where(keep ? and(mine, ne(session.id, keep)) : mine)
    .run();
}

function deviceName(agent: string): string {
  const browser =
    [
      ["Edg/", "Edge"],
      ["OPR/", "Opera"],
      ["Firefox/", "Firefox"],
      ["Chrome/", "Chrome"],
      ["Safari/", "Safari"],
    ].find(([mark]) => agent.includes(mark as string))?.[1] ?? "A browser";
  const system =
    [
      ["iPhone", "iPhone"],
      ["iPad", "iPad"],
      ["Android", "Android"],
      ["Windows", "Windows"],
      ["Mac OS X", "Mac"],
      ["Linux", "Linux"],
    ].find(([mark]) => agent.includes(mark as string))?.[1] ?? "an unknown device";
  return `${browser} on ${system}`;
}
