import { and, eq, isNull } from "drizzle-orm";
import { allow, recordAudit } from "#app/auth/allow.server.ts";
import { can, type Role, type User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { newestReleased } from "#app/features/editions/editions.server.ts";
import { addDays, instantIn, longDay, todayIn } from "#app/lib/dates.ts";
import { env } from "#app/lib/env.ts";
import { newId } from "#app/lib/ids.ts";
import { queueMail } from "#app/lib/mail.server.ts";
import { conflict, forbidden } from "#app/lib/refuse.ts";
import { db, transact, type Writer } from "#db/client.server.ts";
import { roleGrant, site } from "#db/schema/people.ts";
import { trainerDecision } from "#db/schema/trainers.ts";
import { currentBadge, endBadges, issueBadge } from "./badges.server.ts";
import type { BadgeKind } from "./credential.ts";
import { type DecisionKind, openDecisions } from "./decision.ts";
import { tellWhoStepsIn } from "./pause-letters.server.ts";
import { personInPipeline } from "./people-in-pipeline.server.ts";
import type { Standing } from "./pipeline.ts";
import { decisionsOf, standingOfPerson, zonesOf } from "./trainers.server.ts";

export type DecisionInput = {
  /** Comes with the form: the same form sent twice decides once. */
  id: string;
  personId: string;
  siteId: string;
  kind: DecisionKind;
  reason: string;
  /** Steps were done before this record was kept. */
  fromPaper?: boolean;
  /** Of what follows a pause: when they were heard, and by two people who were not involved. */
  heardOn?: string;
  panel?: boolean;
  /** The trainer asked for the end themselves. */
  asked?: boolean;
};

export const longestReason = 1000;

/**
 * Writes down a decision about a trainer, with everything that follows from it: the role, the credentials, the letter.
 * Gives a sentence by field when the form is not whole, and then nothing happened. Nobody decides about themselves, and
 * what follows a pause is not decided by whoever paused.
 */
export function decideTrainer(
  user: User,
  input: DecisionInput,
  now = new Date(),
): Record<string, string> | null {
  return transact((tx) => {
    const { id, personId, siteId, kind } = input;
    const { person, sites, isMe } = personInPipeline(user, personId);
    const known = tx.select().from(trainerDecision).where(eq(trainerDecision.id, id)).get();
    if (known && (known.personId !== personId || known.decidedBy !== user.id))
      throw conflict("This form was used for something else. Open the page again.");
    if (known) return null;
    if (isMe) throw forbidden("Nobody decides about their own certification. Ask somebody else who may.");
    allow(user, "decide-trainer", siteId);
    if (!sites.includes(siteId)) throw conflict("This person does not belong to that site.");

    const standing = standingOfPerson(personId, now);
    const errors = whyNotDecide(user, input, standing, now);
    if (errors) return errors;
    tx.insert(trainerDecision)
      .values({
        id,
        personId,
        siteId,
        kind,
        reason: input.reason.trim(),
        decidedBy: user.id,
        decidedAt: now,
        edition: newestReleased(tx)?.name ?? catalogue().course.edition,
        fromPaper: kind === "certify" && !standing.ready.includes("certify"),
        heardOn: standing.status === "paused" || standing.status === "ended" ? (input.heardOn ?? null) : null,
      })
      .run();
    recordAudit(tx, user, "decide-trainer", personId, siteId, { kind, decision: id }, now);
    const after = standingOfPerson(personId, now);
    changeRoles(tx, user, input, now);
    changeBadges(tx, user, input, after, now);
    queueMail(tx, { to: person.email, ...letterOf(person.name, kind, after) }, now);
    if (kind === "suspend" || (kind === "end" && standing.status !== "paused"))
      tellWhoStepsIn(tx, { personId, name: person.name, siteId, decidedBy: user.id }, now);
    return null;
  });
}

/** Whether a form may decide this now: a conflict when what it rests on has changed, else sentences by field or null. */
function whyNotDecide(
  user: User,
  input: DecisionInput,
  standing: Standing,
  now: Date,
): Record<string, string> | null {
  const { kind, siteId, personId, reason } = input;
  const paper = kind === "certify" && input.fromPaper === true;
  if (paper) allow(user, "certify-from-paper", siteId);
  const isTrainer = holdsRole(db, personId, "trainer", null);
  const open = openDecisions(standing, { fromPaper: paper, isTrainer });
  if (!open.includes(kind))
    throw conflict(
      `This cannot be decided now, because something has changed or is missing. ${standing.next.what} Nothing was saved.`,
    );
  const errors: Record<string, string> = {};
  const words = reason.trim();
  if (words.length < 3) errors.reason = "Write why, in words that the person may read.";
  else if (words.length > longestReason) errors.reason = `Keep it under ${longestReason} characters.`;
  if (standing.status === "paused" || standing.status === "ended")
    Object.assign(errors, whyNotHeard(user, input, now));
  else if (kind === "end" && !input.asked)
    errors.asked =
      "Without a pause, certification ends only when the trainer asks for it. For a safety breach, pause them first.";
  return Object.keys(errors).length > 0 ? errors : null;
}

/** What follows a pause or an end needs the second look of competencies.yaml, and another person than before. */
function whyNotHeard(
  user: User,
  { personId, heardOn, panel }: DecisionInput,
  now: Date,
): Record<string, string> {
  const last = (decisionsOf([personId]).get(personId) ?? []).findLast(
    ({ kind }) => kind === "suspend" || kind === "end",
  );
  if (last?.decidedBy === user.id)
    throw forbidden("You made the decision that this one follows, so somebody else takes the second look.");
  const today = todayIn(zonesOf([personId]).get(personId) ?? "UTC", now);
  const errors: Record<string, string> = {};
  if (!heardOn || !/^\d{4}-\d{2}-\d{2}$/.test(heardOn) || Number.isNaN(Date.parse(`${heardOn}T12:00:00Z`)))
    errors.heardOn = "Choose the day on which they were heard.";
  else if (heardOn > today) errors.heardOn = "This day has not come yet.";
  else if (last && heardOn < last.on)
    errors.heardOn = `This is before ${longDay(last.on)}, when it was decided.`;
  if (!panel)
    errors.panel = "Two people who were not involved hear the trainer first. Tick this once they have.";
  return errors;
}

/** Certifying and bringing back give the trainer role; an end takes it and leaves them able to read. */
function changeRoles(tx: Writer, user: User, { personId, siteId, kind }: DecisionInput, now: Date): void {
  if (kind === "certify" || kind === "reinstate") giveRole(tx, user, personId, siteId, "trainer", now);
  if (kind !== "end") return;
  tx.update(roleGrant)
    .set({ endedAt: now, endedBy: user.id })
    .where(
      and(
        eq(roleGrant.personId, personId),
        eq(roleGrant.role, "trainer"),
        eq(roleGrant.siteId, siteId),
        isNull(roleGrant.endedAt),
      ),
    )
    .run();
  giveRole(tx, user, personId, siteId, "trainee", now);
}

function giveRole(tx: Writer, user: User, personId: string, siteId: string, role: Role, now: Date): void {
  if (holdsRole(tx, personId, role, siteId)) return;
  tx.insert(roleGrant)
    .values({ id: newId(), personId, role, siteId, grantedBy: user.id, grantedAt: now })
    .onConflictDoNothing()
    .run();
}

/** Whether somebody holds a role at a site; with null, anywhere. */
function holdsRole(tx: Pick<Writer, "select">, personId: string, role: Role, siteId: string | null): boolean {
  const found = tx
    .select({ id: roleGrant.id })
    .from(roleGrant)
    .where(
      and(
        eq(roleGrant.personId, personId),
        eq(roleGrant.role, role),
        siteId ? eq(roleGrant.siteId, siteId) : undefined,
        isNull(roleGrant.endedAt),
      ),
    )
    .limit(1)
    .get();
  return found !== undefined;
}

const trainerBadges = ["certified-trainer", "lead-trainer"] as const satisfies BadgeKind[];

function changeBadges(tx: Writer, user: User, input: DecisionInput, after: Standing, now: Date): void {
  const { id: decisionId, personId, siteId, kind } = input;
  if (kind === "suspend" || kind === "end") {
    endBadges(tx, user, personId, trainerBadges, kind === "end" ? "ended" : "suspended", now);
    return;
  }
  // Who comes back after their certification ran out gets a credential with their renewal.
  if (after.status !== "current" || !after.expiresOn) return;
  const zone = tx.select({ zone: site.timeZone }).from(site).where(eq(site.id, siteId)).get()?.zone ?? "UTC";
  const expiresAt = new Date(instantIn(zone, addDays(after.expiresOn, 1), "00:00").getTime() - 1000);
  const kinds = trainerBadges.filter((one) =>
    one === "lead-trainer" ? after.level === "lead" : kind !== "lead",
  );
  for (const one of kinds) {
    const renews = kind === "renew" ? currentBadge(personId, one, tx)?.id : undefined;
    issueBadge(
      tx,
      user,
      { personId, siteId, kind: one, decisionId, expiresAt, ...(renews ? { renews } : {}) },
      now,
    );
  }
}

/** Neutral words: somebody else may see the inbox. A pause and an end never say why by mail. */
function letterOf(name: string, kind: DecisionKind, after: Standing): { subject: string; body: string } {
  const until = after.expiresOn ? longDay(after.expiresOn) : "";
  const words: Record<DecisionKind, string> = {
    certify: `Congratulations: you are a certified trainer, until ${until}. Thank you for every step on the way. Your credential waits for you there.`,
    renew: `Your certification as a trainer is renewed, until ${until}. Thank you for going on. A new credential waits for you there.`,
    lead: "Congratulations: you are a lead trainer. Your credential waits for you there.",
    suspend: `Your teaching is paused from now on. A pause is not a finding of guilt. You will be heard${after.next.by ? ` by ${longDay(after.next.by)}` : " soon"}, by two people who were not involved. What was written down, and whom you can turn to, stands there.`,
    reinstate: "The pause is over, and you may teach again. Welcome back.",
    end: "Your certification as a trainer has ended. Why, and how you can ask for another look, stands there.",
  };
  return {
    subject: "About your certification",
    body: `Hello ${name.split(" ")[0]},\n\n${words[kind]}\n\n${env.origin}/my-certification\n`,
  };
}

/** Whether the buttons that decide are shown to the user for a person of these sites. */
export const mayDecide = (user: User, siteIds: readonly string[]): boolean =>
  siteIds.some((siteId) => can(user, "decide-trainer", siteId));
