import { and, desc, eq, gt, isNotNull, isNull, lt } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { linkTo } from "#app/auth/invitations.server.ts";
import { networkOf, takeTry } from "#app/auth/rate-limit.server.ts";
import { moment } from "#app/lib/dates.ts";
import { hashToken, newToken } from "#app/lib/ids.ts";
import { mailIsOn, queueMail } from "#app/lib/mail.server.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { person, roleGrant } from "#db/schema/people.ts";
import { shelfRequest } from "#db/schema/shelf.ts";
import type { ShelfRequest } from "./request.ts";
import { kindName, stateName, wishNames } from "./words.ts";

type Row = typeof shelfRequest.$inferSelect;

const day = 86_400_000;
/** How long the link to a granted manual works, and how long what names somebody is kept. */
export const linkDays = 30;
export const keptDays = 365;

/**
 * Takes in a request from the public shelf, or gives the seconds to wait. The form brings the id, so that sending it
 * twice makes one request. `address` is where it came from; it is counted for a quarter of an hour and not kept.
 */
export function askOnShelf(input: ShelfRequest, address: string, now = new Date()): number {
  const wait = takeTry(
    [
      { kind: "shelf:account", of: input.email, tries: 4 },
      { kind: "shelf:address", of: networkOf(address), tries: 10 },
      { kind: "shelf:all", of: "all", tries: 60 },
    ],
    now,
  );
  if (wait > 0) return wait;
  transact((tx) => {
    const isQuiet = !tx
      .select({ id: shelfRequest.id })
      .from(shelfRequest)
      .where(gt(shelfRequest.createdAt, new Date(now.getTime() - 3_600_000)))
      .get();
    const { changes } = tx
      .insert(shelfRequest)
      .values({ ...input, createdAt: now })
      .onConflictDoNothing()
      .run();
    if (changes === 0) return;
    recordAudit(tx, null, "ask-on-shelf", input.id, null, { wants: input.wants }, now);
    if (isQuiet) tellGrantees(tx, now);
  });
  return 0;
}

/** At most one letter an hour, so that a flood of requests does not fill anybody's mail. */
function tellGrantees(tx: Writer, now: Date): void {
  const grantees = tx
    .select({ email: person.email, name: person.name })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(and(eq(roleGrant.role, "grantee"), isNull(roleGrant.endedAt), isNull(person.erasedAt)))
    .groupBy(person.id)
    .all();
  for (const { email, name } of grantees)
    letter(
      tx,
      { email, name },
      ["There is a request from the public shelf to answer:", linkTo("/shelf/requests")],
      now,
    );
}

function letter(tx: Writer, to: { email: string; name: string }, lines: string[], now: Date): void {
  const body = [`Hello ${to.name},`, ...lines].join("\n\n");
  queueMail(tx, { to: to.email, subject: "Your course has an update", body }, now);
}

export type RequestState = "open" | "granted" | "declined" | "erased";
const stateOf = ({ erasedAt, answer }: Row): RequestState => (erasedAt ? "erased" : (answer ?? "open"));

/** Requests for who may answer them: open ones first, the oldest on top, then answered ones, newest first. */
export function shelfRequests(user: User) {
  allow(user, "answer-requests", null);
  const rows = db.select().from(shelfRequest).orderBy(desc(shelfRequest.createdAt)).all();
  const kept = rows.filter(({ erasedAt }) => erasedAt === null);
  const open = kept.filter(({ answer }) => answer === null).reverse();
  const answered = rows.flatMap(({ createdAt, answeredAt }) =>
    answeredAt ? [(answeredAt.getTime() - createdAt.getTime()) / day] : [],
  );
  return {
    open: open.map(brief),
    answered: kept.filter(({ answer }) => answer !== null).map(brief),
    received: rows.length,
    granted: rows.filter(({ answer }) => answer === "granted").length,
    declined: rows.filter(({ answer }) => answer === "declined").length,
    medianDays: median(answered),
  };
}

const brief = (row: Row) => ({
  id: row.id,
  name: row.name ?? "",
  agency: row.agency ?? "",
  wants: wishNames[row.wants],
  state: stateOf(row),
  asked: moment(row.createdAt, "UTC"),
});

function median(numbers: number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) return null;
  const other = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return Math.round(((middle + other) / 2) * 10) / 10;
}

function mine(tx: Writer, user: User, id: string): Row {
  allow(user, "answer-requests", null);
  const row = tx.select().from(shelfRequest).where(eq(shelfRequest.id, id)).get();
  if (!row || row.erasedAt) throw notFound("This request is not here any more. It may have been erased.");
  return row;
}

/** One request with all that was written in it. */
export function shelfRequestPage(user: User, id: string) {
  const row = mine(db, user, id);
  const by = row.answeredBy
    ? db.select({ name: person.name }).from(person).where(eq(person.id, row.answeredBy)).get()?.name
    : null;
  return {
    ...brief(row),
    wish: row.wants,
    email: row.email ?? "",
    kind: kindName(row.agencyKind),
    where: stateName(row.state),
    purpose: row.purpose ?? "",
    reason: row.reason,
    answered: row.answeredAt && moment(row.answeredAt, "UTC"),
    answeredBy: by ?? null,
    linkEnds: row.linkEndsAt && moment(row.linkEndsAt, "UTC"),
    erasedOn: moment(new Date(row.createdAt.getTime() + keptDays * day), "UTC"),
    mailIsOn: mailIsOn(),
  };
}

/**
 * Answers a request and writes to the one who asked. For the participant edition a grant makes a link, which is given
 * back once: only its hash is kept. A second answer is refused, and the same answer twice changes nothing.
 */
export function answerRequest(
  user: User,
  id: string,
  answer: { granted: true } | { granted: false; reason: string },
  now = new Date(),
): { link: string | null } {
  return transact((tx) => {
    const row = mine(tx, user, id);
    const word = answer.granted ? ("granted" as const) : ("declined" as const);
    if (row.answer === word) return { link: null };
    if (row.answer)
      throw conflict("Somebody has answered this request in the meantime. Load the page again.");
    const token = answer.granted && row.wants === "participant" ? newToken() : null;
    tx.update(shelfRequest)
      .set({
        answer: word,
        reason: answer.granted ? null : answer.reason,
        answeredAt: now,
        answeredBy: user.id,
        ...(token && newLink(token, now)),
      })
      .where(eq(shelfRequest.id, id))
      .run();
    recordAudit(tx, user, "answer-request", id, null, { answer: word }, now);
    tell(tx, row, answer.granted ? grantLines(row, token) : declineLines(answer.reason), now);
    return { link: token && linkTo(`/shelf/granted/${token}`) };
  });
}

const newLink = (token: string, now: Date) => ({
  tokenHash: hashToken(token),
  linkEndsAt: new Date(now.getTime() + linkDays * day),
});

function grantLines({ wants }: Row, token: string | null): string[] {
  const ask = "You asked for something on our public shelf, and we are glad to give it.";
  if (token)
    return [
      ask,
      `Here it is, in several formats. The link works for ${linkDays} days:`,
      linkTo(`/shelf/granted/${token}`),
    ];
  return wants === "training"
    ? [ask, "It opens with an account. The link to make yours comes in a letter of its own."]
    : [
        ask,
        "We will be in touch about the first steps. The link to make your account comes in a letter of its own.",
      ];
}

const declineLines = (reason: string): string[] => [
  "You asked for something on our public shelf. We cannot give it this time.",
  reason,
  `What is free for everybody is here: ${linkTo("/shelf")}`,
];

function tell(tx: Writer, { email, name }: Row, lines: string[], now: Date): void {
  if (email && name) letter(tx, { email, name }, lines, now);
}

/** A new link for thirty more days in place of the earlier one, which stops working. */
export function renewShelfLink(user: User, id: string, now = new Date()): string {
  return transact((tx) => {
    const row = mine(tx, user, id);
    if (row.answer !== "granted" || row.wants !== "participant")
      throw conflict("Only a granted request for the participant edition has a link.");
    const token = newToken();
    tx.update(shelfRequest).set(newLink(token, now)).where(eq(shelfRequest.id, id)).run();
    recordAudit(tx, user, "renew-shelf-link", id, null, {}, now);
    tell(tx, row, grantLines(row, token), now);
    return linkTo(`/shelf/granted/${token}`);
  });
}

const nothing = {
  name: null,
  email: null,
  agency: null,
  purpose: null,
  reason: null,
  tokenHash: null,
  linkEndsAt: null,
};

/** Empties what names somebody and ends the link. That there was a request stays in the count. */
export function eraseRequest(user: User, id: string, now = new Date()): void {
  transact((tx) => {
    mine(tx, user, id);
    tx.update(shelfRequest)
      .set({ ...nothing, erasedAt: now, erasedBy: user.id })
      .where(eq(shelfRequest.id, id))
      .run();
    recordAudit(tx, user, "erase-request", id, null, {}, now);
  });
}

/** What somebody asked for on the shelf before they had an account here, for their own records. */
export const askedByAddress = (email: string) =>
  db
    .select()
    .from(shelfRequest)
    .where(eq(shelfRequest.email, email))
    .all()
    .map(({ tokenHash: _, ...row }) => row);

/** Erases the requests of somebody who erases their account. */
export function forgetAskedBy(tx: Writer, email: string, now: Date): void {
  tx.update(shelfRequest)
    .set({ ...nothing, erasedAt: now })
    .where(eq(shelfRequest.email, email))
    .run();
}

/** Background chore: a year after it came, a request names nobody any more. */
export function forgetShelfRequests(now = new Date()): void {
  const old = and(
    isNull(shelfRequest.erasedAt),
    lt(shelfRequest.createdAt, new Date(now.getTime() - keptDays * day)),
  );
  if (!db.select({ id: shelfRequest.id }).from(shelfRequest).where(old).get()) return;
  transact((tx) =>
    tx
      .update(shelfRequest)
      .set({ ...nothing, erasedAt: now })
      .where(old)
      .run(),
  );
}

/** Whether requests wait, for the menu of who may answer them. */
export const openRequests = (): number =>
  db
    .select({ id: shelfRequest.id })
    .from(shelfRequest)
    .where(and(isNull(shelfRequest.answer), isNull(shelfRequest.erasedAt)))
    .all().length;

/** What stands behind the link of a granted request: kind of agency and state, for the count. Null when it has ended. */
export function grantedBy(
  token: string,
  now = new Date(),
): { agencyKind: string; state: string; ends: string } | null {
  const row = db
    .select()
    .from(shelfRequest)
    .where(
      and(
        eq(shelfRequest.tokenHash, hashToken(token)),
        eq(shelfRequest.answer, "granted"),
        isNotNull(shelfRequest.linkEndsAt),
        gt(shelfRequest.linkEndsAt, now),
      ),
    )
    .get();
  return row?.linkEndsAt
    ? { agencyKind: row.agencyKind, state: row.state, ends: moment(row.linkEndsAt, "UTC") }
    : null;
}
