import { timingSafeEqual } from "node:crypto";
import { and, asc, eq, inArray, isNull, type SQL } from "drizzle-orm";
import { fingerprint } from "#app/auth/seal.server.ts";
import { catalogue, moduleOf, variantOf } from "#app/content/catalogue.server.ts";
import type { FollowUpFile, Recipient } from "#app/content/schema-follow-up.ts";
import { addDays, todayIn } from "#app/lib/dates.ts";
import { newId } from "#app/lib/ids.ts";
import { db, type Writer } from "#db/client.server.ts";
import { cohort, enrolment } from "#db/schema/cohorts.ts";
import { commitment, touchpoint } from "#db/schema/follow-up.ts";
import { person, site } from "#db/schema/people.ts";
import type { FollowUp } from "./follow-up.ts";
import type { QuestionSources } from "./follow-up-questions.ts";

export type Commitment = typeof commitment.$inferSelect;
type Touch = typeof touchpoint.$inferSelect;

/** Somebody who attends the course, with what they have noted; null before there is anything. */
export type Follower = {
  personId: string;
  name: string;
  email: string;
  cohortId: string;
  cohort: string;
  siteId: string;
  zone: string;
  /** The form of the course, which decides whether a first delivery is asked for. */
  variant: string;
  /** Last day of the course: day 0. */
  endsOn: string;
  commitment: Commitment | null;
  touches: Touch[];
};

/** The letters and tasks of this edition. */
export function followUpFile(): FollowUpFile {
  const found = catalogue().course.followUp;
  if (!found) throw new Error("The curriculum has no follow-up.");
  return found;
}

/** The same as it holds after one form of the course: where nobody becomes a trainer, no first delivery is asked for. */
export function followUpAfter(variant: string): FollowUpFile {
  const file = followUpFile();
  if (variantOf(variant)?.trains_trainers ?? true) return file;
  return { ...file, touchpoints: file.touchpoints.filter(({ trainers_only }) => !trainers_only) };
}

/** What the questions of the follow-up are made of, from this edition. */
export function questionSources(): QuestionSources {
  const { course } = catalogue();
  const { formC, confidence } = course.assessments;
  const { satisfaction } = course.instruments;
  if (!formC || !confidence || !satisfaction) throw new Error("The curriculum lacks a form.");
  return {
    recall: followUpFile().recall.flatMap((id) => {
      const item = moduleOf(id.split("-")[0] as string)?.quiz?.items.find((one) => one.id === id);
      return item ? [item] : [];
    }),
    knowledge: formC.items,
    confidence,
    lookBack: satisfaction,
  };
}

/** People who attend a cohort of the course itself that is not canceled, in the order of its days. */
export function followersWhere(where: SQL | undefined, from: Pick<Writer, "select"> = db): Follower[] {
  const rows = from
    .select({
      personId: person.id,
      name: person.name,
      email: person.email,
      cohortId: cohort.id,
      cohort: cohort.name,
      siteId: cohort.siteId,
      zone: site.timeZone,
      variant: cohort.variant,
      endsOn: cohort.endsOn,
      commitment,
    })
    .from(enrolment)
    .innerJoin(cohort, eq(cohort.id, enrolment.cohortId))
    .innerJoin(site, eq(site.id, cohort.siteId))
    .innerJoin(person, eq(person.id, enrolment.personId))
    .leftJoin(
      commitment,
      and(eq(commitment.cohortId, enrolment.cohortId), eq(commitment.personId, enrolment.personId)),
    )
    .where(
      and(
        isNull(enrolment.withdrawnAt),
        isNull(cohort.canceledAt),
        eq(cohort.kind, "program"),
        isNull(person.erasedAt),
        where,
      ),
    )
    .orderBy(asc(cohort.endsOn), asc(cohort.id), asc(person.name), asc(person.id))
    .all();
  const ids = rows.flatMap(({ commitment }) => (commitment ? [commitment.id] : []));
  const touches = ids.length
    ? from.select().from(touchpoint).where(inArray(touchpoint.commitmentId, ids)).all()
    : [];
  return rows.map((row) => ({
    ...row,
    touches: touches.filter(({ commitmentId }) => commitmentId === row.commitment?.id),
  }));
}

/** What the schedule asks of a follower. Day 0 is done once a card is written and a sponsor named. */
export function followUpOf({ commitment: own, touches, endsOn }: Follower): FollowUp {
  const sent = touches.flatMap(({ touchpointId, to, sentOn, remindedOn }) => [
    ...(sentOn ? [{ touchpoint: touchpointId, to, kind: "touch" as const, on: sentOn }] : []),
    ...(remindedOn ? [{ touchpoint: touchpointId, to, kind: "reminder" as const, on: remindedOn }] : []),
  ]);
  const done = touches
    .filter(({ answeredAt }) => answeredAt !== null)
    .map(({ touchpointId, to }) => ({ touchpoint: touchpointId, to }));
  if (own && own.actions.length > 0 && own.sponsorEmail) done.push({ touchpoint: "day-0", to: "learner" });
  if (own?.sponsorSignedAt) done.push({ touchpoint: "day-0", to: "supervisor" });
  return {
    startedOn: endsOn,
    hasSponsor: Boolean(own?.sponsorEmail),
    stopped: {
      learner: Boolean(own?.optedOutAt),
      supervisor: Boolean(own?.sponsorOptedOutAt),
    },
    sent,
    done,
  };
}

/** The row of this person in this cohort, made when there is none yet. */
export function ensureCommitment(
  tx: Writer,
  { personId, cohortId, commitment: known }: Pick<Follower, "personId" | "cohortId" | "commitment">,
  now: Date,
): Commitment {
  if (known) return known;
  const row = { id: newId(), personId, cohortId, actions: [], createdAt: now, updatedAt: now };
  return tx.insert(commitment).values(row).returning().get();
}

/** The row of a touchpoint to this recipient, made when there is none yet; gives its id. */
export function ensureTouch(tx: Writer, commitmentId: string, touchpointId: string, to: Recipient): string {
  const known = tx
    .select({ id: touchpoint.id })
    .from(touchpoint)
    .where(
      and(
        eq(touchpoint.commitmentId, commitmentId),
        eq(touchpoint.touchpointId, touchpointId),
        eq(touchpoint.to, to),
      ),
    )
    .get();
  if (known) return known.id;
  const id = newId();
  tx.insert(touchpoint).values({ id, commitmentId, touchpointId, to }).run();
  return id;
}

/** Days after the course for which the links in the letters work. */
const linksWork = 180;

/** Whether no letter of a course can be answered anymore. */
export const isFollowUpOver = (endsOn: string, zone: string, now: Date): boolean =>
  todayIn(zone, now) > addDays(endsOn, linksWork);

/** What people of a cohort marked on day 90, by person. The caller decided who may see what of it. */
export const markedOnDay90 = (cohortId: string): Map<string, NonNullable<Touch["answers"]>> =>
  new Map(
    db
      .select({ personId: commitment.personId, answers: touchpoint.answers })
      .from(touchpoint)
      .innerJoin(commitment, eq(commitment.id, touchpoint.commitmentId))
      .where(
        and(
          eq(commitment.cohortId, cohortId),
          eq(touchpoint.touchpointId, "day-90"),
          eq(touchpoint.to, "learner"),
        ),
      )
      .all()
      .flatMap(({ personId, answers }) => (answers ? [[personId, answers] as const] : [])),
  );

/**
 * The part of an address that opens the follow-up of one person without an account. Only this installation can make it,
 * and nothing of it is stored. A sponsor's is bound to their address: naming somebody else makes it worthless.
 */
export const linkToken = (own: Pick<Commitment, "id" | "sponsorEmail">, to: Recipient): string =>
  `${own.id}.${fingerprint(`follow-up ${to} ${own.id} ${to === "supervisor" ? own.sponsorEmail : ""}`)}`;

export const linkPath = (own: Pick<Commitment, "id" | "sponsorEmail">, to: Recipient): string =>
  `/${to === "learner" ? "follow-up" : "sponsor"}/${linkToken(own, to)}`;

export type LinkedFollower = Follower & { commitment: Commitment };

/** The follower behind a link that still works, or null. */
export function followerByLink(
  token: string,
  to: Recipient,
  now: Date,
  from: Pick<Writer, "select"> = db,
): LinkedFollower | null {
  const id = token.split(".")[0] ?? "";
  const [found] = followersWhere(eq(commitment.id, id), from);
  const own = found?.commitment;
  if (!own || !same(linkToken(own, to), token)) return null;
  if (to === "supervisor" && !own.sponsorEmail) return null;
  return addDays(found.endsOn, linksWork) >= todayIn(found.zone, now) ? { ...found, commitment: own } : null;
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
