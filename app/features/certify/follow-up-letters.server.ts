import { and, eq, gte, lte, type SQL } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { daysBetween } from "#app/features/cohorts/cohort.ts";
import { addDays, clockIn, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { type Letter as Mail, mailIsOn, queueMail } from "#app/lib/mail.server.ts";
import { transact, type Writer } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { touchpoint } from "#db/schema/follow-up.ts";
import {
  type Commitment,
  ensureCommitment,
  ensureTouch,
  type Follower,
  followersWhere,
  followUpAfter,
  followUpFile,
  followUpOf,
  linkPath,
} from "./follow-up.server.ts";
import { type Letter, lettersDue } from "./follow-up.ts";

const minute = 60_000;
/** From this hour on, where the course was: nobody is written to at night. */
const morning = "09:00";
/** Days after the course in which letters still go out; then silence, however long a server was away. */
const longestDays = 130;
/** Whoever has no row by this day was never told of the follow-up, so it does not begin for them anymore. */
const latestBegin = 30;
let lastRun = Number.NEGATIVE_INFINITY;

/** Background chore: the letters of the ninety days, each written down in the step that puts it into the outbox. */
export function sendFollowUp(now = new Date()): void {
  const since = now.getTime() - lastRun;
  if (!mailIsOn() || (since >= 0 && since < 10 * minute)) return;
  lastRun = now.getTime();
  const today = todayIn("UTC", now);
  const ended = and(gte(cohort.endsOn, addDays(today, -longestDays)), lte(cohort.endsOn, addDays(today, 1)));
  for (const one of followersWhere(ended)) if (isDue(one, now)) transact((tx) => write(tx, one, now));
}

function isDue(one: Follower, now: Date): boolean {
  const today = todayIn(one.zone, now);
  const elapsed = daysBetween(one.endsOn, today);
  if (elapsed < 0 || clockIn(one.zone, now) < morning) return false;
  if (!one.commitment && elapsed > latestBegin) return false;
  return lettersDue(followUpAfter(one.variant), followUpOf(one), today).length > 0;
}

/** Reads once more inside the transaction: another process may have written meanwhile, or somebody stopped. */
function write(tx: Writer, { personId, cohortId }: Follower, now: Date): void {
  const same: SQL | undefined = and(eq(enrolment.personId, personId), eq(cohort.id, cohortId));
  const [one] = followersWhere(same, tx);
  if (!one || !isDue(one, now)) return;
  const today = todayIn(one.zone, now);
  const own = ensureCommitment(tx, one, now);
  for (const letter of lettersDue(followUpAfter(one.variant), followUpOf(one), today)) {
    for (const id of letter.touches) {
      const row = ensureTouch(tx, own.id, id, letter.to);
      tx.update(touchpoint).set({ sentOn: today }).where(eq(touchpoint.id, row)).run();
    }
    for (const id of letter.reminders) {
      const row = ensureTouch(tx, own.id, id, letter.to);
      tx.update(touchpoint).set({ remindedOn: today }).where(eq(touchpoint.id, row)).run();
    }
    queueMail(tx, mailOf(one, own, letter), now);
    recordAudit(
      tx,
      null,
      "send-touchpoint",
      own.id,
      one.siteId,
      { personId, to: letter.to, touchpoint: [...letter.touches, ...letter.reminders] },
      now,
    );
  }
}

/** One letter. The subject names no topic, and nothing that somebody wrote in their own words is in it. */
export function mailOf(
  one: Pick<Follower, "name" | "email" | "cohortId">,
  own: Commitment,
  { to, touches, reminders }: Letter,
): Mail {
  const file = followUpFile();
  const about = file.touchpoints.filter(({ id }) => touches.includes(id) || reminders.includes(id));
  const texts = about.map((touchpoint) => {
    const message = touchpoint[to];
    return (touches.includes(touchpoint.id) ? message?.text : message?.reminder) ?? "";
  });
  const newest = about.at(-1)?.[to];
  const subject = reminders.length > 0 ? `Still open: ${newest?.subject}` : (newest?.subject ?? "");
  const link = `${env.origin}${linkPath(own, to)}`;
  const card = `${env.origin}/my-follow-up/${one.cohortId}`;
  const doors =
    to === "supervisor"
      ? [`${one.name} has named you. Everything is behind this link; no account is needed:\n${link}`]
      : [
          ...(about.some(({ id }) => id === "day-0") ? [`Your card and your sponsor:\n${card}`] : []),
          ...(about.some(({ id }) => id === "day-30") ? [`Your letter to yourself:\n${card}#letter`] : []),
          ...(about.some(({ id }) => id !== "day-0")
            ? [`To mark, without signing in:\n${link}`]
            : [`All of the ninety days:\n${link}`]),
        ];
  const name = to === "supervisor" ? (own.sponsorName ?? "") : (one.name.split(" ")[0] ?? "");
  return {
    to: to === "supervisor" ? (own.sponsorEmail ?? "") : one.email,
    subject,
    stopAt: `${link}?stop`,
    body: `Hello ${name},\n\n${[...texts.map(plain), ...doors].join("\n\n")}\n\n${plain(file.stop)}\nTo stop them: ${link}#stop\n`,
  };
}

/** Emphasis of the curriculum's text, as it reads in a plain letter. */
const plain = (text: string): string => text.replaceAll("*", "").trim();
