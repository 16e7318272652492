import { DrizzleSQLiteAdapter } from "@lucia-auth/adapter-drizzle";
import { redirect } from "@remix-run/node";
import { and, eq, gt, isNull, lt, ne, sql } from "drizzle-orm";
import { Lucia, TimeSpan } from "lucia";
import { env } from "#app/lib/env.ts";
import { hashToken, newToken } from "#app/lib/ids.ts";
import { db, prepared, type Writer } from "#db/client.server.ts";
import { person, roleGrant, session } from "#db/schema/people.ts";
import type { Grant, User } from "./can.ts";
import { cookieName, readShortCookie, secure, shortCookie } from "./cookies.server.ts";
import { dropKeptForms, keepForm, sentAgain } from "./kept-form.server.ts";
import { seal, unseal } from "./seal.server.ts";
import { teachingOf } from "./teaching.server.ts";

declare module "lucia" {
  interface Register {
    Lucia: Lucia<{ createdAt: Date; lastSeenAt: Date; device: string; strong: boolean }, PersonRow>;
    DatabaseUserAttributes: PersonRow;
    DatabaseSessionAttributes: { createdAt: Date; lastSeenAt: Date; device: string; strong: boolean };
  }
}
type PersonRow = Omit<typeof person.$inferSelect, "id">;

/** Lucia's adapter, with the one question that every request asks built once instead of each time. */
function makeAdapter() {
  const adapter = new DrizzleSQLiteAdapter(db as never, session as never, person as never);
  adapter.getSessionAndUser = async (sessionId: string) => {
    const found = sessionById().get({ id: sessionId });
    if (!found) return [null, null];
    const { id, userId, expiresAt, ...attributes } = found.session;
    const { id: personId, ...rest } = found.person;
    return [
      { id, userId, expiresAt: new Date(expiresAt * 1000), attributes },
      { id: personId, attributes: rest },
    ];
  };
  return adapter;
}

const sessionById = prepared((from) =>
  from
    .select({ session, person })
    .from(session)
    .innerJoin(person, eq(person.id, session.userId))
    .where(eq(session.id, sql.placeholder("id"))),
);

const makeLucia = () =>
  new Lucia(makeAdapter(), {
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

/** The roles that somebody holds, and what being paused or an apprentice changes about them. */
export function rightsOf(personId: string): Pick<User, "grants" | "paused" | "inCohorts"> {
  const grants = currentGrants(personId);
  return { grants, ...teachingOf(personId, grants) };
}

export function currentGrants(personId: string): Grant[] {
  return grantsByPerson().all({ person: personId });
}

const grantsByPerson = prepared((from) =>
  from
    .select({ role: roleGrant.role, siteId: roleGrant.siteId })
    .from(roleGrant)
    .where(and(eq(roleGrant.personId, sql.placeholder("person")), isNull(roleGrant.endedAt))),
);

const thisTurn = new Map<string, Promise<SignedIn | null>>();
const minute = 60_000;

async function readSession(request: Request): Promise<SignedIn | null> {
  const id = readCookie(request);
  if (!id) return null;
  const found = await lucia().validateSession(id);
  if (!found.session || found.user.erasedAt) return null;
  const now = new Date();
  if (now.getTime() - found.session.lastSeenAt.getTime() > 5 * minute) {
    db.update(session).set({ lastSeenAt: now }).where(eq(session.id, id)).run();
    db.update(person).set({ lastSeenAt: now }).where(eq(person.id, found.user.id)).run();
  }
  const { id: personId, name, email, discipline, quizLayout } = found.user;
  return {
    sessionId: id,
    strong: found.session.strong,
    user: { id: personId, name, email, discipline, quizLayout, ...rightsOf(personId) },
  };
}

/**
 * Who is asking, or null. The loaders of one page each get a request object of their own and ask in the same turn of
 * the event loop: they share one answer. A form always asks anew.
 */
export function signedIn(request: Request): Promise<SignedIn | null> {
  if (request.method !== "GET") return readSession(request);
  const cookie = request.headers.get("Cookie") ?? "";
  const known = thisTurn.get(cookie);
  if (known) return known;
  if (thisTurn.size === 0) setImmediate(() => thisTurn.clear());
  const answer = readSession(request);
  thisTurn.set(cookie, answer);
  return answer;
}

/**
 * The signed-in user; otherwise throws a redirect to the sign-in page that comes back here afterwards. A form that came
 * too late is kept for its sender; `keeps` is false where a script sends what the page itself keeps.
 */
export async function requireUser(request: Request, { keeps = true } = {}): Promise<User> {
  const found = await signedIn(request);
  if (found) {
    if (request.method !== "GET") await sentAgain(request, found.user.id);
    return found.user;
  }
  const page = pageOf(request);
  const sender = request.method !== "GET" && keeps ? lastPersonOf(request) : null;
  const cookie = sender ? await keepForm(request, sender, page) : null;
  const expired =
    readCookie(request) !== null || request.method !== "GET" ? `expired=${cookie ? "kept" : "1"}&` : "";
  throw redirect(
    `/sign-in?${expired}to=${encodeURIComponent(page)}`,
    cookie ? { headers: { "Set-Cookie": cookie } } : undefined,
  );
}

/** Whose session it was, read from its id alone: it tells after the session is over, and nobody can make one up. */
function lastPersonOf(request: Request): string | null {
  const [token, sealed] = readCookie(request)?.split(".") ?? [];
  if (!token || !sealed) return null;
  try {
    return unseal(sealed, token);
  } catch {
    return null;
  }
}

/** The page a person was on: this one, or for a form the page that it was on. */
function pageOf(request: Request): string {
  const asked = new URL(request.url);
  const referer = request.headers.get("Referer");
  const page = request.method !== "GET" && referer && URL.canParse(referer) ? new URL(referer) : asked;
  return page.host === asked.host ? page.pathname + page.search : asked.pathname;
}

/** Starts a session and returns the Set-Cookie value. `strong` says whether a second step or passkey was used. */
export async function startSession(personId: string, request: Request, strong: boolean): Promise<string> {
  const now = new Date();
  const token = newToken();
  const made = await lucia().createSession(
    personId,
    { createdAt: now, lastSeenAt: now, device: deviceName(request.headers.get("User-Agent") ?? ""), strong },
    { sessionId: `${token}.${seal(personId, token)}` },
  );
  db.update(person).set({ lastSeenAt: now }).where(eq(person.id, personId)).run();
  return lucia().createSessionCookie(made.id).serialize();
}

/** Ends the session of this request and returns the Set-Cookie value that clears the cookie. */
export async function endSession(request: Request): Promise<string> {
  const id = readCookie(request);
  const person = lastPersonOf(request);
  if (person) dropKeptForms(person);
  if (id) await lucia().invalidateSession(id);
  return lucia().createBlankSessionCookie().serialize();
}

/** A sign-in as its owner sees it. `mark` names it in forms; the id itself would be the key to it. */
export type SignInRow = { mark: string; device: string; createdAt: Date; lastSeenAt: Date; mine: boolean };

/** The open sign-ins of the one who asks, this one first. */
export function signInsOf({ user, sessionId }: SignedIn): SignInRow[] {
  return db
    .select()
    .from(session)
    .where(and(eq(session.userId, user.id), gt(session.expiresAt, Math.floor(Date.now() / 1000))))
    .all()
    .map(({ id, device, createdAt, lastSeenAt }) => ({
      mark: hashToken(id),
      device,
      createdAt,
      lastSeenAt,
      mine: id === sessionId,
    }))
    .sort((a, b) => Number(b.mine) - Number(a.mine) || b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
}

/** Ends one of the user's own sessions, by its mark. False when it is not there any more. */
export function endOneSession(user: User, mark: string): boolean {
  const mine = db.select({ id: session.id }).from(session).where(eq(session.userId, user.id)).all();
  const found = mine.find(({ id }) => hashToken(id) === mark);
  return found !== undefined && db.delete(session).where(eq(session.id, found.id)).run().changes === 1;
}

/** Ends all sessions of a person, except `keep` when given. */
export function endOtherSessions(personId: string, keep?: string, tx: Writer = db): void {
  const mine = eq(session.userId, personId);
  tx.delete(session)
    .where(keep ? and(mine, ne(session.id, keep)) : mine)
    .run();
}

/** Removes sessions whose time is over. */
export function forgetOldSessions(now = new Date()): void {
  db.delete(session)
    .where(lt(session.expiresAt, Math.floor(now.getTime() / 1000)))
    .run();
}

/** The cookie that carries the open second step for ten minutes; an empty token clears it. */
export const secondStepCookie = (token: string): string => shortCookie("step", token, 600);

export const readSecondStep = (request: Request): string | null => readShortCookie("step", request);

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
