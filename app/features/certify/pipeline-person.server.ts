import { and, asc, desc, eq, exists, inArray, isNull, or, sql } from "drizzle-orm";
import { can, type User } from "#app/auth/can.ts";
import { catalogue } from "#app/content/catalogue.server.ts";
import { longDay, shortDay, todayIn } from "#app/lib/dates.ts";
import { notFound } from "#app/lib/refuse.ts";
import { db, prepared, transact } from "#db/client.server.ts";
import { badge } from "#db/schema/certify.ts";
import { person, roleGrant, site } from "#db/schema/people.ts";
import { teachBackForm, teachBackSlot } from "#db/schema/teach-back.ts";
import { trainerDecision, trainerFact } from "#db/schema/trainers.ts";
import { badgeState, badgeStates } from "./badge-state.ts";
import { type RevocationReason, revokeBadge } from "./badges.server.ts";
import { type DecisionKind, decisionWords, openDecisions, stageNames, stageOf } from "./decision.ts";
import { personInPipeline } from "./people-in-pipeline.server.ts";
import type { Standing } from "./pipeline.ts";
import { mentorsOf } from "./pipeline-list.server.ts";
import { stepsOnRecord } from "./step-facts.server.ts";
import { decisionsOf, standingOfPerson, standingsOf, zonesOf } from "./trainers.server.ts";

/** What each step asks and where somebody is with it, in the words of competencies.yaml. */
function stepsOf({ steps }: Standing) {
  const texts = catalogue().course.instruments.competencies?.steps ?? [];
  return steps.map(({ id, done, detail }) => {
    const text = texts.find((one) => one.id === id);
    return { id, done, detail, title: text?.title ?? id, rule: text?.rule ?? "" };
  });
}

function standingWords(standing: Standing, today: string) {
  const { next, expiresOn, renewalOpensOn, rebrief, level, status, ready, mayTeach } = standing;
  return {
    stage: stageOf(standing),
    stageName: stageNames[stageOf(standing)],
    level,
    status,
    ready,
    mayTeach,
    steps: stepsOf(standing),
    next: {
      what: next.what,
      decides: next.decides,
      by: next.by ? longDay(next.by) : null,
      late: next.by !== null && next.by < today,
    },
    expiresOn: expiresOn ? longDay(expiresOn) : null,
    renewalOpensOn: renewalOpensOn && renewalOpensOn > today ? longDay(renewalOpensOn) : null,
    rebrief: rebrief ? { edition: rebrief.edition, by: longDay(rebrief.by), overdue: rebrief.overdue } : null,
  };
}

const namesOf = (ids: readonly string[]): Map<string, string> =>
  new Map(
    db
      .select({ id: person.id, name: person.name })
      .from(person)
      .where(inArray(person.id, [...new Set(ids)]))
      .all()
      .map(({ id, name }) => [id, name]),
  );

/** The decisions about somebody, newest first. The words of a reason are for them and for those who decide. */
function historyOf(personId: string, seesReasons: boolean) {
  const rows = (decisionsOf([personId]).get(personId) ?? []).toReversed();
  const names = namesOf(rows.map(({ decidedBy }) => decidedBy));
  const wanted = seesReasons ? rows : rows.filter(({ kind }) => ["certify", "renew", "lead"].includes(kind));
  return wanted.map((row) => ({
    id: row.id,
    what: decisionWords[row.kind as DecisionKind].done,
    on: shortDay(row.on),
    by: names.get(row.decidedBy) ?? "Somebody",
    reason: seesReasons ? row.reason : null,
    heardOn: row.heardOn ? shortDay(row.heardOn) : null,
    fromPaper: row.fromPaper,
  }));
}

/** Where the one who asks stands: what is done, what is next, by when, and who decides. */
export function myCertification(user: User, now = new Date()) {
  const zone = zonesOf([user.id]).get(user.id) ?? "UTC";
  const standing = standingOfPerson(user.id, now);
  return {
    ...standingWords(standing, todayIn(zone, now)),
    history: historyOf(user.id, true),
    mentors: (mentorsOf([user.id]).get(user.id) ?? []).map(({ name }) => name),
    facts: stepsOnRecord(user.id),
    whoDecides: decidersFor(user),
  };
}

/** The coordinators of the user's sites, who decide there, without the user. */
function decidersFor(user: User): string[] {
  const sites = user.grants.flatMap(({ siteId }) => siteId ?? []);
  if (sites.length === 0) return [];
  return db
    .selectDistinct({ id: person.id, name: person.name })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(
      and(
        inArray(roleGrant.siteId, sites),
        eq(roleGrant.role, "coordinator"),
        isNull(roleGrant.endedAt),
        isNull(person.erasedAt),
      ),
    )
    .orderBy(asc(person.name))
    .all()
    .filter(({ id }) => id !== user.id)
    .map(({ name }) => name);
}

/** For the home page: what is next, for people of whom a step is on record; null for everybody else. */
export function nextStepToTrainer(user: User, now = new Date()) {
  if (!isOnTheWay().get({ person: user.id })) return null;
  const standing = standingOfPerson(user.id, now);
  const zone = zonesOf([user.id]).get(user.id) ?? "UTC";
  const { stage, stageName, next } = standingWords(standing, todayIn(zone, now));
  return { stage, stageName, what: next.what, by: next.by, late: next.late };
}

/** Cheap, because the home page is what everybody opens. */
const isOnTheWay = prepared((from) => {
  const me = sql.placeholder("person");
  return from
    .select({ id: person.id })
    .from(person)
    .where(
      and(
        eq(person.id, me),
        or(
          exists(
            from
              .select({ id: trainerDecision.id })
              .from(trainerDecision)
              .where(eq(trainerDecision.personId, me)),
          ),
          exists(from.select({ id: trainerFact.id }).from(trainerFact).where(eq(trainerFact.personId, me))),
          exists(
            from
              .select({ id: teachBackForm.id })
              .from(teachBackForm)
              .innerJoin(teachBackSlot, eq(teachBackSlot.id, teachBackForm.slotId))
              .where(eq(teachBackSlot.personId, me)),
          ),
        ),
      ),
    );
});

/** One person on the way, for those who may see them: else 404. */
export function pipelinePerson(user: User, personId: string, now = new Date()) {
  const { person: found, sites, decides, records, isMe } = personInPipeline(user, personId);
  const zone = zonesOf([personId]).get(personId) ?? "UTC";
  const standing = standingOfPerson(personId, now);
  const siteNames = new Map(
    db
      .select({ id: site.id, name: site.name })
      .from(site)
      .where(inArray(site.id, sites))
      .all()
      .map(({ id, name }) => [id, name]),
  );
  const seesReasons = decides.length > 0 && !isMe;
  const decisions = seesReasons ? decisionsFor(user, personId, standing, decides) : [];
  return {
    person: { id: found.id, name: found.name, agency: found.agency, discipline: found.discipline },
    isMe,
    today: todayIn(zone, now),
    sites: sites.map((id) => ({ id, name: siteNames.get(id) ?? id })),
    decides: decides.map((id) => ({ id, name: siteNames.get(id) ?? id })),
    standing: standingWords(standing, todayIn(zone, now)),
    history: historyOf(personId, seesReasons || isMe),
    decisions,
    facts: stepsOnRecord(personId).map((one) => ({ ...one, mayUndo: records.includes(one.siteId) })),
    mayRecord: records.length > 0,
    mentors: (mentorsOf([personId]).get(personId) ?? []).map(({ id, name, mentorId }) => ({
      id,
      name,
      mentorId,
    })),
    mayMentor: seesReasons && standing.level !== "lead",
    possibleMentors: seesReasons && standing.level !== "lead" ? possibleMentors(personId, sites, now) : [],
    badges: seesReasons ? badgesOf(user, personId, zone, now) : [],
  };
}

/** What could be decided now by the user, and what each form has to ask. */
function decisionsFor(user: User, personId: string, standing: Standing, decides: string[]) {
  const fromPaper = decides.some((siteId) => can(user, "certify-from-paper", siteId));
  const isTrainer =
    db
      .select({ id: roleGrant.id })
      .from(roleGrant)
      .where(and(eq(roleGrant.personId, personId), eq(roleGrant.role, "trainer"), isNull(roleGrant.endedAt)))
      .get() !== undefined;
  const barred = standing.status === "paused" || standing.status === "ended";
  const last = (decisionsOf([personId]).get(personId) ?? []).findLast(
    ({ kind }) => kind === "suspend" || kind === "end",
  );
  return openDecisions(standing, { fromPaper, isTrainer }).map((kind) => ({
    kind,
    act: kind === "suspend" && barred ? "Pause for longer" : decisionWords[kind].act,
    means: decisionWords[kind].means,
    paper: kind === "certify" && !standing.ready.includes("certify"),
    hearing: barred,
    asked: kind === "end" && !barred,
    /** Whoever paused leaves the second look to somebody else. */
    someoneElse: barred && last?.decidedBy === user.id,
  }));
}

function possibleMentors(personId: string, sites: string[], now: Date): { id: string; name: string }[] {
  const trainers = db
    .selectDistinct({ id: person.id, name: person.name })
    .from(roleGrant)
    .innerJoin(person, eq(person.id, roleGrant.personId))
    .where(
      and(
        eq(roleGrant.role, "trainer"),
        inArray(roleGrant.siteId, sites),
        isNull(roleGrant.endedAt),
        isNull(person.erasedAt),
      ),
    )
    .orderBy(asc(person.name))
    .all()
    .filter(({ id }) => id !== personId);
  const standings = standingsOf(
    trainers.map(({ id }) => id),
    now,
  );
  const taken = new Set((mentorsOf([personId]).get(personId) ?? []).map(({ mentorId }) => mentorId));
  return trainers.filter(({ id }) => !taken.has(id) && standings.get(id)?.mayTeach === "lead");
}

function badgesOf(user: User, personId: string, zone: string, now: Date) {
  return db
    .select()
    .from(badge)
    .where(eq(badge.personId, personId))
    .orderBy(desc(badge.issuedAt), desc(badge.id))
    .all()
    .map((one) => ({
      id: one.id,
      kind: one.kind,
      state: badgeStates[badgeState(one, now)],
      isOver: badgeState(one, now) === "revoked" || badgeState(one, now) === "expired",
      issuedOn: shortDay(todayIn(zone, one.issuedAt)),
      expiresOn: one.expiresAt ? shortDay(todayIn(zone, one.expiresAt)) : null,
      mayRevoke: !one.revokedAt && can(user, "revoke-badge", one.siteId),
    }));
}

/** Revokes a credential of somebody whom the user may see, with a reason from the list that its holder reads. */
export function revokeBadgeOf(
  user: User,
  personId: string,
  badgeId: string,
  reason: RevocationReason,
  now = new Date(),
): void {
  personInPipeline(user, personId);
  transact((tx) => {
    const found = tx
      .select({ id: badge.id })
      .from(badge)
      .where(and(eq(badge.id, badgeId), eq(badge.personId, personId)))
      .get();
    if (!found) throw notFound();
    revokeBadge(tx, user, badgeId, reason, now);
  });
}
