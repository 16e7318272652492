import { and, eq, gt, isNull, or } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { clockIn, shortDay, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { mailIsOn, queueMail } from "#app/lib/mail.server.ts";
import { db, transact } from "#db/client.server.ts";
import { localReminder } from "#db/schema/overlay.ts";
import { person, roleGrant, site } from "#db/schema/people.ts";
import { type Entry, entriesOf } from "./overlay.server.ts";

const minute = 60_000;
/** Entries that come up one by one are told together: no site gets a letter more often than this. */
const quietDays = 7;
/** From this hour on, where the site is: nobody is written to at night. */
const morning = "09:00";
let lastRun = Number.NEGATIVE_INFINITY;

/** Background chore: tells the coordinators of a site, thirty days before, which entries are to be tested again. */
export function remindReviews(now = new Date()): void {
  const since = now.getTime() - lastRun;
  if (!mailIsOn() || (since >= 0 && since < 10 * minute)) return;
  lastRun = now.getTime();
  for (const place of db.select().from(site).where(isNull(site.closedAt)).all()) {
    if (clockIn(place.timeZone, now) < morning) continue;
    const due = entriesOf(place.id, now).filter(({ isDue }) => isDue);
    if (due.length > 0) remind(place, due, now);
  }
}

/**
 * One letter to each coordinator with all that is due, when there is something in it that they were not told yet. Each
 * entry and date starts one letter at most, whoever runs this at once.
 */
function remind(place: typeof site.$inferSelect, due: Entry[], now: Date): void {
  transact((tx) => {
    const isQuiet = tx
      .select({ id: localReminder.id })
      .from(localReminder)
      .where(
        and(
          eq(localReminder.siteId, place.id),
          gt(localReminder.sentAt, new Date(now.getTime() - quietDays * 86_400_000)),
        ),
      )
      .get();
    if (isQuiet) return;
    const fresh = due.filter(({ slot, reviewBy }) => {
      const row = { id: newId(), siteId: place.id, slot, reviewBy: reviewBy ?? "", sentAt: now };
      return tx.insert(localReminder).values(row).onConflictDoNothing().run().changes > 0;
    });
    if (fresh.length === 0) return;
    const holders = tx
      .select({ id: person.id, name: person.name, email: person.email })
      .from(roleGrant)
      .innerJoin(person, eq(person.id, roleGrant.personId))
      .where(
        and(
          eq(roleGrant.role, "coordinator"),
          isNull(roleGrant.endedAt),
          isNull(person.erasedAt),
          or(eq(roleGrant.siteId, place.id), isNull(roleGrant.siteId)),
        ),
      )
      .all();
    const coordinators = [...new Map(holders.map((one) => [one.id, one])).values()];
    const today = todayIn(place.timeZone, now);
    const list = due.map(({ title, reviewBy }) =>
      reviewBy && reviewBy < today
        ? `- ${title}: its day was ${shortDay(reviewBy)}. It is left out of new prints.`
        : `- ${title}: by ${shortDay(reviewBy ?? "")}`,
    );
    for (const { name, email } of coordinators) {
      queueMail(
        tx,
        {
          to: email,
          subject: "Entries to test again",
          body: `Hello ${name.split(" ")[0]},\n\nThese entries of ${place.name} are to be tested again:\n\n${list.join("\n")}\n\nAfter its day an entry is marked on the screen and left out of new prints. Test each one yourself, or send its owner a link:\n${env.origin}/sites/${place.id}/local\n`,
        },
        now,
      );
    }
    for (const { slot, reviewBy } of fresh)
      recordAudit(tx, null, "remind-review", place.id, place.id, { slot, reviewBy }, now);
  });
}
