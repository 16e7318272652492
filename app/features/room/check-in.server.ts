import { createHmac } from "node:crypto";
import { and, eq, gte, isNull, lte } from "drizzle-orm";
import { allow } from "#app/auth/allow.server.ts";
import type { User } from "#app/auth/can.ts";
import { readShortCookie, shortCookie } from "#app/auth/cookies.server.ts";
import { forgiveTry, networkOf, takeTry, waitSentence } from "#app/auth/rate-limit.server.ts";
import { seal, unseal } from "#app/auth/seal.server.ts";
import { cohortFor } from "#app/features/cohorts/cohorts.server.ts";
import { addDays, clockTime, longDay, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { fold } from "#app/lib/fold.ts";
import { newId } from "#app/lib/ids.ts";
import { tooMany } from "#app/lib/refuse.ts";
import { db, transact } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { person } from "#db/schema/people.ts";
import { presence, sessionDay } from "#db/schema/room.ts";
import { startOf } from "./day-times.ts";
import { standWords } from "./desk.server.ts";
import { entriesOf, standing, writeDown } from "./ledger.server.ts";
import { wholeMinute } from "./segments.ts";
import { daysOfCohort, type SessionDay, sessionDayFor } from "./session-days.server.ts";

const minute = 60_000;
/** Without letters and digits that look alike on a screen across the room. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeLength = 6;

/** The code of a day in the minute of `now`; `ago` minutes earlier. */
function codeOf(day: { id: string; secret: string }, now: Date, ago = 0): string {
  const window = Math.floor(now.getTime() / minute) - ago;
  const bytes = createHmac("sha256", day.secret).update(`check-in ${day.id} ${window}`).digest();
  let rest = bytes.readBigUInt64BE(0);
  let code = "";
  for (let i = 0; i < codeLength; i += 1) {
    code += alphabet[Number(rest % BigInt(alphabet.length))];
    rest /= BigInt(alphabet.length);
  }
  return code;
}

/** From when to when people can check themselves in: 60 minutes around the day, on the clocks of the place. */
const opening = (day: SessionDay) => {
  const start = startOf(day).getTime();
  return {
    from: new Date(start - 60 * minute),
    to: new Date(start + (day.plan.endsAt - day.plan.startsAt + 60) * minute),
  };
};

const isOpen = (day: SessionDay, now: Date): boolean => {
  const { from, to } = opening(day);
  return day.canceledAt === null && from <= now && now <= to;
};

/** What the screen in the room shows: the code of this minute while check-in is open. */
export function checkInScreen(user: User, cohortId: string, position: string, now = new Date()) {
  const cohort = cohortFor(user, cohortId);
  const { name } = cohort;
  allow(user, "record-attendance", cohort);
  const day = sessionDayFor(user, cohortId, position);
  const { from, to } = opening(day);
  const secret = db
    .select({ secret: sessionDay.secret })
    .from(sessionDay)
    .where(eq(sessionDay.id, day.id))
    .get()?.secret as string;
  const open = isOpen(day, now);
  const code = open ? codeOf({ id: day.id, secret }, now) : null;
  return {
    cohort: { id: cohortId, name },
    day: { position: day.position, on: longDay(day.on), canceled: day.canceledAt !== null },
    open: open ? null : { from: clockTime(from, day.timeZone), to: clockTime(to, day.timeZone) },
    code,
    address: `${env.origin}/check-in`,
    counts: countsOfDay(day),
  };
}

function countsOfDay(day: SessionDay): { present: number; of: number } {
  const entries = entriesOf([day.id]).get(day.id);
  const people = enrolledIn(day.cohortId);
  return {
    present: people.filter(({ id }) => standing(entries, id).state === "in").length,
    of: people.length,
  };
}

function enrolledIn(cohortId: string): { id: string; name: string; email: string }[] {
  return db
    .select({ id: person.id, name: person.name, email: person.email })
    .from(enrolment)
    .innerJoin(person, eq(person.id, enrolment.personId))
    .where(and(eq(enrolment.cohortId, cohortId), isNull(enrolment.withdrawnAt)))
    .all();
}

/** The day whose code this is, now or in the minute before; null for any other code. */
function dayByCode(typed: string, now: Date): SessionDay | null {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, "");
  const today = todayIn("UTC", now);
  const near = db
    .select({ id: sessionDay.id, cohortId: sessionDay.cohortId, secret: sessionDay.secret })
    .from(sessionDay)
    .innerJoin(cohort, eq(cohort.id, sessionDay.cohortId))
    .where(
      and(
        gte(sessionDay.on, addDays(today, -1)),
        lte(sessionDay.on, addDays(today, 1)),
        isNull(sessionDay.canceledAt),
        isNull(cohort.archivedAt),
        isNull(cohort.canceledAt),
      ),
    )
    .all();
  const found = near.find((day) => [0, 1].some((ago) => codeOf(day, now, ago) === code));
  const day = found && daysOfCohort(found.cohortId).find(({ id }) => id === found.id);
  return day && isOpen(day, now) ? day : null;
}

/** What a phone carries after a right code, sealed: which day, until when it may act, and who it belongs to today. */
type Phone = { id: string; dayId: string; cohortId: string; until: number; personId: string | null };

const actMinutes = 10;

function readPhone(request: Request): Phone | null {
  const sealed = readShortCookie("check-in", request);
  if (!sealed) return null;
  try {
    return JSON.parse(unseal(sealed, "check-in")) as Phone;
  } catch {
    return null;
  }
}

export const phoneCookie = (phone: Phone): string =>
  shortCookie("check-in", seal(JSON.stringify(phone), "check-in"), 57_600);

export type Door =
  | { is: "closed"; sentence: string }
  | { is: "open"; phone: Phone; day: SessionDay; siteId: string; cohortName: string };

const wrongCode =
  "This code does not work, or not any more: codes change every minute and belong to one day. Look at the screen in the room again, or go to your trainer, who can sign you in.";

/**
 * Opens the door of a day to a phone: with a code that is right now, or within ten minutes of one. Wrong codes are
 * counted by network, right ones are not.
 */
export function doorFor(request: Request, code: string | undefined, address: string, now = new Date()): Door {
  const known = readPhone(request);
  const limits = [{ kind: "check-in:address", of: networkOf(address), tries: 120 }];
  const seconds = code ? takeTry(limits, now) : 0;
  if (seconds > 0) throw tooMany(waitSentence(seconds), seconds);
  const day = code ? dayByCode(code, now) : null;
  if (day) {
    forgiveTry(limits);
    const same = known?.dayId === day.id ? known : null;
    return enter(day, {
      id: known?.id ?? newId(),
      dayId: day.id,
      cohortId: day.cohortId,
      until: now.getTime() + actMinutes * minute,
      personId: same?.personId ?? null,
    });
  }
  if (known && now.getTime() <= known.until) {
    const earlier = daysOfCohort(known.cohortId).find(({ id }) => id === known.dayId);
    if (earlier && isOpen(earlier, now)) {
      if (code) forgiveTry(limits);
      return enter(earlier, known);
    }
  }
  return { is: "closed", sentence: wrongCode };
}

function enter(day: SessionDay, phone: Phone): Door {
  const found = db
    .select({ siteId: cohort.siteId, name: cohort.name })
    .from(cohort)
    .where(eq(cohort.id, day.cohortId))
    .get();
  return { is: "open", phone, day, siteId: found?.siteId ?? "", cohortName: found?.name ?? "" };
}

type OpenDoor = Extract<Door, { is: "open" }>;

export type Me = { id: string; name: string; kind: "in" | "out"; words: string; entryId: string };

/** Where somebody stands on the day of this door; null when they are not in its cohort. */
export function meAt({ day }: OpenDoor, personId: string): Me | null {
  const found = enrolledIn(day.cohortId).find(({ id }) => id === personId);
  if (!found) return null;
  const stand = standing(entriesOf([day.id]).get(day.id), personId);
  return {
    id: found.id,
    name: found.name,
    kind: stand.open ? "out" : "in",
    words: standWords(stand, day.timeZone),
    entryId: newId(),
  };
}

/** People of the cohort by their e-mail address, or by at least three letters that begin a part of their name. */
export function findMe({ day, phone }: OpenDoor, typed: string, now = new Date()): Me[] | { error: string } {
  const seconds = takeTry([{ kind: "check-in:phone", of: phone.id, tries: 15 }], now);
  if (seconds > 0) return { error: waitSentence(seconds) };
  const people = enrolledIn(day.cohortId);
  const words = fold(typed).split(" ").filter(Boolean);
  if (!typed.includes("@") && words.join("").length < 3)
    return { error: "Type at least three letters of your name, or your e-mail address." };
  const found = typed.includes("@")
    ? people.filter(({ email }) => email === typed.trim().toLowerCase())
    : people.filter(({ name }) => {
        const parts = fold(name).split(/[\s-]+/);
        return words.every((word) => parts.some((part) => part.startsWith(word)));
      });
  if (found.length === 0)
    return {
      error: "Nobody in this room is listed like that. Check the spelling, or go to your trainer.",
    };
  if (found.length > 5) return { error: "Many people match. Type a little more of your name." };
  return found.flatMap(({ id }) => meAt({ day, phone } as OpenDoor, id) ?? []);
}

/**
 * Signs a person in or out from their own phone: now, on the day of the door and no other. A phone belongs to one
 * person for the day.
 */
export function checkIn(
  door: OpenDoor,
  tap: { id: string; personId: string; kind: "in" | "out" },
  now = new Date(),
): { phone: Phone; sentence: string; error?: undefined } | { error: string } {
  const { day, phone, siteId } = door;
  if (phone.personId && phone.personId !== tap.personId)
    return {
      error:
        "This phone has already been used by somebody else today. Go to your trainer, who can sign you in.",
    };
  return transact((tx) => {
    const me = meAt(door, tap.personId);
    if (!me) return { error: "You are not on the list of this cohort. Go to your trainer, who can add you." };
    const known = tx.select().from(presence).where(eq(presence.id, tap.id)).get();
    const isSame = known?.personId === tap.personId && known.kind === tap.kind;
    const at = isSame ? known.at : now;
    const { open } = standing(entriesOf([day.id], tx).get(day.id), tap.personId);
    const told = (time: Date) => ({
      phone: { ...phone, personId: tap.personId },
      sentence: `${me.name}, you are signed ${tap.kind} at ${clockTime(time, day.timeZone)}.`,
    });
    if (!isSame && tap.kind === "in" && open) return told(new Date(open.at));
    if (!isSame && tap.kind === "out" && open && wholeMinute(now.getTime()) === open.at)
      return { error: "You signed in this very minute. Wait a minute before you sign out." };
    const [answer] = writeDown(
      tx,
      { id: tap.personId },
      { ...day, siteId, closed: null },
      { events: [{ ...tap, at }] },
      { way: "phone", strict: true },
      now,
    );
    return !answer || answer.is === "refused"
      ? { error: `${answer?.sentence ?? "This was refused."} Your trainer can put it right.` }
      : told(at);
  });
}
