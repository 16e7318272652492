import { and, desc, eq, gt, inArray, isNull } from "drizzle-orm";
import { hashToken, newToken } from "#app/lib/ids.ts";
import { db, transact } from "#db/client.server.ts";
import { pending, person } from "#db/schema/people.ts";
import { readShortCookie, shortCookie } from "./cookies.server.ts";
import { againField, filledIn, type KeptForm, keepable } from "./kept-form.ts";
import { dropPending, startPending } from "./pending.server.ts";
import { seal, unseal } from "./seal.server.ts";

const minutes = 60;
/** Characters of one form, and forms of one person: enough for a long report in each of several tabs. */
const largest = 300_000;
const most = 8;

const ownerOf = (personId: string, browser: string): string => `${personId}:${browser}`;
const isForm = (request: Request): boolean =>
  /^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(
    request.headers.get("Content-Type") ?? "",
  );

/**
 * Keeps the fields of a form that came after its sender was signed out: sealed, for an hour, for this person in this
 * browser. Gives the Set-Cookie value that binds the browser, or null when there was nothing to keep or it is too long.
 */
export async function keepForm(
  request: Request,
  personId: string,
  page: string,
  now = new Date(),
): Promise<string | null> {
  if (request.bodyUsed || !isForm(request)) return null;
  const form = await request.clone().formData();
  const fields = keepable(form);
  if (filledIn(fields).length === 0) return null;
  const { pathname } = new URL(request.url);
  const text = JSON.stringify({ page: pathOf(page), action: pathname, fields });
  if (text.length > largest) return null;
  const browser = readShortCookie("form", request) ?? newToken();
  const kept = transact((tx) => {
    const owner = tx
      .select({ id: person.id })
      .from(person)
      .where(and(eq(person.id, personId), isNull(person.erasedAt)))
      .get();
    if (!owner) return false;
    const before = rowsOf(personId, browser, now);
    const again = before.find(({ id }) => id === form.get(againField))?.id;
    const gone = before.slice(most - 1).map(({ id }) => id);
    tx.delete(pending)
      .where(inArray(pending.id, again ? [again, ...gone] : gone))
      .run();
    const sealed = seal(text, ownerOf(personId, browser));
    startPending(tx, "form", personId, { browser: hashToken(browser), sealed }, minutes, now);
    return true;
  });
  return kept ? shortCookie("form", browser, minutes * 60) : null;
}

const pathOf = (page: string): string => new URL(page, "http://here.invalid").pathname;

/** The kept forms of a person in a browser, the newest first. */
function rowsOf(personId: string, browser: string, now: Date) {
  return db
    .select({ id: pending.id, payload: pending.payload })
    .from(pending)
    .where(and(eq(pending.kind, "form"), eq(pending.personId, personId), gt(pending.expiresAt, now)))
    .orderBy(desc(pending.id))
    .all()
    .filter(({ payload }) => payload.browser === hashToken(browser));
}

/** The forms to show again on the page that was asked for, the newest first. */
export function keptForms(request: Request, personId: string, now = new Date()): KeptForm[] {
  const browser = readShortCookie("form", request);
  if (!browser) return [];
  const { pathname } = new URL(request.url);
  return rowsOf(personId, browser, now).flatMap(({ id, payload }): KeptForm[] => {
    try {
      const { page, ...form } = JSON.parse(unseal(payload.sealed ?? "", ownerOf(personId, browser)));
      return page === pathname ? [{ id, ...form }] : [];
    } catch {
      return [];
    }
  });
}

/** Forgets one kept form of this person in this browser. */
export function letGo(request: Request, personId: string, id: string, now = new Date()): void {
  const browser = readShortCookie("form", request);
  if (browser && rowsOf(personId, browser, now).some((one) => one.id === id))
    db.delete(pending).where(eq(pending.id, id)).run();
}

/** Forgets the kept form that a request sends again, if it does. */
export async function sentAgain(request: Request, personId: string): Promise<void> {
  if (!readShortCookie("form", request) || request.bodyUsed || !isForm(request)) return;
  const id = (await request.clone().formData()).get(againField);
  if (typeof id === "string") letGo(request, personId, id);
}

export const dropKeptForms = (personId: string): void => dropPending(db, "form", personId);
