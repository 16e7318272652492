import { randomBytes } from "node:crypto";
import { and, asc, eq, isNotNull, isNull, notInArray } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { linkTo, renewInvitationInto } from "#app/auth/invitations.server.ts";
import { networkOf, takeTry } from "#app/auth/rate-limit.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { longDays, shortDay, todayIn } from "#app/lib/dates.ts";
import { hashToken, newToken } from "#app/lib/ids.ts";
import { mailIsOn } from "#app/lib/mail.server.ts";
import { type QrCode, qrCode } from "#app/lib/qr.server.ts";
import { conflict, notFound } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { cohort, cohortTrainer, enrolment } from "#db/schema/cohorts.ts";
import { invitation, person } from "#db/schema/people.ts";
import { registration } from "#db/schema/planning.ts";
import type { SeatRequest } from "./registration.ts";
import { letterTo, moveWaitList, type Place, placeOf } from "./registration-seats.server.ts";

/** The cohort behind a link to register; null when the link was closed or the cohort is over. */
function placeBehind(tx: Writer, joinToken: string, now: Date): Place | null {
  const row = tx.select({ id: cohort.id }).from(cohort).where(eq(cohort.joinToken, joinToken)).get();
  const place = row ? placeOf(tx, row.id) : null;
  if (!place || place.archivedAt || place.canceledAt) return null;
  return place.endsOn < todayIn(place.timeZone, now) ? null : place;
}

const trainersOf = (tx: Writer, cohortId: string): string[] =>
  tx
    .select({ name: person.name })
    .from(cohortTrainer)
    .innerJoin(person, eq(person.id, cohortTrainer.personId))
    .where(and(eq(cohortTrainer.cohortId, cohortId), isNull(cohortTrainer.removedAt)))
    .orderBy(asc(person.name))
    .all()
    .map(({ name }) => name);

/** What the public form shows: where and when, without the topic. Null when the link does not work. */
export function joinPage(joinToken: string, now = new Date()) {
  const place = placeBehind(db, joinToken, now);
  return (
    place && {
      siteName: place.siteName,
      days: longDays(place),
      venue: place.venue,
      trainers: trainersOf(db, place.id),
      mailIsOn: mailIsOn(),
    }
  );
}

type Registered =
  | { wait: number; closed?: undefined; errors?: undefined; token?: undefined }
  | { closed: true; wait?: undefined; errors?: undefined; token?: undefined }
  | { errors: Record<string, string>; wait?: undefined; closed?: undefined; token?: undefined }
  /** `token` null: the person finds their link in a letter. */
  | { token: string | null; wait?: undefined; closed?: undefined; errors?: undefined };

/**
 * Takes a request for a place. The form brings id and token, so that sending it twice makes one request. Where letters
 * are sent, an address that has a request already gets its link again by letter, and the page says the same in both
 * cases: nobody finds out who else registered.
 */
export function register(
  joinToken: string,
  input: SeatRequest,
  address: string,
  now = new Date(),
): Registered {
  const wait = takeTry(
    [
      { kind: "join:account", of: input.email, tries: 8 },
      // A whole room may register from one network.
      { kind: "join:address", of: networkOf(address), tries: 150 },
    ],
    now,
  );
  if (wait > 0) return { wait };
  return transact((tx): Registered => {
    const place = placeBehind(tx, joinToken, now);
    if (!place) return { closed: true };
    const { id, token, ...asked } = input;
    const before = tx.select().from(registration).where(eq(registration.id, id)).get();
    const sent = (own: string): Registered => ({ token: mailIsOn() ? null : own });
    if (before)
      return before.tokenHash === hashToken(token)
        ? sent(token)
        : { errors: { form: "Open the link again and fill the form in once more." } };
    endLeftRequests(tx, place.id, asked.email, now);
    const open = tx
      .select()
      .from(registration)
      .where(
        and(
          eq(registration.cohortId, place.id),
          eq(registration.email, asked.email),
          isNull(registration.declinedAt),
          isNull(registration.withdrawnAt),
        ),
      )
      .get();
    if (open) {
      if (!mailIsOn())
        return {
          errors: {
            email: `There is a request with this address already. Use the link that you got then, or ask ${trainersOf(tx, place.id).join(" or ")}.`,
          },
        };
      const again = newToken();
      tx.update(registration)
        .set({ tokenHash: hashToken(again) })
        .where(eq(registration.id, open.id))
        .run();
      letterTo(
        tx,
        open,
        [
          "Somebody filled in the form for a place with your address again. Your request stands as it was. This is its link now:",
          linkTo(`/join/mine/${again}`),
        ],
        now,
      );
      return { token: null };
    }
    tx.insert(registration)
      .values({ id, cohortId: place.id, ...asked, tokenHash: hashToken(token), createdAt: now })
      .run();
    recordAudit(tx, null, "register", place.id, place.siteId, { registration: id }, now);
    letterTo(
      tx,
      asked,
      [
        `We have your request for a place in the course in ${place.siteName}, ${longDays(place)}.`,
        `${trainersOf(tx, place.id).join(" or ")} will decide, and you get a letter. Here you see at any time how it stands, and can take it back:`,
        linkTo(`/join/mine/${token}`),
        "If you did not ask for this, you can ignore it or take the request back with the link.",
      ],
      now,
    );
    return sent(token);
  });
}

/** Who was withdrawn by a trainer may ask again: their earlier request is over. */
function endLeftRequests(tx: Writer, cohortId: string, email: string, now: Date): void {
  const here = tx
    .select({ id: enrolment.personId })
    .from(enrolment)
    .where(and(eq(enrolment.cohortId, cohortId), isNull(enrolment.withdrawnAt)));
  tx.update(registration)
    .set({ withdrawnAt: now })
    .where(
      and(
        eq(registration.cohortId, cohortId),
        eq(registration.email, email),
        isNull(registration.withdrawnAt),
        isNotNull(registration.personId),
        notInArray(registration.personId, here),
      ),
    )
    .run();
}

export type RequestState = "asked" | "waiting" | "seated" | "here" | "declined" | "withdrawn" | "over";

export function stateOf(row: typeof registration.$inferSelect): RequestState {
  if (row.withdrawnAt) return "withdrawn";
  if (row.declinedAt) return "declined";
  if (row.seatedAt) return row.personId ? "here" : "seated";
  return row.waitingSince ? "waiting" : "asked";
}

function mine(tx: Writer, token: string) {
  const row = tx
    .select()
    .from(registration)
    .where(eq(registration.tokenHash, hashToken(token)))
    .get();
  const place = row ? placeOf(tx, row.cohortId) : null;
  if (!row || !place)
    throw notFound(
      "This link does not work, or a newer one has taken its place. Look at your newest letter.",
    );
  return { row, place };
}

/** What somebody sees of their own request: how it stands, what comes next, by when, and who decides. */
export function myRequest(token: string, now = new Date()) {
  const { row, place } = mine(db, token);
  const over = place.canceledAt !== null || place.endsOn < todayIn(place.timeZone, now);
  const enrolled =
    row.personId !== null &&
    db
      .select({ id: enrolment.id })
      .from(enrolment)
      .where(
        and(
          eq(enrolment.cohortId, place.id),
          eq(enrolment.personId, row.personId),
          isNull(enrolment.withdrawnAt),
        ),
      )
      .get() !== undefined;
  const state = stateOf(row);
  return {
    name: row.name,
    state: state === "here" && !enrolled ? ("withdrawn" as const) : state,
    over,
    canceled: place.canceledAt !== null,
    reason: row.declinedReason,
    siteName: place.siteName,
    days: longDays(place),
    firstDay: shortDay(place.startsOn),
    hasBegun: place.startsOn <= todayIn(place.timeZone, now),
    venue: place.venue,
    trainers: trainersOf(db, place.id),
    asked: shortDay(todayIn(place.timeZone, row.createdAt)),
    mailIsOn: mailIsOn(),
  };
}

/** Takes one's own request back. A seat becomes free and goes to the wait-list. Doing it twice changes nothing. */
export function withdrawMine(token: string, now = new Date()): void {
  transact((tx) => {
    const { row, place } = mine(tx, token);
    if (row.withdrawnAt || row.declinedAt) return;
    tx.update(registration)
      .set({ withdrawnAt: now, accommodations: null, language: null })
      .where(eq(registration.id, row.id))
      .run();
    if (row.personId)
      tx.update(enrolment)
        .set({ withdrawnAt: now, withdrawnBy: row.personId, withdrawnReason: "own-choice" })
        .where(
          and(
            eq(enrolment.cohortId, place.id),
            eq(enrolment.personId, row.personId),
            isNull(enrolment.withdrawnAt),
          ),
        )
        .run();
    revokeHeld(tx, row, null, now);
    recordAudit(
      tx,
      row.personId ? { id: row.personId } : null,
      "take-request-back",
      place.id,
      place.siteId,
      { registration: row.id },
      now,
    );
    moveWaitList(tx, place.id, now);
  });
}

/** Takes back the invitation that a held seat waits for. */
export function revokeHeld(
  tx: Writer,
  row: { email: string; cohortId: string },
  byId: string | null,
  now: Date,
): void {
  tx.update(invitation)
    .set({ revokedAt: now, revokedBy: byId })
    .where(
      and(
        eq(invitation.email, row.email),
        eq(invitation.cohortId, row.cohortId),
        isNull(invitation.acceptedAt),
        isNull(invitation.revokedAt),
      ),
    )
    .run();
}

/** The way to the account of somebody with a seat: a fresh invitation link, which only the holder of `token` gets. */
export function invitationForMine(token: string, now = new Date()): string {
  return transact((tx) => {
    const { row, place } = mine(tx, token);
    if (stateOf(row) !== "seated") throw conflict("There is no account to make for this request.");
    const path = renewInvitationInto(tx, row.email, place.id, now);
    if (!path)
      throw conflict(
        `Your invitation was taken back. Ask ${trainersOf(tx, place.id).join(" or ")} to send you another.`,
      );
    return path;
  });
}

/** The link to register with its QR code, for those who manage the cohort; null while there is none. */
export function joinLink(user: User, cohortId: string): { link: string; qr: QrCode } | null {
  const { id, siteId } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  const row = db.select({ token: cohort.joinToken }).from(cohort).where(eq(cohort.id, id)).get();
  if (!row?.token) return null;
  const link = linkTo(`/join/${row.token}`);
  return { link, qr: qrCode(link) };
}

/** Makes the link, a new one in its place, or closes it. Requests made before stay. */
export function setJoinLink(user: User, cohortId: string, open: boolean, now = new Date()): void {
  const { id, siteId, archivedAt, canceledAt } = cohortFor(user, cohortId);
  allow(user, "manage-cohort", siteId);
  if (open && (archivedAt || canceledAt))
    throw conflict("This cohort does not take place now. Bring it back before you open the registration.");
  transact((tx) => {
    // Short enough for a QR code that a phone reads across a room, and 96 random bits long.
    const joinToken = open ? randomBytes(12).toString("base64url") : null;
    tx.update(cohort).set({ joinToken }).where(eq(cohort.id, id)).run();
    recordAudit(tx, user, open ? "open-registration" : "close-registration", id, siteId, {}, now);
  });
}
