import { and, desc, eq, isNotNull } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { canSomewhere, type User } from "#app/auth/can.ts";
import { clockIn, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { grouped } from "#app/lib/grouped.ts";
import { newId } from "#app/lib/ids.ts";
import { mailIsOn, queueMail } from "#app/lib/mail.server.ts";
import { forbidden } from "#app/lib/refuse.ts";
import { transact, type Writer } from "#db/client.server.ts";
import { activationLetter, activationStop, commitment } from "#db/schema/follow-up.ts";
import { person } from "#db/schema/people.ts";
import { activationNow, certifiedPeople } from "./cascade.server.ts";
import { linkPath } from "./follow-up.server.ts";
import { zonesOf } from "./trainers.server.ts";
import { trainingsOnRecord } from "./trainings.server.ts";

const hour = 60 * 60_000;
const morning = "09:00";
let lastRun = Number.NEGATIVE_INFINITY;

/**
 * Background chore: a kind word to each certified trainer without a delivery after 30, 60 and 90 days, and to their
 * sponsor. Each letter is written down in the step that puts it into the outbox, so it leaves once.
 */
export function sendActivationLetters(now = new Date()): void {
  const since = now.getTime() - lastRun;
  if (!mailIsOn() || (since >= 0 && since < hour)) return;
  lastRun = now.getTime();
  const certified = certifiedPeople();
  if (certified.length === 0) return;
  const zones = zonesOf(certified.map(({ personId }) => personId));
  const trainings = trainingsOnRecord(now);
  const byZone = grouped(certified, ({ personId }) => zones.get(personId) ?? "UTC");
  for (const [zone, people] of byZone) {
    if (clockIn(zone, now) < morning) continue;
    const today = todayIn(zone, now);
    for (const { personId, remindAt } of activationNow(people, trainings, today, now)) {
      const one = people.find((other) => other.personId === personId);
      if (!one || remindAt === null) continue;
      transact((tx) => {
        // Another process may have written, or the person stopped, since it was counted.
        const mark = activationNow([one], trainings, today, now)[0]?.remindAt ?? null;
        if (mark !== null) write(tx, one, mark, today, now);
      });
    }
  }
}

function write(
  tx: Writer,
  { personId, siteId, on }: { personId: string; siteId: string; on: string },
  mark: number,
  today: string,
  now: Date,
): void {
  const trainer = tx.select().from(person).where(eq(person.id, personId)).get();
  if (!trainer || trainer.erasedAt) return;
  const own = tx
    .select()
    .from(commitment)
    .where(and(eq(commitment.personId, personId), isNotNull(commitment.sponsorEmail)))
    .orderBy(desc(commitment.createdAt))
    .get();
  // Who stopped the letters after the course is left alone here as well.
  const stopped = tx
    .select({ id: commitment.id })
    .from(commitment)
    .where(and(eq(commitment.personId, personId), isNotNull(commitment.optedOutAt)))
    .get();
  if (stopped) return;
  const note = (to: "trainer" | "sponsor") => {
    tx.insert(activationLetter)
      .values({ id: newId(), personId, certifiedOn: on, mark, to, sentOn: today })
      .run();
    recordAudit(tx, null, "send-activation", personId, siteId, { to, mark }, now);
  };
  note("trainer");
  queueMail(
    tx,
    {
      to: trainer.email,
      subject: "CCIP Training: your first delivery",
      body: `Hello ${trainer.name.split(" ")[0]},\n\nYou have been certified for ${mark} days, and no delivery of yours is on record yet. Half a day with a small group is enough to begin with, always beside a co-trainer. If a room, a co-trainer or time is missing, your coordinator helps to find it.\n\nOpen a delivery: ${env.origin}/deliveries/new\n\nTo stop these reminders: ${env.origin}/cascade#activation\n`,
    },
    now,
  );
  if (!own || own.sponsorOptedOutAt || !own.sponsorEmail) return;
  note("sponsor");
  const link = `${env.origin}${linkPath(own, "supervisor")}`;
  queueMail(
    tx,
    {
      to: own.sponsorEmail,
      subject: "CCIP Training: room for a first delivery",
      stopAt: `${link}?stop`,
      body: `Hello ${own.sponsorName ?? ""},\n\n${trainer.name}, whose sponsor you are, may train others now. The first training is the hardest one to fit in. Could you free half a day for it in the next weeks, and the time to prepare?\n\nNobody is graded, and nothing is asked of you here. To stop these letters: ${link}#stop\n`,
    },
    now,
  );
}

/** Stops the reminders of a first delivery for the user and their sponsor, or lets them come again. Twice changes nothing. */
export function setActivationReminders(user: User, stop: boolean, now = new Date()): void {
  if (!canSomewhere(user, "open-delivery")) throw forbidden();
  transact((tx) => {
    const known = tx.select().from(activationStop).where(eq(activationStop.personId, user.id)).get();
    if (Boolean(known) === stop) return;
    if (stop) tx.insert(activationStop).values({ personId: user.id, stoppedAt: now }).run();
    else tx.delete(activationStop).where(eq(activationStop.personId, user.id)).run();
    recordAudit(tx, user, stop ? "stop-reminders" : "resume-reminders", user.id, null, {}, now);
  });
}
