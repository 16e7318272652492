import { and, eq, isNull, or } from "drizzle-orm";
import { recordAudit } from "#app/auth/allow.server.ts";
import { canSomewhere, sitesWhere, type User } from "#app/auth/can.ts";
import { type Discipline, disciplineNames } from "#app/content/discipline.ts";
import { shortDay } from "#app/lib/dates.ts";
import { fold, matches } from "#app/lib/fold.ts";
import { forbidden } from "#app/lib/refuse.ts";
import { among, db, transact, type Writer } from "#db/client.server.ts";
import { person, roleGrant, site } from "#db/schema/people.ts";
import { mentorship, trainerDecision, trainerProfile } from "#db/schema/trainers.ts";
import { levelNames } from "./decision.ts";
import type { Standing } from "./pipeline.ts";
import { languagesIn, type RegistryView } from "./registry.ts";
import { certifiedSince, standingsOf } from "./trainers.server.ts";

/**
 * The certified trainers whom the user may look up: those of their own sites (programme-wide: of every site), and of
 * other sites those who show themselves there. Of a trainer it says that they are current, lapsed, paused or ended, never why.
 */
export function registry(user: User, view: RegistryView, now = new Date()) {
  if (!canSomewhere(user, "see-registry")) throw forbidden();
  const all = trainersFor(user, now);
  const languages = [...new Set(all.flatMap(({ languages }) => languagesIn(languages)))].sort((a, b) =>
    fold(a).localeCompare(fold(b), "en"),
  );
  const sites = [...new Set(all.flatMap((one) => one.sites))].sort();
  const rows = all.filter(
    (one) =>
      matches(
        view.q,
        one.name,
        one.agency,
        one.languages,
        one.availability,
        one.discipline && disciplineNames[one.discipline],
        ...one.sites,
      ) &&
      (view.status === "all" || one.status === view.status) &&
      (!view.site || one.sites.includes(view.site)) &&
      (!view.discipline || one.discipline === view.discipline) &&
      (!view.language || languagesIn(one.languages).some((name) => fold(name) === fold(view.language))),
  );
  return {
    rows,
    total: all.length,
    sites,
    languages,
    isListed: isListed(user.id, now),
    seesPipeline: canSomewhere(user, "see-pipeline"),
  };
}

function trainersFor(user: User, now: Date) {
  const mine = sitesWhere(user, "see-registry");
  const siteNames = new Map(
    db
      .select({ id: site.id, name: site.name })
      .from(site)
      .all()
      .map(({ id, name }) => [id, name]),
  );
  const rows = db
    .select({
      id: person.id,
      name: person.name,
      agency: person.agency,
      discipline: person.discipline,
      siteId: trainerDecision.siteId,
      languages: trainerProfile.languages,
      availability: trainerProfile.availability,
      shared: trainerProfile.shared,
    })
    .from(trainerDecision)
    .innerJoin(person, eq(person.id, trainerDecision.personId))
    .leftJoin(trainerProfile, eq(trainerProfile.personId, person.id))
    .where(and(eq(trainerDecision.kind, "certify"), isNull(person.erasedAt)))
    .all();
  const ids = [...new Set(rows.map(({ id }) => id))];
  const elsewhere = db
    .select({ id: roleGrant.personId, siteId: roleGrant.siteId })
    .from(roleGrant)
    .where(and(among(roleGrant.personId, ids), eq(roleGrant.role, "trainer"), isNull(roleGrant.endedAt)))
    .all();
  const standings = standingsOf(ids, now);
  const since = certifiedSince(ids);
  return ids
    .flatMap((id) => {
      const own = rows.filter((row) => row.id === id);
      const [one] = own;
      const standing = standings.get(id) as Standing;
      const places = new Set(
        [...own, ...elsewhere.filter((grant) => grant.id === id)].flatMap(({ siteId }) => siteId ?? []),
      );
      const isOurs = mine === "all" || [...places].some((siteId) => mine.includes(siteId));
      if (!one || (!isOurs && !one.shared)) return [];
      return [
        {
          id,
          name: one.name,
          agency: one.agency,
          discipline: one.discipline as Discipline | null,
          sites: [...places].map((siteId) => siteNames.get(siteId) ?? siteId).sort(),
          level: levelNames[standing.level],
          status: standing.status,
          since: shortDay(since.get(id) as string),
          until: standing.expiresOn ? shortDay(standing.expiresOn) : null,
          languages: one.languages ?? "",
          availability: one.availability ?? "",
          isMe: id === user.id,
        },
      ];
    })
    .sort((a, b) => fold(a.name).localeCompare(fold(b.name), "en") || (a.id < b.id ? -1 : 1));
}

const isListed = (personId: string, now: Date): boolean => {
  const standing = standingsOf([personId], now).get(personId);
  return standing?.level === "certified" || standing?.level === "lead";
};

export const longestProfile = 300;

/** What the user shows in the registry; only for those who stand in it. */
export function myProfile(user: User, now = new Date()) {
  mayShow(user, now);
  const found = db.select().from(trainerProfile).where(eq(trainerProfile.personId, user.id)).get();
  return {
    languages: found?.languages ?? "",
    availability: found?.availability ?? "",
    shared: found?.shared ?? false,
  };
}

function mayShow(user: User, now: Date): void {
  if (!isListed(user.id, now))
    throw forbidden("The registry lists certified trainers. You can fill this in as soon as you are one.");
}

/** Saves what the user shows. Gives a sentence by field when something is too long, and then nothing was saved. */
export function saveProfile(
  user: User,
  input: { languages: string; availability: string; shared: boolean },
  now = new Date(),
): Record<string, string> | null {
  mayShow(user, now);
  const errors: Record<string, string> = {};
  const values = {
    languages: languagesIn(input.languages).join(", "),
    availability: input.availability.trim(),
    shared: input.shared,
  };
  for (const field of ["languages", "availability"] as const)
    if (values[field].length > longestProfile) errors[field] = `Keep it under ${longestProfile} characters.`;
  if (Object.keys(errors).length > 0) return errors;
  transact((tx) => {
    const before = tx.select().from(trainerProfile).where(eq(trainerProfile.personId, user.id)).get();
    const fields = (["languages", "availability", "shared"] as const).filter(
      (field) => (before?.[field] ?? (field === "shared" ? false : "")) !== values[field],
    );
    if (fields.length === 0) return;
    tx.insert(trainerProfile)
      .values({ personId: user.id, ...values, updatedAt: now })
      .onConflictDoUpdate({ target: trainerProfile.personId, set: { ...values, updatedAt: now } })
      .run();
    const siteId = user.grants.find((grant) => grant.role === "trainer")?.siteId ?? null;
    recordAudit(tx, user, "change-trainer-profile", user.id, siteId, { fields }, now);
  });
  return null;
}

/** What somebody showed of themselves goes with their account; that a decision was made stays, without its words. */
export function forgetTrainer(tx: Writer, personId: string, now: Date): void {
  tx.delete(trainerProfile).where(eq(trainerProfile.personId, personId)).run();
  tx.update(trainerDecision).set({ reason: "" }).where(eq(trainerDecision.personId, personId)).run();
  tx.update(mentorship)
    .set({ endedAt: now })
    .where(
      and(
        or(eq(mentorship.mentorId, personId), eq(mentorship.apprenticeId, personId)),
        isNull(mentorship.endedAt),
      ),
    )
    .run();
}
